"""Imported files and their progress, to resume an import and avoid repeats.

A file is identified by its content and the options of reading. After each batch, an
import stores the number of entries done, in the same transaction.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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

    content_hash: str
    """Hash of the bytes, hexadecimal."""
    options_json: str


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file that was imported, at least in part."""

    key: FileKey
    start_time: str
    """Start of the import: ISO 8601, UTC."""
    entry_count: int = 0
    """Number of entries done so far, including skipped ones."""
    report: Mapping[str, Any] = field(default_factory=dict)  # JSON
    """Report on the entries."""
    change_set_id: int | None = None
    """Id of the change set; None if nothing has changed."""
    is_finished: bool = False
    """Whether the whole file was imported."""
    row_id: int | None = None
    """Id of the row, once it is stored."""

    @classmethod
    def start(cls, key: FileKey) -> Self:
        """Make the record of a file whose import begins now."""
        start_time = (
            datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        )
        return cls(key, start_time)

    @property
    def change_set_name(self) -> str | None:
        """The name for `padanan undo`."""
        return None if self.change_set_id is None else f"i{self.change_set_id}"


def find_imported_file(database: Database, key: FileKey) -> ImportedFile | None:
    """Find the latest import of a file whose units and articles are unchanged.

    None if units or articles were changed, removed or undone later, so that the file
    has to be read again.
    """
    file_table = schema.import_file
    query = (
        select(file_table)
        .where(
            file_table.c.content == key.content_hash,
            file_table.c.options == key.options_json,
        )
        .order_by(file_table.c.id.desc())
        .limit(1)
    )
    with database.open_snapshot() as connection:
        file_row = connection.execute(query).mappings().first()
        if file_row is None:
            return None
        change_table = schema.change
        later_changes_query = (
            select(change_table.c.id)
            .where(
                change_table.c.set_id > json.loads(file_row["report"])["seen"],
                change_table.c.kind.in_(("unit", UNIT_RANGE, "article")),
                # Additions do not change what was there before.
                change_table.c.before.is_not(None),
            )
            .limit(1)
        )
        if connection.execute(later_changes_query).first() is not None:
            return None
        return _make_imported_file(file_row)


def find_interrupted_import(
    database: Database, path: str, key: FileKey
) -> ImportedFile | None:
    """Find the latest import of a path, if it was interrupted.

    None if the file is unchanged, or its import was undone.
    """
    file_table, change_set_table = schema.import_file, schema.change_set
    query = (
        select(file_table)
        .join(change_set_table, change_set_table.c.id == file_table.c.set_id)
        .where(
            change_set_table.c.detail == path, file_table.c.options == key.options_json
        )
        .order_by(file_table.c.id.desc())
        .limit(1)
    )
    with database.open_snapshot() as connection:
        file_row = connection.execute(query).mappings().first()
        if (
            file_row is None
            or file_row["finished"]
            or file_row["content"] == key.content_hash
        ):
            return None
        imported_file = _make_imported_file(file_row)
        undo_query = (
            select(change_set_table.c.id)
            .where(change_set_table.c.undoes == imported_file.change_set_name)
            .limit(1)
        )
        return None if connection.execute(undo_query).first() else imported_file


def save_progress(connection: Connection, imported_file: ImportedFile) -> ImportedFile:
    """Store the progress of a file, in the same transaction as its units.

    Raises Conflict if another process has continued it.
    """
    file_table = schema.import_file
    newest_change_set_id = (
        connection.execute(select(func.max(schema.change_set.c.id))).scalar() or 0
    )
    column_values = {
        "set_id": imported_file.change_set_id,
        "entries": imported_file.entry_count,
        "report": json.dumps(
            {**imported_file.report, "seen": newest_change_set_id}, ensure_ascii=False
        ),
        "finished": imported_file.is_finished,
    }
    if imported_file.row_id is None:
        column_values |= {
            "content": imported_file.key.content_hash,
            "options": imported_file.key.options_json,
            "at": imported_file.start_time,
        }
        inserted_key = connection.execute(
            insert(file_table).values(**column_values)
        ).inserted_primary_key
        assert inserted_key is not None
        return replace(imported_file, row_id=int(inserted_key[0]))
    connection.execute(
        update(file_table)
        .where(file_table.c.id == imported_file.row_id)
        .values(**column_values)
    )
    return imported_file


def verify_progress(connection: Connection, imported_file: ImportedFile) -> None:
    """Raise Conflict if another process has continued the import of a file."""
    file_table = schema.import_file
    if imported_file.row_id is None:
        return
    query = select(file_table.c.entries).where(file_table.c.id == imported_file.row_id)
    if connection.execute(query).scalar() != imported_file.entry_count:
        raise Conflict(
            "another process has continued the import of this file; run the same "
            "command again when that has ended"
        )


def _make_imported_file(row: RowMapping) -> ImportedFile:
    return ImportedFile(
        FileKey(row["content"], row["options"]),
        row["at"],
        entry_count=row["entries"],
        report=json.loads(row["report"]),
        change_set_id=row["set_id"],
        is_finished=bool(row["finished"]),
        row_id=row["id"],
    )
