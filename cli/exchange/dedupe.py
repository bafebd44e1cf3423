"""The command `dedupe`, which finds and removes duplicate units."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from cli.console.command import command
from cli.console.options.file_options import (
    TableOptions,
    make_read_options,
    table_options,
    warn_of_losses,
    warn_of_skipped_entries,
)
from cli.console.options.option_group import option_group
from cli.console.options.pair_options import PairOptions, pair_options
from cli.console.options.unused_options import refuse_unused_options
from cli.console.output_formats import print_result
from cli.console.process.gc_tuning import reduce_garbage_collection
from cli.console.workspace import Workspace
from exports.edit.deduplication import find_file_duplicates, write_duplicate_report
from exports.format import WriteOptions
from tm.dedupe.keys import DedupeOptions, DuplicateKind, KeepRule
from tm.dedupe.memory import find_memory_duplicates
from tm.errors import InputError
from tm.store.history.change_set import open_change_set
from tm.store.units.filter import UnitFilter


@dataclass(frozen=True, slots=True)
class DuplicateOptions:
    """What is a duplicate, and which one is kept, as the command line names it."""

    kind_name: str
    keep_name: str
    min_similarity: int | None

    def make(self) -> DedupeOptions:
        """Make the options of the library. Raises InputError for unused ones."""
        kind, keep = DuplicateKind(self.kind_name), KeepRule(self.keep_name)
        if self.min_similarity is None:
            return DedupeOptions(kind, keep)
        if kind is not DuplicateKind.NEAR:
            raise InputError("--min-similarity needs --by near")
        return DedupeOptions(kind, keep, self.min_similarity)


duplicate_options = option_group(
    "duplicate_options",
    DuplicateOptions,
    click.option(
        "--by",
        "kind_name",
        type=click.Choice([kind.value for kind in DuplicateKind]),
        default=DuplicateKind.FORM.value,
        show_default=True,
        help="exact: equal texts; form: equal but for capitals and the style of quotes "
        "and dashes; near: few words differ, and no number.",
    ),
    click.option(
        "--keep",
        "keep_name",
        type=click.Choice([rule.value for rule in KeepRule]),
        default=KeepRule.BEST.value,
        show_default=True,
        help="best: by state, alignment score and date; first; or newest.",
    ),
    click.option(
        "--min-similarity",
        type=click.IntRange(50, 100),
        metavar="PERCENT",
        help="--by near: least similarity of both texts; default 95.",
    ),
)


@dataclass(frozen=True, slots=True)
class OutputFiles:
    """Where units and reports go, and whether the memory is changed."""

    uses_memory: bool
    applies: bool
    output_path: Path | None
    report_path: Path | None


@command(
    examples="""
    padanan dedupe memory.tmx
    padanan dedupe memory.tmx units.jsonl -O deduped.tmx --report removed.jsonl
    padanan dedupe pairs.tsv -s vi -t id --by near --min-similarity 90
    padanan dedupe --memory -s vi -t id --by exact
    padanan dedupe --memory --by exact --keep newest --apply
    """
)
@click.argument("paths", metavar="[FILE]...", nargs=-1)
@option_group(
    "output_files",
    OutputFiles,
    click.option(
        "--memory", "uses_memory", is_flag=True, help="Compare the units of the memory."
    ),
    click.option(
        "--apply",
        "applies",
        is_flag=True,
        help="With --memory: remove the duplicates, as one change set.",
    ),
    click.option(
        "-O",
        "--output",
        "output_path",
        metavar="OUT",
        type=click.Path(path_type=Path),
        help="File for the units of FILE without duplicates.",
    ),
    click.option(
        "--report",
        "report_path",
        metavar="REPORT",
        type=click.Path(path_type=Path),
        help="File for a JSON line for each duplicate: what is removed, what is kept.",
    ),
)
@duplicate_options
@pair_options
@table_options
def dedupe(
    workspace: Workspace,
    paths: Sequence[str],
    output_files: OutputFiles,
    duplicate_options: DuplicateOptions,
    pair_options: PairOptions,
    table_options: TableOptions,
) -> None:
    """Find units that duplicate others, in files or the memory, and remove them.

    Nothing is changed unless -O or --apply is given. Of some duplicates one is kept,
    as --keep says, and stays as it is. Units of different memories, or with different
    contexts (msgctxt), are no duplicates. In the memory, a duplicate may be what makes
    a match an in-context match; `padanan undo` restores all.
    """
    if bool(paths) == output_files.uses_memory:
        raise InputError("give FILES or --memory, the units to compare")
    refuse_unused_options(output_files.uses_memory, "--memory", "applies")
    refuse_unused_options(bool(paths), "a FILE", "output_path")
    options = duplicate_options.make()
    with reduce_garbage_collection():
        counts = (
            _dedupe_memory(workspace, output_files, options, pair_options)
            if output_files.uses_memory
            else _dedupe_files(
                workspace, paths, output_files, options, pair_options, table_options
            )
        )
    print_result(
        workspace,
        counts,
        columns=["what", "count"],
        rows=[[name, value] for name, value in counts.items() if value is not None],
    )


def _dedupe_files(
    workspace: Workspace,
    paths: Sequence[str],
    output_files: OutputFiles,
    options: DedupeOptions,
    pair_options: PairOptions,
    table_options: TableOptions,
) -> dict[str, Any]:
    """Compare the units of files; return the counts to print."""
    read_options = make_read_options(
        workspace, pair_options, table_options, with_untranslated=True
    )
    with workspace.show_progress("comparing") as report_progress:
        duplicates = find_file_duplicates(
            paths, read_options, options, report_progress=report_progress
        )
    warn_of_skipped_entries(workspace, duplicates.skipped)
    counts: dict[str, Any] = {
        "units": duplicates.unit_count,
        "duplicates": len(duplicates.removed),
    }
    if output_files.report_path is not None:
        write_duplicate_report(
            output_files.report_path,
            duplicates.read_units(),
            duplicates.removed,
        )
    if output_files.output_path is not None:
        write_options = WriteOptions(
            pair_options.source_locale, pair_options.target_locale
        )
        result = duplicates.write(str(output_files.output_path), write_options)
        warn_of_losses(workspace, result.lost)
        counts["written"] = result.written
    return counts


def _dedupe_memory(
    workspace: Workspace,
    output_files: OutputFiles,
    options: DedupeOptions,
    pair_options: PairOptions,
) -> dict[str, Any]:
    """Compare the units of the memory; return the counts to print."""
    locales = tuple(
        filter(None, (pair_options.source_locale, pair_options.target_locale))
    )
    unit_filter = UnitFilter(locales=locales, translated=True)
    unit_count = workspace.unit_store.count_units(unit_filter)
    with workspace.show_progress("comparing", unit_count) as report_progress:
        duplicates = find_memory_duplicates(
            workspace.unit_store, unit_filter, options, report_progress=report_progress
        )
    counts: dict[str, Any] = {
        "units": unit_count,
        "duplicates": len(duplicates.removed),
    }
    if output_files.report_path is not None:
        with duplicates.open_units() as units:
            write_duplicate_report(output_files.report_path, units, duplicates.removed)
    if output_files.applies:
        with open_change_set(
            workspace.database,
            command="dedupe",
            author=workspace.author,
            detail=f"--by {options.kind.value} --keep {options.keep.value}",
        ) as change_set:
            counts["removed"] = duplicates.remove(change_set)
        counts["import"] = change_set.name
    return counts
