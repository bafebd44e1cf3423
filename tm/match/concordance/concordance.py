"""Concordance: the segments that contain a phrase, with their translations."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import TypeVar

from tm.finding import Span
from tm.match.concordance.query import PhraseMatcher, PhraseMode, SearchPhrase
from tm.match.lookup import open_index
from tm.store.database import Database
from tm.store.lookup_reader import open_lookup_reader
from tm.store.phrases.search import (
    CandidateSegment,
    PhraseQuery,
    PhraseSearch,
    open_phrase_search,
)
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.normal import fold_text, match_form
from tm.text.segment import Segment
from tm.unit import TranslationUnit

ItemT = TypeVar("ItemT")

# Segments whose units are fetched at once: few at first, since few often suffice.
_FIRST_CHUNK_SIZE = 64
_MAX_CHUNK_SIZE = 500
# Marks, quotes and spaces that a whole segment may have around the phrase.
_MAX_SURROUNDING_MARK_COUNT = 8
# Diacritics of a segment that are no part of a letter.
_MAX_LOOSE_DIACRITIC_COUNT = 4
# Longer ones stand in few segments, and the fuzzy index may lack those.
_MAX_SHORT_PHRASE_LENGTH = 80


class HitOrder(StrEnum):
    """The order of hits; those without a translation come last."""

    LEFT = "left"
    """The words before the phrase, the nearest first."""
    RIGHT = "right"
    DATE = "date"
    """The newest first, by date of publication, else of creation."""
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class ConcordanceOptions:
    """Number and order of hits, and the most a search may cost."""

    limit: int | None = None
    hit_order: HitOrder | None = None
    """None for the order in which the segments were added."""
    max_sorted_hit_count: int | None = 5000
    """The most hits to sort; further hits are left out."""
    max_scanned_segment_count: int | None = None
    """The most segments to read without the help of an index."""
    max_candidate_count: int | None = None
    """The most segments to compare with the phrase, of those that the index names."""
    time_limit: float | None = 10
    """Seconds after which a search for a pattern stops and returns its hits so far."""
    finds_whole_segments: bool = False
    """Whether to find only segments that consist of the phrase and marks around it."""


@dataclass(frozen=True, slots=True)
class ConcordanceHit:
    """A segment that contains the phrase."""

    source: Segment
    """The side that holds the phrase."""
    target: Segment | None
    """The other side; None for a segment of an article without translation."""
    spans: tuple[Span, ...]
    """The spans of the phrase in the source's text; at least one."""
    unit: TranslationUnit

    @property
    def span(self) -> Span:
        """The first span of the phrase."""
        return self.spans[0]


@dataclass(frozen=True, slots=True)
class Concordance:
    """The hits of a search and how the search went."""

    hits: list[ConcordanceHit]
    scanned_count: int
    """Segments that were read without the help of an index."""
    has_index: bool
    """Whether the database has a phrase index, even if this search did not use it."""
    is_cut_short: bool
    """Whether the search stopped early, so that there may be more hits."""
    is_absent: bool
    """Whether no segment of any locale has the phrase, as far as is known."""
    sorted_count: int | None
    """The number of sorted hits, if some were left out; else None."""


CandidateWithSpans = tuple[CandidateSegment, tuple[Span, ...]]


def search_concordance(
    unit_store: UnitStore,
    phrase: SearchPhrase,
    locale: Locale,
    other_locale: Locale | None = None,
    options: ConcordanceOptions | None = None,
) -> Concordance:
    """Find every unit whose side in a locale contains the phrase.

    The opposite side is in the other locale, or in any. Raises InputError for a phrase
    that cannot be searched, and for a pattern that takes too long on one segment.
    """
    options = options or ConcordanceOptions()
    matcher = PhraseMatcher(phrase, locale)
    max_text_length = segment_ids = None
    if options.finds_whole_segments and phrase.mode is PhraseMode.PLAIN:
        max_text_length = len(fold_text(phrase.text)) + _MAX_SURROUNDING_MARK_COUNT
        segment_ids = _find_short_segments(unit_store.database, matcher, locale)
    query = PhraseQuery(
        matcher.literal_alternatives,
        locale,
        other_locale,
        max_text_length,
        options.max_scanned_segment_count,
        options.max_candidate_count,
        segment_ids,
    )
    with open_phrase_search(unit_store.database, query) as phrase_search:
        hit_collector = _HitCollector(phrase_search, matcher, options)
        hits = hit_collector.collect_hits()
        return Concordance(
            hits,
            phrase_search.scanned_count,
            phrase_search.has_index,
            phrase_search.is_cut_short or hit_collector.is_out_of_time,
            phrase_search.is_phrase_absent,
            hit_collector.sorted_count,
        )


def _find_short_segments(
    database: Database, matcher: PhraseMatcher, locale: Locale
) -> list[int] | None:
    """Find the segments that are hardly longer than a phrase, by the fuzzy index.

    The phrase index would name all segments with the phrase. None if the phrase is
    long, or of a script whose diacritics have characters of their own.
    """
    [[literal]] = matcher.literal_alternatives
    form = fold_text(match_form(literal))
    max_length = len(form) + _MAX_SURROUNDING_MARK_COUNT + _MAX_LOOSE_DIACRITIC_COUNT
    if not literal.isascii() or len(form) > _MAX_SHORT_PHRASE_LENGTH:
        return None
    with open_lookup_reader(database) as reader:
        return list(
            open_index(database).find_containing(reader, locale, form, max_length)
        )


def count_translations(hits: Iterable[ConcordanceHit]) -> list[tuple[Segment, int]]:
    """Count the targets of hits, the most frequent first."""
    target_counts = Counter(hit.target for hit in hits if hit.target is not None)
    return sorted(
        target_counts.items(),
        key=lambda target_count: (-target_count[1], target_count[0].text),
    )


