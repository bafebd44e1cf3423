"""The counts of a run of checks in one line: findings reported and left out."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from exports.reports.labels import ReportLabels
from tm.finding import Severity


@dataclass(frozen=True, slots=True)
class FindingTally:
    """How many findings a run reported, and how many it left out."""

    count_by_severity: Mapping[Severity, int]
    dismissed_count: int = 0
    earlier_report_count: int = 0
    """Those that an earlier report has."""
    failed_check_count: int = 0
    """Those that failed on a unit, where they may have missed something."""
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
            ("failed_checks", self.failed_check_count),
        ):
            if count:
                summary += f"; {labels.format_count(label_key, count)}"
        return summary
