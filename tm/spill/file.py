"""Bytes that wait to be read again: few of them in memory, many in a file."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile, gettempdir
from typing import IO
from weakref import finalize

IN_MEMORY = 1 << 20
"""Bytes that are held in memory before there is a file."""


class SpillFile:
    """What is written at its end and read anywhere.

    The file has no name, so that nothing is left of it however the process ends; it is
    let go of with the last one who holds this. It is in `folder`, or where temporary
    files are. Raises OSError, which names the folder, where a disk is full.
    """

    def __init__(
        self, folder: Path | None = None, *, in_memory: int = IN_MEMORY
    ) -> None:
        self._in_memory = in_memory
        self._folder = folder
        self._file: IO[bytes] = BytesIO()
        self._is_in_memory = True
        self._end = 0

    def append(self, data: bytes | memoryview) -> int:
        """Add bytes at the end; where they begin."""
        begin = self._end
        self.write(begin, data)
        self._end += len(data)
        return begin

    def write(self, at: int, data: bytes | memoryview) -> None:
        """Put bytes in the place of others."""
        try:
            if self._is_in_memory and at + len(data) > self._in_memory:
                self._move()
            self._file.seek(at)
            self._put(data)
        except OSError as error:
            reason = (
                f"{error.strerror}; what has no room in memory waits in this folder"
            )
            if self._folder is None:
                reason += ", TMPDIR names another"
            place = str(self._folder or gettempdir())
            raise OSError(error.errno, reason, place) from error

    def read(self, begin: int, size: int) -> bytes:
        """So many bytes from a place on."""
        self._file.seek(begin)
        return self._file.read(size)

    def close(self) -> None:
        """Let go of the file now."""
        self._file.close()

    def __len__(self) -> int:
        return self._end

    def _move(self) -> None:
        """Go on in a file, with what is there already."""
        self._file.seek(0)
        data = self._file.read()
        # Without a buffer, since a full disk would be told when that is let go of.
        self._file = TemporaryFile(prefix="padanan-", buffering=0, dir=self._folder)
        finalize(self, self._file.close)
        self._is_in_memory = False
        self._put(data)

    def _put(self, data: bytes | memoryview) -> None:
        remaining = memoryview(data)
        while remaining:
            remaining = remaining[self._file.write(remaining) :]
