"""One call of `check`: what it reads, what it checks, and what it reports."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from checks.engine.unit import Unit
from checks.inputs.files import FileNotes
from checks.inputs.languages import CheckedLanguages
from checks.inputs.original import OriginalFile
from checks.inputs.reported_units import ReportedUnits
from checks.runner.check_execution import CheckFailure
from checks.session import CheckSession
from cli.check.inputs.check_input import CheckInput
from cli.check.inputs.files import FileOptions
from cli.check.session.finding_tally import FindingTally
from cli.check.session.output_options import HiddenFindings
from cli.console.workspace import Workspace
from exports.reports.labels import ReportLabels
from tm.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class CheckCall:
    """The options and settings of one call, parsed."""

    check_input: CheckInput
    original_file: OriginalFile | None
    """Of a page, the page that it was translated from."""
    languages: CheckedLanguages
    session: CheckSession
    hidden_findings: HiddenFindings
    reported_units: ReportedUnits | None
    """The units of the memory whose findings are reported; None for all."""
    labels: ReportLabels
    """Messages in the language of the session."""

    @property
    def file_options(self) -> FileOptions:
        """How files are read. Raises InputError for options without effect."""
        return self.check_input.make_file_options(self.languages, self.original_file)

    def read_units(self, workspace: Workspace, file_notes: FileNotes) -> Iterator[Unit]:
        """Read the units to check; `file_notes` collects remarks on files."""
        return self.check_input.read_units(
            workspace, self.file_options, file_notes, reported_units=self.reported_units
        )

    @property
    def is_unit_reported(self) -> Callable[[Unit], bool] | None:
        """A function that decides whether a unit is reported; None if all are."""
        return (
            self.reported_units.is_reported if self.reported_units is not None else None
        )

    def count_findings(
        self,
        count_by_severity: Mapping[Severity, int],
        failures: Iterable[CheckFailure] = (),
    ) -> FindingTally:
        """Count the findings reported, those that were not, and checks that failed."""
        return FindingTally(
            count_by_severity,
            dismissed_count=self.hidden_findings.dismissed_findings.hidden_count,
            earlier_report_count=self.hidden_findings.earlier_report.hidden_count,
            failed_check_count=len({failure.check_id for failure in failures}),
            unchanged_since=self.reported_units.unchanged_since
            if self.reported_units is not None
            else None,
        )

    def may_fix(self, finding: Finding) -> bool:
        """Whether a finding may be fixed."""
        is_reported = (
            self.reported_units is None
            or self.reported_units.is_finding_reported(finding)
        )
        return is_reported and not self.hidden_findings.contains(finding)
