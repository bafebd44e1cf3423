"""The dialect of Weblate's own memory: lookups of many strings at once."""

from typing import Annotated

import msgspec

from padanan.results import MemoryMatch
from tm.text.locale import Locale
from web.call import Call
from web.dialects.dialect import Dialect, DialectRequest
from web.dialects.translations import (
    describe_origin,
    find_matches,
    read_rate,
    read_target,
)
from web.route import Role, Route

_MAX_STRING_COUNT = 100
_MAX_STRING_LENGTH = 2000
_EXACT_RATE = 100

_String = Annotated[str, msgspec.Meta(max_length=_MAX_STRING_LENGTH)]


class WeblateLookup(DialectRequest, frozen=True, kw_only=True):
    """Strings to look up; languages and `exact` stand in the query."""

    strings: Annotated[
        tuple[_String, ...], msgspec.Meta(min_length=1, max_length=_MAX_STRING_COUNT)
    ]
    source_language: str
    target_language: str
    exact: bool = False


class WeblateMatch(msgspec.Struct, frozen=True):
    """The best translation of a string."""

    id: int
    source: str
    target: str
    origin: str
    exact: bool
    quality: int


class WeblateResult(msgspec.Struct, frozen=True):
    """A string with its best translation."""

    query: str
    match: WeblateMatch | None


def look_up_strings(call: Call, request: WeblateLookup) -> list[WeblateResult]:
    """Find the best translation of each string, in the order of the strings."""
    source = Locale.parse(request.source_language)
    target = Locale.parse(request.target_language)
    return [
        WeblateResult(
            text,
            _make_match(
                find_matches(
                    call.memory,
                    text,
                    source,
                    target,
                    min_rate=_EXACT_RATE if request.exact else None,
                )
            ),
        )
        for text in request.strings
    ]


def _make_match(matches: list[MemoryMatch]) -> WeblateMatch | None:
    if not matches:
        return None
    match = matches[0]
    rate = read_rate(match)
    return WeblateMatch(
        id=0,
        source=match.source,
        target=read_target(match),
        origin=describe_origin(match.origin) or match.origin.memory,
        exact=rate == _EXACT_RATE,
        quality=rate,
    )


def make_weblate_error(status: int, detail: str) -> dict[str, object]:
    """Make an error as Weblate does since 5.10."""
    kind = "client_error" if status != 400 else "validation_error"
    return {
        "type": "server_error" if status >= 500 else kind,
        "errors": [{"code": _name_error(status), "detail": detail, "attr": None}],
    }


def _name_error(status: int) -> str:
    return {
        400: "invalid",
        401: "not_authenticated",
        403: "permission_denied",
        404: "not_found",
        405: "method_not_allowed",
    }.get(status, "error")


WEBLATE = Dialect(
    "weblate",
    [
        Route(
            *("POST", "/api/memory/lookup/", look_up_strings),
            *(WeblateLookup, list[WeblateResult], Role.READER),
            example={
                "strings": ["Thủ tướng thăm Hà Nội"],
                "source_language": "vi",
                "target_language": "id",
            },
        ),
    ],
    make_weblate_error,
    forbidden_status=401,
)
