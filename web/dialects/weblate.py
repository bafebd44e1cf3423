"""The dialect of Weblate's own memory: lookups of many strings at once."""

from typing import Annotated
from urllib.parse import urlencode

import msgspec

from padanan.selection import TranslatedUnitSelection
from padanan.values.matches import MemoryMatch
from padanan.values.units import StoredUnit
from tm.text.locale import Locale
from web.call import Call
from web.dialects.dialect import Dialect, JsonObject, make_route
from web.dialects.languages import format_posix_name
from web.dialects.translations import (
    describe_origin,
    find_matches,
    read_rate,
    read_target,
)
from web.people.role import Role

_EXACT_RATE = 100
_ID_DIGIT_COUNT = 13
"""Digits of a unit's key that fit a number of JavaScript."""

_String = Annotated[str, msgspec.Meta(max_length=2000)]
_Strings = Annotated[tuple[_String, ...], msgspec.Meta(min_length=1, max_length=100)]
_PageSize = Annotated[int, msgspec.Meta(ge=1, le=1000)]
_EntryId = Annotated[int, msgspec.Meta(ge=0, lt=16**_ID_DIGIT_COUNT)]


def look_up_strings(
    call: Call,
    *,
    strings: _Strings,
    source_language: str,
    target_language: str,
    exact: bool = False,
) -> list[JsonObject]:
    """Find the best translation of each string, in the order of the strings."""
    source, target = Locale.parse(source_language), Locale.parse(target_language)
    min_rate = _EXACT_RATE if exact else None
    return [
        {
            "query": text,
            "match": _make_match(
                find_matches(call.memory, text, source, target, min_rate=min_rate)
            ),
        }
        for text in strings
    ]


def _make_match(matches: list[MemoryMatch]) -> JsonObject | None:
    """Make the best match; the id is 0 for one that is made of several units."""
    if not matches:
        return None
    match = matches[0]
    rate = read_rate(match)
    return {
        "id": _make_number(match.unit),
        "source": match.source,
        "target": read_target(match),
        "origin": describe_origin(match.origin) or match.origin.memory,
        "exact": rate == _EXACT_RATE,
        "quality": rate,
    }


def list_entries(
    call: Call,
    *,
    source: str | None = None,
    source_language: str | None = None,
    target_language: str | None = None,
    page_size: _PageSize = 50,
    page: str | None = None,
) -> JsonObject:
    """List the units of the memory, or those with a part of a text, as they came."""
    selection: TranslatedUnitSelection = {"query": source} if source else {}
    units = call.memory.units.list(
        limit=page_size,
        cursor=page,
        source=source_language,
        target=target_language,
        **selection,
    )
    next_url = None
    if units.next is not None:
        values = {
            "source": source,
            "source_language": source_language,
            "target_language": target_language,
            "page_size": page_size,
            "page": units.next,
        }
        query = {name: value for name, value in values.items() if value is not None}
        next_url = f"/weblate/api/memory/?{urlencode(query)}"
    results = list(map(_make_entry, units.units))
    return {"next": next_url, "results": results, "previous": None}


def _make_entry(unit: StoredUnit) -> JsonObject:
    return {
        "id": _make_number(unit.key),
        "source": unit.source,
        "target": unit.target,
        "source_language": format_posix_name(unit.source_locale),
        "target_language": format_posix_name(unit.target_locale),
        "origin": describe_origin(unit.origin) or unit.origin.memory,
        "project": None,
        "from_file": False,
        "shared": True,
    }


def delete_entry(call: Call, *, id: _EntryId) -> None:
    """Remove a unit; `padanan undo` takes it back."""
    call.memory.units.remove(f"{id:0{_ID_DIGIT_COUNT}x}")


def _make_number(unit_key: str | None) -> int:
    """Make the id of a unit from its key, small enough for every client.

    >>> _make_number("0f" * 16), f"{_make_number('0f' * 16):013x}"
    (264917625139440, '0f0f0f0f0f0f0')
    """
    return int(unit_key[:_ID_DIGIT_COUNT], 16) if unit_key else 0


_CODE_BY_STATUS = {
    400: "invalid",
    401: "not_authenticated",
    403: "permission_denied",
    404: "not_found",
    405: "method_not_allowed",
}


def make_weblate_error(status: int, detail: str) -> JsonObject:
    """Make an error as Weblate does since 5.10."""
    kind = "client_error" if status != 400 else "validation_error"
    code = _CODE_BY_STATUS.get(status, "error")
    return {
        "type": "server_error" if status >= 500 else kind,
        "errors": [{"code": code, "detail": detail, "attr": None}],
    }


_LANGUAGES = {"source_language": "vi", "target_language": "id"}
WEBLATE = Dialect(
    "weblate",
    (
        make_route(
            *("POST", "/api/memory/lookup/", look_up_strings),
            {"strings": ["Thủ tướng thăm Hà Nội"], **_LANGUAGES},
        ),
        make_route("GET", "/api/memory/", list_entries, _LANGUAGES),
        make_route(
            *("DELETE", "/api/memory/{id}/", delete_entry, {"id": 1}),
            role=Role.TRANSLATOR,
            status=204,
        ),
    ),
    make_weblate_error,
)
