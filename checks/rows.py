"""Rows of words as numbers, which tell how much of two texts is the same.

Of a million texts none is in memory: rows beyond some thousands wait in a file without
a name.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tm.scratch import Scratch

_BITS = 32
"""Of each word; two words hardly share so long a number."""
_MASK = (1 << _BITS) - 1
_WAITING = 1 << 20
"""Words that are written together."""
_AT_HAND = 8192
"""Rows that are kept to be compared with others."""


@dataclass(frozen=True, slots=True)
class Row:
    """The words of a text as one large number, read from either end."""

    length: int
    onward: int
    """The first word in the lowest bits."""
    backward: int
    """The last word in the lowest bits."""

    def middle(self, other: "Row") -> int:
        """How many words differ between the same beginning and end.

        Counted are those of the side that has more of them.
        """
        least, most = sorted((self.length, other.length))
        start = min(least, _equal(self.onward ^ other.onward))
        end = min(least - start, _equal(self.backward ^ other.backward))
        return most - start - end


class Rows:
    """The rows of texts, in the order in which they were added."""

    def __init__(self) -> None:
        self._ends = array("Q", [0])
        """Where each row ends, and the next one begins; in words."""
        self._waiting = array("I")
        """The words that are not written yet."""
        self._written = 0
        self._bytes = Scratch()
        self._read = lru_cache(maxsize=_AT_HAND)(self._loaded)

    def append(self, words: Sequence[str]) -> None:
        """Add the words of a text at the end."""
        self._waiting.extend([hash(word) & _MASK for word in words])
        self._ends.append(self._written + len(self._waiting))
        if len(self._waiting) >= _WAITING:
            self._bytes.append(self._waiting.tobytes())
            self._written += len(self._waiting)
            self._waiting = array("I")

    def close(self) -> None:
        """Let go of the file."""
        self._bytes.close()
        self._read.cache_clear()

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, at: int) -> Row:
        return self._read(at)

    def _loaded(self, at: int) -> Row:
        begin, end = self._ends[at : at + 2]
        if begin >= self._written:
            row = self._waiting[begin - self._written : end - self._written]
        else:
            size = self._waiting.itemsize
            row = array("I", self._bytes.read(begin * size, (end - begin) * size))
        return Row(
            len(row),
            int.from_bytes(row.tobytes(), "little"),
            int.from_bytes(row.tobytes(), "big"),
        )


def _equal(different: int) -> int:
    """How many words are the same before the first that is not; all if none is."""
    if not different:
        return _MASK
    return ((different & -different).bit_length() - 1) // _BITS
