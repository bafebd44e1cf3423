"""The command `check`, for pages, files, the memory and articles."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import click

from checks.inputs.files import FileNotes
from checks.runner.document_batch import UNITS_PER_BATCH, RunScope
from checks.runner.run import DistributeBatches, Run, RunMode
from cli.check.fix_options import FixOptions, fix_options
from cli.check.inputs.check_input import CheckInput, input_options
from cli.check.inputs.filters import select_units
from cli.check.session.check_call import CheckCall
from cli.check.session.check_options import (
    SelectionOptions,
    open_session,
    selection_options,
)
from cli.check.session.finding_view import (
    choose_language,
    draw_findings,
    emit_findings,
)
from cli.check.session.output_options import (
    HiddenFindings,
    OutputOptions,
    output_options,
)
from cli.check.session.reports import (
    ENTRIES_PER_BLOCK,
    find_report_writer,
    make_report,
    write_reports,
)
from cli.check.session.summary import print_summary
from cli.console.command import command
from cli.console.options.option_group import option_group
from cli.console.options.parameter_types import SinceType
from cli.console.process.gc_tuning import reduce_garbage_collection
from cli.console.workspace import Workspace
from cli.exchange.selections import FilterOptions, filter_options
from exports.reports.labels import load_labels
from exports.reports.line_numbers import add_line_numbers
from exports.reports.report import (
    ReportEntry,
    WriteReport,
    make_report_entry,
    write_out_codes,
)
from tm.errors import InputError
from tm.finding import Severity
from tm.progress import report_counts
from tm.spill.list import SpillList

_STREAMED_FORMATS = ("jsonl", "tsv")
"""Formats in which each finding is printed when it is found."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How many processes check, and since when units must have changed."""

    process_count: int
    changed_since: str | None


