"""The command `validate`, which finds errors in files of units or terms."""

from collections.abc import Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path

from cli.console.command import command
from cli.console.options.file_options import (
    TableOptions,
    files_argument,
    input_format_option,
    make_read_options,
    table_options,
)
from cli.console.options.pair_options import PairOptions, pair_options
from cli.console.output_formats import print_result
from cli.console.workspace import Workspace
from exports.entry import FormatViolation
from exports.validation import validate as validate_file

_MAX_VIOLATION_COUNT = 1000
"""Errors listed for one file; a file with more has the wrong format."""


@command(
    "validate",
    examples="""
    padanan validate memory.tmx filled.po glossary.tbx
    padanan validate pairs.csv --format json
    """,
)
@files_argument
@pair_options
@input_format_option
@table_options
def validate(
    workspace: Workspace,
    paths: Sequence[Path],
    pair_options: PairOptions,
    format_name: str | None,
    table_options: TableOptions,
) -> int:
    """Find errors in files of units or terms, with their lines.

    No database is used. TMX, PO and XLIFF are validated by the rules of their formats;
    in other files, an entry that cannot be read is an error. The exit code is 1 if
    there is an error. `-` is standard input; packed files are unpacked.
    """
    read_options = make_read_options(
        workspace, pair_options, table_options, with_untranslated=True
    )
    violations: list[FormatViolation] = []
    for path in paths:
        file_violations = list(
            islice(
                validate_file(path, read_options, format_name=format_name),
                _MAX_VIOLATION_COUNT + 1,
            )
        )
        violations += file_violations[:_MAX_VIOLATION_COUNT]
        if len(file_violations) > _MAX_VIOLATION_COUNT:
            workspace.warn(
                f"{path}: more than {_MAX_VIOLATION_COUNT:,} errors; the rest is not "
                "listed"
            )
    print_result(
        workspace,
        [asdict(violation) for violation in violations],
        columns=["place", "error"],
        rows=[
            [_format_location(violation), violation.reason] for violation in violations
        ],
    )
    if not violations:
        file_noun = "file" if len(paths) == 1 else "files"
        workspace.say(f"No errors in {len(paths)} {file_noun}")
    return int(bool(violations))


def _format_location(violation: FormatViolation) -> str:
    return (
        violation.path
        if violation.line is None
        else f"{violation.path}:{violation.line}"
    )
