"""Jobs over large corpora: `padanan batch JOB`."""

import click

from cli.console.command import make_epilog
from cli.console.command_group import CommandGroup

COMMAND_TABLE = {
    "align": (
        "cli.batch.pages:align",
        "Align plain texts with their originals, and write the units as JSON lines.",
    ),
    "analyse": (
        "cli.batch.memory_lookups:analyse",
        "Count how much of files the memory can translate, part by part, and in all.",
    ),
    "check": (
        "cli.batch.check:check",
        "Check files of units, and write the findings of each part to a file.",
    ),
    "dedupe": (
        "cli.batch.dedupe:dedupe",
        "Write files of units without duplicates, which are searched in all of them.",
    ),
    "ingest": (
        "cli.batch.pages:ingest",
        "Align pages with their originals, and write the units as JSON lines.",
    ),
    "pretranslate": (
        "cli.batch.memory_lookups:pretranslate",
        "Fill files from the memory; what comes of each part is a file of its format.",
    ),
    "terms": (
        "cli.batch.terms:terms",
        "Find repeated phrases of files that may be terms, in all of them together.",
    ),
}
"""Name of each command: the function that answers it, and its summary."""


@click.group(
    cls=CommandGroup,
    command_table=COMMAND_TABLE,
    epilog=make_epilog(
        """
        padanan batch check units.jsonl memory.tmx -s vi -t id -o out --workers 2
        padanan batch check units.jsonl -s vi -t id -o out --rank 3 --of 16
        """
    ),
)
def batch() -> None:
    """Run a job over large files: in processes, or on several machines.

    Each file of JSON lines is cut into parts; other files are parts as they are. What
    comes of a part is written to a file of its own in the output folder, and the
    results are the same however the parts are shared. A job that was interrupted, or
    that failed in some parts, continues when the same command runs again.
    """
