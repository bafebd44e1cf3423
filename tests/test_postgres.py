"""The database on PostgreSQL that tests have one after the other."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from tests import postgres
from tests.tm.store.samples import changed_by, unit
from tm.store.database import Database
from tm.store.phrases.phrase_index_update import has_index
from tm.store.unit_store import UnitStore

pytestmark = pytest.mark.postgres


@pytest.fixture
def emptied(postgres_url: str, postgres_template: str) -> Iterator[postgres.Emptied]:
    made = postgres.Emptied(postgres_url, postgres_template)
    yield made
    made.close()


def test_the_next_one_finds_nothing_and_counts_from_one(
    emptied: postgres.Emptied,
) -> None:
    for _ in range(2):
        with Database.open(emptied.url()) as database:
            assert list(UnitStore(database).read_units()) == []
            with changed_by(database) as changes:
                UnitStore(database).add([unit("một", "satu")], changes)
            with database.open_snapshot() as connection:
                assert connection.scalar(text("SELECT id FROM unit")) == 1


def test_the_next_one_waits_for_nobody(emptied: postgres.Emptied) -> None:
    engine = create_engine(emptied.url())
    with engine.connect() as connection:
        connection.execute(text("LOCK TABLE unit"))
        emptied.url()
        with pytest.raises(DBAPIError, match="administrator"):
            connection.execute(text("SELECT 1"))
    engine.dispose()


def test_the_next_one_gets_the_indexes_that_were_dropped(
    emptied: postgres.Emptied,
) -> None:
    with Database.open(emptied.url()) as database:
        with database.open_transaction() as connection:
            connection.execute(text("DROP INDEX ix_segment_phrase"))
    with (
        Database.open(emptied.url()) as database,
        database.open_snapshot() as connection,
    ):
        assert has_index(connection)
