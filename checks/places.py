"""How far apart two places in a text and its translation are."""

_CLOSE = 15
"""Letters that are never far."""


def distance(place: int, other: int, lengths: tuple[int, int]) -> float:
    """How far apart a place of each text is, each as a share of its text.

    >>> distance(50, 75, (100, 100)), distance(5, 12, (20, 30))
    (0.25, 0.0)
    """
    apart = abs(place / lengths[0] - other / lengths[1])
    return 0.0 if apart * max(lengths) <= _CLOSE else apart
