r"""Cells of a table of terms: several texts in a cell, and status marks before them.

Texts are separated by `;`. A backslash escapes `;`, a mark or a backslash. Marks before
a text: `!` forbidden; `~` shared with another concept; `&` admitted; `<` superseded.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from exports.terms.field_texts import normalise_term
from glossary.entries.entry import Term, TermStatus
from tm.errors import InputError
from tm.text.locale import Locale

STATUS_MARKS = "!~&<"
_CELL_PART_PATTERN = re.compile(r"((?:[^;\\]|\\.|\\\Z)*)(;|\Z)", re.DOTALL)
_ESCAPED_CHARACTER_PATTERN = re.compile(r"\\([;!~&<\\])")
_VALUE_BY_YES_OR_NO = {"yes": True, "no": False, "": None}

DETAIL_NAMES = ("part_of_speech", "case_sensitive", "valid_from", "valid_to", "note")
"""Names of the details of a term, except its source."""


@dataclass(frozen=True, slots=True)
class DetailCell:
    """The texts of a cell with one detail of the terms of a language."""

    column_name: str
    """Name of the column, for messages."""
    texts: tuple[str, ...]

    def find_text(self, term_index: int, term_count: int) -> str:
        """The text for one of several terms; a single text holds for all terms.

        Raises InputError if the counts of texts and terms differ.
        """
        if len(self.texts) == 1:
            return self.texts[0]
        if len(self.texts) != term_count:
            raise InputError(
                f"{self.column_name} has {len(self.texts)} texts for {term_count} terms"
            )
        return self.texts[term_index]


def split_cell(cell: str) -> list[str]:
    r"""Split a cell into its texts, still with escapes.

    >>> split_cell(r"a\;b; c")
    ['a\\;b', 'c']
    """
    if "\\" not in cell:
        return [cell_part.strip() for cell_part in cell.split(";")]
    cell_parts = []
    for part_match in _CELL_PART_PATTERN.finditer(cell):
        cell_parts.append(part_match[1].strip())
        if not part_match[2]:
            break
    return cell_parts


def unescape_text(text: str) -> str:
    r"""Remove the escapes of a text.

    >>> unescape_text(r"a\;b")
    'a;b'
    """
    return _ESCAPED_CHARACTER_PATTERN.sub(r"\1", text) if "\\" in text else text


def join_texts(texts: Sequence[str]) -> str:
    r"""Join texts into a cell, which `split_cell` and `unescape_text` can split again.

    >>> join_texts(["a;b", "c"])
    'a\\;b;c'
    """
    return ";".join(map(_escape_text, texts))


def join_detail_texts(texts: Sequence[str]) -> str:
    """Join the texts of a detail into a cell; equal texts are written once."""
    if len(set(texts)) == 1:
        return _escape_text(texts[0])
    return join_texts(texts)


def parse_detail_cell(cell: str, column_name: str) -> DetailCell:
    """Parse a cell with a detail of the terms of a language."""
    return DetailCell(column_name, tuple(map(unescape_text, split_cell(cell))))


def format_terms(terms: Sequence[Term]) -> str:
    """Format terms with their marks as a cell."""
    return ";".join(map(_format_marked_term, terms))


def parse_terms(cell: str, locale: Locale, default_status: TermStatus) -> list[Term]:
    """Parse the terms of a cell; a term without a mark has the default status.

    Raises InputError for a term that is empty or too long.
    """
    return [
        _parse_marked_term(text_with_status_marks, locale, default_status)
        for text_with_status_marks in split_cell(cell)
        if text_with_status_marks
    ]


def parse_yes_or_no(text: str, column_name: str) -> bool | None:
    """Parse yes or no; None for an empty text. Raises InputError."""
    if text.lower() not in _VALUE_BY_YES_OR_NO:
        raise InputError(f"{column_name} is {text!r}; it must be yes or no")
    return _VALUE_BY_YES_OR_NO[text.lower()]


def _parse_marked_term(
    text_with_status_marks: str, locale: Locale, status: TermStatus
) -> Term:
    """Parse a term with the marks before it, which overrule the status."""
    text_without_marks = text_with_status_marks.lstrip(STATUS_MARKS)
    status_marks = text_with_status_marks[
        : len(text_with_status_marks) - len(text_without_marks)
    ]
    if "!" in status_marks:
        status = TermStatus.DEPRECATED
    elif "<" in status_marks:
        status = TermStatus.SUPERSEDED
    elif "&" in status_marks:
        status = TermStatus.ADMITTED
    text = normalise_term(unescape_text(text_without_marks), locale)
    return Term(
        locale, text, status, forbidden="!" in status_marks, shared="~" in status_marks
    )


def _format_marked_term(term: Term) -> str:
    """Format a term with the marks of its status before it."""
    status_marks = "~" if term.shared else ""
    if term.forbidden:
        status_marks += "!"
    elif term.status is TermStatus.ADMITTED:
        status_marks += "&"
    elif term.status is TermStatus.SUPERSEDED:
        status_marks += "<"
    text = _escape_text(term.text)
    return f"{status_marks}\\{text}" if text[0] in STATUS_MARKS else status_marks + text


def _escape_text(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;")
