"""Pieces of many entries, a column of each, put in a row at one go."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

Column = bytes | Sequence[bytes]
"""A piece of each of many entries, or the one that all of them have."""

_MANY = 1 << 12


class Table:
    """Pieces made of some fields of an entry, and kept, since many have the same."""

    def __init__(self, make: Callable[..., Sequence[bytes]]) -> None:
        """`make` makes the pieces of the fields, always as many."""
        self._make = make
        self._known: dict[tuple[Any, ...], Sequence[bytes]] = {}

    def columns(self, fields: Sequence[Sequence[Any]]) -> Sequence[Column]:
        """The columns of pieces for a column of each field."""
        if all(values.count(values[0]) == len(values) for values in fields):
            return self._pieces(tuple(values[0] for values in fields))
        keys = list(zip(*fields, strict=True))
        try:
            found = list(map(self._known.__getitem__, keys))
        except KeyError:
            found = list(map(self._pieces, keys))
        return list(zip(*found, strict=True))

    def _pieces(self, key: tuple[Any, ...]) -> Sequence[bytes]:
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MANY:
                self._known.clear()
            known = self._known[key] = self._make(*key)
        return known


def interleaved(columns: Iterable[Column], count: int) -> list[bytes]:
    """The pieces of each entry after those of the one before it.

    Every entry has the same number of pieces.

    >>> interleaved([b"<", b"b", [b"1", b"2"], b">"], 2)
    [b'<b', b'1', b'>', b'<b', b'2', b'>']
    """
    kept: list[Column] = []
    for column in columns:
        before = kept[-1] if kept else None
        if isinstance(column, bytes) and isinstance(before, bytes):
            kept[-1] = before + column
        else:
            kept.append(column)
    step = len(kept)
    pieces = [b""] * (step * count)
    for at, column in enumerate(kept):
        pieces[at::step] = [column] * count if isinstance(column, bytes) else column
    return pieces
