"""Refusal to write a document over the file that it is made from."""

import os
from contextlib import suppress
from pathlib import Path

from tm.errors import InputError


def refuse_same_file(input_path: Path, output_path: Path, may_overwrite: bool) -> None:
    """Raise InputError if both paths are one file, unless it may be overwritten."""
    with suppress(OSError):
        if not may_overwrite and os.path.samefile(input_path, output_path):
            raise InputError(
                f"{output_path}: the text of the document itself would be lost; "
                "name another file, or add --overwrite"
            )
