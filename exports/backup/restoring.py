"""Restoring a backup into an empty database, or in place of what one contains."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from exports.backup.backup_reader import BackupFile
from exports.backup.backup_writer import write_backup
from exports.backup.manifest import BackupManifest, SavedTable
from tm.errors import Conflict, SchemaTooNew
from tm.match.index.manifest import discard_index
from tm.progress import ReportProgress
from tm.store.contents.loading import (
    defer_indexes,
    finish_loading,
    load_lines,
    make_empty_schema,
)
from tm.store.contents.reading import digest_table
from tm.store.contents.row_lines import InvalidRow
from tm.store.contents.stored_table import find_first_stored_table, list_stored_tables
from tm.store.database import FIRST_SCHEMA_REVISION, SCHEMA_REVISION, Database


@dataclass(frozen=True, slots=True)
class RestoredBackup:
    """What was restored, and where the earlier contents were saved."""

    manifest: BackupManifest
    safety_copy_path: Path | None


def open_backup(path: Path) -> BackupFile:
    """Open a backup that is undamaged, and not newer than this Padanan.

    Raises InputError, FormatError, SchemaTooNew.
    """
    backup_file = BackupFile(path, name=str(path))
    try:
        revision = backup_file.manifest.schema_revision
        if revision > SCHEMA_REVISION:
            raise SchemaTooNew(
                f"{path}: made by a newer Padanan (schema {revision}, this one knows "
                f"{SCHEMA_REVISION}); upgrade Padanan"
            )
        if revision < FIRST_SCHEMA_REVISION:
            raise backup_file.make_error(f"its schema {revision} was never in use")
        backup_file.verify()
    except BaseException:
        backup_file.close()
        raise
    return backup_file


def restore_backup(
    backup_file: BackupFile,
    database: Database,
    *,
    safety_copy_path: Path | None = None,
    report_progress: ReportProgress = lambda _: None,
) -> RestoredBackup:
    """Restore a verified backup, in one transaction.

    Ids, keys and history are those of the backup, and counts and hashes are compared
    again with what the database then contains; an older backup is migrated. With
    `safety_copy_path` the database may contain something, which is saved there first.
    Raises Conflict for a database that is not empty, FormatError, StoreError.
    """
    written_safety_copy_path = None
    with database.open_transaction(is_migration=True, is_bulk_load=True) as connection:
        filled_table_name = find_first_stored_table(connection)
        if filled_table_name is not None:
            if safety_copy_path is None:
                raise Conflict(
                    f"{database.name}: this database is not empty; give a new one, or "
                    "replace what this one contains",
                    parameters=["replaces"],
                )
            write_backup(connection, safety_copy_path)
            written_safety_copy_path = safety_copy_path
        manifest = backup_file.manifest
        if filled_table_name is not None or manifest.schema_revision != SCHEMA_REVISION:
            make_empty_schema(connection, manifest.schema_revision)
        _verify_tables(backup_file, connection)
        with defer_indexes(connection):
            for saved_table in manifest.tables:
                _load_table(backup_file, connection, saved_table, report_progress)
        for saved_table in manifest.tables:
            _verify_table(backup_file, connection, saved_table)
        finish_loading(connection, manifest.row_count)
    discard_index(database)
    return RestoredBackup(manifest, written_safety_copy_path)


def _verify_tables(backup_file: BackupFile, connection: Connection) -> None:
    """Raise FormatError unless the tables are all those of the backup's revision."""
    stored_table_by_name = {
        stored_table.name: stored_table
        for stored_table in list_stored_tables(connection)
    }
    for saved_table in backup_file.manifest.tables:
        expected_table = saved_table.stored_table
        stored_table = stored_table_by_name.pop(expected_table.name, None)
        if (
            stored_table is None
            or dict(expected_table.kind_by_column) != dict(stored_table.kind_by_column)
            or set(expected_table.key_columns) != set(stored_table.key_columns)
        ):
            raise backup_file.make_error(
                f"table {expected_table.name} does not belong to schema "
                f"{backup_file.manifest.schema_revision}, or occurs twice"
            )
    if stored_table_by_name:
        raise backup_file.make_error(
            f"table {min(stored_table_by_name)} is missing in the manifest"
        )


def _load_table(
    backup_file: BackupFile,
    connection: Connection,
    saved_table: SavedTable,
    report_progress: ReportProgress,
) -> None:
    lines = backup_file.read_lines(saved_table)
    try:
        for row_count in load_lines(connection, saved_table.stored_table, lines):
            report_progress(row_count)
    except InvalidRow as error:
        raise backup_file.make_error(
            f"{saved_table.member_name}, line {error.line_index + 1}: {error.reason}"
        ) from error


def _verify_table(
    backup_file: BackupFile, connection: Connection, saved_table: SavedTable
) -> None:
    """Compare the rows of the database with the manifest. Raises FormatError."""
    digest = digest_table(connection, saved_table.stored_table)
    if digest != saved_table.digest:
        raise backup_file.make_error(
            f"table {saved_table.stored_table.name} would not be that of the backup "
            f"({digest.row_count:,} rows, another hash); nothing was restored"
        )
