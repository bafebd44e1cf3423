"""`padanan validate`: what is wrong with files of units or terms."""

from collections.abc import Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path

from cli.console.file_options import (
    files_argument,
    input_format_option,
    make_read_options,
    table_reading_options,
)
from cli.console.render import emit
from cli.console.workspace import Workspace, command, source_option, target_option
from exports.entry import FormatViolation
from exports.validation import validate as validate_file
from tm.text.locale import Locale

_MOST = 1000
"""Faults of one file; one that has more is of another kind."""


@command(
    "validate",
    examples="""
    padanan validate memory.tmx filled.po glossary.tbx
    padanan validate pairs.csv --format json
    """,
)
@files_argument
@source_option
@target_option
@input_format_option
@table_reading_options
def validate(
    workspace: Workspace,
    paths: Sequence[Path],
    source: Locale | None,
    target: Locale | None,
    name: str | None,
    columns: str | None,
    sheet: str | None,
) -> int:
    """Say what is wrong with files of units or terms, and where.

    No database is used. TMX, PO and XLIFF are judged by the rules of their formats,
    other files by what could not be read of them. The exit code is 1 where there is a
    fault. `-` is standard input, and packed files are judged by what is in them.
    """
    options = make_read_options(
        workspace, source, target, columns=columns, sheet=sheet, untranslated=True
    )
    found: list[FormatViolation] = []
    for path in paths:
        some = list(islice(validate_file(path, options, name=name), _MOST + 1))
        found += some[:_MOST]
        if len(some) > _MOST:
            workspace.warn(f"{path}: more than {_MOST:,} faults; the rest is left out")
    emit(
        workspace,
        [asdict(fault) for fault in found],
        columns=["place", "fault"],
        rows=[[_place(fault), fault.reason] for fault in found],
    )
    if not found:
        noun = "file" if len(paths) == 1 else "files"
        workspace.say(f"{len(paths)} {noun} without a fault")
    return int(bool(found))


def _place(fault: FormatViolation) -> str:
    return fault.path if fault.line is None else f"{fault.path}:{fault.line}"
