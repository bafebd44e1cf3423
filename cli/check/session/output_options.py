"""How `check` reports findings: language, reports, and which are hidden."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import click

from checks.baseline import Baseline
from checks.earlier_report import EarlierReport
from cli.check.session.dismissals import (
    DismissedFindings,
    baseline_option,
    read_baseline,
)
from cli.check.session.finding_view import language_option
from cli.console.options.option_group import FunctionT, option_group
from cli.console.workspace import Workspace
from tm.errors import InputError
from tm.finding import Finding, Severity

NEVER_FAIL = "never"


@dataclass(frozen=True, slots=True)
class OutputOptions:
    """The options for reporting findings."""

    failing_severity: str
    message_language_name: str | None
    baseline_path: str | None
    report_paths: Sequence[str]
    ignores_baseline: bool
    earlier_report_path: str | None

    def choose_exit_code(self, severity_counts: Counter[Severity]) -> int:
        """Return 1 if any finding has the severity of --fail-on or a worse one."""
        if self.failing_severity == NEVER_FAIL:
            return 0
        failing_rank = Severity(self.failing_severity).rank
        return int(any(severity.rank <= failing_rank for severity in severity_counts))


def fail_on_option(default_severity: Severity) -> Callable[[FunctionT], FunctionT]:
    """Make the option `--fail-on`, which findings make a command exit with 1."""
    return click.option(
        "--fail-on",
        "failing_severity",
        type=click.Choice([*(severity.value for severity in Severity), NEVER_FAIL]),
        default=default_severity.value,
        show_default=True,
        help="Exit with 1 for findings of this severity or a worse one.",
    )


output_options = option_group(
    "output_options",
    OutputOptions,
    fail_on_option(Severity.ERROR),
    language_option,
    baseline_option,
    click.option(
        "--no-baseline",
        "ignores_baseline",
        is_flag=True,
        help="Also report dismissed findings.",
    ),
    click.option(
        "--since-report",
        "earlier_report_path",
        metavar="FILE",
        help="Report only findings that this earlier report (JSON lines) lacks.",
    ),
    click.option(
        "--report",
        "report_paths",
        multiple=True,
        metavar="FILE",
        help="Write a report: .html, .xlsx, .sarif or .xml (JUnit). May be repeated.",
    ),
)


@dataclass(frozen=True, slots=True)
class HiddenFindings:
    """Findings that are not reported: dismissed, or in an earlier report."""

    dismissed_findings: DismissedFindings
    earlier_report: EarlierReport

    @classmethod
    def from_options(
        cls, workspace: Workspace, output_options: OutputOptions
    ) -> "HiddenFindings":
        """Read the baseline and the earlier report. Raises InputError."""
        named_path = output_options.baseline_path
        if output_options.ignores_baseline and named_path is not None:
            raise InputError("give only one of --baseline and --no-baseline")
        baseline = (
            Baseline({})
            if output_options.ignores_baseline
            else read_baseline(workspace, named_path)
        )
        return cls(
            DismissedFindings(baseline, named_path=named_path),
            EarlierReport(output_options.earlier_report_path),
        )

    def contains(self, finding: Finding) -> bool:
        """Whether a finding is hidden."""
        return self.dismissed_findings.contains(
            finding
        ) or self.earlier_report.contains(finding)

    def hides(self, finding: Finding) -> bool:
        """Whether a finding is hidden; hidden findings are counted."""
        if self.earlier_report.contains(finding):
            self.earlier_report.hidden_count += 1
            return True
        if self.dismissed_findings.contains(finding):
            self.dismissed_findings.hidden_count += 1
            return True
        return False
