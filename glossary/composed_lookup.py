"""Looking titles up that no entry has, but an office and a body compose.

`thu truong bo ngoai giao` is Thứ trưởng and Bộ Ngoại giao.
"""

from collections.abc import Iterator
from dataclasses import replace

from glossary.entry import ConceptEntry
from glossary.lookup import TermLookup
from glossary.search import MATCHES, SearchHit, SearchMatch, nearness
from glossary.typed import Typed, words_of
from tm.text.locale import Locale
from tm.text.normal import folded

MOST_WORDS = 16
_OFFICES = 3
_BODIES = 4
_SURE = (SearchMatch.EXACT, SearchMatch.ACRONYM)


def with_composed(
    lookup: TermLookup,
    text: str,
    locale: Locale | None,
    *,
    limit: int | None = None,
) -> list[SearchHit]:
    """As `TermLookup.find`, with composed titles after the entries that are the text.

    Where an entry is all of the text, nothing is composed. What is composed says so
    itself: `ConceptEntry.composed`.
    """
    hits = lookup.find(text, locale, limit=limit)
    if any(_is_whole(hit, text) for hit in hits):
        return hits
    made = list(_composed(lookup, text, locale))
    ids = {hit.entry.id for hit in made}
    return [*made, *(hit for hit in hits if hit.entry.id not in ids)][:limit]


def _composed(
    lookup: TermLookup, text: str, locale: Locale | None
) -> Iterator[SearchHit]:
    words = text.split()
    if not 1 < len(words) <= MOST_WORDS:
        return
    from glossary.titles import compose  # reads its rules, and few queries need them

    typed, seen = Typed.of(text), set[str]()
    for place in range(1, len(words)):
        office = " ".join(words[:place])
        offices = [
            hit
            for hit in lookup.find(office, locale, limit=_OFFICES, slips=False)
            if _is_whole(hit, office)
        ]
        if not offices:
            continue
        body = " ".join(words[place:])
        for found in lookup.find(body, locale, limit=_BODIES, slips=False):
            is_sure = found.match in _SURE or _is_whole(found, body)
            for hit in offices:
                entry = compose(hit.entry, found.entry)
                if entry is None or entry.id in seen:
                    continue
                seen.add(entry.id)
                made = _hit(entry, typed, hit.term.locale, is_sure=is_sure)
                if made is None:
                    continue
                own = _own(lookup, made)
                if own is None or is_sure:
                    yield own or made


def _hit(
    entry: ConceptEntry, typed: Typed, locale: Locale, *, is_sure: bool
) -> SearchHit | None:
    """A composed title by its term that is the text; or if it is sure, by its first."""
    ranked = [
        (near, number, term)
        for number, term in enumerate(entry.in_locale(locale))
        if (near := nearness(typed, term)) is not None
    ]
    if ranked:
        near, _, term = min(ranked, key=lambda one: one[:2])
        if MATCHES[near[0]] is not SearchMatch.FUZZY:
            return SearchHit(entry, term, MATCHES[near[0]])
    terms = entry.in_locale(locale)
    return SearchHit(entry, terms[0], SearchMatch.FOLDED) if is_sure and terms else None


def _own(lookup: TermLookup, hit: SearchHit) -> SearchHit | None:
    """The entry that has a composed title as its own, which overrides it."""
    found = lookup.find(hit.term.text, hit.term.locale, limit=1, slips=False)
    for one in found:
        if one.match is SearchMatch.EXACT:
            return replace(one, match=hit.match)
    return None


def _is_whole(hit: SearchHit, text: str) -> bool:
    if hit.match is SearchMatch.EXACT:
        return True
    return words_of(folded(hit.term.text)) == Typed.of(text).words
