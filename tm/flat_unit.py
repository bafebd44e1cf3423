"""Units laid flat: a tuple of fields for each, since values take long to make.

Who goes through a million units and needs little of most, such as a writer, takes
their fields as a database gives them, and has a unit made of the few that are unusual.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import attrgetter
from typing import Any

from tm.unit import TranslationUnit

# Any: a field is text, a number, bytes or nothing.
FlatUnit = tuple[Any, ...]
"""What `FLAT_FIELDS` name, and two more that are its maker's own."""

FLAT_FIELDS = (
    *("source_locale", "source_text", "source_codes"),
    *("target_locale", "target_text", "target_codes"),
    *("note", "properties", "tuid"),
    *("before", "after", "position", "extent", "score"),
    *("author", "created", "changed"),
    *("state", "memory", "kind", "method", "document"),
)
"""Locales are tags, texts are as `utf8` makes them, and the state is a text or a State.
Codes and properties are false if there are none, and equal if they hold the same; so
are documents."""

TUID = FLAT_FIELDS.index("tuid")
PLACE = slice(FLAT_FIELDS.index("before"), FLAT_FIELDS.index("author"))
"""Where a unit stands in its document, and how sure that is."""
MAKING = slice(FLAT_FIELDS.index("author"), FLAT_FIELDS.index("state"))
"""Who made it, and when."""
SHARED = slice(FLAT_FIELDS.index("state"), len(FLAT_FIELDS))
"""What it has in common with very many."""

DOCUMENT_FIELDS = (
    "article",
    "page_url",
    "source_url",
    "headline",
    "source_headline",
    "source_headline_status",
    "publisher",
    "published",
)
"""What an `Origin` says of the document that units come from."""

_BLOCK = 256
_document = attrgetter(*DOCUMENT_FIELDS)


class FlatUnits(ABC):
    """Units that come once: one by one, or some hundred at a time, laid flat."""

    @property
    @abstractmethod
    def is_flat(self) -> bool:
        """Whether `blocks` gives them all; else they come one by one only."""

    @abstractmethod
    def __iter__(self) -> Iterator[TranslationUnit]:
        """The units, in order."""

    @abstractmethod
    def blocks(self) -> Iterator[Sequence[FlatUnit]]:
        """The same, laid flat."""

    @abstractmethod
    def unit(self, flat: FlatUnit, /) -> TranslationUnit:
        """The unit that one of them is."""

    @abstractmethod
    def document(self, known: Any, /) -> tuple[Any, ...]:
        """What `DOCUMENT_FIELDS` name of the document that a `document` field means."""


class _Flattened(FlatUnits):
    """Units that are values already."""

    is_flat = True

    def __init__(self, units: Iterable[TranslationUnit]) -> None:
        self._units = iter(units)

    def __iter__(self) -> Iterator[TranslationUnit]:
        return self._units

    def blocks(self) -> Iterator[Sequence[FlatUnit]]:
        while block := list(map(flattened, islice(self._units, _BLOCK))):
            yield block

    def unit(self, flat: FlatUnit, /) -> TranslationUnit:
        unit: TranslationUnit = flat[-1]
        return unit

    def document(self, known: Any, /) -> tuple[Any, ...]:
        document: tuple[Any, ...] = known
        return document


def laid_flat(units: Iterable[TranslationUnit]) -> FlatUnits:
    """Units of any kind, laid flat."""
    if isinstance(units, FlatUnits) and units.is_flat:
        return units
    return _Flattened(units)


def flattened(unit: TranslationUnit) -> FlatUnit:
    """A unit laid flat, and behind it the unit itself."""
    source, target, origin = unit.source, unit.target, unit.origin
    locale = text = None
    codes: object = ()
    if target is not None:
        locale, text, codes = target.locale.tag, utf8(target.text), target.codes
    before, after = unit.neighbours
    return (
        *(source.locale.tag, utf8(source.text), source.codes, locale, text, codes),
        *(unit.note, unit.properties, origin.tuid),
        *(before, after, origin.position, origin.extent, origin.score),
        *(origin.author, origin.created, origin.changed),
        *(unit.state, origin.memory, origin.kind, origin.method),
        *(_document(origin), None, unit),
    )


def utf8(text: str) -> bytes:
    """A text in UTF-8, with halves of surrogate pairs as if they were characters."""
    return text.encode(errors="surrogatepass")


def text_of(data: bytes) -> str:
    """The text that `utf8` made these bytes of."""
    return data.decode(errors="surrogatepass")
