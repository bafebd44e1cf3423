"""Concordance: where a phrase stands in the memory, and what stands opposite."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import TypeVar

from tm.finding import Span
from tm.match.concordance.query import Phrase, PhraseMatcher, PhraseMode
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
# What may stand around a phrase that is all of a segment: marks, quotes, spaces.
_MOST_AROUND = 8


class Sort(StrEnum):
    """What hits are ordered by; those without a translation come last."""

    LEFT = "left"
    """The words before the phrase, the nearest first."""
    RIGHT = "right"
    DATE = "date"
    """The newest first: published, or where that is unknown created."""
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class ConcordanceOptions:
    """How many hits, in which order, at what cost."""

    limit: int | None = None
    sort: Sort | None = None
    """As they came into the memory when absent."""
    sorted_among: int | None = 5000
    """Of hits beyond so many the order is not looked at."""
    scan: int | None = None
    """Most segments to read where the index is of no help."""
    seconds: float | None = 10
    """After which a search for a pattern stops with what it has."""
    whole_segments: bool = False
    """Only where the phrase is all of the segment, but for marks around it."""


@dataclass(frozen=True, slots=True)
class ConcordanceHit:
    """A segment that the phrase stands in."""

    source: Segment
    """The side that holds the phrase."""
    target: Segment | None
    """The other side; None for a segment of an article without translation."""
    spans: tuple[Span, ...]
    """Of the phrase in the source's text; at least one."""
    unit: TranslationUnit

    @property
    def span(self) -> Span:
        """Where the phrase stands first."""
        return self.spans[0]


@dataclass(frozen=True, slots=True)
class Concordance:
    """The hits, and what finding them took."""

    hits: list[ConcordanceHit]
    scanned: int
    """Segments that were read without the help of an index."""
    has_index: bool
    """Whether the database has an index of phrases, useful this time or not."""
    is_cut_short: bool
    """Whether reading stopped before the end, so that there may be more hits."""
    sorted_among: int | None
    """There are more hits than these, which alone were put in order."""


Found = tuple[CandidateSegment, tuple[Span, ...]]


def concordance(
    memory: UnitStore,
    phrase: Phrase,
    locale: Locale,
    other: Locale | None = None,
    options: ConcordanceOptions | None = None,
) -> Concordance:
    """Every unit whose side in a locale holds the phrase, whichever side that is.

    Opposite is the other locale, or any. Raises InputError for a phrase that nothing
    can be found by, and for a pattern that takes too long on one segment.
    """
    options = options or ConcordanceOptions()
    matcher = PhraseMatcher(phrase, locale)
    most = None
    if options.whole_segments and phrase.mode is PhraseMode.PLAIN:
        most = len(folded(phrase.text)) + _MOST_AROUND
    wanted = PhraseQuery(matcher.literals, locale, other, most, options.scan)
    with phrase_search(memory.database, wanted) as search:
        gathering = _Gathering(search, matcher, options)
        hits = gathering.hits()
        return Concordance(
            hits,
            search.scanned,
            search.has_index,
            search.is_cut_short or gathering.is_out_of_time,
            gathering.sorted_among,
        )


def translation_counts(hits: Iterable[ConcordanceHit]) -> list[tuple[Segment, int]]:
    """The targets of hits and how often each is there, the most frequent first."""
    counts = Counter(hit.target for hit in hits if hit.target is not None)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0].text))


class _Gathering:
    """Goes through what the store proposes until there are enough hits."""

    def __init__(
        self, search: PhraseSearch, matcher: PhraseMatcher, options: ConcordanceOptions
    ) -> None:
        self.is_out_of_time = False
        self.sorted_among: int | None = None
        self._search = search
        self._matcher = matcher
        self._options = options

    def hits(self) -> list[ConcordanceHit]:
        """The hits that are wanted, in their order."""
        found = self._found()
        limit, sort = self._options.limit, self._options.sort
        if sort is None:
            return list(islice(self._joined(found), limit))
        if sort is Sort.DATE:
            made = self._first(self._joined(found))
            made.sort(key=_date, reverse=True)
            made.sort(key=lambda hit: hit.target is None)
            return made[:limit]
        chosen = sorted(self._first(found), key=_ORDERS[sort])
        return list(islice(self._joined(iter(chosen)), limit))

    def _first(self, items: Iterator[Item]) -> list[Item]:
        most = self._options.sorted_among
        first = list(islice(items, most))
        if next(items, None) is not None:
            self.sorted_among = most
        return first

    def _found(self) -> Iterator[Found]:
        """The segments in which the phrase really stands, as the store has them."""
        end = None
        seconds = self._options.seconds
        if seconds is not None and self._matcher.phrase.mode is not PhraseMode.PLAIN:
            end = time.monotonic() + seconds
        for candidate in self._search.candidates():
            if end is not None and time.monotonic() > end:
                self.is_out_of_time = True
                return
            spans = self._matcher.spans(candidate.text)
            if self._options.whole_segments:
                spans = tuple(s for s in spans if _is_all(s, candidate.text))
            if spans:
                yield candidate, spans

    def _joined(self, found: Iterator[Found]) -> Iterator[ConcordanceHit]:
        """The hits of segments, those without a translation when all else is done."""
        places: dict[int, tuple[Span, ...]] = {}
        size = _FIRST_CHUNK
        while chunk := list(islice(found, size)):
            size = min(2 * size, _LARGEST_CHUNK)
            spans = {candidate.number: where for candidate, where in chunk}
            places |= spans
            for number, is_source, unit in self._search.units(list(spans)):
                yield _hit(unit, is_source=is_source, spans=spans[number])
        for number, unit in self._search.untranslated(list(places)):
            yield ConcordanceHit(unit.source, None, places[number], unit)


def _hit(
    unit: TranslationUnit, *, is_source: bool, spans: tuple[Span, ...]
) -> ConcordanceHit:
    if is_source or unit.target is None:
        return ConcordanceHit(unit.source, unit.target, spans, unit)
    return ConcordanceHit(unit.target, unit.source, spans, unit)


def _is_all(span: Span, text: str) -> bool:
    around = text[: span.start] + text[span.end :]
    return len(around) <= _MOST_AROUND and not any(map(str.isalnum, around))


def _date(hit: ConcordanceHit) -> str:
    return hit.unit.origin.published or hit.unit.origin.created or ""


def _left(found: Found) -> tuple[list[str], str]:
    candidate, spans = found
    return folded(candidate.text[: spans[0].start]).split()[::-1], candidate.text


def _right(found: Found) -> tuple[list[str], str]:
    candidate, spans = found
    return folded(candidate.text[spans[0].end :]).split(), candidate.text


def _source(found: Found) -> tuple[list[str], str]:
    return [folded(found[0].text)], found[0].text


_ORDERS: dict[Sort, Callable[[Found], tuple[list[str], str]]] = {
    Sort.LEFT: _left,
    Sort.RIGHT: _right,
    Sort.SOURCE: _source,
}
