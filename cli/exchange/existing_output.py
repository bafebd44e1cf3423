"""Refusal to replace what people may have edited: an output that exists already."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from cli.console.options.aliased_option import AliasedOption
from tm.errors import InputError
from tm.text.input.stream import convert_read_errors

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])


def force_option(function: FunctionT) -> FunctionT:
    """Add the option `--force`, for replacing an output that exists."""
    return click.option(
        "--force",
        "replaces_file",
        is_flag=True,
        cls=AliasedOption,
        aliases=("--overwrite",),
        help="Replace OUT if it exists, even if it is the document itself.",
    )(function)


def refuse_existing_output(output_path: Path, *, replaces_file: bool) -> None:
    """Raise InputError for a file with contents, unless it may be replaced.

    Devices and pipes are no files.
    """
    with convert_read_errors(output_path):
        if replaces_file or not output_path.is_file():
            return
        if output_path.stat().st_size:
            raise InputError(
                f"{output_path} exists, and may have been edited; name another file, "
                "or replace it with --force"
            )


def refuse_same_file(
    input_path: Path, output_path: Path, *, replaces_file: bool = False
) -> None:
    """Raise InputError if both paths are one file, unless it may be replaced."""
    if not replaces_file and is_same_file(input_path, output_path):
        raise InputError(
            f"{output_path}: the text of the document itself would be lost; name "
            "another file"
        )


def is_same_file(input_path: Path, output_path: Path) -> bool:
    """Whether both paths are one file that exists."""
    try:
        return input_path.samefile(output_path)
    except OSError:
        return False
