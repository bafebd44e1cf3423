"""Output: files that are replaced when they are whole, and standard output."""

import contextlib
import errno
import fcntl
import os
import secrets
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from exports.io.temporary_files import clear_beside, hold, temporary_name
from tm.errors import InputError

STANDARD_OUTPUT = "-"

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_HELD = 1 << 24
"""Bytes up to which output that has to be whole is held in memory."""


@contextmanager
def replace_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write that takes the place of another once it is complete.

    A device or pipe is written as it is. Raises InputError where nothing can be
    written.
    """
    real = Path(os.path.realpath(path))
    with report_write_errors(str(path)):
        mode = _mode(real)
        if mode is not None and not stat.S_ISREG(mode):
            with real.open("wb") as file:
                yield file
            return
        with _temporary(real) as (file, temporary):
            yield file
            file.flush()
            if mode is not None:
                os.chmod(temporary, stat.S_IMODE(mode))
            os.fsync(file.fileno())
            os.replace(temporary, real)
        _sync_folder(real.parent)


@contextmanager
def standard_output(*, all_or_nothing: bool) -> Iterator[BinaryIO]:
    """Standard output as a file to write.

    `all_or_nothing`: nothing comes out before all of it is there, nor when something
    goes wrong. Raises InputError where nothing can be written.
    """
    with report_write_errors(STANDARD_OUTPUT):
        if not all_or_nothing:
            yield sys.stdout.buffer
        else:
            with SpooledTemporaryFile(_HELD) as file:
                yield cast(BinaryIO, file)
                file.seek(0)
                copyfileobj(file, sys.stdout.buffer)
        sys.stdout.buffer.flush()


@contextmanager
def lock_folder(path: Path) -> Iterator[None]:
    """Among processes that read a file and write it anew, one at a time.

    Holds a lock on the folder, since the file is replaced; where a file system has no
    locks, as some of networks have none, it goes on without.
    """
    with contextlib.ExitStack() as stack:
        try:
            folder = os.open(Path(os.path.realpath(path)).parent, os.O_RDONLY)
            stack.callback(os.close, folder)
            fcntl.flock(folder, fcntl.LOCK_EX)
        except OSError:
            pass
        yield


@contextmanager
def _temporary(path: Path) -> Iterator[tuple[BinaryIO, str]]:
    """A new file beside another, gone again unless it was moved."""
    clear_beside(path)
    name = temporary_name(path, secrets.token_hex(6))
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    descriptor = os.open(name, flags | getattr(os, "O_BINARY", 0), 0o666)
    hold(descriptor)
    file = os.fdopen(descriptor, "wb")
    try:
        yield file, name
    finally:
        # However this ends, Ctrl-C too. Closing writes what is left in the buffer,
        # which fails once more on a full disc.
        try:
            file.close()
        except OSError:
            pass
        finally:
            if os.path.exists(name):
                os.unlink(name)


def _mode(path: Path) -> int | None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(mode):
        raise InputError(f"{path} is a folder; name a file in it")
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    return mode


def _sync_folder(path: Path) -> None:
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return  # not every system opens folders, and the file itself is safe
    try:
        os.fsync(descriptor)
    except OSError:
        pass
    finally:
        os.close(descriptor)


@contextmanager
def report_write_errors(target: str) -> Iterator[None]:
    """Errors of writing, such as a full disc, as InputError."""
    try:
        yield
    except BrokenPipeError:
        raise  # the reader has had enough: nothing is wrong with what was asked
    except FileNotFoundError as error:
        folder = Path(target).parent
        raise InputError(f"there is no folder {folder} to write to") from error
    except OSError as error:
        where = "standard output" if target == STANDARD_OUTPUT else target
        why = "the disc is full" if error.errno in _FULL else error.strerror
        raise InputError(f"{where} cannot be written: {why}") from error
