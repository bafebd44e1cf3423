"""The units of a document, in order; most of a long one wait outside memory."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache, wraps
from itertools import chain, islice
from typing import Any, TypeVar

from checks.engine.unit import Unit
from tm.spill.list import SpillList

Document = Sequence[Unit]
Reading = TypeVar("Reading")
_LONG_DOCUMENT = 4096
"""Units from which on a document waits in a file: a book, hardly a page."""


class _ShortDocument(tuple[Unit, ...]):
    """The units of a document that is in memory, and what was read of all of them."""

    @cached_property
    def remembered(self) -> dict[object, Any]:
        """By who read it, what was read; by name, two of one name would be one."""
        return {}

    def __reduce__(self) -> tuple[type["_ShortDocument"], tuple[tuple[Unit, ...]]]:
        """The units alone: what was read is not worth sending to another process."""
        return _ShortDocument, (tuple(self),)


def hold_document(units: Iterable[Unit]) -> Document:
    """The units as a sequence; two of them are one document if they are the same.

    Checks read it unit by unit, and remember a unit by its place rather than the unit,
    which would stay in memory. Let go of it with `release`.
    """
    rest = iter(units)
    first = _ShortDocument(islice(rest, _LONG_DOCUMENT))
    next_unit = next(rest, None)
    if next_unit is None:
        return first
    document: SpillList[Unit] = SpillList()
    for unit in chain(first, (next_unit,), rest):
        document.append(unit)
    return document


def release(document: Document) -> None:
    """Let go of what waits of a document."""
    if isinstance(document, SpillList):
        document.close()


def remember_for_document(
    read: Callable[[Document], Reading],
) -> Callable[[Document], Reading]:
    """What reads something of a document, which stays with it for the next check.

    A check goes through many documents before the next one does.
    """
    read_long = lru_cache(maxsize=1)(read)

    @wraps(read)
    def read_or_recall(document: Document) -> Reading:
        if isinstance(document, SpillList):
            return read_long(document)
        if not isinstance(document, _ShortDocument):
            return read(document)
        remembered = document.remembered
        if read not in remembered:
            remembered[read] = read(document)
        result: Reading = remembered[read]
        return result

    return read_or_recall


def document_of(unit: Unit) -> object:
    """What units of one document share; a unit without a document stands alone."""
    return unit if unit.document is None else unit.document
