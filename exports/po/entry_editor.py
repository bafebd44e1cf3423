"""Editing of the lines of one PO entry."""

import re
from dataclasses import dataclass

from exports.po.entry_text import escape_string
from exports.po.fields import UNWRITABLE_PATTERN
from exports.po.polib_layout import split_lines
from tm.errors import FormatError

_PREFIXES_BELOW_COMMENTS = ("#:", "#,", "#|", "msgctxt", "msgid")
"""Prefixes of lines below the comments of an entry."""


@dataclass(frozen=True, slots=True)
class EditablePoEntry:
    """An entry that has one translation."""

    source_text: str
    is_untranslated: bool
    part_index: int
    """The index of the part of the file that has the entry."""
    first_line_number: int
    """The first line of the part, from 1."""
    entry_line_number: int
    """The first line of the entry, from 1."""
    translation: str = ""
    preceding_entry_count: int = 0
    """How many entries are before it in its part."""
    context: str | None = None
    """The context that another tool gave it."""

    @property
    def texts(self) -> tuple[str, str]:
        """The source text and the translation."""
        return self.source_text, self.translation


class PoEntryEditor:
    """Editor of the lines of an entry."""

    def __init__(self, part_text: str, entry: EditablePoEntry, path: str) -> None:
        """`part_text`: of the part of the file that the entry is in, as it is now.

        Raises FormatError where it has no msgstr.
        """
        self._path = path
        self._first_line_number = entry.first_line_number
        self._lines = [*split_lines(part_text)]
        line_index = (
            entry.entry_line_number - entry.first_line_number
            if not entry.preceding_entry_count
            else 0
        )
        for _ in range(entry.preceding_entry_count):
            line_index = self._find_next_entry(line_index)
        self._line_index_by_position = self._find_edit_positions(line_index)
        first_line = self._lines[line_index]
        self._line_end = first_line[len(first_line.rstrip("\r\n")) :] or "\n"
        self._added_text_by_line_index: dict[int, str] = {}
        """Text to put before a line."""

    @property
    def text(self) -> str:
        """The lines as they are now."""
        return "".join(
            self._added_text_by_line_index.get(line_index, "") + line
            for line_index, line in enumerate(self._lines)
        )

    def replace_translation(self, text: str) -> None:
        """Replace the translation."""
        first_line_index, *other_line_indexes = self._find_translation_lines(
            self._line_index_by_position["msgstr"]
        )
        self._lines[first_line_index] = self._format_field("msgstr", text)
        for line_index in other_line_indexes:
            self._lines[line_index] = ""

    def add_comment(self, text: str) -> None:
        """Add a comment below the others."""
        self._add_text(
            self._line_index_by_position["below"], f"#. {text}{self._line_end}"
        )

    def flag_as_fuzzy(self) -> None:
        """Add the flag for a fuzzy translation."""
        if "flags" not in self._line_index_by_position:
            self._add_text(
                self._line_index_by_position["previous"], f"#, fuzzy{self._line_end}"
            )
            return
        line_index = self._line_index_by_position["flags"]
        if "fuzzy" not in self._lines[line_index]:
            self._lines[line_index] = (
                self._lines[line_index].rstrip("\r\n") + f", fuzzy{self._line_end}"
            )

    def add_previous_msgid(self, text: str) -> None:
        """Add the previous msgid, unless there is one."""
        if "has previous" not in self._line_index_by_position:
            self._add_text(
                self._line_index_by_position["message"],
                self._format_field("#| msgid", text),
            )

    def _find_edit_positions(self, line_index: int) -> dict[str, int]:
        """Find the indexes of the lines that an edit of the entry may change."""
        line_index_by_position: dict[str, int] = {}
        for field_line_index in range(line_index, len(self._lines)):
            line = self._lines[field_line_index].lstrip()
            if line.startswith(_PREFIXES_BELOW_COMMENTS):
                line_index_by_position.setdefault("below", field_line_index)
            if line.startswith("#,"):
                line_index_by_position.setdefault("flags", field_line_index)
            if line.startswith("#|"):
                line_index_by_position.setdefault("previous", field_line_index)
                line_index_by_position["has previous"] = field_line_index
            if line.startswith(("msgctxt", "msgid")):
                line_index_by_position.setdefault("message", field_line_index)
                line_index_by_position.setdefault("previous", field_line_index)
            if line.startswith("msgstr"):
                line_index_by_position["msgstr"] = field_line_index
                return line_index_by_position
        reason = "the entry has no msgstr"
        raise FormatError(
            reason, path=self._path, line=self._first_line_number + line_index
        )

    def _find_next_entry(self, line_index: int) -> int:
        """Find the index of the line where the next entry begins."""
        msgstr_index = self._find_edit_positions(line_index)["msgstr"]
        while _is_entry_continued(self._lines[msgstr_index], "msgstr"):
            msgstr_index += 1
        return msgstr_index

    def _find_translation_lines(self, msgstr_index: int) -> list[int]:
        """Find the indexes of the lines of a translation."""
        line_indexes = [msgstr_index]
        for line_index in range(msgstr_index + 1, len(self._lines)):
            if not _is_entry_continued(self._lines[line_index]):
                break
            line_indexes.append(line_index)
        while not self._lines[line_indexes[-1]].strip():
            line_indexes.pop()
        return line_indexes

    def _add_text(self, line_index: int, text: str) -> None:
        self._added_text_by_line_index[line_index] = (
            self._added_text_by_line_index.get(line_index, "") + text
        )

    def _format_field(self, keyword: str, text: str) -> str:
        """Format a field of an entry, with one line for each line of its text."""
        text_lines = re.findall(r"[^\n]*\n|[^\n]+", UNWRITABLE_PATTERN.sub("", text))
        quoted_lines = [
            f'"{escape_string(text_line)}"' for text_line in text_lines
        ] or ['""']
        if len(quoted_lines) == 1:
            return f"{keyword} {quoted_lines[0]}{self._line_end}"
        prefix = "#| " if keyword.startswith("#|") else ""
        string_lines = "".join(
            f"{prefix}{quoted_line}{self._line_end}" for quoted_line in quoted_lines
        )
        return f'{keyword} ""{self._line_end}{string_lines}'


def _is_entry_continued(line: str, *keywords: str) -> bool:
    """Whether a line below a translation belongs to the same entry or is empty."""
    line_text = line.lstrip()
    return not line_text or line_text.startswith(('"', *keywords))
