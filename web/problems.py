"""Errors as problem details (RFC 9457): what went wrong, and what to do."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

import msgspec
from starlette.responses import Response

from tm.errors import (
    Conflict,
    FetchError,
    InputError,
    NotFound,
    PadananError,
    StoreError,
    VersionConflict,
)
from tm.text.control_characters import show_control_characters
from web.people.access_errors import Forbidden, Unauthorized
from web.people.login.throttle import TooManyRequests

_log = logging.getLogger("padanan.server")

PROBLEM_TYPE = "application/problem+json"
INTERNAL_ERROR_DETAIL = "an internal error; the server's log has the details"
_RETRY_SECONDS_AFTER_TIMEOUT = 10
"""After which a client may try again whose request took too long."""
_RETRY_SECONDS_WITHOUT_DATABASE = 1
"""After which a client may try again whose database cannot be reached."""

_TITLE_BY_STATUS = {
    400: "The request cannot be used",
    401: "Not logged in",
    403: "Not allowed",
    404: "Not found",
    405: "This address does not take this verb",
    408: "The body came too slowly",
    409: "In conflict with a later change",
    412: "Changed by someone else since it was read",
    413: "The request is too large",
    415: "Send JSON",
    422: "A value cannot be used",
    429: "Too many requests",
    500: "The server made a mistake",
    501: "Not installed here",
    502: "Another server does not answer",
    503: "The server cannot answer now",
}
_STATUS_BY_ERROR = (
    (TooManyRequests, 429),
    (Unauthorized, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (VersionConflict, 412),
    (Conflict, 409),
    (FetchError, 502),
    (InputError, 422),
    (StoreError, 503),
    (PadananError, 500),
)


ADDRESS_BY_NEXT_STEP = {
    "add a translation": "POST /api/v1/units",
    "link an account": "POST /api/v1/account/identities",
    "list articles": "GET /api/v1/articles",
    "list changes": "GET /api/v1/history",
    "list pairs": "GET /api/v1/review",
    "list people": "GET /api/v1/people",
    "make a token": "POST /api/v1/account/tokens",
    "redo a change set": "POST /api/v1/redo",
    "show an article": "GET /api/v1/units",
    "undo a change set": "POST /api/v1/undo",
}
"""What errors advise, by addresses that do it."""


class Refusal(Exception):
    """A request that is refused for how it came or when, not for what it asks."""

    def __init__(
        self, status: int, detail: str, *, retry_seconds: int | None = None
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.retry_seconds = status, detail, retry_seconds


class TooBusy(Refusal):
    """Too many requests are waiting, or one took too long."""


def make_time_limit(seconds: float) -> Callable[[int], None]:
    """Make a report of progress that ends what nobody waits for any longer.

    Only for what changes nothing. What it makes raises TooBusy.
    """
    deadline = monotonic() + seconds

    def verify_time(_: int) -> None:
        if monotonic() > deadline:
            raise make_slow_refusal(seconds)

    return verify_time


def make_slow_refusal(seconds: float) -> TooBusy:
    """Make the refusal of a request that takes longer than is waited for."""
    return TooBusy(
        503,
        f"this takes longer than {seconds:g} s; ask for less at once, or use a job. "
        "A change that has begun will be finished; to see its answer, send the request "
        "again with its Idempotency-Key",
        retry_seconds=_RETRY_SECONDS_AFTER_TIMEOUT,
    )


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """The body of an answer that is an error."""

    title: str
    """The kind of the problem."""
    status: int
    detail: str = ""
    """What went wrong here, and what to do."""
    parameters: tuple[str, ...] = ()
    """Names of parameters that solve it."""
    type: str = "about:blank"
    current: Any = None  # any answer that has a version
    """What is stored now, where it is no longer what the caller has read."""
    sent: Any = None  # the values of any request
    """What the caller wanted to store, for comparing the two."""


def make_problem(
    status: int,
    detail: str,
    *,
    headers: dict[str, str] | None = None,
    **problem_fields: Any,  # further fields of a problem
) -> Response:
    """Make the answer of a problem; a text from a request is made harmless in it."""
    title = _TITLE_BY_STATUS.get(status, "The request failed")
    problem = Problem(title, status, show_control_characters(detail), **problem_fields)
    return Response(
        msgspec.json.encode(problem), status, headers=headers, media_type=PROBLEM_TYPE
    )


@dataclass(frozen=True, slots=True)
class ErrorReport:
    """What somebody is told of an error, whether by JSON or by a page."""

    status: int
    """The status of HTTP."""
    detail: str
    """What went wrong, and what to do."""
    headers: dict[str, str] | None = None


def report_error(error: Exception, *, place: str) -> ErrorReport:
    """Say what an error means; one that nobody foresaw is logged with its place."""
    if isinstance(error, Refusal):
        headers = _make_headers(error.retry_seconds)
        return ErrorReport(error.status, error.detail, headers)
    if not isinstance(error, PadananError):
        _log.error("%s broke", place, exc_info=error)
        return ErrorReport(500, INTERNAL_ERROR_DETAIL)
    status = find_error_status(error)
    retry_seconds = _RETRY_SECONDS_WITHOUT_DATABASE if status == 503 else None
    if isinstance(error, TooManyRequests):
        retry_seconds = error.seconds
    headers = _make_headers(retry_seconds, is_unknown=status == 401)
    return ErrorReport(status, str(error), headers)


def add_address(message: str, error: Exception) -> str:
    """Add the address that does what an error advises, if there is one.

    >>> add_address("no change i9", NotFound("no change i9", next_step="list changes"))
    'no change i9 (GET /api/v1/history)'
    """
    next_step = error.next_step if isinstance(error, PadananError) else ""
    address = ADDRESS_BY_NEXT_STEP.get(next_step)
    return f"{message} ({address})" if address else message


def make_error_problem(
    error: Exception,
    *,
    place: str,
    sent_values: object = None,
    translate: Callable[[str], str] = str,
) -> Response:
    """Make the answer of an error; one that nobody foresaw is logged with its place.

    `sent_values`: those of the request, which the answer shows next to what somebody
    else has stored meanwhile. `translate` puts the detail into the language of the
    sender.
    """
    report = report_error(error, place=place)
    is_version_conflict = isinstance(error, VersionConflict)
    return make_problem(
        report.status,
        add_address(translate(report.detail), error),
        headers=report.headers,
        parameters=error.parameters if isinstance(error, PadananError) else (),
        current=error.current if isinstance(error, VersionConflict) else None,
        sent=sent_values if is_version_conflict else None,
    )


def find_error_status(error: PadananError) -> int:
    """Find the status of an error that a user can understand."""
    return next(
        status
        for error_type, status in _STATUS_BY_ERROR
        if isinstance(error, error_type)
    )


def _make_headers(
    retry_seconds: int | None, *, is_unknown: bool = False
) -> dict[str, str]:
    headers = {"www-authenticate": "Bearer"} if is_unknown else {}
    if retry_seconds is not None:
        headers["retry-after"] = str(retry_seconds)
    return headers
