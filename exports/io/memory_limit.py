"""What is held in memory, and how large it may be."""

from collections.abc import Iterable
from pathlib import Path

from tm.errors import InputError
from tm.text.segment import Segment

LARGEST = 128 << 20
"""Bytes of files, or characters of texts, which take ten to twenty times as much."""


def demand_holdable(paths: Iterable[Path], name: str, purpose: str) -> None:
    """Raise InputError for files that are too large to be held at once.

    `name`: what the user calls them. `purpose`: why they are held, `to be filled`.
    """
    if sum(path.stat().st_size for path in paths) > LARGEST:
        raise _too_large(name, purpose)


class TextMemory:
    """Texts of several files that are all held, up to the limit."""

    def __init__(self, purpose: str) -> None:
        self._purpose = purpose
        self._size = 0

    def of(self, name: str, segments: Iterable[Segment]) -> list[Segment]:
        """Those of one file. Raises InputError where all are too many."""
        kept_segments = []
        for segment in segments:
            self._size += len(segment.text)
            if self._size > LARGEST:
                raise _too_large(name, self._purpose)
            kept_segments.append(segment)
        return kept_segments


def _too_large(name: str, purpose: str) -> InputError:
    limit = LARGEST >> 20
    return InputError(
        f"{name}: what is held in memory {purpose} may have {limit} MiB: split it"
    )
