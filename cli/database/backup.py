"""The commands `backup` and `restore`: all that a database contains, in one file."""

from collections.abc import Sequence
from pathlib import Path

import click

from checks.baseline import Baseline, Dismissal, parse_baseline
from checks.missed_errors import (
    MissedError,
    make_missed_errors_path,
    parse_missed_errors,
)
from cli.check.session.dismissals import baseline_option, choose_baseline_path
from cli.console.command import command
from cli.console.output_formats import format_count, print_result
from cli.console.process.gc_tuning import pause_garbage_collection
from cli.console.workspace import Workspace
from cli.database.safety_copy import make_safety_copy_path, safety_copy_option
from exports.backup.backup_reader import BackupFile
from exports.backup.backup_writer import back_up
from exports.backup.manifest import BackupManifest
from exports.backup.restoring import open_backup, restore_backup
from padanan.contents.findings.baseline_file import (
    change_baseline,
    read_undamaged_baseline,
)
from padanan.contents.findings.missed_errors_file import (
    add_missed_errors,
    read_undamaged_missed_errors,
)
from tm.errors import InputError, NotFound, describe_system_error
from tm.store.database import Database
from tm.text.input.encoding import decode_text

_DISMISSALS_NAME, _MISSED_ERRORS_NAME = "dismissed.jsonl", "missed.jsonl"


@command(
    examples="""
    padanan backup padanan-backup.zip
    padanan backup memory.zip --database postgresql://server/memory
    unzip -p memory.zip manifest.json
    """
)
@click.argument("backup_path", metavar="FILE", type=click.Path(path_type=Path))
@baseline_option
@pause_garbage_collection()
def backup(workspace: Workspace, backup_path: Path, baseline_path: str | None) -> None:
    """Write everything that a database contains to one file.

    It holds units, articles with their originals, pairs waiting for review, the
    termbase, dismissed findings, missed errors, saved selections and the whole history,
    as they are at one moment; others may go on working meanwhile. The file is verified
    before it replaces an earlier one. `padanan restore` restores it, into SQLite or
    PostgreSQL. It is a ZIP file of JSON lines with a manifest of counts and SHA-256
    hashes.
    """
    if not workspace.has_database:
        raise NotFound(
            f"{workspace.database_location}: no such database; nothing to back up"
        )
    dismissals_path = choose_baseline_path(workspace, baseline_path)
    file_contents = {}
    if baseline_path is not None or dismissals_path.is_file():
        try:
            file_contents[_DISMISSALS_NAME] = dismissals_path.read_bytes()
        except OSError as error:
            raise InputError(
                f"{dismissals_path}: {describe_system_error(error)}"
            ) from error
    missed_errors_path = make_missed_errors_path(dismissals_path)
    if missed_errors_path.is_file():
        file_contents[_MISSED_ERRORS_NAME] = missed_errors_path.read_bytes()
    with Database.open(
        workspace.database_location,
        accepts_older=True,
        read_location=workspace.read_database_location,
    ) as database:
        _refuse_database_file(database, backup_path)
        with workspace.show_progress("backing up") as report_progress:
            manifest = back_up(
                database,
                backup_path,
                file_contents=file_contents,
                report_progress=report_progress,
            )
    _print_manifest(workspace, manifest, {"backup": str(backup_path)})
    workspace.say(f"{format_count(manifest.row_count, 'row')} written to {backup_path}")


