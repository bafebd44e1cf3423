"""The state of a database file: whether it is the one that was opened, and whole.

SQLite goes on writing into a file that another program has deleted, replaced or cut
off, and reports that all is stored.
"""

import errno
import os
import resource
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tm.errors import StoreLost
from tm.store.backend.sqlite_file import read_device_and_inode

_LOG_SUFFIX = "-wal"
_HEADER_SIZE = 100
_BLOCK_PAGE_COUNT = 128
_PROBE_BYTE_COUNT = 1 << 16
_FULL_DISK_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class FileIdentity:
    """Device, number and size of a file and of its write-ahead log, at one time."""

    path: Path
    device_and_inode: tuple[int, int] | None
    log_device_and_inode: tuple[int, int] | None
    byte_count: int

    @classmethod
    def read(cls, path: Path) -> "FileIdentity":
        """Read the identity of the file that a path names now."""
        size = 0
        with suppress(OSError):
            size = os.stat(path).st_size
        log_device_and_inode = read_device_and_inode(f"{path}{_LOG_SUFFIX}")
        return cls(path, read_device_and_inode(path), log_device_and_inode, size)

    def verify(self, *, outcome: str, compares_log: bool = True) -> None:
        """Compare with the file that the path names now.

        `outcome`: what became of the changes. `compares_log`: whether the log has to be
        the same, too. Raises StoreLost.
        """
        current_identity = FileIdentity.read(self.path)
        if current_identity.device_and_inode is None:
            event = "was deleted"
        elif current_identity.device_and_inode != self.device_and_inode:
            event = "was replaced with another file"
        elif current_identity.byte_count < self.byte_count and is_cut_off(self.path):
            event = "was cut off"
        elif compares_log and self.log_device_and_inode not in (
            None,
            current_identity.log_device_and_inode,
        ):
            event = f"was left without its log {self.path.name}{_LOG_SUFFIX}"
        else:
            return
        raise StoreLost(
            f"{self.path}: the database {event} during this command; {outcome}"
        )


def is_cut_off(path: Path) -> bool:
    """Whether a file is shorter than its own header says."""
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_SIZE)
            size = os.fstat(file.fileno()).st_size
    except OSError:
        return True
    page_count = int.from_bytes(header[28:32], "big")
    return len(header) < _HEADER_SIZE or size < page_count * _read_page_size(header)


def has_empty_page(path: Path) -> bool:
    """Whether a page consists of zeros, as where a file was cut off and grew again.

    A page that was freed before it was written may be empty, too.
    """
    try:
        with path.open("rb") as file:
            page_size = _read_page_size(file.read(_HEADER_SIZE))
            empty_page = bytes(page_size)
            file.seek(0)
            while block := file.read(page_size * _BLOCK_PAGE_COUNT):
                if any(
                    block.startswith(empty_page, start)
                    for start in range(0, len(block), page_size)
                ):
                    return True
    except OSError:
        return True
    return False


def is_disk_full(path: Path, *, is_write_error: bool = False) -> bool:
    """Whether nothing more can be written next to a file, or at its end.

    `is_write_error`: whether writing has failed. Where files may have a certain size
    only, it failed for that; the file may be smaller again.
    """
    folder_path, largest_size = path.absolute().parent, resource.RLIM_INFINITY
    with suppress(OSError):
        largest_size = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
    if largest_size != resource.RLIM_INFINITY:
        if is_write_error:
            return True
        for suffix in ("", "-wal", "-journal"):
            with suppress(OSError):
                file_size = os.stat(f"{path}{suffix}").st_size
                if file_size + _PROBE_BYTE_COUNT > largest_size:
                    return True
    try:
        with tempfile.TemporaryFile(dir=folder_path, buffering=0) as file:
            file.write(bytes(_PROBE_BYTE_COUNT))
            os.fsync(file.fileno())
    except OSError as error:
        return error.errno in _FULL_DISK_ERRORS
    return False


def _read_page_size(header: bytes) -> int:
    """Read the size of a page; 1 stands for 65,536."""
    page_size = int.from_bytes(header[16:18], "big")
    return 65_536 if page_size == 1 else page_size or 4096
