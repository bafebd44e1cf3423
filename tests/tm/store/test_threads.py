"""What threads may share: one database, in which all read and write."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.tm.store.samples import changed_by, unit
from tm.store.database import Database
from tm.store.lookup_reader import open_lookup_reader
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale

_THREADS = 4


@pytest.mark.postgres
def test_threads_share_a_database(database: Database) -> None:
    start = Barrier(_THREADS)

    def work(thread: int) -> list[int]:
        store = UnitStore(database)
        start.wait()
        counts = []
        for number in range(5):
            with changed_by(database) as changes:
                store.add([unit(f"{thread} {number}", "satu")], changes)
            counts.append(len(list(store.read_units())))
            with open_lookup_reader(database) as reader:
                newest = reader.find_newest_id()
                assert (
                    list(reader.read_units_of_segments([newest], Locale("id")))
                    is not None
                )
        return counts

    with ThreadPoolExecutor(_THREADS) as pool:
        counts = list(pool.map(work, range(_THREADS)))
    assert all(seen == sorted(seen) for seen in counts)
    assert len(list(UnitStore(database).read_units())) == 5 * _THREADS


def test_threads_open_one_engine(sqlite_database: Database) -> None:
    start = Barrier(_THREADS)

    def engine(_: int) -> int:
        start.wait()
        with sqlite_database.open_snapshot() as connection:
            return id(connection.engine)

    with ThreadPoolExecutor(_THREADS) as pool:
        assert len(set(pool.map(engine, range(_THREADS)))) == 1
