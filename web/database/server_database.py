"""The server's own database: people, and what else is not part of a memory."""

import logging
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    PrimaryKeyConstraint,
    RowMapping,
    Select,
    String,
    Table,
    create_engine,
    insert,
    select,
    update,
)
from sqlalchemy.pool import StaticPool

from tm.errors import SchemaTooNew, StoreError
from tm.store.backend.backend import Backend
from tm.store.backend.sql import CoreReader
from tm.store.backend.sqlite_file import empty_log, overwrite_deleted
from tm.store.database import Database, convert_driver_errors, open_backend
from web.database import schema

_log = logging.getLogger("padanan.server")
_LATEST_REVISION = "0006"
_PEOPLE_VERSION = "people_version"
_revision_table = Table(
    "server_revision",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="server_revision_pkc"),
)
"""As Alembic makes it."""


class ServerDatabase:
    """A SQLite file or a database of PostgreSQL; threads may share it.

    A file that is missing reads as an empty database, and is made by the first write.
    """

    def __init__(self, location: str) -> None:
        """Open a path or a URL. Raises StoreError and InputError."""
        self.location = location
        self._lock = Lock()
        self._backend: Backend | None = None
        self.outcome_by_key_hash: dict[
            str, tuple[int, tuple[bytes, str | None] | None]
        ] = {}
        """What repeatable requests came to that could not be stored yet."""
        if Database.find_missing_file(location) is None:
            self._open_backend()

    @property
    def exists(self) -> bool:
        """Whether the database exists; another process may have made it meanwhile."""
        if self._backend is None and not Database.is_missing(self.location):
            self._open_backend()
        return self._backend is not None

    @contextmanager
    def open_snapshot(self) -> Iterator[Connection]:
        """Open a consistent view."""
        if not self.exists:
            with _open_empty_database() as connection:
                yield connection
            return
        backend = self._require_backend()
        with (
            convert_driver_errors(backend.name, backend.driver_errors, backend.path),
            backend.open_snapshot() as connection,
        ):
            yield connection

    def read_rows(self, query: Select[Any]) -> Sequence[RowMapping]:
        """Read the rows of a query."""
        with self.open_snapshot() as connection:
            return connection.execute(query).mappings().all()

    def read_row(self, query: Select[Any]) -> RowMapping | None:
        """Read the first row of a query; None if it has none."""
        return next(iter(self.read_rows(query)), None)

    @contextmanager
    def open_transaction(self, *, changes_people: bool = False) -> Iterator[Connection]:
        """Open a transaction for writing; an exception rolls everything back.

        `changes_people`: whether what a server remembers of people is outdated then.
        """
        if not self.exists:
            self._create_file()
        backend = self._require_backend()
        with (
            convert_driver_errors(backend.name, backend.driver_errors, backend.path),
            backend.open_transaction() as connection,
        ):
            if changes_people:
                _count_people_change(connection)
            yield connection

    @contextmanager
    def open_erasure(self) -> Iterator[Connection]:
        """Open a transaction that changes people; no byte is left of what it deletes.

        PostgreSQL overwrites them itself, later.
        """
        with self.open_transaction(changes_people=True) as connection:
            path = self._require_backend().path
            if path is not None:
                overwrite_deleted(connection)
            yield connection
        if path is None:
            return
        try:
            with convert_driver_errors(path.name, (sqlite3.Error,), path):
                empty_log(path)
        except StoreError as error:
            _log.warning("%s-wal keeps what was deleted for some time: %s", path, error)

    def read_commit_count(self) -> int | None:
        """Read a number that every commit changes; see `Backend.read_commit_count`."""
        if not self.exists:
            return 0
        backend = self._require_backend()
        with convert_driver_errors(backend.name, backend.driver_errors, backend.path):
            return backend.read_commit_count()

    def read_people_version(self) -> int:
        """Read the number of changes to people, by whichever process."""
        with self.open_snapshot() as connection:
            return _read_people_version(connection)

    def close(self) -> None:
        """Close all connections."""
        if self._backend is not None:
            self._backend.close()

    def _create_file(self) -> None:
        """Create the file, which only its owner may read."""
        path = Database.find_missing_file(self.location)
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
        self._open_backend()

    def _open_backend(self) -> None:
        with self._lock:
            if self._backend is not None:
                return
            backend = open_backend(self.location)
            with convert_driver_errors(
                backend.name, backend.driver_errors, backend.path
            ):
                _upgrade_schema(backend)
            self._backend = backend

    def _require_backend(self) -> Backend:
        assert self._backend is not None
        return self._backend


def get_time() -> int:
    """Return the time in seconds since 1970."""
    return int(time.time())


def _upgrade_schema(backend: Backend) -> None:
    with backend.open_snapshot() as connection:
        revision = _read_revision(backend, connection)
    if revision == _LATEST_REVISION:
        return
    if revision is not None and revision > _LATEST_REVISION:
        raise SchemaTooNew(
            f"{backend.name}: made by a newer Padanan (schema {revision}, this one "
            f"knows {_LATEST_REVISION}); upgrade Padanan"
        )
    with backend.open_transaction(is_migration=True) as connection:
        # Another process may have made the schema while we waited.
        revision = _read_revision(backend, connection)
        if revision is None:
            _make_schema(connection)
        elif revision != _LATEST_REVISION:
            # Alembic takes a quarter of a second to import.
            from web.database.migrations.upgrade import upgrade

            upgrade(connection)


def _make_schema(connection: Connection) -> None:
    """Make at once what all revisions make of an empty database."""
    schema.metadata.create_all(connection, checkfirst=False)
    _revision_table.create(connection)
    connection.execute(insert(_revision_table).values(version_num=_LATEST_REVISION))


def _read_revision(backend: Backend, connection: Connection) -> str | None:
    if _revision_table.name not in backend.list_tables(CoreReader(connection)):
        return None
    return connection.execute(select(_revision_table.c.version_num)).scalar()


def _read_people_version(connection: Connection) -> int:
    table = schema.server_state
    query = select(table.c.value).where(table.c.name == _PEOPLE_VERSION)
    return connection.execute(query).scalar() or 0


def _count_people_change(connection: Connection) -> None:
    table = schema.server_state
    update_result = connection.execute(
        update(table)
        .where(table.c.name == _PEOPLE_VERSION)
        .values(value=table.c.value + 1)
    )
    if not update_result.rowcount:
        connection.execute(insert(table).values(name=_PEOPLE_VERSION, value=1))


@contextmanager
def _open_empty_database() -> Iterator[Connection]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    try:
        schema.metadata.create_all(engine)
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
