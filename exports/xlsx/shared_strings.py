"""Texts shared by the cells of an XLSX workbook, stored on disc while it is read."""

import re

from exports.io.compression_kinds import UnpackLimits
from tm.spill.list import SpillList

XLSX_UNPACK_LIMITS = UnpackLimits(max_ratio=300)
ENDLESS_REPETITION_REASON = (
    "its cells repeat a long text so often that no spreadsheet can have written it"
)
"""Why such a workbook is refused."""
_ESCAPE_PATTERN = re.compile(r"_x([0-9A-Fa-f]{4})_")


class SharedStrings:
    """The shared texts of a workbook by index; most are on disc."""

    def __init__(self, packed_size: int = 0) -> None:
        """`packed_size`: the bytes of the workbook's file."""
        self.read_length = 0
        """Characters of the texts that were found so far."""
        self._max_read_length = max(
            XLSX_UNPACK_LIMITS.always_allowed_size,
            packed_size * XLSX_UNPACK_LIMITS.max_ratio,
        )
        self._texts: SpillList[str] = SpillList(block_size=32)

    def add_text(self, text: str) -> None:
        """Add the next text."""
        self._texts.append(text)

    def __enter__(self) -> "SharedStrings":
        return self

    def __exit__(self, *_: object) -> None:
        self._texts.close()

    def find_text(self, index_text: str) -> str | None:
        """Find the text with an index; None for an invalid index."""
        is_valid_index = index_text.isdecimal() and int(index_text) < len(self._texts)
        if not is_valid_index:
            return None
        text = self._texts[int(index_text)]
        self.read_length += len(text)
        return text

    @property
    def are_repeated_endlessly(self) -> bool:
        """Whether cells name long texts so often that no spreadsheet wrote them.

        A text is packed once, but each cell that names it has a copy: a file of 24 KB
        can have six gigabytes of text.
        """
        return self.read_length > self._max_read_length


class SharedStringReader:
    """Makes texts from the elements of the shared strings part."""

    def __init__(self) -> None:
        self._finished_texts: list[str] = []
        self._text_parts: list[str] = []
        self._is_in_text = False
        self._is_in_phonetic_text = False

    def take_texts(self) -> list[str]:
        """Take the texts completed since the last call."""
        finished_texts, self._finished_texts = self._finished_texts, []
        return finished_texts

    def start_element(self, element_name: str, _: dict[str, str]) -> None:
        """Begin an element."""
        if element_name == "t":
            self._is_in_text = not self._is_in_phonetic_text
        elif element_name == "rPh":
            self._is_in_phonetic_text = True
        elif element_name == "si":
            self._text_parts = []

    def add_text(self, text_part: str) -> None:
        """Add text between tags."""
        if self._is_in_text:
            self._text_parts.append(text_part)

    def end_element(self, element_name: str) -> None:
        """End an element."""
        if element_name == "t":
            self._is_in_text = False
        elif element_name == "rPh":
            self._is_in_phonetic_text = False
        elif element_name == "si":
            self._finished_texts.append(unescape_characters("".join(self._text_parts)))


def unescape_characters(text: str) -> str:
    """Replace escapes such as `_x000D_` by their characters."""
    if "_x" not in text:
        return text
    return _ESCAPE_PATTERN.sub(lambda match: chr(int(match[1], 16)), text)
