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
from tm.store.phrases.search import (
    CandidateSegment,
    PhraseQuery,
    PhraseSearch,
    phrase_search,
)
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.normal import folded
from tm.text.segment import Segment
from tm.unit import TranslationUnit

Item = TypeVar("Item")

# Segments whose units are fetched at once: at first few, since few are often enough.
_FIRST_CHUNK = 64
_LARGEST_CHUNK = 500
# Marks, quotes and spaces that a whole segment may have around the phrase.
_MAX_MARKS_AROUND = 8


class HitOrder(StrEnum):
    """The order of hits; those without a translation come last."""

    LEFT = "left"
    """The words before the phrase, the nearest first."""
    RIGHT = "right"
    DATE = "date"
    """The newest first: published, or where that is unknown created."""
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class ConcordanceOptions:
    """Number and order of hits, and the most a search may cost."""

    limit: int | None = None
    sort: HitOrder | None = None
    """None: in the order in which they were added."""
    sorted_among: int | None = 5000
    """Hits that are sorted; those beyond are left out."""
    scan: int | None = None
    """The most segments to read without the help of an index."""
    seconds: float | None = 10
    """Seconds after which a search for a pattern stops and returns its hits so far."""
    whole_segments: bool = False
    """Only segments that consist of the phrase, apart from marks around it."""


@dataclass(frozen=True, slots=True)
class ConcordanceHit:
    """A segment that contains the phrase."""

    source: Segment
    """The side that holds the phrase."""
    target: Segment | None
    """The other side; None for a segment of an article without translation."""
    spans: tuple[Span, ...]
    """Of the phrase in the source's text; at least one."""
    unit: TranslationUnit

    @property
    def span(self) -> Span:
        """The first place of the phrase."""
        return self.spans[0]


@dataclass(frozen=True, slots=True)
class Concordance:
    """The hits of a search and how the search went."""

    hits: list[ConcordanceHit]
    scanned: int
    """Segments that were read without the help of an index."""
    has_index: bool
    """Whether the database has a phrase index, used this time or not."""
    is_cut_short: bool
    """Whether the search stopped early, so that there may be more hits."""
    sorted_among: int | None
    """The number of hits that were sorted, if there are more; else None."""


CandidateWithSpans = tuple[CandidateSegment, tuple[Span, ...]]


def concordance(
    memory: UnitStore,
    phrase: SearchPhrase,
    locale: Locale,
    other: Locale | None = None,
    options: ConcordanceOptions | None = None,
) -> Concordance:
    """Find every unit whose side in a locale contains the phrase.

    The opposite side is in the other locale, or in any. Raises InputError for a phrase
    that cannot be searched, and for a pattern that takes too long on one segment.
    """
    options = options or ConcordanceOptions()
    matcher = PhraseMatcher(phrase, locale)
    max_length = None
    if options.whole_segments and phrase.mode is PhraseMode.PLAIN:
        max_length = len(folded(phrase.text)) + _MAX_MARKS_AROUND
    query = PhraseQuery(matcher.literals, locale, other, max_length, options.scan)
    with phrase_search(memory.database, query) as search:
        collector = _HitCollector(search, matcher, options)
        hits = collector.hits()
        return Concordance(
            hits,
            search.scanned,
            search.has_index,
            search.is_cut_short or collector.is_out_of_time,
            collector.sorted_among,
        )


def translation_counts(hits: Iterable[ConcordanceHit]) -> list[tuple[Segment, int]]:
    """Count the targets of hits, the most frequent first."""
    counts = Counter(hit.target for hit in hits if hit.target is not None)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0].text))


class _HitCollector:
    """Checks the candidates of the store until there are enough hits."""

    def __init__(
        self, search: PhraseSearch, matcher: PhraseMatcher, options: ConcordanceOptions
    ) -> None:
        self.is_out_of_time = False
        self.sorted_among: int | None = None
        self._search = search
        self._matcher = matcher
        self._options = options

    def hits(self) -> list[ConcordanceHit]:
        """Collect the hits in the order asked for."""
        matching = self._matching_candidates()
        limit, sort = self._options.limit, self._options.sort
        if sort is None:
            return list(islice(self._with_units(matching), limit))
        if sort is HitOrder.DATE:
            sortable_hits = self._take_sortable(self._with_units(matching))
            sortable_hits.sort(key=_date, reverse=True)
            sortable_hits.sort(key=lambda hit: hit.target is None)
            return sortable_hits[:limit]
        candidates = sorted(self._take_sortable(matching), key=_SORT_KEYS[sort])
        return list(islice(self._with_units(iter(candidates)), limit))

    def _take_sortable(self, items: Iterator[Item]) -> list[Item]:
        max_items = self._options.sorted_among
        sortable = list(islice(items, max_items))
        if next(items, None) is not None:
            self.sorted_among = max_items
        return sortable

    def _matching_candidates(self) -> Iterator[CandidateWithSpans]:
        """Yield the candidates that really contain the phrase, in the store's order."""
        deadline = None
        seconds = self._options.seconds
        if seconds is not None and self._matcher.phrase.mode is not PhraseMode.PLAIN:
            deadline = time.monotonic() + seconds
        for candidate in self._search.candidates():
            if deadline is not None and time.monotonic() > deadline:
                self.is_out_of_time = True
                return
            spans = self._matcher.spans(candidate.text)
            if self._options.whole_segments:
                spans = tuple(s for s in spans if _is_whole_segment(s, candidate.text))
            if spans:
                yield candidate, spans

    def _with_units(
        self, matching: Iterator[CandidateWithSpans]
    ) -> Iterator[ConcordanceHit]:
        """Yield the hits of candidates, those without a translation last."""
        spans_of: dict[int, tuple[Span, ...]] = {}
        size = _FIRST_CHUNK
        while chunk := list(islice(matching, size)):
            size = min(2 * size, _LARGEST_CHUNK)
            spans = {candidate.number: spans_found for candidate, spans_found in chunk}
            spans_of |= spans
            for number, is_source, unit in self._search.units(list(spans)):
                yield _hit(unit, is_source=is_source, spans=spans[number])
        for number, unit in self._search.untranslated(list(spans_of)):
            yield ConcordanceHit(unit.source, None, spans_of[number], unit)


def _hit(
    unit: TranslationUnit, *, is_source: bool, spans: tuple[Span, ...]
) -> ConcordanceHit:
    if is_source or unit.target is None:
        return ConcordanceHit(unit.source, unit.target, spans, unit)
    return ConcordanceHit(unit.target, unit.source, spans, unit)


def _is_whole_segment(span: Span, text: str) -> bool:
    rest = text[: span.start] + text[span.end :]
    return len(rest) <= _MAX_MARKS_AROUND and not any(map(str.isalnum, rest))


def _date(hit: ConcordanceHit) -> str:
    return hit.unit.origin.published or hit.unit.origin.created or ""


def _left_key(matching: CandidateWithSpans) -> tuple[list[str], str]:
    candidate, spans = matching
    return folded(candidate.text[: spans[0].start]).split()[::-1], candidate.text


def _right_key(matching: CandidateWithSpans) -> tuple[list[str], str]:
    candidate, spans = matching
    return folded(candidate.text[spans[0].end :]).split(), candidate.text


def _source_key(matching: CandidateWithSpans) -> tuple[list[str], str]:
    return [folded(matching[0].text)], matching[0].text


_SORT_KEYS: dict[HitOrder, Callable[[CandidateWithSpans], tuple[list[str], str]]] = {
    HitOrder.LEFT: _left_key,
    HitOrder.RIGHT: _right_key,
    HitOrder.SOURCE: _source_key,
}
