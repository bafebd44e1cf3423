"""The distance between offsets in a text and in its translation."""

from bisect import bisect_left
from collections.abc import Sequence

_NEAR_LETTER_COUNT = 15
"""The largest distance in letters that counts as zero."""
_MAX_NAME_DISTANCE = 0.4
"""The largest distance of corresponding names, as a share of a text."""
_SHORT_SOURCE_LENGTH = 100
"""The longest source, in letters, in which any two names may correspond."""
_MAX_OFFSETS_EACH_SIDE = 100
"""How many offsets on each side are compared."""


def calculate_relative_distance(
    source_offset: int, target_offset: int, text_lengths: tuple[int, int]
) -> float:
    """Return the distance of an offset in each text, as a share of its text.

    >>> calculate_relative_distance(50, 75, (100, 100))
    0.25
    >>> calculate_relative_distance(5, 12, (20, 30))
    0.0
    """
    distance = abs(source_offset / text_lengths[0] - target_offset / text_lengths[1])
    return 0.0 if distance * max(text_lengths) <= _NEAR_LETTER_COUNT else distance


def may_correspond(
    source_offset: int, target_offset: int, text_lengths: tuple[int, int]
) -> bool:
    """Whether names at an offset of the source and of the target may correspond.

    >>> may_correspond(190, 10, (200, 200)), may_correspond(90, 10, (100, 100))
    (False, True)
    """
    return (
        text_lengths[0] <= _SHORT_SOURCE_LENGTH
        or calculate_relative_distance(source_offset, target_offset, text_lengths)
        <= _MAX_NAME_DISTANCE
    )


def find_nearby_indexes(
    source_offset: int, target_offsets: Sequence[int], text_lengths: tuple[int, int]
) -> range:
    """Return the indexes of the target offsets, sorted, that may be nearest.

    All indexes of a short list; comparing all pairs of long lists takes minutes.

    >>> find_nearby_indexes(50, [10, 60], (100, 100))
    range(0, 2)
    """
    insertion_index = bisect_left(
        target_offsets, source_offset * text_lengths[1] // text_lengths[0]
    )
    return range(
        max(0, insertion_index - _MAX_OFFSETS_EACH_SIDE),
        min(len(target_offsets), insertion_index + _MAX_OFFSETS_EACH_SIDE),
    )
