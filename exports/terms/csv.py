"""CSV of terms: a row a concept, or a row a pair of terms with its status.

A row a concept: `concept_id`, `domain`, `note` …; every column that is a locale tag
holds the preferred term, `LOCALE_variants` the others, as `exports.terms.cells` says.
A variant without a mark is deprecated: known, but not to be used. What is said of
single terms, `LOCALE_note` and its like, is in the order of the terms.

A row a pair: two locales and a `status`; see `exports.terms.csv_pairs`. Two columns,
with or without a header, are rows of concepts.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from exports.entry import Loss, Remark, SkippedEntry, WriteResult
from exports.format import ReadOptions
from exports.table.csv_reader import TableRow, TextTable, read_table
from exports.table.id_columns import NUMBER_COLUMN_NAMES, identifies_rows
from exports.table.locale_names import parse_column_locale
from exports.term_format import (
    EntryLine,
    TermFileContent,
    TermItem,
    TermWriteOptions,
    collect_items,
)
from exports.terms.cells import (
    DetailCell,
    guarded,
    plain,
    split,
    terms_of,
    values_of,
    yes_or_no,
)
from exports.terms.columns import (
    POSSIBLE_HEADINGS,
    VARIANTS,
    TermColumns,
    columns_of,
    demand_understood_columns,
    is_term_column,
    known_names,
    without_header,
)
from exports.terms.concept_rows import REQUIRED_TERM_COLUMNS, table_of
from exports.terms.csv_pairs import read_pairs
from exports.terms.text import date_of, made_id, relation_of
from glossary.entries.entry import ConceptEntry, Relation, Term, TermStatus
from tm.errors import InputError
from tm.text.locale import Locale

_NUMBERS_SUFFIX = " (numbers)"
"""Ends the name of a column that numbers the rows."""


def read_all(path: Path, options: ReadOptions | None = None) -> TermFileContent:
    """The entries of a file; rows that make no sense are skipped, with the reason.

    Raises FormatError where the columns are not those of terms.
    """
    return collect_items(read(path, options or ReadOptions()))


def read(path: Path, options: ReadOptions) -> Iterator[TermItem]:
    """The entries of a file, then what could not be read of it."""
    table = read_table(
        path,
        is_column_name=is_term_column,
        normalize_names=partial(known_names, options=options),
        choose_default_names=partial(without_header, options=options),
    )
    yield from items_of(table)


def items_of(table: TextTable) -> Iterator[TermItem]:
    """The entries of a table of any kind, then what could not be read of it."""
    table = _told_from_numbers(table)
    columns = columns_of(table.column_names, table.path, empty=not table.rows)
    unread_cell_counts = _count_unread_cells(table, columns)
    unread_names = [
        name for name in unread_cell_counts if not name.endswith(_NUMBERS_SUFFIX)
    ]
    demand_understood_columns(columns, unread_names, table.path)
    skipped = [
        SkippedEntry(table.path, row, reason) for row, reason in table.damaged_rows
    ]
    pairs = "status" in columns.names and len(columns.locales) == 2
    pairs = pairs and not columns.of_locales
    yield columns.holds(pairs=pairs)
    if pairs:
        yield from read_pairs(table, columns, skipped)
    else:
        yield from _read_concepts(table, columns, skipped)
    yield from sorted(skipped, key=lambda entry: entry.line or 0)
    if "status" in columns.names and not pairs:
        count = sum(bool(row.read_cell("status")) for row in table.rows)
        yield Loss("column 'status', which needs exactly two language columns", count)
    for name, cell_count in unread_cell_counts.items():
        if name in unread_names:
            description = f"column {name!r}, whose heading is not understood"
        else:
            row_number_name = name.removesuffix(_NUMBERS_SUFFIX)
            description = f"column {row_number_name!r}, which numbers the rows"
        yield Loss(description, cell_count)
    if unread_names:
        headings = ", ".join(map(repr, unread_names))
        yield Remark(
            f"{table.path}: headings not understood: {headings}; possible headings: "
            f"{POSSIBLE_HEADINGS}"
        )
    yield from map(Remark, table.remarks)


def _count_unread_cells(table: TextTable, columns: TermColumns) -> dict[str, int]:
    """Count the filled cells of each column whose heading is not understood."""
    counts = {
        name: sum(bool(row.read_cell(name)) for row in table.rows)
        for name in columns.unknown
    }
    return {name: count for name, count in counts.items() if count}


def write(
    entries: Iterable[ConceptEntry],
    file: BinaryIO,
    options: TermWriteOptions | None = None,
) -> WriteResult:
    """A row a concept, with columns for every locale there is."""
    table = table_of(entries)
    options = options or TermWriteOptions()
    text = io.StringIO()
    lines = csv.writer(text, delimiter=options.separator, lineterminator="\n")
    for cells in chain([table.columns], table.rows()):
        if cells is not table.columns:
            safe = options.formula_safe
            cells = [guarded(cell, formula_safe=safe) for cell in cells]
        lines.writerow(cells)
        # In parts, so that the text is not in memory twice.
        file.write(text.getvalue().encode())
        text.seek(0)
        text.truncate()
    return table.written


def _told_from_numbers(table: TextTable) -> TextTable:
    """The table without columns `no` and `id` of Norwegian and Indonesian numbers.

    An `id` of numbers is the concept's, where nothing else is; `no` counts rows. Where
    every language has numbers, these are terms, unless other columns may be the texts.
    In a table that Padanan wrote, a column named by a language holds terms.
    """
    if set(REQUIRED_TERM_COLUMNS) <= set(table.column_names):
        return table
    locales = [name for name in table.column_names if parse_column_locale(name)]
    texts_by_column = {
        name: {row.read_cell(name) for row in table.rows} - {""} for name in locales
    }
    numbered = {
        name for name, texts in texts_by_column.items() if identifies_rows(name, texts)
    }
    has_other_texts = numbered - {"id", *NUMBER_COLUMN_NAMES} or all(
        map(is_term_column, table.column_names)
    )
    if not numbered or (len(numbered) == len(locales) and has_other_texts):
        return table
    names = {name: f"{name}{_NUMBERS_SUFFIX}" for name in numbered}
    if "id" in numbered and "concept_id" not in table.column_names:
        names["id"] = "concept_id"
    rows = [
        replace(
            row,
            cell_by_column={
                names.get(column_name, column_name): cell
                for column_name, cell in row.cell_by_column.items()
            },
        )
        for row in table.rows
    ]
    columns = [names.get(name, name) for name in table.column_names]
    remarks = [
        f"{table.path}: column {name!r} contains numbers or ids of rows, not terms"
        for name in names
    ]
    notes = (*table.remarks, *remarks)
    return replace(table, column_names=tuple(columns), rows=tuple(rows), remarks=notes)


def _read_concepts(
    table: TextTable, columns: TermColumns, skipped: list[SkippedEntry]
) -> Iterator[ConceptEntry | EntryLine]:
    seen: dict[str, int] = {}
    for row in table.rows:
        try:
            entry = _entry(row, columns)
            if entry.id in seen:
                raise InputError(f"{entry.id} is in line {seen[entry.id]} already")
        except InputError as error:
            skipped.append(SkippedEntry(table.path, row.line, str(error)))
            continue
        seen[entry.id] = row.line
        yield EntryLine(row.line)
        yield entry


def _entry(row: TableRow, columns: TermColumns) -> ConceptEntry:
    terms: dict[Locale, list[Term]] = defaultdict(list)
    for names, status in (
        (columns.locales, TermStatus.PREFERRED),
        (columns.variants, TermStatus.DEPRECATED),
    ):
        for name, locale in names.items():
            if cell := row.read_cell(name):
                terms[locale] += terms_of(cell, locale, status)
    if not any(terms.values()):
        raise InputError("no term")
    # In the order of the columns, so that writing gives the same file back.
    locales = dict.fromkeys([*columns.locales.values(), *columns.variants.values()])
    details = _details(row, columns)
    ordered = [
        term
        for locale in locales
        for term in _unique(_with_details(terms[locale], row, details.get(locale, {})))
    ]
    return ConceptEntry(
        id=_id(row, columns, ordered),
        terms=tuple(ordered),
        subject_field=row.read_cell("domain") or None,
        definition=row.read_cell("definition") or None,
        note=row.read_cell("note") or None,
        confidence=row.read_cell("confidence") or None,
        valid_from=date_of(row.read_cell("valid_from"), "valid_from"),
        valid_to=date_of(row.read_cell("valid_to"), "valid_to"),
        relations=_relations(row.read_cell("relations")),
    )


def _details(
    row: TableRow, columns: TermColumns
) -> dict[Locale, dict[str, DetailCell]]:
    """What cells say of the terms of each locale."""
    details: dict[Locale, dict[str, DetailCell]] = defaultdict(dict)
    for name, (locale, detail) in columns.of_locales.items():
        if detail != VARIANTS and (cell := row.read_cell(name)):
            details[locale][detail] = values_of(cell, name)
    return details


def _with_details(
    terms: Sequence[Term], row: TableRow, details: dict[str, DetailCell]
) -> Iterator[Term]:
    source = row.read_cell("source") or None
    for index, term in enumerate(terms):
        text = {
            detail: values.of(index, len(terms)) for detail, values in details.items()
        }
        if not text:
            yield replace(term, source=source) if source else term
            continue
        yield replace(
            term,
            part_of_speech=text.get("part_of_speech") or None,
            case_sensitive=yes_or_no(text.get("case_sensitive", ""), "case_sensitive"),
            valid_from=date_of(text.get("valid_from", ""), "valid_from"),
            valid_to=date_of(text.get("valid_to", ""), "valid_to"),
            note=text.get("note") or None,
            source=text.get("source") or source,
        )


def _unique(terms: Iterable[Term]) -> Iterator[Term]:
    """The terms without those of equal text; the first stays."""
    by_text: dict[str, Term] = {}
    for term in terms:
        first_term = by_text.get(term.text)
        if first_term is None:
            by_text[term.text] = term
            yield term
        elif first_term.forbidden != term.forbidden:
            if TermStatus.PREFERRED in (first_term.status, term.status):
                raise InputError(f"{term.text!r} is both preferred and forbidden")


def _relations(cell: str) -> tuple[Relation, ...]:
    relations = []
    for text in filter(None, split(cell)):
        relation = relation_of(plain(text))
        if relation is None:
            raise InputError(
                f"{text!r} is not a relation; write it as `part of: ID`, or with dates "
                "as `office held 2021-04-05/2026-04-07: ID`"
            )
        relations.append(relation)
    return tuple(relations)


def _id(row: TableRow, columns: TermColumns, terms: Iterable[Term]) -> str:
    if "concept_id" not in columns.names:
        return made_id(terms)
    id = row.read_cell("concept_id")
    if not id:
        raise InputError("it has no concept_id")
    return id
