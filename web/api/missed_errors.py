"""Errors that the checks missed: listing them, reporting one, taking it back."""

from typing import Annotated

import msgspec

from checks.missed_errors import MissedError, MissedErrorReport
from web.api.dismissals import DismissalRemark
from web.api.request_types import LanguageTag, Request, Text, UnitKey
from web.api.route_group import RouteGroup
from web.request_context import RequestContext
from web.requests import match_whole
from web.route import Role

MISSED_ERROR_ROUTES = RouteGroup()
MissedErrorId = Annotated[
    str,
    msgspec.Meta(
        pattern=match_whole("[0-9a-f]{16}"),
        description="The id of a missed error.",
        examples=["88c8136ce3fe8ce4"],
    ),
]


@MISSED_ERROR_ROUTES.add(
    *("GET", "/missed-errors", Role.READER), key="missed_errors", example={}
)
def list_missed_errors(context: RequestContext) -> tuple[MissedError, ...]:
    """List the errors that people found and the checks did not, the latest first."""
    return context.memory.checks.list_missed_errors()


class NewMissedError(Request, frozen=True, kw_only=True):
    """An error that no check found, with the texts that it is in."""

    target_text: Text
    target_locale: LanguageTag
    description: DismissalRemark
    """What is wrong, in a few words."""
    source_text: Text | None = None
    source_locale: LanguageTag | None = None
    check: Annotated[str, msgspec.Meta(min_length=1, max_length=100)] | None = None
    """The id of the check that should have found it."""
    unit: UnitKey | None = None
    """The key of the unit, if the text is stored."""
    passage: Text | None = None
    """What is wrong, copied from one of the texts; null: the whole unit."""
    start: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 0
    """Where the passage is searched for first in the translation, in code points."""


@MISSED_ERROR_ROUTES.add(
    *("POST", "/missed-errors", Role.TRANSLATOR),
    example={
        "target_text": "Ia lahir tahun 1975 di Hanoi.",
        "target_locale": "id",
        "source_text": "Ông sinh năm 1957 tại Hà Nội.",
        "source_locale": "vi",
        "passage": "1975",
        "description": "digits swapped",
        "check": "num.value",
    },
)
def report_missed_error(
    context: RequestContext, request: NewMissedError
) -> MissedError:
    """Report an error that no check found, as a test case for those who make checks."""
    report = MissedErrorReport(
        target_text=request.target_text,
        target_locale=request.target_locale,
        description=request.description,
        source_text=request.source_text,
        source_locale=request.source_locale,
        check=request.check,
        unit=request.unit,
    )
    return context.memory.checks.report_missed_error(
        report, passage=request.passage, start=request.start
    )


@MISSED_ERROR_ROUTES.add(
    *("DELETE", "/missed-errors/{id}", Role.TRANSLATOR),
    key="id",
    example={"id": "88c8136ce3fe8ce4"},
)
def withdraw_missed_error(context: RequestContext, id: MissedErrorId) -> str:
    """Take the report of a missed error back."""
    context.memory.checks.withdraw_missed_error(id)
    return id
