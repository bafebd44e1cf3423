"""Access to a database: opening, snapshots, plain SQL and transactions.

SQLite by path or URL, PostgreSQL by URL. Errors of the driver are raised as StoreError.
SQLAlchemy is imported when needed, since importing it takes longer than a lookup.
"""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Lock, local
from typing import TYPE_CHECKING, Protocol, TypeVar, cast, runtime_checkable

from tm.errors import (
    SchemaOutdated,
    SchemaTooNew,
    StoreCorrupt,
    StoreError,
    StoreUnavailable,
)
from tm.store.backend.errors import convert_driver_error
from tm.store.backend.queries.metadata import read_schema_revision
from tm.store.backend.sql import CoreReader, DatabaseReader
from tm.store.backend.sqlite import SqliteBackend
from tm.store.backend.sqlite_file import refuse_empty_file
from tm.text.input.stream import expand_home

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tm.store.backend.backend import Backend

CompanionT = TypeVar("CompanionT")

FIRST_SCHEMA_REVISION = "0001"
SCHEMA_REVISION = "0012"
"""The Alembic revision that this code reads and writes."""

_FOREIGN_DATABASE_MESSAGE = (
    "this is a database, but not one of Padanan's; give another path"
)


@runtime_checkable
class _WorkingCompanion(Protocol):
    """An object of a database that works in a thread of its own."""

    def finish_work(self) -> None:
        """Wait until the work is done."""


