"""Limit on the size of files and texts that are held in memory."""

from collections.abc import Iterable
from pathlib import Path

from tm.errors import InputError
from tm.text.segment import Segment

MAX_HELD_SIZE = 128 << 20
"""Bytes of files, or characters of texts; objects take 10 to 20 times as much."""


def refuse_large_files(paths: Iterable[Path], name: str, purpose: str) -> None:
    """Raise InputError for files that are too large to be held in memory.

    `name`: the name that the user gave. `purpose`: such as `to be filled`.
    """
    if sum(path.stat().st_size for path in paths) > MAX_HELD_SIZE:
        raise _make_size_error(name, purpose)


class SegmentLoader:
    """Loads the segments of several files into memory, up to the limit."""

    def __init__(self, purpose: str) -> None:
        self._purpose = purpose
        self._held_size = 0

    def load_segments(self, name: str, segments: Iterable[Segment]) -> list[Segment]:
        """Load the segments of a file. Raises InputError beyond the limit."""
        loaded_segments = []
        for segment in segments:
            self._held_size += len(segment.text)
            if self._held_size > MAX_HELD_SIZE:
                raise _make_size_error(name, self._purpose)
            loaded_segments.append(segment)
        return loaded_segments


def _make_size_error(name: str, purpose: str) -> InputError:
    megabyte_limit = MAX_HELD_SIZE >> 20
    return InputError(
        f"{name} is too large {purpose}: at most {megabyte_limit} MiB may be held in "
        "memory; split it"
    )
