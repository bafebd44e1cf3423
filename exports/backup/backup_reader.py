"""Reading a backup, in bounded memory, and comparing it with its manifest."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from zipfile import ZipFile

from exports.backup.manifest import (
    MANIFEST_NAME,
    BackupManifest,
    SavedFile,
    SavedTable,
    parse_manifest,
)
from exports.io.memory_limit import MAX_HELD_SIZE
from exports.io.zip_members import ZIP_DAMAGE_ERRORS, report_damage
from tm.errors import FormatError, InputError, describe_system_error
from tm.text.input.stream import is_stream

_MAX_LINE_SIZE = 1 << 28
"""Bytes of a row; a text of a page is a thousandth of it."""
_MAX_MANIFEST_SIZE = 1 << 24


class BackupFile:
    """An open backup, closed after use."""

    def __init__(self, file: Path | IO[bytes], *, name: str) -> None:
        """`name`: what messages call it. Raises InputError, FormatError."""
        self._name = name
        if isinstance(file, Path) and is_stream(file):
            raise InputError(
                f"{self._name}: this is a pipe or a device; save the backup as a file"
            )
        try:
            self._archive = ZipFile(file)
        except OSError as error:
            raise InputError(f"{self._name}: {describe_system_error(error)}") from error
        except ZIP_DAMAGE_ERRORS as error:
            raise FormatError(
                "not a backup of Padanan, or one that is cut off", path=self._name
            ) from error
        try:
            with self._open_member(MANIFEST_NAME) as member:
                manifest_bytes = member.read(_MAX_MANIFEST_SIZE)
            self.manifest: BackupManifest = parse_manifest(manifest_bytes, self._name)
        except BaseException:
            self._archive.close()
            raise

    def verify(self) -> None:
        """Compare counts and hashes with the manifest. Raises FormatError."""
        for saved_table in self.manifest.tables:
            for _ in self.read_lines(saved_table):
                pass
        for saved_file in self.manifest.files:
            self.read_file(saved_file)

    def read_lines(self, saved_table: SavedTable) -> Iterator[bytes]:
        """Read the lines of a table; raises FormatError at the end if they differ."""
        line_count, digest = 0, hashlib.sha256()
        with self._open_member(saved_table.member_name) as member:
            while line := member.readline(_MAX_LINE_SIZE):
                if not line.endswith(b"\n"):
                    raise FormatError(
                        f"{saved_table.member_name}, line {line_count + 1}: too long, "
                        "or cut off",
                        path=self._name,
                    )
                line_count += 1
                digest.update(line)
                yield line
        if line_count != saved_table.digest.row_count:
            raise FormatError(
                f"{saved_table.member_name}: {line_count:,} rows, and the manifest "
                f"says {saved_table.digest.row_count:,}; the backup is damaged",
                path=self._name,
            )
        self._require_hash(
            saved_table.member_name, digest.hexdigest(), saved_table.digest.sha256
        )

    def read_file(self, saved_file: SavedFile) -> bytes:
        """Read a file that belongs to the database. Raises FormatError."""
        with self._open_member(saved_file.member_name) as member:
            contents = member.read(MAX_HELD_SIZE + 1)
        if len(contents) > MAX_HELD_SIZE:
            raise self.make_error(
                f"{saved_file.member_name}: larger than {MAX_HELD_SIZE >> 20} MB"
            )
        digest = hashlib.sha256(contents)
        self._require_hash(
            saved_file.member_name, digest.hexdigest(), saved_file.sha256
        )
        return contents

    def make_error(self, reason: str) -> FormatError:
        """Make the error for something wrong in the backup."""
        return FormatError(reason, path=self._name)

    def close(self) -> None:
        """Close the file."""
        self._archive.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _require_hash(
        self, member_name: str, digest: str, expected_digest: str
    ) -> None:
        if digest != expected_digest:
            raise FormatError(
                f"{member_name}: its SHA-256 is not that of the manifest; the backup "
                "is damaged or was edited",
                path=self._name,
            )

    @contextmanager
    def _open_member(self, member_name: str) -> Iterator[IO[bytes]]:
        """Open a file of the backup; errors of reading it are FormatError."""
        try:
            with (
                report_damage(member_name, self._name),
                self._archive.open(member_name) as member,
            ):
                yield member
        except KeyError as error:
            raise FormatError(f"{member_name} is missing", path=self._name) from error
