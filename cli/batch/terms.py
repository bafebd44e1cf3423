"""The command `batch terms`."""

from collections.abc import Sequence

from batch.jobs.database import describe_database
from batch.jobs.terms import make_settings
from cli.batch.batch_options import (
    BatchOptions,
    batch_options,
    find_inputs,
    inputs_argument,
    run_batch,
)
from cli.console.command import command
from cli.console.options.pair_options import PairOptions, locale_option, pair_options
from cli.console.workspace import Workspace
from cli.terms.extract import choose_languages
from cli.terms.extract_options import CandidateOptions, candidate_options
from tm.text.locale import Locale


@command(
    examples="""
    padanan batch terms units.jsonl memory.tmx -s vi -t id -o out --workers 2
    padanan terms import out/candidates-….csv
    """
)
@inputs_argument
@batch_options
@pair_options
@locale_option("Language to find terms of, without translations.")
@candidate_options
def terms(
    workspace: Workspace,
    paths: Sequence[str],
    batch_options: BatchOptions,
    pair_options: PairOptions,
    locale: Locale | None,
    candidate_options: CandidateOptions,
) -> int:
    """Find repeated phrases of files that may be terms, in all of them together.

    The candidates are those of `padanan terms extract`, and the table is the one that
    its -O writes: put an x into the first column of the terms to add, and give it to
    `padanan terms import`. The parts are read first, then all phrases are counted by
    one task.
    """
    paths = find_inputs(paths)
    locales = choose_languages(workspace, locale, pair_options, paths)
    settings = make_settings(
        candidate_options.make_extraction_options(lambda text: None),
        locales.source_locale or workspace.choose_source_locale(None),
        locales.target_locale,
        database=describe_database(workspace.database_location),
    )
    return run_batch(workspace, "terms", settings, paths, batch_options)
