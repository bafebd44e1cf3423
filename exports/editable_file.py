"""Files that are changed in place: their segments, and what is put into them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from exports.entry import SkippedEntry
from tm.text.locale import Locale
from tm.text.segment import Segment


@dataclass(frozen=True, slots=True)
class TranslationCandidate:
    """A translation that a tool offers a translator for a text."""

    target: str
    source: str | None = None
    quality: str | None = None
    """0 to 100, as the file has it."""
    origin: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Filling:
    """A translation to put into an empty segment."""

    target: Segment
    is_sure: bool
    """Whether it counts as translated; else a person must look at it."""
    rate: int
    remark: str
    """Where it comes from and why it is not sure, on one line."""
    previous: str | None = None
    """The text it is the translation of, where that is another one."""
    candidates: tuple[TranslationCandidate, ...] = ()
    """All matches found, for formats that show a translator more than one."""


@dataclass(frozen=True, slots=True)
class EditableSegment:
    """A segment of a file to translate, or one that is translated."""

    source: Segment
    is_empty: bool
    """Whether its translation is still to come."""


class EditableFile(Protocol):
    """A file whose translations are filled and corrected in its own text.

    Whatever is not changed stays byte for byte.
    """

    @property
    def target(self) -> Locale | None:
        """The language to translate into, where the file or the options name it."""
        ...

    @property
    def segments(self) -> Sequence[EditableSegment]:
        """Its segments, in order."""
        ...

    @property
    def skipped(self) -> Sequence[SkippedEntry]:
        """Entries that are damaged, and stay as they are."""
        ...

    @property
    def remarks(self) -> Sequence[str]:
        """What the reader had to guess about the file."""
        ...

    @property
    def has_codes(self) -> bool:
        """Whether `texts` has U+FFFC for each inline code; else codes are text."""
        ...

    def fill(self, number: int, filling: Filling) -> bool | None:
        """Put a translation into an empty segment; whether it counts as translated.

        None where the file cannot hold it, or cannot mark it as not sure.
        """
        ...

    def texts(self, number: int) -> tuple[str, str] | None:
        """Source and translation of a segment, if it has both."""
        ...

    def correct(self, number: int, text: str) -> bool:
        """Put another translation in the place of one; whether the file can hold it."""
        ...

    def write(self, file: BinaryIO) -> None:
        """Write the file with all changes."""
        ...
