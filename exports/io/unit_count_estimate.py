"""Estimating how many units a file has, for a progress bar."""

from collections.abc import Iterator
from pathlib import Path

from tm.text.input.stream import convert_read_errors, is_stream

_BLOCK_SIZE = 1 << 20
_UNIT_END_BY_SUFFIX = {".tmx": b"</tu>", ".po": b"msgid ", ".xlf": b"</source>"}
"""The end of a unit by the suffix of the file; other units are lines."""


def estimate_unit_count(path: Path) -> int | None:
    """Estimate the number of units in a file; None for a stream, or for none."""
    if is_stream(path) or not path.is_file():
        return None
    unit_end = _UNIT_END_BY_SUFFIX.get(path.suffix.lower(), b"\n")
    return sum(block.count(unit_end) for block in _read_blocks(path)) or None


def _read_blocks(path: Path) -> Iterator[bytes]:
    """Read the bytes of a file block by block."""
    with convert_read_errors(path), path.open("rb") as file:
        while block := file.read(_BLOCK_SIZE):
            yield block
