"""Findings that people have marked as critical, which no check can tell.

They stand in the server's own database by memory and fingerprint. A finding keeps its
fingerprint until its text changes: later runs, also those of others, know them.
"""

from collections.abc import Set

from sqlalchemy import delete, insert, select

from web.database import schema
from web.database.server_database import ServerDatabase, get_time

_finding_table = schema.critical_finding


def read_critical_fingerprints(database: ServerDatabase, memory_name: str) -> Set[str]:
    """Read the fingerprints of the findings in a memory that are critical."""
    query = select(_finding_table.c.fingerprint).where(
        _finding_table.c.memory == memory_name
    )
    with database.open_snapshot() as connection:
        return frozenset(connection.execute(query).scalars())


def mark_as_critical(
    database: ServerDatabase,
    memory_name: str,
    fingerprints: Set[str],
    person_id: str | None,
) -> None:
    """Mark findings as critical; those that are stay as somebody has marked them."""
    with database.open_transaction() as connection:
        query = select(_finding_table.c.fingerprint).where(
            _finding_table.c.memory == memory_name
        )
        known_fingerprints = set(connection.execute(query).scalars())
        row_values = {
            "memory": memory_name,
            "person": person_id,
            "marked_at": get_time(),
        }
        rows = [
            {**row_values, "fingerprint": fingerprint}
            for fingerprint in sorted(fingerprints - known_fingerprints)
        ]
        if rows:
            connection.execute(insert(_finding_table), rows)


def unmark_as_critical(
    database: ServerDatabase, memory_name: str, fingerprints: Set[str]
) -> None:
    """Take back that findings are critical."""
    with database.open_transaction() as connection:
        connection.execute(
            delete(_finding_table).where(
                _finding_table.c.memory == memory_name,
                _finding_table.c.fingerprint.in_(fingerprints),
            )
        )
