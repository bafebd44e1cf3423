"""The schema of a new SQLite file, made by one script.

The revisions would make the same schema, but importing Alembic takes a quarter of a
second, and running all revisions takes a fifteenth.
"""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, insert

from tm.errors import StoreUnavailable, describe_system_error
from tm.store import schema
from tm.store.backend.backend import Backend
from tm.store.backend.sqlite import SqliteBackend
from tm.store.backend.sqlite_file import empty_log, prepare_file, sync_folder
from tm.store.empty_database import read_schema_script


def create_file(path: Path) -> None:
    """Create a SQLite file with its schema and its folder; it appears when complete.

    A process that is killed here leaves no file of zero bytes behind. Only the owner
    may read the new file. If another process has created one meanwhile, that one stays.
    Raises StoreUnavailable.
    """
    try:
        prepare_file(path, "rwc")
        descriptor, temporary_name = tempfile.mkstemp(
            prefix=f".{path.name}.", suffix=".new", dir=path.parent
        )
    except OSError as error:
        raise StoreUnavailable(f"{path}: {describe_system_error(error)}") from error
    os.close(descriptor)
    temporary_path = Path(temporary_name)
    try:
        backend = SqliteBackend(temporary_path)
        try:
            with backend.open_transaction(is_migration=True) as connection:
                make_schema(connection, backend)
        finally:
            backend.close()
        # SQLite keeps the log, and says nothing, if the disk is full.
        if temporary_path.with_name(f"{temporary_path.name}-wal").exists():
            empty_log(temporary_path)
        _publish_file(temporary_path, path)
        sync_folder(path.parent)
    except OSError as error:
        raise StoreUnavailable(f"{path}: {describe_system_error(error)}") from error
    finally:
        for name_suffix in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                os.unlink(f"{temporary_name}{name_suffix}")


def _publish_file(temporary_path: Path, path: Path) -> None:
    """Give a file its name, unless another has it already."""
    try:
        os.link(temporary_path, path)
    except FileExistsError:
        return
    except OSError:
        # A file system without hard links.
        if not os.path.lexists(path):
            temporary_path.rename(path)


def make_schema(connection: Connection, backend: Backend) -> None:
    """Make all tables of an empty database, in the transaction of a connection."""
    assert backend.schema_script_name is not None
    for statement in read_schema_script(backend.schema_script_name).split(";\n")[:-1]:
        connection.exec_driver_sql(statement)
    if backend.phrase_index.create(connection):
        connection.execute(insert(schema.meta).values(name="phrase_index", value="0"))
