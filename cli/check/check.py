"""The command `check`, for pages, files, the memory and articles."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import click

from checks.engine.check import Level
from checks.inputs.files import FileNotes
from checks.runner.document_batch import UNITS_PER_BATCH, RunScope
from checks.runner.run import Run, RunMode, ShareBatches
from cli.check.fix_options import FixOptions, fix_options
from cli.check.inputs.check_input import CheckInput, input_options
from cli.check.inputs.filters import SinceType, select_units
from cli.check.session.check_call import CheckCall
from cli.check.session.check_options import (
    SelectionOptions,
    open_session,
    selection_options,
)
from cli.check.session.findings import choose_language, draw_findings, finding_json
from cli.check.session.output_options import (
    HiddenFindings,
    OutputOptions,
    output_options,
)
from cli.check.session.reports import (
    ENTRIES_PER_BLOCK,
    find_report_writer,
    make_entry,
    make_report,
    write_reports,
)
from cli.check.session.summary import print_summary
from cli.console.gc_tuning import rare_garbage_collection
from cli.console.option_group import option_group
from cli.console.render import emit
from cli.console.workspace import Workspace, command
from cli.exchange.selections import FilterOptions, filter_options
from exports.reports.labels import ReportLabels, load_labels
from exports.reports.line_numbers import add_line_numbers
from exports.reports.report import ReportEntry
from tm.errors import InputError
from tm.finding import Finding, Severity
from tm.progress import report_counts
from tm.spill.list import SpillList


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How many processes check, and since when units must have changed."""

    jobs: int
    changed_since: str | None


@command(
    examples="""
    padanan check page.txt -t id
    padanan check page.id.txt -t id --source original.vi.txt
    padanan check units.jsonl -s vi -t id --only num,date
    padanan check --memory -s vi -t id --fail-on warning --jobs 4
    padanan check memory.tmx -s vi -t id --report findings.html --report ci.sarif
    padanan check page.txt -t id | padanan dismiss - --reason "checked, is right"
    padanan check page.txt -t id --fix
    padanan check app.po -s en -t id --profile software --set num.value=warning
    padanan check --memory -s vi -t id --changed-since i12
    padanan check --memory -s vi -t id --selection asean --state translated
    """
)
@input_options
@selection_options
@output_options
@option_group(
    "run_options",
    RunOptions,
    click.option(
        "--jobs",
        type=click.IntRange(1),
        default=1,
        show_default=True,
        help="Processes for the checks of units and documents.",
    ),
    click.option(
        "--changed-since",
        type=SinceType(),
        metavar="DATE|CHANGE_SET",
        help="With --memory: only units changed since a day, or since change set i12.",
    ),
)
@filter_options
@fix_options
def check(
    workspace: Workspace,
    check_input: CheckInput,
    selection_options: SelectionOptions,
    output_options: OutputOptions,
    run_options: RunOptions,
    filter_options: FilterOptions,
    fix_options: FixOptions,
) -> int:
    """Check pages, files of units, the memory or an article.

    A FILE is a page as text, JSON lines with `source` and `target`, or any format that
    can be imported; `-` is standard input. Without source text only the target is
    checked; --source aligns a page with its original. IDS are ids or families of
    checks (`num.value`, `num`), separated by commas; `padanan checks` lists them.

    With --memory, options such as --selection, --change-set and --state choose units,
    as in `padanan export`: findings about these are reported, and their documents are
    checked as wholes.

    --fix shows the changes and asks before it applies them; without a terminal, add
    --yes. Files are replaced as a whole, the memory is changed as one change set.

    Exit code: 0 if no finding is at or above --fail-on, 1 if one is (with --fix: if
    changes were not applied), 2 for input that cannot be read or understood.
    """
    if not check_input.names_one_input:
        raise InputError("give FILES, --memory or --article KEY to check")
    selects_units = bool(run_options.changed_since) or filter_options.are_given
    if selects_units and not check_input.memory:
        raise InputError(
            "--changed-since, --selection and other options that select units need "
            "--memory; for files, see --since-report"
        )
    language = choose_language(workspace, output_options.language)
    fix_options.require_consistent(reports=output_options.reports)
    original = check_input.read_original(workspace)
    languages = check_input.choose_languages(workspace, original)
    session = open_session(workspace, languages, selection_options, language=language)
    report_writers = [
        (file, find_report_writer(file)) for file in output_options.reports
    ]
    call = CheckCall(
        check_input,
        original,
        languages,
        session,
        hidden_findings=HiddenFindings.of(workspace, output_options),
        reported_units=select_units(
            workspace, run_options.changed_since, filter_options, languages
        ),
        labels=load_labels(language),
    )
    if fix_options.is_active:
        from cli.check.fix import run_fixes  # few calls fix anything

        return run_fixes(workspace, call, fix_options)
    notes = FileNotes()
    check_run, counts, entries = _run_checks(
        workspace,
        call,
        notes,
        jobs=run_options.jobs,
        include_sources=not selection_options.no_source_checks,
        keeps_entries=bool(report_writers),
        counts_units=not filter_options.are_given,
    )
    _print_findings(workspace, entries, call.labels)
    if report_writers:
        write_reports(workspace, make_report(entries, check_run, call), report_writers)
    print_summary(workspace, check_run, call.tally(counts), notes, call.labels)
    _print_unrun_checks(workspace, check_run, call, notes)
    if counts and check_input.memory:
        workspace.say(call.labels["unit_names"])
    call.hidden_findings.dismissed_findings.print_notices(workspace, call.labels)
    return output_options.exit_code(counts)


