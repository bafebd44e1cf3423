"""A new database is complete in its file before it gets its name."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tm.errors import StoreUnavailable
from tm.store import new_sqlite_file
from tm.store.backend.sqlite import SqliteBackend
from tm.store.backend.sqlite_file import connect, empty_log, make_file_uri
from tm.store.database import Database


def test_a_log_is_written_into_its_file(tmp_path: Path) -> None:
    path, copied_path = tmp_path / "a.db", tmp_path / "copy.db"
    uri = make_file_uri(path, is_writable=True, has_write_permission=True)
    with closing(connect(uri, is_writable=True)) as connection:
        connection.execute("CREATE TABLE word (text)")
        for suffix in ("", "-wal"):
            shutil.copy(f"{path}{suffix}", f"{copied_path}{suffix}")
    empty_log(copied_path)
    alone_path = copied_path.rename(tmp_path / "alone.db")
    with closing(sqlite3.connect(alone_path)) as connection:
        assert connection.execute("SELECT count(*) FROM word").fetchone() == (0,)


def test_a_file_whose_log_does_not_fit_on_the_disk_gets_no_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite closes a file all the same, and leaves its log."""
    close = SqliteBackend.close

    def close_and_leave_log(backend: SqliteBackend) -> None:
        close(backend)
        backend.path.with_name(f"{backend.path.name}-wal").touch()

    def fail(path: Path) -> None:
        assert path.exists()
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(SqliteBackend, "close", close_and_leave_log)
    monkeypatch.setattr(new_sqlite_file, "empty_log", fail)
    with pytest.raises(StoreUnavailable, match="disk is full"):
        Database.open(tmp_path / "a.db")
    assert os.listdir(tmp_path) == []
