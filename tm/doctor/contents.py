"""Examination of what is stored: damage, references to missing rows, and keys."""

from collections.abc import Iterator

from sqlalchemy import exists, select

from tm.doctor.symptom import Examined, RepairStep, Symptom
from tm.finding import Severity
from tm.store import schema
from tm.store.backend.sql import CoreReader
from tm.store.rows.unit import read_segment
from tm.text.segment import Segment

_RESTORE_ADVICE = "restore a backup"
_MOST_LISTED = 5


def find_damage(examined: Examined) -> Iterator[Symptom]:
    """Find damaged pages and indexes of the database itself."""
    database = examined.database
    with database.open_reader() as reader:
        damage_lines = database.backend.find_damage(reader)
    for line in damage_lines:
        is_index = " index " in line
        yield Symptom(
            Severity.ERROR,
            line,
            database.name,
            "the index can be made again" if is_index else _RESTORE_ADVICE,
            RepairStep.SQL_INDEXES if is_index else None,
        )


def find_orphans(examined: Examined) -> Iterator[Symptom]:
    """Find rows that refer to rows that are missing."""
    database = examined.database
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
        for article_key in connection.execute(query.limit(_MOST_LISTED)).scalars():
            yield Symptom(
                Severity.ERROR,
                "versions of an article that is missing",
                f"article {article_key}",
                _RESTORE_ADVICE,
            )


def find_wrong_keys(examined: Examined) -> Iterator[Symptom]:
    """Find segments whose texts are not those that their keys were made from."""
    segment_table = schema.segment
    query = select(
        segment_table.c.id,
        segment_table.c.key,
        segment_table.c.locale,
        segment_table.c.text,
        segment_table.c.codes,
    ).order_by(segment_table.c.id)
    wrong_count = 0
    with examined.database.open_snapshot() as connection:
        rows = connection.execution_options(yield_per=2000).execute(query)
        for row in rows.mappings():
            try:
                segment: Segment | None = read_segment(row)
            except (ValueError, TypeError, KeyError, LookupError):
                segment = None
            if segment is not None and segment.key == bytes(row["key"]):
                continue
            wrong_count += 1
            if wrong_count <= _MOST_LISTED:
                yield Symptom(
                    Severity.ERROR,
                    "the text is not the one that was stored",
                    f"segment {row['id']}",
                    _RESTORE_ADVICE,
                )
    if wrong_count > _MOST_LISTED:
        yield Symptom(
            Severity.ERROR,
            f"{wrong_count - _MOST_LISTED:,} more texts are not those that were stored",
            "table segment",
            _RESTORE_ADVICE,
        )


def find_schema_difference(examined: Examined) -> Iterator[Symptom]:
    """Find tables that are missing."""
    database = examined.database
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
}
"""The examinations of this module, by the names that reports use."""
