"""A thread may read all that a lookup needs in one view, opened once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.tm.store.samples import changed_by, unit
from tm.errors import StoreError
from tm.store.database import Database
from tm.store.unit_store import UnitStore


def test_what_a_thread_reads_by_a_shared_reader_is_one_view(database: Database) -> None:
    store = UnitStore(database)

    def add(text: str) -> None:
        with changed_by(database) as changes:
            store.add([unit(text, "satu")], changes)

    def count() -> int:
        with database.open_reader() as reader:
            return len(reader.read_rows("SELECT id FROM unit"))

    add("một")
    with database.share_reader():
        assert count() == 1
        with ThreadPoolExecutor(1) as pool:
            pool.submit(add, "hai").result()
            assert pool.submit(count).result() == 2
        assert count() == 1  # in this thread, one view
        with database.share_reader():
            assert count() == 1
        assert count() == 1  # also after an inner one has ended
    assert count() == 2


def test_an_error_under_a_shared_reader_is_translated_and_ends_it(
    database: Database,
) -> None:
    with (
        pytest.raises(StoreError),
        database.share_reader(),
        database.open_reader() as reader,
    ):
        reader.read_rows("SELECT * FROM no_such_table")
    with database.open_reader() as reader:
        assert reader.read_rows("SELECT 1") == [(1,)]
