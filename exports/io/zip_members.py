"""Members of ZIP archives: errors of damaged ones, and copies with new contents."""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from typing import BinaryIO

from tm.errors import FormatError

ZIP_DAMAGE_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, OSError, OverflowError, ValueError),
    RuntimeError,  # an encrypted member, or a method that cannot be unpacked
)
"""What reading an archive or a member raises if it is damaged."""
_CHUNK_SIZE = 1 << 16


@contextmanager
def report_damage(member_name: str, path: str) -> Iterator[None]:
    """Raise errors of reading a member as FormatError, which names the archive."""
    try:
        yield
    except FormatError:
        raise
    except ZIP_DAMAGE_ERRORS as error:
        is_encrypted = isinstance(error, RuntimeError) and "encrypted" in str(error)
        problem = "is encrypted" if is_encrypted else f"is damaged: {error}"
        reason = f"{member_name} {problem}"
        raise FormatError(reason, path=path) from error


def copy_archive(
    archive: zipfile.ZipFile,
    output_file: BinaryIO,
    new_contents: Mapping[str, bytes],
    *,
    path: str,
) -> None:
    """Copy an archive, with new contents of some members, given by their names.

    `path`: the name of the archive in messages. Raises FormatError for a damaged one.
    """
    with zipfile.ZipFile(output_file, "w") as new_archive:
        new_archive.comment = archive.comment
        for member_info in archive.infolist():
            new_content = new_contents.get(member_info.filename)
            new_info = copy(member_info)  # it gets the offset in the new archive
            if new_content is not None:
                compress_type = member_info.compress_type
                new_archive.writestr(new_info, new_content, compress_type)
                continue
            with new_archive.open(new_info, "w") as new_member:
                for chunk in _read_chunks(archive, member_info, path):
                    new_member.write(chunk)


def _read_chunks(
    archive: zipfile.ZipFile, member_info: zipfile.ZipInfo, path: str
) -> Iterator[bytes]:
    with (
        report_damage(member_info.filename, path),
        archive.open(member_info) as member,
    ):
        while chunk := member.read(_CHUNK_SIZE):
            yield chunk
