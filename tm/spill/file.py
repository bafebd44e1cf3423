"""Bytes that are kept in memory if they are few, and else in a temporary file."""

import mmap
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile, gettempdir
from typing import IO
from weakref import finalize

MAX_BYTE_COUNT_IN_MEMORY = 1 << 20
"""Most bytes that are kept in memory, without a file."""


class SpillFile:
    """A temporary file that is written at its end and read anywhere.

    The file has no name, so that it disappears however the process ends; it is closed
    with the last reference to this object. It is in `folder`, or in the folder of
    temporary files. Raises OSError, which names the folder, if the disk is full.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        max_byte_count_in_memory: int = MAX_BYTE_COUNT_IN_MEMORY,
    ) -> None:
        self._max_byte_count_in_memory = max_byte_count_in_memory
        self._folder = folder
        self._file: IO[bytes] = BytesIO()
        self._is_in_memory = True
        self._byte_count = 0

    def append(self, added_bytes: bytes | memoryview) -> int:
        """Add bytes at the end; return the offset of the first."""
        offset = self._byte_count
        self.write(offset, added_bytes)
        self._byte_count += len(added_bytes)
        return offset

    def write(self, offset: int, written_bytes: bytes | memoryview) -> None:
        """Write bytes at an offset."""
        try:
            if (
                self._is_in_memory
                and offset + len(written_bytes) > self._max_byte_count_in_memory
            ):
                self._move_to_disk()
            self._file.seek(offset)
            self._write_all(written_bytes)
        except OSError as error:
            reason = f"{error.strerror}; temporary files are written to this folder"
            if self._folder is None:
                reason += "; set TMPDIR to use another one"
            folder_name = str(self._folder or gettempdir())
            raise OSError(error.errno, reason, folder_name) from error

    def read(self, offset: int, byte_count: int) -> bytes:
        """Read `byte_count` bytes from an offset on."""
        self._file.seek(offset)
        return self._file.read(byte_count)

    def map(self) -> bytes | mmap.mmap:
        """Map all bytes so far; pages that are not read take no memory."""
        if self._is_in_memory:
            return self.read(0, len(self))
        return mmap.mmap(self._file.fileno(), len(self), access=mmap.ACCESS_READ)

    def close(self) -> None:
        """Close and delete the file."""
        self._file.close()

    def __len__(self) -> int:
        return self._byte_count

    def _move_to_disk(self) -> None:
        """Move the bytes from memory to a temporary file."""
        self._file.seek(0)
        bytes_in_memory = self._file.read()
        # Unbuffered, so that a full disk raises here and not on closing.
        self._file = TemporaryFile(prefix="padanan-", buffering=0, dir=self._folder)
        finalize(self, self._file.close)
        self._is_in_memory = False
        self._write_all(bytes_in_memory)

    def _write_all(self, bytes_to_write: bytes | memoryview) -> None:
        """Write bytes, however few of them the system takes at once."""
        remaining_bytes = memoryview(bytes_to_write)
        while remaining_bytes:
            remaining_bytes = remaining_bytes[self._file.write(remaining_bytes) :]
