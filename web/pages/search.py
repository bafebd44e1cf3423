"""The start page: one box that searches terms and the memory."""

from dataclasses import dataclass
from typing import Annotated

import msgspec

from padanan.values.matches import MemoryMatch
from padanan.values.terms import TermMatch
from web.api.lookup import LookupRequest, look_up
from web.api.terms import TermLookupRequest, look_up_term
from web.api.values import LanguageTag, Request
from web.call import Call
from web.pages.page import N_, PageGroup

SEARCH_PAGES = PageGroup()


class SearchRequest(Request, frozen=True):
    """What somebody looks for."""

    q: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    source: LanguageTag | None = None
    target: LanguageTag | None = None


@dataclass(frozen=True, slots=True)
class SearchResults:
    """What the terms and the memory have for it."""

    terms: list[TermMatch]
    matches: list[MemoryMatch]


@SEARCH_PAGES.add(
    *("GET", "/", "search.html"),
    title=N_("Search"),
    fragment="search_results.html",
    example={"q": "rừng ngập mặn", "source": "vi", "target": "id"},
)
def show_search(call: Call, request: SearchRequest) -> SearchResults:
    """Show what is found for the text in the box."""
    if not request.q.strip():
        return SearchResults([], [])
    terms = look_up_term(call, TermLookupRequest(request.q, source=request.source))
    lookups = look_up(
        call, LookupRequest(request.q, source=request.source, target=request.target)
    )
    return SearchResults(terms, lookups.matches)
