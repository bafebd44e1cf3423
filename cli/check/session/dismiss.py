"""Dismissing findings: `padanan dismiss`, and what `check` leaves out by it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from checks.baseline import Baseline, Dismissal, parsed, written
from cli.console.file_options import say_skipped
from cli.console.render import emit
from cli.console.workspace import DateType, Workspace, command
from exports.io.replace_file import alone, replacing
from exports.reports.words import Words
from tm.errors import InputError, NotFound
from tm.finding import Finding
from tm.text.input.encoding import contents, decode
from tm.text.input.stream import STANDARD_INPUT, told

DISMISSED = "padanan-dismissed.jsonl"
"""The baseline of a folder."""
_WORKBOOK = ".xlsx"
_DAY = len("2027-01-31")
_MOST_TOLD = 10


class DismissedFindings:
    """Tells what a baseline dismisses today."""

    def __init__(self, baseline: Baseline, named: str | None) -> None:
        """`named`: the file of the baseline, if somebody has named it."""
        self.count = 0
        """Of findings that were left out."""
        self.expired: dict[str, str] = {}
        """Of findings whose dismissal holds no more, the day up to which it did."""
        self._baseline = baseline
        self._named = named
        self._today = date.today()

    def has(self, finding: Finding) -> bool:
        """Whether somebody has dismissed a finding."""
        found = self._baseline.of(finding)
        if found is None:
            return False
        if found.until is not None and not found.holds(self._today):
            self.expired[found.fingerprint] = found.until
            return False
        return True

    def tell(self, workspace: Workspace, words: Words) -> None:
        """Say which dismissals hold no more, and that none fits of a file named."""
        if self.expired:
            told = [f"{key} ({day})" for key, day in sorted(self.expired.items())]
            more = len(told) - _MOST_TOLD
            listed = ", ".join(told[:_MOST_TOLD]) + (f" … +{more}" if more > 0 else "")
            workspace.warn(words.of("expired", listed))
        if self._named is not None and self._fits_nothing:
            workspace.warn(words.of("fits_nothing", self._named))

    @property
    def _fits_nothing(self) -> bool:
        """Whether there are dismissals, and none of any finding so far."""
        return bool(self._baseline.dismissals) and not (self.count or self.expired)


def read_baseline(workspace: Workspace, file: str | None) -> Baseline:
    """The baseline of a file, or of the current folder; damaged lines are told.

    Raises InputError for a file that is named and not there.
    """
    if file is None:
        path = Path(workspace.settings.checks.baseline or DISMISSED)
        if not path.is_file():
            return Baseline({})
        file = str(path)
    baseline = parsed(decode(contents(file), path=file).text)
    for damaged in baseline.damaged[:10]:
        workspace.warn(f"{file}:{damaged.line}: skipped: {damaged.reason}")
    return baseline


@command(
    examples="""
    padanan check page.txt -t id --only punct | padanan dismiss - --why "house style"
    padanan dismiss 3f2a9c0d11e7b645 --why "quoted as it is" --until 2027-01-31
    padanan dismiss findings.xlsx
    padanan dismiss --list
    padanan dismiss 3f2a9c0d11e7b645 --restore
    padanan check --memory -t id --no-baseline | padanan dismiss --prune -
    """
)
@click.argument("fingerprints", nargs=-1, metavar="[FINGERPRINT|FILE.xlsx|-]...")
@click.option("--why", metavar="TEXT", help="The reason, for whoever reads the file.")
@click.option("--until", type=DateType(), help="The last day it holds.")
@click.option("--restore", is_flag=True, help="Show these findings again.")
@click.option("--list", "listing", is_flag=True, help="List what is dismissed.")
@click.option("--prune", is_flag=True, help="Keep only dismissals of these findings.")
@click.option(
    "--baseline",
    metavar="FILE",
    help=f"Where it is written down; default {DISMISSED} in this folder.",
)
def dismiss(
    workspace: Workspace,
    fingerprints: Sequence[str],
    why: str | None,
    until: str | None,
    restore: bool,
    listing: bool,
    prune: bool,
    baseline: str | None,
) -> None:
    """Leave findings out from now on, until their text changes.

    A dismissal whose text has changed, or is gone, stays in the file. With all findings
    of a check that left none out (`padanan check … --no-baseline`), --list says of each
    dismissal whether there is its finding still, and --prune forgets the others.

    A FINGERPRINT is what `padanan check` prints for each finding; `-` reads its JSON
    lines. Of a workbook that `--report FILE.xlsx` wrote, those findings are dismissed
    whose verdict is to leave the text, each with its note as the reason. The file can
    be kept in version control; `padanan check` reads it unasked.
    """
    others = sum((restore, listing, prune))
    if others > 1 or (others and (why or until)) or not (fingerprints or listing):
        raise InputError(
            "give FINGERPRINTS to dismiss, --restore or --prune by, or --list"
        )
    path = Path(baseline or workspace.settings.checks.baseline or DISMISSED)
    wanted = [*_wanted(workspace, fingerprints)]
    if fingerprints and not wanted and (listing or prune):
        raise InputError("no finding was given, so that all dismissals seem to be dead")
    if listing:
        _list(workspace, _known(workspace, path), wanted)
        return
    today = date.today().isoformat()
    until = until and until[:_DAY]
    if until is not None and until < today:
        raise InputError(f"--until {until} is over; give a day from {today} on")
    with alone(path):
        known = _known(workspace, path)
        if known.damaged:
            raise InputError(
                f"{path} has damaged lines, which would be lost; mend it first"
            )
        if prune:
            changed = known.only(one.fingerprint for one in wanted)
            if known.dismissals and not changed.dismissals:
                raise InputError(
                    "none of these findings is dismissed, so that all dismissals seem "
                    "to be dead; give what `padanan check … --no-baseline` prints"
                )
        elif restore:
            changed = _restored(known, [one.fingerprint for one in wanted], path)
        else:
            changed = known.joined(
                replace(
                    one, why=one.why or why, who=workspace.who, at=today, until=until
                )
                for one in wanted
            )
        with replacing(path) as stream:
            stream.write(written(changed).encode())
    done = "restored" if restore else "pruned" if prune else "dismissed"
    count = len(known.dismissals) - len(changed.dismissals) if prune else len(wanted)
    emit(workspace, {done: count, "baseline": str(path)})


def _known(workspace: Workspace, path: Path) -> Baseline:
    return read_baseline(workspace, str(path)) if path.exists() else Baseline({})


def _wanted(workspace: Workspace, fingerprints: Sequence[str]) -> Iterator[Dismissal]:
    """What to dismiss: fingerprints, workbooks, or JSON lines of standard input."""
    for fingerprint in fingerprints:
        if fingerprint.lower().endswith(_WORKBOOK):
            yield from _from_workbook(workspace, Path(fingerprint))
        elif fingerprint != STANDARD_INPUT:
            if len(fingerprint) != 16 or set(fingerprint) - set("0123456789abcdef"):
                raise InputError(
                    f"{fingerprint!r} is no fingerprint: 16 hexadecimal digits, as "
                    "`padanan check` prints them"
                )
            yield Dismissal(fingerprint)
        else:
            yield from _from_lines()


def _from_workbook(workspace: Workspace, path: Path) -> Iterator[Dismissal]:
    from exports.reports.verdicts_xlsx import Verdict, left_standing  # reads workbooks

    found = left_standing(path)
    say_skipped(workspace, [one for one in found if not isinstance(one, Verdict)])
    for one in found:
        if isinstance(one, Verdict):
            yield Dismissal(one.fingerprint, one.check, one.quote, one.note)


def _from_lines() -> Iterator[Dismissal]:
    text = decode(contents(STANDARD_INPUT), path=told(STANDARD_INPUT)).text
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            finding = json.loads(line)
            yield Dismissal(finding["fingerprint"], finding["check"], finding["quote"])
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise InputError(
                f"line {number} of standard input is no finding of `padanan "
                "check --format jsonl`"
            ) from error


def _restored(known: Baseline, fingerprints: Sequence[str], path: Path) -> Baseline:
    for fingerprint in fingerprints:
        if fingerprint not in known.dismissals:
            raise NotFound(f"{path} does not dismiss {fingerprint}")
    return known.without(fingerprints)


def _list(
    workspace: Workspace, baseline: Baseline, findings: Sequence[Dismissal]
) -> None:
    """List dismissals; and whether they are of some findings, if there are any."""
    today = date.today()
    found = {one.fingerprint for one in findings}
    facts = ["fingerprint", "check", "quote", "why", "who", "at", "until"]
    columns = [*facts, "holds", *(["found"] if found else [])]
    rows = [
        [getattr(one, name) for name in facts]
        + [one.holds(today), *([key in found] if found else [])]
        for key, one in sorted(baseline.dismissals.items())
    ]
    values = [dict(zip(columns, row, strict=True)) for row in rows]
    emit(workspace, values, columns=columns, rows=rows)
    if not rows:
        workspace.say("nothing is dismissed")
