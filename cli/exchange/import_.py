"""The command `import`, which stores units of files in the memory."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click

from cli.console.command import command
from cli.console.options.file_options import (
    TableOptions,
    files_argument,
    input_format_option,
    make_read_options,
    table_options,
    warn_of_skipped_entries,
)
from cli.console.options.option_group import option_group
from cli.console.options.pair_options import PairOptions, pair_options
from cli.console.output_formats import print_result
from cli.console.process.gc_tuning import pause_garbage_collection
from cli.console.workspace import Workspace
from cli.memory.index import index_new_segments
from exports.importing.unit_import import (
    Imported,
    ImportNotice,
    ImportOptions,
    ImportStage,
    ImportStep,
    NoticeKind,
    import_files,
)
from exports.io.unit_count_estimate import estimate_unit_count
from tm.errors import PadananError
from tm.text.input.stream import is_stream, make_display_name


@dataclass(frozen=True, slots=True)
class UnitStoringOptions:
    """How the units of files are stored."""

    units_per_batch: int | None
    imports_again: bool
    strict: bool
    updates_index: bool
    memory_name: str | None


@command(
    "import",
    examples="""
    padanan import memory.tmx
    padanan import filled.po
    padanan import pairs.tsv -s vi -t id
    padanan import house.xlsx --columns "Sumber=source,Target=id,Catatan=note" -s vi
    padanan import corpus.vi corpus.id --as moses
    padanan import backup.jsonl.gz
    padanan import partner.tmx --memory reference
    padanan import huge.tmx --batch 50000
    """,
)
@files_argument
@pair_options
@input_format_option
@table_options
@option_group(
    "storing_options",
    UnitStoringOptions,
    click.option(
        "--batch",
        "units_per_batch",
        type=click.IntRange(min=1),
        metavar="UNITS",
        help="Store each time after this many units; the same command resumes an "
        "interrupted import.",
    ),
    click.option(
        "--again",
        "imports_again",
        is_flag=True,
        help="Read files that were imported before.",
    ),
    click.option(
        "--strict", is_flag=True, help="Store nothing if an entry is damaged."
    ),
    click.option(
        "--no-index",
        "updates_index",
        is_flag=True,
        flag_value=False,
        default=True,
        help="Do not update the search index now; the next search does it.",
    ),
    click.option(
        "--memory",
        "memory_name",
        metavar="NAME",
        help="Memory of the database for units for which the file names none; "
        "[penalties.memory] in padanan.toml says how far each is trusted.",
    ),
)
def import_(
    workspace: Workspace,
    paths: Sequence[Path],
    pair_options: PairOptions,
    format_name: str | None,
    table_options: TableOptions,
    storing_options: UnitStoringOptions,
) -> int:
    """Import the units of TMX, PO, XLIFF, CSV, XLSX and other files.

    A segment without a translation is stored with its article, if the file names one.

    Packed files (.gz, .xz, .bz2, .zip) are unpacked; name a file inside an archive as
    if the archive were a folder. `-` is standard input.

    Damaged entries are skipped and listed; the rest is stored. The exit code is 2 if
    nothing could be read. With --strict, the first damaged entry also ends the import
    with 2, and nothing is stored. Each file is stored as a whole or not at all, and
    `padanan undo` takes it back. With --batch, an interrupted import is stored in part:
    run the same command again to resume it; it stays one change set. A file that was
    imported before is recognised by its content.
    """
    import_options = ImportOptions(
        make_read_options(
            workspace, pair_options, table_options, with_untranslated=True
        ),
        format=format_name,
        units_per_batch=storing_options.units_per_batch,
        imports_again=storing_options.imports_again,
        strict=storing_options.strict,
        prepares_search=storing_options.updates_index,
        memory=storing_options.memory_name,
    )
    imported_files = _import_all(workspace, paths, import_options)
    _print_report(workspace, imported_files)
    if storing_options.updates_index:
        index_new_segments(workspace)
    has_damaged_entries = any(
        skipped_entry.line is not None
        for imported_file in imported_files
        for skipped_entry in imported_file.skipped
    )
    has_stored_units = any(
        imported_file.new
        or imported_file.known
        or imported_file.changed
        or imported_file.removed
        for imported_file in imported_files
    )
    return 2 if has_damaged_entries and not has_stored_units else 0


def _import_all(
    workspace: Workspace, paths: Sequence[Path], import_options: ImportOptions
) -> list[Imported]:
    """Import all files, with a progress bar and notices about each."""
    imported_files: list[Imported] = []
    import_progress = _ImportProgress(workspace)
    try:
        with pause_garbage_collection(), import_progress:
            for imported_file in import_files(
                workspace.unit_store,
                paths,
                import_options,
                author=workspace.author,
                report_step=import_progress.add,
                report_notice=partial(_print_notice, workspace),
            ):
                import_progress.close()
                _print_file_notices(workspace, imported_file)
                imported_files.append(imported_file)
    except PadananError:
        if imported_files:
            imported_count = len(imported_files)
            stored_files_phrase = (
                "file" if imported_count == 1 else f"{imported_count} files"
            )
            unread_path = (
                paths[imported_count] if imported_count < len(paths) else paths[-1]
            )
            workspace.warn(
                f"already stored: the {stored_files_phrase} before {unread_path}"
            )
        raise
    return imported_files


class _ImportProgress:
    """The progress bars of an import, one at a time."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._bar_stack = ExitStack()
        self._stage: ImportStage | None = None
        self._report_progress: Any = None

    def __enter__(self) -> None:
        pass

    def __exit__(self, *error: object) -> None:
        self.close()

    def add(self, step: ImportStep) -> None:
        """Show the progress since the previous step."""
        if step.stage is not self._stage:
            self.close()
            self._stage = step.stage
            label, count_total = str(step.stage), None
            if step.stage is ImportStage.UNITS:
                label += f" {step.path.name}"
                count_total = partial(estimate_unit_count, step.file)
            self._report_progress = self._bar_stack.enter_context(
                self._workspace.show_progress(label, count_total)
            )
        self._report_progress(step.count)

    def close(self) -> None:
        """Remove the bar; the next step begins another."""
        self._bar_stack.close()
        self._stage = None


