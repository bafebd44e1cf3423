"""Files of any format: found by content and suffix, written whole or not at all."""

import contextlib
import errno
import fcntl
import os
import re
import secrets
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from exports.format import (
    Entry,
    Format,
    ReadOptions,
    WriteOptions,
    Written,
    formats,
)
from exports.text import beginning
from tm.errors import FormatError, InputError
from tm.text.encoding import marked_encoding
from tm.unit import TranslationUnit

STANDARD_OUTPUT = "-"

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def detect(path: Path) -> Format:
    """The format of a file: what its content shows, else what its suffix says.

    Content goes first, since files get wrong names more often than wrong beginnings.
    Raises FormatError for an empty file, one that is not text, or one of no known
    format; InputError where there is no file to read.
    """
    with readable(path):
        head = beginning(path)
    if not head:
        raise FormatError("the file is empty", path=str(path))
    for format in formats.values():
        if format.is_binary and _begins(head.decode("latin-1"), format):
            return format
    encoding = marked_encoding(head)
    if encoding is None and head[:2] in (b"<\x00", b"\x00<"):
        encoding = "utf-16-le" if head[1:2] == b"\x00" else "utf-16-be"
    if encoding is None and b"\x00" in head:
        raise FormatError("this is not a text file: it holds NUL bytes", path=str(path))
    text = head.decode(encoding or "utf-8", errors="replace").replace("\r\n", "\n")
    for format in formats.values():
        if not format.is_binary and _begins(text, format):
            return format
    found = _by_suffix(path)
    if found is None:
        raise FormatError(
            f"neither content nor suffix tell its format; known: {_known()}",
            path=str(path),
        )
    return found


def _begins(text: str, format: Format) -> bool:
    return bool(format.signature and re.match(format.signature, text, re.DOTALL))


def named(target: str, name: str | None = None) -> Format:
    """The format to write: the one of that name, else the one of the suffix.

    Raises UnknownName, or InputError where there is neither.
    """
    if name is not None:
        return formats[name]
    found = _by_suffix(Path(target))
    if found is None:
        where = "standard output has no suffix"
        if target != STANDARD_OUTPUT:
            where = f"{target} has no suffix of a known format"
        raise InputError(f"{where}; name the format, one of {_known()}")
    return found


def read(
    path: Path, options: ReadOptions, *, name: str | None = None
) -> Iterator[Entry]:
    """The entries of a file, whose format is found unless it is named.

    Streams; a file that cannot be opened or is of no known format raises at once.
    """
    format = detect(path) if name is None else formats[name]
    return _entries(path, format, options)


def write(
    target: str,
    units: Iterable[TranslationUnit],
    options: WriteOptions,
    *,
    name: str | None = None,
) -> Written:
    """Write units to a file, or with `-` to standard output.

    The file is replaced when all of it is safely on the disc: whatever goes wrong
    before, the file that was there stays, and nothing is left over. Raises InputError
    where nothing can be written, and where strict options refuse a loss.
    """
    format = named(target, name)
    module = format.load()
    if target == STANDARD_OUTPUT:
        with writing(target):
            written = module.write(units, sys.stdout.buffer, options)
            sys.stdout.buffer.flush()
        _judge(written, target, options)
        return written
    with replacing(Path(target)) as file:
        written = module.write(units, file, options)
        _judge(written, target, options)
    return written


def _judge(written: Written, target: str, options: WriteOptions) -> None:
    if options.strict and not written.is_complete:
        losses = [f"{loss.count} × {loss.what}" for loss in written.lost]
        if written.left_out:
            losses.insert(0, f"{written.left_out} units left out")
        raise InputError(f"{target} would not hold everything: {'; '.join(losses)}")


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Errors of reading a file, such as its absence, as InputError."""
    try:
        yield
    except FileNotFoundError as error:
        raise InputError(f"there is no file {path}") from error
    except IsADirectoryError as error:
        raise InputError(f"{path} is a folder; name the files in it") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        if "\0" not in str(path):
            raise
        raise InputError(f"{str(path)!r} is no name of a file") from error


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write that takes the place of another once it is complete.

    A device or pipe is written as it is. Raises InputError where nothing can be
    written.
    """
    real = Path(os.path.realpath(path))
    with writing(str(path)):
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
def alone(path: Path) -> Iterator[None]:
    """Among processes that read a file and write it anew, one at a time.

    Holds a lock on the folder, since the file is replaced; where a file system has no
    locks, as some of networks have none, it goes on without.
    """
    with contextlib.ExitStack() as held:
        try:
            folder = os.open(Path(os.path.realpath(path)).parent, os.O_RDONLY)
            held.callback(os.close, folder)
            fcntl.flock(folder, fcntl.LOCK_EX)
        except OSError:
            pass
        yield


@contextmanager
def _temporary(path: Path) -> Iterator[tuple[BinaryIO, str]]:
    """A new file beside another, gone again unless it was moved."""
    name = str(path.parent / f".{path.name[:100]}.{secrets.token_hex(6)}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    descriptor = os.open(name, flags | getattr(os, "O_BINARY", 0), 0o666)
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


def _entries(path: Path, format: Format, options: ReadOptions) -> Iterator[Entry]:
    with readable(path):
        yield from format.load().read(path, options)


@contextmanager
def writing(target: str) -> Iterator[None]:
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


def _by_suffix(path: Path) -> Format | None:
    suffix = path.suffix.lower()
    for format in formats.values():
        if suffix in format.suffixes:
            return format
    return None


def _known() -> str:
    return ", ".join(formats)
