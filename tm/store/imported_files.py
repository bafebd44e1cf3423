"""Imported files and their progress, to resume an import and avoid repeats.

A file is known by its content and by how it was read. An import in batches notes after
each of them how many entries of the file are done, in the same transaction.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Self

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from tm.errors import Conflict
from tm.store import schema
from tm.store.database import Database
from tm.store.history.unit_range import UNIT_RANGE


@dataclass(frozen=True, slots=True)
class FileKey:
    """Identity of an import: the bytes of the file, and the options of reading."""

    content: str
    """Hash of the bytes, hexadecimal."""
    options: str
    """JSON."""


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file that was imported, at least in part."""

    key: FileKey
    at: str
    """When its import began: ISO 8601, UTC."""
    entries: int = 0
    """How many entries of the file are done, with those that were skipped."""
    report: Mapping[str, Any] = field(default_factory=dict)  # JSON
    """Report on the entries."""
    session: int | None = None
    """Number of the change set; None where nothing has changed."""
    is_finished: bool = False
    number: int | None = None
    """The number of the row, once it is stored."""

    @classmethod
    def begun(cls, key: FileKey) -> Self:
        """Make the record of a file whose import begins now."""
        at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        return cls(key, at)

    @property
    def name(self) -> str | None:
        """The name for `padanan undo`."""
        return None if self.session is None else f"i{self.session}"


def find_file(database: Database, key: FileKey) -> ImportedFile | None:
    """Find the latest import of a file whose units and articles are unchanged.

    None too where units or articles were changed, removed or undone since: then the
    file has to be read again.
    """
    table = schema.import_file
    query = (
        select(table)
        .where(table.c.content == key.content, table.c.options == key.options)
        .order_by(table.c.id.desc())
        .limit(1)
    )
    with database.open_snapshot() as connection:
        row = connection.execute(query).mappings().first()
        if row is None:
            return None
        change = schema.change
        later = (
            select(change.c.id)
            .where(
                change.c.set_id > json.loads(row["report"])["seen"],
                change.c.kind.in_(("unit", UNIT_RANGE, "article")),
                # What is only added takes nothing from what was there.
                change.c.before.is_not(None),
            )
            .limit(1)
        )
        if connection.execute(later).first() is not None:
            return None
        return _file(row)


def find_interrupted_import(
    database: Database, path: str, key: FileKey
) -> ImportedFile | None:
    """Find the latest import of a path, if it was interrupted.

    None too where it is the same file still, or was undone.
    """
    table, sets = schema.import_file, schema.change_set
    query = (
        select(table)
        .join(sets, sets.c.id == table.c.set_id)
        .where(sets.c.detail == path, table.c.options == key.options)
        .order_by(table.c.id.desc())
        .limit(1)
    )
    with database.open_snapshot() as connection:
        row = connection.execute(query).mappings().first()
        if row is None or row["finished"] or row["content"] == key.content:
            return None
        file = _file(row)
        undone = select(sets.c.id).where(sets.c.undoes == file.name).limit(1)
        return None if connection.execute(undone).first() else file


def save_progress(connection: Connection, file: ImportedFile) -> ImportedFile:
    """Store the progress of a file, in the same transaction as its units.

    Raises Conflict where another process has gone on with it.
    """
    table = schema.import_file
    newest_change_set = (
        connection.execute(select(func.max(schema.change_set.c.id))).scalar() or 0
    )
    values = {
        "set_id": file.session,
        "entries": file.entries,
        "report": json.dumps(
            {**file.report, "seen": newest_change_set}, ensure_ascii=False
        ),
        "finished": file.is_finished,
    }
    if file.number is None:
        values |= asdict(file.key) | {"at": file.at}
        inserted_key = connection.execute(
            insert(table).values(**values)
        ).inserted_primary_key
        assert inserted_key is not None
        return replace(file, number=int(inserted_key[0]))
    connection.execute(update(table).where(table.c.id == file.number).values(**values))
    return file


def verify_progress(connection: Connection, file: ImportedFile) -> None:
    """Raise Conflict where another process has gone on with a file meanwhile."""
    table = schema.import_file
    if file.number is None:
        return
    query = select(table.c.entries).where(table.c.id == file.number)
    if connection.execute(query).scalar() != file.entries:
        raise Conflict(
            "another process has gone on with the import of this file; "
            "run the same command again when that has ended"
        )


def _file(row: RowMapping) -> ImportedFile:
    return ImportedFile(
        FileKey(row["content"], row["options"]),
        row["at"],
        entries=row["entries"],
        report=json.loads(row["report"]),
        session=row["set_id"],
        is_finished=bool(row["finished"]),
        number=row["id"],
    )
