"""What a reviewer decided in a workbook of findings: see `report_xlsx`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from exports.files import readable
from exports.report_words import Words, languages, words_of
from exports.xlsx import opened_workbook
from exports.xlsx_parts import Sheet, Workbook
from tm.errors import FormatError

_LEAVE = 1
"""Which of the verdicts says that the text is right as it is."""
_NAMES = ("verdict", "fingerprint", "check", "quote", "note")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A finding whose text a reviewer leaves as it is."""

    fingerprint: str
    check: str
    quote: str
    note: str | None


def left_standing(path: Path) -> list[Verdict]:
    """The findings of a workbook that a reviewer wants left as they are.

    The workbook may be in any language that reports are in, and its columns in any
    order. Raises FormatError for one that is no report, InputError for no file.
    """
    found: list[Verdict] = []
    reports = 0
    with readable(path), opened_workbook(path) as book:
        for sheet in book.sheets:
            rows = _rows(book, sheet)
            head = next(rows, ())
            words = _language(head)
            if words is not None:
                reports += 1
                found += _verdicts(head, rows, words)
    if not reports:
        raise FormatError(
            "has no sheet of findings, as `padanan check --report FILE.xlsx` writes it",
            path=str(path),
        )
    return found


def _rows(book: Workbook, sheet: Sheet) -> Iterator[Sequence[str]]:
    """The cells of each row, as many as its head has."""
    count = 0
    for _, cells in book.rows(sheet):
        count = count or len(cells)
        yield [*cells, *[""] * (count - len(cells))]


def _language(head: Sequence[str]) -> Words | None:
    """The words of the language that a head is in, if it is one of findings."""
    for language in languages():
        words = words_of(language)
        if all(words[name] in head for name in _NAMES):
            return words
    return None


def _verdicts(
    head: Sequence[str], rows: Iterator[Sequence[str]], words: Words
) -> Iterator[Verdict]:
    columns = {name: head.index(words[name]) for name in _NAMES}
    leave = words.all("verdicts")[_LEAVE].casefold()
    for row in rows:
        cells = {name: row[column] for name, column in columns.items()}
        if cells["verdict"].strip().casefold() == leave and cells["fingerprint"]:
            yield Verdict(
                cells["fingerprint"],
                cells["check"],
                cells["quote"],
                cells["note"].strip() or None,
            )
