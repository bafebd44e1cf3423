"""Units by columns, since a value for each of a million takes long to make.

Who reads very many that are alike gives what all of them have of one kind as one
column, and who stores them takes the columns as they are.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import repeat
from operator import attrgetter
from typing import Any, Self

from tm.fast_dataclass import maker
from tm.property import Properties
from tm.text.locale import Locale
from tm.text.segment import Code, Segment
from tm.unit import Origin, State, TranslationUnit
from tm.unit_table import DOCUMENT_FIELDS

_ORIGIN = (
    *("memory", "position", "extent", "kind", "score", "method"),
    *("tuid", "author", "created", "changed"),
)


@dataclass(frozen=True, slots=True)
class UnitBlock:
    """Units that have both sides: columns of one length, whose rows they are."""

    source_tag: Sequence[str]
    """Of the source's locale."""
    source_text: Sequence[bytes]
    """In UTF-8, as it comes from files and goes into databases."""
    source_codes: Sequence[tuple[Code, ...]]
    target_tag: Sequence[str]
    target_text: Sequence[bytes]
    target_codes: Sequence[tuple[Code, ...]]
    state: Sequence[State]
    neighbours: Sequence[tuple[bytes | None, bytes | None]]
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
    document: Sequence[tuple[Any, ...]]
    """What `DOCUMENT_FIELDS` name of the origin."""

    @classmethod
    def of(cls, units: Sequence[TranslationUnit]) -> Self:
        """The same units, of which each has both sides."""
        if not units:
            return cls(*repeat((), _WIDTH))
        columns: list[Sequence[Any]] = [*zip(*map(_fields, units), strict=True)]
        for place in _TEXTS:
            columns[place] = list(map(str.encode, columns[place]))
        columns.append(list(map(_document, map(_origin, units))))
        return cls(*columns)

    @classmethod
    def alike(cls, count: int, **columns: Sequence[Any]) -> Self:
        """So many units that say nothing but what some columns give.

        The texts and their locales have to be among those.
        """
        usual = {name: [value] * count for name, value in _USUAL if name not in columns}
        return cls(**usual, **columns)

    @classmethod
    def joined(cls, blocks: Sequence[Self]) -> Self:
        """The units of some blocks, one after the other."""
        if len(blocks) == 1:
            return blocks[0]
        columns = [list(column) for column in _columns(blocks[0])]
        for block in blocks[1:]:
            for column, more in zip(columns, _columns(block), strict=True):
                column += more
        return cls(*columns)

    def __len__(self) -> int:
        return len(self.source_tag)

    def part(self, start: int, stop: int | None = None) -> Self:
        """Some of the units, as slices have it."""
        return type(self)(*(column[start:stop] for column in _columns(self)))

    def units(self) -> Iterator[TranslationUnit]:
        """The units as values."""
        locales = {
            tag: Locale(tag) for tag in {*self.source_tag, *self.target_tag}
        }.__getitem__
        sources = map(
            _segment_of,
            map(locales, self.source_tag),
            map(bytes.decode, self.source_text),
            self.source_codes,
        )
        targets = map(
            _segment_of,
            map(locales, self.target_tag),
            map(bytes.decode, self.target_text),
            self.target_codes,
        )
        columns = (getattr(self, name) for name in _ORIGIN)
        origins = map(_origin_of, *zip(*self.document, strict=True), *columns)
        return map(
            _unit_of,
            sources,
            targets,
            self.state,
            origins,
            self.neighbours,
            self.note,
            self.properties,
        )


def gathered(blocks: Iterable[UnitBlock], size: int) -> Iterator[UnitBlock]:
    """The same units in blocks that are no smaller than that, but for the last."""
    held: list[UnitBlock] = []
    count = 0
    for block in blocks:
        held.append(block)
        count += len(block)
        if count >= size:
            yield UnitBlock.joined(held)
            held, count = [], 0
    if count:
        yield UnitBlock.joined(held)


_NAMES = tuple(field.name for field in fields(UnitBlock))
_WIDTH = len(_NAMES)
_TEXTS = _NAMES.index("source_text"), _NAMES.index("target_text")
_columns = attrgetter(*_NAMES)
_origin = attrgetter("origin")
_document = attrgetter(*DOCUMENT_FIELDS)
_fields = attrgetter(
    *("source.locale.tag", "source.text", "source.codes"),
    *("target.locale.tag", "target.text", "target.codes"),
    *("state", "neighbours", "note", "properties"),
    *(f"origin.{name}" for name in _ORIGIN),
)
_PLAIN = TranslationUnit(Segment(Locale("und"), ""), Segment(Locale("und"), ""))
_USUAL = [
    (name, value)
    for name, value in zip(
        _NAMES, (*_fields(_PLAIN), _document(_PLAIN.origin)), strict=True
    )
    if name not in ("source_tag", "source_text", "target_tag", "target_text")
]
# What a block holds was looked at when it was made.
_segment_of = maker(Segment, "locale", "text", "codes")
_origin_of = maker(Origin, *DOCUMENT_FIELDS, *_ORIGIN)
_unit_of = maker(
    TranslationUnit,
    *("source", "target", "state", "origin", "neighbours", "note", "properties"),
)
