"""The summary of a run of checks, and notices about the files it read."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from checks.inputs.files import FileNotes
from checks.runner.run import Run
from cli.console.workspace import Workspace
from exports.reports.labels import ReportLabels
from tm.finding import Severity

_MAX_LISTED_COUNT = 10
_MIN_FINDINGS_TO_COUNT = 20
"""The least findings that are also counted by check: a screen or more."""


@dataclass(frozen=True, slots=True)
class FindingTally:
    """How many findings a run reported, and how many it left out."""

    count_by_severity: Mapping[Severity, int]
    dismissed_count: int = 0
    earlier_report_count: int = 0
    """Those that an earlier report has."""
    unchanged_since: str | None = None
    """The day or change set since which nothing changed, if so nothing was checked."""

    def describe(self, labels: ReportLabels) -> str:
        """Describe the counts in one line.

        >>> from exports.reports.labels import load_labels
        >>> labels = load_labels("id")
        >>> FindingTally({Severity.ERROR: 2}, dismissed_count=1).describe(labels)
        '2 temuan: 2 galat, 0 peringatan, 0 info; 1 disisihkan'
        """
        severity_counts = Counter(self.count_by_severity)
        if self.unchanged_since is not None:
            return labels.fill_in("nothing_since", self.unchanged_since)
        summary = labels["no_findings"]
        if severity_counts.total():
            severity_phrases = [
                f"{labels.format_number(severity_counts[severity])} "
                f"{labels.format_count(severity.value, severity_counts[severity])}"
                for severity in Severity
            ]
            total_phrase = labels.format_count("findings", severity_counts.total())
            summary = f"{total_phrase}: {', '.join(severity_phrases)}"
        for label_key, count in (
            ("left_out", self.dismissed_count),
            ("reported", self.earlier_report_count),
        ):
            if count:
                summary += f"; {labels.format_count(label_key, count)}"
        return summary


def print_summary(
    workspace: Workspace,
    check_run: Run,
    tally: FindingTally,
    file_notes: FileNotes,
    labels: ReportLabels,
) -> None:
    """Print which checks failed, what was skipped, and how much was found."""
    for failure in check_run.failures[:_MAX_LISTED_COUNT]:
        workspace.warn(
            labels.fill_in("broke", failure.check_id, failure.unit_id, failure.reason)
        )
    print_file_notices(workspace, file_notes, labels)
    workspace.say(tally.describe(labels))


def print_counts_by_check(
    workspace: Workspace, check_ids: Iterable[str], labels: ReportLabels
) -> None:
    """Print how many findings each check has, the most first, if there are many."""
    count_by_check = Counter(check_ids)
    if count_by_check.total() < _MIN_FINDINGS_TO_COUNT or len(count_by_check) < 2:
        return
    phrases = [
        f"{check_id} {labels.format_number(count)}"
        for check_id, count in count_by_check.most_common(_MAX_LISTED_COUNT)
    ]
    hidden_count = len(count_by_check) - _MAX_LISTED_COUNT
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
    for skipped_entry in file_notes.skipped_entries[:_MAX_LISTED_COUNT]:
        location = (
            f"{skipped_entry.path}:{skipped_entry.line}"
            if skipped_entry.line
            else skipped_entry.path
        )
        workspace.warn(labels.fill_in("skipped", location, skipped_entry.reason))
    if (hidden_count := len(file_notes.skipped_entries) - _MAX_LISTED_COUNT) > 0:
        workspace.warn(labels.format_count("more_skipped", hidden_count))
