"""Containers: compressed files and standard input, as plain files that can be read.

What is packed is unpacked into a private folder, within limits, and gone when it has
been read. Formats never see it: they get a path, and words about the file have the
name that the user gave.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from exports.io.foreign_files import refuse_foreign
from exports.io.packing import FileLocation, Packing, UnpackLimits
from exports.io.temporary_files import temporary_folder
from tm.errors import FormatError
from tm.text.input.stream import STANDARD_INPUT, display_name, is_stream, read_chunks

HEAD = 4096
"""Bytes that tell what a file holds."""

_TAR = slice(257, 262)
_DOCUMENT = re.compile(
    rb"PK\x03\x04.{26}(?:\[Content_Types\]|_rels/|docProps/|xl/)", re.S
)
_OPEN_DOCUMENT = re.compile(rb"PK\x03\x04.{26}mimetypeapplication/[\w.-]+", re.S)
_UNREADABLE = (
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
)
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


_MAGIC = (
    (b"\x1f\x8b", Packing.GZIP),
    (b"\xfd7zXZ\x00", Packing.XZ),
    (b"BZh", Packing.BZIP2),
    (b"\x28\xb5\x2f\xfd", Packing.ZSTD),
    (b"PK\x03\x04", Packing.ZIP),
    (b"PK\x05\x06", Packing.ZIP),
)


@dataclass(frozen=True, slots=True)
class PlainFile:
    """A file as it can be read."""

    path: Path
    """Where its bytes are; the suffix is that of what was packed."""
    name: str
    """What the user calls it."""

    def renamed(self, error: FormatError) -> FormatError:
        """An error of reading it, with the name that the user knows.

        It is another one, so that the first may be its cause: an error that is its own
        keeps readers alive, and their files with them.
        """
        path = self.name if error.path == str(self.path) else error.path
        return type(error)(
            error.reason, path=path, line=error.line, column=error.column
        )


@dataclass(frozen=True, slots=True)
class FileBeginning:
    """What tells the format of a file."""

    data: bytes
    """The first bytes of what it holds."""
    suffix: str
    """Of the name of what it holds, with the dot; perhaps none."""


@contextmanager
def plain(
    name: str | Path, *, limits: UnpackLimits | None = None
) -> Iterator[PlainFile]:
    """A file, unpacked where it is packed; `-` is standard input.

    A file of a ZIP archive is named as if the archive were a folder:
    `corpus.zip/memory.tmx`. Raises FormatError for an archive that is damaged,
    encrypted, too large or holds another one; OSError where there is no file.
    """
    if is_stream(name):
        with temporary_folder() as folder:
            path = _spooled(name, folder)
            with _opened(
                FileLocation(path), display_name(name), limits or UnpackLimits()
            ) as file:
                yield file
        return
    with _opened(_locate(Path(name)), str(name), limits or UnpackLimits()) as file:
        yield file


def beginning_of(name: Path) -> FileBeginning:
    """What a file begins with, unpacked where it is packed; not of a stream.

    Raises as `plain` does.
    """
    location = _locate(name)
    data = _beginning(location.path)
    packing = _packing(data, str(name))
    if packing is None:
        location.refuse_member(str(name))
        refuse_foreign(data, str(name))
        return FileBeginning(data, location.path.suffix)
    from exports.io.unpack import read_packed, stream_of  # few files are packed

    with stream_of(location, packing, str(name)) as (stream, inner_name):
        inside = read_packed(stream, HEAD, str(name))
        _refuse_packed(inside, str(name))
        refuse_foreign(inside, str(name))
        return FileBeginning(inside, Path(inner_name).suffix)


def is_workbook(beginning: bytes) -> bool:
    """Whether a file that begins so is a document of Office, such as a workbook."""
    return bool(_DOCUMENT.match(beginning))


def is_packed(name: str | Path) -> bool:
    """Whether a file must be unpacked before it can be read; not if it is not there."""
    with suppress(OSError, ValueError):  # a FormatError is one
        return _packing(_beginning(_locate(Path(name)).path), str(name)) is not None
    return False


def _locate(path: Path) -> FileLocation:
    """The archive and the name in it, where a path leads into one."""
    with suppress(OSError, ValueError):
        if path.exists():
            return FileLocation(path)
        for folder in path.parents:
            if folder.is_file():
                return FileLocation(folder, path.relative_to(folder).as_posix())
    return FileLocation(path)


@contextmanager
def _opened(
    location: FileLocation, name: str, limits: UnpackLimits
) -> Iterator[PlainFile]:
    data = _beginning(location.path)
    packing = _packing(data, name)
    if packing is None:
        location.refuse_member(name)
        yield PlainFile(location.path, name)
        return
    # Its libraries are slow to import, and few files are packed.
    from exports.io.unpack import stream_of, unpack

    with temporary_folder() as folder:
        with stream_of(location, packing, name) as (stream, inner_name):
            path = folder / f"{STANDARD_INPUT}{_suffix(inner_name)}"
            packed = max(1, location.path.stat().st_size)
            unpack(stream, path, packed, name, limits)
        _refuse_packed(_beginning(path), name)
        yield PlainFile(path, name)


def _refuse_packed(inside: bytes, name: str) -> None:
    """Raise FormatError for what was packed in a file, and is packed itself."""
    if _packing(inside, name) is not None:
        raise FormatError("an archive within an archive; unpack it first", path=name)


def _packing(data: bytes, name: str) -> Packing | None:
    """How a file is packed that begins so. Raises FormatError for what is not read."""
    if is_workbook(data):
        return None  # a sheet is a ZIP archive of its own
    if _OPEN_DOCUMENT.match(data):
        reason = "a document of OpenOffice; save a sheet as XLSX or CSV"
        raise FormatError(reason, path=name)
    if data.startswith(_OLD_WORKBOOK):
        reason = "a protected workbook or one of old Excel"
        raise FormatError(f"{reason}; save it as XLSX without a password", path=name)
    for magic, kind in _UNREADABLE:
        if data.startswith(magic):
            raise FormatError(f"{kind}; unpack it first", path=name)
    if data[_TAR] == b"ustar":
        raise FormatError("a tar archive; unpack it first", path=name)
    return next((packing for magic, packing in _MAGIC if data.startswith(magic)), None)


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)


def _suffix(name: str) -> str:
    """A suffix that is safe in the name of a file."""
    suffix = Path(name).suffix
    return suffix if re.fullmatch(r"\.[\w-]{1,16}", suffix) else ""


def _spooled(name: str | Path, folder: Path) -> Path:
    """A stream as a file, since formats look at the beginning first."""
    path = folder / STANDARD_INPUT
    with path.open("xb") as file:
        for chunk in read_chunks(name):
            file.write(chunk)
    return path
