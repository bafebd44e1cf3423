"""Of terms that overlap, those that stay: the longest, which cover the most."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from typing import NamedTuple

from glossary.recognition.surface_judge import TermMeaning


class HitCandidate(NamedTuple):
    """A stretch of the folded text that is a term, or a word that bars one.

    One is made for every hit, and a tuple is made twice as fast as a dataclass.
    """

    start: int
    end: int
    number: int
    meanings: tuple[TermMeaning, ...]
    """The best first; none for a barring word."""

    def overlaps(self, other: "HitCandidate") -> bool:
        """Whether the two share a letter."""
        return self.start < other.end and other.start < self.end


new_candidate = partial(tuple.__new__, HitCandidate)
"""Makes one of a tuple of all its fields, twice as fast as its name does."""


def drop_overridden_titles(
    spans: Sequence[tuple[int, int, int]], composed: Sequence[bool]
) -> list[tuple[int, int, int]]:
    """Drop composed titles that a term of the termbase partly overlaps.

    `Prime Minister of Health` holds no Minister of Health.
    """
    spans_with_origin = [*zip(spans, composed, strict=True)]
    termbase_spans = sorted(
        (start, end)
        for (start, end, _), is_composed in spans_with_origin
        if not is_composed
    )
    longest = max((end - start for start, end in termbase_spans), default=0)

    def is_overridden(first: int, last: int) -> bool:
        low = bisect_left(termbase_spans, (first - longest, 0))
        return any(
            start < first < end < last or first < start < last < end
            for start, end in termbase_spans[
                low : bisect_left(termbase_spans, (last, 0))
            ]
        )

    return [
        span
        for span, is_composed in spans_with_origin
        if not (is_composed and is_overridden(span[0], span[1]))
    ]


def drop_rivals_of_forbidden(candidates: list[HitCandidate]) -> list[HitCandidate]:
    """Drop candidates that overlap a forbidden form without containing it.

    In `Persatuan Veteran Vietnam Utara` the forbidden `Vietnam Utara` is no part of
    the longer term, so the term does not excuse it.
    """
    # No two have the same place, so that what contains another comes before it.
    forbidden: list[HitCandidate] = []
    reach = 0
    for candidate in sorted(candidates, key=lambda one: (one.start, -one.end)):
        if (
            candidate.end > reach
            and candidate.meanings
            and candidate.meanings[0][0].forbidden
        ):
            forbidden.append(candidate)
        reach = max(reach, candidate.end)
    if not forbidden:
        return candidates
    starts = {candidate.start: candidate.end for candidate in forbidden}
    forbidden_starts = [*starts]

    def has_rival(candidate: HitCandidate) -> bool:
        # None is inside another, so the last that starts before its end ends last.
        index = bisect_left(forbidden_starts, candidate.end)
        return index > 0 and candidate.overlaps(forbidden[index - 1])

    return [
        candidate
        for candidate in candidates
        if starts.get(candidate.start) == candidate.end or not has_rival(candidate)
    ]


def select_best(candidates: list[HitCandidate]) -> Iterator[HitCandidate]:
    """Select, of overlapping candidates, those that cover most of the text."""
    candidates.sort(key=lambda candidate: (candidate.start, candidate.end))
    cluster: list[HitCandidate] = []
    reach = 0
    for candidate in chain(candidates, [None]):
        if candidate is None or candidate.start >= reach:
            yield from cluster if len(cluster) < 2 else _select(cluster)
            cluster = []
        if candidate is not None:
            cluster.append(candidate)
            reach = max(reach, candidate.end)


def _select(cluster: list[HitCandidate]) -> list[HitCandidate]:
    spans = [
        (candidate.start, candidate.end, not candidate.meanings)
        for candidate in cluster
    ]
    return [cluster[index] for index in schedule(spans)]


def schedule(spans: Sequence[tuple[int, int, int]]) -> list[int]:
    """Select spans that do not overlap and cover the most; returns their indices.

    Weighted interval scheduling: the most cover, then few pieces, then long pieces,
    then those that are marked. Spans are start, end, and 1 if marked.
    """
    ordered = sorted(range(len(spans)), key=lambda index: spans[index][1::-1])
    ends = [spans[index][1] for index in ordered]
    best_values = [0]
    predecessors = []
    for position, index in enumerate(ordered):
        start, end, is_marked = spans[index]
        predecessor = bisect_right(ends, start, 0, position)
        length = end - start
        # Sums compare as the tuples of their parts would; no part overflows below
        # a million letters.
        value = (length << 88) - (1 << 64) + (length * length << 20) + is_marked
        value_if_taken, value_if_skipped = (
            best_values[predecessor] + value,
            best_values[position],
        )
        predecessors.append(predecessor if value_if_taken > value_if_skipped else -1)
        best_values.append(max(value_if_taken, value_if_skipped))
    indices = []
    position = len(ordered)
    while position:
        predecessor = predecessors[position - 1]
        if predecessor >= 0:
            indices.append(ordered[position - 1])
        position = predecessor if predecessor >= 0 else position - 1
    return indices[::-1]
