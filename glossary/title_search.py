"""Looking up titles that the termbase composes, but has no entry of."""

from collections.abc import Iterable

from glossary.entry import ConceptEntry
from glossary.search import SearchHit, SearchMatch, search
from glossary.title_modifiers import modified, modifiers_of
from glossary.titles import titles
from tm.text.locale import Locale
from tm.text.normal import folded

_SHARE = 0.6
"""Of a title, what must have been typed: an office alone would show all its bodies."""
_ORDER = list(SearchMatch)
_SURE = (SearchMatch.EXACT, SearchMatch.PREFIX, SearchMatch.FOLDED)


def composed_for(
    entries: Iterable[ConceptEntry], text: str, locale: Locale
) -> list[SearchHit]:
    """Composed titles that are, or begin with, what a translator typed; best first.

    The entries are those of the termbase. A title has to be typed for the most part,
    and without a slip; it may have a word such as `former` before it.
    """
    made = list(titles(entries))
    length = len(folded(" ".join(text.split())))
    composed = [title.entry for title in made if title.entry.composed]
    hits = [
        hit
        for hit in search(composed, text, locale)
        if hit.match in _SURE and length >= _SHARE * len(hit.term.text)
    ]
    for name, rest in modifiers_of(text, locale):
        for hit in search([title.entry for title in made], rest, locale):
            if folded(hit.term.text) == folded(rest):
                entry = modified(hit.entry, name)
                hits += search([entry], text, locale)
    return hits


def search_with_titles(
    entries: Iterable[ConceptEntry],
    text: str,
    locale: Locale,
    *,
    limit: int | None = None,
) -> list[SearchHit]:
    """What `search` finds, and composed titles after entries that are as near."""
    termbase = list(entries)
    hits = search(termbase, text, locale) + composed_for(termbase, text, locale)
    hits.sort(key=lambda hit: _ORDER.index(hit.match))
    return hits[:limit]
