"""The command that brings units of other tools' files into the memory."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import click

from cli.console.file_options import (
    files_argument,
    input_format_option,
    make_read_options,
    say_skipped,
    table_reading_options,
)
from cli.console.gc_tuning import without_garbage_collection
from cli.console.progress_total import estimate_unit_count
from cli.console.render import emit
from cli.console.workspace import Workspace, command, source_option, target_option
from cli.memory.index import index_new_segments
from exports.importing import (
    Imported,
    ImportNotice,
    ImportOptions,
    ImportStage,
    ImportStep,
    NoticeKind,
    import_files,
)
from tm.errors import PadananError
from tm.text.input.stream import display_name, is_stream
from tm.text.locale import Locale


@command(
    "import",
    examples="""
    padanan import memory.tmx
    padanan import filled.po
    padanan import pairs.tsv -s vi -t id
    padanan import house.xlsx --columns "Sumber=source,Target=id,Catatan=note" -s vi
    padanan import corpus.vi corpus.id --as moses
    padanan import backup.jsonl.gz
    padanan import huge.tmx --batch 50000
    """,
)
@files_argument
@source_option
@target_option
@input_format_option
@table_reading_options
@click.option(
    "--batch",
    type=click.IntRange(min=1),
    metavar="UNITS",
    help="Keep what is done after so many units; the same command goes on.",
)
@click.option("--again", is_flag=True, help="Read a file that was imported before.")
@click.option("--strict", is_flag=True, help="Store nothing if an entry is damaged.")
@click.option(
    "--no-index",
    "index",
    is_flag=True,
    flag_value=False,
    default=True,
    help="Leave what searching needs to `padanan index`, or the next search.",
)
def import_(
    workspace: Workspace,
    paths: Sequence[Path],
    source: Locale | None,
    target: Locale | None,
    name: str | None,
    columns: str | None,
    sheet: str | None,
    batch: int | None,
    again: bool,
    index: bool,
    strict: bool,
) -> int:
    """Store the units of TMX, PO, XLIFF, CSV, XLSX and other files in the memory.

    Segments without a translation come back into their articles, as far as the file
    tells of them.

    Packed files (.gz, .xz, .bz2, .zip) are read as what is in them; a file of an
    archive is named as if that were a folder, and `-` is standard input.

    A damaged entry is skipped and listed; the rest is stored. The exit code is 2 when
    nothing could be read, and with `--strict`, which then stores nothing, for the
    first damaged entry. Each file is stored whole or not at all, and
    `padanan undo` takes it back. With `--batch` a file may be stored in part: the same
    command goes on where it stopped, and it is one import all the same. A file that
    was imported before is recognised by its content.
    """
    options = ImportOptions(
        make_read_options(
            workspace, source, target, columns=columns, sheet=sheet, untranslated=True
        ),
        format=name,
        batch=batch,
        again=again,
        strict=strict,
        prepare_search=index,
    )
    imported = _imported(workspace, paths, options)
    _report_import(workspace, imported)
    if index:
        index_new_segments(workspace)
    damaged = any(
        skipped.line is not None for file in imported for skipped in file.skipped
    )
    stored = any(
        file.new or file.known or file.changed or file.removed for file in imported
    )
    return 2 if damaged and not stored else 0


def _imported(
    workspace: Workspace, paths: Sequence[Path], options: ImportOptions
) -> list[Imported]:
    """Import all files, with a progress bar and words about each."""
    imported: list[Imported] = []
    progress = _ImportProgress(workspace)
    try:
        with without_garbage_collection(), progress:
            for file in import_files(
                workspace.memory,
                paths,
                options,
                who=workspace.who,
                progress=progress.add,
                notify=partial(_tell, workspace),
            ):
                progress.close()
                _tell_of_file(workspace, file)
                imported.append(file)
    except PadananError:
        if imported:
            count = len(imported)
            before = "file" if count == 1 else f"{count} files"
            left = paths[count] if count < len(paths) else paths[-1]
            workspace.warn(f"stored already: the {before} before {left}")
        raise
    return imported


class _ImportProgress:
    """The progress bar of an import; one at a time, as a terminal has room for one."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._bar = ExitStack()
        self._stage: ImportStage | None = None
        self._advance: Any = None

    def __enter__(self) -> None:
        pass

    def __exit__(self, *error: object) -> None:
        self.close()

    def add(self, step: ImportStep) -> None:
        """Show what was done since the step before."""
        if step.stage is not self._stage:
            self.close()
            self._stage = step.stage
            label, total = str(step.stage), None
            if step.stage is ImportStage.UNITS:
                label += f" {step.path.name}"
                total = partial(estimate_unit_count, step.file)
            self._advance = self._bar.enter_context(
                self._workspace.progress(label, total)
            )
        self._advance(step.count)

    def close(self) -> None:
        """End the bar; the next step begins another."""
        self._bar.close()
        self._stage = None


def _tell(workspace: Workspace, notice: ImportNotice) -> None:
    """Words about what happens while a file is imported."""
    name, before = display_name(notice.path), notice.file
    match notice.kind:
        case NoticeKind.RESUMED:
            workspace.say(f"going on with {name} after {before.entries} entries")
        case NoticeKind.FILE_CHANGED:
            workspace.warn(
                f"{name} has changed since {before.entries} entries of it were stored "
                f"as {before.name}; it is read from its beginning, and what is stored "
                f"stays: `padanan undo {before.name}` takes it back"
            )
        case NoticeKind.INTERRUPTED:
            given = ", given the same again," if is_stream(notice.path) else ""
            workspace.warn(
                f"{before.entries} entries of {name} are stored; "
                f"the same command{given} goes on from there"
            )


def _tell_of_file(workspace: Workspace, file: Imported) -> None:
    """Words about a file that was imported."""
    for remark in file.remarks:
        workspace.warn(remark)
    if file.other_locales.total:
        there = f"{display_name(file.path)}: stored as well: {file.other_locales}"
        workspace.warn(f"{there}, which is not what -s and -t say")
    before = file.imported_before
    if before is not None:
        named = f" as {before.name}" if before.name else ""
        workspace.say(
            f"{file.path}: imported on {before.at[:10]}{named}, and nothing of it has "
            "changed since; `--again` reads it all the same"
        )


def _report_import(workspace: Workspace, imported: Sequence[Imported]) -> None:
    removed = sum(file.removed for file in imported)
    skipped = [entry for file in imported for entry in file.skipped]
    lost = [loss for file in imported for loss in file.lost]
    change_sets = [file.change_set for file in imported if file.change_set]
    value = {
        "new": sum(file.new for file in imported),
        "known": sum(file.known for file in imported),
        "changed": sum(file.changed for file in imported),
        "removed": removed,
        "skipped": [asdict(entry) for entry in skipped],
        "lost": [asdict(loss) for loss in lost],
        "imports": change_sets,
    }
    rows: list[list[object]] = [
        [name, value[name]] for name in ("new", "known", "changed")
    ]
    if removed:
        rows.append(["removed before, not brought back", removed])
    rows += [[f"not kept: {loss.what}", loss.count] for loss in lost]
    rows += [["undo with", f"padanan undo {name}"] for name in change_sets]
    emit(workspace, value, columns=["what", "count"], rows=rows)
    if workspace.format in ("table", "tsv"):
        say_skipped(workspace, skipped)
