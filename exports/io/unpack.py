"""Unpacking: the bytes of a compressed file, or of one in an archive."""

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

from exports.io.packing import FileLocation, Packing, UnpackLimits, inner_name
from exports.io.xz import XzStream
from tm.errors import FormatError, InputError

_CHUNK = 1 << 20
_SHOWN = 10
_LONGEST_NAME = 100
_IS_UTF8 = 0x800


@contextmanager
def stream_of(
    location: FileLocation, packing: Packing, name: str
) -> Iterator[tuple[IO[bytes], str]]:
    """The bytes that are packed, and the name that they have."""
    if packing is not Packing.ZIP:
        location.refuse_member(name)
        inner_file_name = inner_name(location.path).name
        with (
            location.path.open("rb") as file,
            _decompressed(file, packing, name) as stream,
        ):
            yield stream, inner_file_name
        return
    try:
        archive = zipfile.ZipFile(location.path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
        raise FormatError(f"a damaged ZIP archive: {error}", path=name) from error
    with archive:
        info = _member(archive, location, name)
        if info.flag_bits & 1:
            reason = "the archive is encrypted; unpack it with its password first"
            raise FormatError(reason, path=name)
        try:
            member = archive.open(info)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise FormatError(f"cannot be unpacked: {error}", path=name) from error
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            reason = f"a damaged ZIP archive: {info.filename} has no location in it"
            raise FormatError(reason, path=name) from error
        with member:
            yield member, info.filename


def _decompressed(file: BinaryIO, packing: Packing, name: str) -> IO[bytes]:
    if packing is Packing.GZIP:
        return cast(IO[bytes], gzip.GzipFile(fileobj=file))
    if packing is Packing.BZIP2:
        return cast(IO[bytes], bz2.BZ2File(file))
    if packing is Packing.XZ:
        return cast(IO[bytes], XzStream(file))
    try:
        from compression import zstd  # of Python 3.14
    except ImportError:
        reason = "packed by zstd, which needs Python 3.14 here; unpack it first"
        raise FormatError(reason, path=name) from None
    return cast(IO[bytes], zstd.ZstdFile(file))


def _member(
    archive: zipfile.ZipFile, location: FileLocation, name: str
) -> zipfile.ZipInfo:
    infos = [info for info in archive.infolist() if _is_content(info.filename)]
    names = [_shown_name(info) for info in infos]
    if location.member is not None:
        # The name of a file in a folder has no slash of its own at the beginning.
        matching = [
            info
            for info, shown_name in zip(infos, names, strict=True)
            if location.member in (shown_name.lstrip("/"), info.filename.lstrip("/"))
        ]
        if not matching:
            raise InputError(
                f"there is no file {name}; {location.path} has {_listed(names)}"
            )
        if len(matching) > 1:
            reason = f"the archive has {len(matching)} files of that name"
            raise FormatError(f"{reason}; unpack the one you mean", path=name)
        return matching[0]
    if len(infos) == 1:
        return infos[0]
    if not infos:
        raise FormatError("an archive without a file in it", path=name)
    example = f"{location.path}/{names[0].lstrip('/')}"
    raise FormatError(
        f"an archive of {len(infos)} files: {_listed(names)}; name one, as {example!r}",
        path=name,
    )


def _shown_name(info: zipfile.ZipInfo) -> str:
    """What a member is called: UTF-8 is taken for it where the archive does not say.

    Old archives have names in the code page of whoever made them, which a ZIP archive
    has no word for; those are shown in CP437, as the standard has it.
    """
    if info.flag_bits & _IS_UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _is_content(name: str) -> bool:
    """Whether a member is not a folder, nor what a system adds of its own."""
    hidden = name.startswith("__MACOSX/") or name.endswith((".DS_Store", "Thumbs.db"))
    return not name.endswith("/") and not hidden


def _listed(names: list[str]) -> str:
    listed_names = ", ".join(repr(name[:_LONGEST_NAME]) for name in names[:_SHOWN])
    more_count = len(names) - _SHOWN
    return (
        f"{listed_names} and {more_count} more"
        if more_count > 0
        else listed_names or "none"
    )


def unpack(
    stream: IO[bytes], path: Path, packed: int, name: str, limits: UnpackLimits
) -> None:
    """Write what is packed into a new file.

    Raises FormatError for more than the limits allow of so many bytes.
    """
    size_limit = min(limits.size, max(limits.free, packed * limits.ratio))
    size = 0
    with path.open("xb") as file:
        while data := read_packed(stream, _CHUNK, name):
            size += len(data)
            if size > size_limit:
                raise FormatError(
                    f"more than {size_limit:,} bytes are packed into {packed:,}, as in "
                    "files made to do harm; unpack it yourself if you trust it",
                    path=name,
                )
            file.write(data)


def read_packed(stream: IO[bytes], size: int, name: str) -> bytes:
    """The next bytes. Raises FormatError where what is packed is damaged."""
    try:
        return stream.read(size)
    except EOFError as error:
        raise FormatError("the packed file ends too early", path=name) from error
    except (zlib.error, lzma.LZMAError, zipfile.BadZipFile, ValueError) as error:
        raise FormatError(f"the packed file is damaged: {error}", path=name) from error
    except OSError as error:
        if error.errno is not None:
            raise
        # What gzip and bz2 say of data that is not theirs has no number.
        raise FormatError(f"the packed file is damaged: {error}", path=name) from error
