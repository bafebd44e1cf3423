"""Files of arrays with a checksum."""

import os
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ShardDescription = Mapping[str, Any]  # JSON
"""The manifest's entry for a shard: file, bytes, checksum, arrays, segments …"""

_ALIGNMENT = 64
_BLOCK_SIZE = 1 << 20


def is_sound(folder: Path, description: ShardDescription) -> bool:
    """Whether a shard's file is undamaged. Raises OSError if it is missing."""
    path = folder / description["file"]
    status = path.stat()
    if status.st_size != description["bytes"]:
        return False
    # Reading the whole file takes long, so only a modified file, perhaps a copy, is
    # read.
    is_unmodified = bool(status.st_mtime_ns == description["modified"])
    return is_unmodified or compute_checksum(path) == description["checksum"]


def write_shard(
    path: Path, arrays: Iterable[tuple[str, NDArray[Any]]]
) -> dict[str, Any]:
    """Write arrays to a new file, flush it to disk and return its description."""
    array_entries: list[tuple[str, str, int, int]] = []
    offset, crc = 0, 0
    with path.open("xb") as file:
        for name, array in arrays:
            array_entries.append((name, array.dtype.str, array.size, offset))
            data = np.ascontiguousarray(array).reshape(-1).view(np.uint8).data
            padding = bytes(-data.nbytes % _ALIGNMENT)
            for chunk in (data, padding):
                file.write(chunk)
                crc = zlib.crc32(chunk, crc)
            offset += data.nbytes + len(padding)
        if not offset:
            file.write(b"\0")  # an empty file cannot be mapped
            offset, crc = 1, zlib.crc32(b"\0")
        file.flush()
        os.fsync(file.fileno())
        modified = os.fstat(file.fileno()).st_mtime_ns
    return {
        "file": path.name,
        "bytes": offset,
        "checksum": crc,
        "modified": modified,
        "arrays": array_entries,
    }


def compute_checksum(path: Path) -> int:
    """Compute the CRC-32 of a file."""
    crc = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK_SIZE):
            crc = zlib.crc32(block, crc)
    return crc
