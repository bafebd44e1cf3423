"""Hash partitions of the tables of segments and units, which PostgreSQL can have."""

from collections.abc import Callable

from tm.errors import InputError
from tm.store.database import Database, convert_driver_errors

MAX_PARTITION_COUNT = 256


def partition_database(
    database: Database,
    partition_count: int,
    *,
    report_progress: Callable[[int], object] = lambda _: None,
) -> None:
    """Divide segments and units into partitions, in steps, while others read.

    What an interrupted call has done is kept, and the next one goes on from there; 0
    drops it instead. `report_progress` gets the number of rows of each step. Raises
    InputError for SQLite and StoreUnavailable.
    """
    # Here, since importing the backend imports SQLAlchemy.
    from tm.store.backend.postgres.postgres_backend import PostgresBackend

    backend = database.backend
    if not isinstance(backend, PostgresBackend):
        raise InputError(
            f"{database.name}: SQLite has no partitions; move the memory to PostgreSQL "
            "by a backup"
        )
    with convert_driver_errors(database.name, backend.driver_errors):
        for row_count in backend.partition_tables(partition_count):
            report_progress(row_count)
