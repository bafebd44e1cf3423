"""Output to files, replaced once complete, and to standard output."""

import contextlib
import errno
import fcntl
import io
import os
import secrets
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, BinaryIO, cast

from exports.io.temporary_files import (
    lock_descriptor,
    make_temporary_name,
    remove_abandoned_files,
)
from exports.io.terminal_file import TerminalFile
from tm.errors import InputError, describe_system_error

if TYPE_CHECKING:
    from typing_extensions import Buffer

STANDARD_OUTPUT = "-"

DISK_FULL_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_BINARY_FLAG = getattr(os, "O_BINARY", 0)
_DATABASE_SIGNATURES = (
    b"SQLite format 3\x00",
    b"\x37\x7f\x06\x82",
    b"\x37\x7f\x06\x83",
)
"""First bytes of a database of SQLite, and of the log next to it."""
_MAX_HELD_SIZE = 1 << 24
"""Bytes of all-or-nothing output that are held in memory."""


@contextmanager
def replace_file(path: Path, *, is_private: bool = False) -> Iterator[BinaryIO]:
    """Open a file for writing that replaces `path` once it is complete.

    A device or pipe is written directly; of other files the descriptor can be read,
    too. `is_private`: only its owner may read a new file. Raises InputError where
    nothing can be written, and for a database, which is never replaced. Other errors of
    the caller, who may read files as well, are not changed.
    """
    real_path = Path(os.path.realpath(path))
    with report_write_errors(str(path)):
        file_mode = _read_writable_file_mode(real_path)
    if file_mode is not None and not stat.S_ISREG(file_mode):
        with report_write_errors(str(path)):
            descriptor = os.open(real_path, os.O_WRONLY | _BINARY_FLAG)
        with _open_output(descriptor, str(path)) as file:
            yield file
        return
    if file_mode is not None:
        _refuse_database(real_path)
    new_file_mode = 0o600 if is_private else 0o666
    with _open_temporary_file(real_path, new_file_mode, str(path)) as (
        file,
        temporary_path,
    ):
        yield file
        file.flush()
        with report_write_errors(str(path)):
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
            folder_descriptor = os.open(
                Path(os.path.realpath(path)).parent, os.O_RDONLY
            )
            stack.callback(os.close, folder_descriptor)
            fcntl.flock(folder_descriptor, fcntl.LOCK_EX)
        except OSError:
            pass
        yield


@contextmanager
def _open_temporary_file(
    path: Path, new_file_mode: int, output_name: str
) -> Iterator[tuple[BinaryIO, str]]:
    """Open a new file next to another; remove it afterwards unless it was moved."""
    with report_write_errors(output_name):
        remove_abandoned_files(path)
        temporary_path = make_temporary_name(path, secrets.token_hex(6))
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL
        descriptor = os.open(temporary_path, flags | _BINARY_FLAG, new_file_mode)
        lock_descriptor(descriptor)
    file = _open_output(descriptor, output_name)
    try:
        yield file, temporary_path
    finally:
        # Also after Ctrl-C. Closing writes the buffer, which fails again on a full
        # disc.
        try:
            file.close()
        except (OSError, InputError):
            pass
        finally:
            if os.path.exists(temporary_path):
                os.unlink(temporary_path)


class _OutputFile(io.FileIO):
    """A file that is written, whose errors name the output."""

    def __init__(self, file_descriptor: int, output_name: str) -> None:
        super().__init__(file_descriptor, "wb")
        self._output_name = output_name

    def write(self, data: "Buffer", /) -> int:
        """Write bytes. Raises InputError where that fails."""
        with report_write_errors(self._output_name):
            return super().write(data)


def _open_output(file_descriptor: int, output_name: str) -> BinaryIO:
    # A buffered writer is a BinaryIO for all that is done with it.
    return cast(BinaryIO, io.BufferedWriter(_OutputFile(file_descriptor, output_name)))


def _read_writable_file_mode(path: Path) -> int | None:
    """Read the mode of a file that may be written; None for a new file."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(mode):
        raise InputError(f"{path}: this is a folder; name a file in it")
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    return mode


def _refuse_database(path: Path) -> None:
    """Raise InputError for a database, whose contents would be lost."""
    try:
        with path.open("rb") as file:
            first_bytes = file.read(max(map(len, _DATABASE_SIGNATURES)))
    except OSError:
        return  # it may be written without being read
    if first_bytes.startswith(_DATABASE_SIGNATURES):
        raise InputError(
            f"{path}: this is a database, whose contents would be lost; name "
            "another file"
        )


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
            "the disk is full"
            if error.errno in DISK_FULL_ERRORS
            else describe_system_error(error)
        )
        raise InputError(f"{target_description}: {reason}") from error
