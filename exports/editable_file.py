"""Interface of files edited in place: segments and the translations for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from tm.file_remarks import SkippedEntry
from tm.text.locale import Locale
from tm.text.segment import Segment


@dataclass(frozen=True, slots=True)
class TranslationCandidate:
    """A translation that a tool suggests to a translator."""

    target: str
    source: str | None = None
    quality: str | None = None
    """0 to 100, as the file has it."""
    origin: str | None = None
    """The name of what it comes from, such as a tool or a memory."""
    type: str | None = None
    """How it was found, as the file names it: `tm`, `mt` …"""


@dataclass(frozen=True, slots=True)
class Filling:
    """A translation to put into an empty segment."""

    target: Segment
    is_sure: bool
    """Whether the segment counts as translated; else a person must review it."""
    rate: int
    """The match rate, 0 to 100."""
    remark: str
    """Origin of the translation and the reason for a review, on one line."""
    previous_source: str | None = None
    """Source text of the match, if it differs from the source of the segment."""
    candidates: tuple[TranslationCandidate, ...] = ()
    """All matches found, for formats that show a translator more than one."""


@dataclass(frozen=True, slots=True)
class EditableSegment:
    """A segment of a file, translated or not."""

    source: Segment
    is_untranslated: bool
    """Whether it has no translation yet."""
    context: str | None = None
    """What distinguishes it from equal texts, if anything does: `msgctxt` in PO."""


class EditableFile(Protocol):
    """A file whose translations can be filled and corrected in place.

    Everything else in the file stays byte for byte.
    """

    @property
    def target_locale(self) -> Locale | None:
        """The language to translate into, where the file or the options name it."""
        ...

    @property
    def segments(self) -> Sequence[EditableSegment]:
        """The segments of the file, in order."""
        ...

    @property
    def skipped(self) -> Sequence[SkippedEntry]:
        """Damaged entries, which stay unchanged."""
        ...

    @property
    def remarks(self) -> Sequence[str]:
        """Notes to the user about guesses of the reader."""
        ...

    @property
    def has_codes(self) -> bool:
        """Whether `read_texts` has U+FFFC for each inline code; else codes are text."""
        ...

    def fill(self, segment_index: int, filling: Filling) -> bool | None:
        """Fill an empty segment; return whether it counts as translated.

        None if the file cannot hold the translation or cannot mark it for review.
        """
        ...

    def read_texts(self, segment_index: int) -> tuple[str, str] | None:
        """Read source and target text of a segment; None without a translation."""
        ...

    def correct(self, segment_index: int, new_text: str) -> bool:
        """Replace a translation; return False if the file cannot hold the new one."""
        ...

    def write(self, file: BinaryIO) -> None:
        """Write the file with all changes."""
        ...
