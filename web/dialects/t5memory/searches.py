"""Searches of t5memory: by likeness, and by parts of texts."""

from typing import Annotated

import msgspec

from padanan.results import StoredUnit
from padanan.selection import TranslatedUnitSelection
from tm.text.locale import Locale
from web.call import Call
from web.dialects.dialect import DialectRequest
from web.dialects.markup import remove_entities
from web.dialects.t5memory.entries import T5Entry, T5Match, make_entry, make_match
from web.dialects.translations import find_matches

_DEFAULT_RESULT_COUNT = 5
_MOST_PAGES = 20
"""Pages of units that are read for one page of a search on one side only."""


class T5Lookup(DialectRequest, frozen=True, kw_only=True, rename="camel"):
    """A text to look up in a memory."""

    memory: str
    source: str
    source_lang: str
    target_lang: str
    num_of_proposals: int = _DEFAULT_RESULT_COUNT


class T5Matches(msgspec.Struct, frozen=True):
    """The translations of a text; without `ErrorMsg`, which would be a failure."""

    NumOfFoundProposals: int
    results: list[T5Match]
    ReturnValue: int = 0


def search_alike(call: Call, request: T5Lookup) -> T5Matches:
    """List the translations of a text and of texts like it, the best first."""
    text = remove_entities(request.source)
    matches = find_matches(
        call.memory,
        text,
        Locale.parse(request.source_lang),
        Locale.parse(request.target_lang),
        limit=min(request.num_of_proposals, 20),
    )
    results = [
        make_match(match, text, request.source_lang, request.target_lang)
        for match in matches
    ]
    return T5Matches(len(results), results)


class T5Search(DialectRequest, frozen=True, kw_only=True, rename="camel"):
    """Parts of a source or of a target to search for."""

    memory: str
    source: str = ""
    source_search_mode: str = "contains"
    target: str = ""
    target_search_mode: str = "contains"
    source_lang: str | None = None
    target_lang: str | None = None
    author: str = ""
    author_search_mode: str = "contains"
    search_position: str = ""
    num_results: Annotated[int, msgspec.Meta(ge=1, le=200)] | None = None
    only_count_segments: str = "0"


class T5Hits(msgspec.Struct, frozen=True, omit_defaults=True):
    """Entries that contain what was searched for."""

    results: list[T5Entry] = []
    NewSearchPosition: str | None = None
    """Where the next page begins; null at the end."""
    NumOfFoundSegments: int | None = None


def search_parts(call: Call, request: T5Search) -> T5Hits:
    """List the entries whose texts contain or equal a text, page by page."""
    source_lang = request.source_lang or None
    target_lang = request.target_lang or None
    selection: TranslatedUnitSelection = {}
    query = max(map(remove_entities, (request.source, request.target)), key=len)
    if query:
        selection["query"] = query
    found: list[StoredUnit] = []
    cursor = request.search_position or None
    result_count = request.num_results or _DEFAULT_RESULT_COUNT
    is_count = request.only_count_segments == "1"
    for _ in range(_MOST_PAGES):
        page = call.memory.units.list(
            limit=1000 if is_count else result_count - len(found),
            cursor=cursor,
            source=source_lang,
            target=target_lang,
            **selection,
        )
        found += [unit for unit in page.units if _is_hit(unit, request)]
        cursor = page.next
        if cursor is None or (not is_count and len(found) >= result_count):
            break
    if is_count:
        return T5Hits(NumOfFoundSegments=len(found))
    return T5Hits(
        [
            make_entry(
                unit,
                source_lang or unit.source_locale,
                target_lang or unit.target_locale,
            )
            for unit in found
        ],
        NewSearchPosition=cursor,
    )


def _is_hit(unit: StoredUnit, request: T5Search) -> bool:
    return (
        _fits(unit.source, request.source, request.source_search_mode)
        and _fits(unit.target, request.target, request.target_search_mode)
        and _fits(unit.origin.author or "", request.author, request.author_search_mode)
    )


def _fits(text: str, sought_text: str, mode: str) -> bool:
    """Whether a text contains or equals another one, as a search mode says.

    >>> _fits("Họp báo", "họp", "contains, CASEINSENSETIVE")
    True
    >>> _fits("Họp báo", "họp", "contains, CASESENSETIVE")
    False
    >>> _fits("Họp báo", "Họp", "exact, CASESENSETIVE")
    False
    """
    if not sought_text:
        return True
    sought_text = remove_entities(sought_text)
    if "CASESENSETIVE" not in mode.upper().replace("CASEINSENSETIVE", ""):
        text, sought_text = text.casefold(), sought_text.casefold()
    if mode.lower().startswith("exact"):
        return text == sought_text
    return sought_text in text
