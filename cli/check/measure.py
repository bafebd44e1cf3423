"""The checks measured on somebody's own text: `padanan checks measure`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from checks.catalogue import selected
from checks.engine.check import Check, Level
from checks.engine.unit import Unit
from checks.measuring.measure import Plan, kinds_for, steps
from checks.measuring.measure import measure as measured
from checks.measuring.sample import sampled
from checks.measuring.score import Measure
from checks.session import make_context
from cli.check.inputs.inputs import CheckInput
from cli.check.measure_report import emit_measure, write_measure
from cli.check.measure_table import obstacles
from cli.check.session.check_options import names
from cli.check.session.findings import language_of_messages, language_option
from cli.check.session.summary import tell_heard
from cli.console.file_options import table_reading_options
from cli.console.gc_tuning import rare_garbage_collection
from cli.console.option_group import option_group
from cli.console.workspace import Workspace, command, source_option, target_option
from exports.reports.words import Words, words_of
from tm.errors import InputError, NotFound


@dataclass(frozen=True, slots=True)
class SeedOptions:
    """What a command line says of the faults to put in."""

    kinds: Sequence[str]
    """Lists of names of kinds, or of checks or families, parted by commas."""
    rounds: int
    most: int
    sample: int
    seed: int

    def plan(self, checks: Iterable[Check]) -> Plan:
        """The faults that some checks are meant for. Raises UnknownName."""
        kinds = kinds_for({check.id for check in checks}, names(self.kinds))
        return Plan(kinds, rounds=self.rounds, most=self.most, seed=self.seed)


@command(
    examples="""
    padanan checks measure units.jsonl -s vi -t id
    padanan checks measure memory.tmx -s vi -t id --report measure.html
    padanan checks measure --memory -s vi -t id --kinds num,date --rounds 20
    padanan checks measure page.txt -t id --language id --format json
    """
)
@option_group(
    "given",
    CheckInput,
    click.argument("paths", metavar="[FILE]...", nargs=-1),
    click.option("--memory", is_flag=True, help="Take the units of the memory."),
    source_option,
    target_option,
    table_reading_options,
)
@option_group(
    "injection",
    SeedOptions,
    click.option(
        "--kinds",
        multiple=True,
        metavar="NAMES",
        help="Put in these kinds of fault only: names, or checks or families.",
    ),
    click.option(
        "--rounds",
        type=click.IntRange(1, 1000),
        default=10,
        show_default=True,
        help="Copies of the text that faults are put into.",
    ),
    click.option(
        "--most",
        type=click.IntRange(1),
        default=100,
        show_default=True,
        help="Faults of one kind at most.",
    ),
    click.option(
        "--sample",
        type=click.IntRange(1),
        default=20_000,
        show_default=True,
        help="Units to take at most: whole documents, by chance.",
    ),
    click.option("--seed", type=int, default=1, show_default=True),
)
@click.option("--report", metavar="FILE.html", help="Write a page, too.")
@language_option
def measure(
    workspace: Workspace,
    given: CheckInput,
    injection: SeedOptions,
    report: str | None,
    language: str | None,
) -> None:
    """Measure what the checks find of faults put into your own clean text.

    FILE is what `padanan check` reads. The text is taken as clean: what a check says of
    it is a false alarm, or an error that nobody had seen yet. Into copies of it faults
    are put, at most one a unit and in a third of a document's units, and those are
    counted that a check meant for their kind finds. NAMES are kinds of fault
    (`num-changed`), or ids or families of checks, parted by commas.

    recall: how many percent are found, with the 95 % interval. precision: how many
    percent of a check's findings would be right, had one unit in a hundred a fault of
    its kinds. The same seed gives the same faults.
    """
    if not given.is_one:
        raise InputError("say what to measure on: FILES or --memory")
    if report is not None and Path(report).suffix.lower() not in (".html", ".htm"):
        raise InputError(f"{report}: the report is a page; name it FILE.html")
    if report is not None and not Path(report).parent.is_dir():
        raise InputError(f"there is no folder {Path(report).parent} to write to")
    words = words_of(language_of_messages(workspace, language)).part("measure")
    original = given.page_of_source(workspace)
    languages = given.languages(workspace, original)
    settings = workspace.settings.checks
    checks = [
        check
        for check in selected(settings.only, settings.skip)
        if check.level is not Level.TERMBASE and check.state().works
    ]
    plan = injection.plan(checks)
    reading = given.reading(languages, original)
    units = given.subjects(workspace, reading)
    with workspace.progress("reading") as progress:
        subjects = sampled(
            _counted(units, progress), injection.sample, seed=injection.seed
        )
    tell_heard(workspace, reading, words)
    if not any(subject.target for subject in subjects):
        raise NotFound(f"there is no text in {languages.target} to measure on")
    context = make_context(
        settings,
        source=languages.source,
        target=languages.target,
        database=workspace.database if workspace.has_database else None,
        language=words.language,
    )
    with (
        workspace.progress("measuring", steps(plan)) as progress,
        rare_garbage_collection(),
    ):
        result = measured(subjects, context, checks, plan, progress=progress)
    _tell(workspace, result, words)
    if report is not None:
        write_measure(workspace, report, result, languages, words)
    emit_measure(workspace, result, languages, injection.seed, words)


def _counted(units: Iterable[Unit], progress: Callable[[], object]) -> Iterator[Unit]:
    for unit in units:
        progress()
        yield unit


def _tell(workspace: Workspace, result: Measure, words: Words) -> None:
    for failure in result.failures[:10]:
        workspace.warn(words.of("broke", failure.check, failure.unit, failure.reason))
    faults = sum(one.found.of for one in result.kinds if not one.kind.control)
    if not faults:
        for line in obstacles(result, words):
            workspace.warn(line)
    numbers = (faults, result.units, result.rounds)
    workspace.say(
        words.of(
            "summary",
            *map(words.number, numbers),
            words.percent(result.recall),
            words.number(result.flagged),
            words.percent(100 * result.flagged / result.units),
        )
    )
