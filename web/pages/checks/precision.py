"""Checks that people find wrong too often, by the rule of Google's Tricorder."""

from collections.abc import Iterable

from web.api.checks import DescribedCheck

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
