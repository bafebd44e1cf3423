"""CSV format of terms with a row for each pair: two locales and `status`.

The status is that of the term in the second locale: `variant` means deprecated;
`forbidden_LOCALE` forbids the term of a named locale. Rows with the same `concept_id`
are one concept.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from exports.table.csv_reader import TableRow, TextTable
from exports.term_format import EntryLineNumber
from exports.terms.columns import TermColumns
from exports.terms.field_texts import make_concept_id, normalise_term
from exports.terms.statuses import RowStatusReader
from glossary.entries.entry import ConceptEntry, Term, TermStatus
from tm.errors import InputError
from tm.file_remarks import SkippedEntry
from tm.text.locale import Locale

_TermKey = tuple[Locale, str]


@dataclass(frozen=True, slots=True)
class _PartialConcept:
    """An entry whose rows are still being read."""

    id: str
    domain: str | None
    line_number: int
    term_by_key: Mapping[_TermKey, Term] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _PairRow:
    """A row of two terms."""

    id: str
    domain: str | None
    status_term: Term
    """The term whose status the row has."""
    other_term: Term
    """The term of the other locale."""


def read_pairs(
    table: TextTable,
    columns: TermColumns,
    status_reader: RowStatusReader,
    skipped_rows: list[SkippedEntry],
) -> Iterator[ConceptEntry | EntryLineNumber]:
    """Read the concepts of a table of pairs; invalid rows go to `skipped_rows`."""
    partial_concept_by_id: dict[str, _PartialConcept] = {}
    for row in table.rows:
        try:
            pair_row = _read_pair(row, columns, status_reader)
            partial_concept = partial_concept_by_id.get(pair_row.id) or _PartialConcept(
                pair_row.id, pair_row.domain, row.line_number
            )
            term_by_key = _add_pair(partial_concept.term_by_key, pair_row)
        except InputError as error:
            skipped_rows.append(SkippedEntry(table.path, row.line_number, str(error)))
            continue
        partial_concept_by_id[pair_row.id] = replace(
            partial_concept, term_by_key=term_by_key
        )
    locales = list(columns.locale_by_column.values())
    for partial_concept in partial_concept_by_id.values():
        ordered_terms = sorted(
            partial_concept.term_by_key.values(),
            key=lambda term: locales.index(term.locale),
        )
        yield EntryLineNumber(partial_concept.line_number)
        yield ConceptEntry(
            partial_concept.id,
            tuple(ordered_terms),
            subject_field=partial_concept.domain,
        )


def _read_pair(
    row: TableRow, columns: TermColumns, status_reader: RowStatusReader
) -> _PairRow:
    """Read the pair of terms in a row. Raises InputError."""
    text_by_locale = {
        locale: row.read_cell(column_name)
        for column_name, locale in columns.locale_by_column.items()
    }
    if len(text_by_locale) != 2:
        raise InputError("both columns have the same locale")
    source_locale, target_locale = text_by_locale
    row_status = status_reader.read(row, (source_locale, target_locale))
    status_locale = row_status.locale or target_locale
    status_term = Term(
        status_locale,
        normalise_term(text_by_locale[status_locale], status_locale),
        row_status.status,
        forbidden=row_status.is_forbidden,
    )
    other_locale = target_locale if status_locale == source_locale else source_locale
    other_term = Term(
        other_locale, normalise_term(text_by_locale[other_locale], other_locale)
    )
    concept_id = row.read_cell("concept_id")
    if not concept_id:
        if "concept_id" in columns.column_names:
            raise InputError("the row has no concept_id")
        first_term = status_term if status_locale == source_locale else other_term
        concept_id = make_concept_id(
            [replace(first_term, status=TermStatus.PREFERRED, forbidden=False)]
        )
    return _PairRow(
        concept_id, row.read_cell("domain") or None, status_term, other_term
    )


def _add_pair(
    earlier_term_by_key: Mapping[_TermKey, Term], pair_row: _PairRow
) -> dict[_TermKey, Term]:
    """Add the terms of a pair to those of its concept.

    The row has no status for the term of the other locale: the first term of a language
    is preferred, later ones are admitted.
    """
    other_term = pair_row.other_term
    if any(
        term.locale == other_term.locale and term.status is TermStatus.PREFERRED
        for term in earlier_term_by_key.values()
    ):
        other_term = replace(other_term, status=TermStatus.ADMITTED)
    term_by_key = dict(earlier_term_by_key)
    term_by_key.setdefault((other_term.locale, other_term.text), other_term)
    status_term = pair_row.status_term
    first_term = term_by_key.setdefault(
        (status_term.locale, status_term.text), status_term
    )
    preferred_status = TermStatus.PREFERRED
    if first_term.forbidden != status_term.forbidden and preferred_status in (
        first_term.status,
        status_term.status,
    ):
        raise InputError(f"{status_term.text!r} is both preferred and forbidden")
    return term_by_key
