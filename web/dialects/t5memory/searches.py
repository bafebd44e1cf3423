"""Searches of t5memory: by likeness, and by parts of texts."""

from typing import Annotated

import msgspec

from padanan.selection import TranslatedUnitSelection
from padanan.values.units import StoredUnit
from tm.text.locale import Locale
from web.dialects.markup import remove_entities
from web.dialects.routes import JsonObject, RequestPart
from web.dialects.t5memory.edits import describe_unit
from web.dialects.t5memory.entries import make_match
from web.dialects.translations import list_translations
from web.request_context import RequestContext

_DEFAULT_RESULT_COUNT = 5
_COUNTED_PER_PAGE = 1000
_ResultCount = Annotated[int, msgspec.Meta(ge=1, le=200)]
_MAX_PAGES = 20
"""Pages of units that are read for one page of a search on one side only."""


def search_similar_texts(
    context: RequestContext,
    *,
    source: str,
    source_lang: str,
    target_lang: str,
    num_of_proposals: int = _DEFAULT_RESULT_COUNT,
) -> JsonObject:
    """List the translations of a text and of texts like it, the best first."""
    text = remove_entities(source)
    locales = Locale.parse(source_lang), Locale.parse(target_lang)
    max_count = min(num_of_proposals, 20)
    results = [
        make_match(match, text, source_lang, target_lang)
        for match in list_translations(context.memory, text, *locales, limit=max_count)
    ]
    # Without `ErrorMsg`, which would be a failure.
    return {"NumOfFoundProposals": len(results), "results": results, "ReturnValue": 0}


class EntrySearch(RequestPart, frozen=True, kw_only=True, rename="camel"):
    """Which entries are searched: by parts of their texts, and by author."""

    source: str = ""
    source_search_mode: str = "contains"
    target: str = ""
    target_search_mode: str = "contains"
    source_lang: str | None = None
    target_lang: str | None = None
    author: str = ""
    author_search_mode: str = "contains"
    search_position: str = ""

    def find_hits(
        self, context: RequestContext, max_count: int, page_size: int
    ) -> tuple[list[StoredUnit], str | None]:
        """Find at most so many units, and where the next page begins, None for nowhere.

        Pages are read until there are enough, or for some time.
        """
        query = max(map(remove_entities, (self.source, self.target)), key=len)
        selection: TranslatedUnitSelection = {"query": query} if query else {}
        hits: list[StoredUnit] = []
        cursor = self.search_position or None
        for _ in range(_MAX_PAGES):
            page = context.memory.units.list(
                limit=min(page_size, max_count - len(hits)),
                cursor=cursor,
                source=self.source_lang or None,
                target=self.target_lang or None,
                **selection,
            )
            hits += filter(self._matches_unit, page.units)
            cursor = page.next
            if cursor is None or len(hits) >= max_count:
                break
        return hits, cursor

    def _matches_unit(self, unit: StoredUnit) -> bool:
        return (
            _matches_search(unit.source, self.source, self.source_search_mode)
            and _matches_search(unit.target, self.target, self.target_search_mode)
            and _matches_search(
                unit.origin.author or "", self.author, self.author_search_mode
            )
        )


def search_parts(
    context: RequestContext,
    *,
    search: EntrySearch,
    num_results: _ResultCount | None = None,
    only_count_segments: str = "0",
) -> JsonObject:
    """List the entries whose texts contain or equal a text, page by page."""
    if only_count_segments == "1":
        max_count = _MAX_PAGES * _COUNTED_PER_PAGE
        hits, _ = search.find_hits(context, max_count, _COUNTED_PER_PAGE)
        return {"NumOfFoundSegments": len(hits)}
    max_count = num_results or _DEFAULT_RESULT_COUNT
    found_units, position = search.find_hits(context, max_count, max_count)
    results = [
        describe_unit(unit, search.source_lang, search.target_lang)
        for unit in found_units
    ]
    # The position is where the next page begins; none at the end.
    answer: JsonObject = {"results": results} if results else {}
    return answer if position is None else answer | {"NewSearchPosition": position}


def _matches_search(text: str, searched_text: str, search_mode: str) -> bool:
    """Whether a text contains or equals another one, as a search mode says.

    >>> _matches_search("Họp báo", "họp", "contains, CASEINSENSETIVE")
    True
    >>> _matches_search("Họp báo", "họp", "contains, CASESENSETIVE")
    False
    >>> _matches_search("Họp báo", "Họp", "exact, CASESENSETIVE")
    False
    """
    if not searched_text:
        return True
    searched_text = remove_entities(searched_text)
    if "CASESENSETIVE" not in search_mode.upper().replace("CASEINSENSETIVE", ""):
        text, searched_text = text.casefold(), searched_text.casefold()
    if search_mode.lower().startswith("exact"):
        return text == searched_text
    return searched_text in text
