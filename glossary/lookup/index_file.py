"""Reads and writes the file of the term index, a cache alongside the database.

There is one file of arrays, and a manifest with the version of the termbase that they
belong to. A new array file is written first, then the manifest, atomically. The cache
can be deleted at any time; an unusable index is rebuilt.
"""

import json
import os
import secrets
import unicodedata
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glossary.lookup.index_builder import TermArrays
from glossary.lookup.sorted_texts import SortedTexts
from glossary.lookup.term_index import TermIndex
from tm.match.index import manifest as index_folder
from tm.match.index.array_file import is_shard_sound, write_shard
from tm.store.database import Database
from tm.text.locale import Locale

_FORMAT_VERSION = f"2-{unicodedata.unidata_version}"
"""The version of the arrays' format and of Python's Unicode data."""
_FOLDER_NAME = "terms"
_MANIFEST_NAME = "lookup"
_ARRAY_SUFFIX = ".arrays"


@dataclass(frozen=True, slots=True)
class IndexedTermbase:
    """The term indexes of all locales for one version of the termbase."""

    version: str
    last_change_number: int
    """The number of the last change that the index contains."""
    concept_ids: SortedTexts
    """The ids of the concepts, by index."""
    term_indexes: tuple[TermIndex, ...]

    @classmethod
    def from_arrays(
        cls, array_by_name: TermArrays, termbase_version: str, last_change_number: int
    ) -> "IndexedTermbase":
        """Make the indexes of the arrays from `build_index_arrays`."""
        arrays_by_tag: dict[str, dict[str, NDArray[Any]]] = {}
        for name_with_tag, array in array_by_name.items():
            locale_tag, separator, array_name = name_with_tag.partition("/")
            if separator:
                arrays_by_tag.setdefault(locale_tag, {})[array_name] = array
        return cls(
            termbase_version,
            last_change_number,
            SortedTexts(array_by_name, "concepts"),
            tuple(
                TermIndex(locale_arrays, Locale(locale_tag))
                for locale_tag, locale_arrays in arrays_by_tag.items()
            ),
        )


def read_index(database: Database) -> IndexedTermbase | None:
    """Read the stored index of any version; None if there is no usable one."""
    for folder in _list_index_folders(database):
        with suppress(OSError, ValueError, KeyError, TypeError, _UnusableIndexError):
            return _read_index_folder(folder)
    return None


def write_index(
    database: Database,
    array_by_name: TermArrays,
    termbase_version: str,
    last_change_number: int,
) -> bool:
    """Replace the stored index; return whether a folder could be written to."""
    for folder in _list_index_folders(database):
        with suppress(OSError), index_folder.lock_folder(folder):
            _write_index_folder(
                folder, array_by_name, termbase_version, last_change_number
            )
            return True
    return False


class _UnusableIndexError(Exception):
    """Raised if index files are damaged or written by another program version."""


def _list_index_folders(database: Database) -> list[Path]:
    return [
        folder / _FOLDER_NAME for folder in index_folder.list_index_folders(database)
    ]


def _read_index_folder(folder: Path) -> IndexedTermbase:
    header, _, manifest_bytes = (folder / _MANIFEST_NAME).read_bytes().partition(b"\n")
    if header != _make_manifest_header(manifest_bytes):
        raise _UnusableIndexError
    manifest: Mapping[str, Any] = json.loads(
        manifest_bytes
    )  # as `_write_index_folder` made it
    if not is_shard_sound(folder, manifest["arrays"]):
        raise _UnusableIndexError
    with (folder / manifest["arrays"]["file"]).open("rb") as file:
        mapped_file = mmap(file.fileno(), 0, access=ACCESS_READ)
    array_by_name = {
        array_name: np.frombuffer(mapped_file, np.dtype(dtype_name), item_count, offset)
        for array_name, dtype_name, item_count, offset in manifest["arrays"]["arrays"]
    }
    return IndexedTermbase.from_arrays(
        array_by_name, manifest["version"], manifest["change"]
    )


def _write_index_folder(
    folder: Path,
    array_by_name: TermArrays,
    termbase_version: str,
    last_change_number: int,
) -> None:
    array_path = folder / f"{secrets.token_hex(8)}{_ARRAY_SUFFIX}"
    array_description = write_shard(array_path, array_by_name.items())
    manifest = {
        "version": termbase_version,
        "change": last_change_number,
        "arrays": array_description,
    }
    manifest_bytes = json.dumps(manifest).encode()
    temporary_path = folder / f"{_MANIFEST_NAME}.{secrets.token_hex(8)}"
    with index_folder.create_index_file(temporary_path) as file:
        file.write(_make_manifest_header(manifest_bytes) + b"\n" + manifest_bytes)
        file.flush()
        os.fsync(file.fileno())
    temporary_path.replace(folder / _MANIFEST_NAME)
    # Readers that have a file open keep it.
    for old_path in (
        *folder.glob(f"*{_ARRAY_SUFFIX}"),
        *folder.glob(f"{_MANIFEST_NAME}.*"),
    ):
        if old_path != array_path:
            old_path.unlink(missing_ok=True)


def _make_manifest_header(manifest_bytes: bytes) -> bytes:
    return b"padanan terms %s %08x" % (
        _FORMAT_VERSION.encode(),
        zlib.crc32(manifest_bytes),
    )