class Database:
    """A database of memory and termbase; made by `Database.open`.

    One object may be shared by all threads of a process, for SQLite and PostgreSQL
    alike, and so may a `UnitStore` and a `ConceptStore` over it. Each `open_snapshot`,
    `open_reader` and `open_transaction` has a connection of its own; what it yields,
    and what is read through it, stays in its thread. Readers never wait. There is one
    writer at a time: others wait, in SQLite for 30 seconds. After a fork each process
    opens its own.
    """

    def __init__(self, backend: "Backend", missing_path: Path | None = None) -> None:
        """Take what reads and writes, and the file that the first transaction makes."""
        self.backend = backend
        """Operations that differ between SQLite and PostgreSQL."""
        self._missing_path = missing_path
        self._creation_lock = Lock()
        self.has_written = False
        """Whether a transaction was committed since the database was opened."""
        self._shared_readers = local()
        """The reader that `share_reader` has opened in a thread."""
        self._companion_by_maker: dict[Callable[[Database], object], object] = {}

    @property
    def name(self) -> str:
        """The name in messages: the path, or the URL without its password."""
        return self.backend.name

    @property
    def path(self) -> Path | None:
        """The file of a SQLite database; None for a server."""
        return self.backend.path

    @property
    def is_writable(self) -> bool:
        """Whether this process may write."""
        return self.backend.is_writable

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.backend.dialect

    @classmethod
    def open(
        cls,
        location: str | Path,
        *,
        migrates: bool = False,
        creates_file: bool = True,
        fills_empty_file: bool = False,
        accepts_older: bool = False,
        read_location: str | None = None,
    ) -> "Database":
        """Open a database; a SQLite file that does not exist is created.

        `migrates`: bring an older schema up to date instead of raising SchemaOutdated.
        `creates_file`: create a missing file at once; otherwise it reads as an empty
        database, and the first transaction creates it. `fills_empty_file`: make a
        database in a file of zero bytes instead of raising StoreCorrupt.
        `accepts_older`: leave an older schema as it is, only to read whole tables.
        `read_location`: URL of a read replica, for what only reads.
        Raises StoreUnavailable, StoreCorrupt, SchemaOutdated, SchemaTooNew, InputError.
        """
        missing_path = None if read_location else cls.find_missing_file(location)
        if missing_path is not None and not creates_file:
            from tm.store.empty_database import EmptySqliteBackend

            return cls(EmptySqliteBackend(missing_path), missing_path)
        if missing_path is not None:
            from tm.store.new_sqlite_file import create_file

            # The file itself appears when it is complete.
            with convert_driver_errors(
                str(missing_path), SqliteBackend.driver_errors, missing_path.parent
            ):
                create_file(missing_path)
        database = cls(open_backend(location, read_location))
        try:
            if database.path is not None and not fills_empty_file:
                refuse_empty_file(database.path)
            with database._convert_driver_errors():
                database.backend.verify_encoding()
            try:
                database._verify_schema(migrates=migrates)
            except SchemaOutdated:
                if not accepts_older:
                    raise
        except BaseException:
            database.close()
            raise
        return database

    @staticmethod
    def is_missing(location: str | Path) -> bool:
        """Whether opening would create a SQLite file, since there is none.

        False for invalid locations, too: `open` raises an error for them.
        """
        return Database.find_missing_file(location) is not None

    @staticmethod
    def find_missing_file(location: str | Path) -> Path | None:
        """Find the SQLite file that opening would create; None if there is none."""
        try:
            path = _find_creatable_file(location)
            if path is None or os.path.lexists(path):
                return None
        except ValueError:  # no path, which `open` says
            return None
        return path

    @property
    def revision(self) -> str:
        """Alembic revision of the schema."""
        with self.open_reader() as reader:
            return self._read_revision(reader) or SCHEMA_REVISION

    @contextlib.contextmanager
    def open_snapshot(self) -> Iterator["Connection"]:
        """Open a consistent view of the database, which never blocks a writer."""
        with self._convert_driver_errors(), self.backend.open_snapshot() as connection:
            yield connection

    @contextlib.contextmanager
    def open_reader(self, *, is_settled: bool = False) -> Iterator[DatabaseReader]:
        """Open a consistent view for plain SQL, without SQLAlchemy for SQLite.

        `is_settled`: wait for writers that have taken ids, so that none comes later
        that is lower than one that is seen here.
        """
        shared_reader: DatabaseReader | None = getattr(
            self._shared_readers, "reader", None
        )
        if shared_reader is not None and not is_settled:
            with self._convert_driver_errors():
                yield shared_reader
            return
        open_reader = (
            self.backend.open_settled_reader if is_settled else self.backend.open_reader
        )
        with self._convert_driver_errors(), open_reader() as reader:
            yield reader

    @contextlib.contextmanager
    def share_reader(self) -> Iterator[None]:
        """Open one consistent view for all that this thread reads meanwhile.

        Not for a thread that writes meanwhile: it would not read what it has written.
        """
        outer_reader: DatabaseReader | None = getattr(
            self._shared_readers, "reader", None
        )
        with self.open_reader() as reader:
            self._shared_readers.reader = reader
            try:
                yield
            finally:
                self._shared_readers.reader = outer_reader

    @contextlib.contextmanager
    def open_transaction(
        self, *, is_migration: bool = False, is_bulk_load: bool = False
    ) -> Iterator["Connection"]:
        """Open a transaction for writing; an exception rolls everything back.

        With `is_migration` SQLite does not check foreign keys, since a migration copies
        tables that others refer to. With `is_bulk_load` it checks all of them at the
        end, and until then a file that was empty cannot be read.
        """
        self._create_missing_file()
        if not self.is_writable:
            raise StoreUnavailable(
                f"{self.name}: this database is read-only here; check its permissions"
            )
        with (
            self._convert_driver_errors(),
            self.backend.open_transaction(
                is_migration=is_migration, is_bulk_load=is_bulk_load
            ) as connection,
        ):
            yield connection
        # Making the schema stores nothing.
        self.has_written |= is_bulk_load or not is_migration

    def verify_stored(self) -> None:
        """Raise StoreLost if the file in which something was stored is gone."""
        self.backend.verify_stored()

    @property
    def awaits_creation(self) -> bool:
        """Whether the file does not exist yet, so that there is nothing to read."""
        return self._missing_path is not None

    def _create_missing_file(self) -> None:
        """Create the file of a database that was read as empty so far."""
        with self._creation_lock:
            if self._missing_path is None:
                return
            created_database = Database.open(self._missing_path)
            self.backend.close()
            self.backend, self._missing_path = created_database.backend, None

    def get_companion(
        self, make_companion: "Callable[[Database], CompanionT]"
    ) -> "CompanionT":
        """Get an object that is made once for this database, such as its index.

        The object lives as long as the database; threads share it.
        """
        companion = self._companion_by_maker.get(make_companion)
        if companion is None:
            companion = self._companion_by_maker.setdefault(
                make_companion, make_companion(self)
            )
        return cast("CompanionT", companion)

    def close(self) -> None:
        """Close all connections, once the companions have finished their work."""
        for companion in self._companion_by_maker.values():
            if isinstance(companion, _WorkingCompanion):
                companion.finish_work()
        self.backend.close()

    def __enter__(self) -> "Database":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _convert_driver_errors(self) -> contextlib.AbstractContextManager[None]:
        return convert_driver_errors(self.name, self.backend.driver_errors, self.path)

    def _verify_schema(self, *, migrates: bool) -> None:
        with self.open_reader() as reader:
            revision = self._read_revision(reader)
        if revision == SCHEMA_REVISION:
            return
        if revision is None or migrates:
            with self.open_transaction(is_migration=True) as connection:
                # Another process may have made the schema while we waited.
                revision = self._read_revision(CoreReader(connection))
                if revision is None and self.backend.schema_script_name is not None:
                    from tm.store.new_sqlite_file import make_schema

                    make_schema(connection, self.backend)
                    revision = SCHEMA_REVISION
                elif revision is None or (revision < SCHEMA_REVISION and migrates):
                    # Alembic takes a quarter of a second to import.
                    from tm.store.migrations.upgrade import upgrade

                    upgrade(connection)
                    revision = SCHEMA_REVISION
        if revision < SCHEMA_REVISION:
            raise SchemaOutdated(
                f"{self.name}: made by an older Padanan (schema {revision}, this one "
                f"needs {SCHEMA_REVISION}); migrate it",
                next_step="migrate the database",
            )
        if revision > SCHEMA_REVISION:
            raise SchemaTooNew(
                f"{self.name}: made by a newer Padanan (schema {revision}, this one "
                f"knows {SCHEMA_REVISION}); upgrade Padanan"
            )

    def _read_revision(self, reader: DatabaseReader) -> str | None:
        """Read the revision of the schema; None for an empty database."""
        table_names = self.backend.list_tables(reader)
        if not table_names:
            return None
        if not {"alembic_version", "change_set"} <= table_names:
            raise StoreCorrupt(f"{self.name}: {_FOREIGN_DATABASE_MESSAGE}")
        return read_schema_revision(reader)


