"""Search for terms by parts, without diacritics, by initials or with typos.

This module compares each term, which is simple and slow; `glossary.lookup.term_index`
finds the same with an index.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from glossary.entries.entry import ConceptEntry, Term, TermStatus
from glossary.lookup.query import (
    TypedQuery,
    linking_words,
    make_initials,
    split_words,
    term_form,
)
from glossary.lookup.typos import typo_cost
from tm.text.locale import Locale
from tm.text.normal import folded

FEWEST_INITIALS = 3
"""The least letters typed of an abbreviation that may be incomplete."""
_STATUS_RANK = {status: rank for rank, status in enumerate(TermStatus)}


class SearchMatch(StrEnum):
    """The kind of match between a query and a term, the best first."""

    EXACT = "exact"
    PREFIX = "prefix"
    FOLDED = "folded"
    """Equal, a prefix or words inside, ignoring diacritics."""
    ACRONYM = "acronym"
    """The first letters of the term's words."""
    FUZZY = "fuzzy"


MATCHES = tuple(SearchMatch)
EXACT, PREFIX, FOLDED, ACRONYM, FUZZY = range(len(MATCHES))


@dataclass(frozen=True, slots=True)
class SearchHit:
    """An entry found, and the term it was found by."""

    entry: ConceptEntry
    term: Term
    match: SearchMatch


Nearness = tuple[int, int]
"""Index in `MATCHES`, and a distance; the smallest is the best."""
Rank = tuple[int, int, int, int]
"""Index in `MATCHES`, distance, status of the term and its length."""


def search(
    entries: Iterable[ConceptEntry],
    text: str,
    locale: Locale | None,
    *,
    limit: int | None = None,
) -> list[SearchHit]:
    """Find entries with a term similar to a text, in a locale or in any.

    The best entries come first, each once, by its nearest term. Equally good ones are
    sorted by status of the term, preferred first, then by its length, then by id. If a
    single word is found as typed, there are no fuzzy matches.
    """
    typed = TypedQuery.of(text)
    ranked_hits = [
        ranked for entry in entries if (ranked := best_term(entry, typed, locale))
    ]
    ranked_hits.sort(key=lambda item: (item[0], item[1].entry.id))
    hits = [hit for _, hit in ranked_hits]
    if len(typed.words) == 1 and hits and hits[0].match is not SearchMatch.FUZZY:
        hits = [hit for hit in hits if hit.match is not SearchMatch.FUZZY]
    return hits[:limit]


def best_term(
    entry: ConceptEntry, typed: TypedQuery, locale: Locale | None
) -> tuple[Rank, SearchHit] | None:
    """Find the term of an entry nearest to the query; None if there is none."""
    terms = entry.terms if locale is None else entry.in_locale(locale)
    ranked = [
        ((*near, *term_order(term)), term)
        for term in terms
        if (near := measure_nearness(typed, term)) is not None
    ]
    if not ranked:
        return None
    rank, term = min(ranked, key=lambda pair: pair[0])
    return rank, SearchHit(entry, term, MATCHES[rank[0]])


def term_order(term: Term) -> tuple[int, int]:
    """Make the sort key of a term: its status, then its length."""
    return _STATUS_RANK[term.status] + term.forbidden, len(term.text)


def measure_nearness(typed: TypedQuery, term: Term) -> Nearness | None:
    """Compare a term with the query; None if it does not match."""
    if not typed.text:
        return None
    form, query_form = term_form(term.text, term.locale), typed.form(term.locale)
    if query_form and form == query_form:
        return EXACT, 0
    if query_form and form.startswith(query_form):
        return PREFIX, 0
    words = split_words(folded(term.text))
    if not typed.words or not words:
        return None
    distance = _distance_inside(typed.words, words)
    if distance is not None:
        return FOLDED, distance
    distance = _distance_of_initials(typed.initials, words, term.locale)
    if distance is not None:
        return ACRONYM, distance
    cost = typo_cost(typed, words)
    return None if cost is None else (FUZZY, cost)


def _distance_inside(typed: Sequence[str], words: Sequence[str]) -> int | None:
    """Measure where a term has the words typed, the last letters of which may be missing.

    0: the whole term, 1: its beginning, 2: consecutive words, 3: words in the same order,
    4: words in another order.
    """
    if tuple(typed) == tuple(words):
        return 0
    for position in range(len(words) - len(typed) + 1):
        *whole_words, last_word = words[position : position + len(typed)]
        if whole_words == list(typed[:-1]) and last_word.startswith(typed[-1]):
            return 1 + (position > 0)
    following_words = iter(words)
    if all(
        any(word.startswith(typed_word) for word in following_words)
        for typed_word in typed
    ):
        return 3
    unmatched = list(words)
    # A word that begins with the longer of two begins with the shorter too, or with
    # neither: so the longer ones may choose first.
    for typed_word in sorted(typed, key=len, reverse=True):
        match = next((word for word in unmatched if word.startswith(typed_word)), None)
        if match is None:
            return None
        unmatched.remove(match)
    return 4


def _distance_of_initials(
    typed: str | None, words: Sequence[str], locale: Locale
) -> int | None:
    if typed is None:
        return None
    initials = make_initials(words, linking_words(locale))
    if typed in initials:
        return 0
    is_beginning = any(term_initials.startswith(typed) for term_initials in initials)
    return 1 if is_beginning and len(typed) >= FEWEST_INITIALS else None
