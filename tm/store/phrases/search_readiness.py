"""Check before a search that no segment lacks its search columns.

SQLAlchemy is imported only if some are missing, since every lookup comes through here.
"""

from tm.errors import StoreUnavailable
from tm.progress import ReportProgress
from tm.store.backend.queries.metadata import UNSEARCHABLE_NAME, read_meta_value
from tm.store.database import Database


def make_searchable(
    database: Database, *, report_progress: ReportProgress | None = None
) -> bool:
    """Make missing search columns; return whether any were missing.

    `report_progress` takes how many more segments are done. Raises StoreUnavailable
    where something is missing and cannot be made.
    """
    if is_searchable(database):
        return False
    if not database.is_writable:
        raise StoreUnavailable(
            f"{database.name}: the last import is not ready for searching, and the "
            "database is read-only here; index it with write permission",
            next_step="index the database",
        )
    # Needs SQLAlchemy.
    from tm.store.phrases.search_columns import complete_search_columns

    with database.open_transaction() as connection:
        complete_search_columns(connection, report_progress=report_progress)
    return True


def is_searchable(database: Database) -> bool:
    """Whether all segments have their search columns."""
    if not database.backend.defers_indexes:
        return True
    with database.open_reader() as reader:
        return read_meta_value(reader, UNSEARCHABLE_NAME) is None
