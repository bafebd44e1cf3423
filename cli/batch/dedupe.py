"""The command `batch dedupe`."""

from collections.abc import Sequence

from batch.jobs.dedupe import make_settings
from cli.batch.batch_options import (
    BatchOptions,
    batch_options,
    find_inputs,
    inputs_argument,
    run_batch,
)
from cli.console.command import command
from cli.console.options.pair_options import PairOptions, pair_options
from cli.console.workspace import Workspace
from cli.exchange.dedupe import DuplicateOptions, duplicate_options


@command(
    examples="""
    padanan batch dedupe units.jsonl memory.tmx -o out --workers 2
    padanan batch dedupe units.jsonl -o out --by exact --keep first --rank 0 --of 2
    """
)
@inputs_argument
@batch_options
@duplicate_options
@pair_options
def dedupe(
    workspace: Workspace,
    paths: Sequence[str],
    batch_options: BatchOptions,
    duplicate_options: DuplicateOptions,
    pair_options: PairOptions,
) -> int:
    """Write files of units without duplicates, which are searched in all of them.

    The duplicates are those of `padanan dedupe`. What is kept of each part becomes a
    file of JSON lines; the file `removed-…` names each duplicate, and the unit that is
    kept, by the numbers of its part and in its part, from 0.
    """
    settings = make_settings(
        duplicate_options.make(), pair_options.source_locale, pair_options.target_locale
    )
    return run_batch(workspace, "dedupe", settings, find_inputs(paths), batch_options)
