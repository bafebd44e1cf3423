"""What one call of `check` looks at, by what, and what of it is told."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from checks.engine.unit import Unit
from checks.session import CheckSession
from cli.check.inputs.files import FileReading
from cli.check.inputs.filters import ReportedUnits
from cli.check.inputs.inputs import CheckInput
from cli.check.inputs.pages import Original
from cli.check.session.output_options import HiddenFindings
from cli.check.session.summary import FindingTally
from cli.console.languages import Languages
from cli.console.workspace import Workspace
from exports.reports.words import Words
from tm.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class CheckCall:
    """The options and settings of a call, all of them understood."""

    given: CheckInput
    original: Original | None
    """Of a page, that which it was translated from."""
    languages: Languages
    session: CheckSession
    left_out: HiddenFindings
    chosen: ReportedUnits | None
    """Of which units of the memory findings are told; of all, if absent."""
    words: Words
    """Messages in the language of the session."""

    def reading(self) -> FileReading:
        """How files are read, of which nothing was heard yet."""
        return self.given.reading(self.languages, self.original)

    def subjects(self, workspace: Workspace, reading: FileReading) -> Iterator[Unit]:
        """The units to check; what is heard of files is noted in `reading`."""
        return self.given.subjects(workspace, reading, chosen=self.chosen)

    @property
    def judged(self) -> Callable[[Unit], bool] | None:
        """Tells of which units findings are told, if it is not of all."""
        return self.chosen.judges if self.chosen is not None else None

    def tally(self, found: Mapping[Severity, int]) -> FindingTally:
        """How many findings were told, of each severity, and how many were not."""
        return FindingTally(
            found,
            dismissed=self.left_out.dismissed.count,
            reported=self.left_out.reported.count,
            since=self.chosen.nothing_since if self.chosen is not None else None,
        )

    def mends(self, finding: Finding) -> bool:
        """Whether a finding is one that may be mended."""
        chosen = self.chosen is None or self.chosen.has(finding)
        return chosen and not self.left_out.has(finding)
