"""Texts sorted by their bytes, read directly from a mapped file."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray


class SortedTexts:
    """Sorted texts, found by binary search for a text or a prefix."""

    def __init__(
        self, array_by_name: Mapping[str, NDArray[Any]], array_name: str
    ) -> None:
        self._joined_texts = array_by_name[f"{array_name}.text"].data
        self._text_ends: NDArray[np.int64] = array_by_name[f"{array_name}.ends"]
        self._count = len(self._text_ends) - 1

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> bytes:
        return bytes(
            self._joined_texts[self._text_ends[index] : self._text_ends[index + 1]]
        )

    def find_equal(self, encoded_text: bytes) -> range:
        """Find the ids of the texts equal to a text."""
        all_indexes = range(self._count)
        first_index = bisect_left(all_indexes, encoded_text, key=self.__getitem__)
        if first_index == self._count or self[first_index] != encoded_text:
            return range(0)
        end_index = bisect_right(
            all_indexes, encoded_text, first_index, key=self.__getitem__
        )
        return range(first_index, end_index)

    def find_texts_with_prefix(self, prefix: bytes) -> range:
        """Find the ids of the texts with a prefix."""
        prefix_length = len(prefix)

        def read_beginning(index: int) -> bytes:
            text_start = int(self._text_ends[index])
            beginning_end = min(
                text_start + prefix_length, int(self._text_ends[index + 1])
            )
            return bytes(self._joined_texts[text_start:beginning_end])

        all_indexes = range(self._count)
        return range(
            bisect_left(all_indexes, prefix, key=read_beginning),
            bisect_right(all_indexes, prefix, key=read_beginning),
        )
