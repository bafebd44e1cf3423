"""The units of a document, in order; most of a long one wait outside memory."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache, wraps
from itertools import chain, islice
from typing import Any, TypeVar

from checks.engine.unit import Unit
from tm.spill.list import SpillList

Document = Sequence[Unit]
Read = TypeVar("Read")
_LONG = 4096
"""Units from which on a document waits in a file: a book, hardly a page."""


class _Short(tuple[Unit, ...]):
    """The units of a document that is in memory, and what was read of all of them."""

    @cached_property
    def known(self) -> dict[object, Any]:
        """By who read it, what was read; by name, two of one name would be one."""
        return {}

    def __reduce__(self) -> tuple[type["_Short"], tuple[tuple[Unit, ...]]]:
        """The units alone: what was read is not worth sending to another process."""
        return _Short, (tuple(self),)


def held(units: Iterable[Unit]) -> Document:
    """The units as a sequence; two of them are one document if they are the same.

    Checks read it unit by unit, and remember a unit by its place rather than the unit,
    which would stay in memory. Let go of it with `release`.
    """
    rest = iter(units)
    first = _Short(islice(rest, _LONG))
    more = next(rest, None)
    if more is None:
        return first
    document: SpillList[Unit] = SpillList()
    for unit in chain(first, (more,), rest):
        document.append(unit)
    return document


def release(document: Document) -> None:
    """Let go of what waits of a document."""
    if isinstance(document, SpillList):
        document.close()


def read_once(read: Callable[[Document], Read]) -> Callable[[Document], Read]:
    """What reads something of a document, which stays with it for the next check.

    A check goes through many documents before the next one does.
    """
    of_long = lru_cache(maxsize=1)(read)

    @wraps(read)
    def kept(document: Document) -> Read:
        if isinstance(document, SpillList):
            return of_long(document)
        if not isinstance(document, _Short):
            return read(document)
        known = document.known
        if read not in known:
            known[read] = read(document)
        found: Read = known[read]
        return found

    return kept


def document_of(unit: Unit) -> object:
    """What units of one document share; a unit without a document stands alone."""
    return unit if unit.document is None else unit.document
