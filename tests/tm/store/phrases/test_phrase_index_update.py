"""The index of phrases: made by migrating, kept current, done without."""

import sqlite3
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from tests.cli.calling import call
from tests.tm.store.samples import changed_by, unit
from tm.errors import SchemaOutdated
from tm.match.concordance.concordance import search_concordance
from tm.match.concordance.query import SearchPhrase
from tm.store.database import SCHEMA_REVISION, Database
from tm.store.migrations.upgrade import upgrade
from tm.store.phrases import phrase_index_update as phrase_index
from tm.store.phrases.search import PhraseQuery, open_phrase_search
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale

VIETNAMESE = Locale("vi")


def found(database: Database, phrase: str) -> tuple[int, int]:
    """How many hits there are, and how many segments were scanned for them."""
    answer = search_concordance(UnitStore(database), SearchPhrase(phrase), VIETNAMESE)
    return len(answer.hits), answer.scanned_count


def _with_rows_of_0001(engine: Engine) -> None:
    """A database as Padanan 0.1 left it: two segments, one of them with a NUL."""
    nul = "\0" if engine.dialect.name == "sqlite" else " "
    rows = [
        ("vi", f"Lễ{nul}ký Công ước", f"le{nul}ky cong uoc"),
        ("id", "Konvensi", "konvensi"),
    ]
    with engine.begin() as connection:
        upgrade(connection, "0001")
        for number, (locale, shown, folded) in enumerate(rows, 1):
            connection.execute(
                text(
                    "INSERT INTO segment (key, locale, text, folded, tokens, match_key)"
                    " VALUES (:key, :locale, :text, :folded, 3, :key)"
                ),
                {
                    "key": bytes([number]) * 16,
                    "locale": locale,
                    "text": shown,
                    "folded": folded,
                },
            )
        connection.execute(
            text("INSERT INTO origin (key) VALUES (:key)"), {"key": b"o"}
        )
        connection.execute(
            text(
                "INSERT INTO unit (key, memory, source_id, target_id, origin_id, "
                "extent, state) SELECT :key, 'default', 1, 2, id, 1, 'translated' "
                "FROM origin"
            ),
            {"key": b"u" * 16},
        )


def _check_migration(place: str) -> None:
    with pytest.raises(SchemaOutdated, match="migrate it"):
        Database.open(place)
    Database.open(place, migrates=True).close()
    with Database.open(place) as database:
        assert database.revision == SCHEMA_REVISION
        assert found(database, "công ước") == (1, 0)
        assert found(database, "ký công") == (1, 0)
        with changed_by(database) as changes:
            UnitStore(database).add([unit("Công ước mới", "x")], changes)
        assert found(database, "công ước") == (2, 0)


def test_an_old_sqlite_database_gets_its_index(tmp_path: Path) -> None:
    place = tmp_path / "old.db"
    engine = create_engine(f"sqlite:///{place}")
    _with_rows_of_0001(engine)
    engine.dispose()
    _check_migration(str(place))


@pytest.mark.postgres
def test_an_old_postgresql_database_gets_its_index(postgres_url: str) -> None:
    server = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(
            text("CREATE DATABASE old TEMPLATE template0 LC_CTYPE 'C.UTF-8'")
        )
    place = postgres_url.replace("/postgres?", "/old?")
    try:
        engine = create_engine(place)
        _with_rows_of_0001(engine)
        engine.dispose()
        _check_migration(place)
    finally:
        with server.connect() as connection:
            connection.execute(text("DROP DATABASE old WITH (FORCE)"))
        server.dispose()


@pytest.mark.postgres
def test_without_pg_trgm_phrases_are_scanned_for(database: Database) -> None:
    if database.dialect != "postgresql":
        pytest.skip("only PostgreSQL has pg_trgm")
    with database.open_transaction() as connection:
        connection.execute(text("DROP EXTENSION pg_trgm CASCADE"))
    with changed_by(database) as changes:
        UnitStore(database).add([unit("Công ước", "x")], changes)
    assert found(database, "công ước") == (1, 1)
    with database.open_transaction() as connection:
        assert phrase_index.create_phrase_index(connection)
    assert found(database, "công ước") == (1, 0)


