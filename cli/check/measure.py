"""The command `checks measure`: the checks measured on your own text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from checks.catalogue import select_checks
from checks.engine.check import Check, Level
from checks.engine.unit import Context, Unit
from checks.inputs.files import FileNotes
from checks.measuring.check_scores import Measurement
from checks.measuring.measure import MeasurePlan, count_steps, measure_checks
from checks.measuring.sample import sample_units
from checks.measuring.seeded_errors.error_kinds import select_error_kinds
from checks.session import make_context
from cli.check.inputs.check_input import CheckInput
from cli.check.measure_report import print_measurement, write_measurement
from cli.check.measure_table import describe_obstacles
from cli.check.session.check_options import split_names
from cli.check.session.finding_view import choose_language, language_option
from cli.check.session.summary import print_file_notices
from cli.console.command import command
from cli.console.options.aliased_option import AliasedOption
from cli.console.options.file_options import add_table_reading_options
from cli.console.options.option_group import option_group
from cli.console.options.pair_options import source_option, target_option
from cli.console.options.rate_and_limit_options import seed_option
from cli.console.process.gc_tuning import reduce_garbage_collection
from cli.console.workspace import Workspace
from exports.reports.labels import ReportLabels, load_labels
from tm.errors import InputError, NotFound
from tm.progress import report_counts


@dataclass(frozen=True, slots=True)
class SeedOptions:
    """Which errors are seeded, and how many."""

    kind_lists: Sequence[str]
    """Lists of kinds, checks or families, separated by commas."""
    round_count: int
    most_errors_per_kind: int
    sampled_unit_limit: int
    seed: int

    def make_plan(self, checks: Iterable[Check]) -> MeasurePlan:
        """Plan the errors to seed for some checks. Raises UnknownName."""
        error_kinds = select_error_kinds(
            {check.id for check in checks}, split_names(self.kind_lists)
        )
        return MeasurePlan(
            error_kinds,
            round_count=self.round_count,
            most_errors_per_kind=self.most_errors_per_kind,
            seed=self.seed,
        )


@command(
    examples="""
    padanan checks measure units.jsonl -s vi -t id
    padanan checks measure memory.tmx -s vi -t id --report measure.html
    padanan checks measure --memory -s vi -t id --kinds num,date --rounds 20
    padanan checks measure page.txt -t id --language id --format json
    """
)
@option_group(
    "check_input",
    CheckInput,
    click.argument("paths", metavar="[FILE]...", nargs=-1),
    click.option(
        "--memory",
        "uses_memory",
        is_flag=True,
        help="Measure on the units of the memory.",
    ),
    source_option,
    target_option,
    add_table_reading_options,
)
@option_group(
    "seed_options",
    SeedOptions,
    click.option(
        "--kinds",
        "kind_lists",
        multiple=True,
        metavar="NAMES",
        help="Seed only these kinds of error; also names of checks or families.",
    ),
    click.option(
        "--rounds",
        "round_count",
        type=click.IntRange(1, 1000),
        default=10,
        show_default=True,
        help="Copies of the text to seed errors into.",
    ),
    click.option(
        "--max-errors",
        "most_errors_per_kind",
        cls=AliasedOption,
        aliases=("--most",),
        type=click.IntRange(1),
        default=100,
        show_default=True,
        help="Most errors of one kind.",
    ),
    click.option(
        "--sample",
        "sampled_unit_limit",
        type=click.IntRange(1),
        default=20_000,
        show_default=True,
        help="Most units to measure on: whole documents, drawn at random.",
    ),
    seed_option(1),
)
@click.option(
    "--report",
    "report_path",
    metavar="FILE.html",
    help="Also write the report as an HTML page.",
)
@language_option
def measure(
    workspace: Workspace,
    check_input: CheckInput,
    seed_options: SeedOptions,
    report_path: str | None,
    message_language_name: str | None,
) -> None:
    """Measure how many errors seeded into your own clean text the checks find.

    FILE is what `padanan check` reads. The text is taken as clean: a finding in it is a
    false alarm, or an error that nobody has noticed. Errors are seeded into copies of
    it, at most one per unit and in a third of a document's units, and counted as found
    if a check for their kind reports them. NAMES are kinds of error (`num-changed`), or
    ids or families of checks, separated by commas.

    recall: the percentage of errors found, with its 95 % interval. precision: the
    percentage of a check's findings that would be right if one unit in a hundred had an
    error that the check looks for. The same --seed gives the same errors.
    """
    if not check_input.names_one_input:
        raise InputError("give FILES or --memory to measure on")
    if report_path is not None:
        _require_html_path(Path(report_path))
    labels = load_labels(
        choose_language(workspace, message_language_name)
    ).select_section("measure")
    check_input = check_input.find_files(workspace)
    original_file = check_input.read_original(workspace)
    languages = check_input.choose_languages(workspace, original_file)
    settings = workspace.settings.checks
    checks = [
        check
        for check in select_checks(settings.only, settings.skip)
        if check.level is not Level.TERMBASE and check.state().works
    ]
    seeding_plan = seed_options.make_plan(checks)
    file_notes = FileNotes()
    sampled_units = _sample_units(
        workspace,
        check_input.read_units(
            workspace,
            check_input.make_file_options(languages, original_file),
            file_notes,
        ),
        seed_options,
    )
    print_file_notices(workspace, file_notes, labels)
    if not any(unit.target for unit in sampled_units):
        raise NotFound(f"no text in {languages.target_locale} to measure on")
    context = make_context(
        settings,
        source_locale=languages.source_locale,
        target_locale=languages.target_locale,
        database=workspace.database if workspace.has_database else None,
    )
    measurement = _measure(workspace, sampled_units, context, checks, seeding_plan)
    _print_summary(workspace, measurement, labels)
    if report_path is not None:
        write_measurement(workspace, report_path, measurement, languages, labels)
    print_measurement(workspace, measurement, languages, seed_options.seed, labels)


def _require_html_path(report_path: Path) -> None:
    """Raise InputError for a path that is no HTML page, or in no folder."""
    if report_path.suffix.lower() not in (".html", ".htm"):
        raise InputError(
            f"{report_path}: the report is an HTML page; name it FILE.html"
        )
    if not report_path.parent.is_dir():
        raise InputError(
            f"no folder {report_path.parent}; create it or name another one"
        )


def _sample_units(
    workspace: Workspace, units: Iterable[Unit], seed_options: SeedOptions
) -> Sequence[Unit]:
    """Draw whole documents at random from units, which are read with progress."""
    with workspace.show_progress("reading") as report_progress:
        return sample_units(
            report_counts(units, report_progress),
            seed_options.sampled_unit_limit,
            seed=seed_options.seed,
        )


def _measure(
    workspace: Workspace,
    sampled_units: Sequence[Unit],
    context: Context,
    checks: Sequence[Check],
    seeding_plan: MeasurePlan,
) -> Measurement:
    """Measure checks on units, with progress."""
    with (
        workspace.show_progress(
            "measuring", count_steps(seeding_plan)
        ) as report_progress,
        reduce_garbage_collection(),
    ):
        return measure_checks(
            sampled_units,
            context,
            checks,
            seeding_plan,
            report_progress=report_progress,
        )


def _print_summary(
    workspace: Workspace, measurement: Measurement, labels: ReportLabels
) -> None:
    for failure in measurement.failures[:10]:
        workspace.warn(
            labels.fill_in("broke", failure.check_id, failure.unit_id, failure.reason)
        )
    seeded_count = sum(
        kind_score.found_share.total_count
        for kind_score in measurement.kind_scores
        if not kind_score.kind.is_control
    )
    if not seeded_count:
        for obstacle_line in describe_obstacles(measurement, labels):
            workspace.warn(obstacle_line)
    counts = (seeded_count, measurement.clean_unit_count, measurement.round_count)
    workspace.say(
        labels.fill_in(
            "summary",
            *map(labels.format_number, counts),
            labels.format_percentage(measurement.recall),
            labels.format_number(measurement.flagged_unit_count),
            labels.format_percentage(
                100 * measurement.flagged_unit_count / measurement.clean_unit_count
            ),
        )
    )
