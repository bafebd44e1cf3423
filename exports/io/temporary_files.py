"""Temporary files and folders, and removal of those that killed processes left.

They are recognised by their names, and as in use by a lock.
"""

import contextlib
import fcntl
import os
import re
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import gettempdir, mkdtemp

# The name has a token, since `padanan-glossary.tmp` may be a user's.
_FOLDER_NAME_PATTERN = re.compile(r"padanan-[0-9a-f]{12}-[a-z0-9_]{8}\.tmp")
_GRACE_SECONDS = 600
"""Seconds for which a new file may still be without its lock."""
_MAX_NAME_BYTES = 200
"""Bytes of a file's name in the name of its temporary file."""


@contextmanager
def make_temporary_folder() -> Iterator[Path]:
    """Make a private temporary folder, removed at the end.

    Folders that killed processes left are removed first.
    """
    _remove_abandoned_entries(Path(gettempdir()), _FOLDER_NAME_PATTERN, stat.S_IFDIR)
    prefix = f"padanan-{secrets.token_hex(6)}-"
    # Not TemporaryDirectory, which warns where a reader that was left is collected.
    folder_name = mkdtemp(prefix=prefix, suffix=".tmp")
    with contextlib.ExitStack() as stack:
        stack.callback(rmtree, folder_name, ignore_errors=True)
        descriptor = os.open(folder_name, os.O_RDONLY)
        stack.callback(os.close, descriptor)
        lock_descriptor(descriptor)
        yield Path(folder_name)


def remove_abandoned_files(path: Path) -> None:
    """Remove abandoned temporary files of a file."""
    name_pattern = re.compile(re.escape(_make_name_prefix(path)) + r"[0-9a-f]{12}\.tmp")
    _remove_abandoned_entries(path.parent, name_pattern, stat.S_IFREG)


def make_temporary_name(path: Path, token: str) -> str:
    """Name of a temporary file next to a file; `token`: 12 hexadecimal digits."""
    return str(path.parent / f"{_make_name_prefix(path)}{token}.tmp")


def lock_descriptor(file_descriptor: int) -> None:
    """Lock a file or folder while it is in use, if the file system has locks."""
    with contextlib.suppress(OSError):
        fcntl.flock(file_descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _make_name_prefix(path: Path) -> str:
    # File systems count bytes, of which a letter may have four.
    name = os.fsencode(path.name)[:_MAX_NAME_BYTES].decode(errors="ignore")
    return f".{name}."


def _remove_abandoned_entries(
    folder: Path, name_pattern: re.Pattern[str], file_type: int
) -> None:
    """Remove abandoned files or folders; `file_type`: as `stat.S_IFMT`."""
    with contextlib.suppress(OSError), os.scandir(folder) as folder_entries:
        for folder_entry in folder_entries:
            if name_pattern.fullmatch(folder_entry.name) and _is_abandoned(
                folder_entry.path, file_type
            ):
                if file_type == stat.S_IFDIR:
                    rmtree(folder_entry.path, ignore_errors=True)
                else:
                    with contextlib.suppress(OSError):
                        os.unlink(folder_entry.path)


def _is_abandoned(path: str, file_type: int) -> bool:
    """Whether a file or folder is ours, old enough, and not in use."""
    with contextlib.suppress(OSError):
        file_status = os.lstat(path)
        is_own_file = (
            file_status.st_uid == os.geteuid()
            and stat.S_IFMT(file_status.st_mode) == file_type
        )
        if not is_own_file or time.time() - file_status.st_mtime < _GRACE_SECONDS:
            return False
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        finally:
            os.close(descriptor)
        return True
    return False
