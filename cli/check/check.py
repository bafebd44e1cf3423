"""The command `check`: pages, files, the memory and articles."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from functools import partial

import click

from checks.runner.run import TOGETHER, Run, Scope, Share, Work
from cli.check.fix_options import FixOptions, fix_options
from cli.check.inputs.filters import SinceType, select_units
from cli.check.inputs.inputs import CheckInput, input_options
from cli.check.inputs.line_numbers import with_lines
from cli.check.session.check_options import (
    SelectionOptions,
    open_session,
    selection_options,
)
from cli.check.session.findings import draw_findings, finding_json, language_of_messages
from cli.check.session.output_options import (
    HiddenFindings,
    OutputOptions,
    output_options,
)
from cli.check.session.reports import (
    AT_A_TIME,
    entry_of,
    render_of,
    report_of,
    write_reports,
)
from cli.check.session.session import CheckCall
from cli.check.session.summary import tell
from cli.console.gc_tuning import rare_garbage_collection
from cli.console.languages import Languages
from cli.console.render import emit
from cli.console.workspace import Workspace, command
from cli.exchange.selections import FilterOptions, filter_options
from exports.reports.report import ReportEntry
from exports.reports.words import Words, words_of
from tm.errors import InputError
from tm.finding import Finding, Severity
from tm.progress import report_counts
from tm.spill.list import SpillList


@command(
    examples="""
    padanan check page.txt -t id
    padanan check page.id.txt -t id --source original.vi.txt
    padanan check units.jsonl -s vi -t id --only num,date
    padanan check --memory -s vi -t id --fail-on warning --jobs 4
    padanan check memory.tmx -s vi -t id --report findings.html --report ci.sarif
    padanan check page.txt -t id | padanan dismiss - --why "seen, all right"
    padanan check page.txt -t id --fix
    padanan check app.po -s en -t id --profile software --set num.value=warning
    padanan check --memory -s vi -t id --changed-since i12
    padanan check --memory -s vi -t id --selection asean --state translated
    """
)
@input_options
@selection_options
@output_options
@click.option(
    "--jobs",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Processes that share the checks of units and documents.",
)
@click.option(
    "--changed-since",
    type=SinceType(),
    metavar="DATE|IMPORT",
    help="With --memory: only units made or changed since a day or in i12 and later.",
)
@filter_options
@fix_options
def check(
    workspace: Workspace,
    given: CheckInput,
    choice: SelectionOptions,
    telling: OutputOptions,
    jobs: int,
    changed_since: str | None,
    filters: FilterOptions,
    fixing: FixOptions,
) -> int:
    """Check pages, units in files, the memory or an article.

    A FILE is a page as text, JSON lines with `source` and `target`, or any format that
    can be imported; `-` is standard input. Without source text only the target is
    judged; --source aligns a page with that of its original. IDS are
    ids or families (`num.value`, `num`), parted by commas; `padanan checks` lists them.

    With --memory, units are chosen as by `padanan export` (--selection, --import,
    --state …): findings are told of these, and their documents are judged as wholes.

    --fix shows what it would change, and asks; it needs --yes where nobody can be
    asked. Files are replaced whole, the memory changes as one change set.

    The exit code is 0 if nothing is at or above --fail-on, 1 if something is (with
    --fix: if changes were not made), 2 for what cannot be read or understood.
    """
    if not given.is_one:
        raise InputError("give one of FILES, --memory and --article KEY to check")
    if (changed_since or filters.are_given) and not given.memory:
        raise InputError(
            "--changed-since, --selection and other options that choose units go with "
            "--memory; see --since-report"
        )
    language = language_of_messages(workspace, telling.language)
    fixing.demand_sense(reports=telling.reports)
    original = given.page_of_source(workspace)
    languages = given.languages(workspace, original)
    session = open_session(workspace, languages, choice, language=language)
    renders = [(file, render_of(file)) for file in telling.reports]
    inspection = CheckCall(
        given,
        original,
        languages,
        session,
        left_out=HiddenFindings.of(workspace, telling),
        chosen=select_units(workspace, changed_since, filters, languages),
        words=words_of(language),
    )
    if fixing.is_wanted:
        from cli.check.fix import mend  # most checks mend nothing

        return mend(workspace, inspection, fixing)
    reading = inspection.reading()
    units = inspection.subjects(workspace, reading)
    # Formats compose what they read; lines and pages are judged as they are typed.
    scope = Scope(
        inspection.judged, not choice.no_source_checks, as_typed=bool(given.paths)
    )
    keep = workspace.format == "table" or bool(renders)
    work = Work(_share(workspace, jobs), TOGETHER, keep)
    total = None if filters.are_given else _total(workspace, given, languages)
    with workspace.progress("checking", total) as progress, rare_garbage_collection():
        result = session.check(
            report_counts(units, progress),
            scope=scope,
            work=work,
            is_hidden=inspection.left_out.hides,
        )
        counts, entries = _found(workspace, result, keep=bool(renders))
    words = inspection.words
    _print(workspace, entries, words)
    if renders:
        write_reports(workspace, report_of(entries, result, inspection), renders)
    tell(workspace, result, inspection.tally(counts), reading, words)
    if counts and given.memory:
        workspace.say(words["unit_names"])
    inspection.left_out.dismissed.tell(workspace, words)
    return telling.exit_code(counts)


def _total(workspace: Workspace, given: CheckInput, languages: Languages) -> int | None:
    """How many units of the memory have both texts, as far as a bar must know."""
    if not given.memory or languages.source is None:
        return None
    return workspace.memory.extent(languages.source, languages.target)[0]


def _share(workspace: Workspace, jobs: int) -> Share:
    """How the checks of documents are shared among processes, if they are."""
    if jobs == 1:
        return map
    from cli.console.workers import map_in_processes  # forty milliseconds to import

    workspace.release()
    return partial(map_in_processes, jobs=jobs)


def _found(
    workspace: Workspace, result: Run, *, keep: bool
) -> tuple[Counter[Severity], SpillList[ReportEntry]]:
    """Count the findings; print them as they are found where the format allows.

    Those that are printed already are kept only if they are asked for.
    """
    counts: Counter[Severity] = Counter()
    entries: SpillList[ReportEntry] = SpillList(AT_A_TIME)
    streams = workspace.format == "jsonl"

    def counted() -> Iterator[Finding]:
        for finding in result:
            counts[finding.severity] += 1
            if keep or not streams:
                entries.append(entry_of(finding, result.unit_of(finding)))
            yield finding

    if streams:
        emit(workspace, None, lines=map(finding_json, counted()))
    else:
        deque(counted(), maxlen=0)
    return counts, entries


def _print(workspace: Workspace, entries: Iterable[ReportEntry], words: Words) -> None:
    if workspace.format == "jsonl":
        return  # done when they were found
    columns = ["unit", "check", "severity", "quote", "message", "fix"]
    findings = (entry.finding for entry in entries)
    emit(
        workspace,
        None,
        lines=map(finding_json, findings),
        columns=columns,
        rows=([getattr(finding, name) for name in columns] for finding in findings),
        table=lambda console: draw_findings(console, with_lines(entries), words),
    )
