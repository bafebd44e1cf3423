"""Partitioning of a database while others read and write, and what interrupts it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count, islice

import pytest
from sqlalchemy import Connection, text

from tests import postgres
from tests.tm.store.migrations.test_migration import filled
from tests.tm.store.samples import changed_by, unit
from tm.errors import InputError, StoreUnavailable
from tm.store.backend.postgres.partitioning import count_partitions, partition_tables
from tm.store.backend.postgres.postgres_backend import PostgresBackend
from tm.store.database import Database
from tm.store.history.undo import undo_changes
from tm.store.history.unit_records import make_unit_undoer
from tm.store.partitions import partition_database
from tm.store.unit_store import UnitStore

_ROWS_PER_STEP = 7


@pytest.fixture(name="database")
def _open_database(postgres_url: str, postgres_template: str) -> Iterator[Database]:
    """A database of its own: its tables are exchanged."""
    with (
        postgres.database(postgres_url, template=postgres_template) as url,
        Database.open(url) as database,
    ):
        yield database


def _add(database: Database, *numbers: int) -> None:
    units = [unit(f"dòng {number}", f"baris {number}") for number in numbers]
    with changed_by(database) as changes:
        UnitStore(database).add(units, changes)


def _list_numbers(database: Database) -> list[int]:
    units = UnitStore(database).read_units()
    return sorted(int(unit.source.text.split()[1]) for unit in units)


def _partition(
    database: Database, count: int, *, max_wait_seconds: float = 60
) -> Iterator[int]:
    backend = database.backend
    assert isinstance(backend, PostgresBackend)
    return partition_tables(
        backend.open_transaction,
        count,
        rows_per_step=_ROWS_PER_STEP,
        max_wait_seconds=max_wait_seconds,
    )


def _count(database: Database) -> int:
    with database.open_snapshot() as connection:
        return count_partitions(connection)


@pytest.mark.postgres
def test_rows_are_spread_and_ids_go_on(database: Database) -> None:
    _add(database, *range(50))
    partition_database(database, 4)
    _add(database, *range(40, 60))
    assert _list_numbers(database) == list(range(60))
    with database.open_snapshot() as connection:
        for table_name, row_count in (("segment", 120), ("unit", 60)):
            sizes = [
                connection.scalar(
                    text(f"SELECT count(*) FROM {table_name}_{number}_of_4")
                )
                for number in range(4)
            ]
            assert sum(sizes) == row_count
            assert min(sizes) > 0
            ids = connection.scalars(text(f"SELECT id FROM {table_name}")).all()
            assert len(set(ids)) == row_count


@pytest.mark.postgres
def test_it_goes_on_after_any_step_and_misses_no_change(database: Database) -> None:
    _add(database, *range(20))
    expected, step_count = list(range(20)), 0
    while _count(database) != 3:
        for _ in islice(_partition(database, 3), 3):
            step_count += 1
        _add(database, 100 + step_count)
        expected.append(100 + step_count)
        # An undo changes rows that may be copied already, or not yet.
        undo_changes(
            database, "last", author="x", undoer_by_kind={"unit": make_unit_undoer()}
        )
        expected.pop()
        assert _list_numbers(database) == expected
        _add(database, 200 + step_count)
        expected.append(200 + step_count)
        assert _list_numbers(database) == expected
    assert step_count > 9


class _Killed(Exception):
    """A process that ends in the middle of a step."""


@pytest.mark.postgres
def test_a_step_that_is_interrupted_changes_nothing(database: Database) -> None:
    _add(database, *range(20))
    backend = database.backend
    assert isinstance(backend, PostgresBackend)
    for last_step in count(1):
        steps = iter(range(last_step))

        @contextmanager
        def open_transaction() -> Iterator[Connection]:
            with backend.open_transaction() as connection:
                yield connection
                if next(steps, None) is None:  # noqa: B023  called in this turn
                    raise _Killed

        with suppress(_Killed):
            list(partition_tables(open_transaction, 3, rows_per_step=_ROWS_PER_STEP))
        assert _list_numbers(database) == list(range(20 + last_step - 1))
        _add(database, 20 + last_step - 1)
        if _count(database) == 3:
            break
    assert last_step > 2


@pytest.mark.postgres
def test_readers_see_all_rows_all_the_time(database: Database) -> None:
    _add(database, *range(60))
    seen: set[int] = set()
    is_done = threading.Event()

    def read() -> None:
        while not is_done.is_set():
            seen.add(len(_list_numbers(database)))

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for partition_count in (2, 3):
            list(_partition(database, partition_count))
    finally:
        is_done.set()
        for thread in threads:
            thread.join()
    assert seen == {60}


@pytest.mark.postgres
def test_a_reader_with_an_older_view_is_waited_for(database: Database) -> None:
    _add(database, *range(20))
    with database.open_snapshot() as connection:
        # It has its view, and has not yet looked at the tables.
        connection.execute(text("SELECT 1"))
        with pytest.raises(StoreUnavailable, match="all rows are copied"):
            list(_partition(database, 2, max_wait_seconds=0.3))
        assert connection.scalar(text("SELECT count(*) FROM unit")) == 20
    assert _count(database) == 0
    list(_partition(database, 2))
    assert _count(database) == 2


@pytest.mark.postgres
def test_others_keep_their_rights(database: Database) -> None:
    role = f"reader_{time.monotonic_ns()}"
    _add(database, 1)
    with database.open_transaction() as connection:
        connection.execute(text(f"CREATE ROLE {role}"))
        connection.execute(text(f"GRANT SELECT ON segment, unit TO {role}"))
    partition_database(database, 2)
    with database.open_snapshot() as connection:
        connection.execute(text(f"SET ROLE {role}"))
        assert connection.scalar(text("SELECT count(*) FROM segment")) == 2
        connection.execute(text("RESET ROLE"))
    with database.open_transaction() as connection:
        connection.execute(text(f"DROP OWNED BY {role}"))
        connection.execute(text(f"DROP ROLE {role}"))


@pytest.mark.postgres
def test_an_unfinished_division_can_be_dropped(database: Database) -> None:
    _add(database, *range(20))
    for _ in islice(_partition(database, 2), 2):
        pass
    partition_database(database, 0)
    with database.open_snapshot() as connection:
        left = connection.scalar(
            text("SELECT count(*) FROM pg_class WHERE relname LIKE 'partitioning%'")
        )
        assert left == 0
    _add(database, 20)
    assert _list_numbers(database) == list(range(21))
    assert _count(database) == 0


@pytest.mark.postgres
def test_an_older_database_is_migrated_and_then_partitioned(postgres_url: str) -> None:
    with postgres.database(postgres_url) as url:
        filled(url)
        with Database.open(url, migrates=True) as database:
            partition_database(database, 2)
            pairs = [
                (unit.source.text, unit.target.text if unit.target else "")
                for unit in UnitStore(database).read_units()
            ]
            assert ("một", "satu") in pairs


@pytest.mark.postgres
def test_a_row_without_its_segment_is_found(database: Database) -> None:
    _add(database, 1)
    partition_database(database, 2)
    with database.open_reader() as reader:
        assert database.backend.count_orphans(reader) == {}
    with database.open_transaction() as connection:
        connection.execute(text("DELETE FROM segment"))
    with database.open_reader() as reader:
        assert database.backend.count_orphans(reader) == {("unit", "segment"): 2}


@pytest.mark.postgres
def test_indexes_of_partitions_are_made_again(database: Database) -> None:
    _add(database, 1)
    partition_database(database, 2)
    with database.open_transaction() as connection:
        database.backend.rebuild_indexes(connection)
        database.backend.finish_large_import(connection, 10_000)
    assert _list_numbers(database) == [1]


def test_sqlite_has_no_partitions(sqlite_database: Database) -> None:
    with pytest.raises(InputError, match="SQLite has no partitions"):
        partition_database(sqlite_database, 4)
