"""The list of errors that the checks missed: `padanan checks missed`."""

from dataclasses import asdict

import click

from checks.missed_errors import make_missed_errors_path, sort_latest_first
from cli.check.session.dismissals import choose_baseline_path
from cli.console.command import command
from cli.console.output_formats import print_result
from cli.console.workspace import Workspace
from padanan.contents.findings.missed_errors_file import read_missed_errors

_COLUMN_NAMES = ["at", "who", "check", "quote", "description", "target_text", "id"]


@command(
    "missed",
    examples="""
    padanan checks missed
    padanan checks missed --check num.value --format json
    """,
)
@click.option(
    "--check",
    "check_id",
    metavar="ID",
    help="Only errors that this check should have found.",
)
def missed(workspace: Workspace, check_id: str | None) -> None:
    """List the errors that people reported as missed by the checks.

    They are reported on the pages of `padanan serve`, and kept next to the dismissed
    findings, in a file of JSON lines such as padanan-missed.jsonl. Each has its texts,
    so that it can become a test case of a check.
    """
    path = make_missed_errors_path(choose_baseline_path(workspace, None))
    errors = [
        error
        for error in sort_latest_first(read_missed_errors(path))
        if check_id in (None, error.check)
    ]
    rows = [[getattr(error, name) for name in _COLUMN_NAMES] for error in errors]
    print_result(workspace, [*map(asdict, errors)], columns=_COLUMN_NAMES, rows=rows)
    if not errors:
        workspace.say("No missed errors reported")
