"""The manifest of a backup: its tables and files with counts and SHA-256 hashes."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tm.errors import FormatError
from tm.store.contents.reading import TableDigest
from tm.store.contents.stored_table import ColumnKind, StoredTable

MANIFEST_NAME = "manifest.json"
BACKUP_VERSION = 1
"""The version of the format; a newer one may not be read."""
_FORMAT_NAME = "padanan-backup"
_NAME_PATTERN = re.compile(r"[a-z][a-z0-9_]{0,62}")
_HASH_PATTERN = re.compile(r"[0-9a-f]{64}")
_SCHEMA_REVISION_PATTERN = re.compile(r"[0-9]{4}")
_MALFORMED_MANIFEST_ERRORS = (
    *(ValueError, KeyError, TypeError, AttributeError),
    *(OverflowError, RecursionError),
)
"""What reading JSON of another shape raises."""


@dataclass(frozen=True, slots=True)
class SavedTable:
    """A table in a backup, with the count and the hash of its lines."""

    stored_table: StoredTable
    digest: TableDigest

    @property
    def member_name(self) -> str:
        """The name of its file in the backup."""
        return f"tables/{self.stored_table.name}.jsonl"


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A file that belongs to a database, such as that of dismissed findings."""

    name: str
    byte_count: int
    sha256: str

    @property
    def member_name(self) -> str:
        """The name of the file in the backup."""
        return f"files/{self.name}"


@dataclass(frozen=True, slots=True)
class BackupManifest:
    """What a backup contains, and what made it."""

    schema_revision: str
    """The Alembic revision of the tables."""
    made_at: str
    """ISO 8601, UTC."""
    made_by: str
    """Program and version."""
    dialect: str
    """`sqlite` or `postgresql`."""
    tables: Sequence[SavedTable]
    """In the order in which they can be filled."""
    files: Sequence[SavedFile] = ()

    @property
    def row_count(self) -> int:
        """How many rows all tables have."""
        return sum(saved_table.digest.row_count for saved_table in self.tables)

    @property
    def count_by_table(self) -> dict[str, int]:
        """How many rows each table has."""
        return {
            saved_table.stored_table.name: saved_table.digest.row_count
            for saved_table in self.tables
        }


def format_manifest(manifest: BackupManifest) -> bytes:
    """Format a manifest as JSON."""
    record = {
        "format": _FORMAT_NAME,
        "version": BACKUP_VERSION,
        "schema": manifest.schema_revision,
        "made": manifest.made_at,
        "made_by": manifest.made_by,
        "database": manifest.dialect,
        "tables": [
            {
                "name": saved_table.stored_table.name,
                "file": saved_table.member_name,
                "rows": saved_table.digest.row_count,
                "sha256": saved_table.digest.sha256,
                "key": list(saved_table.stored_table.key_columns),
                "columns": [
                    {"name": column_name, "type": kind.value}
                    for column_name, kind in (
                        saved_table.stored_table.kind_by_column.items()
                    )
                ],
            }
            for saved_table in manifest.tables
        ],
        "files": [
            {
                "name": saved_file.name,
                "file": saved_file.member_name,
                "bytes": saved_file.byte_count,
                "sha256": saved_file.sha256,
            }
            for saved_file in manifest.files
        ],
    }
    return json.dumps(record, ensure_ascii=False, indent=1).encode() + b"\n"


def parse_manifest(manifest_bytes: bytes, path: str) -> BackupManifest:
    """Parse a manifest. Raises FormatError for one that cannot be read."""
    try:
        record = json.loads(manifest_bytes)
        if record["format"] != _FORMAT_NAME:
            raise ValueError(record["format"])
        if record["version"] > BACKUP_VERSION:
            raise FormatError(
                f"a backup of version {record['version']}, and this Padanan knows "
                f"{BACKUP_VERSION}; upgrade Padanan",
                path=path,
            )
        return BackupManifest(
            schema_revision=_require_match(_SCHEMA_REVISION_PATTERN, record["schema"]),
            made_at=str(record["made"]),
            made_by=str(record["made_by"]),
            dialect=str(record["database"]),
            tables=tuple(map(_parse_table, record["tables"])),
            files=tuple(map(_parse_file, record["files"])),
        )
    except _MALFORMED_MANIFEST_ERRORS as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(
            f"{MANIFEST_NAME} is not that of a backup", path=path
        ) from error


def _parse_table(record: Mapping[str, Any]) -> SavedTable:
    kind_by_column = {
        _require_match(_NAME_PATTERN, column["name"]): ColumnKind(column["type"])
        for column in record["columns"]
    }
    if not kind_by_column or not set(record["key"]) <= kind_by_column.keys():
        raise ValueError(record["key"])
    return SavedTable(
        StoredTable(
            _require_match(_NAME_PATTERN, record["name"]),
            kind_by_column,
            tuple(record["key"]),
        ),
        TableDigest(
            int(record["rows"]), _require_match(_HASH_PATTERN, record["sha256"])
        ),
    )


def _parse_file(record: Mapping[str, Any]) -> SavedFile:
    return SavedFile(
        _require_match(re.compile(r"[a-z][a-z0-9.-]{0,62}"), record["name"]),
        int(record["bytes"]),
        _require_match(_HASH_PATTERN, record["sha256"]),
    )


def _require_match(pattern: re.Pattern[str], text: str) -> str:
    """Return a text that matches a pattern as a whole. Raises ValueError."""
    if not pattern.fullmatch(text):
        raise ValueError(text)
    return text
