"""Unpacking of compressed files and of files in ZIP archives."""

import bz2
import errno
import gzip
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

from exports.io.compression_kinds import (
    FileLocation,
    Packing,
    UnpackLimits,
    remove_packing_suffix,
)
from exports.io.xz import XzStream
from tm.errors import FormatError, InputError

_CHUNK_SIZE = 1 << 20
_MAX_LISTED_NAME_COUNT = 10
_MAX_NAME_LENGTH = 100
_UTF8_FLAG = 0x800


@contextmanager
def open_packed_stream(
    location: FileLocation, packing: Packing, display_name: str
) -> Iterator[tuple[IO[bytes], str]]:
    """Open the unpacked bytes of a file, with the name of the packed file."""
    if packing is not Packing.ZIP:
        location.refuse_member(display_name)
        inner_file_name = remove_packing_suffix(location.path).name
        with (
            location.path.open("rb") as file,
            _open_decompressor(file, packing, display_name) as stream,
        ):
            yield stream, inner_file_name
        return
    try:
        archive = zipfile.ZipFile(location.path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
        raise FormatError(
            f"a damaged ZIP archive: {error}", path=display_name
        ) from error
    with archive:
        member_info = _find_member(archive, location, display_name)
        if member_info.flag_bits & 1:
            reason = "the archive is encrypted; unpack it with its password first"
            raise FormatError(reason, path=display_name)
        try:
            member = archive.open(member_info)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise FormatError(
                f"this file cannot be unpacked: {error}", path=display_name
            ) from error
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            reason = (
                f"a damaged ZIP archive: {member_info.filename} has no location in it"
            )
            raise FormatError(reason, path=display_name) from error
        with member:
            yield member, member_info.filename


def _open_decompressor(
    file: BinaryIO, packing: Packing, display_name: str
) -> IO[bytes]:
    if packing is Packing.GZIP:
        return cast(IO[bytes], gzip.GzipFile(fileobj=file))
    if packing is Packing.BZIP2:
        return cast(IO[bytes], bz2.BZ2File(file))
    if packing is Packing.XZ:
        return cast(IO[bytes], XzStream(file))
    try:
        from compression import zstd  # of Python 3.14
    except ImportError:
        reason = "compressed by zstd, which needs Python 3.14; unpack it first"
        raise FormatError(reason, path=display_name) from None
    return cast(IO[bytes], zstd.ZstdFile(file))


def _find_member(
    archive: zipfile.ZipFile, location: FileLocation, display_name: str
) -> zipfile.ZipInfo:
    member_infos = [
        member_info
        for member_info in archive.infolist()
        if _is_content(member_info.filename)
    ]
    member_names = [_decode_member_name(member_info) for member_info in member_infos]
    if location.member is not None:
        # The name of a file in a folder has no slash of its own at the beginning.
        matching_infos = [
            member_info
            for member_info, member_name in zip(member_infos, member_names, strict=True)
            if location.member
            in (member_name.lstrip("/"), member_info.filename.lstrip("/"))
        ]
        if not matching_infos:
            names_text = _format_names(member_names)
            raise InputError(
                f"{display_name}: no such file; {location.path} has {names_text}"
            )
        if len(matching_infos) > 1:
            reason = f"the archive contains {len(matching_infos)} files with that name"
            raise FormatError(f"{reason}; unpack the one you mean", path=display_name)
        return matching_infos[0]
    if len(member_infos) == 1:
        return member_infos[0]
    if not member_infos:
        raise FormatError("the archive contains no file", path=display_name)
    example_path = f"{location.path}/{member_names[0].lstrip('/')}"
    raise FormatError(
        f"the archive contains {len(member_infos)} files: "
        f"{_format_names(member_names)}; name one, as {example_path!r}",
        path=display_name,
    )


def _decode_member_name(member_info: zipfile.ZipInfo) -> str:
    """The name of a member, decoded as UTF-8 where the archive does not say.

    Old archives have names in an unnamed code page; these are shown in CP437, as the
    standard demands.
    """
    if member_info.flag_bits & _UTF8_FLAG:
        return member_info.filename
    try:
        return member_info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member_info.filename


def _is_content(member_name: str) -> bool:
    """Whether a member is a file of the user, not a folder or a system file."""
    is_system_file = member_name.startswith("__MACOSX/") or member_name.endswith(
        (".DS_Store", "Thumbs.db")
    )
    return not member_name.endswith("/") and not is_system_file


def _format_names(names: list[str]) -> str:
    listed_names = ", ".join(
        repr(name[:_MAX_NAME_LENGTH]) for name in names[:_MAX_LISTED_NAME_COUNT]
    )
    more_count = len(names) - _MAX_LISTED_NAME_COUNT
    return (
        f"{listed_names} and {more_count} more"
        if more_count > 0
        else listed_names or "none"
    )


def write_unpacked_file(
    stream: IO[bytes],
    path: Path,
    packed_size: int,
    display_name: str,
    limits: UnpackLimits,
) -> None:
    """Write the unpacked bytes into a new file.

    `packed_size`: bytes of the packed file. Raises FormatError beyond the limits.
    """
    size_limit = min(
        limits.max_size, max(limits.always_allowed_size, packed_size * limits.max_ratio)
    )
    unpacked_size = 0
    with path.open("xb") as file:
        while unpacked_chunk := read_unpacked_bytes(stream, _CHUNK_SIZE, display_name):
            unpacked_size += len(unpacked_chunk)
            if unpacked_size > size_limit:
                raise FormatError(
                    f"{packed_size:,} bytes unpack to more than {size_limit:,}, as in "
                    "malicious files; if you trust the file, unpack it first",
                    path=display_name,
                )
            file.write(unpacked_chunk)


def read_unpacked_bytes(stream: IO[bytes], size: int, display_name: str) -> bytes:
    """Read the next bytes. Raises FormatError if the packed data are damaged."""
    try:
        return stream.read(size)
    except EOFError as error:
        raise FormatError(
            "the packed file ends too early", path=display_name
        ) from error
    except (zlib.error, lzma.LZMAError, zipfile.BadZipFile, ValueError) as error:
        raise FormatError(
            f"the packed file is damaged: {error}", path=display_name
        ) from error
    except OSError as error:
        if error.errno is not None:
            raise
        # Errors of gzip and bz2 about damaged data have no number.
        raise FormatError(
            f"the packed file is damaged: {error}", path=display_name
        ) from error
