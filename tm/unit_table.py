"""Units as a table of columns, for speed: an object for each unit takes long to make.

Readers of very many units return one column for each field, and the store and writers
of files use the columns directly; objects are made only for unusual units.
"""

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import compress, islice, repeat
from operator import attrgetter
from typing import Any, Self, TypeVar, overload

from tm.text.locale import Locale
from tm.text.segment import Code, Segment
from tm.unit import Origin, State, TranslationUnit
from tm.unit_property import Properties, find_context

_InstanceT = TypeVar("_InstanceT")

DocumentValues = tuple[Any, ...]
"""Values of `DOCUMENT_FIELDS` in their order: text, a HeadlineStatus or None."""

DOCUMENT_FIELDS = (
    "article",
    "page_url",
    "source_url",
    "headline",
    "source_headline",
    "source_headline_status",
    "publisher",
    "published",
    "article_author",
    "article_place",
)
"""The fields of an `Origin` that describe the document of a unit."""

ORIGIN_FIELDS = (
    *("memory", "position", "extent", "kind", "score", "method"),
    *("tuid", "author", "created", "changed"),
)
"""The fields of an `Origin` that describe the unit itself."""

_DEFAULT_TABLE_SIZE = 256
_CREATION_BATCH_SIZE = 128
"""Objects that fit into the processor's cache while their fields are set."""


class ConstantColumn(Sequence[Any]):
    """A column in which all rows have the same value."""

    __slots__ = ("_count", "_value")

    def __init__(self, value: Any, row_count: int) -> None:
        self._value = value
        self._count = row_count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Any]:
        return repeat(self._value, self._count)

    @overload
    def __getitem__(self, index: int, /) -> Any: ...

    @overload
    def __getitem__(self, index: slice, /) -> "ConstantColumn": ...

    def __getitem__(self, index: int | slice, /) -> Any:
        row_indexes = range(self._count)[index]
        if isinstance(row_indexes, int):
            return self._value
        return ConstantColumn(self._value, len(row_indexes))

    def count(self, value: Any) -> int:
        return self._count if value == self._value else 0


