"""Leftovers: what a process that was killed has left of its temporary files.

They are known by their names, and by the lock that whoever uses them holds.
"""

import contextlib
import fcntl
import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, gettempdir

_FOLDER = re.compile(r"padanan-[a-z0-9_]{8}\.tmp")
_UNLOCKED = 600
"""Seconds within which what was just made may still be without its lock."""


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that only its owner may enter, and that goes however this ends.

    Such folders of processes that were killed go first.
    """
    _clear(Path(gettempdir()), _FOLDER)
    with (
        TemporaryDirectory(prefix="padanan-", suffix=".tmp") as name,
        contextlib.ExitStack() as held,
    ):
        descriptor = os.open(name, os.O_RDONLY)
        held.callback(os.close, descriptor)
        hold(descriptor)
        yield Path(name)


def clear_beside(path: Path) -> None:
    """Remove the leftovers of `temporary_name` of a file, if there are any."""
    _clear(path.parent, re.compile(re.escape(_beginning(path)) + r"[0-9a-f]{12}\.tmp"))


def temporary_name(path: Path, token: str) -> str:
    """The name of a file beside another one, for a token of 12 hexadecimal digits."""
    return str(path.parent / f"{_beginning(path)}{token}.tmp")


def hold(descriptor: int) -> None:
    """Lock what is in use; where a file system has no locks, nothing is removed."""
    with contextlib.suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _beginning(path: Path) -> str:
    return f".{path.name[:100]}."


def _clear(folder: Path, names: re.Pattern[str]) -> None:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if names.fullmatch(entry.name) and _is_abandoned(entry.path):
                if entry.is_dir(follow_symlinks=False):
                    rmtree(entry.path, ignore_errors=True)
                else:
                    os.unlink(entry.path)


def _is_abandoned(path: str) -> bool:
    """Whether a file or folder is ours, old enough, and in nobody's use."""
    with contextlib.suppress(OSError):
        found = os.lstat(path)
        is_ours = found.st_uid == os.geteuid() and not stat.S_ISLNK(found.st_mode)
        if not is_ours or time.time() - found.st_mtime < _UNLOCKED:
            return False
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        finally:
            os.close(descriptor)
        return True
    return False
