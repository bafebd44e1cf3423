"""CSV table of term candidates, in which a person ticks the rows to import.

Each row is a candidate. An x in the column `take` ticks it; terms, domain and note may
be edited. Several targets in a cell are separated by `;`, the preferred one first. The
other columns are the evidence for the candidate.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from exports.entry import WriteResult
from exports.format import ReadOptions
from exports.table.csv_reader import TableRow, TextTable, read_table
from exports.table.guarded_cells import protect_formula
from exports.term_format import (
    MAX_TERM_LENGTH,
    TermFileContent,
    TermItem,
    TermWriteOptions,
)
from glossary.entries.entry import ConceptEntry, Term, TermStatus
from glossary.extraction.term_extraction import TermCandidate
from tm.errors import FormatError, InputError, InvalidLocale
from tm.file_remarks import Remark, SkippedEntry
from tm.text.locale import Locale
from tm.text.normal import match_form, nfc
from tm.text.segment import compute_content_key

TAKE_COLUMN = "take"
EXTRACTED_SOURCE = "extracted"
"""Value of `Term.source` of imported terms."""

_SOURCE_TERM_COLUMN, _TARGET_TERM_COLUMN = "source term", "target term"
_OTHER_COLUMNS = (
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
_TERM_COLUMN_PATTERN = re.compile(r"(source|target) term(?: \(([\w-]+)\))?")
_YES_WORDS = frozenset("x 1 yes y ya có co true ✓ ✔ ☑ oui ja sí si da v".split())
_NO_WORDS = frozenset("0 no n - tidak không khong false ✗ ☐ non nein".split())


@dataclass(frozen=True, slots=True)
class _CandidateColumns:
    """The columns of the terms, with their locales."""

    source_column_name: str
    source_locale: Locale
    target_column_name: str | None
    target_locale: Locale | None


def write_candidates(
    candidates: Iterable[TermCandidate],
    output_file: BinaryIO,
    *,
    source_locale: Locale,
    target_locale: Locale | None,
    with_byte_order_mark: bool = True,
    separator: str = ",",
) -> None:
    """Write the table for a spreadsheet; by the byte order mark Excel detects UTF-8."""
    csv_text = io.StringIO()
    writer = csv.writer(csv_text, delimiter=separator, lineterminator="\r\n")
    writer.writerow(_make_header(source_locale, target_locale))
    for candidate in candidates:
        cells = map(str, _make_cells(candidate, target_locale is not None))
        writer.writerow(map(protect_formula, cells))
    output_file.write(
        csv_text.getvalue().encode("utf-8-sig" if with_byte_order_mark else "utf-8")
    )


def read(path: Path, options: ReadOptions) -> Iterator[TermItem]:
    """Read the ticked rows as items of a format of terms."""
    content = read_content(path)
    yield from map(Remark, content.remarks)
    yield from content.skipped
    yield from content.entries
    yield from content.lost


def write(
    entries: Iterable[ConceptEntry], file: BinaryIO, options: TermWriteOptions
) -> WriteResult:
    """Raise InputError: the table is made from candidates, not from entries."""
    raise InputError(
        "a table of candidates cannot be written from concepts; extract terms to get "
        "one, or write csv, a format for concepts",
        next_step="extract terms",
    )


def read_content(path: Path) -> TermFileContent:
    """Read the ticked rows as concepts; the others are counted in a remark.

    The same source term always gives the same concept id. Invalid rows are skipped,
    with the reason. Raises FormatError if the columns do not name the languages.
    """
    table = read_table(path, is_column_name=_is_candidate_column)
    columns = _find_candidate_columns(table)
    skipped_rows = [
        SkippedEntry(table.path, line_number, reason)
        for line_number, reason in table.damaged_rows
    ]
    entry_by_id: dict[str, ConceptEntry] = {}
    line_number_by_id: dict[str, int] = {}
    unticked_count = 0
    for row in table.rows:
        try:
            if not _is_ticked(row):
                unticked_count += 1
                continue
            entry = _make_entry(row, columns)
            if entry.id in line_number_by_id:
                raise InputError(
                    f"duplicate term; it is in line {line_number_by_id[entry.id]}"
                )
        except InputError as error:
            skipped_rows.append(SkippedEntry(table.path, row.line_number, str(error)))
            continue
        entry_by_id[entry.id], line_number_by_id[entry.id] = (
            entry,
            row.line_number,
        )
    skipped_rows.sort(key=lambda entry: entry.line or 0)
    remarks = list(table.remarks)
    if unticked_count:
        noun = "row" if unticked_count == 1 else "rows"
        remarks.append(f"{path.name}: {unticked_count} {noun} not ticked")
    return TermFileContent(list(entry_by_id.values()), skipped_rows, [], remarks)


def _make_header(source_locale: Locale, target_locale: Locale | None) -> list[str]:
    target_column = (
        f"{_TARGET_TERM_COLUMN} ({target_locale})"
        if target_locale
        else _TARGET_TERM_COLUMN
    )
    return [
        TAKE_COLUMN,
        f"{_SOURCE_TERM_COLUMN} ({source_locale})",
        *_OTHER_COLUMNS[:3],
        target_column,
        *_OTHER_COLUMNS[3:],
    ]


def _make_cells(candidate: TermCandidate, has_targets: bool) -> Sequence[object]:
    """Make the cells of a candidate, in the order of the header."""
    best_equivalent = (
        candidate.equivalents[0] if candidate.equivalents and has_targets else None
    )
    example = candidate.example
    return [
        "",
        candidate.text,
        candidate.occurrence_count,
        candidate.document_count,
        round(candidate.score, 2),
        best_equivalent.text if best_equivalent else "",
        best_equivalent.unit_count if best_equivalent else "",
        round(best_equivalent.score, 2) if best_equivalent else "",
        "; ".join(equivalent.text for equivalent in candidate.equivalents[1:]),
        example.source if example else "",
        (example.target or "") if example else "",
        candidate.known_concept or "",
        "",
        "",
    ]


def _is_candidate_column(column_name: str) -> bool:
    return (
        column_name == TAKE_COLUMN
        or column_name in _OTHER_COLUMNS
        or bool(_TERM_COLUMN_PATTERN.fullmatch(column_name))
    )


def _find_candidate_columns(table: TextTable) -> _CandidateColumns:
    """Find the columns of the terms. Raises FormatError without a source language."""
    column_and_tag_by_side: dict[str, tuple[str, str | None]] = {}
    for column_name in table.column_names:
        if name_match := _TERM_COLUMN_PATTERN.fullmatch(column_name):
            column_and_tag_by_side[name_match[1]] = (column_name, name_match[2])
    if (
        "source" not in column_and_tag_by_side
        or not column_and_tag_by_side["source"][1]
    ):
        raise FormatError(
            "no column names the source language; name one as "
            f"'{_SOURCE_TERM_COLUMN} (vi)'",
            path=table.path,
            line=1,
        )
    column_name, source_tag = column_and_tag_by_side["source"]
    source_locale = _parse_locale(source_tag or "", table)
    target_column_name, target_tag = column_and_tag_by_side.get("target", (None, None))
    return _CandidateColumns(
        column_name,
        source_locale,
        target_column_name,
        _parse_locale(target_tag, table) if target_tag else None,
    )


def _parse_locale(language_tag: str, table: TextTable) -> Locale:
    try:
        return Locale.parse(language_tag)
    except InvalidLocale as error:
        raise FormatError(str(error), path=table.path, line=1) from error


def _is_ticked(row: TableRow) -> bool:
    """Whether a person ticked a row. Raises InputError for an unclear mark."""
    take_text = nfc(row.read_cell(TAKE_COLUMN)).lower()
    if take_text in _YES_WORDS:
        return True
    if not take_text or take_text in _NO_WORDS:
        return False
    raise InputError(
        f"{TAKE_COLUMN} is {take_text!r}; write x to take the row, or leave it empty"
    )


def _make_entry(row: TableRow, columns: _CandidateColumns) -> ConceptEntry:
    """Make the concept of a ticked row. Raises InputError if it cannot be taken."""
    known_concept = row.read_cell("known concept")
    if known_concept:
        raise InputError(
            f"the term is in concept {known_concept} already; edit that concept"
        )
    source_texts = _split_texts(row.read_cell(columns.source_column_name))
    if not source_texts:
        raise InputError("no source term")
    terms = _make_terms(source_texts, columns.source_locale)
    target_texts = (
        _split_texts(row.read_cell(columns.target_column_name))
        if columns.target_column_name
        else []
    )
    if target_texts and columns.target_locale is None:
        raise InputError(
            f"the column {_TARGET_TERM_COLUMN!r} names no language; name it as "
            f"'{_TARGET_TERM_COLUMN} (id)'"
        )
    if columns.target_locale is not None:
        terms += _make_terms(target_texts, columns.target_locale)
    return ConceptEntry(
        id=_make_concept_id(source_texts[0], columns.source_locale),
        terms=tuple(terms),
        subject_field=row.read_cell("domain") or None,
        note="; ".join(filter(None, [row.read_cell("note"), _describe_origin(row)]))
        or None,
    )


def _split_texts(cell: str) -> list[str]:
    """Split a cell into its texts, without repeated ones."""
    texts = (" ".join(nfc(term_text).split()) for term_text in cell.split(";"))
    return list(dict.fromkeys(filter(None, texts)))


def _make_terms(texts: Sequence[str], locale: Locale) -> list[Term]:
    statuses = [TermStatus.PREFERRED] + [TermStatus.ADMITTED] * len(texts)
    for text in texts:
        if len(text) > MAX_TERM_LENGTH:
            raise InputError(
                f"a term of {len(text):,} characters in {locale}; at most "
                f"{MAX_TERM_LENGTH} are allowed"
            )
    return [
        Term(locale, text, status, source=EXTRACTED_SOURCE)
        for text, status in zip(texts, statuses, strict=False)
    ]


def _describe_origin(row: TableRow) -> str:
    """Describe how often a term was found; empty without counts."""
    count_text, document_count_text = row.read_cell("count"), row.read_cell("documents")
    if not count_text.isdecimal() or not document_count_text.isdecimal():
        return ""
    return f"extracted: {count_text} times in {document_count_text} texts"


def _make_concept_id(source_term_text: str, locale: Locale) -> str:
    match_key = match_form(source_term_text, is_vietnamese=locale.language == "vi")
    return "x" + compute_content_key("extracted", locale.tag, match_key).hex()[:12]
