"""Units as a table of columns, since a value for each of a million takes long to make.

Who reads very many units gives each field as one column, and who stores or writes them
takes the columns as they are; values are made of the few that are unusual.
"""

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import compress, islice, repeat
from operator import attrgetter
from typing import Any, Self, TypeVar, overload

from tm.property import Properties
from tm.text.locale import Locale
from tm.text.segment import Code, Segment
from tm.unit import Origin, State, TranslationUnit

_Kind = TypeVar("_Kind")

Document = tuple[Any, ...]
"""What `DOCUMENT_FIELDS` name: text, a HeadlineStatus or nothing."""

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

ORIGIN_FIELDS = (
    *("memory", "position", "extent", "kind", "score", "method"),
    *("tuid", "author", "created", "changed"),
)
"""What an `Origin` says of the unit itself."""

_BLOCK = 256
_MADE_TOGETHER = 128
"""Values that fit into the processor's cache while their fields are set."""


class ConstantColumn(Sequence[Any]):
    """A column in which all rows have the same value."""

    __slots__ = ("_count", "_value")

    def __init__(self, value: Any, count: int) -> None:
        self._value = value
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Any]:
        return repeat(self._value, self._count)

    @overload
    def __getitem__(self, index: int, /) -> Any: ...

    @overload
    def __getitem__(self, index: slice, /) -> "ConstantColumn": ...

    def __getitem__(self, index: int | slice, /) -> Any:
        rows = range(self._count)[index]
        if isinstance(rows, int):
            return self._value
        return ConstantColumn(self._value, len(rows))

    def count(self, value: Any) -> int:
        return self._count if value == self._value else 0


@dataclass(frozen=True, slots=True)
class UnitTable:
    """Units as columns of one length; each unit is a row of them."""

    source_tag: Sequence[str]
    """Of the source's locale."""
    source_text: Sequence[bytes]
    """In UTF-8, as it comes from files and goes into databases; see `encode_text`."""
    source_codes: Sequence[tuple[Code, ...]]
    target_tag: Sequence[str]
    """Of a unit without a target None, as its text; tables to be stored have none."""
    target_text: Sequence[bytes]
    target_codes: Sequence[tuple[Code, ...]]
    state: Sequence[State]
    before: Sequence[bytes | None]
    """Keys of the source segments before, where they are known."""
    after: Sequence[bytes | None]
    note: Sequence[str | None]
    properties: Sequence[Properties]
    memory: Sequence[str]
    position: Sequence[int | None]
    extent: Sequence[int]
    kind: Sequence[str | None]
    score: Sequence[float | None]
    method: Sequence[str | None]
    tuid: Sequence[str | None]
    author: Sequence[str | None]
    created: Sequence[str | None]
    changed: Sequence[str | None]
    document: Sequence[Document]

    @classmethod
    def of(cls, units: Sequence[TranslationUnit]) -> Self:
        """Make the table of some units."""
        if not units:
            return cls(*repeat((), len(_NAMES)))
        read = _read_row if None in map(_read_target, units) else _read_fields
        columns: dict[str, Any] = dict(
            zip(_READ_NAMES, zip(*map(read, units), strict=True), strict=True)
        )
        columns["source_text"] = encode_texts(columns["source_text"])
        columns["target_text"] = encode_texts(columns["target_text"])
        before, after = zip(*columns.pop("neighbours"), strict=True)
        documents = list(map(_read_document, map(_read_origin, units)))
        return cls(**columns, before=before, after=after, document=documents)

    @classmethod
    def with_defaults(cls, count: int, **columns: Sequence[Any]) -> Self:
        """Make the table of so many units that say nothing but what columns give.

        The texts and their locales have to be among those.
        """
        defaults = {
            name: [value] * count
            for name, value in _DEFAULTS.items()
            if name not in columns
        }
        return cls(**defaults, **columns)

    @classmethod
    def concatenate(cls, tables: Sequence[Self]) -> Self:
        """Make one table of the units of several, one after the other."""
        if len(tables) == 1:
            return tables[0]
        columns = [list(column) for column in _read_columns(tables[0])]
        for table in tables[1:]:
            for column, more in zip(columns, _read_columns(table), strict=True):
                column += more
        return cls(*columns)

    def __len__(self) -> int:
        return len(self.source_text)

    def __getitem__(self, rows: slice, /) -> Self:
        return type(self)(*(column[rows] for column in _read_columns(self)))

    def without(self, indexes: Container[int]) -> Self:
        """Leave out the units at some indexes."""
        is_kept = [index not in indexes for index in range(len(self))]
        return type(self)(
            *(tuple(compress(column, is_kept)) for column in _read_columns(self))
        )

    def unit(self, index: int) -> TranslationUnit:
        """Make the value of one unit."""
        [unit] = self[index : index + 1].units()
        return unit

    def units(self) -> Iterator[TranslationUnit]:
        """Make the values of all units.

        What a table holds was validated when it was read, so nothing is looked at
        again.
        """
        for start in range(0, len(self), _MADE_TOGETHER):
            yield from self[start : start + _MADE_TOGETHER]._make_units()

    def _make_units(self) -> list[TranslationUnit]:
        count = len(self)
        locales = {
            tag: Locale(tag) for tag in {*self.source_tag, *self.target_tag} if tag
        }
        sources = _make_all(
            Segment,
            count,
            locale=map(locales.__getitem__, self.source_tag),
            text=decode_texts(self.source_text),
            codes=self.source_codes,
        )
        origins = _make_all(
            Origin,
            count,
            **dict(zip(DOCUMENT_FIELDS, zip(*self.document, strict=True), strict=True)),
            **{name: getattr(self, name) for name in ORIGIN_FIELDS},
        )
        return _make_all(
            TranslationUnit,
            count,
            source=sources,
            target=self._targets(locales),
            state=self.state,
            origin=origins,
            neighbours=zip(self.before, self.after, strict=True),
            note=self.note,
            properties=self.properties,
        )

    def _targets(self, locales: Mapping[str, Locale]) -> Sequence[Segment | None]:
        if None in self.target_text:
            return [
                None
                if text is None
                else Segment(locales[tag], decode_text(text), codes)
                for tag, text, codes in zip(
                    self.target_tag, self.target_text, self.target_codes, strict=True
                )
            ]
        return _make_all(
            Segment,
            len(self),
            locale=map(locales.__getitem__, self.target_tag),
            text=decode_texts(self.target_text),
            codes=self.target_codes,
        )


