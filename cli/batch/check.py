"""The command `batch check`."""

from collections.abc import Sequence

from batch.jobs.check import make_settings
from batch.jobs.database import describe_database
from checks.session import CheckSelection
from cli.batch.batch_options import (
    BatchOptions,
    batch_options,
    find_inputs,
    inputs_argument,
    run_batch,
)
from cli.check.session.check_options import (
    SelectionOptions,
    selection_options,
    split_names,
)
from cli.console.call_languages import choose_locales
from cli.console.command import command
from cli.console.options.pair_options import PairOptions, pair_options
from cli.console.workspace import Workspace


@command(
    examples="""
    padanan batch check units.jsonl memory.tmx -s vi -t id -o out --workers 2
    padanan batch check units.jsonl -s vi -t id -o out --rank 3 --of 16
    """
)
@inputs_argument
@batch_options
@pair_options
@selection_options
def check(
    workspace: Workspace,
    paths: Sequence[str],
    batch_options: BatchOptions,
    pair_options: PairOptions,
    selection_options: SelectionOptions,
) -> int:
    """Check files of units, and write the findings of each part to a file.

    The findings are those of `padanan check`, as JSON lines. First each part is
    checked, then each check that compares all units runs once. Dismissed findings are
    written, too.

    Exit code: 0 if all parts were checked, whatever was found; 2 if a part cannot be
    read; 3 if a disk is full or a worker failed.
    """
    paths = find_inputs(paths)
    locales = choose_locales(workspace, pair_options, paths)
    settings = make_settings(
        workspace.settings.checks,
        CheckSelection(
            split_names(selection_options.only_lists),
            split_names(selection_options.skip_lists),
            selection_options.profile_name,
            list(selection_options.overrides),
        ),
        source_locale=locales.source_locale,
        target_locale=workspace.choose_target_locale(locales.target_locale),
        database=describe_database(workspace.database_location),
        includes_sources=not selection_options.skips_source_checks,
    )
    return run_batch(workspace, "check", settings, paths, batch_options)
