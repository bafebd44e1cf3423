"""The units of a translation memory: adding, reading, filtering and counting."""

from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from itertools import chain, islice
from typing import Any

from sqlalchemy import func, or_, select

from tm.progress import ReportProgress
from tm.store import schema
from tm.store.backend.backend import get_backend
from tm.store.backend.sql import (
    MAX_PARAMETER_COUNT,
    ROWS_PER_FETCH,
    split_into_batches,
)
from tm.store.database import Database
from tm.store.history.change_set import ChangeSet
from tm.store.history.unit_records import read_records_by_key, write_records_by_key
from tm.store.lookup_reader import find_equal_segments, open_lookup_reader
from tm.store.phrases.search_readiness import make_searchable
from tm.store.rows.record import Record
from tm.store.rows.unit import read_units, read_untranslated_unit
from tm.store.rows.unit_queries import (
    join_segments,
    make_key_prefix_condition,
    make_locale_condition,
    select_units,
    source_segment_table,
)
from tm.store.rows.units_by_segment import read_units_in_segment_order
from tm.store.units.bulk_load import is_nearly_empty
from tm.store.units.constant_columns import SAMPLE_SIZE, find_constant_values
from tm.store.units.filter import (
    UnitFilter,
    make_textless_conditions,
    make_unit_conditions,
)
from tm.store.units.pending_units import AddCounts
from tm.store.units.scan import (
    PositionedUnit,
    UnitScan,
    choose_scan_columns,
    choose_unit_columns,
)
from tm.store.units.unit_adder import BATCH_SIZE, UnitAdder
from tm.store.units.unit_order import make_ordered_query
from tm.store.units.untranslated import find_article_position, select_untranslated
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit, Withheld
from tm.unit_table import UnitTable, gather_tables

_UNITS_PER_COUNT = 20_000