@command(
    examples="""
    padanan check page.txt -t id
    padanan check page.id.txt -t id --source original.vi.txt
    padanan check articles/ -s vi -t id
    padanan check units.jsonl -s vi -t id --only num,date
    padanan check --memory -s vi -t id --fail-on warning --jobs 4
    padanan check memory.tmx -s vi -t id --report findings.html --report ci.sarif
    padanan check page.txt -t id | grep num.value
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
        "process_count",
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
    checked; --source aligns a page with its original. IDS are ids or families of checks
    (`num.value`, `num`), separated by commas; `padanan checks` lists them.

    A folder stands for all files in it that can be checked. Each page of a folder, or
    of several files, is aligned with its original: a.id.html with a.vi.html, or with an
    original that is stored.

    With --memory, options such as --selection, --change-set and --state choose units,
    as in `padanan export`. Only findings about these units are reported, but whole
    documents are checked.

    --fix shows the changes and asks before it applies them; without a terminal, add
    --yes. Files are replaced as a whole, the memory is changed as one change set.

    Exit code: 1 if a finding has the severity of --fail-on or a worse one, or if --fix
    did not apply all changes; 2 if the input cannot be read; otherwise 0.
    """
    _require_consistent(check_input, run_options, filter_options)
    fix_options.require_consistent(report_paths=output_options.report_paths)
    paths_with_report_writers = [
        (report_path, find_report_writer(report_path))
        for report_path in output_options.report_paths
    ]
    check_call = _open_check_call(
        workspace,
        check_input.find_files(workspace),
        selection_options,
        output_options,
        run_options,
        filter_options,
    )
    if fix_options.is_active:
        from cli.check.fix import run_fixes  # few calls fix anything

        return run_fixes(workspace, check_call, fix_options)
    severity_counts = _check_and_report(
        workspace,
        check_call,
        paths_with_report_writers,
        process_count=run_options.process_count,
        includes_sources=not selection_options.skips_source_checks,
        counts_units=not filter_options.are_given,
    )
    return output_options.choose_exit_code(severity_counts)


def _check_and_report(
    workspace: Workspace,
    check_call: CheckCall,
    paths_with_report_writers: Sequence[tuple[str, WriteReport]],
    *,
    process_count: int,
    includes_sources: bool,
    counts_units: bool,
) -> Counter[Severity]:
    """Print the findings and write the reports; return the findings by severity."""
    file_notes = FileNotes()
    check_run, severity_counts, report_entries = _run_checks(
        workspace,
        check_call,
        file_notes,
        process_count=process_count,
        includes_sources=includes_sources,
        keeps_entries=bool(paths_with_report_writers),
        counts_units=counts_units,
    )
    _print_findings(workspace, report_entries, check_call, file_notes)
    if paths_with_report_writers:
        write_reports(
            workspace,
            make_report(report_entries, check_run, check_call, file_notes),
            paths_with_report_writers,
        )
    print_summary(
        workspace, check_call, check_run, severity_counts, report_entries, file_notes
    )
    return severity_counts


def _require_consistent(
    check_input: CheckInput, run_options: RunOptions, filter_options: FilterOptions
) -> None:
    """Raise InputError unless one input is named, and units are selected of it."""
    if not check_input.names_one_input:
        raise InputError("give one of FILES, --memory and --article KEY to check")
    selects_units = bool(run_options.changed_since) or filter_options.are_given
    if selects_units and not check_input.uses_memory:
        raise InputError(
            "--changed-since, --selection and other options that select units need "
            "--memory; for files, see --since-report"
        )


def _open_check_call(
    workspace: Workspace,
    check_input: CheckInput,
    selection_options: SelectionOptions,
    output_options: OutputOptions,
    run_options: RunOptions,
    filter_options: FilterOptions,
) -> CheckCall:
    """Read the original and the termbase, and choose languages, checks and units."""
    message_language = choose_language(workspace, output_options.message_language_name)
    original_file = check_input.read_original(workspace)
    languages = check_input.choose_languages(workspace, original_file)
    return CheckCall(
        check_input,
        original_file,
        languages,
        session=open_session(
            workspace, languages, selection_options, message_language=message_language
        ),
        hidden_findings=HiddenFindings.from_options(workspace, output_options),
        reported_units=select_units(
            workspace, run_options.changed_since, filter_options, languages
        ),
        labels=load_labels(message_language),
    )


def _run_checks(
    workspace: Workspace,
    check_call: CheckCall,
    file_notes: FileNotes,
    *,
    process_count: int,
    includes_sources: bool,
    keeps_entries: bool,
    counts_units: bool,
) -> tuple[Run, Counter[Severity], SpillList[ReportEntry]]:
    """Check the units of a call; return the run, and its findings counted and kept.

    `counts_units`: whether the progress bar shows the number of units of the memory.
    """
    # Formats compose what they read; lines and pages are checked as they are typed.
    run_scope = RunScope(
        check_call.is_unit_reported,
        includes_sources,
        may_be_uncomposed=bool(check_call.check_input.paths),
        merges_repeats=check_call.check_input.names_originals,
    )
    units = check_call.read_units(workspace, file_notes)
    unit_count = partial(_count_units, workspace, check_call) if counts_units else None
    with (
        workspace.show_progress("checking", unit_count) as report_progress,
        reduce_garbage_collection(),
    ):
        run_mode = RunMode(
            _choose_batch_sharing(workspace, process_count),
            UNITS_PER_BATCH,
            keeps_units=True,
        )
        check_run = check_call.session.check(
            report_counts(units, report_progress),
            scope=run_scope,
            mode=run_mode,
            is_hidden=check_call.hidden_findings.hides,
        )
        severity_counts, report_entries = _collect_findings(
            workspace, check_run, file_notes, keeps_entries=keeps_entries
        )
    return check_run, severity_counts, report_entries


def _count_units(workspace: Workspace, check_call: CheckCall) -> int | None:
    """Count the bilingual units of the memory, for the progress bar."""
    source_locale, target_locale = (
        check_call.languages.source_locale,
        check_call.languages.target_locale,
    )
    if not check_call.check_input.uses_memory or source_locale is None:
        return None
    unit_count, _ = workspace.unit_store.measure_locale_pair(
        source_locale, target_locale
    )
    return unit_count


def _choose_batch_sharing(
    workspace: Workspace, process_count: int
) -> DistributeBatches:
    """Choose how documents are shared among processes."""
    if process_count == 1:
        return map
    # This takes forty milliseconds to import.
    from cli.console.process.workers import map_in_processes

    workspace.release_connections()
    return partial(map_in_processes, process_count=process_count)


def _collect_findings(
    workspace: Workspace,
    check_run: Run,
    file_notes: FileNotes,
    *,
    keeps_entries: bool,
) -> tuple[Counter[Severity], SpillList[ReportEntry]]:
    """Count the findings; print them as they are found if the format allows.

    Findings that are printed at once are kept only with `keeps_entries`.
    """
    severity_counts: Counter[Severity] = Counter()
    report_entries: SpillList[ReportEntry] = SpillList(ENTRIES_PER_BLOCK)
    prints_at_once = workspace.output_format in _STREAMED_FORMATS

    def iterate_counted_entries() -> Iterator[ReportEntry]:
        for finding in check_run:
            severity_counts[finding.severity] += 1
            report_entry = make_report_entry(finding, check_run.find_unit(finding))
            if keeps_entries or not prints_at_once:
                report_entries.append(report_entry)
            yield report_entry

    if prints_at_once:
        emit_findings(
            workspace,
            add_line_numbers(iterate_counted_entries(), file_notes.page_paths),
        )
    else:
        deque(iterate_counted_entries(), maxlen=0)
    return severity_counts, report_entries


def _print_findings(
    workspace: Workspace,
    report_entries: Iterable[ReportEntry],
    check_call: CheckCall,
    file_notes: FileNotes,
) -> None:
    if workspace.output_format in _STREAMED_FORMATS:
        return  # printed when they were found
    source_locale = check_call.languages.source_locale
    target_locale = check_call.languages.target_locale
    language_tags = (str(source_locale or ""), str(target_locale))
    numbered_entries = add_line_numbers(report_entries, file_notes.page_paths)
    emit_findings(
        workspace,
        numbered_entries,
        draw_table=lambda console: draw_findings(
            console,
            map(write_out_codes, numbered_entries),
            check_call.labels,
            language_tags,
        ),
    )
