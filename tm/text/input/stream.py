"""Files and streams: what can be read only once, as standard input, may have no end."""

import os
import select
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tm.errors import InputError

STANDARD_INPUT = "-"
LARGEST = 16 << 30
"""Bytes that a stream may have, unless said otherwise."""
PATIENCE = 60.0
"""Seconds for which nothing may come from a pipe with a name, whose writer may be
gone, or never have been there. What a shell has opened has a writer, and may be slow.
"""

_CHUNK = 1 << 20


def is_stream(name: str | Path) -> bool:
    """Whether a file can be read only once: standard input, a pipe or a device."""
    if str(name) == STANDARD_INPUT:
        return True
    mode = _mode(name)
    return mode is not None and not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


@contextmanager
def readable(name: str | Path) -> Iterator[None]:
    """Errors of reading a file, such as its absence, as InputError."""
    try:
        yield
    except FileNotFoundError as error:
        raise InputError(f"there is no file {name}") from error
    except IsADirectoryError as error:
        raise InputError(f"{name} is a folder; name the files in it") from error
    except BrokenPipeError:  # of who reads what is written meanwhile
        raise
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror}") from error
    except ValueError as error:
        if "\0" not in str(name):
            raise
        raise InputError(f"{str(name)!r} is no name of a file") from error


def chunks(
    name: str | Path, *, largest: int = LARGEST, patience: float = PATIENCE
) -> Iterator[bytes]:
    """The bytes of a stream, piece by piece.

    Raises InputError for a device, which has no end, for a stream of more than
    `largest` bytes or one that begins with nothing but NULs, and for a named pipe from
    which nothing has come for `patience` seconds; OSError where it cannot be read.
    """
    size = 0
    for chunk in _pieces(name, patience):
        if not size and len(chunk) > 1 and not chunk.strip(b"\0"):
            raise InputError(f"{told(name)} holds NULs and no text")
        size += len(chunk)
        if size > largest:
            raise InputError(
                f"{told(name)} has more than {largest:,} bytes, and perhaps no end; "
                "save what is needed of it as a file"
            )
        yield chunk


def told(name: str | Path) -> str:
    """A file as words about it name it.

    >>> told("-"), told("memory.tmx")
    ('standard input', 'memory.tmx')
    """
    return "standard input" if str(name) == STANDARD_INPUT else str(name)


def _mode(name: str | Path) -> int | None:
    with suppress(OSError, ValueError):
        return Path(name).stat().st_mode
    return None


def _pieces(name: str | Path, patience: float) -> Iterator[bytes]:
    if str(name) == STANDARD_INPUT:
        if sys.stdin is None:
            raise InputError("standard input is closed; give a file")
        # What has come so far, and not only once a whole piece is there.
        read = getattr(sys.stdin.buffer, "read1", sys.stdin.buffer.read)
        while chunk := read(_CHUNK):
            yield chunk
        return
    mode = _mode(name) or 0
    if stat.S_ISFIFO(mode) and stat.S_ISFIFO(_mode(os.path.realpath(name)) or 0):
        yield from _from_named_pipe(Path(name), patience)
        return
    with Path(name).open("rb", buffering=0) as file:
        # A terminal ends by Ctrl-D; /dev/null is empty, and so no harm.
        if _is_device(mode) and not file.isatty() and not _is_null(name):
            raise InputError(f"{name} is a device and no file; give a file")
        while chunk := file.read(_CHUNK):
            yield chunk


def _is_device(mode: int) -> bool:
    return stat.S_ISCHR(mode) or stat.S_ISBLK(mode)


def _is_null(name: str | Path) -> bool:
    return os.path.samefile(name, os.devnull)


def _from_named_pipe(path: Path, patience: float) -> Iterator[bytes]:
    # Opening one otherwise waits for a writer, for ever if need be.
    pipe = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        limit = time.monotonic() + patience
        while select.select([pipe], [], [], max(0.0, limit - time.monotonic()))[0]:
            with suppress(BlockingIOError):
                chunk = os.read(pipe, _CHUNK)
                if not chunk:
                    return
                yield chunk
                limit = time.monotonic() + patience
    finally:
        os.close(pipe)
    raise InputError(
        f"{path} is a pipe that nobody has closed, and nothing came from it for "
        f"{patience:g} seconds"
    )
