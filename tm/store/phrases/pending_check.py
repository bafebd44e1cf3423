"""Check before a search that all stored segments can be searched.

Free of SQLAlchemy as long as nothing is missing: a lookup comes through here.
"""

from collections.abc import Callable

from tm.errors import StoreUnavailable
from tm.store.database import Database

_MARKED = "SELECT value FROM meta WHERE name = 'unsearchable'"


def make_searchable(
    database: Database, *, progress: Callable[[int], object] | None = None
) -> bool:
    """Make missing search columns; return whether any were missing.

    `progress` takes how many more segments are done. Raises StoreUnavailable where
    something is missing and cannot be made.
    """
    if is_searchable(database):
        return False
    if not database.is_writable:
        raise StoreUnavailable(
            f"{database.name}: what was imported last is not yet ready for searching, "
            "and this database is read-only here; run `padanan index` where it is not"
        )
    # Needs SQLAlchemy.
    from tm.store.phrases.pending import complete

    with database.open_transaction() as connection:
        complete(connection, progress=progress)
    return True


def is_searchable(database: Database) -> bool:
    """Whether all segments have their search columns."""
    if not database.backend.defers_indexes:
        return True
    with database.open_reader() as reader:
        return not reader.read_rows(_MARKED)
