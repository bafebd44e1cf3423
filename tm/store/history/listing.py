"""Listing of change sets, by plain SQL."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tm.store.backend.sql import Reader
from tm.store.database import Database

_SETS = """
    SELECT id, at, who, command, detail, undoes, (
        SELECT coalesce(sum(coalesce(last_id - first_id + 1, 1)), 0)
        FROM change WHERE change.set_id = change_set.id
    )
    FROM change_set
"""
_WHO = "SELECT DISTINCT who FROM change_set"


@dataclass(frozen=True, slots=True)
class ChangeSetRecord:
    """Author, date, command and size of a change set."""

    id: int
    timestamp: str
    author: str
    command: str
    detail: str | None
    undone_name: str | None
    change_count: int

    @property
    def name(self) -> str:
        """The name for `padanan undo`."""
        return f"i{self.id}"


def list_change_sets(
    database: Database, *, limit: int | None = None, author: str | None = None
) -> Iterator[ChangeSetRecord]:
    """List change sets, the latest first; `author` is compared without case."""
    query, parameters = _SETS, dict[str, str]()
    with database.open_reader() as reader:
        if author is not None:
            # In Python: SQLite knows the capitals of ASCII only.
            logged_authors = (row[0] for row in reader.read_rows(_WHO))
            spellings = [
                author,
                *(
                    spelling
                    for spelling in logged_authors
                    if spelling.casefold() == author.casefold()
                ),
            ]
            parameters = {
                f"who_{spelling_index}": spelling
                for spelling_index, spelling in enumerate(spellings)
            }
            placeholders = ", ".join(f":{name}" for name in parameters)
            query += f"WHERE who IN ({placeholders})"
        query += " ORDER BY id DESC"
        if limit is not None:
            query += f" LIMIT {limit:d}"
        yield from map(_make_record, reader.read_rows(query, **parameters))


def read_change_set(reader: Reader, change_set_id: int) -> ChangeSetRecord:
    """Read the change set with an id."""
    [row] = reader.read_rows(f"{_SETS} WHERE id = :number", number=change_set_id)
    return _make_record(row)


def _make_record(row: Sequence[Any]) -> ChangeSetRecord:
    id, at, who, command, detail, undoes, changes = row
    return ChangeSetRecord(id, at, who, command, detail, undoes, int(changes))
