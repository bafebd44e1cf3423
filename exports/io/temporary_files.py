"""Leftovers: what a process that was killed has left of its temporary files.

They are known by their names, and by the lock that whoever uses them holds.
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
from tempfile import TemporaryDirectory, gettempdir

# A folder's name has a token too: `padanan-glossary.tmp` may be a user's.
_FOLDER = re.compile(r"padanan-[0-9a-f]{12}-[a-z0-9_]{8}\.tmp")
_UNLOCKED = 600
"""Seconds within which what was just made may still be without its lock."""
_NAME = 200
"""Bytes of a file's name that the name of its temporary file has too."""


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that only its owner may enter, and that goes however this ends.

    Such folders of processes that were killed go first.
    """
    _clear(Path(gettempdir()), _FOLDER, stat.S_IFDIR)
    prefix = f"padanan-{secrets.token_hex(6)}-"
    with (
        TemporaryDirectory(prefix=prefix, suffix=".tmp") as name,
        contextlib.ExitStack() as stack,
    ):
        descriptor = os.open(name, os.O_RDONLY)
        stack.callback(os.close, descriptor)
        hold(descriptor)
        yield Path(name)


def clear_beside(path: Path) -> None:
    """Remove the leftovers of `temporary_name` of a file, if there are any."""
    names = re.compile(re.escape(_beginning(path)) + r"[0-9a-f]{12}\.tmp")
    _clear(path.parent, names, stat.S_IFREG)


def temporary_name(path: Path, token: str) -> str:
    """The name of a file beside another one, for a token of 12 hexadecimal digits."""
    return str(path.parent / f"{_beginning(path)}{token}.tmp")


def hold(descriptor: int) -> None:
    """Lock what is in use; where a file system has no locks, nothing is removed."""
    with contextlib.suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _beginning(path: Path) -> str:
    # File systems count bytes, of which a letter may have four.
    name = os.fsencode(path.name)[:_NAME].decode(errors="ignore")
    return f".{name}."


def _clear(folder: Path, names: re.Pattern[str], kind: int) -> None:
    """Remove what is abandoned: folders or files, by their `stat.S_IFMT`."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if names.fullmatch(entry.name) and _is_abandoned(entry.path, kind):
                if kind == stat.S_IFDIR:
                    rmtree(entry.path, ignore_errors=True)
                else:
                    with contextlib.suppress(OSError):
                        os.unlink(entry.path)


def _is_abandoned(path: str, kind: int) -> bool:
    """Whether a file or folder is ours, old enough, and in nobody's use."""
    with contextlib.suppress(OSError):
        status = os.lstat(path)
        is_ours = status.st_uid == os.geteuid() and stat.S_IFMT(status.st_mode) == kind
        if not is_ours or time.time() - status.st_mtime < _UNLOCKED:
            return False
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        finally:
            os.close(descriptor)
        return True
    return False
