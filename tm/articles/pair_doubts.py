"""Why the alignment of a pair is uncertain, as far as its texts and its place show it.

The aligner keeps a score only; these are the things a reviewer would look for.
"""

import math
import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tm.articles.archive.article import BlockKind
from tm.articles.pair_acceptance import MAX_USUAL_LENGTH_DIFFERENCE
from tm.articles.side_by_side import PairedRow

_NUMBER_PATTERN = re.compile(r"\d+(?:[.,:]\d+)*")
_NUMERIC_MONTH_PATTERN = re.compile(r"(?<=\d)/(?:0?[1-9]|1[0-2])(?!\d)")
"""The month of a date such as 9/5 or 9/5/2026, which the other side may name."""
_NON_DIGIT_PATTERN = re.compile(r"\D")
_LINE_KINDS = (BlockKind.HEADLINE, BlockKind.HEADING, BlockKind.CAPTION)


class DoubtKind(StrEnum):
    """What is unusual about a pair."""

    NUMBERS = "numbers"
    """Numbers that only one side has."""
    SHORT_SOURCE = "short source"
    """The original is much shorter than usual, so may go on in its next sentence."""
    SHORT_TARGET = "short target"
    SEVERAL = "several"
    """The sides have different numbers of sentences."""
    KIND = "kind"
    """A headline or caption is paired with a sentence of the text."""
    LONE_SOURCE = "lone source"
    """A sentence of the original beside the pair has no counterpart."""
    LONE_TARGET = "lone target"


@dataclass(frozen=True, slots=True)
class Doubt:
    """One unusual thing about a pair, with the words of both sides that show it."""

    kind: DoubtKind
    source: str = ""
    target: str = ""


def find_doubts(rows: Sequence[PairedRow], row_index: int) -> list[Doubt]:
    """Find what is unusual about a pair, whose row has segments on both sides."""
    row = rows[row_index]
    source_text, target_text = _join_texts(row)
    doubts = []
    source_numbers, target_numbers = (
        _find_numbers(text) for text in (source_text, target_text)
    )
    source_only_numbers = [
        number_text
        for digits, number_text in source_numbers.items()
        if digits not in target_numbers
    ]
    target_only_numbers = [
        number_text
        for digits, number_text in target_numbers.items()
        if digits not in source_numbers
    ]
    if source_only_numbers or target_only_numbers:
        doubts.append(
            Doubt(
                DoubtKind.NUMBERS,
                ", ".join(source_only_numbers),
                ", ".join(target_only_numbers),
            )
        )
    length_ratio_difference = _compute_log_length_ratio(
        row
    ) - _find_usual_log_length_ratio(rows)
    if abs(length_ratio_difference) > MAX_USUAL_LENGTH_DIFFERENCE:
        doubts.append(
            Doubt(
                DoubtKind.SHORT_SOURCE
                if length_ratio_difference < 0
                else DoubtKind.SHORT_TARGET
            )
        )
    segment_counts = len(row.source_segments), len(row.target_segments)
    if segment_counts[0] != segment_counts[1]:
        doubts.append(Doubt(DoubtKind.SEVERAL, *map(str, segment_counts)))
    kinds = row.source_segments[0].kind, row.target_segments[0].kind
    if kinds[0] != kinds[1] and any(kind in _LINE_KINDS for kind in kinds):
        doubts.append(Doubt(DoubtKind.KIND, *(kind.value for kind in kinds)))
    adjacent_rows = [
        *rows[max(0, row_index - 1) : row_index],
        *rows[row_index + 1 : row_index + 2],
    ]
    if any(not adjacent_row.target_segments for adjacent_row in adjacent_rows):
        doubts.append(Doubt(DoubtKind.LONE_SOURCE))
    if any(not adjacent_row.source_segments for adjacent_row in adjacent_rows):
        doubts.append(Doubt(DoubtKind.LONE_TARGET))
    return doubts


def _join_texts(row: PairedRow) -> tuple[str, str]:
    source_text, target_text = (
        " ".join(segment.segment.text for segment in segments)
        for segments in (row.source_segments, row.target_segments)
    )
    return source_text, target_text


def _find_numbers(text: str) -> dict[str, str]:
    """Find the numbers of a text by their digits: 12.500 and 12,500 are the same.

    >>> list(_find_numbers("Ngày 9/5/2026 có 12.500 người").values())
    ['9', '2026', '12.500']
    >>> list(_find_numbers("9 Mei 2026, 12,500 orang"))
    ['9', '2026', '12500']
    """
    return {
        _NON_DIGIT_PATTERN.sub("", number): number
        for number in _NUMBER_PATTERN.findall(_NUMERIC_MONTH_PATTERN.sub(" ", text))
    }


def _compute_log_length_ratio(row: PairedRow) -> float:
    """Measure the logarithm of the ratio of the lengths of both sides."""
    source_text, target_text = _join_texts(row)
    return math.log((len(source_text) + 1) / (len(target_text) + 1))


def _find_usual_log_length_ratio(rows: Sequence[PairedRow]) -> float:
    return statistics.median(
        _compute_log_length_ratio(row)
        for row in rows
        if row.source_segments and row.target_segments
    )