@dataclass(frozen=True, slots=True)
class UnitTable:
    """Units as columns of equal length; each row is a unit."""

    source_tag: Sequence[str]
    """Language tag of the source."""
    source_text: Sequence[bytes]
    """Text of the source in UTF-8, as in files and databases; see `encode_text`."""
    source_codes: Sequence[tuple[Code, ...]]
    target_tag: Sequence[str]
    """Language tag of the target; None, as its text, for a unit without a target.

    Tables to be stored have no such units.
    """
    target_text: Sequence[bytes]
    target_codes: Sequence[tuple[Code, ...]]
    state: Sequence[State]
    previous_key: Sequence[bytes | None]
    """Keys of the previous source segments, where they are known."""
    next_key: Sequence[bytes | None]
    note: Sequence[str | None]
    properties: Sequence[Properties]
    memory: Sequence[str]
    position: Sequence[int | None]
    extent: Sequence[int]
    kind: Sequence[str | None]
    score: Sequence[float | None]
    """The score of the alignment, as in `Origin`."""
    method: Sequence[str | None]
    tuid: Sequence[str | None]
    author: Sequence[str | None]
    created: Sequence[str | None]
    changed: Sequence[str | None]
    document: Sequence[DocumentValues]

    @classmethod
    def from_units(cls, units: Sequence[TranslationUnit]) -> Self:
        """Make a table of units that are given as objects."""
        if not units:
            return cls(*repeat((), len(_COLUMN_NAMES)))
        read_unit = (
            _read_unit_values
            if None in map(_read_target, units)
            else _read_translated_values
        )
        column_by_name: dict[str, Any] = dict(
            zip(
                _READ_COLUMN_NAMES,
                zip(*map(read_unit, units), strict=True),
                strict=True,
            )
        )
        column_by_name["source_text"] = encode_texts(column_by_name["source_text"])
        column_by_name["target_text"] = encode_texts(column_by_name["target_text"])
        previous_keys, next_keys = zip(*column_by_name.pop("neighbours"), strict=True)
        documents = list(map(_read_document_values, map(_read_origin, units)))
        return cls(
            **column_by_name,
            previous_key=previous_keys,
            next_key=next_keys,
            document=documents,
        )

    @classmethod
    def with_defaults(cls, unit_count: int, **column_values: Sequence[Any]) -> Self:
        """Make a table of `unit_count` units from some columns, the others with
        defaults.

        The columns of texts and language tags have to be given.
        """
        default_column_by_name = {
            column_name: [default_value] * unit_count
            for column_name, default_value in _DEFAULT_VALUE_BY_COLUMN.items()
            if column_name not in column_values
        }
        return cls(**default_column_by_name, **column_values)

    @classmethod
    def concatenate(cls, tables: Sequence[Self]) -> Self:
        """Concatenate several tables to one."""
        if len(tables) == 1:
            return tables[0]
        columns = [list(column) for column in _read_columns(tables[0])]
        for table in tables[1:]:
            for column, next_column in zip(columns, _read_columns(table), strict=True):
                column += next_column
        return cls(*columns)

    def __len__(self) -> int:
        return len(self.source_text)

    def list_contexts(self) -> Sequence[str | None]:
        """List the contexts of the units, see `TranslationUnit.context`."""
        properties_column = self.properties
        if properties_column.count(properties_column[0]) == len(self):
            return ConstantColumn(find_context(properties_column[0]), len(self))
        return [
            find_context(properties) if properties else None
            for properties in properties_column
        ]

    def __getitem__(self, row_slice: slice, /) -> Self:
        return type(self)(*(column[row_slice] for column in _read_columns(self)))

    def drop_rows(self, dropped_indexes: Container[int]) -> Self:
        """Make a table without the units at some indexes."""
        kept_row_flags = [
            unit_index not in dropped_indexes for unit_index in range(len(self))
        ]
        return type(self)(
            *(tuple(compress(column, kept_row_flags)) for column in _read_columns(self))
        )

    def make_unit(self, unit_index: int) -> TranslationUnit:
        """Make an object of the unit at an index."""
        [unit] = self[unit_index : unit_index + 1].make_units()
        return unit

    def make_units(self) -> Iterator[TranslationUnit]:
        """Make the objects of all units, without validating their fields again."""
        for batch_start in range(0, len(self), _CREATION_BATCH_SIZE):
            yield from self[
                batch_start : batch_start + _CREATION_BATCH_SIZE
            ]._make_unit_batch()

    def _make_unit_batch(self) -> list[TranslationUnit]:
        """Make the objects of all units at once."""
        unit_count = len(self)
        locale_by_tag = {
            language_tag: Locale(language_tag)
            for language_tag in {*self.source_tag, *self.target_tag}
            if language_tag
        }
        sources = _make_instances(
            Segment,
            unit_count,
            locale=map(locale_by_tag.__getitem__, self.source_tag),
            text=decode_texts(self.source_text),
            codes=self.source_codes,
        )
        origins = _make_instances(
            Origin,
            unit_count,
            **dict(zip(DOCUMENT_FIELDS, zip(*self.document, strict=True), strict=True)),
            **{field_name: getattr(self, field_name) for field_name in ORIGIN_FIELDS},
        )
        return _make_instances(
            TranslationUnit,
            unit_count,
            source=sources,
            target=self._make_targets(locale_by_tag),
            state=self.state,
            origin=origins,
            neighbours=zip(self.previous_key, self.next_key, strict=True),
            note=self.note,
            properties=self.properties,
        )

    def _make_targets(
        self, locale_by_tag: Mapping[str, Locale]
    ) -> Sequence[Segment | None]:
        """Make the target segments; None for a unit without one."""
        if None in self.target_text:
            return [
                None
                if utf8_text is None
                else Segment(locale_by_tag[language_tag], decode_text(utf8_text), codes)
                for language_tag, utf8_text, codes in zip(
                    self.target_tag, self.target_text, self.target_codes, strict=True
                )
            ]
        return _make_instances(
            Segment,
            len(self),
            locale=map(locale_by_tag.__getitem__, self.target_tag),
            text=decode_texts(self.target_text),
            codes=self.target_codes,
        )


class UnitTables(ABC):
    """Units that can be read once: one by one, or in tables of some hundred."""

    @property
    @abstractmethod
    def has_tables(self) -> bool:
        """Whether `read_tables` yields all units; else read them one by one."""

    @abstractmethod
    def __iter__(self) -> Iterator[TranslationUnit]:
        """Iterate over the units, in order."""

    @abstractmethod
    def read_tables(self) -> Iterator[UnitTable]:
        """Iterate over all units as tables, of which none is empty."""


