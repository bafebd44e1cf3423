"""The command `checks measure`: the checks measured on your own text."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from checks.catalogue import select_checks
from checks.engine.check import Check, Level
from checks.engine.unit import Unit
from checks.inputs.files import FileNotes
from checks.measuring.measure import MeasurePlan, count_steps
from checks.measuring.measure import measure_checks as measured
from checks.measuring.sample import sample_units
from checks.measuring.score import Measurement
from checks.measuring.seeded_errors.error_kinds import select_error_kinds
from checks.session import make_context
from cli.check.inputs.check_input import CheckInput
from cli.check.measure_report import print_measurement, write_measurement
from cli.check.measure_table import describe_obstacles
from cli.check.session.check_options import split_names
from cli.check.session.findings import choose_language, language_option
from cli.check.session.summary import print_file_notices
from cli.console.aliased_option import AliasedOption
from cli.console.file_options import table_reading_options
from cli.console.gc_tuning import rare_garbage_collection
from cli.console.option_group import option_group
from cli.console.workspace import Workspace, command, source_option, target_option
from exports.reports.labels import ReportLabels, load_labels
from tm.errors import InputError, NotFound


@dataclass(frozen=True, slots=True)
class SeedOptions:
    """Which errors are seeded, and how many."""

    kinds: Sequence[str]
    """Lists of kinds, checks or families, separated by commas."""
    rounds: int
    most: int
    sample: int
    seed: int

    def plan(self, checks: Iterable[Check]) -> MeasurePlan:
        """Plan the errors to seed for some checks. Raises UnknownName."""
        kinds = select_error_kinds(
            {check.id for check in checks}, split_names(self.kinds)
        )
        return MeasurePlan(
            kinds,
            round_count=self.rounds,
            most_errors_per_kind=self.most,
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
    click.option("--memory", is_flag=True, help="Measure on the units of the memory."),
    source_option,
    target_option,
    table_reading_options,
)
@option_group(
    "seed_options",
    SeedOptions,
    click.option(
        "--kinds",
        multiple=True,
        metavar="NAMES",
        help="Seed only these kinds of error; also names of checks or families.",
    ),
    click.option(
        "--rounds",
        type=click.IntRange(1, 1000),
        default=10,
        show_default=True,
        help="Copies of the text to seed errors into.",
    ),
    click.option(
        "--max-errors",
        "most",
        cls=AliasedOption,
        aliases=("--most",),
        type=click.IntRange(1),
        default=100,
        show_default=True,
        help="Most errors of one kind.",
    ),
    click.option(
        "--sample",
        type=click.IntRange(1),
        default=20_000,
        show_default=True,
        help="Most units to measure on: whole documents, drawn at random.",
    ),
    click.option("--seed", type=int, default=1, show_default=True),
)
@click.option(
    "--report", metavar="FILE.html", help="Also write the report as an HTML page."
)
@language_option
def measure(
    workspace: Workspace,
    check_input: CheckInput,
    seed_options: SeedOptions,
    report: str | None,
    language: str | None,
) -> None:
    """Measure how many errors seeded into your own clean text the checks find.

    FILE is what `padanan check` reads. The text is taken as clean: a finding in it is a
    false alarm, or an error that nobody has noticed. Errors are seeded into copies of
    it, at most one per unit and in a third of a document's units, and counted as found
    if a check for their kind reports them. NAMES are kinds of error (`num-changed`), or
    ids or families of checks, separated by commas.

    recall: the percentage of errors found, with its 95 % interval. precision: the
    percentage of a check's findings that would be right if one unit in a hundred had an
    error of its kinds. The same --seed gives the same errors.
    """
    if not check_input.names_one_input:
        raise InputError("give FILES or --memory to measure on")
    if report is not None and Path(report).suffix.lower() not in (".html", ".htm"):
        raise InputError(f"{report}: the report is an HTML page; name it FILE.html")
    if report is not None and not Path(report).parent.is_dir():
        raise InputError(f"folder {Path(report).parent} does not exist")
    labels = load_labels(choose_language(workspace, language)).select_section("measure")
    original = check_input.read_original(workspace)
    languages = check_input.choose_languages(workspace, original)
    settings = workspace.settings.checks
    checks = [
        check
        for check in select_checks(settings.only, settings.skip)
        if check.level is not Level.TERMBASE and check.state().works
    ]
    seeding_plan = seed_options.plan(checks)
    notes = FileNotes()
    units = check_input.read_units(
        workspace, check_input.make_file_options(languages, original), notes
    )
    with workspace.progress("reading") as progress:
        sampled_units = sample_units(
            _count_units(units, progress), seed_options.sample, seed=seed_options.seed
        )
    print_file_notices(workspace, notes, labels)
    if not any(subject.target for subject in sampled_units):
        raise NotFound(f"no text in {languages.target_locale} to measure on")
    context = make_context(
        settings,
        source_locale=languages.source_locale,
        target_locale=languages.target_locale,
        database=workspace.database if workspace.has_database else None,
    )
    with (
        workspace.progress("measuring", count_steps(seeding_plan)) as progress,
        rare_garbage_collection(),
    ):
        measurement = measured(
            sampled_units, context, checks, seeding_plan, report_progress=progress
        )
    _print_summary(workspace, measurement, labels)
    if report is not None:
        write_measurement(workspace, report, measurement, languages, labels)
    print_measurement(workspace, measurement, languages, seed_options.seed, labels)


def _count_units(
    units: Iterable[Unit], progress: Callable[[], object]
) -> Iterator[Unit]:
    for unit in units:
        progress()
        yield unit


def _print_summary(
    workspace: Workspace, measurement: Measurement, labels: ReportLabels
) -> None:
    for failure in measurement.failures[:10]:
        workspace.warn(
            labels.fill_in("broke", failure.check_id, failure.unit_id, failure.reason)
        )
    seeded_count = sum(
        kind_score.found_share.total
        for kind_score in measurement.kind_scores
        if not kind_score.kind.is_control
    )
    if not seeded_count:
        for obstacle_line in describe_obstacles(measurement, labels):
            workspace.warn(obstacle_line)
    numbers = (seeded_count, measurement.clean_unit_count, measurement.round_count)
    workspace.say(
        labels.fill_in(
            "summary",
            *map(labels.format_number, numbers),
            labels.format_percentage(measurement.recall),
            labels.format_number(measurement.flagged_unit_count),
            labels.format_percentage(
                100 * measurement.flagged_unit_count / measurement.clean_unit_count
            ),
        )
    )
