"""Dismissed findings: listing them, dismissing another one, restoring one."""

from dataclasses import dataclass
from typing import Annotated

import msgspec

from padanan.results import DismissedFinding
from web.api.values import Request, list_given
from web.call import Call
from web.route import API_PREFIX, Role, Route

Fingerprint = Annotated[
    str,
    msgspec.Meta(
        pattern="^[0-9a-f]{16}$",
        description="The fingerprint of a finding.",
        examples=["3f2a9c0d11e7b645"],
    ),
]
Remark = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
_PATH = f"{API_PREFIX}/dismissals"
_FINGERPRINT = "3f2a9c0d11e7b645"


class DismissalsRequest(Request, frozen=True):
    """The memory whose dismissals are asked for."""


@dataclass(frozen=True, slots=True)
class DismissalList:
    """The dismissed findings, by their fingerprints."""

    dismissals: tuple[DismissedFinding, ...]


def list_dismissals(call: Call, request: DismissalsRequest) -> DismissalList:
    """List the findings that are dismissed, or were until some day."""
    return DismissalList(call.memory.checks.list_dismissals())


class NewDismissal(Request, frozen=True):
    """A finding to dismiss."""

    fingerprint: Fingerprint
    check: Remark | None = None
    """The check of the finding, here and in `quote` for later readers."""
    quote: Remark | None = None
    reason: Remark | None = None
    """Why the text is right."""
    until: (
        Annotated[str, msgspec.Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")] | None
    ) = None
    """The last day of the dismissal; by default it has no end."""


def dismiss_finding(call: Call, request: NewDismissal) -> DismissedFinding:
    """Dismiss a finding: it is not reported again until its text changes."""
    return call.memory.checks.dismiss(**list_given(request))


class DismissalRequest(Request, frozen=True):
    """The dismissal to remove."""

    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class RestoredFinding:
    """A finding that is reported again."""

    fingerprint: str


def restore_finding(call: Call, request: DismissalRequest) -> RestoredFinding:
    """Report a dismissed finding again."""
    call.memory.checks.restore(request.fingerprint)
    return RestoredFinding(request.fingerprint)


DISMISSAL_ROUTES = (
    Route(
        "GET",
        _PATH,
        list_dismissals,
        DismissalsRequest,
        DismissalList,
        Role.READER,
        example={},
    ),
    Route(
        "PUT",
        f"{_PATH}/{{fingerprint}}",
        dismiss_finding,
        NewDismissal,
        DismissedFinding,
        Role.TRANSLATOR,
        example={
            "fingerprint": _FINGERPRINT,
            "check": "space.double",
            "reason": "verbatim quote",
        },
    ),
    Route(
        "DELETE",
        f"{_PATH}/{{fingerprint}}",
        restore_finding,
        DismissalRequest,
        RestoredFinding,
        Role.TRANSLATOR,
        example={"fingerprint": _FINGERPRINT},
    ),
)
