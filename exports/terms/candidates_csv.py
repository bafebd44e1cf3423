"""The table of candidates for terms: a person ticks, and what is ticked is imported.

A row a candidate. `take` is empty until somebody writes an x; the terms, the domain
and the note may be changed, and several targets in a cell are parted by `;`, the first
of which is the preferred one. The other columns say what the candidate rests on.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from exports.entry import Remark, SkippedEntry, WriteResult
from exports.format import ReadOptions
from exports.table.csv_reader import TableRow, TextTable, read_table
from exports.term_format import (
    MAX_TERM_LENGTH,
    TermFileContent,
    TermItem,
    TermWriteOptions,
)
from glossary.entries.entry import ConceptEntry, Term, TermStatus
from glossary.extraction.extraction import TermCandidate
from tm.errors import FormatError, InputError, InvalidLocale
from tm.text.locale import Locale
from tm.text.normal import match_form, nfc
from tm.text.segment import content_key

TAKE = "take"
SOURCE = "extracted"
"""The source of the fact that the imported terms have."""

_SOURCE_TERM, _TARGET_TERM = "source term", "target term"
_OTHERS = (
    "count",
    "documents",
    "score",
    "target count",
    "sure",
    "alternatives",
    "example source",
    "example target",
    "known concept",
    "domain",
    "note",
)
_TERM_COLUMN = re.compile(r"(source|target) term(?: \(([\w-]+)\))?")
_YES = frozenset("x 1 yes y ya có co true ✓ ✔ ☑ oui ja sí si da v".split())
_NO = frozenset("0 no n - tidak không khong false ✗ ☐ non nein".split())
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class _CandidateColumns:
    source_name: str
    source: Locale
    target_name: str | None
    target: Locale | None


def write_candidates(
    candidates: Iterable[TermCandidate],
    file: BinaryIO,
    *,
    source: Locale,
    target: Locale | None,
    bom: bool = True,
    separator: str = ",",
) -> None:
    """Write the table, for a spreadsheet; `bom` lets Excel see that it is UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerow(_header(source, target))
    for candidate in candidates:
        writer.writerow(map(_harmless, _cells(candidate, target is not None)))
    file.write(text.getvalue().encode("utf-8-sig" if bom else "utf-8"))


def read(path: Path, options: ReadOptions) -> Iterator[TermItem]:
    """The same as a format of terms has it; all of it is read first."""
    content = read_all(path)
    yield from map(Remark, content.remarks)
    yield from content.skipped
    yield from content.entries
    yield from content.lost


def write(
    entries: Iterable[ConceptEntry], file: BinaryIO, options: TermWriteOptions
) -> WriteResult:
    """Raises InputError: a table to tick is made of candidates, not of entries."""
    raise InputError(
        "a table to tick is what `padanan terms extract -O FILE` writes; concepts are "
        "written as csv"
    )


def read_all(path: Path) -> TermFileContent:
    """The ticked rows as concepts; of the others it is said how many there are.

    A concept has the same id whenever the same source term is taken. Rows that make
    no sense are skipped, with the reason. Raises FormatError where the columns do not
    say which languages the terms are in.
    """
    table = read_table(path, is_column_name=_recognises)
    columns = _columns(table)
    skipped = [
        SkippedEntry(table.path, line, reason) for line, reason in table.damaged_rows
    ]
    entries: dict[str, ConceptEntry] = {}
    lines: dict[str, int] = {}
    unticked = 0
    for row in table.rows:
        try:
            if not _is_taken(row):
                unticked += 1
                continue
            entry = _entry(row, columns)
            if entry.id in lines:
                raise InputError(f"the term is in line {lines[entry.id]} already")
        except InputError as error:
            skipped.append(SkippedEntry(table.path, row.line, str(error)))
            continue
        entries[entry.id], lines[entry.id] = entry, row.line
    skipped.sort(key=lambda entry: entry.line or 0)
    notes = list(table.remarks)
    if unticked:
        rows = "row" if unticked == 1 else "rows"
        notes.append(f"{path.name}: {unticked} {rows} not ticked")
    return TermFileContent(list(entries.values()), skipped, [], notes)


def _header(source: Locale, target: Locale | None) -> list[str]:
    right = f"{_TARGET_TERM} ({target})" if target else _TARGET_TERM
    return [
        TAKE,
        f"{_SOURCE_TERM} ({source})",
        *_OTHERS[:3],
        right,
        *_OTHERS[3:],
    ]


