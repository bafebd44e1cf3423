"""The units of a document, in order; most of a long one wait outside memory."""

from collections.abc import Iterable, Sequence
from itertools import chain, islice

from checks.subject import Subject
from tm.spool import Spool

Document = Sequence[Subject]
_LONG = 4096
"""Units from which on a document waits in a file: a book, hardly a page."""


def held(units: Iterable[Subject]) -> Document:
    """The units as a sequence; two of them are one document if they are the same.

    Checks read it unit by unit, and remember a unit by its place rather than the unit,
    which would stay in memory. Let go of it with `release`.
    """
    rest = iter(units)
    first = tuple(islice(rest, _LONG))
    more = next(rest, None)
    if more is None:
        return first
    document: Spool[Subject] = Spool()
    for unit in chain(first, (more,), rest):
        document.append(unit)
    return document


def release(document: Document) -> None:
    """Let go of what waits of a document."""
    if isinstance(document, Spool):
        document.close()


def document_of(subject: Subject) -> object:
    """What units of one document share; a unit without a document stands alone."""
    return subject if subject.document is None else subject.document
