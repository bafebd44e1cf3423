"""The database of a job, which is read and never written."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tm.errors import InputError, StoreError
from tm.store import schema
from tm.store.backend.bulk_rows import find_newest_id
from tm.store.database import Database

JobDatabase = Mapping[str, Any] | None
"""Where the database of a job is, and its newest change, as JSON."""


def describe_database(location: str) -> JobDatabase:
    """Describe a database for the settings of a job; None if there is none.

    The newest change stands for all contents, since all that is stored is logged.
    Raises InputError for a URL with a password, which the plan would contain.
    """
    if Database.is_missing(location):
        return None
    if "://" not in location:
        location = str(Path(location).expanduser().absolute())
    elif urlsplit(location).password:
        raise InputError(
            "the URL of the database has a password, which would be written into the "
            "output folder; give it by PGPASSWORD or a file .pgpass on each machine"
        )
    with Database.open(location, creates_file=False) as database:
        return {"location": location, "newest_change": _find_newest_change(database)}


@contextmanager
def open_database(description: JobDatabase) -> Iterator[Database | None]:
    """Open the database of a job; None if it has none.

    Raises StoreError if it is not found here, or others changed it meanwhile.
    """
    if description is None:
        yield None
        return
    location = description["location"]
    if Database.is_missing(location):
        raise StoreError(
            f"{location}: not found on this machine; put the database into a folder "
            "that all machines share, under the same path"
        )
    with Database.open(location, creates_file=False) as database:
        if _find_newest_change(database) != description["newest_change"]:
            raise StoreError(
                f"{location}: changed since the job began; run the same command again"
            )
        yield database


def _find_newest_change(database: Database) -> int:
    with database.open_snapshot() as connection:
        return find_newest_id(connection, schema.change)
