"""`--read-database`: who answers, and what is said."""

import json
import time
from pathlib import Path

import pytest

import padanan
from tests import postgres
from tests.cli.calling import Called, call
from tm.errors import InputError
from tm.settings import Settings

_PAIR = ("-s", "vi", "-t", "id")


def _call_with_replica(servers: postgres.Replicated, url: str, *words: str) -> Called:
    replica = ("--read-database", servers.on_replica(url))
    return call(*words, "--database", url, *replica)


@pytest.mark.postgres
def test_commands_read_from_the_replica_and_write_to_the_primary(
    replicated_postgres: postgres.Replicated, tmp_path: Path
) -> None:
    servers = replicated_postgres
    url = servers.make_database(f"padanan_{time.monotonic_ns()}")
    added = _call_with_replica(servers, url, "add", "họp báo", "jumpa pers", *_PAIR)
    assert added.code == 0, added.err
    lookup = ("lookup", "họp báo", *_PAIR)
    found = _call_with_replica(servers, url, *lookup)
    assert "jumpa pers" in found.out
    assert found.err == ""
    out = str(tmp_path / "out.tmx")
    commands = [lookup, ("concordance", "họp báo", *_PAIR), ("export", out, *_PAIR)]
    with servers.replica_stopped():
        for command in commands:
            found = _call_with_replica(servers, url, *command)
            assert found.code == 0, found.err
            assert found.err.count("the read replica cannot be reached") == 1
            assert "reading from the primary" in found.err
    assert call("lookup", "họp báo", *_PAIR, "--database", url).err == ""


def test_a_file_has_no_replica(tmp_path: Path) -> None:
    database = ("--database", str(tmp_path / "memory.db"))
    read_database = ("--read-database", "postgresql://localhost/memory")
    refused = call("lookup", "a", *_PAIR, *database, *read_database)
    assert refused.code == 2
    assert "SQLite has no read replicas" in refused.err
    assert "--read-database" in refused.err


def test_the_replica_of_the_settings_is_that_of_their_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PADANAN_READ_DATABASE", "postgresql://localhost/memory")
    shown = call("config", "read_database", "--format", "json")
    assert json.loads(shown.out)[0]["place"] == "PADANAN_READ_DATABASE"
    other = call("add", "một", "satu", *_PAIR, "--database", "other.db")
    assert other.code == 0, other.err


def test_the_library_takes_the_replica_of_the_settings_with_their_database(
    tmp_path: Path,
) -> None:
    settings = Settings(
        database=str(tmp_path / "memory.db"), read_database="postgresql://db/memory"
    )
    with pytest.raises(InputError, match="SQLite has no read replicas"):
        padanan.open(settings=settings)
    padanan.open(tmp_path / "other.db", settings=settings).close()