class UnitTables(ABC):
    """Units that come once: one by one, or some hundred at a time as tables."""

    @property
    @abstractmethod
    def has_tables(self) -> bool:
        """Whether `tables` gives all units; else they come one by one only."""

    @abstractmethod
    def __iter__(self) -> Iterator[TranslationUnit]:
        """Iterate over the units, in order."""

    @abstractmethod
    def tables(self) -> Iterator[UnitTable]:
        """Iterate over the same units as tables. None is empty."""


def unit_tables(
    units: Iterable[TranslationUnit], *, size: int = _BLOCK
) -> Iterator[UnitTable]:
    """Give units of any kind as tables; of so many units where they are values."""
    if isinstance(units, UnitTables) and units.has_tables:
        yield from units.tables()
        return
    source = iter(units)
    while block := list(islice(source, size)):
        yield UnitTable.of(block)


def gather_tables(tables: Iterable[UnitTable], size: int) -> Iterator[UnitTable]:
    """Join tables until they are no smaller than a size; the last one may be."""
    waiting: list[UnitTable] = []
    count = 0
    for table in tables:
        waiting.append(table)
        count += len(table)
        if count >= size:
            yield UnitTable.concatenate(waiting)
            waiting, count = [], 0
    if count:
        yield UnitTable.concatenate(waiting)


def encode_text(text: str) -> bytes:
    """Encode a text in UTF-8, halves of surrogate pairs as if they were characters."""
    return text.encode(errors="surrogatepass")


def decode_text(data: bytes) -> str:
    """Decode what `encode_text` made."""
    return data.decode(errors="surrogatepass")


def encode_texts(texts: Sequence[str | None]) -> list[Any]:
    """Encode many texts as `encode_text` does; None stays."""
    try:
        return list(map(str.encode, texts))  # type: ignore[arg-type] # None raises
    except (TypeError, UnicodeEncodeError):
        return [None if text is None else encode_text(text) for text in texts]


def decode_texts(texts: Sequence[bytes]) -> list[str]:
    """Decode what `encode_texts` made."""
    try:
        return list(map(bytes.decode, texts))
    except UnicodeDecodeError:
        return list(map(decode_text, texts))


def _make_all(
    kind: type[_Kind], count: int, /, **columns: Iterable[Any]
) -> list[_Kind]:
    """Make values of a slotted dataclass, given a column for each of its fields.

    Speed: fields are set column by column, past the `__init__` of a frozen dataclass.
    The usual way takes 14 % longer to read all units of a memory, and 4 % longer to
    export them as CSV (docs/architecture/speed.md).
    """
    values = list(map(object.__new__, repeat(kind, count)))
    for name, column in columns.items():
        deque(map(getattr(kind, name).__set__, values, column), maxlen=0)
    return values


_NAMES = tuple(field.name for field in fields(UnitTable))
_READ_NAMES = (
    *("source_tag", "source_text", "source_codes"),
    *("target_tag", "target_text", "target_codes"),
    *("state", "neighbours", "note", "properties"),
    *ORIGIN_FIELDS,
)
_read_columns = attrgetter(*_NAMES)
_read_origin = attrgetter("origin")
_read_target = attrgetter("target")
_read_document = attrgetter(*DOCUMENT_FIELDS)
_read_source = attrgetter("source.locale.tag", "source.text", "source.codes")
_read_rest = attrgetter(
    *("state", "neighbours", "note", "properties"),
    *(f"origin.{name}" for name in ORIGIN_FIELDS),
)
_read_fields = attrgetter(
    *("source.locale.tag", "source.text", "source.codes"),
    *("target.locale.tag", "target.text", "target.codes"),
    *("state", "neighbours", "note", "properties"),
    *(f"origin.{name}" for name in ORIGIN_FIELDS),
)


def _read_row(unit: TranslationUnit) -> tuple[Any, ...]:
    """Read the same as `_read_fields`, of a unit that may lack a target."""
    if unit.target is not None:
        row: tuple[Any, ...] = _read_fields(unit)
        return row
    return (*_read_source(unit), None, None, (), *_read_rest(unit))


_EMPTY = Segment(Locale("und"), "")
_PLAIN = UnitTable.of([TranslationUnit(_EMPTY, _EMPTY)])
_DEFAULTS = {
    name: getattr(_PLAIN, name)[0]
    for name in _NAMES
    if name not in ("source_tag", "source_text", "target_tag", "target_text")
}
