"""Kinds of compression, locations in archives, and limits on unpacking."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tm.errors import InputError


class Packing(StrEnum):
    """Kind of compression or archive, by suffix."""

    GZIP = ".gz"
    XZ = ".xz"
    BZIP2 = ".bz2"
    ZSTD = ".zst"
    ZIP = ".zip"


@dataclass(frozen=True, slots=True)
class UnpackLimits:
    """Limits on the unpacked size of a file, against malicious files."""

    max_size: int = 16 << 30
    """Bytes."""
    max_ratio: int = 1500
    """Unpacked bytes per packed byte: TMX in xz reaches 210, gzip 1,032."""
    always_allowed_size: int = 64 << 20
    """Bytes allowed whatever the ratio."""


@dataclass(frozen=True, slots=True)
class FileLocation:
    """Location of a file: in a folder, or in an archive."""

    path: Path
    member: str | None = None
    """Its name in the archive at that path."""

    def refuse_member(self, member_name: str) -> None:
        """Raise InputError if the path leads into a file that is no archive."""
        if self.member is not None:
            raise InputError(
                f"{member_name}: no such file; {self.path} is not a ZIP archive"
            )


def remove_packing_suffix(name: str | Path) -> Path:
    """Remove the suffix of compression from a file name.

    >>> [str(remove_packing_suffix(f"memory.tmx{suffix}")) for suffix in (".gz", "")]
    ['memory.tmx', 'memory.tmx']
    """
    path = Path(name)
    return path.with_suffix("") if path.suffix.lower() in set(Packing) else path
