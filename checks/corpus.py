"""Which units of a corpus are alike, told by numbers: a check of it holds no unit."""

from array import array
from collections.abc import Iterator

import numpy as np


def groups(keys: "array[int]") -> Iterator[list[int]]:
    """The places of equal keys, for keys that there are several of, by first place.

    >>> [*groups(array("Q", [7, 5, 5, 7, 6, 5]))]
    [[0, 3], [1, 2, 5]]
    """
    numbers = np.frombuffer(keys, np.uint64)
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    begins = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    begins = begins[: len(keys)]  # of none there is none
    sizes = np.diff(np.append(begins, len(keys)))
    several = sizes > 1
    begins, sizes = begins[several], sizes[several]
    for number in np.argsort(order[begins]):
        begin = begins[number]
        yield order[begin : begin + sizes[number]].tolist()


def hashed(value: object) -> int:
    """A number for a value, as an array holds it; two values hardly share one."""
    return hash(value) & 0xFFFF_FFFF_FFFF_FFFF
