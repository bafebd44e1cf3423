"""Containers: compressed files and standard input, as plain files that can be read.

What is packed is unpacked into a private folder, within limits, and gone when it has
been read. Formats never see it: they get a path, and words about the file have the
name that the user gave.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from exports.io.foreign_files import refuse_foreign
from exports.io.temporary_files import temporary_folder
from tm.errors import FormatError, InputError
from tm.text.input.stream import STANDARD_INPUT, chunks, is_stream, told

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


class Packing(StrEnum):
    """How a file is packed, by its suffix."""

    GZIP = ".gz"
    XZ = ".xz"
    BZIP2 = ".bz2"
    ZSTD = ".zst"
    ZIP = ".zip"


_MAGIC = (
    (b"\x1f\x8b", Packing.GZIP),
    (b"\xfd7zXZ\x00", Packing.XZ),
    (b"BZh", Packing.BZIP2),
    (b"\x28\xb5\x2f\xfd", Packing.ZSTD),
    (b"PK\x03\x04", Packing.ZIP),
    (b"PK\x05\x06", Packing.ZIP),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may come out of a packed file, which may have been made to do harm."""

    size: int = 16 << 30
    """Bytes."""
    ratio: int = 1500
    """Of what comes out to what is packed: TMX in xz reaches 210, gzip 1,032."""
    free: int = 64 << 20
    """Bytes to which no ratio applies."""


@dataclass(frozen=True, slots=True)
class Plain:
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
class Beginning:
    """What tells the format of a file."""

    data: bytes
    """The first bytes of what it holds."""
    suffix: str
    """Of the name of what it holds, with the dot; perhaps none."""


@contextmanager
def plain(name: str | Path, *, limits: Limits | None = None) -> Iterator[Plain]:
    """A file, unpacked where it is packed; `-` is standard input.

    A file of a ZIP archive is named as if the archive were a folder:
    `corpus.zip/memory.tmx`. Raises FormatError for an archive that is damaged,
    encrypted, too large or holds another one; OSError where there is no file.
    """
    if is_stream(name):
        with temporary_folder() as folder:
            path = _spooled(name, folder)
            with _opened(Place(path), told(name), limits or Limits()) as whole:
                yield whole
        return
    with _opened(_place(Path(name)), str(name), limits or Limits()) as whole:
        yield whole


def beginning_of(name: Path) -> Beginning:
    """What a file begins with, unpacked where it is packed; not of a stream.

    Raises as `plain` does.
    """
    found = _place(name)
    data = _beginning(found.path)
    packing = _packing(data, str(name))
    if packing is None:
        refuse_member(found, str(name))
        refuse_foreign(data, str(name))
        return Beginning(data, found.path.suffix)
    from exports.io.unpack import read_packed, stream_of  # see below

    with stream_of(found, packing, str(name)) as (stream, inner):
        inside = read_packed(stream, HEAD, str(name))
        _refuse_packed(inside, str(name))
        refuse_foreign(inside, str(name))
        return Beginning(inside, Path(inner).suffix)


def inner_name(name: str | Path) -> Path:
    """The name of what a packed file holds, whose suffix tells the format.

    >>> str(inner_name("memory.tmx.gz")), str(inner_name("memory.tmx"))
    ('memory.tmx', 'memory.tmx')
    """
    path = Path(name)
    return path.with_suffix("") if path.suffix.lower() in set(Packing) else path


def is_workbook(beginning: bytes) -> bool:
    """Whether a file that begins so is a document of Office, such as a workbook."""
    return bool(_DOCUMENT.match(beginning))


def is_packed(name: str | Path) -> bool:
    """Whether a file must be unpacked before it can be read; not if it is not there."""
    with suppress(OSError, ValueError):  # a FormatError is one
        return _packing(_beginning(_place(Path(name)).path), str(name)) is not None
    return False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file is: in a folder, or in an archive."""

    path: Path
    member: str | None = None


def _place(path: Path) -> Place:
    """The archive and the name in it, where a path leads into one."""
    with suppress(OSError, ValueError):
        if path.exists():
            return Place(path)
        for folder in path.parents:
            if folder.is_file():
                return Place(folder, path.relative_to(folder).as_posix())
    return Place(path)


@contextmanager
def _opened(place: Place, name: str, limits: Limits) -> Iterator[Plain]:
    data = _beginning(place.path)
    packing = _packing(data, name)
    if packing is None:
        refuse_member(place, name)
        yield Plain(place.path, name)
        return
    # Its libraries are slow to import, and few files are packed.
    from exports.io.unpack import stream_of, unpack

    with temporary_folder() as folder:
        with stream_of(place, packing, name) as (stream, inner):
            path = folder / f"{STANDARD_INPUT}{_suffix(inner)}"
            packed = max(1, place.path.stat().st_size)
            unpack(stream, path, packed, name, limits)
        _refuse_packed(_beginning(path), name)
        yield Plain(path, name)


def _refuse_packed(inside: bytes, name: str) -> None:
    """Raise FormatError for what was packed in a file, and is packed itself."""
    if _packing(inside, name) is not None:
        raise FormatError("an archive within an archive; unpack it first", path=name)


def refuse_member(place: Place, name: str) -> None:
    """Raise InputError for a place in a file that is no archive."""
    if place.member is not None:
        raise InputError(f"there is no file {name}: {place.path} is no ZIP archive")


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
    for magic, what in _UNREADABLE:
        if data.startswith(magic):
            raise FormatError(f"{what}; unpack it first", path=name)
    if data[_TAR] == b"ustar":
        raise FormatError("a tar archive; unpack it first", path=name)
    return next((found for magic, found in _MAGIC if data.startswith(magic)), None)


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
        for chunk in chunks(name):
            file.write(chunk)
    return path
