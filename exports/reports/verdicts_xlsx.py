"""What a reviewer decided in a workbook of findings: see `report_xlsx`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from exports.entry import SkippedEntry
from exports.reports.words import ReportWords, languages, words_of
from exports.xlsx.format import open_workbook
from exports.xlsx.reader import Sheet, Workbook
from tm.errors import FormatError
from tm.text.input.stream import errors_as_input_errors

_LEAVE = 1
"""Which of the verdicts says that the text is right as it is."""
_NAMES = ("verdict", "fingerprint", "check", "quote", "note")


_Row = tuple[int, Sequence[str]]
"""The number of a row, from 1, and its cells."""


@dataclass(frozen=True, slots=True)
class ReviewVerdict:
    """A finding whose text a reviewer leaves as it is."""

    fingerprint: str
    check: str
    quote: str
    note: str | None


def read_verdicts(path: Path) -> list[ReviewVerdict | SkippedEntry]:
    """The findings of a workbook that a reviewer wants left as they are.

    The workbook may be in any language that reports are in, and its columns in any
    order. A row whose verdict is none of the three, or about no finding, is skipped
    with its place. Raises FormatError for one that is no report, and InputError for no
    file.
    """
    verdicts: list[ReviewVerdict | SkippedEntry] = []
    reports = 0
    with errors_as_input_errors(path), open_workbook(path) as book:
        for sheet in book.sheets:
            rows = _rows(book, sheet)
            _, head = next(rows, (0, ()))
            words = _language(head)
            if words is not None:
                reports += 1
                verdicts += _verdicts(head, rows, words, str(path))
    if not reports:
        raise FormatError(
            "has no sheet of findings, as `padanan check --report FILE.xlsx` writes it",
            path=str(path),
        )
    return verdicts


def _rows(book: Workbook, sheet: Sheet) -> Iterator[_Row]:
    """The cells of each row, as many as its head has."""
    count = 0
    for number, cells in book.rows(sheet):
        count = count or len(cells)
        yield number, [*cells, *[""] * (count - len(cells))]


def _language(head: Sequence[str]) -> ReportWords | None:
    """The words of the language that a head is in, if it is one of findings."""
    for language in languages():
        words = words_of(language)
        if all(words[name] in head for name in _NAMES):
            return words
    return None


def _verdicts(
    head: Sequence[str], rows: Iterator[_Row], words: ReportWords, path: str
) -> Iterator[ReviewVerdict | SkippedEntry]:
    columns = {name: head.index(words[name]) for name in _NAMES}
    verdicts = words.all("verdicts")
    known_words = [verdict.casefold() for verdict in verdicts]
    for number, row in rows:
        cells = {name: row[column] for name, column in columns.items()}
        verdict = cells["verdict"].strip()
        if not verdict:
            continue
        if verdict.casefold() not in known_words:
            reason = f"{verdict!r} is not a verdict; write one of {', '.join(verdicts)}"
            yield SkippedEntry(path, number, reason)
        elif not cells["fingerprint"]:
            yield SkippedEntry(path, number, "a verdict on no finding: no fingerprint")
        elif verdict.casefold() == known_words[_LEAVE]:
            yield ReviewVerdict(
                cells["fingerprint"],
                cells["check"],
                cells["quote"],
                cells["note"].strip() or None,
            )
