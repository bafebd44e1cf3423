"""Errors as problem details (RFC 9457): what went wrong, and what to do."""

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
from web.people.login.throttle import TooManyRequests
from web.people.refusals import Forbidden, Unauthorized

PROBLEM_TYPE = "application/problem+json"
BUSY_SECONDS = 1
"""Seconds after which a client that was refused may try again."""

_TITLE_BY_STATUS = {
    400: "The request cannot be used",
    401: "Who sends this?",
    403: "Not allowed",
    404: "Not found",
    405: "This address does not take this verb",
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
    (Conflict, 409),
    (FetchError, 502),
    (InputError, 422),
    (StoreError, 503),
    (PadananError, 500),
)
_HEADERS_BY_STATUS = {
    401: {"www-authenticate": "Bearer"},
    503: {"retry-after": str(BUSY_SECONDS)},
}


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
    parameters: tuple[str, ...] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    """Make the answer of a problem; a text from a request is made harmless in it."""
    title = _TITLE_BY_STATUS.get(status, "The request failed")
    problem = Problem(title, status, show_control_characters(detail), parameters)
    return Response(
        msgspec.json.encode(problem), status, headers=headers, media_type=PROBLEM_TYPE
    )


def make_error_problem(error: PadananError) -> Response:
    """Make the answer of an error that a user can understand."""
    status = next(
        status for kind, status in _STATUS_BY_ERROR if isinstance(error, kind)
    )
    headers = _HEADERS_BY_STATUS.get(status)
    if isinstance(error, TooManyRequests):
        headers = {"retry-after": str(error.seconds)}
    return make_problem(
        status, str(error), parameters=error.parameters, headers=headers
    )


def make_busy_problem() -> Response:
    """Make the answer for a request that is one too many at the moment."""
    return make_problem(
        503,
        "too many requests wait; try again in a second",
        headers={"retry-after": str(BUSY_SECONDS)},
    )


def make_version_problem(error: VersionConflict, sent: object) -> Response:
    """Make the answer for a change of what somebody else has changed meanwhile."""
    problem = Problem(
        _TITLE_BY_STATUS[412],
        412,
        show_control_characters(str(error)),
        current=error.current,
        sent=sent,
    )
    return Response(msgspec.json.encode(problem), 412, media_type=PROBLEM_TYPE)
