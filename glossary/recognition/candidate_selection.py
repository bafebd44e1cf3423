"""Of terms that overlap, those that stay: the longest, which cover the most."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from typing import NamedTuple

from glossary.recognition.surface_judge import Meaning


class Candidate(NamedTuple):
    """A stretch of the folded text that is a term, or a word that bars one.

    One is made for every hit, and a tuple is made twice as fast as a dataclass.
    """

    start: int
    end: int
    number: int
    meanings: tuple[Meaning, ...]
    """The best first; none for a barring word."""

    def overlaps(self, other: "Candidate") -> bool:
        """Whether the two share a letter."""
        return self.start < other.end and other.start < self.end


new_candidate = partial(tuple.__new__, Candidate)
"""Makes one of a tuple of all its fields, twice as fast as its name does."""


def without_overridden(
    spans: Sequence[tuple[int, int, int]], composed: Sequence[bool]
) -> list[tuple[int, int, int]]:
    """Without composed titles that a term of the termbase overlaps and sticks out of.

    `Prime Minister of Health` holds no Minister of Health.
    """
    marked = [*zip(spans, composed, strict=True)]
    own = sorted((start, end) for (start, end, _), made in marked if not made)
    longest = max((end - start for start, end in own), default=0)

    def is_overridden(first: int, last: int) -> bool:
        low = bisect_left(own, (first - longest, 0))
        return any(
            start < first < end < last or first < start < last < end
            for start, end in own[low : bisect_left(own, (last, 0))]
        )

    return [
        span for span, made in marked if not (made and is_overridden(span[0], span[1]))
    ]


def without_rivals(candidates: list[Candidate]) -> list[Candidate]:
    """Without what overlaps a forbidden form but does not contain it.

    In `Persatuan Veteran Vietnam Utara` the forbidden `Vietnam Utara` is no part of
    the longer term, so the term does not excuse it.
    """
    # No two have the same place, so that what contains another comes before it.
    forbidden: list[Candidate] = []
    reach = 0
    for one in sorted(candidates, key=lambda one: (one.start, -one.end)):
        if one.end > reach and one.meanings and one.meanings[0][0].forbidden:
            forbidden.append(one)
        reach = max(reach, one.end)
    if not forbidden:
        return candidates
    starts = {one.start: one.end for one in forbidden}
    ordered = [*starts]

    def has_rival(one: Candidate) -> bool:
        # None is inside another, so the last that starts before its end ends last.
        at = bisect_left(ordered, one.end)
        return at > 0 and one.overlaps(forbidden[at - 1])

    return [
        one
        for one in candidates
        if starts.get(one.start) == one.end or not has_rival(one)
    ]


def best(candidates: list[Candidate]) -> Iterator[Candidate]:
    """Of candidates that overlap, those that together cover the most."""
    candidates.sort(key=lambda candidate: (candidate.start, candidate.end))
    cluster: list[Candidate] = []
    reach = 0
    for candidate in chain(candidates, [None]):
        if candidate is None or candidate.start >= reach:
            yield from cluster if len(cluster) < 2 else _selected(cluster)
            cluster = []
        if candidate is not None:
            cluster.append(candidate)
            reach = max(reach, candidate.end)


def _selected(cluster: list[Candidate]) -> list[Candidate]:
    spans = [(one.start, one.end, not one.meanings) for one in cluster]
    return [cluster[index] for index in schedule(spans)]


def schedule(spans: Sequence[tuple[int, int, int]]) -> list[int]:
    """Which of some spans, that may overlap, to take; indices in order.

    Weighted interval scheduling: the most cover, then few pieces, then long pieces,
    then those that are marked. Spans are start, end, and 1 if marked.
    """
    ordered = sorted(range(len(spans)), key=lambda index: spans[index][1::-1])
    ends = [spans[index][1] for index in ordered]
    gained = [0]
    before = []
    for place, index in enumerate(ordered):
        start, end, marked = spans[index]
        back = bisect_right(ends, start, 0, place)
        length = end - start
        # Sums compare as the tuples of their parts would; no part overflows below
        # a million letters.
        worth = (length << 88) - (1 << 64) + (length * length << 20) + marked
        taken, skipped = gained[back] + worth, gained[place]
        before.append(back if taken > skipped else -1)
        gained.append(max(taken, skipped))
    chosen = []
    place = len(ordered)
    while place:
        back = before[place - 1]
        if back >= 0:
            chosen.append(ordered[place - 1])
        place = back if back >= 0 else place - 1
    return chosen[::-1]
