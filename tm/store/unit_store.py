"""The translation memory: the only door to its units, values in and values out."""

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from itertools import chain, islice
from typing import Any

from sqlalchemy import (
    Select,
    func,
    or_,
    select,
    text,
)

from tm.store import schema
from tm.store.backend.backend import get_backend
from tm.store.database import Database
from tm.store.history.change_set import ChangeSet
from tm.store.history.unit_records import read_records_by_key, write_records_by_key
from tm.store.lookup_reader import open_lookup_reader
from tm.store.phrases.pending_check import make_searchable
from tm.store.rows import columns as rows
from tm.store.rows.record import Record
from tm.store.rows.unit import read_units, read_untranslated_unit
from tm.store.rows.untranslated import UNCOVERED_CONDITION
from tm.store.units.add import BATCH_SIZE, UnitAdder
from tm.store.units.bulk_load import is_nearly_empty
from tm.store.units.constant_columns import SAMPLE, find_constants
from tm.store.units.filter import (
    UnitFilter,
    article_conditions,
    textless_conditions,
    unit_conditions,
)
from tm.store.units.merge import AddCounts
from tm.store.units.order import ordered_query
from tm.store.units.scan import PlacedUnit, UnitScan, own_columns, scanned_columns
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit, Withheld
from tm.unit_table import UnitTable, gather_tables

_COUNTED = 20_000
_BATCH = 1000
# The fewest values that one statement may hold, over the databases we know.
_PARAMETERS = 500


