"""Units laid flat: their fields in columns, since values take long to make.

Who goes through a million units and needs little of most, such as a writer, takes
their fields as a database gives them, and has a unit made of the few that are unusual.
"""

from abc import ABC, abstractmethod
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, islice, repeat
from operator import attrgetter
from typing import Any, overload

from tm.unit import TranslationUnit

# Any: a field is text, a number, bytes or nothing.
FlatUnit = tuple[Any, ...]
"""What `FLAT_FIELDS` name, and perhaps two more that are its maker's own."""

FLAT_FIELDS = (
    *("source_locale", "source_text", "source_codes"),
    *("target_locale", "target_text", "target_codes"),
    *("note", "properties", "tuid"),
    *("before", "after", "position", "extent", "score"),
    *("author", "created", "changed"),
    *("state", "memory", "kind", "method", "document"),
)
"""Locales are tags, texts and the `tuid` are as `utf8` makes them, and the state is a
text or a State. Codes and properties are false if there are none, and equal if they
hold the same; so are documents."""

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


class Alike(Sequence[Any]):
    """A column in which all have the same value."""

    __slots__ = ("_count", "_value")

    def __init__(self, value: Any, count: int) -> None:
        self._value = value
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Any]:
        return repeat(self._value, self._count)

    @overload
    def __getitem__(self, at: int, /) -> Any: ...

    @overload
    def __getitem__(self, at: slice, /) -> "Alike": ...

    def __getitem__(self, at: int | slice, /) -> Any:
        found = range(self._count)[at]
        return self._value if isinstance(found, int) else Alike(self._value, len(found))

    def count(self, value: Any) -> int:
        return self._count if value == self._value else 0


@dataclass(frozen=True, slots=True)
class FlatBlock:
    """Some units by columns, one for each field of a `FlatUnit`."""

    columns: tuple[Sequence[Any], ...]

    def __len__(self) -> int:
        return len(self.columns[TUID])

    def __getitem__(self, part: slice, /) -> "FlatBlock":
        return FlatBlock(tuple(column[part] for column in self.columns))

    def __add__(self, other: "FlatBlock", /) -> "FlatBlock":
        """The units of another block after those of this one."""
        both = zip(self.columns, other.columns, strict=True)
        return FlatBlock(tuple((*one, *two) for one, two in both))

    def units(self) -> Iterator[FlatUnit]:
        """The units, each by itself."""
        return zip(*self.columns, strict=True)

    def unit(self, at: int) -> FlatUnit:
        """One of them, by its place."""
        return tuple(column[at] for column in self.columns)

    def without(self, places: Container[int]) -> "FlatBlock":
        """Those that are not at some places."""
        kept = [at not in places for at in range(len(self))]
        return FlatBlock(tuple(tuple(compress(one, kept)) for one in self.columns))


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
    def blocks(self) -> Iterator[FlatBlock]:
        """The same, laid flat. None is empty."""

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

    def blocks(self) -> Iterator[FlatBlock]:
        while block := list(map(flattened, islice(self._units, _BLOCK))):
            yield FlatBlock(tuple(zip(*block, strict=True)))

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
        *(unit.note, unit.properties),
        None if origin.tuid is None else utf8(origin.tuid),
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