class _HitCollector:
    """Checks the candidates of the store until there are enough hits."""

    def __init__(
        self,
        phrase_search: PhraseSearch,
        matcher: PhraseMatcher,
        options: ConcordanceOptions,
    ) -> None:
        self.is_out_of_time = False
        self.sorted_count: int | None = None
        self._phrase_search = phrase_search
        self._matcher = matcher
        self._options = options

    def collect_hits(self) -> list[ConcordanceHit]:
        """Collect the hits in the order of the options."""
        matching_candidates = self._find_matching_candidates()
        limit, hit_order = self._options.limit, self._options.hit_order
        if hit_order is None:
            return list(islice(self._attach_units(matching_candidates), limit))
        if hit_order is HitOrder.DATE:
            sortable_hits = self._take_items_to_sort(
                self._attach_units(matching_candidates)
            )
            sortable_hits.sort(key=_get_unit_date, reverse=True)
            sortable_hits.sort(key=lambda hit: hit.target is None)
            return sortable_hits[:limit]
        sorted_candidates = sorted(
            self._take_items_to_sort(matching_candidates),
            key=_MAKE_SORT_KEY_BY_ORDER[hit_order],
        )
        return list(islice(self._attach_units(iter(sorted_candidates)), limit))

    def _take_items_to_sort(self, items: Iterator[ItemT]) -> list[ItemT]:
        """Take the most items that are sorted; remember whether some are left out."""
        max_item_count = self._options.max_sorted_hit_count
        items_to_sort = list(islice(items, max_item_count))
        if next(items, None) is not None:
            self.sorted_count = max_item_count
        return items_to_sort

    def _find_matching_candidates(self) -> Iterator[CandidateWithSpans]:
        """Yield the candidates that really contain the phrase, in the store's order."""
        deadline = None
        time_limit = self._options.time_limit
        if time_limit is not None and self._matcher.phrase.mode is not PhraseMode.PLAIN:
            deadline = time.monotonic() + time_limit
        for candidate in self._phrase_search.read_candidates():
            if deadline is not None and time.monotonic() > deadline:
                self.is_out_of_time = True
                return
            spans = self._matcher.find_spans(candidate.text)
            if self._options.finds_whole_segments:
                spans = tuple(
                    span for span in spans if _is_whole_segment(span, candidate.text)
                )
            if spans:
                yield candidate, spans

    def _attach_units(
        self, matching_candidates: Iterator[CandidateWithSpans]
    ) -> Iterator[ConcordanceHit]:
        """Yield the hits of candidates, those without a translation last."""
        spans_by_segment_id: dict[int, tuple[Span, ...]] = {}
        chunk_size = _FIRST_CHUNK_SIZE
        if self._options.limit is not None and self._options.hit_order is None:
            # Most segments have one unit.
            chunk_size = min(chunk_size, self._options.limit)
        while chunk := list(islice(matching_candidates, chunk_size)):
            chunk_size = min(2 * chunk_size, _MAX_CHUNK_SIZE)
            chunk_spans_by_segment_id = {
                candidate.id: candidate_spans for candidate, candidate_spans in chunk
            }
            spans_by_segment_id |= chunk_spans_by_segment_id
            for segment_id, is_source, unit in self._phrase_search.read_units(
                list(chunk_spans_by_segment_id)
            ):
                yield _make_hit(
                    unit,
                    is_source=is_source,
                    spans=chunk_spans_by_segment_id[segment_id],
                )
        for segment_id, unit in self._phrase_search.read_untranslated_units(
            list(spans_by_segment_id)
        ):
            yield ConcordanceHit(
                unit.source, None, spans_by_segment_id[segment_id], unit
            )


def _make_hit(
    unit: TranslationUnit, *, is_source: bool, spans: tuple[Span, ...]
) -> ConcordanceHit:
    """Make a hit whose source is the side that holds the phrase."""
    if is_source or unit.target is None:
        return ConcordanceHit(unit.source, unit.target, spans, unit)
    return ConcordanceHit(unit.target, unit.source, spans, unit)


def _is_whole_segment(span: Span, text: str) -> bool:
    """Whether a span is all of a text, apart from a few marks."""
    surrounding_text = text[: span.start] + text[span.end :]
    return len(surrounding_text) <= _MAX_SURROUNDING_MARK_COUNT and not any(
        map(str.isalnum, surrounding_text)
    )


def _get_unit_date(hit: ConcordanceHit) -> str:
    return hit.unit.origin.published or hit.unit.origin.created or ""


def _make_left_sort_key(
    candidate_with_spans: CandidateWithSpans,
) -> tuple[list[str], str]:
    candidate, spans = candidate_with_spans
    return fold_text(candidate.text[: spans[0].start]).split()[::-1], candidate.text


def _make_right_sort_key(
    candidate_with_spans: CandidateWithSpans,
) -> tuple[list[str], str]:
    candidate, spans = candidate_with_spans
    return fold_text(candidate.text[spans[0].end :]).split(), candidate.text


def _make_source_sort_key(
    candidate_with_spans: CandidateWithSpans,
) -> tuple[list[str], str]:
    return [fold_text(candidate_with_spans[0].text)], candidate_with_spans[0].text


_MAKE_SORT_KEY_BY_ORDER: dict[
    HitOrder, Callable[[CandidateWithSpans], tuple[list[str], str]]
] = {
    HitOrder.LEFT: _make_left_sort_key,
    HitOrder.RIGHT: _make_right_sort_key,
    HitOrder.SOURCE: _make_source_sort_key,
}
