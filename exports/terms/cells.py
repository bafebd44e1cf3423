r"""Cells of a table of terms: several texts in one cell, and the marks before them.

Texts are parted by `;`. A backslash takes `;`, a mark or a backslash after it as it
stands. Marks before a text: `!` known error, forbidden; `~` also the name of another
concept; `&` may be used as well; `<` superseded.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from exports.terms.text import term_text
from glossary.entries.entry import Term, TermStatus
from tm.errors import InputError
from tm.text.locale import Locale

MARKS = "!~&<"
_PART = re.compile(r"((?:[^;\\]|\\.|\\\Z)*)(;|\Z)", re.DOTALL)
_ESCAPED = re.compile(r"\\([;!~&<\\])")
_FORMULA = re.compile("'+[=+@-]")
_ANY_FORMULA = re.compile("'*[=+@-]")
_YES_NO = {"yes": True, "no": False, "": None}

DETAILS = ("part_of_speech", "case_sensitive", "valid_from", "valid_to", "note")
"""What may be said of single terms, beside their source."""


@dataclass(frozen=True, slots=True)
class DetailCell:
    """What a cell says of the terms of one language."""

    name: str
    """Of the column."""
    texts: tuple[str, ...]

    def of(self, position: int, count: int) -> str:
        """The text for one of so many terms; a single one is for all of them.

        Raises InputError where there are not as many texts as terms.
        """
        if len(self.texts) == 1:
            return self.texts[0]
        if len(self.texts) != count:
            raise InputError(
                f"{self.name} has {len(self.texts)} texts for {count} terms"
            )
        return self.texts[position]


def split(cell: str) -> list[str]:
    r"""The texts of a cell, still with their backslashes.

    >>> split(r"a\;b; c")
    ['a\\;b', 'c']
    """
    if "\\" not in cell:
        return [part.strip() for part in cell.split(";")]
    parts = []
    for match in _PART.finditer(cell):
        parts.append(match[1].strip())
        if not match[2]:
            break
    return parts


def plain(text: str) -> str:
    r"""A text of a cell without backslashes.

    >>> plain(r"a\;b")
    'a;b'
    """
    return _ESCAPED.sub(r"\1", text) if "\\" in text else text


def joined(texts: Sequence[str]) -> str:
    r"""Texts as a cell, which `split` and `plain` take apart again.

    >>> joined(["a;b", "c"])
    'a\\;b;c'
    """
    return ";".join(map(_escaped, texts))


def values_cell(texts: Sequence[str]) -> str:
    """What is said of some terms as a cell: once, if it is the same of all."""
    if len(set(texts)) == 1:
        return _escaped(texts[0])
    return joined(texts)


def values_of(cell: str, name: str) -> DetailCell:
    """What a cell says of the terms of a language."""
    return DetailCell(name, tuple(map(plain, split(cell))))


def terms_cell(terms: Sequence[Term]) -> str:
    """Terms with their marks as a cell."""
    return ";".join(map(_with_marks, terms))


def terms_of(cell: str, locale: Locale, usual: TermStatus) -> list[Term]:
    """The terms of a cell; one without a mark has the usual status.

    Raises InputError for a term that is empty or too long.
    """
    return [_marked(part, locale, usual) for part in split(cell) if part]


def yes_or_no(text: str, name: str) -> bool | None:
    """A truth value; absent for an empty text. Raises InputError, with the name."""
    if text.lower() not in _YES_NO:
        raise InputError(f"{name} is {text!r}; it must be yes or no")
    return _YES_NO[text.lower()]


def guarded(cell: str, *, formula_safe: bool) -> str:
    """A cell with an apostrophe before it where reading takes one away.

    With `formula_safe` one that looks like a formula to a spreadsheet gets it too.

    >>> guarded("=1+1", formula_safe=True), guarded("=1+1", formula_safe=False)
    ("'=1+1", '=1+1')
    """
    pattern = _ANY_FORMULA if formula_safe else _FORMULA
    return "'" + cell if pattern.match(cell) else cell


def _marked(part: str, locale: Locale, status: TermStatus) -> Term:
    bare = part.lstrip(MARKS)
    marks = part[: len(part) - len(bare)]
    if "!" in marks:
        status = TermStatus.DEPRECATED
    elif "<" in marks:
        status = TermStatus.SUPERSEDED
    elif "&" in marks:
        status = TermStatus.ADMITTED
    text = term_text(plain(bare), locale)
    return Term(locale, text, status, forbidden="!" in marks, shared="~" in marks)


def _with_marks(term: Term) -> str:
    marks = "~" if term.shared else ""
    if term.forbidden:
        marks += "!"
    elif term.status is TermStatus.ADMITTED:
        marks += "&"
    elif term.status is TermStatus.SUPERSEDED:
        marks += "<"
    text = _escaped(term.text)
    return f"{marks}\\{text}" if text[0] in MARKS else marks + text


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;")
