"""The summary of a run of checks, and notices about the files it read."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from checks.runner.run import Run
from cli.check.inputs.files import FileReading
from cli.console.workspace import Workspace
from exports.reports.words import ReportWords
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

    def summary(self, words: ReportWords) -> str:
        """Say all of it in one line.

        >>> from exports.reports.words import words_of
        >>> FindingTally({Severity.ERROR: 2}, dismissed=1).summary(words_of("id"))
        '2 temuan: 2 galat, 0 peringatan, 0 info; 1 disisihkan'
        """
        counts = Counter(self.counts)
        if self.unchanged_since is not None:
            return words.of("nothing_since", self.unchanged_since)
        summary = words["no_findings"]
        if counts.total():
            parts = [
                f"{words.number(counts[severity])} "
                f"{words.count(severity.value, counts[severity])}"
                for severity in Severity
            ]
            summary = f"{words.count('findings', counts.total())}: {', '.join(parts)}"
        for name, count in (
            ("left_out", self.dismissed),
            ("reported", self.in_earlier_report),
        ):
            if count:
                summary += f"; {words.count(name, count)}"
        return summary


def print_summary(
    workspace: Workspace,
    run: Run,
    tally: FindingTally,
    reading: FileReading,
    words: ReportWords,
) -> None:
    """Print which checks failed, what was skipped, and how much was found."""
    for failure in run.failures[:_MOST_SHOWN]:
        workspace.warn(words.of("broke", failure.check, failure.unit, failure.reason))
    print_file_notices(workspace, reading, words)
    workspace.say(tally.summary(words))


def print_file_notices(
    workspace: Workspace, reading: FileReading, words: ReportWords
) -> None:
    """Print remarks on files, which were left out, and the first skipped entries."""
    for remark in (*reading.other_languages, *reading.remarks):
        workspace.warn(remark)
    for skipped in reading.skipped[:_MOST_SHOWN]:
        place = f"{skipped.path}:{skipped.line}" if skipped.line else skipped.path
        workspace.warn(words.of("skipped", place, skipped.reason))
    if (hidden := len(reading.skipped) - _MOST_SHOWN) > 0:
        workspace.warn(words.count("more_skipped", hidden))
