"""The folder of an index and its manifest: its shards and the segments they cover.

A change writes new files first and then a new manifest in one step, so that a reader,
or a process after a crash, finds the old state or the new one. Only one process writes.
"""

import contextlib
import fcntl
import json
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from platformdirs import user_cache_path

from tm.errors import describe_system_error
from tm.store.database import Database

if TYPE_CHECKING:
    from tm.store.lookup_reader import LookupReader

INDEX_FORMAT = 5
"""The version of the file format."""
MEMTABLE_LIMIT = 2_000
"""The most segments in a memtable; more are written to a shard."""

_MANIFEST_NAME = "manifest"
_LOCK_NAME = "lock"
_FOLDER_SUFFIX = ".index"
_RANDOM_NAME_BYTES = 8


@dataclass(slots=True)
class IndexedLocale:
    """The indexed segments of a locale."""

    last_indexed_id: int = 0
    """All segments up to this id are in the shards."""
    sample_key_by_id: dict[int, str] = field(default_factory=dict)
    """Keys of some segments by id, by which another database is recognised."""
    shard_descriptions: list[dict[str, Any]] = field(default_factory=list)  # JSON
    """The description of each shard, in the order of the segments' ids."""


@dataclass(slots=True)
class Manifest:
    """The contents of an index folder."""

    last_indexed_id: int = 0
    """All segments up to this id belong to the locales listed here."""
    indexed_locale_by_tag: dict[str, IndexedLocale] = field(default_factory=dict)


class UnusableIndex(Exception):
    """A manifest is damaged or of another version."""


def list_index_folders(database: Database) -> list[Path]:
    """List the folders where a database's index may be, the best first."""
    cache_folder = user_cache_path("padanan") / "index"
    if database.path is None:
        return [cache_folder / _hash_database_name(database.name)]
    database_path = database.path.absolute()
    adjacent_folder = database_path.with_name(f"{database_path.name}{_FOLDER_SUFFIX}")
    return [adjacent_folder, cache_folder / _hash_database_name(str(database_path))]


def read_manifest(folder: Path) -> Manifest | None:
    """Read the manifest of a folder, or None without one. Raises UnusableIndex."""
    path = folder / _MANIFEST_NAME
    try:
        header_line, _, body = path.read_bytes().partition(b"\n")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UnusableIndex(f"{path}: {describe_system_error(error)}") from error
    if header_line != _make_header_line(body):
        raise UnusableIndex(f"{path}: the file is damaged, or of another version")
    manifest_record = json.loads(body)
    return Manifest(
        manifest_record["known"],
        {
            locale_tag: IndexedLocale(
                locale_record["covered"],
                {
                    int(segment_id): key
                    for segment_id, key in locale_record["samples"].items()
                },
                locale_record["parts"],
            )
            for locale_tag, locale_record in manifest_record["locales"].items()
        },
    )


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Replace the manifest and remove the files that it no longer names."""
    manifest_record = {
        "known": manifest.last_indexed_id,
        "locales": {
            locale_tag: {
                "covered": indexed_locale.last_indexed_id,
                "samples": indexed_locale.sample_key_by_id,
                "parts": indexed_locale.shard_descriptions,
            }
            for locale_tag, indexed_locale in manifest.indexed_locale_by_tag.items()
        },
    }
    body = json.dumps(manifest_record).encode()
    temporary_path = folder / f"{_MANIFEST_NAME}.{os.urandom(_RANDOM_NAME_BYTES).hex()}"
    with create_index_file(temporary_path) as file:
        file.write(_make_header_line(body) + b"\n" + body)
        file.flush()
        os.fsync(file.fileno())
    temporary_path.replace(folder / _MANIFEST_NAME)
    _sync_folder(folder)
    _remove_unnamed_files(folder, manifest)


def discard_index(database: Database) -> None:
    """Remove the manifests of a database's index, which is built again when needed."""
    for folder in list_index_folders(database):
        with contextlib.suppress(OSError):
            (folder / _MANIFEST_NAME).unlink()


def has_manifest(folder: Path) -> bool:
    """Whether a folder has a manifest, readable or not."""
    return (folder / _MANIFEST_NAME).exists()


def make_shard_name(locale_tag: str) -> str:
    """Make a new file name for a shard of a locale."""
    return f"{locale_tag}/{os.urandom(_RANDOM_NAME_BYTES).hex()}.part"


@contextlib.contextmanager
def lock_folder(folder: Path, *, waits: bool = True) -> Iterator[None]:
    """Hold the write lock of a folder.

    Raises OSError for a read-only folder, and if another process has the lock and this
    one does not wait.
    """
    make_index_folder(folder)
    lock_path = folder / _LOCK_NAME
    with contextlib.suppress(FileExistsError):
        create_index_file(lock_path).close()
    with lock_path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX if waits else fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Permissions may allow opening a file and not creating one.
        probe_path = folder / f"probe.{os.urandom(_RANDOM_NAME_BYTES).hex()}"
        probe_path.touch()
        probe_path.unlink()
        yield


def make_index_folder(folder: Path) -> None:
    """Make a folder for the index, for those who may read the database.

    The folder in the user's cache is for the user only.
    """
    if folder.is_dir():
        return
    make_index_folder(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir()
        mode = 0o700
        database_path = folder.with_suffix("")
        if folder.suffix == _FOLDER_SUFFIX and database_path.is_file():
            mode = database_path.stat().st_mode & 0o666
            mode |= 0o700 | (mode & 0o444) >> 2
        elif folder.parent.suffix == _FOLDER_SUFFIX:
            mode = folder.parent.stat().st_mode & 0o777
        folder.chmod(mode)


def create_index_file(path: Path) -> BinaryIO:
    """Create a file for those who may read its folder. Raises FileExistsError."""
    mode = path.parent.stat().st_mode & 0o666
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, mode), "wb")


def _make_header_line(body: bytes) -> bytes:
    return b"padanan index %d %d %08x" % (INDEX_FORMAT, len(body), zlib.crc32(body))


def _hash_database_name(name: str) -> str:
    return blake2b(os.fsencode(name), digest_size=_RANDOM_NAME_BYTES).hexdigest()


def _remove_unnamed_files(folder: Path, manifest: Manifest) -> None:
    """Remove files that no manifest names; readers that have them open keep them."""
    named_paths = {
        folder / shard_description["file"]
        for indexed_locale in manifest.indexed_locale_by_tag.values()
        for shard_description in indexed_locale.shard_descriptions
    }
    named_paths |= {folder / _MANIFEST_NAME, folder / _LOCK_NAME}
    for pattern in ("*/*.part", f"{_MANIFEST_NAME}.*", "probe.*"):
        for path in folder.glob(pattern):
            if path not in named_paths:
                path.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Flush the folder's entries to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def fits_database(reader: "LookupReader", indexed_locale: IndexedLocale) -> bool:
    """Whether the database has the segments of an index, by samples of their keys."""
    key_by_id = (
        reader.read_keys(list(indexed_locale.sample_key_by_id))
        if indexed_locale.sample_key_by_id
        else {}
    )
    return all(
        segment_id in key_by_id and key_by_id[segment_id].hex() == key
        for segment_id, key in indexed_locale.sample_key_by_id.items()
    )
