"""The command `dismiss`, which dismisses findings and restores them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import click

from checks.baseline import Baseline, Dismissal
from cli.check.session.dismissals import (
    baseline_option,
    choose_baseline_path,
    read_baseline,
)
from cli.check.session.finding_view import FINDING_COLUMNS
from cli.console.command import command
from cli.console.options.aliased_option import AliasedOption
from cli.console.options.file_options import warn_of_skipped_entries
from cli.console.options.option_group import option_group
from cli.console.options.parameter_types import DateType
from cli.console.output_formats import (
    format_count,
    format_tsv_row,
    parse_tsv_cell,
    print_result,
)
from cli.console.workspace import Workspace
from padanan.contents.findings.baseline_file import change_baseline
from tm.errors import InputError, NotFound
from tm.text.input.encoding import decode_text, read_bytes
from tm.text.input.stream import STANDARD_INPUT, make_display_name

_WORKBOOK_SUFFIX = ".xlsx"
_DATE_LENGTH = len("2027-01-31")


def is_fingerprint(text: str) -> bool:
    """Whether a text is the fingerprint of a finding: 16 hexadecimal digits."""
    return len(text) == 16 and not set(text) - set("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class DismissOptions:
    """What is done with findings, and where it is recorded."""

    reason: str | None
    last_day: str | None
    is_restoring: bool
    is_listing: bool
    is_pruning: bool
    baseline_path: str | None


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
@click.argument("inputs", nargs=-1, metavar="[FINGERPRINT|FILE.xlsx|-]...")
@option_group(
    "dismiss_options",
    DismissOptions,
    click.option(
        "--reason",
        "reason",
        cls=AliasedOption,
        aliases=("--why",),
        metavar="TEXT",
        help="Why the text is right, for later readers.",
    ),
    click.option(
        "--until", "last_day", type=DateType(), help="Last day of the dismissal."
    ),
    click.option(
        "--restore", "is_restoring", is_flag=True, help="Report these findings again."
    ),
    click.option("--list", "is_listing", is_flag=True, help="List dismissed findings."),
    click.option(
        "--prune",
        "is_pruning",
        is_flag=True,
        help="Remove all dismissals but those of these findings.",
    ),
    baseline_option,
)
def dismiss(
    workspace: Workspace,
    inputs: Sequence[str],
    dismiss_options: DismissOptions,
) -> None:
    """Dismiss findings: do not report them again until their text changes.

    A FINGERPRINT is what `padanan check` prints for each finding; `-` reads its lines.
    A workbook comes from `padanan check --report FILE.xlsx`: the findings that a person
    marked there as not to be corrected are dismissed, with their notes as reasons.
    `padanan check` reads the file of dismissals by default; keep it under version
    control.

    The dismissal of a text that has changed, or is gone, stays in the file. If you pipe
    in all findings of `padanan check … --no-baseline`, --list shows which dismissals
    still have a finding, and --prune removes the others.
    """
    options = dismiss_options
    _refuse_conflicting_options(options, has_inputs=bool(inputs))
    baseline_path = choose_baseline_path(workspace, options.baseline_path)
    dismissals = [*_read_dismissals(workspace, inputs)]
    if inputs and not dismissals and (options.is_listing or options.is_pruning):
        raise InputError(
            "no findings given: all dismissals would seem to be out of date"
        )
    if options.is_listing:
        baseline = (
            read_baseline(workspace, str(baseline_path))
            if baseline_path.exists()
            else Baseline({})
        )
        _print_dismissals(workspace, baseline, dismissals)
        return
    fingerprints = [dismissal.fingerprint for dismissal in dismissals]
    if options.is_pruning:
        baseline_before, baseline_after = change_baseline(
            baseline_path, partial(_prune_baseline, fingerprints=fingerprints)
        )
        pruned_count = len(baseline_before.dismissal_by_fingerprint) - len(
            baseline_after.dismissal_by_fingerprint
        )
        json_record = {"pruned": pruned_count}
    elif options.is_restoring:
        change_baseline(
            baseline_path,
            partial(_restore_findings, fingerprints=fingerprints, path=baseline_path),
        )
        json_record = {"restored": len(dismissals)}
    else:
        new_dismissals = _add_reasons(workspace, dismissals, options)
        change_baseline(baseline_path, lambda baseline: baseline.add(new_dismissals))
        json_record = {"dismissed": len(dismissals)}
    print_result(workspace, {**json_record, "baseline": str(baseline_path)})
    bare_fingerprint_count = sum(dismissal.quote is None for dismissal in dismissals)
    if "dismissed" in json_record and bare_fingerprint_count:
        workspace.say(
            f"{format_count(bare_fingerprint_count, 'fingerprint')} not looked up; to "
            "see which dismissals have a finding, run `padanan check … --no-baseline | "
            "padanan dismiss --list -`"
        )


def _refuse_conflicting_options(options: DismissOptions, *, has_inputs: bool) -> None:
    action_count = sum((options.is_restoring, options.is_listing, options.is_pruning))
    if (
        action_count > 1
        or (action_count and (options.reason or options.last_day))
        or not (has_inputs or options.is_listing)
    ):
        raise InputError(
            "give FINGERPRINTS to dismiss, restore or prune, or give --list"
        )


def _add_reasons(
    workspace: Workspace, dismissals: Sequence[Dismissal], options: DismissOptions
) -> list[Dismissal]:
    """Add reason, author and days to dismissals. Raises InputError for a past day."""
    today = date.today().isoformat()
    last_day = options.last_day and options.last_day[:_DATE_LENGTH]
    if last_day is not None and last_day < today:
        raise InputError(
            f"--until {last_day} is in the past; give {today} or a later day"
        )
    return [
        replace(
            dismissal,
            why=dismissal.why or options.reason,
            who=workspace.author,
            at=today,
            until=last_day,
        )
        for dismissal in dismissals
    ]


def _read_dismissals(
    workspace: Workspace, inputs: Sequence[str]
) -> Iterator[Dismissal]:
    """Read what to dismiss: fingerprints, workbooks or JSON lines."""
    for input_text in inputs:
        if input_text.lower().endswith(_WORKBOOK_SUFFIX):
            yield from _read_workbook(workspace, Path(input_text))
        elif input_text != STANDARD_INPUT:
            if not is_fingerprint(input_text):
                raise InputError(
                    f"{input_text!r} is not a fingerprint, the 16 hexadecimal digits "
                    "that `padanan check` prints"
                )
            yield Dismissal(input_text)
        else:
            yield from _read_findings()


def _read_workbook(workspace: Workspace, workbook_path: Path) -> Iterator[Dismissal]:
    from exports.reports.verdicts_xlsx import (  # reads workbooks
        SpreadsheetDismissal,
        read_verdicts,
    )

    workbook_entries = read_verdicts(workbook_path)
    warn_of_skipped_entries(
        workspace,
        [
            workbook_entry
            for workbook_entry in workbook_entries
            if not isinstance(workbook_entry, SpreadsheetDismissal)
        ],
    )
    for workbook_entry in workbook_entries:
        if isinstance(workbook_entry, SpreadsheetDismissal):
            yield Dismissal(
                workbook_entry.fingerprint,
                workbook_entry.check,
                workbook_entry.quote,
                workbook_entry.note,
            )


def _read_findings() -> Iterator[Dismissal]:
    """Read what `padanan check` printed: tab-separated text or JSON lines."""
    text = decode_text(
        read_bytes(STANDARD_INPUT), path=make_display_name(STANDARD_INPUT)
    ).text
    for line_number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line == format_tsv_row(FINDING_COLUMNS):
            continue
        try:
            finding_record = _parse_finding(line)
            yield Dismissal(
                finding_record["fingerprint"],
                finding_record["check"],
                finding_record["quote"],
            )
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise InputError(
                f"standard input, line {line_number}: not a finding of `padanan check`;"
                " pipe its whole lines in, as tab-separated text or --format jsonl"
            ) from error


def _parse_finding(line: str) -> Mapping[str, Any]:  # JSON
    if not line.startswith("{"):
        cells = map(parse_tsv_cell, line.removesuffix("\r").split("\t"))
        finding_record = dict(zip(FINDING_COLUMNS, cells, strict=True))
        if not is_fingerprint(finding_record["fingerprint"]):
            raise ValueError("the last column is not a fingerprint")
        return finding_record
    parsed_record: Mapping[str, Any] = json.loads(line)
    return parsed_record


def _prune_baseline(baseline: Baseline, *, fingerprints: Sequence[str]) -> Baseline:
    """Keep only the dismissals of some findings. Raises InputError if none is left."""
    pruned_baseline = baseline.keep_only(fingerprints)
    if (
        baseline.dismissal_by_fingerprint
        and not pruned_baseline.dismissal_by_fingerprint
    ):
        raise InputError(
            "none of these findings is dismissed, so all dismissals would be "
            "dropped; give what `padanan check … --no-baseline` prints"
        )
    return pruned_baseline


def _restore_findings(
    baseline: Baseline, *, fingerprints: Sequence[str], path: Path
) -> Baseline:
    """Remove dismissals. Raises NotFound for a finding that is not dismissed."""
    for fingerprint in fingerprints:
        if fingerprint not in baseline.dismissal_by_fingerprint:
            raise NotFound(f"{path}: no dismissal of {fingerprint}")
    return baseline.remove(fingerprints)


def _print_dismissals(
    workspace: Workspace, baseline: Baseline, current_dismissals: Sequence[Dismissal]
) -> None:
    """List dismissals, and with findings whether each still has its own."""
    today = date.today()
    current_fingerprints = {dismissal.fingerprint for dismissal in current_dismissals}
    field_names = ["fingerprint", "check", "quote", "why", "who", "at", "until"]
    column_names = [*field_names, "holds", *(["found"] if current_fingerprints else [])]
    rows = [
        [getattr(dismissal, field_name) for field_name in field_names]
        + [
            dismissal.is_in_force(today),
            *([fingerprint in current_fingerprints] if current_fingerprints else []),
        ]
        for fingerprint, dismissal in sorted(baseline.dismissal_by_fingerprint.items())
    ]
    json_records = [dict(zip(column_names, row, strict=True)) for row in rows]
    print_result(workspace, json_records, columns=column_names, rows=rows)
    if not rows:
        workspace.say("No dismissed findings")
