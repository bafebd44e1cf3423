"""Where an index is kept, and its manifest: which parts there are, and how far they go.

A change writes new files first and then a new manifest in one step, so that whoever
reads, and whatever is killed, finds one state or the other. Only one process writes.
"""

import contextlib
import fcntl
import json
import os
import secrets
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from tm.store.database import Database

FORMAT = 3
"""Changes with every change to the files."""
FEW = 2_000
"""So many new segments are compared one by one; more are put into a file."""

_MANIFEST = "manifest"
_LOCK = "lock"
_NUMBERS = 8


@dataclass(slots=True)
class IndexedLocale:
    """What of a locale is in files."""

    covered: int = 0
    """All its segments up to this number are."""
    samples: dict[int, str] = field(default_factory=dict)
    """Keys of some of them, by which another database is known."""
    parts: list[dict[str, Any]] = field(default_factory=list)  # JSON
    """Description of each part, in the order of the segments' numbers."""


@dataclass(slots=True)
class Manifest:
    """What is in the files of an index."""

    known: int = 0
    """No segment up to this number is of a locale that is not listed."""
    locales: dict[str, IndexedLocale] = field(default_factory=dict)


class UnusableIndex(Exception):
    """A manifest is damaged or of another version."""


def folders(database: Database) -> list[Path]:
    """Where the index of a database may be, the best place first."""
    cache = user_cache_path("padanan") / "index"
    if database.path is None:
        return [cache / _short_hash(database.name)]
    path = database.path.absolute()
    beside = path.with_name(f"{path.name}.index")
    return [beside, cache / _short_hash(str(path))]


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a folder; None where there is none. Raises UnusableIndex."""
    path = folder / _MANIFEST
    try:
        line, _, body = path.read_bytes().partition(b"\n")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UnusableIndex(f"{path}: {error.strerror}") from error
    if line != _heading(body):
        raise UnusableIndex(f"{path} is damaged, or of another version")
    content = json.loads(body)
    return Manifest(
        content["known"],
        {
            tag: IndexedLocale(
                one["covered"],
                {int(number): key for number, key in one["samples"].items()},
                one["parts"],
            )
            for tag, one in content["locales"].items()
        },
    )


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put a manifest in the place of the one before, and remove what it leaves."""
    content = {
        "known": manifest.known,
        "locales": {
            tag: {"covered": one.covered, "samples": one.samples, "parts": one.parts}
            for tag, one in manifest.locales.items()
        },
    }
    body = json.dumps(content).encode()
    fresh = folder / f"{_MANIFEST}.{secrets.token_hex(_NUMBERS)}"
    with fresh.open("xb") as file:
        file.write(_heading(body) + b"\n" + body)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / _MANIFEST)
    _settle(folder)
    _clean(folder, manifest)


def part_name(tag: str) -> str:
    """A new file name for a part of a locale."""
    return f"{tag}/{secrets.token_hex(_NUMBERS)}.part"


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Be the one who writes; waits for another. Raises OSError where none can."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        # Rights may allow to open a file and not to make one.
        probe = folder / f"probe.{secrets.token_hex(_NUMBERS)}"
        probe.touch()
        probe.unlink()
        yield


def _heading(body: bytes) -> bytes:
    return b"padanan index %d %d %08x" % (FORMAT, len(body), zlib.crc32(body))


def _short_hash(text: str) -> str:
    return blake2b(os.fsencode(text), digest_size=_NUMBERS).hexdigest()


def _clean(folder: Path, manifest: Manifest) -> None:
    """Remove files that no manifest names; readers that have them open keep them."""
    named = {
        folder / part["file"] for one in manifest.locales.values() for part in one.parts
    }
    named |= {folder / _MANIFEST, folder / _LOCK}
    for pattern in ("*/*.part", f"{_MANIFEST}.*", "probe.*"):
        for path in folder.glob(pattern):
            if path not in named:
                path.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Have the folder's entries on the disk too."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