class UnitStore:
    """The units of one database; the object itself has no state.

    May be shared by threads, like its database.
    """

    batch_size = BATCH_SIZE
    """Units that are added together."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def add(
        self,
        units: Iterable[TranslationUnit],
        change_set: ChangeSet,
        *,
        restores_removed: bool = False,
        awaits_review: bool = False,
        defers_search_columns: bool = False,
        default_author: str | None = None,
        report_progress: ReportProgress | None = None,
    ) -> AddCounts:
        """Store units that have both sides; the same unit twice is one unit.

        A known unit takes over additional values of the new one; a unit that a person
        removed stays removed unless `restores_removed`. With `awaits_review`, new units
        wait for review, and units in use stay in use. Units without a target are
        ignored, since they are stored with their articles. `defers_search_columns`: see
        `tm.store.phrases.search_columns`. `default_author`: author of new units that
        name none.
        """
        translated_units = (unit for unit in units if unit.target is not None)
        unit_batches = iter(lambda: list(islice(translated_units, self.batch_size)), [])
        unit_tables = map(UnitTable.from_units, unit_batches)
        return self.add_tables(
            unit_tables,
            change_set,
            restores_removed=restores_removed,
            awaits_review=awaits_review,
            defers_search_columns=defers_search_columns,
            default_author=default_author,
            report_progress=report_progress,
        )

    def add_tables(
        self,
        unit_tables: Iterable[UnitTable],
        change_set: ChangeSet,
        *,
        restores_removed: bool = False,
        awaits_review: bool = False,
        defers_search_columns: bool = False,
        default_author: str | None = None,
        report_progress: ReportProgress | None = None,
    ) -> AddCounts:
        """Store units that are given as tables, see `add`."""
        add_counts = AddCounts()
        unit_adder = UnitAdder(
            change_set,
            restores_removed=restores_removed,
            awaits_review=awaits_review,
            defers_search_columns=defers_search_columns,
            default_author=default_author,
            batch_size=self.batch_size,
        )
        for unit_table in gather_tables(unit_tables, self.batch_size):
            add_counts += unit_adder.add(unit_table)
            if report_progress is not None:
                report_progress(len(unit_table))
        unit_adder.finish()
        get_backend(change_set.connection).finish_large_import(
            change_set.connection, add_counts.new
        )
        return add_counts

    def is_nearly_empty(self) -> bool:
        """Whether the database is a nearly empty SQLite file."""
        with self.database.open_snapshot() as connection:
            return is_nearly_empty(connection)

    def withhold(
        self,
        units: Iterable[TranslationUnit],
        change_set: ChangeSet,
        *,
        reason: Withheld = Withheld.REMOVED,
    ) -> int:
        """Withhold units; return the number that was in use or waiting for review."""
        withheld_count = 0
        unit_iterator = iter(units)
        while unit_batch := list(islice(unit_iterator, MAX_PARAMETER_COUNT)):
            unit_keys = [unit.key.hex() for unit in unit_batch]
            withheld_record_by_key: dict[str, Record] = {}
            for unit_key, stored_record in read_records_by_key(
                change_set.connection, unit_keys
            ).items():
                if stored_record.get("withheld") not in (None, Withheld.REVIEW):
                    continue
                withheld_record_by_key[unit_key] = stored_record | {
                    "withheld": reason.value
                }
                change_set.record_change(
                    "unit",
                    unit_key,
                    record_before=stored_record,
                    record_after=withheld_record_by_key[unit_key],
                )
            write_records_by_key(change_set.connection, withheld_record_by_key)
            withheld_count += len(withheld_record_by_key)
        return withheld_count

    def read_units(
        self, unit_filter: UnitFilter | None = None
    ) -> Generator[TranslationUnit, None, None]:
        """Stream all units of a filter, in the order of their articles.

        Untranslated segments of articles are units without a target. Units that share
        a `tuid` follow each other.
        """
        with self.open_scan(unit_filter) as unit_scan:
            yield from unit_scan

    @contextmanager
    def open_scan(
        self,
        unit_filter: UnitFilter | None = None,
        *,
        report_progress: ReportProgress | None = None,
        sample_size: int = SAMPLE_SIZE,
    ) -> Iterator[UnitScan]:
        """Open a scan of all units of a filter, as values or as tables.

        `report_progress` takes how many more were gone through. `sample_size`: units
        from which on it is worth finding out in which fields all of them agree.
        """
        unit_filter = unit_filter or UnitFilter()
        if unit_filter.query is not None:
            make_searchable(self.database)
        # The stack closes the cursors before their connection, also when the reader
        # stops half-way.
        with ExitStack() as exit_stack:
            connection = exit_stack.enter_context(self.database.open_snapshot())
            untranslated_units: Iterator[PositionedUnit] = iter(())
            if unit_filter.translated is not True:
                batch_connection = connection.execution_options(
                    yield_per=ROWS_PER_FETCH
                )
                segment_rows = exit_stack.enter_context(
                    batch_connection.execute(select_untranslated(unit_filter))
                )
                untranslated_units = (
                    (find_article_position(unit), unit)
                    for unit in map(read_untranslated_unit, segment_rows.mappings())
                )
            first_untranslated_units = list(islice(untranslated_units, 1))
            query, constant_by_field = None, dict[str, Any]()
            if unit_filter.translated is not False:
                constant_by_field = find_constant_values(
                    connection,
                    choose_unit_columns(),
                    make_textless_conditions(unit_filter),
                    sample_size=sample_size,
                )
                query = make_ordered_query(
                    connection,
                    unit_filter,
                    choose_scan_columns(constant_by_field),
                    has_positions=constant_by_field.get("position", 0) is not None,
                    has_tuids=constant_by_field.get("tuid", "") is not None,
                    selects_article_and_position=bool(first_untranslated_units),
                )
            untranslated_units = chain(first_untranslated_units, untranslated_units)
            unit_scan = UnitScan(
                connection,
                query,
                untranslated_units,
                constant_by_field=constant_by_field,
                report_progress=report_progress,
            )
            yield exit_stack.enter_context(closing(unit_scan))

    def count_units(self, unit_filter: UnitFilter | None = None) -> int:
        """Count the units that a filter selects, without reading them."""
        unit_filter = unit_filter or UnitFilter()
        count_query = select(func.count())
        with self.database.open_snapshot() as connection:
            unit_count = 0
            if unit_filter.translated is not True:
                untranslated_count_query = count_query.select_from(
                    select_untranslated(unit_filter).subquery()
                )
                unit_count = connection.execute(untranslated_count_query).scalar_one()
            if unit_filter.translated is not False:
                conditions = make_unit_conditions(unit_filter)
                # Without joins, a million units are counted in a tenth of the time.
                has_no_conditions = (
                    replace(unit_filter, translated=None) == UnitFilter()
                )
                query = (
                    count_query.select_from(schema.unit)
                    if has_no_conditions
                    else join_segments(count_query)
                )
                query = query.where(*conditions)
                unit_count += connection.execute(query).scalar_one()
            return unit_count

    def read_units_by_key(self, unit_keys: Sequence[str]) -> Iterator[TranslationUnit]:
        """Read units by hexadecimal keys, in use or not."""
        with self.database.open_snapshot() as connection:
            for key_batch in split_into_batches(unit_keys):
                key_bytes = list(map(bytes.fromhex, key_batch))
                query = select_units().where(schema.unit.c.key.in_(key_bytes))
                yield from read_units(connection.execute(query))

    def find_units_by_key_prefix(self, key_prefix: str) -> Iterator[TranslationUnit]:
        """Find units in use, or waiting for review, by the beginning of their keys.

        `key_prefix` is hexadecimal, as a person types it.
        """
        query = select_units().where(
            make_key_prefix_condition(key_prefix),
            or_(
                schema.unit.c.withheld.is_(None),
                schema.unit.c.withheld == Withheld.REVIEW.value,
            ),
        )
        with self.database.open_snapshot() as connection:
            yield from read_units(connection.execute(query))

    def read_units_of_segments(
        self, segment_ids: Sequence[int], other_locale: Locale
    ) -> Iterator[tuple[int, TranslationUnit]]:
        """Read the units in use with one of some segments and another locale opposite.

        Yields the id of the segment with each unit; at the end untranslated segments
        of articles, as units without a target.
        """
        with open_lookup_reader(self.database) as lookup_reader:
            yield from lookup_reader.read_units_of_segments(segment_ids, other_locale)

    def read_units_in_segment_order(
        self, segment_ids: Sequence[int]
    ) -> Iterator[TranslationUnit]:
        """Read the units in use with given segments, in the order of the segments."""
        with self.database.open_reader() as reader:
            for _, _, unit in read_units_in_segment_order(reader, segment_ids):
                yield unit

    def read_segments(
        self, locale: Locale, *, token_range: tuple[int, int] | None = None
    ) -> Iterator[tuple[int, str]]:
        """Yield id and text of every segment of a locale, of any number of tokens or
        of one in a range: the least and the most.

        Segments of removed units are among them: `read_units_of_segments`
        leaves them out.
        """
        segment_table = schema.segment
        query = select(segment_table.c.id, segment_table.c.text).where(
            make_locale_condition(locale)
        )
        if token_range is not None:
            make_searchable(self.database)
            query = query.where(segment_table.c.tokens.between(*token_range))
        with self.database.open_snapshot() as connection:
            connection = connection.execution_options(yield_per=ROWS_PER_FETCH)
            with connection.execute(query) as result:
                for row in result:
                    yield row[0], row[1]

    def find_equal_segments(self, segment: Segment) -> list[int]:
        """Find the ids of segments with the same match form as a given one."""
        return find_equal_segments(self.database, segment)

    def find_main_source_locale(
        self, *, batch_size: int = _UNITS_PER_COUNT
    ) -> Locale | None:
        """Find the source locale of most units; None without units.

        `batch_size`: units that are counted together.
        """
        unit_table, tag_column = schema.unit, source_segment_table.c.locale
        query = (
            select(tag_column, func.count())
            .select_from(unit_table)
            .join(
                source_segment_table,
                source_segment_table.c.id == unit_table.c.source_id,
            )
            .where(unit_table.c.withheld.is_(None))
            .group_by(tag_column)
        )
        count_by_tag: Counter[str] = Counter()
        with self.database.open_snapshot() as connection:
            newest_id = (
                connection.execute(select(func.max(unit_table.c.id))).scalar() or 0
            )
            # Counting in batches takes a third of the time, and can stop early.
            for start_id in range(0, newest_id + 1, batch_size):
                end_id = start_id + batch_size
                batch_query = query.where(
                    unit_table.c.id >= start_id, unit_table.c.id < end_id
                )
                for locale_tag, unit_count in connection.execute(batch_query):
                    count_by_tag[locale_tag] += unit_count
                highest_count, second_highest_count, *_ = (
                    *sorted(count_by_tag.values(), reverse=True),
                    0,
                    0,
                )
                if highest_count - second_highest_count > newest_id + 1 - end_id:
                    break
        if not count_by_tag:
            return None
        return Locale(min(count_by_tag, key=lambda tag: (-count_by_tag[tag], tag)))

    def measure_locale_pair(
        self, locale: Locale, other_locale: Locale
    ) -> tuple[int, str]:
        """Count the units in use of two locales, and find the key of the oldest.

        The key is hexadecimal, and empty if there is no unit.
        """
        unit_table = schema.unit
        unit_filter = UnitFilter(locales=(locale, other_locale), translated=True)
        query = (
            join_segments(select(func.count()))
            .add_columns(func.min(unit_table.c.id))
            .where(*make_unit_conditions(unit_filter))
        )
        with self.database.open_snapshot() as connection:
            unit_count, oldest_id = connection.execute(query).one()
            oldest_key = connection.execute(
                select(unit_table.c.key).where(unit_table.c.id == oldest_id)
            ).scalar()
        return unit_count, oldest_key.hex() if oldest_key else ""
