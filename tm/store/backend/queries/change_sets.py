"""Queries for change sets with the number of their changes."""

from collections.abc import Sequence

from tm.store.backend.sql import Reader, RowValues

_CHANGE_SETS_SQL = """
    SELECT id, at, who, command, detail, undoes, (
        SELECT coalesce(sum(coalesce(last_id - first_id + 1, 1)), 0)
        FROM change WHERE change.set_id = change_set.id
    )
    FROM change_set
"""
_AUTHORS_SQL = "SELECT DISTINCT who FROM change_set"


def read_authors(reader: Reader) -> list[str]:
    """Read the authors of all change sets."""
    return [row[0] for row in reader.read_rows(_AUTHORS_SQL)]


def read_change_set_rows(
    reader: Reader, *, authors: Sequence[str] | None = None, limit: int | None = None
) -> Sequence[RowValues]:
    """Read the change sets of some authors or of all, the latest first."""
    query, author_by_parameter_name = _CHANGE_SETS_SQL, dict[str, str]()
    if authors is not None:
        author_by_parameter_name = {
            f"author_{author_index}": author
            for author_index, author in enumerate(authors)
        }
        placeholders = ", ".join(f":{name}" for name in author_by_parameter_name)
        query += f"WHERE who IN ({placeholders})"
    query += " ORDER BY id DESC"
    if limit is not None:
        query += f" LIMIT {limit:d}"
    return reader.read_rows(query, **author_by_parameter_name)


def read_change_set_row(reader: Reader, change_set_id: int) -> RowValues:
    """Read the change set with an id."""
    [row] = reader.read_rows(f"{_CHANGE_SETS_SQL} WHERE id = :id", id=change_set_id)
    return row
