"""Units in large numbers, read row by row straight from the driver; private.

Origins are few, and kept.
"""

import heapq
import json
from collections import deque
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Select,
    Text,
    bindparam,
    case,
    func,
    literal_column,
    select,
)

from tm.fast_dataclass import maker
from tm.property import properties_of
from tm.store import schema
from tm.store.backend.backend import backend_of
from tm.store.backend.sql import RowValues
from tm.store.backend.sql_functions import Utf8
from tm.store.rows import columns as rows
from tm.store.rows.unit import ORIGIN_COLUMNS
from tm.store.units.constant_columns import TagPair
from tm.text.locale import Locale
from tm.text.segment import Code, Segment
from tm.unit import HeadlineStatus, Origin, State, TranslationUnit
from tm.unit_table import FLAT_FIELDS, Alike, FlatBlock, FlatUnit, FlatUnits

PlacedUnit = tuple[Any, TranslationUnit]
"""A unit after its article and position, by which it is placed."""

_MOST_ORIGINS = 20_000
_HELD_BLOCKS = 3
"""Blocks that a reader may still hold; to cut no run, TMX reads on this far."""
_SIDES = {"source": rows.source, "target": rows.target}
_SIDE_FIELDS = "source_locale", "source_codes", "target_locale", "target_codes"
_BETWEEN = "\n"
"""Stands between them in one text: neither tags nor JSON of one line have it."""
_DOCUMENT = FLAT_FIELDS.index("document")
_STATES = {state.value: state for state in State}
_OWN_FACTS = ("memory", "position", "extent", "kind", "score", "method", "tuid")
_MAKING = ("author", "created", "changed")
# What is stored was looked at when it came.
_segment = maker(Segment, "locale", "text")
_origin = maker(Origin, *ORIGIN_COLUMNS, *_OWN_FACTS, *_MAKING)
_unit = maker(
    TranslationUnit,
    *("source", "target", "state", "origin", "neighbours", "note", "properties"),
)
_STATUS = ORIGIN_COLUMNS.index("source_headline_status")


class UnitScan(FlatUnits):
    """The units of a query."""

    def __init__(
        self,
        connection: Connection,
        query: Select[Any] | None,
        bare: Iterator[PlacedUnit],
        *,
        alike: Mapping[str, Any],
        pairs: Sequence[TagPair],
        progress: Callable[[int], object] | None = None,
    ) -> None:
        """`query` chooses `chosen_columns`; absent, there are none of it.

        `alike`: fields that all of its units have the same, which it does not choose.
        `pairs`: those of which it chooses the numbers, as `chosen_columns` says.

        `bare`: units without a target, which are put in their places between them. If
        there are some, the query chooses the place as well.
        """
        self._connection = connection
        self._origins: dict[int, tuple[Any, ...]] = {}
        self._numbers: deque[Sequence[int]] = deque(maxlen=_HELD_BLOCKS)
        """The origins of the units of the last blocks."""
        self._alike = alike
        self._sides = {
            number: (source, None, target, None)
            for number, (source, target) in enumerate(pairs)
        }
        """`_SIDE_FIELDS` by the numbers of pairs."""
        self._progress = progress
        self._blocks = (
            None
            if query is None
            else backend_of(connection).stream_rows(connection, query)
        )
        self._first = next(self._blocks, []) if self._blocks else []
        self._bare = bare
        self._first_bare = next(bare, None)

    def close(self) -> None:
        """Give up what was not read of them; their connection cannot end before."""
        if self._blocks is not None:
            self._blocks.close()

    @property
    def is_empty(self) -> bool:
        """Whether there is none."""
        return not self._first and self._first_bare is None

    @property
    def is_flat(self) -> bool:
        """Whether all of them can be had flat: none is without a target."""
        return self._first_bare is None

    def __iter__(self) -> Iterator[TranslationUnit]:
        make = self.unit
        if self._first_bare is None:
            for block in self.blocks():
                yield from map(make, block.units())
            return
        flat = chain.from_iterable(block.units() for block in self.blocks())
        placed = ((one[-2:], make(one)) for one in flat)
        bare = chain([self._first_bare], self._counted_bare())
        for _, one in heapq.merge(placed, bare, key=itemgetter(0)):
            yield one

    def blocks(self) -> Iterator[FlatBlock]:
        """As `FlatUnits.blocks`."""
        for some in filter(None, chain([self._first], self._blocks or ())):
            yield self._block(some)
            if self._progress is not None:
                self._progress(len(some))

    def _block(self, some: Sequence[RowValues]) -> FlatBlock:
        chosen = zip(*some, strict=True)
        known: dict[str, Sequence[Any]] = {
            name: Alike(value, len(some)) for name, value in self._alike.items()
        }
        if sides := self._sides:
            parts = [sides.get(one) or one.split(_BETWEEN) for one in next(chosen)]
            known |= zip(_SIDE_FIELDS, zip(*parts, strict=True), strict=True)
        fields = [known.get(name) or next(chosen) for name in FLAT_FIELDS]
        self._numbers.append(fields[_DOCUMENT])
        return FlatBlock((*fields, *chosen))

    def unit(self, flat: FlatUnit, /) -> TranslationUnit:
        """As `FlatUnits.unit`."""
        note, properties, tuid, before, after, position, extent, score = flat[6:14]
        state, memory, kind, method, number = flat[17:22]
        facts = self._origins.get(number) or self._facts(number)
        return _unit(
            _segment_of(flat[0], flat[1], flat[2]),
            _segment_of(flat[3], flat[4], flat[5]),
            _STATES[state],
            _origin(
                *facts,
                memory,
                position,
                extent,
                kind,
                score,
                method,
                None if tuid is None else tuid.decode(),
                *flat[14:17],
            ),
            (before, after),
            note,
            properties_of(properties) if properties else (),
        )

    def document(self, known: Any, /) -> tuple[Any, ...]:
        """As `FlatUnits.document`."""
        return self._origins.get(known) or self._facts(known)

    def _facts(self, number: int) -> tuple[Any, ...]:
        """An origin that is not known yet, read with all others of the last blocks.

        They are likely to be asked for next, in no order of their numbers: units come
        by the names of their articles.
        """
        if len(self._origins) >= _MOST_ORIGINS:
            self._origins.clear()
        unknown = {number, *chain.from_iterable(self._numbers)} - self._origins.keys()
        table = schema.origin
        query = select(table.c.id, *(table.c[name] for name in ORIGIN_COLUMNS))
        # Old SQLite has 999 parameters.
        numbers: BindParameter[int] = bindparam(
            None, list(unknown), expanding=True, literal_execute=True
        )
        query = query.where(table.c.id.in_(numbers))
        for found, *facts in self._connection.execute(query).all():
            status = facts[_STATUS]
            facts[_STATUS] = HeadlineStatus(status) if status else None
            self._origins[found] = tuple(facts)
        return self._origins[number]

    def _counted_bare(self) -> Iterator[PlacedUnit]:
        count = 1
        for one in self._bare:
            yield one
            count += 1
        if self._progress is not None:
            self._progress(count)


