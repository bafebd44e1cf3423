"""Opening a database, and the ways into it: reading, looking and a transaction.

SQLite by path or URL, PostgreSQL by URL. Errors of the driver come out as StoreError.
SQLAlchemy is imported when it is needed: it takes longer than a lookup.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from functools import cached_property
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
from tm.store.backend.sqlite import SqliteFile

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from tm.store.backend.postgres import Server

HEAD = "0008"
"""The Alembic revision that this code reads and writes."""

_FOREIGN = "it is a database, but not one of Padanan's; give another path"


class Database:
    """A database of memory and termbase; made by `Database.open`."""

    def __init__(self, place: "SqliteFile | Server") -> None:
        self._place = place
        self.name = place.name
        """What messages call it: the path, or the URL without its password."""
        self.writable = place.writable
        self.dialect = place.dialect
        """`sqlite` or `postgresql`."""
        self.has_written = False
        """Whether a transaction has ended well since it was opened."""

    @classmethod
    def open(cls, place: str | Path, *, migrate: bool = False) -> "Database":
        """Open a database; a SQLite file that does not exist is created.

        `migrate` brings an older schema up to date instead of refusing it.
        Raises StoreUnavailable, StoreCorrupt, SchemaOutdated, SchemaTooNew, InputError.
        """
        database = cls(_place(place))
        try:
            if not isinstance(database._place, SqliteFile):
                with database.reading() as connection:
                    database._place.refuse_unfit(connection)
            database._settle_schema(migrate=migrate)
        except BaseException:
            database.close()
            raise
        return database

    @staticmethod
    def is_missing(place: str | Path) -> bool:
        """Whether opening would make a SQLite file, in which there is nothing to read.

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
        """A consistent view of the database, which never blocks a writer."""
        with self._translated(), self._engine.connect() as connection:
            if self.dialect == "postgresql":
                # By itself it would see what is committed while it reads.
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection
            connection.rollback()

    @contextlib.contextmanager
    def looking(self) -> Iterator[Reader]:
        """The same for plain SQL, which a SQLite file answers without SQLAlchemy."""
        if isinstance(self._place, SqliteFile):
            try:
                with self._place.reading() as reader:
                    yield reader
            except sqlite3.Error as error:
                raise store_error(self.name, error) from error
        else:
            with self.reading() as connection:
                yield CoreReader(connection)

    @contextlib.contextmanager
    def transaction(
        self, *, migrating: bool = False, filling: bool = False
    ) -> Iterator["Connection"]:
        """The only way to write: all of it is kept, or nothing.

        While `migrating` SQLite does not look at foreign keys: a table that others
        refer to is copied there. While `filling` it looks at all of them at the end;
        and a file in which nothing was stored before cannot be read until then.
        """
        if not self.writable:
            raise StoreUnavailable(f"{self.name}: this database is read-only here")
        straight = self.dialect == "sqlite" and filling and self._is_untouched()
        if straight:
            # SQLite changes its way of writing only for who is alone.
            self.close()
        with self._translated(), self._engine.connect() as connection:
            unchecked = self.dialect == "sqlite" and (migrating or filling)
            writer = connection.execution_options(
                padanan_write=True,
                padanan_unchecked=unchecked,
                padanan_straight=straight,
            )
            try:
                with writer.begin():
                    if self.dialect == "postgresql":
                        # One writer at a time, as SQLite has it: two that add the
                        # same segments in another order would wait for each other.
                        _lock_writers(writer)
                    yield writer
                    if unchecked and filling:
                        from tm.store.backend.foreign_keys import demand_references

                        demand_references(writer)
            finally:
                if unchecked:
                    # The next one to have it would not be looked at either.
                    connection.invalidate()
            self.has_written = True

    def close(self) -> None:
        """Let go of all connections."""
        if "_engine" in self.__dict__:
            self._engine.dispose()
        if isinstance(self._place, SqliteFile):
            self._place.close()

    def __enter__(self) -> "Database":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def _engine(self) -> "Engine":
        return self._place.engine()

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        from sqlalchemy.exc import DBAPIError, SQLAlchemyError

        try:
            yield
        except DBAPIError as error:
            raise store_error(self.name, error.orig) from error
        except self._place.driver_errors as error:
            raise store_error(self.name, error) from error
        except SQLAlchemyError as error:
            raise StoreError(f"{self.name}: {error}") from error

    def _is_untouched(self) -> bool:
        """Whether nothing was ever stored."""
        with self.looking() as reader:
            return not list(reader.rows("SELECT 1 FROM change_set LIMIT 1"))

    def _settle_schema(self, *, migrate: bool) -> None:
        with self.looking() as reader:
            found = self._revision(reader)
        if found == HEAD:
            return
        if found is None or migrate:
            with self.transaction(migrating=True) as connection:
                _lock_writers(connection)
                # Another process may have made the schema while we waited.
                found = self._revision(CoreReader(connection))
                if found is None and self.dialect == "sqlite":
                    from tm.store.bootstrap import make_schema

                    make_schema(connection)
                    found = HEAD
                elif found is None or (found < HEAD and migrate):
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

    def _revision(self, reader: Reader) -> str | None:
        """The schema's revision; None for a database with nothing in it."""
        if self.dialect == "sqlite":
            names = "SELECT name FROM sqlite_master WHERE type = 'table'"
        else:
            names = (
                "SELECT table_name FROM information_schema.tables "
                "WHERE table_schema = current_schema()"
            )
        tables = {row[0] for row in reader.rows(names)}
        if not tables:
            return None
        if not {"alembic_version", "change_set"} <= tables:
            raise StoreCorrupt(f"{self.name}: {_FOREIGN}")
        for row in reader.rows("SELECT version_num FROM alembic_version"):
            return str(row[0])
        return None


def _place(place: str | Path) -> "SqliteFile | Server":
    if isinstance(place, str) and "://" in place:
        from tm.store.backend.postgres import place_of

        return place_of(place)
    try:
        return SqliteFile(Path(place).expanduser())
    except RuntimeError as error:
        raise InputError(f"{place}: there is no such user") from error


def _lock_writers(connection: "Connection") -> None:
    if connection.dialect.name == "postgresql":
        from sqlalchemy import text

        connection.execute(text("SELECT pg_advisory_xact_lock(7220250)"))
