"""What `check` says of a run beside its findings, in the language of messages."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from checks.runner.run import Run
from cli.check.inputs.files import FileReading
from cli.console.workspace import Workspace
from exports.reports.words import Words
from tm.finding import Severity

_MOST_TOLD = 10


@dataclass(frozen=True, slots=True)
class FindingTally:
    """How many findings a run has, and how many of others it left out."""

    found: Mapping[Severity, int]
    dismissed: int = 0
    reported: int = 0
    """Those that an earlier report has."""
    since: str | None = None
    """Where nothing was looked at: the day or change set since when nothing changed."""

    def said(self, words: Words) -> str:
        """All of it in one line.

        >>> from exports.reports.words import words_of
        >>> Tally({Severity.ERROR: 2}, dismissed=1).said(words_of("id"))
        '2 temuan: 2 galat, 0 peringatan, 0 info; 1 disisihkan'
        """
        counts = Counter(self.found)
        if self.since is not None:
            return words.of("nothing_since", self.since)
        found = words["no_findings"]
        if counts.total():
            parts = [
                f"{words.number(counts[one])} {words.count(one.value, counts[one])}"
                for one in Severity
            ]
            found = f"{words.count('findings', counts.total())}: {', '.join(parts)}"
        for name, count in (("left_out", self.dismissed), ("reported", self.reported)):
            if count:
                found += f"; {words.count(name, count)}"
        return found


def tell(
    workspace: Workspace,
    result: Run,
    tally: FindingTally,
    reading: FileReading,
    words: Words,
) -> None:
    """Say what broke, what was skipped, and how much was found."""
    for failure in result.failures[:_MOST_TOLD]:
        workspace.warn(words.of("broke", failure.check, failure.unit, failure.reason))
    tell_heard(workspace, reading, words)
    workspace.say(tally.said(words))


def tell_heard(workspace: Workspace, reading: FileReading, words: Words) -> None:
    """Say what was guessed of files, which were left out, and the first bad entries."""
    for remark in (*reading.passed_over, *reading.remarks):
        workspace.warn(remark)
    for item in reading.skipped[:_MOST_TOLD]:
        place = f"{item.path}:{item.line}" if item.line else item.path
        workspace.warn(words.of("skipped", place, item.reason))
    if (more := len(reading.skipped) - _MOST_TOLD) > 0:
        workspace.warn(words.count("more_skipped", more))