@contextlib.contextmanager
def convert_driver_errors(
    database_name: str,
    driver_errors: tuple[type[Exception], ...],
    path: Path | None = None,
) -> Iterator[None]:
    """Raise errors of the driver and of SQLAlchemy as StoreError."""
    try:
        yield
    except driver_errors as error:
        raise convert_driver_error(database_name, error, path) from error
    except Exception as error:
        # Not imported here, since that takes longer than a lookup.
        sqlalchemy_errors = sys.modules.get("sqlalchemy.exc")
        if sqlalchemy_errors is None or not isinstance(
            error, sqlalchemy_errors.SQLAlchemyError
        ):
            raise
        if isinstance(error, sqlalchemy_errors.DBAPIError):
            raise convert_driver_error(database_name, error.orig, path) from error
        raise StoreError(f"{database_name}: {error}") from error


def _find_creatable_file(location: str | Path) -> Path | None:
    if isinstance(location, str) and "://" in location:
        if not location.startswith("sqlite"):
            return None
        from tm.store.backend.address import find_creatable_file

        return find_creatable_file(location)
    return expand_home(location)


def open_backend(location: str | Path, read_location: str | None = None) -> "Backend":
    """Make the backend of a path or URL, and of the URL of its read replica.

    Raises InputError and StoreUnavailable.
    """
    if read_location:
        from tm.store.backend.address import make_replicated_backend

        return make_replicated_backend(str(location), read_location)
    if isinstance(location, str) and "://" in location:
        from tm.store.backend.address import make_backend

        return make_backend(location)
    return SqliteBackend(expand_home(location))