def test_without_fts5_phrases_are_scanned_for(tmp_path: Path) -> None:
    place = tmp_path / "memory.db"
    with Database.open(place) as database, changed_by(database) as changes:
        UnitStore(database).add([unit("Công ước", "x")], changes)
    with sqlite3.connect(place) as connection:
        connection.execute("DROP TABLE segment_fts")
        connection.execute("DELETE FROM meta WHERE name = 'phrase_index'")
    connection.close()
    with Database.open(place) as database:
        assert found(database, "công ước") == (1, 1)
        with changed_by(database) as changes:
            UnitStore(database).add([unit("Công ước Hà Nội", "x")], changes)
        assert found(database, "công ước") == (2, 2)
        with database.open_transaction() as connection_:
            assert phrase_index.create_phrase_index(connection_)
        assert found(database, "công ước") == (2, 0)


def test_a_program_without_trigrams_leaves_the_rest_to_a_scan(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with changed_by(sqlite_database) as changes:
        UnitStore(sqlite_database).add([unit("Công ước", "x")], changes)
    with monkeypatch.context() as patch:
        patch.setattr(sqlite_database.backend.phrase_index, "sqlite_version", (3, 33))
        with changed_by(sqlite_database) as changes:
            UnitStore(sqlite_database).add([unit("Công ước Hà Nội", "x")], changes)
        assert found(sqlite_database, "công ước") == (2, 2)
    assert found(sqlite_database, "công ước") == (2, 1)
    with changed_by(sqlite_database) as changes:
        UnitStore(sqlite_database).add([unit("Công ước mới", "x")], changes)
    assert found(sqlite_database, "công ước") == (3, 0)


def test_an_undone_batch_leaves_the_index_as_it_was(sqlite_database: Database) -> None:
    class Stop(Exception):
        pass

    with pytest.raises(Stop), changed_by(sqlite_database) as changes:
        UnitStore(sqlite_database).add([unit("Công ước", "x")], changes)
        raise Stop
    assert found(sqlite_database, "công ước") == (0, 0)
    with changed_by(sqlite_database) as changes:
        UnitStore(sqlite_database).add([unit("Công ước Hà Nội", "x")], changes)
    assert found(sqlite_database, "công ước") == (1, 0)


def test_migrate_makes_an_index_that_is_missing(tmp_path: Path) -> None:
    place = str(tmp_path / "memory.db")
    call("add", "Công ước", "konvensi", "-s", "vi", "-t", "id", "--database", place)
    with sqlite3.connect(place) as connection:
        connection.execute("DROP TABLE segment_fts")
        connection.execute("DELETE FROM meta WHERE name = 'phrase_index'")
    connection.close()
    asked = ("concordance", "công ước", "-s", "vi", "--database", place)
    assert "the database has no phrase index" in call(*asked).err
    assert '"phrase_index": true' in call("migrate", "--database", place).out
    assert call(*asked).err == ""


@pytest.mark.postgres
def test_hits_come_in_order_out_of_every_band(database: Database) -> None:
    texts = [f"họp {number}" for number in range(2600)]
    memory = UnitStore(database)
    with changed_by(database) as changes:
        memory.add((unit(one, f"{one} x") for one in texts), changes)
    for wanted in ("họp", "họp 259", "259", "họp 1"):
        answer = search_concordance(memory, SearchPhrase(wanted), VIETNAMESE)
        found_texts = [hit.source.text for hit in answer.hits]
        assert found_texts == [one for one in texts if wanted in one]
        assert answer.scanned_count == 0
    with open_phrase_search(
        database, PhraseQuery((("hop 25",),), VIETNAMESE)
    ) as search:
        first = [found.text for found in islice(search.read_candidates(), 3)]
    assert first == ["họp 25", "họp 250", "họp 251"]


@pytest.mark.postgres
def test_a_large_import_leaves_postgresql_in_order(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database.dialect != "postgresql":
        pytest.skip("SQLite needs no such care")
    monkeypatch.setattr(database.backend, "large_import_unit_count", 100)
    units = [unit(f"họp {number}", f"x {number}") for number in range(100)]
    with changed_by(database) as changes:
        UnitStore(database).add(units, changes)
    query = text("SELECT reltuples FROM pg_class WHERE relname = 'segment'")
    with database.open_snapshot() as connection:
        assert connection.execute(query).scalar() == 200
