"""The translation memory: the only door to its units, values in and values out."""

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    and_,
    func,
    insert,
    or_,
    select,
    update,
)

from tm.store import rows, schema
from tm.store.database import Database
from tm.store.history import ChangeSet, Record, Undoer
from tm.store.unit_filter import UnitFilter, article_conditions, unit_conditions
from tm.store.untranslated import of_segments, untranslated, untranslated_unit
from tm.text.locale import Locale
from tm.text.normal import folded
from tm.text.segment import Segment
from tm.unit import Origin, TranslationUnit, Withheld

_BATCH = 1000
# The fewest values that one statement may hold, over the databases we know.
_PARAMETERS = 500


@dataclass(frozen=True, slots=True)
class Counts:
    """What adding units came to."""

    new: int = 0
    known: int = 0
    changed: int = 0
    removed: int = 0
    """Units that a person removed, and that stay so."""

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.new + other.new,
            self.known + other.known,
            self.changed + other.changed,
            self.removed + other.removed,
        )


class Memory:
    """Units of one database. Cheap to make; holds no state but the database."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def add(
        self,
        units: Iterable[TranslationUnit],
        changes: ChangeSet,
        *,
        restore: bool = False,
        waiting: bool = False,
        progress: Callable[[int], object] | None = None,
    ) -> Counts:
        """Store units that have both sides; the same unit twice is one unit.

        A unit that is known already takes over what the new one knows more. One
        that a person removed stays removed, unless `restore`. With `waiting` they
        wait for review, and one that is in use already is left alone. Units without
        a target are left out: they live in their articles.
        """
        counts = Counts()
        source = iter(units)
        while batch := list(islice(source, _BATCH)):
            counts += _add_batch(batch, changes, restore=restore, waiting=waiting)
            if progress is not None:
                progress(len(batch))
        return counts

    def withhold(
        self,
        units: Iterable[TranslationUnit],
        changes: ChangeSet,
        *,
        why: Withheld = Withheld.REMOVED,
    ) -> int:
        """Take units out of use; returns how many were in use, or waiting."""
        count = 0
        source = iter(units)
        while batch := list(islice(source, _PARAMETERS)):
            keys = [unit.key.hex() for unit in batch]
            for key, before in _records(changes.connection, keys).items():
                if before.get("withheld") not in (None, Withheld.REVIEW):
                    continue
                after = before | {"withheld": why.value}
                _write_record(changes.connection, key, after)
                changes.record("unit", key, before=before, after=after)
                count += 1
        return count

    def units(self, wanted: UnitFilter | None = None) -> Iterator[TranslationUnit]:
        """All units of a filter, in the order of their articles, then as they came.

        Segments of articles that have no translation yet are among them, as units
        without a target. Streams; edges that share a `tuid` follow each other.
        """
        wanted = wanted or UnitFilter()
        # The stack closes the cursors before their connection, also when the reader
        # stops half-way.
        with ExitStack() as stack:
            connection = stack.enter_context(self.database.reading())
            connection = connection.execution_options(yield_per=_BATCH)
            streams: list[Iterator[TranslationUnit]] = []
            if wanted.translated is not False:
                found = stack.enter_context(connection.execute(_translated(wanted)))
                streams.append(map(rows.unit_of, found.mappings()))
            if wanted.translated is not True:
                query = untranslated(*article_conditions(wanted))
                found = stack.enter_context(connection.execute(query))
                streams.append(map(untranslated_unit, found.mappings()))
            yield from heapq.merge(*streams, key=_place)

    def units_with(
        self, segments: Sequence[int], other: Locale
    ) -> Iterator[tuple[int, TranslationUnit]]:
        """Units that have one of the segments, and the other locale opposite.

        Yields the segment's number with each unit; at the end segments of articles
        that have no translation yet, as units without a target.
        """
        unit = schema.unit
        other_side = rows.covered(other, rows.target.c.locale)
        this_side = rows.covered(other, rows.source.c.locale)
        with self.database.reading() as connection:
            for start in range(0, len(segments), _PARAMETERS):
                some = segments[start : start + _PARAMETERS]
                query = rows.units_query().where(
                    unit.c.withheld.is_(None),
                    or_(
                        and_(unit.c.source_id.in_(some), other_side),
                        and_(unit.c.target_id.in_(some), this_side),
                    ),
                )
                chosen = set(some)
                for row in connection.execute(query.order_by(unit.c.id)).mappings():
                    made = rows.unit_of(row)
                    if row["source_id"] in chosen and made.target is not None:
                        if other.covers(made.target.locale):
                            yield row["source_id"], made
                            continue
                    yield row["target_id"], made
            for start in range(0, len(segments), _PARAMETERS):
                yield from of_segments(
                    connection, segments[start : start + _PARAMETERS]
                )

    def segments(
        self, locale: Locale, *, tokens: tuple[int, int] | None = None
    ) -> Iterator[tuple[int, str]]:
        """Number and text of every segment of a locale, of so many tokens.

        Streams. Segments of removed units are among them: `units_with` leaves
        them out.
        """
        table = schema.segment
        query = select(table.c.id, table.c.text).where(rows.covered(locale))
        if tokens is not None:
            query = query.where(table.c.tokens.between(*tokens))
        with self.database.reading() as connection:
            connection = connection.execution_options(yield_per=_BATCH)
            with connection.execute(query) as found:
                for row in found:
                    yield row[0], row[1]

    def equal_segments(self, segment: Segment) -> list[int]:
        """Numbers of the segments whose match form is that of this one."""
        table = schema.segment
        query = select(table.c.id).where(
            table.c.match_key == rows.match_key(segment), rows.covered(segment.locale)
        )
        with self.database.reading() as connection:
            return list(connection.execute(query).scalars())

    def segments_containing(
        self, phrase: str, locale: Locale, *, limit: int | None = None
    ) -> list[tuple[int, str]]:
        """Number and text of the segments that hold a phrase, marks and case aside."""
        table = schema.segment
        pattern = _escaped(folded(phrase))
        query = (
            select(table.c.id, table.c.text)
            .where(rows.covered(locale))
            .where(table.c.folded.like(f"%{pattern}%", escape="\\"))
            .order_by(table.c.id)
            .limit(limit)
        )
        with self.database.reading() as connection:
            return [(row.id, row.text) for row in connection.execute(query)]

    def pairs(self) -> dict[tuple[str, str], int]:
        """How many units there are of each pair of locales."""
        unit = schema.unit
        query = (
            select(rows.source.c.locale, rows.target.c.locale, func.count())
            .select_from(unit)
            .join(rows.source, rows.source.c.id == unit.c.source_id)
            .join(rows.target, rows.target.c.id == unit.c.target_id)
            .where(unit.c.withheld.is_(None))
            .group_by(rows.source.c.locale, rows.target.c.locale)
            .order_by(rows.source.c.locale, rows.target.c.locale)
        )
        with self.database.reading() as connection:
            return {(row[0], row[1]): row[2] for row in connection.execute(query)}

    def segment_counts(self) -> dict[str, int]:
        """How many segments there are of each locale."""
        table = schema.segment
        query = (
            select(table.c.locale, func.count())
            .group_by(table.c.locale)
            .order_by(table.c.locale)
        )
        with self.database.reading() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}


def unit_undoer() -> Undoer:
    """How changes to units are taken back."""
    return Undoer(current=_current, restore=_restore)


def _add_batch(
    batch: Sequence[TranslationUnit],
    changes: ChangeSet,
    *,
    restore: bool,
    waiting: bool,
) -> Counts:
    wanted = {unit.key: unit for unit in batch if unit.target is not None}
    twice = sum(unit.target is not None for unit in batch) - len(wanted)
    connection = changes.connection
    numbers = _stored_segments(connection, wanted.values())
    origins = _stored_origins(connection, wanted.values())
    known = _records(connection, [key.hex() for key in wanted])
    fresh: list[Record] = []
    counts = Counts(known=twice)
    for key, unit in wanted.items():
        record = rows.unit_record(unit, origins[rows.origin_key(unit.origin)])
        record.setdefault("created", changes.at)
        if waiting:
            record["withheld"] = Withheld.REVIEW.value
        before = known.get(key.hex())
        bare = unit.origin == Origin(memory=unit.origin.memory)
        after, one = _outcome(before, record, changes.at, bare=bare, restore=restore)
        counts += one
        if after == before:
            continue
        gone = before is None or before.get("withheld") == Withheld.UNDONE
        changes.record("unit", key.hex(), before=None if gone else before, after=after)
        if before is None:
            fresh.append(_unit_row(key, unit, after, numbers))
        else:
            _write_record(connection, key.hex(), after)
    if fresh:
        connection.execute(insert(schema.unit), fresh)
    return counts


def _outcome(
    before: Record | None, new: Record, at: str, *, bare: bool, restore: bool
) -> tuple[Record, Counts]:
    """The record of a unit after it was added, and what that counts as."""
    withheld = before.get("withheld") if before else None
    if before is None or withheld in (Withheld.UNDONE, Withheld.SUPERSEDED):
        return new, Counts(new=1)
    if withheld == Withheld.REMOVED and not restore:
        return before, Counts(removed=1)
    if "withheld" in new:  # it would wait, and it waits or is in use already
        return before, Counts(known=1)
    after = rows.merged(before, new, at=at, bare=bare)
    if after == before:
        return after, Counts(known=1)
    return after, Counts(new=1) if withheld else Counts(changed=1)


def _unit_row(
    key: bytes, unit: TranslationUnit, record: Record, numbers: Mapping[bytes, int]
) -> Record:
    assert unit.target is not None
    return rows.unit_row(unit, record) | {
        "key": key,
        "source_id": numbers[unit.source.key],
        "target_id": numbers[unit.target.key],
    }


def _stored_segments(
    connection: Connection, units: Iterable[TranslationUnit]
) -> dict[bytes, int]:
    segments = {}
    for unit in units:
        for segment in (unit.source, unit.target):
            if segment is not None:
                segments[segment.key] = segment
    return store_segments(connection, segments)


def store_segments(
    connection: Connection, segments: Mapping[bytes, Segment]
) -> dict[bytes, int]:
    """Store the segments that are not there yet; the number of each by its key."""
    return rows.stored(connection, schema.segment, segments, rows.segment_row)


def _stored_origins(
    connection: Connection, units: Iterable[TranslationUnit]
) -> dict[bytes, int]:
    origins = {rows.origin_key(unit.origin): unit.origin for unit in units}
    return rows.stored(connection, schema.origin, origins, rows.origin_row)


def _records(connection: Connection, keys: Sequence[str]) -> dict[str, Record]:
    """The records of units by key; keys that are not stored are not in it."""
    found: dict[str, Record] = {}
    table = schema.unit
    for start in range(0, len(keys), _PARAMETERS):
        some = [bytes.fromhex(key) for key in keys[start : start + _PARAMETERS]]
        query = select(table).where(table.c.key.in_(some))
        for row in connection.execute(query).mappings():
            found[row["key"].hex()] = rows.record_of(row)
    return found


def _current(connection: Connection, keys: Sequence[str]) -> dict[str, Record | None]:
    """As `_records`, but a unit whose adding was undone does not exist."""
    return {
        key: None if record.get("withheld") == Withheld.UNDONE else record
        for key, record in _records(connection, keys).items()
    }


def _write_record(connection: Connection, key: str, record: Record) -> None:
    connection.execute(
        update(schema.unit)
        .where(schema.unit.c.key == bytes.fromhex(key))
        .values(**rows.record_columns(record))
    )


def _restore(changes: ChangeSet, wanted: Mapping[str, Record | None]) -> None:
    stored = _records(changes.connection, list(wanted))
    for key, record in wanted.items():
        if record is None:
            record = stored[key] | {"withheld": Withheld.UNDONE.value}
        _write_record(changes.connection, key, record)


def _translated(wanted: UnitFilter) -> Select[Any]:
    unit, origin = schema.unit, schema.origin
    return (
        rows.units_query()
        .where(*unit_conditions(wanted))
        .order_by(
            func.coalesce(unit.c.tuid, ""),
            func.coalesce(origin.c.article, ""),
            func.coalesce(unit.c.position, 0),
            unit.c.id,
        )
    )


def _place(unit: TranslationUnit) -> tuple[str, str, int]:
    origin = unit.origin
    return origin.tuid or "", origin.article or "", origin.position or 0


def _escaped(text: str) -> str:
    for mark in "\\%_":
        text = text.replace(mark, "\\" + mark)
    return text
