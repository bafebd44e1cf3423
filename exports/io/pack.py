"""Packing: writing a file compressed, the same bytes for the same content."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from exports.io.packing import Packing, inner_name
from tm.errors import InputError

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that a ZIP archive can name."""
_PLAIN_FILE = 0o644 << 16


@contextmanager
def pack(file: BinaryIO, target: str, *, suffix: str = "") -> Iterator[BinaryIO]:
    """A file to write to, packed as the suffix of the name says.

    There is no time stamp in it, nor a name but that of the member of a ZIP archive,
    which gets the suffix given where it has none.
    """
    suffix_of_packing = Path(target).suffix.lower()
    if suffix_of_packing not in set(Packing):
        yield file
        return
    packing = Packing(suffix_of_packing)
    # Each library is imported where it is needed: few files are packed.
    if packing is Packing.ZIP:
        import zipfile

        with zipfile.ZipFile(file, "w") as archive:
            name = inner_name(target)
            member_name = name.name if name.suffix else f"{name.name}{suffix}"
            info = zipfile.ZipInfo(member_name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = _PLAIN_FILE
            info.create_system = 3  # or the bytes would differ between systems
            with archive.open(info, "w", force_zip64=True) as member:
                yield cast(BinaryIO, member)
        return
    with _compressed(file, packing) as stream:
        yield stream


def _compressed(file: BinaryIO, packing: Packing) -> BinaryIO:
    if packing is Packing.GZIP:
        import gzip

        return cast(BinaryIO, gzip.GzipFile("", "wb", 6, file, mtime=0))
    if packing is Packing.BZIP2:
        import bz2

        return cast(BinaryIO, bz2.BZ2File(file, "wb"))
    if packing is Packing.XZ:
        import lzma

        return cast(BinaryIO, lzma.LZMAFile(file, "wb"))
    try:
        from compression import zstd  # of Python 3.14
    except ImportError:
        raise InputError(
            "writing .zst needs Python 3.14; write .xz or .gz, or pack it yourself"
        ) from None
    return cast(BinaryIO, zstd.ZstdFile(file, "wb"))
