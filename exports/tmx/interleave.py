"""Pieces of many entries, a column of each, put in a row at one go."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar

Column = bytes | Sequence[bytes]
"""A piece of each of many entries, or the one that all of them have."""

Made = TypeVar("Made")

_MANY = 1 << 12
_EACH = object()
"""Instead of the value of a field, where entries do not have the same."""


class MarkupCache(Generic[Made]):
    """What is made of some fields of an entry, and kept, since many have the same."""

    def __init__(self, make: Callable[..., Made]) -> None:
        """`make` takes the fields."""
        self._make = make
        self._count = 0
        # Keys are short by what all entries have the same, as they do most fields.
        self._known: dict[tuple[Any, ...], dict[tuple[Any, ...], Made]] = {}

    def of(self, fields: Sequence[Sequence[Any]]) -> Sequence[Made]:
        """What is made of each entry, for a column of each field."""
        shared = tuple(map(_shared, fields))
        known = self._known.setdefault(shared, {})
        own = [one for one, same in zip(fields, shared, strict=True) if same is _EACH]
        if not own:
            return [self._found(shared, ())] * len(fields[0])
        try:
            # Keys that nobody holds are made in the place of the one before.
            return list(map(known.__getitem__, zip(*own, strict=True)))
        except KeyError:
            return [self._found(shared, key) for key in zip(*own, strict=True)]

    def _found(self, shared: tuple[Any, ...], key: tuple[Any, ...]) -> Made:
        known = self._known.setdefault(shared, {})
        if key in known:
            return known[key]
        if self._count >= _MANY:
            self._known.clear()
            self._count = 0
            known = self._known[shared] = {}
        own = iter(key)
        fields = (next(own) if value is _EACH else value for value in shared)
        made = known[key] = self._make(*fields)
        self._count += 1
        return made


def _shared(values: Sequence[Any]) -> Any:
    first = values[0]
    # The last one mostly tells at once that they are not the same.
    if first == values[-1] and values.count(first) == len(values):
        return first
    return _EACH


def interleave(columns: Iterable[Column], count: int) -> list[bytes]:
    """The pieces of each entry after those of the one before it.

    Every entry has the same number of pieces.

    >>> interleave([b"<", b"b", [b"1", b"2"], b">"], 2)
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
    for position, column in enumerate(kept):
        pieces[position::step] = (
            [column] * count if isinstance(column, bytes) else column
        )
    return pieces
