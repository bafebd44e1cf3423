"""A part of an index: some segments of a locale in one file, read by memory mapping.

A part is written once and never changed. Its file is nothing but arrays; what they
are, and a checksum of the whole, stands in the index's manifest.
"""

import mmap
import os
import weakref
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tm.match.index.array_file import Description as Description
from tm.match.index.array_file import is_sound as is_sound
from tm.match.index.array_file import write_part as write_part
from tm.match.index.character_index import CharacterLane, Texts
from tm.match.index.common_run import WantedRun
from tm.match.index.shard_build import part_arrays
from tm.match.index.token_index import TokenIndex
from tm.match.index.vocabulary import query_hashes
from tm.match.rank import Query
from tm.store.backend.sql import NumberedTexts
from tm.text.locale import Locale

_PIECEWISE = (".text", ".postings_70", ".postings_50")


class Shard:
    """Some segments, arranged to find those that are like a query."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], locale: Locale) -> None:
        self._marked = TokenIndex(_of_lane(arrays, "marked"))
        self._bare = TokenIndex(_of_lane(arrays, "bare"))
        self._characters = CharacterLane(
            _of_lane(arrays, "characters"), vietnamese=locale.language == "vi"
        )

    def search(
        self, query: Query, threshold: int, texts: Texts
    ) -> Iterator[tuple[int, float]]:
        """Number and similarity of what reaches a threshold; some come twice."""
        hashes = query_hashes(query.form)
        yield from self._marked.search(hashes, threshold)
        if not query.marked:  # its tokens are the same without marks
            yield from self._bare.search(hashes, threshold)
        if query.is_short:
            yield from self._characters.search(
                query.segment.text, threshold, bare=not query.marked, texts=texts
            )

    def sharing(self, query: Query, wanted: WantedRun) -> Iterator[tuple[int, int]]:
        """Number of what shares a run with a query, and its words."""
        hashes = query_hashes(query.form)
        yield from self._marked.sharing(hashes, wanted)
        if not query.marked:
            yield from self._bare.sharing(hashes, wanted)


def open_part(folder: Path, description: Description, locale: Locale) -> Shard:
    """The part that a manifest describes; raises DamagedPart for any other file."""
    if not is_sound(folder, description):
        raise DamagedPart(f"{folder / description['file']} is not what was written")
    file = _File(folder / description["file"])
    data = mmap.mmap(file.number, 0, access=mmap.ACCESS_READ)
    arrays: dict[str, Any] = {}
    for name, kind, count, offset in description["arrays"]:
        if name.endswith(_PIECEWISE):
            arrays[name] = _Pieces(file, np.dtype(kind), offset)
        else:
            arrays[name] = np.frombuffer(data, np.dtype(kind), count, offset)
    return Shard(arrays, locale)


class _File:
    """A file that is open for as long as it is used."""

    def __init__(self, path: Path) -> None:
        self.number = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self.number)


class _Pieces:
    """An array that is read from its file slice by slice.

    Mapped, a few bytes of it would count as megabytes of the process's memory.
    """

    def __init__(self, file: _File, kind: np.dtype[Any], offset: int) -> None:
        self._file = file
        self._kind = kind
        self._offset = offset

    def __getitem__(self, wanted: slice) -> NDArray[Any]:
        size = self._kind.itemsize
        start, end = int(wanted.start), int(wanted.stop)
        place = self._offset + start * size
        found = os.pread(self._file.number, (end - start) * size, place)
        return np.frombuffer(found, self._kind)


def held_part(texts: Iterable[NumberedTexts], locale: Locale) -> Shard:
    """A part that is only in memory."""
    return Shard(dict(part_arrays(texts, locale)), locale)


class DamagedPart(Exception):
    """A file is not the one that the manifest describes."""


def _of_lane(arrays: Mapping[str, NDArray[Any]], lane: str) -> dict[str, NDArray[Any]]:
    return {
        name.removeprefix(f"{lane}."): array
        for name, array in arrays.items()
        if name.startswith(f"{lane}.")
    }