class UnitStore:
    """Units of one database. Cheap to make; holds no state but the database.

    May be shared by threads, as its database may.
    """

    batch_size = BATCH_SIZE
    """How many units are added together."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def add(
        self,
        units: Iterable[TranslationUnit],
        changes: ChangeSet,
        *,
        restore: bool = False,
        waiting: bool = False,
        later: bool = False,
        progress: Callable[[int], object] | None = None,
    ) -> AddCounts:
        """Store units that have both sides; the same unit twice is one unit.

        A unit that is known already takes over what the new one knows more. One that a
        person removed stays removed, unless `restore`. With `waiting` they wait for
        review, and one that is in use already is left alone. Units without a target are
        left out: they live in their articles. What only searching needs may be made
        `later`, see `tm.store.phrases.pending`. `progress` takes how many more are
        done.
        """
        source = iter(units)
        batches = iter(lambda: list(islice(source, self.batch_size)), [])
        blocks = (
            UnitTable.from_units([unit for unit in batch if unit.target is not None])
            for batch in batches
        )
        modes = {"restore": restore, "waiting": waiting, "later": later}
        return self.add_blocks(blocks, changes, **modes, progress=progress)

    def add_blocks(
        self,
        blocks: Iterable[UnitTable],
        changes: ChangeSet,
        *,
        restore: bool = False,
        waiting: bool = False,
        later: bool = False,
        progress: Callable[[int], object] | None = None,
    ) -> AddCounts:
        """Store units that are given as tables, see `add`."""
        counts = AddCounts()
        adding = UnitAdder(
            changes,
            restore=restore,
            waiting=waiting,
            later=later,
            batch_size=self.batch_size,
        )
        for block in gather_tables(blocks, self.batch_size):
            counts += adding.add(block)
            if progress is not None:
                progress(len(block))
        adding.finish()
        get_backend(changes.connection).finish_large_import(
            changes.connection, counts.new
        )
        return counts

    def holds_little(self) -> bool:
        """Whether the database is SQLite's and nearly empty."""
        with self.database.open_snapshot() as connection:
            return is_nearly_empty(connection)

    def withhold(
        self,
        units: Iterable[TranslationUnit],
        changes: ChangeSet,
        *,
        why: Withheld = Withheld.REMOVED,
    ) -> int:
        """Withhold units; return how many were in use or waiting."""
        count = 0
        source = iter(units)
        while batch := list(islice(source, _PARAMETERS)):
            keys = [unit.key.hex() for unit in batch]
            withheld_records: dict[str, Record] = {}
            for key, before in read_records_by_key(changes.connection, keys).items():
                if before.get("withheld") not in (None, Withheld.REVIEW):
                    continue
                withheld_records[key] = before | {"withheld": why.value}
                changes.record_change(
                    "unit",
                    key,
                    record_before=before,
                    record_after=withheld_records[key],
                )
            write_records_by_key(changes.connection, withheld_records)
            count += len(withheld_records)
        return count

    def units(
        self, unit_filter: UnitFilter | None = None
    ) -> Generator[TranslationUnit, None, None]:
        """Read all units of a filter, in the order of their articles.

        Segments of articles that have no translation yet are among them, as units
        without a target. Streams; edges that share a `tuid` follow each other.
        """
        with self.stored(unit_filter) as scan:
            yield from scan

    @contextmanager
    def stored(
        self,
        unit_filter: UnitFilter | None = None,
        *,
        progress: Callable[[int], object] | None = None,
        sample: int = SAMPLE,
    ) -> Iterator[UnitScan]:
        """Open a scan of all units of a filter, as values or as tables.

        `progress` takes how many more were gone through. `sample`: units from which
        on it is worth finding out in which fields all of them agree.
        """
        unit_filter = unit_filter or UnitFilter()
        if unit_filter.query is not None:
            make_searchable(self.database)
        # The stack closes the cursors before their connection, also when the reader
        # stops half-way.
        with ExitStack() as stack:
            connection = stack.enter_context(self.database.open_snapshot())
            untranslated: Iterator[PlacedUnit] = iter(())
            if unit_filter.translated is not True:
                batched = connection.execution_options(yield_per=_BATCH)
                result = stack.enter_context(
                    batched.execute(_untranslated(unit_filter))
                )
                untranslated = (
                    (_place(unit), unit)
                    for unit in map(read_untranslated_unit, result.mappings())
                )
            first = list(islice(untranslated, 1))
            query, constants = None, dict[str, Any]()
            if unit_filter.translated is not False:
                constants = find_constants(
                    connection,
                    own_columns(),
                    textless_conditions(unit_filter),
                    sample=sample,
                )
                query = ordered_query(
                    connection,
                    unit_filter,
                    scanned_columns(constants),
                    has_positions=constants.get("position", 0) is not None,
                    has_tuids=constants.get("tuid", "") is not None,
                    placed=bool(first),
                )
            untranslated = chain(first, untranslated)
            scan = UnitScan(
                connection, query, untranslated, constants=constants, progress=progress
            )
            yield stack.enter_context(closing(scan))

    def count(self, unit_filter: UnitFilter | None = None) -> int:
        """How many units a filter chooses, without reading them."""
        unit_filter = unit_filter or UnitFilter()
        count = select(func.count())
        with self.database.open_snapshot() as connection:
            total = 0
            if unit_filter.translated is not True:
                untranslated = count.select_from(_untranslated(unit_filter).subquery())
                total = connection.execute(untranslated).scalar_one()
            if unit_filter.translated is not False:
                conditions = unit_conditions(unit_filter)
                # A million units are counted in a tenth of the time unjoined.
                is_bare = replace(unit_filter, translated=None) == UnitFilter()
                query = (
                    count.select_from(schema.unit)
                    if is_bare
                    else rows.join_segments(count)
                )
                query = query.where(*conditions)
                total += connection.execute(query).scalar_one()
            return total

    def units_by_key(self, keys: Sequence[str]) -> Iterator[TranslationUnit]:
        """The units of keys in hexadecimal, in use or not."""
        with self.database.open_snapshot() as connection:
            for start in range(0, len(keys), _PARAMETERS):
                chunk = map(bytes.fromhex, keys[start : start + _PARAMETERS])
                query = rows.select_units().where(schema.unit.c.key.in_(list(chunk)))
                yield from read_units(connection.execute(query))

    def units_named(self, beginning: str) -> Iterator[TranslationUnit]:
        """The units in use, or waiting for review, whose keys begin so (hexadecimal).

        Few, as a rule: a person types the beginning of a key.
        """
        query = rows.select_units().where(
            rows.make_key_prefix_condition(beginning),
            or_(
                schema.unit.c.withheld.is_(None),
                schema.unit.c.withheld == Withheld.REVIEW.value,
            ),
        )
        with self.database.open_snapshot() as connection:
            yield from read_units(connection.execute(query))

    def units_with(
        self, segments: Sequence[int], other: Locale
    ) -> Iterator[tuple[int, TranslationUnit]]:
        """Units that have one of the segments, and the other locale opposite.

        Yields the segment's number with each unit; at the end segments of articles
        that have no translation yet, as units without a target.
        """
        with open_lookup_reader(self.database) as reading:
            yield from reading.units_with(segments, other)

    def segments(
        self, locale: Locale, *, tokens: tuple[int, int] | None = None
    ) -> Iterator[tuple[int, str]]:
        """Number and text of every segment of a locale, of so many tokens.

        Streams. Segments of removed units are among them: `units_with` leaves
        them out.
        """
        table = schema.segment
        query = select(table.c.id, table.c.text).where(
            rows.make_locale_condition(locale)
        )
        if tokens is not None:
            make_searchable(self.database)
            query = query.where(table.c.tokens.between(*tokens))
        with self.database.open_snapshot() as connection:
            connection = connection.execution_options(yield_per=_BATCH)
            with connection.execute(query) as result:
                for row in result:
                    yield row[0], row[1]

    def equal_segments(self, segment: Segment) -> list[int]:
        """Numbers of the segments whose match form is that of this one."""
        make_searchable(self.database)
        table = schema.segment
        query = select(table.c.id).where(
            table.c.match_key == rows.compute_match_key(segment),
            rows.make_locale_condition(segment.locale),
        )
        with self.database.open_snapshot() as connection:
            return list(connection.execute(query).scalars())

    def main_source(self, *, batch_size: int = _COUNTED) -> Locale | None:
        """The locale that most units are translated from, if there is any unit.

        `batch_size`: units that are counted at once.
        """
        unit, tag = schema.unit, rows.source_segment.c.locale
        query = (
            select(tag, func.count())
            .select_from(unit)
            .join(rows.source_segment, rows.source_segment.c.id == unit.c.source_id)
            .where(unit.c.withheld.is_(None))
            .group_by(tag)
        )
        counts: Counter[str] = Counter()
        with self.database.open_snapshot() as connection:
            last = connection.execute(select(func.max(unit.c.id))).scalar() or 0
            # Sorting some at a time takes a third of the time of all; and most need
            # not be looked at.
            for start in range(0, last + 1, batch_size):
                end = start + batch_size
                chunk = query.where(unit.c.id >= start, unit.c.id < end)
                counts.update({tag: count for tag, count in connection.execute(chunk)})
                first, second, *_ = *sorted(counts.values(), reverse=True), 0, 0
                if first - second > last + 1 - end:
                    break
        if not counts:
            return None
        return Locale(min(counts, key=lambda tag: (-counts[tag], tag)))

    def extent(self, locale: Locale, other_locale: Locale) -> tuple[int, str]:
        """How many units in use join two locales, and the key of the oldest.

        The key is hexadecimal, and empty where there is no unit.
        """
        unit = schema.unit
        unit_filter = UnitFilter(locales=(locale, other_locale), translated=True)
        query = (
            select(func.count(), func.min(unit.c.id))
            .select_from(unit)
            .join(rows.source_segment, rows.source_segment.c.id == unit.c.source_id)
            .join(rows.target_segment, rows.target_segment.c.id == unit.c.target_id)
            .where(*unit_conditions(unit_filter))
        )
        with self.database.open_snapshot() as connection:
            count, oldest = connection.execute(query).one()
            key = connection.execute(
                select(unit.c.key).where(unit.c.id == oldest)
            ).scalar()
        return count, key.hex() if key else ""


def _untranslated(unit_filter: UnitFilter) -> Select[Any]:
    version, place = schema.article_version, schema.article_segment
    segment, article = schema.segment, schema.article
    return (
        select(
            version,
            place.c.position,
            place.c.kind,
            place.c.segment_id,
            segment.c.text,
            segment.c.codes,
        )
        .join(article, article.c.version_id == version.c.id)
        .join(place, place.c.version_id == version.c.id)
        .join(segment, segment.c.id == place.c.segment_id)
        .where(*article_conditions(unit_filter), text(UNCOVERED_CONDITION))
        .order_by(version.c.article, place.c.position)
    )


def _place(unit: TranslationUnit) -> tuple[str, int]:
    return unit.origin.article or "", unit.origin.position or 0
