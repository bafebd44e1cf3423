"""Files of arrays with a checksum."""

import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ShardDescription = Mapping[str, Any]  # JSON
"""The manifest's entry for a shard: file, bytes, checksum, arrays, segments …"""

NamedArray = tuple[str, "NDArray[Any] | ArrayBlocks"]  # of any kind of number

_ARRAY_ALIGNMENT_BYTES = 64
"""Each array begins at a multiple of so many bytes."""
_CHECKSUM_BLOCK_BYTES = 1 << 20
_MAX_ALWAYS_READ_SIZE = 64 << 20
"""Bytes of a file that are read for each check; takes a hundredth of a second."""


@dataclass(frozen=True, slots=True)
class ArrayBlocks:
    """An array that is made block by block, since it is too large for memory."""

    dtype: np.dtype[Any]
    blocks: Iterable[NDArray[Any]]

    def join(self) -> NDArray[Any]:
        """Make one array of the blocks."""
        return np.concatenate([np.empty(0, self.dtype), *self])

    def __iter__(self) -> Iterator[NDArray[Any]]:
        """Yield the blocks, with the type of the array."""
        for block in self.blocks:
            yield block.astype(self.dtype, copy=False)


def is_shard_sound(
    folder: Path, shard_description: ShardDescription, *, reads_all: bool = False
) -> bool:
    """Whether a shard's file is undamaged. Raises OSError if it is missing.

    `reads_all`: read it even if nothing has written to it; disks may lose bytes, too.
    """
    path = folder / shard_description["file"]
    file_status = path.stat()
    if file_status.st_size != shard_description["bytes"]:
        return False
    # Reading a large file takes long, so only a modified one, perhaps a copy, is read.
    is_unmodified = bool(file_status.st_mtime_ns == shard_description["modified"])
    is_large = file_status.st_size > _MAX_ALWAYS_READ_SIZE
    return (is_unmodified and is_large and not reads_all) or compute_checksum(
        path
    ) == shard_description["checksum"]


def write_shard(path: Path, named_arrays: Iterable[NamedArray]) -> dict[str, Any]:
    """Write arrays to a new file, flush it to disk and return its description."""
    array_records: list[tuple[str, str, int, int]] = []
    offset, checksum = 0, 0
    with path.open("xb") as file:
        os.fchmod(file.fileno(), path.parent.stat().st_mode & 0o666)
        for array_name, array in named_arrays:
            byte_count = 0
            for block in array if isinstance(array, ArrayBlocks) else (array,):
                block_bytes = np.ascontiguousarray(block).reshape(-1).view(np.uint8)
                file.write(block_bytes.data)
                checksum = zlib.crc32(block_bytes.data, checksum)
                byte_count += block_bytes.nbytes
            item_count = byte_count // array.dtype.itemsize
            array_records.append((array_name, array.dtype.str, item_count, offset))
            padding = bytes(-byte_count % _ARRAY_ALIGNMENT_BYTES)
            file.write(padding)
            checksum = zlib.crc32(padding, checksum)
            offset += byte_count + len(padding)
        if not offset:
            file.write(b"\0")  # an empty file cannot be mapped
            offset, checksum = 1, zlib.crc32(b"\0")
        file.flush()
        os.fsync(file.fileno())
        modification_time = os.fstat(file.fileno()).st_mtime_ns
    return {
        "file": path.name,
        "bytes": offset,
        "checksum": checksum,
        "modified": modification_time,
        "arrays": array_records,
    }


def compute_checksum(path: Path) -> int:
    """Compute the CRC-32 of a file."""
    checksum = 0
    with path.open("rb") as file:
        while block := file.read(_CHECKSUM_BLOCK_BYTES):
            checksum = zlib.crc32(block, checksum)
    return checksum
