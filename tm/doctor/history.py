"""Examination of the change log against the contents of the database."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    column,
    func,
    literal,
    select,
    table,
)

from tm.doctor.symptom import ExaminedDatabase, Symptom
from tm.finding import Severity
from tm.store import schema
from tm.store.backend.portable_sql_functions import Hexadecimal
from tm.store.history.undo import drop_undone_record
from tm.store.history.unit_range import UNIT_RANGE
from tm.store.rows.record import Record
from tm.unit import Withheld

_BATCH_SIZE = 400
_MAX_SYMPTOM_COUNT = 5
_KEY_NAME_BY_KIND = {"unit": "key", "article": "key", "concept": "id"}
"""The columns of the keys in the change log; a kind is the name of its table, too."""
_HISTORY_ADVICE = "undo will refuse it; restore a backup if you need that"


def find_history_differences(examined_database: ExaminedDatabase) -> Iterator[Symptom]:
    """Find records that differ from what the change log says of them last."""
    with examined_database.database.open_snapshot() as connection:
        yield from _find_incomplete_ranges(connection)
        yield from islice(
            _find_changed_records(connection, examined_database), _MAX_SYMPTOM_COUNT
        )
        yield from _find_empty_change_sets(connection)
        for table_name, key_name in _KEY_NAME_BY_KIND.items():
            yield from _find_unlogged_records(connection, table_name, key_name)
        yield from _find_wrongly_withheld_units(connection)


def _find_incomplete_ranges(connection: Connection) -> Iterator[Symptom]:
    """Find ranges of units of which some are missing."""
    change_table, unit_table = schema.change, schema.unit
    query = (
        select(
            change_table.c.set_id,
            change_table.c.first_id,
            change_table.c.last_id,
            func.count(unit_table.c.id).label("unit_count"),
        )
        .outerjoin(
            unit_table,
            unit_table.c.id.between(change_table.c.first_id, change_table.c.last_id),
        )
        .where(change_table.c.kind == UNIT_RANGE)
        .group_by(change_table.c.id)
    )
    for row in connection.execute(query):
        missing_count = row.last_id - row.first_id + 1 - row.unit_count
        if missing_count:
            yield Symptom(
                Severity.ERROR,
                f"{missing_count:,} units that the change log names are missing",
                f"change set i{row.set_id}",
                "restore a backup",
            )


def _find_changed_records(
    connection: Connection, examined_database: ExaminedDatabase
) -> Iterator[Symptom]:
    """Find records that are not as their last change left them."""
    for kind, undoer in examined_database.undoer_by_kind.items():
        rows = _read_last_changes(connection, kind)
        while change_batch := list(islice(rows, _BATCH_SIZE)):
            record_by_key: Mapping[str, Record | None] = undoer.read_records(
                connection, [key for key, _, _ in change_batch]
            )
            for key, change_set_id, record_after_json in change_batch:
                record_after = (
                    json.loads(record_after_json) if record_after_json else None
                )
                if drop_undone_record(record_by_key.get(key)) != drop_undone_record(
                    record_after
                ):
                    yield Symptom(
                        Severity.WARNING,
                        f"the {kind} was changed without the change log",
                        f"{kind} {key}, last changed by i{change_set_id}",
                        _HISTORY_ADVICE,
                    )


def _read_last_changes(
    connection: Connection, kind: str
) -> Iterator[tuple[str, int, str | None]]:
    """Read key, change set and last record of each record of a kind.

    Without units of which a later change tells as part of a range.
    """
    last_id = 0
    while rows := _read_changes_without_later(connection, kind, last_id):
        last_id = rows[-1].id
        range_id_by_key = (
            _read_last_range_ids(connection, [row.key for row in rows])
            if kind == "unit"
            else {}
        )
        for row in rows:
            if range_id_by_key.get(row.key, 0) <= row.id:
                yield row.key, row.set_id, row.after


def _read_changes_without_later(
    connection: Connection, kind: str, last_id: int
) -> Sequence[Row[Any]]:
    """Read the next changes after which none of the same record follows."""
    change_table, later_table = schema.change, schema.change.alias()
    has_later = (
        select(literal(1))
        .where(
            later_table.c.kind == kind,
            later_table.c.key == change_table.c.key,
            later_table.c.id > change_table.c.id,
        )
        .exists()
    )
    query = (
        select(change_table)
        .where(change_table.c.kind == kind, change_table.c.id > last_id, ~has_later)
        .order_by(change_table.c.id)
        .limit(_BATCH_SIZE)
    )
    return connection.execute(query).all()


def _read_last_range_ids(
    connection: Connection, unit_keys: Sequence[str]
) -> Mapping[str, int]:
    """Read the id of the last change of a range that each of some units is in."""
    change_table, unit_table = schema.change, schema.unit
    query = (
        select(unit_table.c.key, func.max(change_table.c.id))
        .join(
            change_table,
            and_(
                change_table.c.first_id <= unit_table.c.id,
                change_table.c.last_id >= unit_table.c.id,
            ),
        )
        .where(
            unit_table.c.key.in_([bytes.fromhex(key) for key in unit_keys]),
            change_table.c.kind == UNIT_RANGE,
        )
        .group_by(unit_table.c.key)
    )
    return {bytes(key).hex(): range_id for key, range_id in connection.execute(query)}


def _find_empty_change_sets(connection: Connection) -> Iterator[Symptom]:
    """Find change sets without changes, which are never stored."""
    change_set_table, change_table = schema.change_set, schema.change
    has_change = (
        select(literal(1))
        .where(change_table.c.set_id == change_set_table.c.id)
        .exists()
    )
    query = select(change_set_table.c.id).where(~has_change).limit(_MAX_SYMPTOM_COUNT)
    for change_set_id in connection.execute(query).scalars():
        yield Symptom(
            Severity.WARNING,
            "its changes are missing from the change log",
            f"change set i{change_set_id}",
            _HISTORY_ADVICE,
        )


def _find_unlogged_records(
    connection: Connection, kind: str, key_name: str
) -> Iterator[Symptom]:
    """Find units, articles and concepts that the change log does not know."""
    record_table = schema.unit if kind == "unit" else table(kind, column(key_name))
    is_logged = _select_changes(kind, record_table.c[key_name]).exists()
    query = select(func.count()).select_from(record_table).where(~is_logged)
    if kind == "unit":
        query = query.where(~_select_ranges(literal(1)).exists())
    unlogged_count = connection.execute(query).scalar()
    if unlogged_count:
        yield Symptom(
            Severity.ERROR,
            f"{unlogged_count:,} rows were stored without the change log",
            f"table {kind}",
            "restore a backup",
        )


def _find_wrongly_withheld_units(connection: Connection) -> Iterator[Symptom]:
    """Find units of ranges that are undone, or in use, against the change log."""
    unit_table, range_table = schema.unit, schema.change.alias()
    is_logged = _select_changes("unit", unit_table.c.key).exists()
    last_range_id = _select_ranges(func.max(schema.change.c.id)).scalar_subquery()
    is_undone = func.coalesce(unit_table.c.withheld, "") == Withheld.UNDONE.value
    # The row of a range that was made has no record before it.
    is_made = range_table.c.before.is_(None)
    query = (
        select(unit_table.c.key)
        .select_from(unit_table)
        .join(range_table, range_table.c.id == last_range_id)
        .where(~is_logged, is_undone == is_made)
        .limit(_MAX_SYMPTOM_COUNT)
    )
    for unit_key in connection.execute(query).scalars():
        yield Symptom(
            Severity.WARNING,
            "the unit was undone or restored without the change log",
            f"unit {bytes(unit_key).hex()}",
            _HISTORY_ADVICE,
        )


def _select_changes(kind: str, key_column: ColumnElement[Any]) -> Select[Any]:
    """Select the changes of the record that a key names."""
    change_table = schema.change
    log_key = Hexadecimal(key_column) if kind == "unit" else key_column
    return select(literal(1)).where(
        change_table.c.kind == kind, change_table.c.key == log_key
    )


def _select_ranges(value: ColumnElement[Any]) -> Select[Any]:
    """Select a value of the ranges that a row of the table `unit` is in."""
    change_table, unit_table = schema.change, schema.unit
    return (
        select(value)
        .where(
            change_table.c.kind == UNIT_RANGE,
            change_table.c.first_id <= unit_table.c.id,
            change_table.c.last_id >= unit_table.c.id,
        )
        .correlate(unit_table)
    )


EXAMINATION_BY_NAME = {"history": find_history_differences}
"""The examinations of this module, by the names that reports use."""
