"""Examination of what is stored: damage, references to missing rows, and keys."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Row, RowMapping, Select, exists, select

from tm.doctor.symptom import ExaminedDatabase, RepairStep, Symptom
from tm.finding import Severity
from tm.store import schema
from tm.store.backend.sql import ROWS_PER_FETCH, CoreReader
from tm.store.rows.unit import read_segment
from tm.unit import compute_unit_keys
from tm.unit_property import find_context, parse_properties

_RESTORE_ADVICE = "restore a backup"
_MAX_LISTED_WRONG_ROW_COUNT = 5


def find_damage(examined_database: ExaminedDatabase) -> Iterator[Symptom]:
    """Find damaged pages and indexes of the database itself."""
    database = examined_database.database
    with database.open_reader() as reader:
        damage_lines = database.backend.find_damage(reader)
    for line in damage_lines:
        is_index = " index " in line
        yield Symptom(
            Severity.ERROR,
            line,
            database.name,
            "the index can be rebuilt" if is_index else _RESTORE_ADVICE,
            RepairStep.SQL_INDEXES if is_index else None,
        )


def find_orphans(examined_database: ExaminedDatabase) -> Iterator[Symptom]:
    """Find rows that refer to rows that are missing."""
    database = examined_database.database
    with database.open_reader() as reader:
        count_by_reference = database.backend.count_orphans(reader)
    for (table_name, parent_name), count in count_by_reference.items():
        yield Symptom(
            Severity.ERROR,
            f"{count:,} rows refer to rows of {parent_name} that are missing",
            f"table {table_name}",
            _RESTORE_ADVICE,
        )
    version_table, article_table = schema.article_version, schema.article
    has_article = exists().where(article_table.c.key == version_table.c.article)
    query = select(version_table.c.article).distinct().where(~has_article)
    with database.open_snapshot() as connection:
        for article_key in connection.execute(
            query.limit(_MAX_LISTED_WRONG_ROW_COUNT)
        ).scalars():
            yield Symptom(
                Severity.ERROR,
                "versions of an article that is missing",
                f"article {article_key}",
                _RESTORE_ADVICE,
            )


def find_wrong_keys(examined_database: ExaminedDatabase) -> Iterator[Symptom]:
    """Find segments whose texts are not those that their keys were made from."""
    segment_table = schema.segment
    query = select(
        segment_table.c.id,
        segment_table.c.key,
        segment_table.c.locale,
        segment_table.c.text,
        segment_table.c.codes,
    ).order_by(segment_table.c.id)
    with examined_database.database.open_snapshot() as connection:
        rows = connection.execution_options(yield_per=ROWS_PER_FETCH).execute(query)
        yield from _list_wrong_places(
            (
                f"segment {row['id']}"
                for row in rows.mappings()
                if not _has_own_key(row)
            ),
            "the text is not the one that was stored",
            "more texts are not those that were stored",
            "table segment",
        )


def _has_own_key(row: RowMapping) -> bool:
    """Whether the key of a segment was made from the text in its row."""
    try:
        return read_segment(row).key == bytes(row["key"])
    except (ValueError, TypeError, LookupError):
        return False


def _list_wrong_places(
    places: Iterable[str], message: str, remaining_message: str, table_place: str
) -> Iterator[Symptom]:
    """List a symptom for each of the first places, and one for the rest together."""
    wrong_count = 0
    for place in places:
        wrong_count += 1
        if wrong_count <= _MAX_LISTED_WRONG_ROW_COUNT:
            yield Symptom(Severity.ERROR, message, place, _RESTORE_ADVICE)
    remaining_count = wrong_count - _MAX_LISTED_WRONG_ROW_COUNT
    if remaining_count > 0:
        yield Symptom(
            Severity.ERROR,
            f"{remaining_count:,} {remaining_message}",
            table_place,
            _RESTORE_ADVICE,
        )


def find_wrong_unit_keys(examined_database: ExaminedDatabase) -> Iterator[Symptom]:
    """Find units whose keys were made from other texts or another context."""
    with examined_database.database.open_snapshot() as connection:
        rows = connection.execution_options(yield_per=ROWS_PER_FETCH).execute(
            _select_key_parts()
        )
        yield from _list_wrong_places(
            (
                f"unit {bytes(row.key).hex()}"
                for row_batch in rows.partitions()
                for row, unit_key in zip(
                    row_batch, _compute_keys(row_batch), strict=True
                )
                if unit_key != bytes(row.key)
            ),
            "its texts or its context are not those that were stored",
            "more units are not those that were stored",
            "table unit",
        )


def _select_key_parts() -> Select[Any]:
    """Select the keys of all units, and what they are made from."""
    unit_table = schema.unit
    source_table, target_table = schema.segment.alias(), schema.segment.alias()
    return (
        select(
            *(unit_table.c[name] for name in ("key", "memory", "before", "after")),
            unit_table.c.properties,
            source_table.c.key.label("source_key"),
            target_table.c.key.label("target_key"),
        )
        .join(source_table, source_table.c.id == unit_table.c.source_id)
        .join(target_table, target_table.c.id == unit_table.c.target_id)
        .order_by(unit_table.c.id)
    )


def _compute_keys(rows: Sequence[Row[Any]]) -> list[bytes]:
    """Compute the keys of units from their parts."""
    return compute_unit_keys(
        [row.memory for row in rows],
        [bytes(row.source_key) for row in rows],
        [bytes(row.target_key) for row in rows],
        [None if row.before is None else bytes(row.before) for row in rows],
        [None if row.after is None else bytes(row.after) for row in rows],
        [
            find_context(parse_properties(row.properties)) if row.properties else None
            for row in rows
        ],
    )


def find_schema_difference(examined_database: ExaminedDatabase) -> Iterator[Symptom]:
    """Find tables that are missing."""
    database = examined_database.database
    with database.open_snapshot() as connection:
        table_names = database.backend.list_tables(CoreReader(connection))
    for table_name in schema.metadata.tables.keys() - table_names:
        yield Symptom(
            Severity.ERROR, "the table is missing", table_name, _RESTORE_ADVICE
        )


EXAMINATION_BY_NAME = {
    "integrity": find_damage,
    "tables": find_schema_difference,
    "orphans": find_orphans,
    "texts": find_wrong_keys,
    "units": find_wrong_unit_keys,
}
"""The examinations of this module, by the names that reports use."""
