"""How far each check can be trusted, and which people find wrong too often.

Too often is meant by the rule of Google's Tricorder.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from web.api.checks import DescribedCheck, list_checks
from web.api.request_types import Request
from web.pages.page_route import N_, PageGroup
from web.request_context import RequestContext

PRECISION_PAGES = PageGroup()

_MIN_DECISIONS = 20
"""Fewer decisions say too little about a check."""
_MAX_NOT_USEFUL_PERCENT = 10


def is_doubted(check: DescribedCheck) -> bool:
    """Whether people called so many findings not useful that it should be off."""
    return (
        check.decisions >= _MIN_DECISIONS
        and 100 * check.not_useful > _MAX_NOT_USEFUL_PERCENT * check.decisions
    )


def list_doubted_checks(checks: Iterable[DescribedCheck]) -> list[DescribedCheck]:
    """List the checks to switch off, those first that are most often not useful."""
    return sorted(
        filter(is_doubted, checks),
        key=lambda check: check.not_useful / check.decisions,
        reverse=True,
    )


class PrecisionRequest(Request, frozen=True):
    """Nothing to choose: all checks of which something is known."""


@dataclass(frozen=True, slots=True)
class PrecisionView:
    """The checks of which something is known."""

    checks: Sequence[DescribedCheck]
    doubted_check_ids: Sequence[str]
    """The ids of those that people find wrong too often."""


@PRECISION_PAGES.add(
    *("GET", "/checks/precision", "check_precision.html"),
    title=N_("Precision of the checks"),
)
def show_precision(context: RequestContext, request: PrecisionRequest) -> PrecisionView:
    """Show of each check how often it was right, not useful, or missed an error."""
    checks = list_checks(context)
    assessed_checks = [
        check for check in checks if check.judged or check.decisions or check.missed
    ]
    ordered_checks = sorted(
        assessed_checks, key=lambda check: (-check.missed, -check.not_useful)
    )
    doubted_ids = [check.id for check in list_doubted_checks(checks)]
    return PrecisionView(ordered_checks, doubted_ids)
