"""The commands `batch align` and `batch ingest`, for texts next to their originals."""

from collections.abc import Collection, Mapping, Sequence

import click

from batch.jobs import align as align_job
from batch.jobs import ingest as ingest_job
from batch.jobs.database import describe_database
from cli.batch.batch_options import (
    BatchOptions,
    batch_options,
    inputs_argument,
    run_batch,
)
from cli.console.command import command
from cli.console.input_files import PAGE_SUFFIXES, find_input_files, pair_by_name
from cli.console.options.pair_options import PairOptions, pair_options
from cli.console.output_formats import format_count
from cli.console.workspace import Workspace
from tm.errors import InputError
from tm.text.locale import Locale


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
    locales = _choose_pair(workspace, pair_options)
    original_by_path = _find_pairs(workspace, paths, locales, (".txt", ".text"))
    settings = align_job.make_settings(
        original_by_path,
        locales,
        profile=workspace.settings.align.profile,
        min_score=min_score,
        database=describe_database(workspace.database_location),
    )
    return run_batch(workspace, "align", settings, [*original_by_path], batch_options)


@command(
    examples="""
    padanan batch ingest page.id.txt -s vi -t id -o out --workers 2
    """
)
@inputs_argument
@batch_options
@pair_options
def ingest(
    workspace: Workspace,
    paths: Sequence[str],
    batch_options: BatchOptions,
    pair_options: PairOptions,
) -> int:
    """Align pages with their originals, and write the units as JSON lines.

    Each page, a.id.html, has its original next to it, a.vi.html; nothing is fetched.
    Pages are read and aligned as by `padanan ingest`, without an encoder, and nothing
    is stored: `padanan import` reads the outputs. Pairs that `padanan ingest` would let
    wait for review are counted and left out, and lines that a site repeats are kept.
    """
    locales = _choose_pair(workspace, pair_options)
    original_by_path = _find_pairs(workspace, paths, locales, PAGE_SUFFIXES)
    settings = ingest_job.make_settings(
        original_by_path,
        locales,
        alignment_settings=workspace.settings.align,
        database=describe_database(workspace.database_location),
    )
    return run_batch(workspace, "ingest", settings, [*original_by_path], batch_options)


def _choose_pair(
    workspace: Workspace, pair_options: PairOptions
) -> tuple[Locale, Locale]:
    return (
        workspace.choose_source_locale(pair_options.source_locale),
        workspace.choose_target_locale(pair_options.target_locale),
    )


def _find_pairs(
    workspace: Workspace,
    paths: Sequence[str],
    locales: tuple[Locale, Locale],
    suffixes: Collection[str],
) -> Mapping[str, str]:
    """Find files with an original next to them; say how many have none."""
    files = pair_by_name(
        find_input_files(paths, suffixes=suffixes), locales[1], locales[0]
    )
    if not files.original_by_path:
        raise InputError(
            f"no text in {locales[1]} has an original in {locales[0]} next to it: "
            "name them a.id.txt and a.vi.txt"
        )
    lone_count = len(files.paths) - len(files.original_by_path)
    if lone_count:
        workspace.say(
            f"Left out, since they have no original: {format_count(lone_count, 'file')}"
        )
    return {
        path: files.original_by_path[path]
        for path in files.paths
        if path in files.original_by_path
    }
