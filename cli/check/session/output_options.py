"""How `check` tells of findings: in which language and reports, and of which not."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import click

from checks.baseline import Baseline
from cli.check.inputs.filters import EarlierReport
from cli.check.session.dismiss import DISMISSED, DismissedFindings, read_baseline
from cli.check.session.findings import language_option
from cli.console.option_group import option_group
from cli.console.workspace import Workspace
from tm.errors import InputError
from tm.finding import Finding, Severity

_NEVER = "never"


@dataclass(frozen=True, slots=True)
class OutputOptions:
    """What a command line says of how findings are told."""

    fail_on: str
    language: str | None
    baseline: str | None
    reports: Sequence[str]
    no_baseline: bool
    since_report: str | None

    def exit_code(self, counts: Counter[Severity]) -> int:
        """1 if any finding is as bad as the limit, or worse."""
        if self.fail_on == _NEVER:
            return 0
        limit = Severity(self.fail_on).rank
        return int(any(severity.rank <= limit for severity in counts))


output_options = option_group(
    "telling",
    OutputOptions,
    click.option(
        "--fail-on",
        type=click.Choice([*(severity.value for severity in Severity), _NEVER]),
        default=Severity.ERROR.value,
        show_default=True,
        help="Exit 1 for findings of this severity or a worse one.",
    ),
    language_option,
    click.option(
        "--baseline",
        metavar="FILE",
        help=f"Leave out what it dismisses; default {DISMISSED}, if there is one.",
    ),
    click.option(
        "--no-baseline", is_flag=True, help="Leave out nothing that is dismissed."
    ),
    click.option(
        "--since-report",
        metavar="FILE",
        help="Leave out what an earlier report (JSON lines) has.",
    ),
    click.option(
        "--report",
        "reports",
        multiple=True,
        metavar="FILE",
        help="Write a report: .html, .xlsx, .sarif or .xml (JUnit). May be repeated.",
    ),
)


@dataclass(frozen=True, slots=True)
class HiddenFindings:
    """Takes out of findings what is dismissed, and what an earlier report has."""

    dismissed: DismissedFindings
    reported: EarlierReport

    @classmethod
    def of(cls, workspace: Workspace, telling: OutputOptions) -> "HiddenFindings":
        """What a baseline and a report leave out. Raises InputError for bad ones."""
        named = telling.baseline
        if telling.no_baseline and named is not None:
            raise InputError("--baseline FILE and --no-baseline: give one of them")
        baseline = (
            Baseline({}) if telling.no_baseline else read_baseline(workspace, named)
        )
        return cls(
            DismissedFindings(baseline, named=named),
            EarlierReport(telling.since_report),
        )

    def has(self, finding: Finding) -> bool:
        """Whether a finding is not to be told."""
        return self.dismissed.has(finding) or self.reported.has(finding)

    def hides(self, finding: Finding) -> bool:
        """Whether a finding is not shown; those that are not are counted."""
        for left_out in (self.reported, self.dismissed):
            if left_out.has(finding):
                left_out.count += 1
                return True
        return False