@command(
    examples="""
    padanan restore padanan-backup.zip --database new.db
    padanan restore memory.zip --database postgresql://server/memory
    padanan restore memory.zip --replace
    """
)
@click.argument("backup_path", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--replace",
    "replaces",
    is_flag=True,
    help="Replace what the database contains; a safety copy of it is written first.",
)
@safety_copy_option(
    "Where --replace saves the earlier contents; default next to the database."
)
@baseline_option
@pause_garbage_collection()
def restore(
    workspace: Workspace,
    backup_path: Path,
    replaces: bool,
    safety_copy_path: Path | None,
    baseline_path: str | None,
) -> None:
    """Restore a backup into an empty database.

    All of it is restored, or nothing: counts and hashes are compared before and
    afterwards. Ids, fingerprints and history are those of the backup, so that `padanan
    undo` works as before. A backup of an older Padanan is brought up to date. Dismissed
    findings and missed errors are added to those of the folder.
    """
    if safety_copy_path is not None and not replaces:
        raise InputError("--safety-copy is for --replace only")
    with open_backup(backup_path) as backup_file:
        dismissals_path = choose_baseline_path(workspace, baseline_path)
        saved_dismissals = _read_saved_dismissals(backup_file)
        if saved_dismissals:
            # A damaged file is refused before anything is restored.
            read_undamaged_baseline(dismissals_path)
        missed_errors_path = make_missed_errors_path(dismissals_path)
        saved_missed_errors = _read_saved_missed_errors(backup_file)
        if saved_missed_errors:
            read_undamaged_missed_errors(missed_errors_path)
        is_new = not workspace.has_database
        database = workspace.database
        if replaces:
            safety_copy_path = safety_copy_path or make_safety_copy_path(
                database, "restore"
            )
            _refuse_database_file(database, safety_copy_path)
        try:
            with workspace.show_progress(
                "restoring", backup_file.manifest.row_count
            ) as report_progress:
                restored_backup = restore_backup(
                    backup_file,
                    database,
                    safety_copy_path=safety_copy_path,
                    report_progress=report_progress,
                )
        except BaseException:
            if is_new and database.path is not None:
                workspace.close()
                _remove_database(database.path)
            raise
        if saved_dismissals:
            _add_dismissals(dismissals_path, saved_dismissals)
        add_missed_errors(missed_errors_path, saved_missed_errors)
    if restored_backup.safety_copy_path is not None:
        workspace.say(
            f"The earlier contents are saved in {restored_backup.safety_copy_path}"
        )
    manifest = restored_backup.manifest
    _print_manifest(workspace, manifest, {"restored": str(backup_path)})
    workspace.say(
        f"{format_count(manifest.row_count, 'row')} restored from {backup_path}"
    )


def _refuse_database_file(database: Database, path: Path) -> None:
    """Raise InputError for a backup in the place of its database."""
    if database.path is not None and path.exists() and path.samefile(database.path):
        raise InputError(f"{path}: this is the database itself; give another file")


def _read_saved_dismissals(backup_file: BackupFile) -> Sequence[Dismissal]:
    """Read the dismissals of a backup."""
    return [
        dismissal
        for saved_file in backup_file.manifest.files
        if saved_file.name == _DISMISSALS_NAME
        for dismissal in parse_baseline(
            decode_text(backup_file.read_file(saved_file), path=_DISMISSALS_NAME).text
        ).dismissal_by_fingerprint.values()
    ]


def _add_dismissals(path: Path, saved_dismissals: Sequence[Dismissal]) -> None:
    """Add the dismissals of a backup to a file; those that the file has stay."""

    def add_missing(baseline: Baseline) -> Baseline:
        return baseline.add(
            dismissal
            for dismissal in saved_dismissals
            if dismissal.fingerprint not in baseline.dismissal_by_fingerprint
        )

    change_baseline(path, add_missing)


def _read_saved_missed_errors(backup_file: BackupFile) -> Sequence[MissedError]:
    """Read the missed errors of a backup."""
    return [
        error
        for saved_file in backup_file.manifest.files
        if saved_file.name == _MISSED_ERRORS_NAME
        for error in parse_missed_errors(
            decode_text(backup_file.read_file(saved_file), path=saved_file.name).text
        )[0]
    ]


def _remove_database(path: Path) -> None:
    """Remove a file that was made for nothing, and what SQLite keeps next to it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _print_manifest(
    workspace: Workspace, manifest: BackupManifest, file_record: dict[str, str]
) -> None:
    """Print the counts of a backup; `file_record`: what JSON says of its file."""
    counts = manifest.count_by_table
    print_result(
        workspace,
        {
            **file_record,
            "schema": manifest.schema_revision,
            "made": manifest.made_at,
            "tables": counts,
            "files": [saved_file.name for saved_file in manifest.files],
        },
        columns=["what", "rows"],
        rows=[*counts.items()],
    )
