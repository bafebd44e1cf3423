"""A shard of an index: segments of one locale in a memory-mapped file.

A shard is written once and never changed. Its file holds arrays only; their names,
types and a checksum are in the index's manifest.
"""

import mmap
import os
import weakref
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tm.match.index.array_file import ArrayBlocks, ShardDescription, is_shard_sound
from tm.match.index.character_index import CharacterIndex, ReadTexts
from tm.match.index.token_index import TokenIndex
from tm.match.index.vocabulary import hash_query_tokens
from tm.match.match_rate import Query
from tm.store.backend.sql import TextsWithIds
from tm.text.locale import Locale

if TYPE_CHECKING:
    from tm.match.index.common_run import WordRunQuery

_SLICED_ARRAY_SUFFIXES = (
    *(".text", ".postings_70", ".short_signatures_70", ".postings_50"),
)


class Shard:
    """Segments of one locale, searched by tokens and by characters."""

    def __init__(
        self, array_by_name: Mapping[str, NDArray[Any]], locale: Locale
    ) -> None:
        self._exact_token_index = TokenIndex(_select_arrays(array_by_name, "marked"))
        self._bare_token_index = TokenIndex(_select_arrays(array_by_name, "bare"))
        self._character_index = CharacterIndex(
            _select_arrays(array_by_name, "characters"),
            is_vietnamese=locale.language == "vi",
        )

    def search(
        self, query: Query, min_similarity: int, read_texts: ReadTexts
    ) -> Iterator[tuple[int, float]]:
        """Yield id and similarity of segments that reach a threshold.

        A segment may come twice.
        """
        token_hashes = hash_query_tokens(query.match_tokens)
        yield from self._exact_token_index.search(token_hashes, min_similarity)
        if not query.has_diacritics:  # its tokens are the same without diacritics
            yield from self._bare_token_index.search(token_hashes, min_similarity)
        if query.is_short:
            yield from self._character_index.search(
                query.prepared_text.compared_text,
                min_similarity,
                ignores_diacritics=not query.has_diacritics,
                read_texts=read_texts,
            )

    def find_containing(
        self, folded_form: str, max_length: int
    ) -> Iterator[tuple[int, int]]:
        """Yield id and length of short segments that contain a form."""
        return self._character_index.find_containing(folded_form, max_length)

    def find_segments_sharing_run(
        self, query: Query, run_query: "WordRunQuery"
    ) -> Iterator[tuple[int, int]]:
        """Yield the id of each segment that shares a run, and the run's words."""
        token_hashes = hash_query_tokens(query.match_tokens)
        yield from self._exact_token_index.find_segments_sharing_run(
            token_hashes, run_query
        )
        if not query.has_diacritics:
            yield from self._bare_token_index.find_segments_sharing_run(
                token_hashes, run_query
            )


def open_shard(
    folder: Path, shard_description: ShardDescription, locale: Locale
) -> Shard:
    """Open the shard that a manifest describes. Raises DamagedShard."""
    if not is_shard_sound(folder, shard_description):
        raise DamagedShard(
            f"{folder / shard_description['file']}: the file is not what was written"
        )
    open_file = _OpenFile(folder / shard_description["file"])
    mapped_file = mmap.mmap(open_file.descriptor, 0, access=mmap.ACCESS_READ)
    array_by_name: dict[str, Any] = {}
    for array_name, type_code, item_count, offset in shard_description["arrays"]:
        if array_name.endswith(_SLICED_ARRAY_SUFFIXES):
            array_by_name[array_name] = _FileArray(
                open_file, np.dtype(type_code), offset
            )
        else:
            array_by_name[array_name] = np.frombuffer(
                mapped_file, np.dtype(type_code), item_count, offset
            )
    return Shard(array_by_name, locale)


class _OpenFile:
    """A file that is closed when nothing refers to it any more."""

    def __init__(self, path: Path) -> None:
        self.descriptor = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self.descriptor)


class _FileArray:
    """An array that is read from its file slice by slice.

    If it were memory-mapped, a few bytes read would count as megabytes of memory.
    """

    def __init__(self, open_file: _OpenFile, dtype: np.dtype[Any], offset: int) -> None:
        self._open_file = open_file
        self._dtype = dtype
        self._offset = offset

    def __getitem__(self, index_range: slice) -> NDArray[Any]:
        item_size = self._dtype.itemsize
        start, end = int(index_range.start), int(index_range.stop)
        file_offset = self._offset + start * item_size
        slice_bytes = os.pread(
            self._open_file.descriptor, (end - start) * item_size, file_offset
        )
        return np.frombuffer(slice_bytes, self._dtype)


def build_shard_in_memory(
    texts_with_ids: Iterable[TextsWithIds], locale: Locale
) -> Shard:
    """Build a shard that has no file."""
    # Here, since a lookup in shards on disk does without the six modules of the build.
    from tm.match.index.shard_build import make_shard_arrays

    array_by_name = {
        array_name: array.join() if isinstance(array, ArrayBlocks) else array
        for array_name, array in make_shard_arrays(texts_with_ids, locale)
    }
    return Shard(array_by_name, locale)


class DamagedShard(Exception):
    """A shard's file differs from what the manifest says."""


def _select_arrays(
    array_by_name: Mapping[str, NDArray[Any]], prefix: str
) -> dict[str, NDArray[Any]]:
    return {
        array_name.removeprefix(f"{prefix}."): array
        for array_name, array in array_by_name.items()
        if array_name.startswith(f"{prefix}.")
    }
