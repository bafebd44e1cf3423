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
    at: str
    who: str
    command: str
    detail: str | None
    undoes: str | None
    changes: int

    @property
    def name(self) -> str:
        """The name for `padanan undo`."""
        return f"i{self.id}"


def change_sets(
    database: Database, *, limit: int | None = None, who: str | None = None
) -> Iterator[ChangeSetRecord]:
    """List change sets, the latest first; `who` is a name in any capitals."""
    query, names = _SETS, dict[str, str]()
    with database.open_reader() as reader:
        if who is not None:
            # In Python: SQLite knows the capitals of ASCII only.
            names_in_log = (row[0] for row in reader.read_rows(_WHO))
            spellings = [
                who,
                *(
                    spelling
                    for spelling in names_in_log
                    if spelling.casefold() == who.casefold()
                ),
            ]
            names = {
                f"who_{number}": spelling for number, spelling in enumerate(spellings)
            }
            query += f"WHERE who IN ({', '.join(f':{name}' for name in names)})"
        query += " ORDER BY id DESC"
        if limit is not None:
            query += f" LIMIT {limit:d}"
        yield from map(_record, reader.read_rows(query, **names))


def change_set_numbered(reader: Reader, number: int) -> ChangeSetRecord:
    """Read the change set with a number."""
    [row] = reader.read_rows(f"{_SETS} WHERE id = :number", number=number)
    return _record(row)


def _record(row: Sequence[Any]) -> ChangeSetRecord:
    id, at, who, command, detail, undoes, changes = row
    return ChangeSetRecord(id, at, who, command, detail, undoes, int(changes))
