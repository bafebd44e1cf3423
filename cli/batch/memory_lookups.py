"""The commands `batch pretranslate` and `batch analyse`, which look files up."""

from collections.abc import Sequence
from datetime import date

from batch.jobs.database import describe_database
from batch.jobs.memory_lookups import make_settings
from cli.batch.batch_options import (
    BatchOptions,
    batch_options,
    find_inputs,
    inputs_argument,
    run_batch,
)
from cli.console.call_languages import choose_locales
from cli.console.command import command
from cli.console.options.pair_options import PairOptions, pair_options
from cli.console.options.rate_and_limit_options import min_rate_option
from cli.console.workspace import Workspace
from cli.exchange.pretranslate import DEFAULT_MIN_RATE
from cli.memory.index import index_new_segments


@command(
    examples="""
    padanan batch pretranslate units.jsonl -s vi -t id -o out --workers 2
    padanan batch pretranslate to-fill.po -o out --min-rate 85
    """
)
@inputs_argument
@batch_options
@pair_options
@min_rate_option("Lowest match rate to fill with.", default_rate=DEFAULT_MIN_RATE)
def pretranslate(
    workspace: Workspace,
    paths: Sequence[str],
    batch_options: BatchOptions,
    pair_options: PairOptions,
    min_rate: int,
) -> int:
    """Fill files from the memory; what comes of each part is a file of its format.

    A part is filled as by `padanan pretranslate`; its first and last segments have no
    neighbours by which a match would be one in context.
    """
    return _run_lookups(
        workspace, "pretranslate", paths, batch_options, pair_options, min_rate
    )


@command(
    examples="""
    padanan batch analyse units.jsonl to-fill.po -s vi -t id -o out --workers 2
    """
)
@inputs_argument
@batch_options
@pair_options
def analyse(
    workspace: Workspace,
    paths: Sequence[str],
    batch_options: BatchOptions,
    pair_options: PairOptions,
) -> int:
    """Count how much of files the memory can translate, part by part, and in all.

    A part is counted as by `padanan analyse`. Repetitions and internal fuzzy matches
    are those within a part: larger parts have more of them.
    """
    return _run_lookups(workspace, "analyse", paths, batch_options, pair_options)


def _run_lookups(
    workspace: Workspace,
    job_name: str,
    paths: Sequence[str],
    batch_options: BatchOptions,
    pair_options: PairOptions,
    min_rate: int = 0,
) -> int:
    """Run a job, after the index that all workers read was brought up to date."""
    paths = find_inputs(paths)
    locales = choose_locales(workspace, pair_options, paths).require_pair(workspace)
    if workspace.has_database:
        index_new_segments(workspace)
        workspace.release_connections()
    settings = make_settings(
        describe_database(workspace.database_location),
        workspace.settings.penalties,
        locales,
        today=date.today().isoformat(),
        min_rate=min_rate,
    )
    return run_batch(workspace, job_name, settings, paths, batch_options)
