"""The file of dismissed findings of a command, and hiding its findings."""

from datetime import date
from pathlib import Path

import click

from checks.baseline import DEFAULT_BASELINE, Baseline
from cli.console.workspace import Workspace
from exports.reports.labels import ReportLabels
from padanan.contents.findings.baseline_file import read_baseline_file
from tm.finding import Finding

_MAX_LISTED_ENTRY_COUNT = 10

baseline_option = click.option(
    "--baseline",
    "baseline_path",
    metavar="FILE",
    help=f"File of dismissed findings; default {DEFAULT_BASELINE} in this folder.",
)


class DismissedFindings:
    """The findings that a baseline dismisses today."""

    def __init__(self, baseline: Baseline, named_path: str | None) -> None:
        """`named_path`: the file of the baseline, if an option names it."""
        self.hidden_count = 0
        """How many findings were hidden."""
        self.last_day_by_fingerprint: dict[str, str] = {}
        """The last day of dismissals that have expired, by fingerprint."""
        self._baseline = baseline
        self._named_path = named_path
        self._today = date.today()

    def contains(self, finding: Finding) -> bool:
        """Whether a finding is dismissed."""
        dismissal = self._baseline.find_dismissal(finding)
        if dismissal is None:
            return False
        if dismissal.until is not None and not dismissal.is_in_force(self._today):
            self.last_day_by_fingerprint[dismissal.fingerprint] = dismissal.until
            return False
        return True

    def print_notices(self, workspace: Workspace, labels: ReportLabels) -> None:
        """Say which dismissals have expired, and if a named file dismisses nothing."""
        if self.last_day_by_fingerprint:
            expired_entries = [
                f"{fingerprint} ({last_day})"
                for fingerprint, last_day in sorted(
                    self.last_day_by_fingerprint.items()
                )
            ]
            hidden_count = len(expired_entries) - _MAX_LISTED_ENTRY_COUNT
            listed_entries = ", ".join(expired_entries[:_MAX_LISTED_ENTRY_COUNT]) + (
                f" … +{hidden_count}" if hidden_count > 0 else ""
            )
            workspace.warn(labels.fill_in("expired", listed_entries))
        if self._named_path is not None and self._matches_nothing:
            workspace.warn(labels.fill_in("fits_nothing", self._named_path))

    @property
    def _matches_nothing(self) -> bool:
        """Whether there are dismissals, but none for any finding so far."""
        return bool(self._baseline.dismissal_by_fingerprint) and not (
            self.hidden_count or self.last_day_by_fingerprint
        )


def choose_baseline_path(workspace: Workspace, named_path: str | None) -> Path:
    """Choose the file of an option or a setting, else that of the current folder."""
    return Path(named_path or workspace.settings.checks.baseline or DEFAULT_BASELINE)


def read_baseline(workspace: Workspace, named_path: str | None) -> Baseline:
    """Read the baseline of a file, or of the current folder; warn of damaged lines.

    Raises InputError for a named file that does not exist.
    """
    path = choose_baseline_path(workspace, named_path)
    if named_path is None and not path.is_file():
        return Baseline({})
    baseline = read_baseline_file(path)
    for damaged_line in baseline.damaged_lines[:_MAX_LISTED_ENTRY_COUNT]:
        workspace.warn(
            f"{path}:{damaged_line.line_number}: skipped: {damaged_line.reason}"
        )
    return baseline
