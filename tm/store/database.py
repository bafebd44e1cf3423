"""Access to a database: opening, reading, looking and transactions.

SQLite by path or URL, PostgreSQL by URL. Errors of the driver come out as StoreError.
SQLAlchemy is imported when it is needed: it takes longer than a lookup.
"""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tm.errors import (
    InputError,
    SchemaOutdated,
    SchemaTooNew,
    StoreCorrupt,
    StoreError,
    StoreUnavailable,
)
from tm.store.backend.errors import store_error
from tm.store.backend.sql import CoreReader, Reader
from tm.store.backend.sqlite import SqliteBackend

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tm.store.backend.backend import Backend

HEAD = "0008"
"""The Alembic revision that this code reads and writes."""

_FOREIGN = "it is a database, but not one of Padanan's; give another path"


class Database:
    """A database of memory and termbase; made by `Database.open`.

    One object may be shared by all threads of a process, for SQLite and PostgreSQL
    alike, and so may a `UnitStore` and a `Glossary` over it. Each `reading`, `looking`
    and `transaction` has a connection of its own; what it yields, and what is read
    through it, stays in its thread. Readers never wait. There is one writer at a time:
    others wait, in SQLite for 30 seconds. After a fork each process opens its own.
    """

    def __init__(self, backend: "Backend") -> None:
        self.backend = backend
        """Operations that differ between SQLite and PostgreSQL."""
        self.has_written = False
        """Whether a transaction has ended well since it was opened."""

    @property
    def name(self) -> str:
        """The name in messages: the path, or the URL without its password."""
        return self.backend.name

    @property
    def path(self) -> Path | None:
        """The file, where the database is one."""
        return self.backend.path

    @property
    def writable(self) -> bool:
        """Whether this process may write."""
        return self.backend.writable

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.backend.dialect

    @classmethod
    def open(cls, place: str | Path, *, migrate: bool = False) -> "Database":
        """Open a database; a SQLite file that does not exist is created.

        `migrate` brings an older schema up to date instead of refusing it.
        Raises StoreUnavailable, StoreCorrupt, SchemaOutdated, SchemaTooNew, InputError.
        """
        database = cls(_backend_at(place))
        try:
            with database._errors_translated():
                database.backend.verify()
            database._settle_schema(migrate=migrate)
        except BaseException:
            database.close()
            raise
        return database

    @staticmethod
    def is_missing(place: str | Path) -> bool:
        """Whether there is no SQLite file at a path, so that opening would create it.

        Of what is wrong with a place, opening tells.
        """
        if isinstance(place, str) and "://" in place:
            return False
        try:
            return not os.path.lexists(Path(place).expanduser())
        except (RuntimeError, ValueError):
            return False

    @property
    def revision(self) -> str:
        """The schema's Alembic revision."""
        with self.looking() as reader:
            return self._revision(reader) or HEAD

    @contextlib.contextmanager
    def reading(self) -> Iterator["Connection"]:
        """Open a consistent view of the database, which never blocks a writer."""
        with self._errors_translated(), self.backend.read() as connection:
            yield connection

    @contextlib.contextmanager
    def looking(self, *, settled: bool = False) -> Iterator[Reader]:
        """Open a consistent view for plain SQL, without SQLAlchemy for SQLite.

        `settled`: wait for writers that have taken ids, so that none comes later that
        is lower than one that is seen here.
        """
        open_reader = (
            self.backend.open_settled_reader if settled else self.backend.open_reader
        )
        with self._errors_translated(), open_reader() as reader:
            yield reader

    @contextlib.contextmanager
    def transaction(
        self, *, migrating: bool = False, filling: bool = False
    ) -> Iterator["Connection"]:
        """Open a transaction, the only way to write: all is kept, or nothing.

        While `migrating` SQLite does not look at foreign keys: a table that others
        refer to is copied there. While `filling` it looks at all of them at the end;
        and a file in which nothing was stored before cannot be read until then.
        """
        if not self.writable:
            raise StoreUnavailable(
                f"{self.name}: this database is read-only here; check its permissions"
            )
        with (
            self._errors_translated(),
            self.backend.write(migrating=migrating, filling=filling) as connection,
        ):
            yield connection
        self.has_written = True

    def close(self) -> None:
        """Close all connections."""
        self.backend.close()

    def __enter__(self) -> "Database":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def _errors_translated(self) -> Iterator[None]:
        """Raise errors of the driver and of SQLAlchemy as StoreError."""
        try:
            yield
        except self.backend.driver_errors as error:
            raise store_error(self.name, error) from error
        except Exception as error:
            # Not imported for this: it takes longer than a lookup.
            library = sys.modules.get("sqlalchemy.exc")
            if library is None or not isinstance(error, library.SQLAlchemyError):
                raise
            if isinstance(error, library.DBAPIError):
                raise store_error(self.name, error.orig) from error
            raise StoreError(f"{self.name}: {error}") from error

    def _settle_schema(self, *, migrate: bool) -> None:
        with self.looking() as reader:
            revision = self._revision(reader)
        if revision == HEAD:
            return
        if revision is None or migrate:
            with self.transaction(migrating=True) as connection:
                # Another process may have made the schema while we waited.
                revision = self._revision(CoreReader(connection))
                if revision is None and self.backend.schema_script is not None:
                    from tm.store.bootstrap import make_schema

                    make_schema(connection, self.backend)
                    revision = HEAD
                elif revision is None or (revision < HEAD and migrate):
                    # Alembic takes a quarter of a second to import.
                    from tm.store.migrations import upgrade

                    upgrade(connection)
                    revision = HEAD
        if revision < HEAD:
            raise SchemaOutdated(
                f"{self.name}: made by an older Padanan (schema {revision}, this one "
                f"needs {HEAD}); run `padanan migrate`"
            )
        if revision > HEAD:
            raise SchemaTooNew(
                f"{self.name}: made by a newer Padanan (schema {revision}, this one "
                f"knows {HEAD}); upgrade Padanan"
            )

    def _revision(self, reader: Reader) -> str | None:
        """The schema's revision; None for a database with nothing in it."""
        tables = self.backend.table_names(reader)
        if not tables:
            return None
        if not {"alembic_version", "change_set"} <= tables:
            raise StoreCorrupt(f"{self.name}: {_FOREIGN}")
        for row in reader.rows("SELECT version_num FROM alembic_version"):
            return str(row[0])
        return None


def _backend_at(place: str | Path) -> "Backend":
    if isinstance(place, str) and "://" in place:
        from tm.store.backend.address import parse_url

        return parse_url(place)
    try:
        return SqliteBackend(Path(place).expanduser())
    except RuntimeError as error:
        raise InputError(f"{place}: no such user; check the name after ~") from error
