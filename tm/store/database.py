"""Opening a database, and the two ways into it: reading and a transaction.

SQLite by path or URL, PostgreSQL by URL. Errors of the driver come out as StoreError.
"""

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from tm.errors import (
    InputError,
    SchemaOutdated,
    SchemaTooNew,
    StoreCorrupt,
    StoreError,
    StoreUnavailable,
)
from tm.store.failure import store_error

HEAD = "0002"
"""The Alembic revision that this code reads and writes."""

_BUSY_SECONDS = 30
_FOREIGN = "it is a database, but not one of Padanan's; give another path"


class Database:
    """A database of memory and termbase; made by `Database.open`."""

    def __init__(self, engine: Engine, *, name: str, writable: bool = True) -> None:
        self.name = name
        """What messages call it: the path, or the URL without its password."""
        self.writable = writable
        self._engine = engine

    @classmethod
    def open(cls, place: str | Path, *, migrate: bool = False) -> "Database":
        """Open a database; a SQLite file that does not exist is created.

        `migrate` brings an older schema up to date instead of refusing it.
        Raises StoreUnavailable, StoreCorrupt, SchemaOutdated, SchemaTooNew, InputError.
        """
        url = _url(place)
        if url.get_backend_name() == "sqlite":
            database = _open_sqlite(url)
        else:
            database = _open_server(url)
        try:
            database._settle_schema(migrate=migrate)
        except BaseException:
            database.close()
            raise
        return database

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @property
    def revision(self) -> str:
        """The schema's Alembic revision."""
        with self.reading() as connection:
            return _revision(connection, self.name) or HEAD

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A consistent view of the database, which never blocks a writer."""
        with self._translated(), self._engine.connect() as connection:
            yield connection
            connection.rollback()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Connection]:
        """The only way to write: all of it is kept, or nothing."""
        if not self.writable:
            raise StoreUnavailable(f"{self.name}: this database is read-only here")
        with self._translated(), self._engine.connect() as connection:
            writer = connection.execution_options(padanan_write=True)
            with writer.begin():
                if self.dialect == "postgresql":
                    # One writer at a time, as SQLite has it: two that add the same
                    # segments in another order would wait for each other.
                    _lock_writers(writer)
                yield writer

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    def __enter__(self) -> "Database":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise store_error(self.name, error) from error
        except SQLAlchemyError as error:
            raise StoreError(f"{self.name}: {error}") from error

    def _settle_schema(self, *, migrate: bool) -> None:
        with self.reading() as connection:
            found = _revision(connection, self.name)
        if found == HEAD:
            return
        if found is None or migrate:
            with self.transaction() as connection:
                _lock_writers(connection)
                # Another process may have made the schema while we waited.
                found = _revision(connection, self.name)
                if found is None or (found < HEAD and migrate):
                    # Alembic takes a quarter of a second to import.
                    from tm.store.migrations import upgrade

                    upgrade(connection)
                    found = HEAD
        if found < HEAD:
            raise SchemaOutdated(
                f"{self.name}: made by an older Padanan (schema {found}, this one "
                f"needs {HEAD}); run `padanan migrate`"
            )
        if found > HEAD:
            raise SchemaTooNew(
                f"{self.name}: made by a newer Padanan (schema {found}, this one "
                f"knows {HEAD}); upgrade Padanan"
            )


def _url(place: str | Path) -> URL:
    if isinstance(place, str) and "://" in place:
        try:
            url = make_url(place)
        except (ArgumentError, ValueError) as error:
            raise InputError("not a database URL; give one with --database") from error
        if url.drivername in ("postgres", "postgresql"):
            url = url.set(drivername="postgresql+psycopg")
        if url.get_backend_name() not in ("sqlite", "postgresql"):
            raise InputError(
                f"{url.drivername!r} is not supported; give a path, sqlite:///PATH "
                "or postgresql://USER@HOST/NAME"
            )
        return url
    return URL.create("sqlite", database=str(Path(place).expanduser()))


def _open_sqlite(url: URL) -> Database:
    if not url.database or url.database == ":memory:":
        raise InputError("a database needs a file; give --database PATH")
    path = Path(url.database)
    if path.is_dir():
        raise StoreUnavailable(f"{path}: is a folder, not a database file")
    fresh = not path.exists()
    if fresh:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(f"{path.parent}: {error.strerror}") from error
    places = [path.parent] if fresh else [path, path.parent]
    writable = all(os.access(place, os.W_OK) for place in places)
    if fresh and not writable:
        raise StoreUnavailable(f"{path}: cannot be made, its folder is read-only")
    query = "mode=rwc"
    if not writable:
        # Nobody can write where we cannot, unless a writer has left its log behind.
        query = "mode=ro"
        if not path.with_name(path.name + "-wal").exists():
            query += "&immutable=1"
    uri = f"file:{quote(str(path.absolute()))}?{query}"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            uri,
            uri=True,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool)
    event.listen(engine, "connect", _prepare_writable if writable else _prepare)
    event.listen(engine, "begin", _begin_sqlite)
    return Database(engine, name=str(path), writable=writable)


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")


def _prepare_writable(connection: sqlite3.Connection, _: object) -> None:
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Use a write-ahead log; SQLite may refuse at once while another sets it up."""
    end = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
        time.sleep(0.01)


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its lock at once: one that reads first and then writes could
    # not wait for another, it would fail.
    write = connection.get_execution_options().get("padanan_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _open_server(url: URL) -> Database:
    # A password may stand in the query too.
    name = url.set(query={}).render_as_string(hide_password=True)
    try:
        # The environment may ask for another encoding.
        arguments = {"client_encoding": "utf8"}
        engine = create_engine(url, pool_pre_ping=True, connect_args=arguments)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise StoreUnavailable(
            "PostgreSQL needs its driver; run pip install 'padanan[postgres]'"
        ) from error
    database = Database(engine, name=name)
    with database.reading() as connection:
        query = (
            "SELECT datctype, pg_encoding_to_char(encoding) FROM pg_database "
            "WHERE datname = current_database()"
        )
        ctype, encoding = connection.execute(text(query)).one()
    if encoding != "UTF8":
        database.close()
        raise StoreUnavailable(
            f"{name}: its encoding is {encoding}, which cannot hold every language; "
            "make the database with ENCODING 'UTF8' TEMPLATE template0"
        )
    if ctype in ("C", "POSIX"):
        database.close()
        raise StoreUnavailable(
            f"{name}: its character type is {ctype}, in which PostgreSQL cannot fold "
            "letters; make the database with LC_CTYPE 'C.UTF-8'"
        )
    return database


def _revision(connection: Connection, name: str) -> str | None:
    """The schema's revision; None for a database with nothing in it."""
    if connection.dialect.name == "sqlite":
        names = "SELECT name FROM sqlite_master WHERE type = 'table'"
    else:
        names = (
            "SELECT table_name FROM information_schema.tables "
            "WHERE table_schema = current_schema()"
        )
    tables = set(connection.execute(text(names)).scalars())
    if "alembic_version" not in tables:
        if tables:
            raise StoreCorrupt(f"{name}: {_FOREIGN}")
        return None
    if "change_set" not in tables:
        raise StoreCorrupt(f"{name}: {_FOREIGN}")
    query = text("SELECT version_num FROM alembic_version")
    found = connection.execute(query).scalar_one_or_none()
    return None if found is None else str(found)


def _lock_writers(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(7220250)"))
