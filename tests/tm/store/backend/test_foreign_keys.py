"""References that are looked at once, at the end of a transaction."""

import pytest
from sqlalchemy import Connection

from tests.tm.store.samples import changed_by, unit
from tm.errors import StoreError
from tm.store.backend.foreign_keys import verify_foreign_keys
from tm.store.database import Database
from tm.store.unit_store import UnitStore

_PLACES = [
    "UPDATE unit SET source_id = 0 WHERE id = 1",
    "UPDATE unit SET target_id = 999 WHERE id = 2",
    "UPDATE unit SET origin_id = 999 WHERE id = 2",
    "UPDATE change SET set_id = 999",
]


@pytest.fixture
def filled(sqlite_database: Database) -> Database:
    with changed_by(sqlite_database) as changes:
        UnitStore(sqlite_database).add(
            [unit("một", "satu"), unit("hai", "dua")], changes
        )
    return sqlite_database


def part(connection: Connection) -> None:
    """Leave a gap between the numbers of segments, so that each has to be looked up."""
    connection.exec_driver_sql("UPDATE segment SET id = 99 WHERE id = 4")
    connection.exec_driver_sql("UPDATE unit SET target_id = 99 WHERE target_id = 4")


@pytest.mark.parametrize("has_gap", [False, True])
def test_a_reference_to_nothing_ends_the_transaction(
    filled: Database, has_gap: bool
) -> None:
    for change in _PLACES:
        with (
            pytest.raises(StoreError, match="FOREIGN KEY"),
            filled.open_transaction(is_bulk_load=True) as connection,
        ):
            if has_gap:
                part(connection)
            connection.exec_driver_sql(change)
    with filled.open_snapshot() as connection:
        verify_foreign_keys(connection)


def test_references_in_a_gap_are_found(filled: Database) -> None:
    with filled.open_transaction(is_bulk_load=True) as connection:
        part(connection)
    with (
        pytest.raises(StoreError, match="FOREIGN KEY"),
        filled.open_transaction(is_bulk_load=True) as connection,
    ):
        connection.exec_driver_sql("UPDATE unit SET source_id = 50 WHERE id = 1")


def test_the_next_transaction_looks_at_each_row_again(filled: Database) -> None:
    with filled.open_transaction(is_bulk_load=True):
        pass
    with (
        pytest.raises(StoreError, match="FOREIGN KEY"),
        filled.open_transaction() as connection,
    ):
        connection.exec_driver_sql(_PLACES[0])
        pytest.fail("looked at too late")


def test_a_failed_one_leaves_no_connection_that_does_not_look(
    filled: Database,
) -> None:
    with pytest.raises(ZeroDivisionError), filled.open_transaction(is_bulk_load=True):
        raise ZeroDivisionError
    with filled.open_snapshot() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