def iterate_unit_tables(
    units: Iterable[TranslationUnit], *, table_size: int = _DEFAULT_TABLE_SIZE
) -> Iterator[UnitTable]:
    """Yield units as tables; objects are collected in tables of `table_size` units."""
    if isinstance(units, UnitTables) and units.has_tables:
        yield from units.read_tables()
        return
    unit_iterator = iter(units)
    while unit_batch := list(islice(unit_iterator, table_size)):
        yield UnitTable.from_units(unit_batch)


def gather_tables(
    tables: Iterable[UnitTable], min_unit_count: int
) -> Iterator[UnitTable]:
    """Join tables until each but the last has at least `min_unit_count` units."""
    pending_tables: list[UnitTable] = []
    pending_unit_count = 0
    for table in tables:
        pending_tables.append(table)
        pending_unit_count += len(table)
        if pending_unit_count >= min_unit_count:
            yield UnitTable.concatenate(pending_tables)
            pending_tables, pending_unit_count = [], 0
    if pending_unit_count:
        yield UnitTable.concatenate(pending_tables)


def encode_text(text: str) -> bytes:
    """Encode a text in UTF-8, lone surrogates as if they were characters."""
    return text.encode(errors="surrogatepass")


def decode_text(utf8_text: bytes) -> str:
    """Decode a text that `encode_text` encoded."""
    return utf8_text.decode(errors="surrogatepass")


def encode_texts(texts: Sequence[str | None]) -> list[Any]:
    """Encode many texts as `encode_text` does; None stays."""
    try:
        return list(map(str.encode, texts))  # type: ignore[arg-type] # None raises
    except (TypeError, UnicodeEncodeError):
        return [None if text is None else encode_text(text) for text in texts]


def decode_texts(utf8_texts: Sequence[bytes]) -> list[str]:
    """Decode texts that `encode_texts` encoded."""
    try:
        return list(map(bytes.decode, utf8_texts))
    except UnicodeDecodeError:
        return list(map(decode_text, utf8_texts))


def _make_instances(
    instance_type: type[_InstanceT],
    instance_count: int,
    /,
    **values_by_field: Iterable[Any],
) -> list[_InstanceT]:
    """Make instances of a slotted dataclass from a column for each of its fields.

    Speed trick: fields are set column by column, without calling `__init__`. Exporting
    units takes 10 % longer with it as CSV, 20 % as PO (10,000 units, `padanan export`).
    """
    instances = list(map(object.__new__, repeat(instance_type, instance_count)))
    for field_name, field_values in values_by_field.items():
        deque(
            map(getattr(instance_type, field_name).__set__, instances, field_values),
            maxlen=0,
        )
    return instances


_COLUMN_NAMES = tuple(field.name for field in fields(UnitTable))
_READ_COLUMN_NAMES = (
    *("source_tag", "source_text", "source_codes"),
    *("target_tag", "target_text", "target_codes"),
    *("state", "neighbours", "note", "properties"),
    *ORIGIN_FIELDS,
)
_read_columns = attrgetter(*_COLUMN_NAMES)
_read_origin = attrgetter("origin")
_read_target = attrgetter("target")
_read_document_values = attrgetter(*DOCUMENT_FIELDS)
_read_source_values = attrgetter("source.locale.tag", "source.text", "source.codes")
_read_other_values = attrgetter(
    *("state", "neighbours", "note", "properties"),
    *(f"origin.{name}" for name in ORIGIN_FIELDS),
)
_read_translated_values = attrgetter(
    *("source.locale.tag", "source.text", "source.codes"),
    *("target.locale.tag", "target.text", "target.codes"),
    *("state", "neighbours", "note", "properties"),
    *(f"origin.{name}" for name in ORIGIN_FIELDS),
)


def _read_unit_values(unit: TranslationUnit) -> tuple[Any, ...]:
    """Read the fields of a unit as `_read_translated_values` does; its target may be
    missing.
    """
    if unit.target is not None:
        unit_values: tuple[Any, ...] = _read_translated_values(unit)
        return unit_values
    return (*_read_source_values(unit), None, None, (), *_read_other_values(unit))


_EMPTY_SEGMENT = Segment(Locale("und"), "")
_EMPTY_UNIT_TABLE = UnitTable.from_units(
    [TranslationUnit(_EMPTY_SEGMENT, _EMPTY_SEGMENT)]
)
_DEFAULT_VALUE_BY_COLUMN = {
    name: getattr(_EMPTY_UNIT_TABLE, name)[0]
    for name in _COLUMN_NAMES
    if name not in ("source_tag", "source_text", "target_tag", "target_text")
}
