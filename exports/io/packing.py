"""How files are packed, where a packed file is, and how much may come out of it."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tm.errors import InputError


class Packing(StrEnum):
    """How a file is packed, by its suffix."""

    GZIP = ".gz"
    XZ = ".xz"
    BZIP2 = ".bz2"
    ZSTD = ".zst"
    ZIP = ".zip"


@dataclass(frozen=True, slots=True)
class UnpackLimits:
    """How much may come out of a packed file, which may have been made to do harm."""

    size: int = 16 << 30
    """Bytes."""
    ratio: int = 1500
    """Of unpacked to packed bytes: TMX in xz reaches 210, gzip 1,032."""
    free: int = 64 << 20
    """Bytes to which no ratio applies."""


@dataclass(frozen=True, slots=True)
class FileLocation:
    """Where a file is: in a folder, or in an archive."""

    path: Path
    member: str | None = None
    """Its name in the archive at that path."""

    def refuse_member(self, name: str) -> None:
        """Raise InputError if it is in a file that is no archive."""
        if self.member is not None:
            raise InputError(
                f"there is no file {name}: {self.path} is not a ZIP archive"
            )


def inner_name(name: str | Path) -> Path:
    """The name of what a packed file holds, whose suffix tells the format.

    >>> str(inner_name("memory.tmx.gz")), str(inner_name("memory.tmx"))
    ('memory.tmx', 'memory.tmx')
    """
    path = Path(name)
    return path.with_suffix("") if path.suffix.lower() in set(Packing) else path
