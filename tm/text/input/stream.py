"""Files and streams: a stream, such as standard input, can be read only once."""

import os
import select
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tm.errors import InputError, describe_system_error

STANDARD_INPUT = "-"
MAX_STREAM_BYTES = 16 << 30
"""Bytes of the largest stream, by default."""
PIPE_TIMEOUT = 60.0
"""Seconds to wait for data from a named pipe, whose writer may be gone. A pipe opened
by a shell has a writer and may be slow.
"""

_CHUNK_BYTES = 1 << 20


def is_stream(name: str | Path) -> bool:
    """Whether a file can be read only once: standard input, a pipe or a device."""
    if str(name) == STANDARD_INPUT:
        return True
    file_mode = _read_file_mode(name)
    return (
        file_mode is not None
        and not stat.S_ISREG(file_mode)
        and not stat.S_ISDIR(file_mode)
    )


def refuse_named_pipe(path: str | Path) -> None:
    """Raise InputError for a named pipe, whose writer would be waited for.

    Pipes opened by a shell are read, as from `<(command)`.
    """
    if stat.S_ISFIFO(_read_file_mode(os.path.realpath(path)) or 0):
        raise InputError(f"{path}: this is a pipe, not a file; give a file")


def expand_home(path: str | Path) -> Path:
    """Put a home folder in place of `~` or `~name`. Raises InputError without one."""
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise InputError(f"{path}: no such user; check the name after ~") from error


def require_file(path: Path) -> None:
    """Raise InputError for what is not a file, such as a folder or a broken link."""
    try:
        file_mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise InputError(
            f"{path}: this is a link to a file that does not exist; correct or remove "
            "it"
        ) from error
    except OSError as error:
        raise InputError(f"{path}: {describe_system_error(error)}") from error
    if not stat.S_ISREG(file_mode):
        kind = "folder" if stat.S_ISDIR(file_mode) else "pipe or device"
        raise InputError(f"{path}: this is a {kind}, not a file; rename or remove it")


def find_real_path(file_name: str) -> str | None:
    """Return the path of a file by its name; None for standard input."""
    return None if file_name == STANDARD_INPUT else file_name


@contextmanager
def convert_read_errors(name: str | Path) -> Iterator[None]:
    """Raise errors of reading a file, such as its absence, as InputError."""
    try:
        yield
    except FileNotFoundError as error:
        raise InputError(f"{name}: no such file") from error
    except IsADirectoryError as error:
        raise InputError(f"{name}: this is a folder; name the files in it") from error
    except BrokenPipeError:  # by the reader of our output
        raise
    except OSError as error:
        raise InputError(f"{name}: {describe_system_error(error)}") from error
    except ValueError as error:
        if "\0" not in str(name):
            raise
        raise InputError(f"{str(name)!r} is not a name of a file") from error


def read_stream(
    stream_name: str | Path,
    *,
    max_bytes: int = MAX_STREAM_BYTES,
    timeout: float = PIPE_TIMEOUT,
) -> Iterator[bytes]:
    """Read the bytes of a stream, chunk by chunk.

    Raises InputError for a device, which has no end, for a stream of more than
    `max_bytes` bytes or one that begins with nothing but NULs, and for a named pipe
    from which nothing has come for `timeout` seconds; OSError where it cannot be read.
    """
    byte_count = 0
    for chunk in _read_stream_chunks(stream_name, timeout):
        if not byte_count and len(chunk) > 1 and not chunk.strip(b"\0"):
            raise InputError(f"{make_display_name(stream_name)}: NULs instead of text")
        byte_count += len(chunk)
        if byte_count > max_bytes:
            raise InputError(
                f"{make_display_name(stream_name)}: more than {max_bytes:,} bytes, and "
                "perhaps without end; save the part that is needed as a file"
            )
        yield chunk


def make_display_name(name: str | Path) -> str:
    """The name of a file for messages.

    >>> make_display_name("-"), make_display_name("memory.tmx")
    ('standard input', 'memory.tmx')
    """
    return "standard input" if str(name) == STANDARD_INPUT else str(name)


def _read_file_mode(file_name: str | Path) -> int | None:
    """Read type and rights of a file; None if there is none."""
    with suppress(OSError, ValueError):
        return Path(file_name).stat().st_mode
    return None


def _read_stream_chunks(stream_name: str | Path, timeout: float) -> Iterator[bytes]:
    """Read the bytes of a stream as they come."""
    if str(stream_name) == STANDARD_INPUT:
        if sys.stdin is None:
            raise InputError("standard input is closed; give a file")
        # Read what is there already, instead of waiting for a whole chunk.
        read_available = getattr(sys.stdin.buffer, "read1", sys.stdin.buffer.read)
        while chunk := read_available(_CHUNK_BYTES):
            yield chunk
        return
    file_mode = _read_file_mode(stream_name) or 0
    if stat.S_ISFIFO(file_mode) and stat.S_ISFIFO(
        _read_file_mode(os.path.realpath(stream_name)) or 0
    ):
        yield from _read_named_pipe(Path(stream_name), timeout)
        return
    with Path(stream_name).open("rb", buffering=0) as file:
        # A terminal ends by Ctrl-D; /dev/null is empty, and so no harm.
        if (
            _is_device(file_mode)
            and not file.isatty()
            and not _is_null_device(stream_name)
        ):
            raise InputError(
                f"{stream_name}: this is a device, not a file; give a file"
            )
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk


def _is_device(file_mode: int) -> bool:
    return stat.S_ISCHR(file_mode) or stat.S_ISBLK(file_mode)


def _is_null_device(file_name: str | Path) -> bool:
    return os.path.samefile(file_name, os.devnull)


def _read_named_pipe(pipe_path: Path, timeout: float) -> Iterator[bytes]:
    """Read the bytes of a named pipe. Raises InputError if none come for long."""
    # Without O_NONBLOCK, opening would wait for a writer, perhaps for ever.
    pipe_descriptor = os.open(pipe_path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        deadline = time.monotonic() + timeout
        while select.select(
            [pipe_descriptor], [], [], max(0.0, deadline - time.monotonic())
        )[0]:
            with suppress(BlockingIOError):
                chunk = os.read(pipe_descriptor, _CHUNK_BYTES)
                if not chunk:
                    return
                yield chunk
                deadline = time.monotonic() + timeout
    finally:
        os.close(pipe_descriptor)
    raise InputError(
        f"{pipe_path}: no data came from this pipe for {timeout:g} seconds; is its "
        "writer still running?"
    )
