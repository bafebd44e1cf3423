"""Texts sorted by their bytes, read directly from a mapped file."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray


class SortedTexts:
    """Sorted texts, found by binary search for a text or a prefix."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], name: str) -> None:
        self._text = arrays[f"{name}.text"].data
        self._ends: NDArray[np.int64] = arrays[f"{name}.ends"]
        self._count = len(self._ends) - 1

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int) -> bytes:
        return bytes(self._text[self._ends[number] : self._ends[number + 1]])

    def find_equal(self, text: bytes) -> range:
        """Find the numbers of the texts equal to a text."""
        all_numbers = range(self._count)
        first = bisect_left(all_numbers, text, key=self.__getitem__)
        if first == self._count or self[first] != text:
            return range(0)
        last = bisect_right(all_numbers, text, first, key=self.__getitem__)
        return range(first, last)

    def find_prefixed(self, text: bytes) -> range:
        """Find the numbers of the texts with a prefix."""
        length = len(text)

        def start(number: int) -> bytes:
            begin = int(self._ends[number])
            end = min(begin + length, int(self._ends[number + 1]))
            return bytes(self._text[begin:end])

        all_numbers = range(self._count)
        return range(
            bisect_left(all_numbers, text, key=start),
            bisect_right(all_numbers, text, key=start),
        )