def _run_checks(
    workspace: Workspace,
    call: CheckCall,
    notes: FileNotes,
    *,
    jobs: int,
    include_sources: bool,
    keeps_entries: bool,
    counts_units: bool,
) -> tuple[Run, Counter[Severity], SpillList[ReportEntry]]:
    """Check the units of a call; return the run, and its findings counted and kept.

    `counts_units`: whether the progress bar shows the number of units of the memory.
    """
    # Formats compose what they read; lines and pages are checked as they are typed.
    scope = RunScope(
        call.is_reported,
        include_sources,
        may_be_uncomposed=bool(call.check_input.paths),
    )
    units = call.read_units(workspace, notes)
    unit_count = partial(_count_units, workspace, call) if counts_units else None
    with (
        workspace.progress("checking", unit_count) as progress,
        rare_garbage_collection(),
    ):
        mode = RunMode(
            _choose_batch_sharing(workspace, jobs),
            UNITS_PER_BATCH,
            keep_units=workspace.format == "table" or keeps_entries,
        )
        check_run = call.session.check(
            report_counts(units, progress),
            scope=scope,
            mode=mode,
            is_hidden=call.hidden_findings.hides,
        )
        counts, entries = _collect_findings(
            workspace, check_run, keeps_entries=keeps_entries
        )
    return check_run, counts, entries


def _count_units(workspace: Workspace, call: CheckCall) -> int | None:
    """Count the bilingual units of the memory, for the progress bar."""
    source_locale, target_locale = (
        call.languages.source_locale,
        call.languages.target_locale,
    )
    if not call.check_input.memory or source_locale is None:
        return None
    unit_count, _ = workspace.unit_store.measure_locale_pair(
        source_locale, target_locale
    )
    return unit_count


def _choose_batch_sharing(workspace: Workspace, jobs: int) -> ShareBatches:
    """Choose how documents are shared among processes."""
    if jobs == 1:
        return map
    from cli.console.workers import map_in_processes  # forty milliseconds to import

    workspace.release_connections()
    return partial(map_in_processes, process_count=jobs)


def _collect_findings(
    workspace: Workspace, check_run: Run, *, keeps_entries: bool
) -> tuple[Counter[Severity], SpillList[ReportEntry]]:
    """Count the findings; print them as they are found if the format allows.

    Findings that are printed at once are kept only with `keeps_entries`.
    """
    counts: Counter[Severity] = Counter()
    entries: SpillList[ReportEntry] = SpillList(ENTRIES_PER_BLOCK)
    prints_at_once = workspace.format == "jsonl"

    def iterate_counted() -> Iterator[Finding]:
        for finding in check_run:
            counts[finding.severity] += 1
            if keeps_entries or not prints_at_once:
                entries.append(make_entry(finding, check_run.find_unit(finding)))
            yield finding

    if prints_at_once:
        emit(workspace, None, lines=map(finding_json, iterate_counted()))
    else:
        deque(iterate_counted(), maxlen=0)
    return counts, entries


def _print_unrun_checks(
    workspace: Workspace, check_run: Run, call: CheckCall, notes: FileNotes
) -> None:
    """Say how many checks could not run, if no unit had a source text."""
    bilingual_check_count = sum(
        check.level is Level.BOTH for check in call.session.plan.checks
    )
    are_compared = (
        check_run.bilingual_unit_count and call.languages.source_locale is not None
    )
    if not check_run.unit_count or are_compared or not bilingual_check_count:
        return
    message = call.labels.format_count("checks_without_source", bilingual_check_count)
    if notes.has_page and call.original is None:
        message += f": {call.labels['give_original']}"
    elif call.languages.source_locale is None:
        message += f": {call.labels['give_source_language']}"
    workspace.say(message)


def _print_findings(
    workspace: Workspace, entries: Iterable[ReportEntry], labels: ReportLabels
) -> None:
    if workspace.format == "jsonl":
        return  # printed when they were found
    columns = ["unit", "check", "severity", "quote", "message", "fix"]
    findings = (entry.finding for entry in entries)
    emit(
        workspace,
        None,
        lines=map(finding_json, findings),
        columns=columns,
        rows=([getattr(finding, name) for name in columns] for finding in findings),
        table=lambda console: draw_findings(console, add_line_numbers(entries), labels),
    )
