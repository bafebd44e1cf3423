"""Which units of a corpus are alike, told by numbers: a check of it holds no unit."""

from collections.abc import Sequence
from itertools import groupby


def groups(keys: Sequence[int]) -> list[list[int]]:
    """The places of equal keys, for keys that there are several of, by first place.

    >>> groups([7, 5, 5, 7, 6, 5])
    [[0, 3], [1, 2, 5]]
    """
    found = []
    for _, places in groupby(
        sorted(range(len(keys)), key=keys.__getitem__), keys.__getitem__
    ):
        group = [*places]
        if len(group) > 1:
            found.append(group)
    return sorted(found)


def hashed(value: object) -> int:
    """A number for a value, as an array holds it; two values hardly share one."""
    return hash(value) & 0xFFFF_FFFF_FFFF_FFFF
