"""Selection among overlapping candidates: the longest, which cover most text."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from typing import NamedTuple

from glossary.recognition.surface_meanings import TermMeaning


class HitCandidate(NamedTuple):
    """A span of the folded text that is a term, or a word that only contains one.

    A tuple, since it is made for every hit, twice as fast as a dataclass.
    """

    start: int
    end: int
    form_index: int
    meanings: tuple[TermMeaning, ...]
    """The meanings, the best first; none for a word that only contains a term."""

    def overlaps(self, other_candidate: "HitCandidate") -> bool:
        """Whether this candidate and another share a letter."""
        return self.start < other_candidate.end and other_candidate.start < self.end


make_candidate = partial(tuple.__new__, HitCandidate)
"""Makes a candidate of a tuple of all fields, twice as fast as the class does."""


def drop_overridden_titles(
    spans: Sequence[tuple[int, int, int]], composed_flags: Sequence[bool]
) -> list[tuple[int, int, int]]:
    """Drop composed titles that a term of the termbase partly overlaps.

    `Prime Minister of Health` holds no Minister of Health.
    """
    spans_with_origin = [*zip(spans, composed_flags, strict=True)]
    termbase_spans = sorted(
        (start, end)
        for (start, end, _), is_composed in spans_with_origin
        if not is_composed
    )
    max_length = max((end - start for start, end in termbase_spans), default=0)

    def is_overlapped_by_term(title_start: int, title_end: int) -> bool:
        first_index = bisect_left(termbase_spans, (title_start - max_length, 0))
        return any(
            start < title_start < end < title_end
            or title_start < start < title_end < end
            for start, end in termbase_spans[
                first_index : bisect_left(termbase_spans, (title_end, 0))
            ]
        )

    return [
        span
        for span, is_composed in spans_with_origin
        if not (is_composed and is_overlapped_by_term(span[0], span[1]))
    ]


def drop_rivals_of_forbidden(candidates: list[HitCandidate]) -> list[HitCandidate]:
    """Drop candidates that overlap a forbidden form without containing it.

    In `Persatuan Veteran Vietnam Utara` the forbidden `Vietnam Utara` is no part of
    the longer term, so the term does not excuse it.
    """
    # No two have the same span, so a candidate is sorted before those inside it.
    forbidden_candidates: list[HitCandidate] = []
    max_end = 0
    for candidate in sorted(
        candidates, key=lambda candidate: (candidate.start, -candidate.end)
    ):
        if (
            candidate.end > max_end
            and candidate.meanings
            and candidate.meanings[0][0].forbidden
        ):
            forbidden_candidates.append(candidate)
        max_end = max(max_end, candidate.end)
    if not forbidden_candidates:
        return candidates
    end_by_forbidden_start = {
        candidate.start: candidate.end for candidate in forbidden_candidates
    }
    forbidden_starts = [*end_by_forbidden_start]

    def overlaps_forbidden(candidate: HitCandidate) -> bool:
        # Forbidden candidates do not contain each other, so starts and ends agree.
        end_index = bisect_left(forbidden_starts, candidate.end)
        return end_index > 0 and candidate.overlaps(forbidden_candidates[end_index - 1])

    return [
        candidate
        for candidate in candidates
        if end_by_forbidden_start.get(candidate.start) == candidate.end
        or not overlaps_forbidden(candidate)
    ]


def select_best_candidates(candidates: list[HitCandidate]) -> Iterator[HitCandidate]:
    """Select the overlapping candidates that together cover most of the text."""
    candidates.sort(key=lambda candidate: (candidate.start, candidate.end))
    cluster: list[HitCandidate] = []
    max_end = 0
    for candidate in chain(candidates, [None]):
        if candidate is None or candidate.start >= max_end:
            yield from cluster if len(cluster) < 2 else _select_best_of_cluster(cluster)
            cluster = []
        if candidate is not None:
            cluster.append(candidate)
            max_end = max(max_end, candidate.end)


def _select_best_of_cluster(cluster: list[HitCandidate]) -> list[HitCandidate]:
    spans = [
        (candidate.start, candidate.end, not candidate.meanings)
        for candidate in cluster
    ]
    return [cluster[index] for index in select_best_spans(spans)]


def select_best_spans(spans: Sequence[tuple[int, int, int]]) -> list[int]:
    """Select the spans that cover most without overlaps; return their indices.

    Weighted interval scheduling: the most letters, then few spans, then long spans,
    then spans that win ties. A span is start, end, and 1 if it wins ties.
    """
    indexes_by_end = sorted(range(len(spans)), key=lambda index: spans[index][1::-1])
    sorted_ends = [spans[span_index][1] for span_index in indexes_by_end]
    best_cover_scores = [0]
    predecessor_counts = []
    for considered_count, span_index in enumerate(indexes_by_end):
        start, end, wins_ties = spans[span_index]
        predecessor_count = bisect_right(sorted_ends, start, 0, considered_count)
        length = end - start
        # One number in place of a tuple; no field overflows below a million letters.
        cover_score = (length << 88) - (1 << 64) + (length * length << 20) + wins_ties
        score_if_selected, score_if_skipped = (
            best_cover_scores[predecessor_count] + cover_score,
            best_cover_scores[considered_count],
        )
        predecessor_counts.append(
            predecessor_count if score_if_selected > score_if_skipped else -1
        )
        best_cover_scores.append(max(score_if_selected, score_if_skipped))
    selected_indexes = []
    considered_count = len(indexes_by_end)
    while considered_count:
        predecessor_count = predecessor_counts[considered_count - 1]
        if predecessor_count >= 0:
            selected_indexes.append(indexes_by_end[considered_count - 1])
        considered_count = (
            predecessor_count if predecessor_count >= 0 else considered_count - 1
        )
    return selected_indexes[::-1]
