"""CSV format of terms: a row for each concept, or for each pair of terms.

Rows of concepts have `concept_id`, `domain`, `note` …; a column named by a locale tag
has the preferred term, `LOCALE_variants` the others (see `exports.terms.cells`). A
variant without a mark is deprecated. Details of terms, such as `LOCALE_note`, are in
the order of the terms.

Rows of pairs have two locales and a `status`; see `exports.terms.csv_pairs`. Two
columns, with or without a header, are rows of concepts.
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

from exports.entry import ColumnLoss, WriteResult
from exports.format import ReadOptions
from exports.table.csv_reader import TableRow, TextTable, read_table
from exports.table.guarded_cells import guard_apostrophe, protect_formula
from exports.table.id_columns import NUMBER_COLUMN_NAMES, identifies_rows
from exports.table.locale_names import parse_column_locale
from exports.term_format import (
    EntryLineNumber,
    TermFileContent,
    TermItem,
    TermWriteOptions,
    collect_items,
)
from exports.terms.cells import (
    DetailCell,
    parse_detail_cell,
    parse_terms,
    parse_yes_or_no,
    split_cell,
    unescape_text,
)
from exports.terms.columns import (
    POSSIBLE_HEADINGS_TEXT,
    VARIANTS_DETAIL_NAME,
    TermColumns,
    choose_default_names,
    is_term_column,
    normalise_column_names,
    recognise_columns,
    require_understood_columns,
)
from exports.terms.concept_rows import REQUIRED_TERM_COLUMNS, make_term_table
from exports.terms.csv_pairs import read_pairs
from exports.terms.field_texts import make_concept_id, parse_date, parse_relation
from exports.terms.statuses import STATUS_COLUMN, RowStatus, RowStatusReader
from glossary.entries.entry import ConceptEntry, Relation, Term, TermStatus
from tm.errors import InputError
from tm.file_remarks import Remark, SkippedEntry
from tm.text.locale import Locale

_NUMBERS_SUFFIX = " (numbers)"
"""Ends the name of a column that numbers the rows."""


def read_content(path: Path, options: ReadOptions | None = None) -> TermFileContent:
    """Read all entries of a file; invalid rows are skipped, with the reason.

    Raises FormatError if the columns are not those of terms.
    """
    return collect_items(read(path, options or ReadOptions()))


def read(path: Path, options: ReadOptions) -> Iterator[TermItem]:
    """Read the entries of a file, then skipped rows, losses and remarks."""
    table = read_table(
        path,
        is_column_name=is_term_column,
        normalise_names=partial(normalise_column_names, options=options),
        choose_default_names=partial(choose_default_names, options=options),
    )
    yield from read_table_items(table, options)


def read_table_items(table: TextTable, options: ReadOptions) -> Iterator[TermItem]:
    """Read the entries of a table, then skipped rows, losses and remarks."""
    status_reader = RowStatusReader(options.statuses)
    table = _rename_number_columns(table)
    columns = recognise_columns(table.column_names, table.path, is_empty=not table.rows)
    unread_cell_count_by_column = _count_unread_cells(table, columns)
    unread_column_names = [
        column_name
        for column_name in unread_cell_count_by_column
        if not column_name.endswith(_NUMBERS_SUFFIX)
    ]
    require_understood_columns(columns, unread_column_names, table.path)
    skipped_rows = [
        SkippedEntry(table.path, line_number, reason)
        for line_number, reason in table.damaged_rows
    ]
    has_pairs = (
        STATUS_COLUMN in columns.column_names and len(columns.locale_by_column) == 2
    )
    has_pairs = has_pairs and not columns.locale_and_detail_by_column
    yield columns.find_supported_features(has_pairs=has_pairs)
    if has_pairs:
        yield from read_pairs(table, columns, status_reader, skipped_rows)
    else:
        yield from _read_concepts(table, columns, status_reader, skipped_rows)
    yield from sorted(skipped_rows, key=lambda entry: entry.line or 0)
    if unknown_words_text := status_reader.describe_unknown_words():
        yield Remark(f"{table.path}: {unknown_words_text}")
    for column_name, cell_count in unread_cell_count_by_column.items():
        if column_name in unread_column_names:
            description = f"column {column_name!r}, whose heading is not understood"
        else:
            number_column_name = column_name.removesuffix(_NUMBERS_SUFFIX)
            description = f"column {number_column_name!r}, which numbers the rows"
        yield ColumnLoss(description, cell_count)
    if unread_column_names:
        headings_text = ", ".join(map(repr, unread_column_names))
        yield Remark(
            f"{table.path}: headings not understood: {headings_text}; "
            f"possible headings: {POSSIBLE_HEADINGS_TEXT}"
        )
    yield from map(Remark, table.remarks)


def _count_unread_cells(table: TextTable, columns: TermColumns) -> dict[str, int]:
    """Count the filled cells of each column whose heading is not understood."""
    cell_count_by_column = {
        column_name: sum(bool(row.read_cell(column_name)) for row in table.rows)
        for column_name in columns.unknown_column_names
    }
    return {
        column_name: cell_count
        for column_name, cell_count in cell_count_by_column.items()
        if cell_count
    }


def write(
    entries: Iterable[ConceptEntry],
    file: BinaryIO,
    options: TermWriteOptions | None = None,
) -> WriteResult:
    """Write a row for each concept, with columns for all locales."""
    table = make_term_table(entries)
    options = options or TermWriteOptions()
    csv_text = io.StringIO()
    csv_writer = csv.writer(csv_text, delimiter=options.separator, lineterminator="\n")
    for cells in chain([table.column_names], table.list_rows()):
        if cells is not table.column_names:
            cells = list(map(guard_apostrophe, cells))
            if options.formula_safe:
                cells = list(map(protect_formula, cells))
        csv_writer.writerow(cells)
        # Written row by row, so that the text is not in memory twice.
        file.write(csv_text.getvalue().encode())
        csv_text.seek(0)
        csv_text.truncate()
    return table.write_result


def _rename_number_columns(table: TextTable) -> TextTable:
    """Rename number columns `no` and `id`, which are not Norwegian and Indonesian.

    A column `id` of numbers becomes `concept_id` if there is none; `no` counts rows. If
    all languages have numbers, these are terms, unless other columns may be the texts.
    In a table that Padanan wrote, a column named by a language holds terms.
    """
    if set(REQUIRED_TERM_COLUMNS) <= set(table.column_names):
        return table
    locale_column_names = [
        old_name for old_name in table.column_names if parse_column_locale(old_name)
    ]
    texts_by_column = {
        old_name: {row.read_cell(old_name) for row in table.rows} - {""}
        for old_name in locale_column_names
    }
    number_column_names = {
        old_name
        for old_name, texts in texts_by_column.items()
        if identifies_rows(old_name, texts)
    }
    has_other_texts = bool(number_column_names - {"id", *NUMBER_COLUMN_NAMES}) or all(
        map(is_term_column, table.column_names)
    )
    if not number_column_names or (
        len(number_column_names) == len(locale_column_names) and has_other_texts
    ):
        return table
    new_name_by_old_name = {
        old_name: f"{old_name}{_NUMBERS_SUFFIX}" for old_name in number_column_names
    }
    if "id" in number_column_names and "concept_id" not in table.column_names:
        new_name_by_old_name["id"] = "concept_id"
    rows = [
        replace(
            row,
            cell_by_column={
                new_name_by_old_name.get(column_name, column_name): cell
                for column_name, cell in row.cell_by_column.items()
            },
        )
        for row in table.rows
    ]
    column_names = [
        new_name_by_old_name.get(old_name, old_name) for old_name in table.column_names
    ]
    remarks = [
        f"{table.path}: column {old_name!r} contains numbers or ids of rows, not terms"
        for old_name in new_name_by_old_name
    ]
    all_remarks = (*table.remarks, *remarks)
    return replace(
        table, column_names=tuple(column_names), rows=tuple(rows), remarks=all_remarks
    )


def _read_concepts(
    table: TextTable,
    columns: TermColumns,
    status_reader: RowStatusReader,
    skipped_rows: list[SkippedEntry],
) -> Iterator[ConceptEntry | EntryLineNumber]:
    """Read a concept from each row; invalid rows go to `skipped_rows`."""
    line_number_by_id: dict[str, int] = {}
    for row in table.rows:
        try:
            entry = _make_entry(row, columns, status_reader)
            if entry.id in line_number_by_id:
                raise InputError(
                    f"duplicate concept {entry.id}; it is in line "
                    f"{line_number_by_id[entry.id]}"
                )
        except InputError as error:
            skipped_rows.append(SkippedEntry(table.path, row.line_number, str(error)))
            continue
        line_number_by_id[entry.id] = row.line_number
        yield EntryLineNumber(row.line_number)
        yield entry


def _make_entry(
    row: TableRow, columns: TermColumns, status_reader: RowStatusReader
) -> ConceptEntry:
    """Make the concept of a row. Raises InputError for an invalid cell.

    The status of a row is that of the terms in all languages but the first.
    """
    terms_by_locale: dict[Locale, list[Term]] = defaultdict(list)
    term_locales = list(dict.fromkeys(columns.locale_by_column.values()))
    row_status = status_reader.read(row, term_locales)
    for locale_by_column, status in (
        (columns.locale_by_column, TermStatus.PREFERRED),
        (columns.variant_locale_by_column, TermStatus.DEPRECATED),
    ):
        for column_name, locale in locale_by_column.items():
            if cell := row.read_cell(column_name):
                terms = parse_terms(cell, locale, status)
                if status is TermStatus.PREFERRED and (
                    locale == row_status.locale
                    if row_status.locale is not None
                    else locale != term_locales[0]
                ):
                    terms = [_give_status(term, row_status) for term in terms]
                terms_by_locale[locale] += terms
    if not any(terms_by_locale.values()):
        raise InputError("no term")
    # In the order of the columns, so that writing gives the same file back.
    locales = dict.fromkeys(
        [
            *columns.locale_by_column.values(),
            *columns.variant_locale_by_column.values(),
        ]
    )
    detail_cells_by_locale = _read_detail_cells(row, columns)
    ordered_terms = [
        term
        for locale in locales
        for term in _remove_repeated_terms(
            _add_details(
                terms_by_locale[locale], row, detail_cells_by_locale.get(locale, {})
            )
        )
    ]
    return ConceptEntry(
        id=_read_id(row, columns, ordered_terms),
        terms=tuple(ordered_terms),
        subject_field=row.read_cell("domain") or None,
        definition=row.read_cell("definition") or None,
        note=row.read_cell("note") or None,
        confidence=row.read_cell("confidence") or None,
        valid_from=parse_date(row.read_cell("valid_from"), "valid_from"),
        valid_to=parse_date(row.read_cell("valid_to"), "valid_to"),
        relations=_parse_relations(row.read_cell("relations")),
    )


def _give_status(term: Term, row_status: RowStatus) -> Term:
    """Give a term the status of its row, unless a mark gives it another one."""
    if term.status is not TermStatus.PREFERRED:
        return term
    return replace(term, status=row_status.status, forbidden=row_status.is_forbidden)


def _read_detail_cells(
    row: TableRow, columns: TermColumns
) -> dict[Locale, dict[str, DetailCell]]:
    """Read the cells with details of the terms of each locale."""
    detail_cells_by_locale: dict[Locale, dict[str, DetailCell]] = defaultdict(dict)
    for column_name, (
        locale,
        detail_name,
    ) in columns.locale_and_detail_by_column.items():
        if detail_name != VARIANTS_DETAIL_NAME and (cell := row.read_cell(column_name)):
            detail_cells_by_locale[locale][detail_name] = parse_detail_cell(
                cell, column_name
            )
    return detail_cells_by_locale


def _add_details(
    terms: Sequence[Term], row: TableRow, cell_by_detail: dict[str, DetailCell]
) -> Iterator[Term]:
    """Add to the terms of a locale the details in the cells of their row."""
    row_source = row.read_cell("source") or None
    for term_index, term in enumerate(terms):
        text_by_detail = {
            detail_name: detail_cell.find_text(term_index, len(terms))
            for detail_name, detail_cell in cell_by_detail.items()
        }
        if not text_by_detail:
            yield replace(term, source=row_source) if row_source else term
            continue
        yield replace(
            term,
            part_of_speech=text_by_detail.get("part_of_speech") or None,
            case_sensitive=parse_yes_or_no(
                text_by_detail.get("case_sensitive", ""), "case_sensitive"
            ),
            valid_from=parse_date(text_by_detail.get("valid_from", ""), "valid_from"),
            valid_to=parse_date(text_by_detail.get("valid_to", ""), "valid_to"),
            note=text_by_detail.get("note") or None,
            source=text_by_detail.get("source") or row_source,
        )


def _remove_repeated_terms(terms: Iterable[Term]) -> Iterator[Term]:
    """Remove terms with the same text; the first one stays."""
    term_by_text: dict[str, Term] = {}
    for term in terms:
        first_term = term_by_text.get(term.text)
        if first_term is None:
            term_by_text[term.text] = term
            yield term
        elif first_term.forbidden != term.forbidden:
            if TermStatus.PREFERRED in (first_term.status, term.status):
                raise InputError(f"{term.text!r} is both preferred and forbidden")


def _parse_relations(cell: str) -> tuple[Relation, ...]:
    """Parse the relations in a cell. Raises InputError."""
    relations = []
    for relation_text in filter(None, split_cell(cell)):
        relation = parse_relation(unescape_text(relation_text))
        if relation is None:
            raise InputError(
                f"{relation_text!r} is not a relation; write it as `part of: ID`, or "
                "with dates as `office held 2021-04-05/2026-04-07: ID`"
            )
        relations.append(relation)
    return tuple(relations)


def _read_id(row: TableRow, columns: TermColumns, terms: Iterable[Term]) -> str:
    """Read the id of a row, or make it from the terms without such a column."""
    if "concept_id" not in columns.column_names:
        return make_concept_id(terms)
    concept_id = row.read_cell("concept_id")
    if not concept_id:
        raise InputError("the row has no concept_id")
    return concept_id
