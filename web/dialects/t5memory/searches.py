"""Searches of t5memory: by likeness, and by parts of texts."""

from typing import Annotated

import msgspec

from padanan.selection import TranslatedUnitSelection
from padanan.values.units import StoredUnit
from tm.text.locale import Locale
from web.call import Call
from web.dialects.dialect import JsonObject
from web.dialects.markup import remove_entities
from web.dialects.t5memory.entries import make_entry, make_match
from web.dialects.translations import find_matches

_DEFAULT_RESULT_COUNT = 5
_ResultCount = Annotated[int, msgspec.Meta(ge=1, le=200)]
_MOST_PAGES = 20
"""Pages of units that are read for one page of a search on one side only."""


def search_alike(
    call: Call,
    *,
    source: str,
    source_lang: str,
    target_lang: str,
    num_of_proposals: int = _DEFAULT_RESULT_COUNT,
) -> JsonObject:
    """List the translations of a text and of texts like it, the best first."""
    text = remove_entities(source)
    matches = find_matches(
        call.memory,
        text,
        Locale.parse(source_lang),
        Locale.parse(target_lang),
        limit=min(num_of_proposals, 20),
    )
    results = [make_match(match, text, source_lang, target_lang) for match in matches]
    # Without `ErrorMsg`, which would be a failure.
    return {"NumOfFoundProposals": len(results), "results": results, "ReturnValue": 0}


def search_parts(
    call: Call,
    *,
    source: str = "",
    source_search_mode: str = "contains",
    target: str = "",
    target_search_mode: str = "contains",
    source_lang: str | None = None,
    target_lang: str | None = None,
    author: str = "",
    author_search_mode: str = "contains",
    search_position: str = "",
    num_results: _ResultCount | None = None,
    only_count_segments: str = "0",
) -> JsonObject:
    """List the entries whose texts contain or equal a text, page by page."""

    def is_hit(unit: StoredUnit) -> bool:
        return (
            _fits(unit.source, source, source_search_mode)
            and _fits(unit.target, target, target_search_mode)
            and _fits(unit.origin.author or "", author, author_search_mode)
        )

    query = max(map(remove_entities, (source, target)), key=len)
    selection: TranslatedUnitSelection = {"query": query} if query else {}
    found: list[StoredUnit] = []
    cursor = search_position or None
    result_count = num_results or _DEFAULT_RESULT_COUNT
    is_count = only_count_segments == "1"
    for _ in range(_MOST_PAGES):
        page = call.memory.units.list(
            limit=1000 if is_count else result_count - len(found),
            cursor=cursor,
            source=source_lang or None,
            target=target_lang or None,
            **selection,
        )
        found += filter(is_hit, page.units)
        cursor = page.next
        if cursor is None or (not is_count and len(found) >= result_count):
            break
    if is_count:
        return {"NumOfFoundSegments": len(found)}
    results = [
        make_entry(
            unit,
            source_lang or unit.source_locale,
            target_lang or unit.target_locale,
        )
        for unit in found
    ]
    # The position is where the next page begins; none at the end.
    answer: JsonObject = {"results": results} if results else {}
    return answer if cursor is None else answer | {"NewSearchPosition": cursor}


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
