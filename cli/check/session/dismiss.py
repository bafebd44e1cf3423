"""Dismissing findings: `padanan dismiss`, and hiding them from `check`."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import click

from checks.baseline import Baseline, Dismissal, format_baseline, parse_baseline
from cli.console.aliased_option import AliasedOption
from cli.console.file_options import say_skipped
from cli.console.option_group import option_group
from cli.console.parameter_types import DateType
from cli.console.render import emit
from cli.console.workspace import Workspace, command
from exports.io.replace_file import lock_folder, replace_file
from exports.reports.labels import ReportLabels
from tm.errors import InputError, NotFound
from tm.finding import Finding
from tm.text.input.encoding import decode_text, read_bytes
from tm.text.input.stream import STANDARD_INPUT, display_name

DEFAULT_BASELINE = "padanan-dismissed.jsonl"
"""The file of dismissed findings in a folder, its baseline."""
_WORKBOOK = ".xlsx"
_DATE_LENGTH = len("2027-01-31")
_MOST_SHOWN = 10


class DismissedFindings:
    """The findings that a baseline dismisses today."""

    def __init__(self, baseline: Baseline, named_file: str | None) -> None:
        """`named_file`: the file of the baseline, if an option names it."""
        self.hidden_count = 0
        """How many findings were hidden."""
        self.expired: dict[str, str] = {}
        """The last day of dismissals that have expired, by fingerprint."""
        self._baseline = baseline
        self._named_file = named_file
        self._today = date.today()

    def contains(self, finding: Finding) -> bool:
        """Whether a finding is dismissed."""
        dismissal = self._baseline.find_dismissal(finding)
        if dismissal is None:
            return False
        if dismissal.until is not None and not dismissal.is_in_force(self._today):
            self.expired[dismissal.fingerprint] = dismissal.until
            return False
        return True

    def print_notices(self, workspace: Workspace, labels: ReportLabels) -> None:
        """Say which dismissals have expired, and if a named file dismisses nothing."""
        if self.expired:
            expired_entries = [
                f"{fingerprint} ({day})"
                for fingerprint, day in sorted(self.expired.items())
            ]
            hidden_count = len(expired_entries) - _MOST_SHOWN
            listed_entries = ", ".join(expired_entries[:_MOST_SHOWN]) + (
                f" … +{hidden_count}" if hidden_count > 0 else ""
            )
            workspace.warn(labels.fill_in("expired", listed_entries))
        if self._named_file is not None and self._matches_nothing:
            workspace.warn(labels.fill_in("fits_nothing", self._named_file))

    @property
    def _matches_nothing(self) -> bool:
        """Whether there are dismissals, but none for any finding so far."""
        return bool(self._baseline.dismissals_by_fingerprint) and not (
            self.hidden_count or self.expired
        )


def read_baseline(workspace: Workspace, named_path: str | None) -> Baseline:
    """Read the baseline of a file, or of the current folder; warn of damaged lines.

    Raises InputError for a named file that does not exist.
    """
    if named_path is None:
        path = Path(workspace.settings.checks.baseline or DEFAULT_BASELINE)
        if not path.is_file():
            return Baseline({})
        named_path = str(path)
    baseline = parse_baseline(decode_text(read_bytes(named_path), path=named_path).text)
    for damaged in baseline.damaged_lines[:10]:
        workspace.warn(f"{named_path}:{damaged.line_number}: skipped: {damaged.reason}")
    return baseline


@dataclass(frozen=True, slots=True)
class DismissOptions:
    """What is done with findings, and where it is recorded."""

    why: str | None
    until: str | None
    restore: bool
    listing: bool
    prune: bool
    baseline: str | None


@command(
    examples="""
    padanan check page.txt -t id --only punct | padanan dismiss - --reason "house style"
    padanan dismiss 3f2a9c0d11e7b645 --reason "verbatim quote" --until 2027-01-31
    padanan dismiss findings.xlsx
    padanan dismiss --list
    padanan dismiss 3f2a9c0d11e7b645 --restore
    padanan check --memory -t id --no-baseline | padanan dismiss --prune -
    """
)
@click.argument("fingerprints", nargs=-1, metavar="[FINGERPRINT|FILE.xlsx|-]...")
@option_group(
    "options",
    DismissOptions,
    click.option(
        "--reason",
        "why",
        cls=AliasedOption,
        aliases=("--why",),
        metavar="TEXT",
        help="Why the text is right, for later readers.",
    ),
    click.option("--until", type=DateType(), help="Last day of the dismissal."),
    click.option("--restore", is_flag=True, help="Report these findings again."),
    click.option("--list", "listing", is_flag=True, help="List dismissed findings."),
    click.option(
        "--prune", is_flag=True, help="Keep only the dismissals of these findings."
    ),
    click.option(
        "--baseline",
        metavar="FILE",
        help=f"File of dismissed findings; default {DEFAULT_BASELINE} in this folder.",
    ),
)
def dismiss(
    workspace: Workspace,
    fingerprints: Sequence[str],
    options: DismissOptions,
) -> None:
    """Dismiss findings: do not report them again until their text changes.

    A FINGERPRINT is what `padanan check` prints for each finding; `-` reads its JSON
    lines. From a workbook of `--report FILE.xlsx`, the findings with the verdict to
    leave the text are dismissed, with their notes as reasons. `padanan check` reads the
    file of dismissals by default; keep it under version control.

    The dismissal of a text that has changed, or is gone, stays in the file. Given all
    findings of `padanan check … --no-baseline`, --list says which dismissals still have
    a finding, and --prune drops the others.
    """
    restore, listing, prune = options.restore, options.listing, options.prune
    reason, last_day = options.why, options.until
    action_count = sum((restore, listing, prune))
    if (
        action_count > 1
        or (action_count and (reason or last_day))
        or not (fingerprints or listing)
    ):
        raise InputError(
            "give FINGERPRINTS to dismiss, restore or prune, or give --list"
        )
    path = Path(
        options.baseline or workspace.settings.checks.baseline or DEFAULT_BASELINE
    )
    dismissals = [*_read_dismissals(workspace, fingerprints)]
    if fingerprints and not dismissals and (listing or prune):
        raise InputError(
            "no findings given: all dismissals would seem to be out of date"
        )
    if listing:
        _print_dismissals(
            workspace, _read_existing_baseline(workspace, path), dismissals
        )
        return
    today = date.today().isoformat()
    last_day = last_day and last_day[:_DATE_LENGTH]
    if last_day is not None and last_day < today:
        raise InputError(
            f"--until {last_day} is in the past; give {today} or a later day"
        )
    with lock_folder(path):
        baseline_before = _read_existing_baseline(workspace, path)
        if baseline_before.damaged_lines:
            raise InputError(
                f"{path} has damaged lines, which would be lost; fix them first"
            )
        if prune:
            baseline_after = baseline_before.keep_only(
                dismissal.fingerprint for dismissal in dismissals
            )
            if (
                baseline_before.dismissals_by_fingerprint
                and not baseline_after.dismissals_by_fingerprint
            ):
                raise InputError(
                    "none of these findings is dismissed, so all dismissals would be "
                    "dropped; give what `padanan check … --no-baseline` prints"
                )
        elif restore:
            baseline_after = _restore(
                baseline_before,
                [dismissal.fingerprint for dismissal in dismissals],
                path,
            )
        else:
            baseline_after = baseline_before.add(
                replace(
                    dismissal,
                    why=dismissal.why or reason,
                    who=workspace.author,
                    at=today,
                    until=last_day,
                )
                for dismissal in dismissals
            )
        with replace_file(path) as stream:
            stream.write(format_baseline(baseline_after).encode())
    action_name = "restored" if restore else "pruned" if prune else "dismissed"
    count = (
        len(baseline_before.dismissals_by_fingerprint)
        - len(baseline_after.dismissals_by_fingerprint)
        if prune
        else len(dismissals)
    )
    emit(workspace, {action_name: count, "baseline": str(path)})


def _read_existing_baseline(workspace: Workspace, path: Path) -> Baseline:
    return read_baseline(workspace, str(path)) if path.exists() else Baseline({})


def _read_dismissals(
    workspace: Workspace, fingerprints: Sequence[str]
) -> Iterator[Dismissal]:
    """Read what to dismiss: fingerprints, workbooks or JSON lines."""
    for fingerprint in fingerprints:
        if fingerprint.lower().endswith(_WORKBOOK):
            yield from _read_workbook(workspace, Path(fingerprint))
        elif fingerprint != STANDARD_INPUT:
            if len(fingerprint) != 16 or set(fingerprint) - set("0123456789abcdef"):
                raise InputError(
                    f"{fingerprint!r} is not a fingerprint, the 16 hexadecimal digits "
                    "that `padanan check` prints"
                )
            yield Dismissal(fingerprint)
        else:
            yield from _read_json_lines()


def _read_workbook(workspace: Workspace, path: Path) -> Iterator[Dismissal]:
    from exports.reports.verdicts_xlsx import (  # reads workbooks
        ReviewVerdict,
        read_verdicts,
    )

    verdicts = read_verdicts(path)
    say_skipped(
        workspace,
        [verdict for verdict in verdicts if not isinstance(verdict, ReviewVerdict)],
    )
    for verdict in verdicts:
        if isinstance(verdict, ReviewVerdict):
            yield Dismissal(
                verdict.fingerprint, verdict.check, verdict.quote, verdict.note
            )


def _read_json_lines() -> Iterator[Dismissal]:
    text = decode_text(
        read_bytes(STANDARD_INPUT), path=display_name(STANDARD_INPUT)
    ).text
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            finding = json.loads(line)
            yield Dismissal(finding["fingerprint"], finding["check"], finding["quote"])
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise InputError(
                f"standard input, line {number}: not a finding of `padanan check "
                "--format jsonl`"
            ) from error


def _restore(baseline: Baseline, fingerprints: Sequence[str], path: Path) -> Baseline:
    for fingerprint in fingerprints:
        if fingerprint not in baseline.dismissals_by_fingerprint:
            raise NotFound(f"{path} does not dismiss {fingerprint}")
    return baseline.remove(fingerprints)


def _print_dismissals(
    workspace: Workspace, baseline: Baseline, findings: Sequence[Dismissal]
) -> None:
    """List dismissals, and with findings whether each still has its own."""
    today = date.today()
    current_fingerprints = {dismissal.fingerprint for dismissal in findings}
    field_names = ["fingerprint", "check", "quote", "why", "who", "at", "until"]
    columns = [*field_names, "holds", *(["found"] if current_fingerprints else [])]
    rows = [
        [getattr(dismissal, field_name) for field_name in field_names]
        + [
            dismissal.is_in_force(today),
            *([fingerprint in current_fingerprints] if current_fingerprints else []),
        ]
        for fingerprint, dismissal in sorted(baseline.dismissals_by_fingerprint.items())
    ]
    values = [dict(zip(columns, row, strict=True)) for row in rows]
    emit(workspace, values, columns=columns, rows=rows)
    if not rows:
        workspace.say("No dismissed findings")
