"""Output to files, replaced once complete, and to standard output."""

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

from exports.io.temporary_files import (
    lock_descriptor,
    make_temporary_name,
    remove_abandoned_files,
)
from exports.io.terminal_file import TerminalFile
from tm.errors import InputError

STANDARD_OUTPUT = "-"

_DISK_FULL_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_MAX_HELD_SIZE = 1 << 24
"""Bytes of all-or-nothing output that are held in memory."""


@contextmanager
def replace_file(path: Path, *, is_private: bool = False) -> Iterator[BinaryIO]:
    """Open a file for writing that replaces `path` once it is complete.

    A device or pipe is written directly; of other files the descriptor can be read,
    too. `is_private`: only its owner may read a new file. Raises InputError where
    nothing can be written.
    """
    real_path = Path(os.path.realpath(path))
    with report_write_errors(str(path)):
        file_mode = _read_writable_file_mode(real_path)
        if file_mode is not None and not stat.S_ISREG(file_mode):
            with real_path.open("wb") as file:
                yield file
            return
        new_file_mode = 0o600 if is_private else 0o666
        with _open_temporary_file(real_path, new_file_mode) as (file, temporary_path):
            yield file
            file.flush()
            if file_mode is not None:
                os.chmod(temporary_path, stat.S_IMODE(file_mode))
            os.fsync(file.fileno())
            os.replace(temporary_path, real_path)
        _sync_folder(real_path.parent)


@contextmanager
def open_standard_output(*, is_all_or_nothing: bool) -> Iterator[BinaryIO]:
    """Open standard output for writing; a terminal is shown control characters.

    `is_all_or_nothing`: write nothing before the output is complete, or after an error.
    Raises InputError where nothing can be written.
    """
    output = sys.stdout.buffer
    if sys.stdout.isatty():
        output = cast(BinaryIO, TerminalFile(output))
    with report_write_errors(STANDARD_OUTPUT):
        if not is_all_or_nothing:
            yield output
        else:
            with SpooledTemporaryFile(_MAX_HELD_SIZE) as file:
                yield cast(BinaryIO, file)
                file.seek(0)
                copyfileobj(file, output)
        output.flush()


@contextmanager
def lock_folder(path: Path) -> Iterator[None]:
    """Lock the folder of a file against other processes that rewrite the file.

    Locks the folder, since the file is replaced; file systems without locks, such as
    some network file systems, are not locked.
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
def _open_temporary_file(
    path: Path, new_file_mode: int
) -> Iterator[tuple[BinaryIO, str]]:
    """Open a new file next to another; remove it afterwards unless it was moved."""
    remove_abandoned_files(path)
    temporary_path = make_temporary_name(path, secrets.token_hex(6))
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL
    descriptor = os.open(
        temporary_path, flags | getattr(os, "O_BINARY", 0), new_file_mode
    )
    lock_descriptor(descriptor)
    file = os.fdopen(descriptor, "wb")
    try:
        yield file, temporary_path
    finally:
        # Also after Ctrl-C. Closing writes the buffer, which fails again on a full
        # disc.
        try:
            file.close()
        except OSError:
            pass
        finally:
            if os.path.exists(temporary_path):
                os.unlink(temporary_path)


def _read_writable_file_mode(path: Path) -> int | None:
    """Read the mode of a file that may be written; None for a new file."""
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
def report_write_errors(output_name: str) -> Iterator[None]:
    """Turn errors of writing, such as a full disc, into InputError."""
    try:
        yield
    except BrokenPipeError:
        raise  # the reader closed the pipe, which is no error
    except FileNotFoundError as error:
        folder = Path(output_name).parent
        raise InputError(
            f"no folder {folder}; create it or name another one"
        ) from error
    except OSError as error:
        target_description = (
            "standard output" if output_name == STANDARD_OUTPUT else output_name
        )
        reason = (
            "the disc is full" if error.errno in _DISK_FULL_ERRORS else error.strerror
        )
        raise InputError(f"{target_description} cannot be written: {reason}") from error
