"""Dismissed findings: listing them, dismissing another one, restoring one."""

from typing import Annotated

import msgspec

from padanan.values.findings import DismissedFinding
from web.api.request_types import Request, list_given_values
from web.api.route_group import RouteGroup
from web.request_context import RequestContext
from web.requests import match_whole
from web.route import Role

DISMISSAL_ROUTES = RouteGroup()
Fingerprint = Annotated[
    str,
    msgspec.Meta(
        pattern=match_whole("[0-9a-f]{16}"),
        description="The fingerprint of a finding.",
        examples=["3f2a9c0d11e7b645"],
    ),
]
MAX_REMARK_LENGTH = 2000
DismissalRemark = Annotated[
    str, msgspec.Meta(min_length=1, max_length=MAX_REMARK_LENGTH)
]
Day = Annotated[str, msgspec.Meta(pattern=match_whole("[0-9]{4}-[0-9]{2}-[0-9]{2}"))]
_EXAMPLE_FINGERPRINT = "3f2a9c0d11e7b645"


@DISMISSAL_ROUTES.add("GET", "/dismissals", Role.READER, key="dismissals", example={})
def list_dismissals(context: RequestContext) -> tuple[DismissedFinding, ...]:
    """List the findings that are dismissed, or were until some day.

    They are in the order of their fingerprints.
    """
    return context.memory.checks.list_dismissals()


class NewDismissal(Request, frozen=True):
    """A finding to dismiss."""

    fingerprint: Fingerprint
    check: DismissalRemark | None = None
    """The check of the finding, here and in `quote` for later readers."""
    quote: DismissalRemark | None = None
    reason: DismissalRemark | None = None
    """Why the text is right."""
    until: Day | None = None
    """The last day of the dismissal; by default it has no end."""


@DISMISSAL_ROUTES.add(
    *("PUT", "/dismissals/{fingerprint}", Role.TRANSLATOR),
    example={
        "fingerprint": _EXAMPLE_FINGERPRINT,
        "check": "space.double",
        "reason": "verbatim quote",
    },
)
def dismiss_finding(context: RequestContext, request: NewDismissal) -> DismissedFinding:
    """Dismiss a finding: it is not reported again until its text changes."""
    return context.memory.checks.dismiss(**list_given_values(request))


@DISMISSAL_ROUTES.add(
    *("DELETE", "/dismissals/{fingerprint}", Role.TRANSLATOR),
    key="fingerprint",
    example={"fingerprint": _EXAMPLE_FINGERPRINT},
)
def restore_finding(context: RequestContext, fingerprint: Fingerprint) -> str:
    """Report a dismissed finding again."""
    context.memory.checks.restore(fingerprint)
    return fingerprint


class FindingToDismiss(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of several findings to dismiss."""

    fingerprint: Fingerprint
    check: DismissalRemark | None = None
    quote: DismissalRemark | None = None


class GroupDismissal(Request, frozen=True):
    """Findings to dismiss by one decision."""

    findings: Annotated[
        tuple[FindingToDismiss, ...], msgspec.Meta(min_length=1, max_length=10_000)
    ]
    reason: DismissalRemark | None = None
    until: Day | None = None


@DISMISSAL_ROUTES.add(
    *("POST", "/dismissals", Role.TRANSLATOR),
    key="dismissals",
    example={
        "findings": [{"fingerprint": _EXAMPLE_FINGERPRINT, "check": "space.double"}],
        "reason": "house style",
    },
)
def dismiss_findings(
    context: RequestContext, request: GroupDismissal
) -> tuple[DismissedFinding, ...]:
    """Dismiss several findings by one decision, or none of them."""
    return context.memory.checks.dismiss_all(
        [
            (finding.fingerprint, finding.check, finding.quote)
            for finding in request.findings
        ],
        reason=request.reason,
        until=request.until,
    )


class GroupRestoration(Request, frozen=True):
    """Dismissed findings to report again."""

    fingerprints: Annotated[
        tuple[Fingerprint, ...], msgspec.Meta(min_length=1, max_length=10_000)
    ]


@DISMISSAL_ROUTES.add(
    *("POST", "/dismissals/restore", Role.TRANSLATOR),
    key="restored",
    example={"fingerprints": [_EXAMPLE_FINGERPRINT]},
)
def restore_findings(context: RequestContext, request: GroupRestoration) -> int:
    """Report several dismissed findings again, as one undo of a decision.

    The answer is how many of them were dismissed.
    """
    return context.memory.checks.restore_all(request.fingerprints)
