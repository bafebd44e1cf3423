"""The total of a progress bar: about how many units a file has."""

from collections.abc import Iterator
from pathlib import Path

from tm.text.input.stream import errors_as_input_errors, is_stream

_BLOCK_SIZE = 1 << 20
_UNIT_ENDS = {".tmx": b"</tu>", ".po": b"msgid ", ".xlf": b"</source>"}
"""What a unit of some format ends with."""


def estimate_unit_count(path: Path) -> int | None:
    """How many units a file seems to have; of a stream nobody knows."""
    if is_stream(path) or not path.is_file():
        return None
    unit_end = _UNIT_ENDS.get(path.suffix.lower(), b"\n")
    return sum(block.count(unit_end) for block in _blocks(path)) or None


def _blocks(path: Path) -> Iterator[bytes]:
    """The bytes of a file, of which few are in memory."""
    with errors_as_input_errors(path), path.open("rb") as file:
        while block := file.read(_BLOCK_SIZE):
            yield block