def chosen_columns(alike: Container[str], pairs: Sequence[TagPair]) -> list[Any]:
    """The columns that `UnitScan` needs, of whatever types.

    `alike`: fields that it does not. `pairs`: of locales; if there are some, one column
    has the number of its pair for each unit without codes, and for others all of
    `_SIDE_FIELDS` as one text. SQLite alone can mix the two.
    """
    # Handing over a value takes longer than whatever is done to have fewer.
    sides = _SIDE_FIELDS if pairs else ()
    names = [name for name in FLAT_FIELDS if name not in alike and name not in sides]
    return [*([_pair_column(pairs)] if pairs else ()), *map(_column, names)]


def _pair_column(pairs: Sequence[TagPair]) -> Any:
    source, target = rows.source.c, rows.target.c
    is_plain = source.codes.is_(None) & target.codes.is_(None)
    numbers = [
        (
            (source.locale == one) & (target.locale == other) & is_plain,
            literal_column(str(number), Text),
        )
        for number, (one, other) in enumerate(pairs)
    ]
    first, *others = (func.coalesce(_column(name), "") for name in _SIDE_FIELDS)
    return case(*numbers, else_=sum((_BETWEEN + one for one in others), first))


def own_columns() -> dict[str, Any]:
    """Those of the units themselves, by field."""
    names = [name for name in FLAT_FIELDS if name.partition("_")[0] not in _SIDES]
    return {name: _column(name) for name in names}


def _column(name: str) -> Any:
    side, _, rest = name.partition("_")
    if side in _SIDES:
        column = _SIDES[side].c[rest]
        return Utf8(column) if rest == "text" else column
    if name == "tuid":
        return Utf8(schema.unit.c.tuid)
    return schema.unit.c["origin_id" if name == "document" else name]


def _segment_of(tag: str, text: bytes, stored: str | None) -> Segment:
    if stored:
        codes = tuple(Code(*code) for code in json.loads(stored))
        return Segment(_locale(tag), text.decode(), codes)
    return _segment(_locale(tag), text.decode())


@lru_cache(maxsize=1024)
def _locale(tag: str) -> Locale:
    return Locale(tag)
