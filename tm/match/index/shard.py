"""A shard of an index: segments of one locale in a memory-mapped file.

A shard is written once and never changed. Its file holds arrays only; their names,
types and a checksum are in the index's manifest.
"""

import mmap
import os
import weakref
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tm.match.index.array_file import ShardDescription, is_sound
from tm.match.index.character_index import CharacterIndex, ReadTexts
from tm.match.index.common_run import WordRunQuery
from tm.match.index.token_index import TokenIndex
from tm.match.index.vocabulary import hash_query_tokens
from tm.match.rank import Query
from tm.store.backend.sql import NumberedTexts
from tm.text.locale import Locale

_SLICED_ARRAYS = (".text", ".postings_70", ".postings_50")


class Shard:
    """Segments of one locale, searched by tokens and by characters."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], locale: Locale) -> None:
        self._exact_tokens = TokenIndex(_select_arrays(arrays, "marked"))
        self._bare_tokens = TokenIndex(_select_arrays(arrays, "bare"))
        self._characters = CharacterIndex(
            _select_arrays(arrays, "characters"),
            is_vietnamese=locale.language == "vi",
        )

    def search(
        self, query: Query, threshold: int, read_texts: ReadTexts
    ) -> Iterator[tuple[int, float]]:
        """Yield number and similarity of segments that reach a threshold.

        A segment may come twice.
        """
        hashes = hash_query_tokens(query.match_tokens)
        yield from self._exact_tokens.search(hashes, threshold)
        if not query.has_diacritics:  # its tokens are the same without diacritics
            yield from self._bare_tokens.search(hashes, threshold)
        if query.is_short:
            yield from self._characters.search(
                query.segment.text,
                threshold,
                ignores_diacritics=not query.has_diacritics,
                read_texts=read_texts,
            )

    def find_segments_sharing_run(
        self, query: Query, run_query: WordRunQuery
    ) -> Iterator[tuple[int, int]]:
        """Yield the number of each segment that shares a run, and the run's words."""
        hashes = hash_query_tokens(query.match_tokens)
        yield from self._exact_tokens.find_segments_sharing_run(hashes, run_query)
        if not query.has_diacritics:
            yield from self._bare_tokens.find_segments_sharing_run(hashes, run_query)


def open_shard(folder: Path, description: ShardDescription, locale: Locale) -> Shard:
    """Open the shard that a manifest describes. Raises DamagedShard."""
    if not is_sound(folder, description):
        raise DamagedShard(f"{folder / description['file']} is not what was written")
    file = _OpenFile(folder / description["file"])
    data = mmap.mmap(file.descriptor, 0, access=mmap.ACCESS_READ)
    arrays: dict[str, Any] = {}
    for name, type_code, count, offset in description["arrays"]:
        if name.endswith(_SLICED_ARRAYS):
            arrays[name] = _FileArray(file, np.dtype(type_code), offset)
        else:
            arrays[name] = np.frombuffer(data, np.dtype(type_code), count, offset)
    return Shard(arrays, locale)


class _OpenFile:
    """A file that is closed when nothing refers to it any more."""

    def __init__(self, path: Path) -> None:
        self.descriptor = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self.descriptor)


class _FileArray:
    """An array that is read from its file slice by slice.

    If it were memory-mapped, a few bytes read would count as megabytes of memory.
    """

    def __init__(self, file: _OpenFile, dtype: np.dtype[Any], offset: int) -> None:
        self._file = file
        self._dtype = dtype
        self._offset = offset

    def __getitem__(self, index_range: slice) -> NDArray[Any]:
        item_size = self._dtype.itemsize
        start, end = int(index_range.start), int(index_range.stop)
        file_offset = self._offset + start * item_size
        data = os.pread(self._file.descriptor, (end - start) * item_size, file_offset)
        return np.frombuffer(data, self._dtype)


def build_shard_in_memory(texts: Iterable[NumberedTexts], locale: Locale) -> Shard:
    """Build a shard that has no file."""
    # Here, since a lookup in shards on disk does without the six modules of the build.
    from tm.match.index.shard_build import make_shard_arrays

    return Shard(dict(make_shard_arrays(texts, locale)), locale)


class DamagedShard(Exception):
    """A shard's file differs from what the manifest says."""


def _select_arrays(
    arrays: Mapping[str, NDArray[Any]], prefix: str
) -> dict[str, NDArray[Any]]:
    return {
        name.removeprefix(f"{prefix}."): array
        for name, array in arrays.items()
        if name.startswith(f"{prefix}.")
    }
