"""Compression of output files: equal content results in equal bytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from exports.io.compression_kinds import Packing, remove_packing_suffix
from tm.errors import InputError

_FIRST_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""The first moment that a ZIP archive can name."""
_REGULAR_FILE_MODE = 0o644 << 16


@contextmanager
def open_packed_output(
    file: BinaryIO, output_name: str, *, suffix: str = ""
) -> Iterator[BinaryIO]:
    """Open a file for writing, compressed as the suffix of `output_name` says.

    It has no time stamp. `suffix`: for the member of a ZIP archive, if its name has
    none.
    """
    packing_suffix = Path(output_name).suffix.lower()
    if packing_suffix not in set(Packing):
        yield file
        return
    packing = Packing(packing_suffix)
    # Each library is imported where it is needed: few files are packed.
    if packing is Packing.ZIP:
        import zipfile

        with zipfile.ZipFile(file, "w") as archive:
            inner_path = remove_packing_suffix(output_name)
            member_name = (
                inner_path.name if inner_path.suffix else f"{inner_path.name}{suffix}"
            )
            member_info = zipfile.ZipInfo(member_name, _FIRST_ZIP_TIME)
            member_info.compress_type = zipfile.ZIP_DEFLATED
            member_info.external_attr = _REGULAR_FILE_MODE
            member_info.create_system = 3  # or the bytes would differ between systems
            with archive.open(member_info, "w", force_zip64=True) as member:
                yield cast(BinaryIO, member)
        return
    with _open_compressor(file, packing) as stream:
        yield stream


def _open_compressor(file: BinaryIO, packing: Packing) -> BinaryIO:
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
            "writing .zst needs Python 3.14; write .xz or .gz, or compress it yourself"
        ) from None
    return cast(BinaryIO, zstd.ZstdFile(file, "wb"))
