"""Compressed files, archives and standard input, opened as plain files.

A packed file is unpacked into a private folder, within limits, and the folder is
removed after reading. Formats get the path of the unpacked file; messages have the
name that the user gave.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from exports.io.compression_kinds import FileLocation, Packing, UnpackLimits
from exports.io.temporary_files import make_temporary_folder
from exports.io.unsupported_files import refuse_unsupported_file
from tm.errors import FormatError
from tm.text.input.stream import (
    STANDARD_INPUT,
    convert_read_errors,
    is_stream,
    make_display_name,
    read_stream,
)

BEGINNING_SIZE = 4096
"""Bytes at the beginning of a file by which its format is detected."""

_TAR_MAGIC_SLICE = slice(257, 262)
_OFFICE_SIGNATURE_PATTERN = re.compile(
    rb"PK\x03\x04.{26}(?:\[Content_Types\]|_rels/|docProps/|xl/)", re.S
)
_OPEN_DOCUMENT_SIGNATURE_PATTERN = re.compile(
    rb"PK\x03\x04.{26}mimetypeapplication/[\w.-]+", re.S
)
_MAGIC_AND_ARCHIVE_NAME_PAIRS = (
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
)
_OLD_OFFICE_MAGIC = b"\xd0\xcf\x11\xe0"


_MAGIC_AND_PACKING_PAIRS = (
    (b"\x1f\x8b", Packing.GZIP),
    (b"\xfd7zXZ\x00", Packing.XZ),
    (b"BZh", Packing.BZIP2),
    (b"\x28\xb5\x2f\xfd", Packing.ZSTD),
    (b"PK\x03\x04", Packing.ZIP),
    (b"PK\x05\x06", Packing.ZIP),
)


@dataclass(frozen=True, slots=True)
class UnpackedFile:
    """A file that is ready to be read: not packed, and no stream."""

    path: Path
    """Path of the readable file; its suffix is that of the packed file."""
    name: str
    """The name that the user gave."""

    def with_displayed_path(self, error: FormatError) -> FormatError:
        """Copy an error, with the name that the user gave in place of the path.

        A copy, so that the original may be its cause: an error that is its own cause
        keeps readers and their files alive.
        """
        path = self.name if error.path == str(self.path) else error.path
        return type(error)(
            error.reason,
            path=path,
            line=error.line,
            column=error.column,
            parameters=error.parameters,
            next_step=error.next_step,
        )


@dataclass(frozen=True, slots=True)
class FileBeginning:
    """The beginning and suffix of a file, by which its format is detected."""

    data: bytes
    """The first bytes of the file, after unpacking."""
    suffix: str
    """Suffix of the file, without that of packing; with the dot, or empty."""


@contextmanager
def open_unpacked_file(
    name: str | Path, *, limits: UnpackLimits | None = None
) -> Iterator[UnpackedFile]:
    """Open a file for reading, unpacked if necessary; `-` is standard input.

    A file of a ZIP archive is named as if the archive were a folder:
    `corpus.zip/memory.tmx`. Raises FormatError for an archive that is damaged,
    encrypted, too large or contains another archive; OSError where there is no file.
    """
    if is_stream(name):
        with make_temporary_folder() as folder:
            path = _save_stream(name, folder)
            with _open_location(
                FileLocation(path), make_display_name(name), limits or UnpackLimits()
            ) as unpacked_file:
                yield unpacked_file
        return
    with _open_location(
        _split_archive_path(Path(name)), str(name), limits or UnpackLimits()
    ) as unpacked_file:
        yield unpacked_file


def read_beginning(path: Path) -> FileBeginning:
    """Read the beginning of a file, unpacked if necessary; not of a stream.

    Raises as `open_unpacked_file` does.
    """
    location = _split_archive_path(path)
    first_bytes = _read_first_bytes(location.path)
    packing = _detect_packing(first_bytes, str(path))
    if packing is None:
        location.refuse_member(str(path))
        refuse_unsupported_file(first_bytes, str(path))
        return FileBeginning(first_bytes, location.path.suffix)
    from exports.io.decompression import open_packed_stream, read_unpacked_bytes

    with open_packed_stream(location, packing, str(path)) as (stream, inner_name):
        inner_beginning = read_unpacked_bytes(stream, BEGINNING_SIZE, str(path))
        _refuse_packed_member(inner_beginning, str(path))
        refuse_unsupported_file(inner_beginning, str(path))
        return FileBeginning(inner_beginning, Path(inner_name).suffix)


def is_office_document(beginning: bytes) -> bool:
    """Whether a file with this beginning is an Office document, such as a workbook."""
    return bool(_OFFICE_SIGNATURE_PATTERN.match(beginning))


def is_packed(name: str | Path) -> bool:
    """Whether a file must be unpacked to be read; False for a missing file."""
    with suppress(OSError, ValueError):  # a FormatError is one
        return (
            _detect_packing(
                _read_first_bytes(_split_archive_path(Path(name)).path), str(name)
            )
            is not None
        )
    return False


def _split_archive_path(path: Path) -> FileLocation:
    """Split a path into an archive and a file in it, or keep it as it is."""
    with suppress(OSError, ValueError):
        if path.exists():
            return FileLocation(path)
        for folder in path.parents:
            if folder.is_file():
                return FileLocation(folder, path.relative_to(folder).as_posix())
    return FileLocation(path)


@contextmanager
def _open_location(
    location: FileLocation, display_name: str, limits: UnpackLimits
) -> Iterator[UnpackedFile]:
    """Open a file at a location, unpacked if necessary."""
    first_bytes = _read_first_bytes(location.path)
    packing = _detect_packing(first_bytes, display_name)
    if packing is None:
        location.refuse_member(display_name)
        yield UnpackedFile(location.path, display_name)
        return
    # Its libraries are slow to import, and few files are packed.
    from exports.io.decompression import open_packed_stream, write_unpacked_file

    with make_temporary_folder() as folder:
        with open_packed_stream(location, packing, display_name) as (
            stream,
            inner_name,
        ):
            path = folder / f"{STANDARD_INPUT}{_choose_safe_suffix(inner_name)}"
            packed_size = max(1, location.path.stat().st_size)
            write_unpacked_file(stream, path, packed_size, display_name, limits)
        _refuse_packed_member(_read_first_bytes(path), display_name)
        yield UnpackedFile(path, display_name)


def _refuse_packed_member(inner_beginning: bytes, display_name: str) -> None:
    """Raise FormatError for a packed file inside a packed file."""
    if _detect_packing(inner_beginning, display_name) is not None:
        raise FormatError(
            "the archive contains another archive; unpack it first", path=display_name
        )


def _detect_packing(first_bytes: bytes, display_name: str) -> Packing | None:
    """Detect how a file is packed. Raises FormatError for unsupported archives."""
    if is_office_document(first_bytes):
        return None  # a sheet is a ZIP archive of its own
    if _OPEN_DOCUMENT_SIGNATURE_PATTERN.match(first_bytes):
        reason = "an OpenDocument file, which cannot be read; save it as XLSX or CSV"
        raise FormatError(reason, path=display_name)
    if first_bytes.startswith(_OLD_OFFICE_MAGIC):
        reason = "a workbook with a password, or in the old XLS format"
        raise FormatError(
            f"{reason}; save it as XLSX without a password", path=display_name
        )
    for magic, archive_name in _MAGIC_AND_ARCHIVE_NAME_PAIRS:
        if first_bytes.startswith(magic):
            raise FormatError(f"{archive_name}; unpack it first", path=display_name)
    if first_bytes[_TAR_MAGIC_SLICE] == b"ustar":
        raise FormatError("a tar archive; unpack it first", path=display_name)
    return next(
        (
            packing
            for magic, packing in _MAGIC_AND_PACKING_PAIRS
            if first_bytes.startswith(magic)
        ),
        None,
    )


def _read_first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(BEGINNING_SIZE)


def _choose_safe_suffix(name: str) -> str:
    """The suffix of a name if it is safe for a file name; else empty."""
    suffix = Path(name).suffix
    return suffix if re.fullmatch(r"\.[\w-]{1,16}", suffix) else ""


def _save_stream(name: str | Path, folder: Path) -> Path:
    """Save a stream as a file, since formats read the beginning first."""
    path = folder / STANDARD_INPUT
    with path.open("xb") as file:
        for chunk in read_stream(name):
            file.write(chunk)
    return path


def verify_readable(path: Path) -> None:
    """Raise InputError for a file that cannot be read; a stream is left alone."""
    if not is_stream(path):
        with convert_read_errors(path):
            read_beginning(path)
