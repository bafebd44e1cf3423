"""The backup that is written before a command replaces or repairs a database."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click

from cli.console.options.option_group import FunctionT
from tm.store.database import Database


def safety_copy_option(help: str) -> Callable[[FunctionT], FunctionT]:
    """Make the option `--safety-copy`, where that backup is written."""
    return click.option(
        "--safety-copy",
        "safety_copy_path",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help=help,
    )


def make_safety_copy_path(database: Database, action: str) -> Path:
    """Make a new name, next to the file of a database, else in the current folder."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    if database.path is None:
        return Path(f"padanan.before-{action}-{stamp}.zip")
    return database.path.with_name(f"{database.path.name}.before-{action}-{stamp}.zip")
