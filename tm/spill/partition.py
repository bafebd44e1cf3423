"""What checks of a corpus keep of its units: rows of numbers, and no text.

Of a million units most rows wait in files, dealt out to parts that are small enough to
be sorted; only what is told of is read again.
"""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from tm.spill.array import Array, SpillPartitions

_PART = 1 << 16
"""Units whose rows are sorted together, about."""
_WAITING = 1 << 13
"""Rows that are written together."""


class Dealt:
    """Rows about units; those with the same number in one field are in one part."""

    def __init__(self, kind: np.dtype[np.void], field: str, units: int) -> None:
        self._kind = kind
        self._field = field
        self._parts = SpillPartitions(1 + units // _PART, kind)
        self._waiting: list[tuple[int, ...]] = []

    def append(self, row: tuple[int, ...]) -> None:
        """Add a row at the end of its part."""
        self._waiting.append(row)
        if len(self._waiting) == _WAITING:
            self._write()

    def extend(self, rows: Array) -> None:
        """Add many rows."""
        if len(rows):
            self._parts.append(rows[self._field] % np.uint64(self._parts.count), rows)

    def parts(self) -> Iterator[Array]:
        """The rows of each part, in the order in which they were added."""
        self._write()
        for part in range(self._parts.count):
            yield self._parts.read(part)[0]

    def _write(self) -> None:
        self.extend(np.array(self._waiting, self._kind))
        self._waiting = []


def in_order(
    rows: Iterable[Array], kind: np.dtype[np.void], units: int
) -> Iterator[tuple[int, ...]]:
    """Rows whose field `unit` is the number of one, by that number."""
    parts = SpillPartitions(1 + units // _PART, kind)
    for some in rows:
        if len(some):
            parts.append(some["unit"] // _PART, some)
    for part in range(parts.count):
        (some,) = parts.read(part)
        yield from some[np.argsort(some["unit"], kind="stable")].tolist()


def begins(numbers: Array) -> NDArray[np.bool_]:
    """Whether each is another than the one before.

    >>> begins(np.array([5, 5, 7])).tolist()
    [True, False, True]
    """
    return np.append(True, numbers[1:] != numbers[:-1])[: len(numbers)]


def hashed(value: object) -> int:
    """A number for a value, as an array holds it; two values hardly share one."""
    return hash(value) & 0xFFFF_FFFF_FFFF_FFFF
