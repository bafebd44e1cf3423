"""The summary of a run of checks, and notices about the files it read."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from checks.inputs.files import FileNotes
from checks.runner.run import Run
from cli.console.workspace import Workspace
from exports.reports.labels import ReportLabels
from tm.finding import Severity

_MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class FindingTally:
    """How many findings a run reported, and how many it left out."""

    counts: Mapping[Severity, int]
    dismissed: int = 0
    in_earlier_report: int = 0
    """Those that an earlier report has."""
    unchanged_since: str | None = None
    """The day or change set since which nothing changed, if so nothing was checked."""

    def describe(self, labels: ReportLabels) -> str:
        """Describe the counts in one line.

        >>> from exports.reports.labels import load_labels
        >>> FindingTally({Severity.ERROR: 2}, dismissed=1).describe(load_labels("id"))
        '2 temuan: 2 galat, 0 peringatan, 0 info; 1 disisihkan'
        """
        counts = Counter(self.counts)
        if self.unchanged_since is not None:
            return labels.fill_in("nothing_since", self.unchanged_since)
        summary = labels["no_findings"]
        if counts.total():
            parts = [
                f"{labels.format_number(counts[severity])} "
                f"{labels.format_count(severity.value, counts[severity])}"
                for severity in Severity
            ]
            summary = (
                f"{labels.format_count('findings', counts.total())}: {', '.join(parts)}"
            )
        for label_key, count in (
            ("left_out", self.dismissed),
            ("reported", self.in_earlier_report),
        ):
            if count:
                summary += f"; {labels.format_count(label_key, count)}"
        return summary


def print_summary(
    workspace: Workspace,
    run: Run,
    tally: FindingTally,
    notes: FileNotes,
    labels: ReportLabels,
) -> None:
    """Print which checks failed, what was skipped, and how much was found."""
    for failure in run.failures[:_MOST_SHOWN]:
        workspace.warn(
            labels.fill_in("broke", failure.check_id, failure.unit_id, failure.reason)
        )
    print_file_notices(workspace, notes, labels)
    workspace.say(tally.describe(labels))


def print_file_notices(
    workspace: Workspace, notes: FileNotes, labels: ReportLabels
) -> None:
    """Print remarks on files, which were left out, and the first skipped entries."""
    for remark in (*notes.other_language_messages, *notes.remarks):
        workspace.warn(remark)
    for skipped in notes.skipped_entries[:_MOST_SHOWN]:
        location = f"{skipped.path}:{skipped.line}" if skipped.line else skipped.path
        workspace.warn(labels.fill_in("skipped", location, skipped.reason))
    if (hidden_count := len(notes.skipped_entries) - _MOST_SHOWN) > 0:
        workspace.warn(labels.format_count("more_skipped", hidden_count))
