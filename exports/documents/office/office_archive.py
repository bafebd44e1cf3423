"""Archives of office documents: read within limits, written with every other member.

The limits are those of workbooks.
"""

import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from exports.documents.part import DocumentPart
from exports.io.zip_members import ZIP_DAMAGE_ERRORS, copy_archive, report_damage
from exports.xlsx.reader import find_max_unpacked_size
from tm.errors import FormatError

_OLD_OFFICE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM_NAME = "EncryptedPackage".encode("utf-16-le")
_MAX_PART_SIZE = 100 << 20
"""Most bytes of a part that is read into memory."""
_MAX_MEMBER_COUNT = 65_535
_MAX_TOTAL_RATIO = 300
"""How many times its size a whole document may unpack to."""


class OfficeArchive:
    """The archive of an office document."""

    def __init__(self, path: Path) -> None:
        """Open an archive. Raises FormatError for a damaged or harmful one."""
        self._path = str(path)
        self._archive_bytes = path.read_bytes()
        _refuse_other_files(self._archive_bytes, self._path)
        try:
            self._archive = zipfile.ZipFile(BytesIO(self._archive_bytes))
            member_infos = self._archive.infolist()
        except ZIP_DAMAGE_ERRORS as error:
            reason = f"a damaged document: {error}"
            raise FormatError(reason, path=self._path) from error
        self._check_members(member_infos)
        self.member_names = {info.filename for info in member_infos}

    def read(self, name: str) -> bytes:
        """Read a member. Raises FormatError for a damaged or harmful one."""
        member_info = self._archive.getinfo(name)
        if member_info.file_size > _MAX_PART_SIZE:
            reason = (
                f"{name} has {member_info.file_size:,} bytes, more than "
                f"{_MAX_PART_SIZE:,}; split the document"
            )
            raise FormatError(reason, path=self._path)
        with report_damage(name, self._path):
            return self._archive.read(member_info)

    def write(self, parts: Sequence[DocumentPart], file: BinaryIO) -> None:
        """As `DocumentContainer.write`; without edits it is the same file."""
        content_by_name = {part.name: part.encode() for part in parts if part.edits}
        if not content_by_name:
            file.write(self._archive_bytes)
            return
        copy_archive(self._archive, file, content_by_name, path=self._path)

    def _check_members(self, member_infos: Sequence[zipfile.ZipInfo]) -> None:
        """Raise FormatError for members that no sound document has."""
        names = [member_info.filename for member_info in member_infos]
        if len(names) != len({*names}):
            reason = "a damaged document: two of its parts have the same name"
            raise FormatError(reason, path=self._path)
        if len(names) > _MAX_MEMBER_COUNT:
            reason = f"more than {_MAX_MEMBER_COUNT:,} parts, as in malicious files"
            raise FormatError(reason, path=self._path)
        total_byte_limit = 0
        for member_info in member_infos:
            if member_info.flag_bits & 1:
                reason = "the document has a password; save it without one"
                raise FormatError(reason, path=self._path)
            size_limit = find_max_unpacked_size(member_info)
            total_byte_limit = max(total_byte_limit, size_limit)
            if member_info.file_size > size_limit:
                self._refuse_size(member_info.filename)
        total_size = sum(member_info.file_size for member_info in member_infos)
        if total_size > max(
            total_byte_limit, len(self._archive_bytes) * _MAX_TOTAL_RATIO
        ):
            self._refuse_size("the whole document")

    def _refuse_size(self, name: str) -> None:
        reason = f"{name} unpacks to too many bytes, as in malicious files"
        raise FormatError(reason, path=self._path)


def is_archive(beginning: bytes) -> bool:
    """Whether a file with this beginning is a ZIP archive."""
    return beginning.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def _refuse_other_files(archive_bytes: bytes, path: str) -> None:
    """Raise FormatError for files that only have the suffix of an office document."""
    if archive_bytes.startswith(_OLD_OFFICE_MAGIC):
        reason = "a document in the old format of Word; save it as DOCX"
        if _ENCRYPTED_STREAM_NAME in archive_bytes[: 1 << 20]:
            reason = "the document has a password; save it without one"
        raise FormatError(reason, path=path)
    if archive_bytes.startswith(b"{\\rtf"):
        raise FormatError("a document in RTF; save it as DOCX", path=path)
    if not is_archive(archive_bytes):
        raise FormatError("not a DOCX or ODT document: no ZIP archive", path=path)
