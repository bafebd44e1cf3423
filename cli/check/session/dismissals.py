"""The file of dismissed findings: reading it, changing it, and hiding its findings."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from checks.baseline import DEFAULT_BASELINE, Baseline, format_baseline, parse_baseline
from cli.console.workspace import Workspace
from exports.io.replace_file import lock_folder, replace_file
from exports.reports.labels import ReportLabels
from tm.errors import InputError
from tm.finding import Finding
from tm.text.input.encoding import decode_text, read_bytes
from tm.text.input.stream import refuse_named_pipe

_MOST_LISTED = 10


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
            hidden_count = len(expired_entries) - _MOST_LISTED
            listed_entries = ", ".join(expired_entries[:_MOST_LISTED]) + (
                f" … +{hidden_count}" if hidden_count > 0 else ""
            )
            workspace.warn(labels.fill_in("expired", listed_entries))
        if self._named_path is not None and self._matches_nothing:
            workspace.warn(labels.fill_in("fits_nothing", self._named_path))

    @property
    def _matches_nothing(self) -> bool:
        """Whether there are dismissals, but none for any finding so far."""
        return bool(self._baseline.dismissals_by_fingerprint) and not (
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
    baseline = _parse_file(path)
    for damaged_line in baseline.damaged_lines[:_MOST_LISTED]:
        workspace.warn(
            f"{path}:{damaged_line.line_number}: skipped: {damaged_line.reason}"
        )
    return baseline


def read_undamaged_baseline(path: Path) -> Baseline:
    """Read a baseline that is to be changed; empty if there is no file.

    Raises InputError for damaged lines, which would be lost.
    """
    if not path.exists():
        return Baseline({})
    baseline = _parse_file(path)
    if baseline.damaged_lines:
        first_line = baseline.damaged_lines[0]
        raise InputError(
            f"{path}: damaged lines would be lost; fix them first (line "
            f"{first_line.line_number}: {first_line.reason})"
        )
    return baseline


def change_baseline(
    path: Path, change: Callable[[Baseline], Baseline]
) -> tuple[Baseline, Baseline]:
    """Change the baseline of a file, which nobody else changes meanwhile.

    Returns it before and after. Raises InputError as `read_undamaged_baseline`.
    """
    with lock_folder(path):
        baseline_before = read_undamaged_baseline(path)
        baseline_after = change(baseline_before)
        if baseline_after != baseline_before or not path.exists():
            with replace_file(path) as file:
                file.write(format_baseline(baseline_after).encode())
    return baseline_before, baseline_after


def _parse_file(path: Path) -> Baseline:
    refuse_named_pipe(path)
    return parse_baseline(decode_text(read_bytes(str(path)), path=str(path)).text)
