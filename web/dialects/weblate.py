"""The dialect of Weblate's own memory: lookups of many strings at once."""

from functools import partial
from typing import Annotated
from urllib.parse import quote, urlencode

import msgspec
import msgspec.structs

from padanan.selection import TranslatedUnitSelection
from padanan.values.units import StoredUnit
from tm.text.locale import Locale
from web.dialects.dialect import Dialect
from web.dialects.languages import RequestedPair, format_posix_name
from web.dialects.routes import JsonObject, RequestPart, make_routes
from web.dialects.translations import OfferedTranslation, list_translations
from web.people.role import Role
from web.request_context import RequestContext

_EXACT_RATE = 100
_ID_DIGIT_COUNT = 13
"""Digits of a unit's key that fit a number of JavaScript."""

_String = Annotated[str, msgspec.Meta(max_length=2000)]
_Strings = Annotated[tuple[_String, ...], msgspec.Meta(min_length=1, max_length=100)]
_PageSize = Annotated[int, msgspec.Meta(ge=1, le=1000)]
_EntryId = Annotated[int, msgspec.Meta(ge=0, lt=16**_ID_DIGIT_COUNT)]


def look_up_strings(
    context: RequestContext,
    *,
    strings: _Strings,
    pair: RequestedPair,
    exact: bool = False,
) -> list[JsonObject]:
    """Find the best translation of each string, in the order of the strings."""
    locales = Locale.parse(pair.source_language), Locale.parse(pair.target_language)
    min_rate = _EXACT_RATE if exact else None
    answers: list[JsonObject] = []
    for text in strings:
        best_translations = list_translations(
            context.memory, text, *locales, min_rate=min_rate
        )[:1]
        match = _describe_match(best_translations[0]) if best_translations else None
        answers.append({"query": text, "match": match})
    return answers


def _describe_match(match: OfferedTranslation) -> JsonObject:
    """Describe a match; the id is 0 for one that is made of several units."""
    return {
        "id": _make_entry_id(match.key),
        "source": match.source,
        "target": match.target,
        "origin": match.origin_description or match.origin.memory,
        "exact": match.rate == _EXACT_RATE,
        "quality": match.rate,
    }


class EntryListRequest(RequestPart, frozen=True, kw_only=True):
    """Which units are listed: of languages, with a part of a text, from a page on."""

    source: str | None = None
    source_language: str | None = None
    target_language: str | None = None
    page_size: _PageSize = 50
    page: str | None = None

    def make_address(self, memory_name: str, page: str) -> str:
        """Make the address of another page of the same memory."""
        query_parameters = msgspec.structs.asdict(self) | {"page": page}
        query_values = {
            name: query_parameters[name] for name in EntryListRequest.__struct_fields__
        }
        query = {
            name: value for name, value in query_values.items() if value is not None
        }
        return f"/weblate/@{quote(memory_name)}/api/memory/?{urlencode(query)}"


def list_entries(
    context: RequestContext, *, list_request: EntryListRequest
) -> JsonObject:
    """List the units of the memory, or those with a part of a text, as they came."""
    text = list_request.source
    selection: TranslatedUnitSelection = {"query": text} if text else {}
    page = context.memory.units.list(
        limit=list_request.page_size,
        cursor=list_request.page,
        source=list_request.source_language,
        target=list_request.target_language,
        **selection,
    )
    next_address = page.next and list_request.make_address(
        context.memory_name, page.next
    )
    return {
        "next": next_address,
        "results": list(map(_make_entry, page.units)),
        "previous": None,
    }


def _make_entry(unit: StoredUnit) -> JsonObject:
    entry = _describe_match(OfferedTranslation.of_stored(unit))
    del entry["exact"], entry["quality"]
    return entry | {
        "source_language": format_posix_name(unit.source_locale),
        "target_language": format_posix_name(unit.target_locale),
        "project": None,
        "from_file": False,
        "shared": True,
    }


def delete_entry(context: RequestContext, *, id: _EntryId) -> None:
    """Remove a unit; `padanan undo` takes it back."""
    context.memory.units.remove(f"{id:0{_ID_DIGIT_COUNT}x}")


def _make_entry_id(unit_key: str | None) -> int:
    """Make the id of a unit from its key, small enough for every client.

    >>> _make_entry_id("0f" * 16), f"{_make_entry_id('0f' * 16):013x}"
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
    error_type = "client_error" if status != 400 else "validation_error"
    code = _CODE_BY_STATUS.get(status, "error")
    return {
        "type": "server_error" if status >= 500 else error_type,
        "errors": [{"code": code, "detail": detail, "attr": None}],
    }


_LANGUAGES_EXAMPLE = {"source_language": "vi", "target_language": "id"}
_STRINGS_EXAMPLE = {"strings": ["Thủ tướng thăm Hà Nội"], **_LANGUAGES_EXAMPLE}
_make_memory_routes = partial(make_routes, parent_paths="/api/memory")
WEBLATE = Dialect(
    "weblate",
    [
        *_make_memory_routes(
            ("POST /lookup/", look_up_strings, _STRINGS_EXAMPLE),
            ("GET /", list_entries, _LANGUAGES_EXAMPLE),
        ),
        *_make_memory_routes(
            ("DELETE /{id}/", delete_entry, {"id": 1}), role=Role.TRANSLATOR
        ),
    ],
    make_weblate_error,
)
