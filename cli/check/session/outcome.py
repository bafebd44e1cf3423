"""What a run of checks says after its findings: counts, and what was not checked."""

from collections import Counter
from collections.abc import Iterable

from checks.engine.check import Level
from checks.inputs.files import FileNotes
from checks.runner.run import Run
from cli.check.session.check_call import CheckCall
from cli.check.session.summary import print_counts_by_check, print_summary
from cli.console.workspace import Workspace
from exports.reports.report import ReportEntry
from tm.finding import Severity

_UNIT_COMMANDS = (
    "`padanan show UNIT`, `padanan review --edit UNIT target TEXT`, "
    "`padanan remove --unit UNIT`"
)


def print_outcome(
    workspace: Workspace,
    check_call: CheckCall,
    check_run: Run,
    severity_counts: Counter[Severity],
    report_entries: Iterable[ReportEntry],
    file_notes: FileNotes,
) -> None:
    """Print the summary, the counts by check, and what to know about the findings."""
    tally = check_call.count_findings(severity_counts)
    print_summary(workspace, check_run, tally, file_notes, check_call.labels)
    if workspace.output_format == "table":
        print_counts_by_check(
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
