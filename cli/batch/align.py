"""The command `batch align`."""

from collections.abc import Sequence

import click

from batch.jobs.align import make_settings
from batch.jobs.database import describe_database
from cli.batch.batch_options import (
    BatchOptions,
    batch_options,
    inputs_argument,
    run_batch,
)
from cli.console.command import command
from cli.console.input_files import find_input_files, pair_by_name
from cli.console.options.pair_options import PairOptions, pair_options
from cli.console.workspace import Workspace
from tm.errors import InputError


@command(
    examples="""
    padanan batch align page.id.txt -s vi -t id -o out --workers 2 --min-score .5
    """
)
@inputs_argument
@batch_options
@pair_options
@click.option(
    "--min-score",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Lowest confidence of a pair that is written.",
)
def align(
    workspace: Workspace,
    paths: Sequence[str],
    batch_options: BatchOptions,
    pair_options: PairOptions,
    min_score: float,
) -> int:
    """Align plain texts with their originals, and write the units as JSON lines.

    Each text, a.id.txt, has its original next to it, a.vi.txt. They are aligned as by
    `padanan align`, without an encoder; `padanan import` reads the outputs.
    """
    locales = (
        workspace.choose_source_locale(pair_options.source_locale),
        workspace.choose_target_locale(pair_options.target_locale),
    )
    files = pair_by_name(
        find_input_files(paths, suffixes=(".txt", ".text")), locales[1], locales[0]
    )
    paired_paths = [path for path in files.paths if path in files.original_by_path]
    if not paired_paths:
        raise InputError(
            f"no text in {locales[1]} has an original in {locales[0]} next to it: "
            "name them a.id.txt and a.vi.txt"
        )
    settings = make_settings(
        {path: files.original_by_path[path] for path in paired_paths},
        locales,
        profile=workspace.settings.align.profile,
        min_score=min_score,
        database=describe_database(workspace.database_location),
    )
    return run_batch(workspace, "align", settings, paired_paths, batch_options)
