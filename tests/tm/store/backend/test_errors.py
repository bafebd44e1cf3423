"""What a driver's error tells a user, on real databases."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from tests import postgres
from tests.tm.store.samples import changed_by, unit
from tm.errors import StoreCorrupt, StoreUnavailable
from tm.store.database import Database
from tm.store.unit_store import UnitStore


def test_a_full_disk_is_named_and_nothing_was_changed(
    sqlite_database: Database,
) -> None:
    with sqlite_database.open_snapshot() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        # The limit is the connection's, and the pool hands out the same one.
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    many = [unit(f"câu {number} " * 50, "kalimat") for number in range(500)]
    with pytest.raises(StoreUnavailable, match="disk is full; nothing was changed"):
        with changed_by(sqlite_database) as changes:
            UnitStore(sqlite_database).add(many, changes)
    assert not list(UnitStore(sqlite_database).read_units())


def test_a_damaged_page_is_named_as_damage(tmp_path: Path) -> None:
    place = tmp_path / "memory.db"
    with Database.open(place) as database, changed_by(database) as changes:
        many = [unit(f"câu {number}", "kalimat") for number in range(500)]
        UnitStore(database).add(many, changes)
    with sqlite3.connect(place) as connection:
        found = connection.execute(
            "SELECT rootpage, page_size FROM sqlite_master, pragma_page_size "
            "WHERE name = 'segment'"
        )
        root, size = found.fetchone()
    connection.close()
    data = bytearray(place.read_bytes())
    data[(root - 1) * size : root * size] = b"\xff" * size
    place.write_bytes(data)
    with Database.open(place) as database:
        with pytest.raises(
            StoreCorrupt, match=r"is damaged \(.*\); nothing was changed"
        ):
            list(UnitStore(database).read_units())


@pytest.mark.postgres
def test_a_server_that_refuses_writing_is_named_read_only(postgres_url: str) -> None:
    with postgres.database(postgres_url) as url:
        Database.open(url).close()
        only = f"{url}&options=-c%20default_transaction_read_only%3Don"
        with Database.open(only) as database:
            with pytest.raises(StoreUnavailable, match="this database is read-only"):
                with changed_by(database) as changes:
                    UnitStore(database).add([unit("một", "satu")], changes)


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ("LC_CTYPE 'C'", "character type is C"),
        ("ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'", "encoding is SQL_ASCII"),
        ("ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'", "encoding is LATIN1"),
    ],
)
def test_a_server_s_database_that_cannot_hold_every_language_is_refused(
    postgres_url: str, options: str, reason: str
) -> None:
    with postgres.database(postgres_url, options) as url:
        with pytest.raises(StoreUnavailable, match=reason):
            Database.open(url)


@pytest.mark.postgres
def test_the_environment_does_not_choose_the_client_s_encoding(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    with postgres.database(postgres_url) as url:
        with Database.open(url) as database, changed_by(database) as changes:
            UnitStore(database).add([unit("Thứ trưởng", "Wakil Menteri")], changes)
        with Database.open(url) as database:
            [found] = UnitStore(database).read_units()
            assert found.source.text == "Thứ trưởng"
