"""JSON lines that jobs write and read, one value a line."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from exports.lines_and_json.jsonl import ESCAPED_CHARACTER_PATTERN


def write_line(file: BinaryIO, value: object) -> None:
    """Write a value as a line."""
    text = json.dumps(value, ensure_ascii=False)
    text = ESCAPED_CHARACTER_PATTERN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    file.write(f"{text}\n".encode())


def write_lines(file: BinaryIO, values: Iterable[object]) -> int:
    """Write values as lines; return how many."""
    count = 0
    for value in values:
        write_line(file, value)
        count += 1
    return count


def read_lines_of(path: Path) -> Iterator[Any]:  # JSON
    """Read the values of a file of JSON lines that a job wrote."""
    with path.open("rb") as file:
        yield from map(json.loads, file)
