"""The dialect of Weblate's own memory: lookups of many strings at once."""

from typing import Annotated
from urllib.parse import urlencode

import msgspec

from padanan.results import MemoryMatch, StoredUnit
from padanan.selection import TranslatedUnitSelection
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
_ID_DIGIT_COUNT = 13
"""Digits of a unit's key that fit a number of JavaScript."""

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
    """The beginning of the unit's key; 0 for a translation made of several units."""
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
        id=_make_number(match.unit),
        source=match.source,
        target=read_target(match),
        origin=describe_origin(match.origin) or match.origin.memory,
        exact=rate == _EXACT_RATE,
        quality=rate,
    )


class WeblateMemoryRequest(DialectRequest, frozen=True, kw_only=True):
    """Which entries of the memory are listed."""

    source: str | None = None
    """A part of the text."""
    source_language: str | None = None
    target_language: str | None = None
    page_size: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 50
    page: str | None = None
    """The cursor of a page, as `next` names it."""


class WeblateEntry(msgspec.Struct, frozen=True):
    """A unit of the memory."""

    id: int
    source: str
    target: str
    source_language: str
    target_language: str
    origin: str
    project: str | None = None
    from_file: bool = False
    shared: bool = True


class WeblatePage(msgspec.Struct, frozen=True):
    """A page of entries."""

    next: str | None
    results: list[WeblateEntry]
    previous: str | None = None


def list_entries(call: Call, request: WeblateMemoryRequest) -> WeblatePage:
    """List the units of the memory in the order in which they were stored."""
    selection: TranslatedUnitSelection = (
        {"query": request.source} if request.source else {}
    )
    page = call.memory.units.list(
        limit=request.page_size,
        cursor=request.page,
        source=request.source_language,
        target=request.target_language,
        **selection,
    )
    next_url = None
    if page.next is not None:
        values = msgspec.to_builtins(request) | {"page": page.next}
        query = {name: value for name, value in values.items() if value is not None}
        next_url = f"/weblate/api/memory/?{urlencode(query)}"
    return WeblatePage(next_url, list(map(_make_entry, page.units)))


def _make_entry(unit: StoredUnit) -> WeblateEntry:
    return WeblateEntry(
        _make_number(unit.key),
        unit.source,
        unit.target,
        unit.source_locale.replace("-", "_"),
        unit.target_locale.replace("-", "_"),
        describe_origin(unit.origin) or unit.origin.memory,
    )


class WeblateRemoval(DialectRequest, frozen=True, kw_only=True):
    """The id of an entry."""

    id: Annotated[int, msgspec.Meta(ge=0, lt=16**_ID_DIGIT_COUNT)]


def delete_entry(call: Call, request: WeblateRemoval) -> None:
    """Remove a unit; `padanan undo` takes it back."""
    call.memory.units.remove(f"{request.id:0{_ID_DIGIT_COUNT}x}")


def _make_number(unit_key: str | None) -> int:
    """Make the id of a unit from its key, small enough for every client.

    >>> _make_number("0f" * 16), f"{_make_number('0f' * 16):013x}"
    (264917625139440, '0f0f0f0f0f0f0')
    """
    return int(unit_key[:_ID_DIGIT_COUNT], 16) if unit_key else 0


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
        Route(
            *("GET", "/api/memory/", list_entries),
            *(WeblateMemoryRequest, WeblatePage, Role.READER),
            example={"source_language": "vi", "target_language": "id"},
        ),
        Route(
            *("DELETE", "/api/memory/{id}/", delete_entry),
            *(WeblateRemoval, type(None), Role.TRANSLATOR),
            example={"id": 1},
            status=204,
        ),
    ],
    make_weblate_error,
)
