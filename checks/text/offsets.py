"""How far apart two places in a text and its translation are."""

from bisect import bisect_left
from collections.abc import Sequence

_CLOSE = 15
"""Letters that are never far."""
_FARTHEST = 0.4
"""How far apart names that stand for each other may be, as a share of a text."""
_SHORT = 100
"""Letters of a source in which no name is far."""
_NEARBY = 100
"""Places on either side of another that are compared with it."""


def relative_distance(place: int, other: int, lengths: tuple[int, int]) -> float:
    """How far apart a place of each text is, each as a share of its text.

    >>> relative_distance(50, 75, (100, 100)), relative_distance(5, 12, (20, 30))
    (0.25, 0.0)
    """
    apart = abs(place / lengths[0] - other / lengths[1])
    return 0.0 if apart * max(lengths) <= _CLOSE else apart


def may_answer(place: int, other: int, lengths: tuple[int, int]) -> bool:
    """Whether names at a place of the source and of its target may be one another's.

    >>> may_answer(190, 10, (200, 200)), may_answer(90, 10, (100, 100))
    (False, True)
    """
    return lengths[0] <= _SHORT or relative_distance(place, other, lengths) <= _FARTHEST


def nearby_indexes(
    position: int, positions: Sequence[int], lengths: tuple[int, int]
) -> range:
    """Which of the places of the other text, which rise, a place may be nearest to.

    All, where they are few; comparing all with all takes minutes where they are many.

    >>> nearby_indexes(50, [10, 60], (100, 100))
    range(0, 2)
    """
    index = bisect_left(positions, position * lengths[1] // lengths[0])
    return range(max(0, index - _NEARBY), min(len(positions), index + _NEARBY))
