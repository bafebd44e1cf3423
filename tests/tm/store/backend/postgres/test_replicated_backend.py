"""A primary with a read replica: who answers, and what is said if one cannot."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from tests import postgres
from tests.tm.store.samples import changed_by, unit
from tm.errors import InputError, StoreUnavailable
from tm.store.backend.address import make_backend
from tm.store.backend.postgres.postgres_backend import PostgresBackend
from tm.store.database import Database
from tm.store.unit_store import UnitStore

pytestmark = pytest.mark.postgres


@pytest.fixture(name="servers")
def _servers(replicated_postgres: postgres.Replicated) -> postgres.Replicated:
    return replicated_postgres


@pytest.fixture(name="url")
def _make_database(servers: postgres.Replicated) -> str:
    url = servers.make_database(f"padanan_{time.monotonic_ns()}")
    Database.open(url).close()
    return url


@contextmanager
def _open(servers: postgres.Replicated, url: str) -> Iterator[Database]:
    with Database.open(url, read_location=servers.on_replica(url)) as database:
        yield database


def _add(database: Database, source: str) -> None:
    with changed_by(database) as changes:
        UnitStore(database).add([unit(source, f"{source} (id)")], changes)


def _list_sources(database: Database) -> set[str]:
    return {unit.source.text for unit in UnitStore(database).read_units()}


def _reads_replica(database: Database) -> bool:
    with database.open_reader() as reader:
        [[is_replica]] = reader.read_rows("SELECT pg_is_in_recovery()")
    return bool(is_replica)


def test_the_replica_answers_and_has_what_was_just_stored(
    servers: postgres.Replicated, url: str
) -> None:
    with _open(servers, url) as database, _open(servers, url) as other_server:
        for number in range(20):
            _add(database, f"dòng {number}")
            expected = {f"dòng {seen}" for seen in range(number + 1)}
            assert _list_sources(other_server) == expected
            assert _list_sources(database) == expected
        assert _reads_replica(database)


def test_a_snapshot_of_the_replica_stays_as_it_is(
    servers: postgres.Replicated, url: str
) -> None:
    with _open(servers, url) as database:
        _add(database, "một")
        with database.open_snapshot() as connection:
            count = text("SELECT count(*) FROM unit WHERE pg_is_in_recovery()")
            assert connection.scalar(count) == 1
            _add(database, "hai")
            assert _list_sources(database) == {"một", "hai"}
            assert connection.scalar(count) == 1


def test_the_primary_answers_while_the_replica_is_behind(
    servers: postgres.Replicated, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with _open(servers, url) as database, _open(servers, url) as other_server:
        assert _reads_replica(database)
        servers.run_on_replica("SELECT pg_wal_replay_pause()")
        try:
            for number in range(5):
                _add(other_server, f"dòng {number}")
                assert f"dòng {number}" in _list_sources(database)
        finally:
            servers.run_on_replica("SELECT pg_wal_replay_resume()")
        [message] = [line for line in caplog.messages if "behind" in line]
        assert str(servers.replica_folder) in message
        assert "bytes behind after 0.5 s; reading from the primary" in message
        while not _reads_replica(database):
            time.sleep(0.01)


def test_the_primary_answers_while_the_replica_is_gone(
    servers: postgres.Replicated, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with _open(servers, url) as database:
        _add(database, "một")
        assert _reads_replica(database)
        with servers.replica_stopped():
            for _ in range(3):
                assert _list_sources(database) == {"một"}
            with _open(servers, url) as opened_meanwhile:
                assert _list_sources(opened_meanwhile) == {"một"}
        lines = [line for line in caplog.messages if "cannot be reached" in line]
        assert len(lines) == 2  # one of each database
        assert all(line.endswith("reading from the primary") for line in lines)
        while not _reads_replica(database):
            time.sleep(0.01)


def test_a_query_that_the_replica_ends_says_so(
    servers: postgres.Replicated, url: str
) -> None:
    with _open(servers, url) as database:
        servers.run_on_replica("ALTER SYSTEM SET max_standby_streaming_delay = 0")
        servers.run_on_replica("SELECT pg_reload_conf()")
        try:
            with (
                pytest.raises(StoreUnavailable, match="hot_standby_feedback"),
                database.open_snapshot() as connection,
            ):
                connection.execute(text("SELECT count(*) FROM unit"))
                with database.open_transaction() as writing_connection:
                    writing_connection.execute(text("LOCK TABLE unit"))
                for _ in range(500):
                    connection.execute(text("SELECT pg_sleep(.01)"))
        finally:
            servers.run_on_replica("ALTER SYSTEM RESET max_standby_streaming_delay")
            servers.run_on_replica("SELECT pg_reload_conf()")


def test_another_database_is_no_replica(
    servers: postgres.Replicated, url: str, postgres_url: str
) -> None:
    for other_url in (postgres_url, servers.on_replica(servers.primary)):
        with pytest.raises(InputError, match="is not a replica of"):
            Database.open(url, read_location=other_url)


def test_sqlite_has_no_replicas() -> None:
    for place in ("memory.db", "sqlite:///memory.db"):
        with pytest.raises(InputError, match="SQLite has no read replicas"):
            Database.open(place, read_location="postgresql://localhost/memory")
    with pytest.raises(InputError, match="SQLite has no read replicas"):
        Database.open("postgresql://localhost/memory", read_location="memory.db")


@pytest.mark.parametrize(
    ("url", "hosts", "ports"),
    [
        ("postgresql://u:p@a,b/x", "a,b", "5432,5432"),
        ("postgresql://a:1,b:2/x?target_session_attrs=standby", "a,b", "1,2"),
        ("postgres://u@a,b:2/x", "a,b", "5432,2"),
        ("postgresql://u@/x?host=a,b&port=1,2", "a,b", "1,2"),
    ],
)
def test_a_url_may_have_several_hosts(url: str, hosts: str, ports: str) -> None:
    backend = make_backend(url)
    assert isinstance(backend, PostgresBackend)
    query = backend._url.query
    assert (query["host"], query["port"]) == (hosts, ports)
    assert backend._url.database == "x"
    assert backend.address.endswith(f" at {hosts}")
