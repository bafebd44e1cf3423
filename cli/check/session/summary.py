"""The summary of a run of checks: notices about its files, counts, what to know."""

from collections import Counter
from collections.abc import Iterable

from checks.engine.check import Level
from checks.inputs.files import FileNotes
from checks.runner.check_execution import find_first_failures
from checks.runner.run import Run
from cli.check.session.check_call import CheckCall
from cli.check.session.finding_tally import FindingTally
from cli.console.workspace import Workspace
from exports.reports.labels import ReportLabels
from exports.reports.report import ReportEntry
from tm.finding import Severity

_MAX_SUMMARY_LINE_COUNT = 10
_MIN_FINDINGS_TO_COUNT = 20
"""The least findings that are also counted by check: a screen or more."""
_UNIT_COMMANDS = (
    "`padanan show UNIT`, `padanan review --edit UNIT target TEXT`, "
    "`padanan remove --unit UNIT`"
)


def print_summary(
    workspace: Workspace,
    check_call: CheckCall,
    check_run: Run,
    severity_counts: Counter[Severity],
    report_entries: Iterable[ReportEntry],
    file_notes: FileNotes,
) -> None:
    """Print the summary, the counts by check, and what to know about the findings."""
    tally = check_call.count_findings(severity_counts, check_run.failures)
    _print_counts(workspace, check_run, tally, file_notes, check_call.labels)
    if workspace.output_format == "table":
        _print_counts_by_check(
            workspace,
            (report_entry.finding.check for report_entry in report_entries),
            check_call.labels,
        )
    _print_unrun_checks(workspace, check_run, check_call, file_notes)
    if severity_counts and check_call.check_input.uses_memory:
        workspace.say(check_call.labels.fill_in("unit_names", _UNIT_COMMANDS))
    check_call.hidden_findings.dismissed_findings.print_notices(
        workspace, check_call.labels
    )


def _print_unrun_checks(
    workspace: Workspace, check_run: Run, check_call: CheckCall, file_notes: FileNotes
) -> None:
    """Say how many checks could not run, if no unit had a source text."""
    bilingual_check_count = sum(
        check.level is Level.BOTH for check in check_call.session.plan.checks
    )
    has_compared_units = (
        check_run.bilingual_unit_count
        and check_call.languages.source_locale is not None
    )
    if not check_run.unit_count or has_compared_units or not bilingual_check_count:
        return
    message = check_call.labels.format_count(
        "checks_without_source", bilingual_check_count
    )
    if file_notes.page_paths and not check_call.check_input.names_originals:
        message += f": {check_call.labels['give_original']} (--source)"
    elif check_call.languages.source_locale is None:
        message += f": {check_call.labels['give_source_language']} (-s)"
    workspace.say(message)


def _print_counts(
    workspace: Workspace,
    check_run: Run,
    tally: FindingTally,
    file_notes: FileNotes,
    labels: ReportLabels,
) -> None:
    """Print which checks failed, what was skipped, and how much was found."""
    for failure in find_first_failures(check_run.failures)[:_MAX_SUMMARY_LINE_COUNT]:
        workspace.warn(
            labels.fill_in("broke", failure.check_id, failure.unit_id, failure.reason)
        )
    print_file_notices(workspace, file_notes, labels)
    workspace.say(tally.describe(labels))


def _print_counts_by_check(
    workspace: Workspace, check_ids: Iterable[str], labels: ReportLabels
) -> None:
    """Print how many findings each check has, the most first, if there are many."""
    count_by_check = Counter(check_ids)
    if count_by_check.total() < _MIN_FINDINGS_TO_COUNT or len(count_by_check) < 2:
        return
    phrases = [
        f"{check_id} {labels.format_number(count)}"
        for check_id, count in count_by_check.most_common(_MAX_SUMMARY_LINE_COUNT)
    ]
    hidden_count = len(count_by_check) - _MAX_SUMMARY_LINE_COUNT
    ending = f", … +{hidden_count}" if hidden_count > 0 else ""
    workspace.say(labels.fill_in("counts_by_check", ", ".join(phrases) + ending))


def print_file_notices(
    workspace: Workspace, file_notes: FileNotes, labels: ReportLabels
) -> None:
    """Print remarks on files, which were left out, and the first skipped entries."""
    for fact in file_notes.facts:
        workspace.say(fact)
    for remark in (*file_notes.other_language_messages, *file_notes.remarks):
        workspace.warn(remark)
    for skipped_entry in file_notes.skipped_entries[:_MAX_SUMMARY_LINE_COUNT]:
        location = (
            f"{skipped_entry.path}:{skipped_entry.line}"
            if skipped_entry.line
            else skipped_entry.path
        )
        workspace.warn(labels.fill_in("skipped", location, skipped_entry.reason))
    if (hidden_count := len(file_notes.skipped_entries) - _MAX_SUMMARY_LINE_COUNT) > 0:
        workspace.warn(labels.format_count("more_skipped", hidden_count))
