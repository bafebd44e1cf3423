"""Parsing of database URLs."""

from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from tm.errors import InputError
from tm.store.backend.backend import Backend
from tm.store.backend.postgres import PostgresBackend
from tm.store.backend.sqlite import SqliteBackend
from tm.store.backend.sqlite_file import MODES


def parse_url(address: str) -> Backend:
    """Get the database of a URL, unopened. Raises InputError, StoreUnavailable."""
    try:
        url = make_url(address)
        backend = url.get_backend_name()
    except (ArgumentError, ValueError) as error:
        raise InputError("not a database URL", parameters=["database"]) from error
    if url.drivername in ("postgres", "postgresql"):
        return PostgresBackend(url.set(drivername="postgresql+psycopg"))
    if backend == "postgresql":
        return PostgresBackend(url)
    if backend == "sqlite":
        return _parse_file_url(url)
    raise InputError(
        f"{url.drivername!r} is not supported; give a path, sqlite:///PATH "
        "or postgresql://USER@HOST/NAME"
    )


def _parse_file_url(url: URL) -> SqliteBackend:
    if url.host:
        raise InputError(
            f"a SQLite file has no host {url.host!r}; give sqlite:///PATH, or "
            "sqlite:////PATH for one that begins at the root"
        )
    if not url.database or url.database == ":memory:":
        raise InputError(
            "a database needs a file; give its path", parameters=["database"]
        )
    unknown = [name for name in url.query if name != "mode"]
    mode = url.query.get("mode", "rwc")
    if unknown or mode not in MODES:
        wrong = unknown[0] if unknown else f"mode={mode}"
        choices = ", ".join(f"mode={mode}" for mode in MODES)
        raise InputError(f"unknown ?{wrong} after a SQLite file; known: {choices}")
    return SqliteBackend(Path(url.database), mode=str(mode))
