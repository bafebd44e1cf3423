"""Counting for a bar: what goes by, and about how much there is."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from tm.text.input.stream import is_stream, readable

Item = TypeVar("Item")

_STEP = 100
_BLOCK = 1 << 20
_ENDS = {".tmx": b"</tu>", ".po": b"msgid ", ".xlf": b"</source>"}
"""What a unit of some format ends with."""


def counted(items: Iterable[Item], progress: Callable[[int], object]) -> Iterator[Item]:
    """The same items, told to a bar, not one by one, since drawing takes long."""
    waiting = 0
    for item in items:
        waiting += 1
        if waiting == _STEP:
            progress(waiting)
            waiting = 0
        yield item
    progress(waiting)


def length_of(path: Path) -> int | None:
    """How many units a file seems to have; of a stream nobody knows."""
    if is_stream(path) or not path.is_file():
        return None
    end = _ENDS.get(path.suffix.lower(), b"\n")
    return sum(block.count(end) for block in blocks(path)) or None


def blocks(path: Path) -> Iterator[bytes]:
    """The bytes of a file, of which few are in memory."""
    with readable(path), path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block