def _print_notice(workspace: Workspace, notice: ImportNotice) -> None:
    """Print an event of the import of a file."""
    file_name, earlier_import = make_display_name(notice.path), notice.file
    match notice.kind:
        case NoticeKind.RESUMED:
            workspace.say(
                f"Resuming {file_name} after {earlier_import.entry_count} entries"
            )
        case NoticeKind.FILE_CHANGED:
            change_set_name = earlier_import.change_set_name
            workspace.warn(
                f"{file_name}: the file has changed since {earlier_import.entry_count} "
                f"of its entries were stored as {change_set_name}; it is read from the "
                "start, and those stay stored "
                f"(`padanan undo {change_set_name}` removes them)"
            )
        case NoticeKind.INTERRUPTED:
            stdin_note = ", given the same again," if is_stream(notice.path) else ""
            workspace.warn(
                f"{earlier_import.entry_count} entries of {file_name} are stored; "
                f"run the same command{stdin_note} to resume"
            )


def _print_file_notices(workspace: Workspace, imported_file: Imported) -> None:
    """Print remarks on an imported file."""
    for remark in imported_file.remarks:
        workspace.warn(remark)
    if imported_file.other_locales.total:
        other_locales_note = (
            f"{make_display_name(imported_file.path)}: stored as well: "
            f"{imported_file.other_locales}"
        )
        workspace.warn(f"{other_locales_note}, which is not what -s and -t say")
    earlier_import = imported_file.imported_before
    if earlier_import is not None:
        change_set_clause = (
            f" as {earlier_import.change_set_name}"
            if earlier_import.change_set_name
            else ""
        )
        workspace.say(
            f"Skipped {imported_file.path}: imported on "
            f"{earlier_import.start_time[:10]}{change_set_clause} and "
            "unchanged since; --again imports it again"
        )


def _print_report(workspace: Workspace, imported_files: Sequence[Imported]) -> None:
    removed_count = sum(imported_file.removed for imported_file in imported_files)
    skipped_entries = [
        entry for imported_file in imported_files for entry in imported_file.skipped
    ]
    losses = [loss for imported_file in imported_files for loss in imported_file.lost]
    change_set_names = [
        imported_file.change_set_name
        for imported_file in imported_files
        if imported_file.change_set_name
    ]
    json_record = {
        "new": sum(imported_file.new for imported_file in imported_files),
        "known": sum(imported_file.known for imported_file in imported_files),
        "changed": sum(imported_file.changed for imported_file in imported_files),
        "removed": removed_count,
        "skipped": [asdict(entry) for entry in skipped_entries],
        "lost": [asdict(loss) for loss in losses],
        "imports": change_set_names,
    }
    rows: list[list[object]] = [
        [count_name, json_record[count_name]]
        for count_name in ("new", "known", "changed")
    ]
    if removed_count:
        rows.append(["removed before, not restored", removed_count])
    rows += [[f"lost: {loss.what}", loss.count] for loss in losses]
    rows += [["change set", change_set_name] for change_set_name in change_set_names]
    print_result(workspace, json_record, columns=["what", "count"], rows=rows)
    for change_set_name in change_set_names[:1]:
        others_clause = (
            ", and the others by their names" if len(change_set_names) > 1 else ""
        )
        workspace.say(
            f"`padanan undo {change_set_name}` takes the import back{others_clause}"
        )
    if workspace.output_format in ("table", "tsv"):
        warn_of_skipped_entries(workspace, skipped_entries)
