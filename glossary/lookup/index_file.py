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
from tm.match.index.array_file import is_sound, write_shard
from tm.store.database import Database
from tm.text.locale import Locale

_FORMAT = f"2-{unicodedata.unidata_version}"
"""The version of the arrays' format and of Python's Unicode data."""
_FOLDER = "terms"
_MANIFEST = "lookup"
_SUFFIX = ".arrays"


@dataclass(frozen=True, slots=True)
class IndexedTermbase:
    """The term indexes of all locales for one version of the termbase."""

    version: str
    last_change: int
    """The number of the last change that the index contains."""
    concept_ids: SortedTexts
    """The ids of the concepts, by number."""
    locales: tuple[TermIndex, ...]

    @classmethod
    def from_arrays(
        cls, arrays: TermArrays, version: str, change: int
    ) -> "IndexedTermbase":
        """The index of the arrays that `build_index_arrays` makes."""
        locales: dict[str, dict[str, NDArray[Any]]] = {}
        for name, array in arrays.items():
            tag, is_locale, array_name = name.partition("/")
            if is_locale:
                locales.setdefault(tag, {})[array_name] = array
        return cls(
            version,
            change,
            SortedTexts(arrays, "concepts"),
            tuple(
                TermIndex(locale_arrays, Locale(tag))
                for tag, locale_arrays in locales.items()
            ),
        )


def read_index(database: Database) -> IndexedTermbase | None:
    """Read the stored index of any version; None if there is no usable one."""
    for folder in _list_index_folders(database):
        with suppress(OSError, ValueError, KeyError, TypeError, _UnusableIndexError):
            return _read_index_folder(folder)
    return None


def write_index(
    database: Database, arrays: TermArrays, version: str, change: int
) -> bool:
    """Replace the stored index; return whether a folder could be written to."""
    for folder in _list_index_folders(database):
        with suppress(OSError), index_folder.write_lock(folder):
            _write_index_folder(folder, arrays, version, change)
            return True
    return False


class _UnusableIndexError(Exception):
    """Raised if index files are damaged or written by another program version."""


def _list_index_folders(database: Database) -> list[Path]:
    return [folder / _FOLDER for folder in index_folder.index_folders(database)]


def _read_index_folder(folder: Path) -> IndexedTermbase:
    heading, _, body = (folder / _MANIFEST).read_bytes().partition(b"\n")
    if heading != _make_manifest_heading(body):
        raise _UnusableIndexError
    manifest: Mapping[str, Any] = json.loads(body)  # as `_write_index_folder` made it
    if not is_sound(folder, manifest["arrays"]):
        raise _UnusableIndexError
    with (folder / manifest["arrays"]["file"]).open("rb") as file:
        data = mmap(file.fileno(), 0, access=ACCESS_READ)
    arrays = {
        name: np.frombuffer(data, np.dtype(dtype_name), count, offset)
        for name, dtype_name, count, offset in manifest["arrays"]["arrays"]
    }
    return IndexedTermbase.from_arrays(arrays, manifest["version"], manifest["change"])


def _write_index_folder(
    folder: Path, arrays: TermArrays, version: str, change: int
) -> None:
    path = folder / f"{secrets.token_hex(8)}{_SUFFIX}"
    description = write_shard(path, arrays.items())
    content = {"version": version, "change": change, "arrays": description}
    body = json.dumps(content).encode()
    temporary_path = folder / f"{_MANIFEST}.{secrets.token_hex(8)}"
    with temporary_path.open("xb") as file:
        file.write(_make_manifest_heading(body) + b"\n" + body)
        file.flush()
        os.fsync(file.fileno())
    temporary_path.replace(folder / _MANIFEST)
    # Readers that have a file open keep it.
    for old_path in (*folder.glob(f"*{_SUFFIX}"), *folder.glob(f"{_MANIFEST}.*")):
        if old_path != path:
            old_path.unlink(missing_ok=True)


def _make_manifest_heading(body: bytes) -> bytes:
    return b"padanan terms %s %08x" % (_FORMAT.encode(), zlib.crc32(body))