def _cells(candidate: TermCandidate, paired: bool) -> Sequence[object]:
    best = candidate.equivalents[0] if candidate.equivalents and paired else None
    example = candidate.example
    return [
        "",
        candidate.text,
        candidate.occurrence_count,
        candidate.document_count,
        round(candidate.score, 2),
        best.text if best else "",
        best.unit_count if best else "",
        round(best.score, 2) if best else "",
        "; ".join(equivalent.text for equivalent in candidate.equivalents[1:]),
        example.source if example else "",
        (example.target or "") if example else "",
        candidate.known_concept or "",
        "",
        "",
    ]


def _harmless(cell: object) -> object:
    """A text that no spreadsheet takes for a formula."""
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f" {cell}"
    return cell


def _recognises(name: str) -> bool:
    return name == TAKE or name in _OTHERS or bool(_TERM_COLUMN.fullmatch(name))


def _columns(table: TextTable) -> _CandidateColumns:
    term_columns: dict[str, tuple[str, str | None]] = {}
    for name in table.column_names:
        if match := _TERM_COLUMN.fullmatch(name):
            term_columns[match[1]] = (name, match[2])
    if "source" not in term_columns or not term_columns["source"][1]:
        raise FormatError(
            f"no column names its language, as in '{_SOURCE_TERM} (vi)'",
            path=table.path,
            line=1,
        )
    name, tag = term_columns["source"]
    source = _locale(tag or "", table)
    target_name, target_tag = term_columns.get("target", (None, None))
    return _CandidateColumns(
        name, source, target_name, _locale(target_tag, table) if target_tag else None
    )


def _locale(tag: str, table: TextTable) -> Locale:
    try:
        return Locale.parse(tag)
    except InvalidLocale as error:
        raise FormatError(str(error), path=table.path, line=1) from error


def _is_taken(row: TableRow) -> bool:
    mark = nfc(row.read_cell(TAKE)).lower()
    if mark in _YES:
        return True
    if not mark or mark in _NO:
        return False
    raise InputError(f"take is {mark!r}; put an x to take the row, nothing to leave it")


def _entry(row: TableRow, columns: _CandidateColumns) -> ConceptEntry:
    known_concept = row.read_cell("known concept")
    if known_concept:
        raise InputError(
            f"concept {known_concept} has the term already; change it there"
        )
    sources = _texts(row.read_cell(columns.source_name))
    if not sources:
        raise InputError("no source term")
    terms = _terms(sources, columns.source)
    targets = _texts(row.read_cell(columns.target_name)) if columns.target_name else []
    if targets and columns.target is None:
        raise InputError(
            f"the column {_TARGET_TERM!r} names no language; call it "
            f"'{_TARGET_TERM} (id)', or whichever it is"
        )
    if columns.target is not None:
        terms += _terms(targets, columns.target)
    return ConceptEntry(
        id=_id(sources[0], columns.source),
        terms=tuple(terms),
        subject_field=row.read_cell("domain") or None,
        note="; ".join(filter(None, [row.read_cell("note"), _origin(row)])) or None,
    )


def _texts(cell: str) -> list[str]:
    """The terms of a cell, each once."""
    texts = (" ".join(nfc(part).split()) for part in cell.split(";"))
    return list(dict.fromkeys(filter(None, texts)))


def _terms(texts: Sequence[str], locale: Locale) -> list[Term]:
    statuses = [TermStatus.PREFERRED] + [TermStatus.ADMITTED] * len(texts)
    for text in texts:
        if len(text) > MAX_TERM_LENGTH:
            raise InputError(
                f"a term of {len(text):,} characters in {locale}; at most "
                f"{MAX_TERM_LENGTH} are allowed"
            )
    return [
        Term(locale, text, status, source=SOURCE)
        for text, status in zip(texts, statuses, strict=False)
    ]


def _origin(row: TableRow) -> str:
    """What the term was found in."""
    count, documents = row.read_cell("count"), row.read_cell("documents")
    if not count.isdecimal() or not documents.isdecimal():
        return ""
    return f"extracted: {count} times in {documents} texts"


def _id(text: str, locale: Locale) -> str:
    form = match_form(text, vietnamese=locale.language == "vi")
    return "x" + content_key("extracted", locale.tag, form).hex()[:12]
