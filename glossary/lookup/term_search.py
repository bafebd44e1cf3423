"""Search for terms by parts, without diacritics, by initials or with typos.

This module compares each term, which is simple and slow; `glossary.lookup.term_index`
finds the same with an index.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from glossary.entries.entry import ConceptEntry, Term, TermStatus, make_term_form
from glossary.lookup.typed_query import (
    TypedQuery,
    make_initials,
    read_linking_words,
    split_words,
)
from glossary.lookup.typos import measure_typo_cost
from tm.text.locale import Locale
from tm.text.normal import fold_text

MIN_PARTIAL_INITIALS = 3
"""The least letters typed of an abbreviation that may be incomplete."""
_LARGEST_ADJACENT_DISTANCE = 2
"""The largest distance of a term that has the words typed next to each other."""
_RANK_BY_STATUS = {status: rank for rank, status in enumerate(TermStatus)}


class SearchMatchKind(StrEnum):
    """The kind of match between a query and a term, the best first."""

    EXACT = "exact"
    PREFIX = "prefix"
    FOLDED = "folded"
    """Equal, a prefix or words inside, ignoring diacritics."""
    ACRONYM = "acronym"
    """The first letters of the term's words."""
    FUZZY = "fuzzy"


SEARCH_MATCH_KINDS = tuple(SearchMatchKind)
EXACT, PREFIX, FOLDED, ACRONYM, FUZZY = range(len(SEARCH_MATCH_KINDS))


@dataclass(frozen=True, slots=True)
class SearchHit:
    """An entry found, and the term it was found by."""

    entry: ConceptEntry
    term: Term
    match: SearchMatchKind


Nearness = tuple[int, int]
"""Index in `SEARCH_MATCH_KINDS`, and a distance; the smallest is the best."""
TermRank = tuple[int, int, int, int]
"""Index in `SEARCH_MATCH_KINDS`, distance, status of the term and its length."""


def search_entries(
    entries: Iterable[ConceptEntry],
    text: str,
    locale: Locale | None,
    *,
    limit: int | None = None,
) -> list[SearchHit]:
    """Find entries with a term similar to a text, in a locale or in any.

    The best entries come first, each once, by its nearest term. Equally good ones are
    sorted by status of the term, preferred first, then by its length, then by id. Next
    to a certain match there are no fuzzy ones, and next to a whole term none with its
    words scattered.
    """
    query = TypedQuery.parse(text)
    ranked_hits = [
        ranked_hit
        for entry in entries
        if (ranked_hit := find_best_term(entry, query, locale))
    ]
    ranked_hits.sort(
        key=lambda rank_and_hit: (rank_and_hit[0], rank_and_hit[1].entry.id)
    )
    if any(is_whole_term(rank[:2]) for rank, _ in ranked_hits):
        ranked_hits = [
            ranked_hit
            for ranked_hit in ranked_hits
            if not is_scattered_match(ranked_hit[0][:2])
        ]
    hits = [hit for _, hit in ranked_hits]
    if any(is_certain_match(rank[:2], query) for rank, _ in ranked_hits):
        hits = [hit for hit in hits if hit.match is not SearchMatchKind.FUZZY]
    return hits[:limit]


def is_whole_term(nearness: Nearness) -> bool:
    """Whether the words typed are a whole term, perhaps without diacritics."""
    return nearness in ((EXACT, 0), (FOLDED, 0))


def is_scattered_match(nearness: Nearness) -> bool:
    """Whether a term has the words typed, but not next to each other."""
    match_kind_index, distance = nearness
    return match_kind_index == FOLDED and distance > _LARGEST_ADJACENT_DISTANCE


def is_certain_match(nearness: Nearness, query: TypedQuery) -> bool:
    """Whether a term has the words typed next to each other, as they were typed.

    Of a single word, every match but a fuzzy one is certain.
    """
    match_kind_index, distance = nearness
    if match_kind_index == FOLDED and len(query.words) > 1:
        return distance <= _LARGEST_ADJACENT_DISTANCE
    return match_kind_index != FUZZY


def find_best_term(
    entry: ConceptEntry, query: TypedQuery, locale: Locale | None
) -> tuple[TermRank, SearchHit] | None:
    """Find the term of an entry nearest to the query; None if there is none."""
    terms = entry.terms if locale is None else entry.list_terms_in(locale)
    ranked_terms = [
        ((*nearness, *make_term_order(term)), term)
        for term in terms
        if (nearness := measure_nearness(query, term)) is not None
    ]
    if not ranked_terms:
        return None
    rank, term = min(ranked_terms, key=lambda rank_and_term: rank_and_term[0])
    return rank, SearchHit(entry, term, SEARCH_MATCH_KINDS[rank[0]])


def make_term_order(term: Term) -> tuple[int, int]:
    """Make the sort key of a term: its status, then its length."""
    return _RANK_BY_STATUS[term.status] + term.forbidden, len(term.text)


def measure_nearness(query: TypedQuery, term: Term) -> Nearness | None:
    """Compare a term with the query; None if it does not match."""
    if not query.text:
        return None
    term_form, query_form = (
        make_term_form(term.text, term.locale),
        query.make_form(term.locale),
    )
    if query_form and term_form == query_form:
        return EXACT, 0
    if query_form and term_form.startswith(query_form):
        return PREFIX, 0
    term_words = split_words(fold_text(term.text))
    if not query.words or not term_words:
        return None
    distance = _measure_word_distance(query.words, term_words)
    if distance is not None:
        return FOLDED, distance
    distance = _measure_initials_distance(query.initials, term_words, term.locale)
    if distance is not None:
        return ACRONYM, distance
    typo_cost = measure_typo_cost(query, term_words)
    return None if typo_cost is None else (FUZZY, typo_cost)


def _measure_word_distance(
    query_words: Sequence[str], term_words: Sequence[str]
) -> int | None:
    """Measure how the words typed, perhaps incomplete, are placed in a term.

    0: the whole term, 1: its beginning, 2: consecutive words, 3: words in the same
    order, 4: words in another order.
    """
    if tuple(query_words) == tuple(term_words):
        return 0
    for start_index in range(len(term_words) - len(query_words) + 1):
        *whole_words, last_word = term_words[
            start_index : start_index + len(query_words)
        ]
        if whole_words == list(query_words[:-1]) and last_word.startswith(
            query_words[-1]
        ):
            return 1 + (start_index > 0)
    remaining_words = iter(term_words)
    if all(
        any(word.startswith(query_word) for word in remaining_words)
        for query_word in query_words
    ):
        return 3
    unmatched_words = list(term_words)
    # A word that begins with the longer of two begins with the shorter too, or with
    # neither: so the longer ones may choose first.
    for query_word in sorted(query_words, key=len, reverse=True):
        matching_word = next(
            (word for word in unmatched_words if word.startswith(query_word)), None
        )
        if matching_word is None:
            return None
        unmatched_words.remove(matching_word)
    return 4


def _measure_initials_distance(
    query_initials: str | None, term_words: Sequence[str], locale: Locale
) -> int | None:
    """Measure the distance to a term's initials: 0 if equal, 1 if incomplete."""
    if query_initials is None:
        return None
    all_term_initials = make_initials(term_words, read_linking_words(locale))
    if query_initials in all_term_initials:
        return 0
    is_beginning = any(
        term_initials.startswith(query_initials) for term_initials in all_term_initials
    )
    return 1 if is_beginning and len(query_initials) >= MIN_PARTIAL_INITIALS else None
