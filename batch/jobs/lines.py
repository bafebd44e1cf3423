"""JSON lines that jobs write and read, one value a line."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from exports.lines_and_json.jsonl import format_json_line


def write_json_lines(file: BinaryIO, values: Iterable[object]) -> int:
    """Write values as lines; return how many."""
    count = 0
    for value in values:
        file.write(format_json_line(value))
        count += 1
    return count


def read_json_lines(path: Path) -> Iterator[Any]:  # JSON
    """Read the values of a file of JSON lines that a job wrote."""
    with path.open("rb") as file:
        yield from map(json.loads, file)
