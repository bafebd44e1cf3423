"""Concept entries as rows of a table, for CSV and XLSX."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from exports.entry import LossTally, WriteResult
from exports.io.lines import remove_unwritable_characters
from exports.table.csv_rows import MAX_CELL_LENGTH, MAX_ROW_LINE_COUNT
from exports.table.locale_names import CONCEPT_COLUMNS
from exports.term_format import MAX_TERM_LENGTH
from exports.terms.cells import (
    DETAIL_NAMES,
    format_terms,
    join_detail_texts,
    join_texts,
)
from exports.terms.columns import VARIANTS_DETAIL_NAME, make_locale_column_name
from exports.terms.field_texts import format_relation
from glossary.entries.entry import ConceptEntry, Term, TermStatus
from tm.text.locale import Locale
from tm.text.normal import nfc

REQUIRED_TERM_COLUMNS = ("concept_id", "domain", "note", "confidence")
"""Columns that are written even if they are empty."""


@dataclass(frozen=True, slots=True)
class TermTable:
    """A table with one row for each concept."""

    column_names: list[str]
    rows: list[dict[str, str]]
    write_result: WriteResult

    def list_rows(self) -> Iterator[list[str]]:
        """List the cells of each concept in the order of the columns."""
        for row in self.rows:
            yield [row.get(column_name, "") for column_name in self.column_names]


def make_term_table(entries: Iterable[ConceptEntry]) -> TermTable:
    """Make a table with a row for each concept and columns for all locales."""
    all_entries = list(entries)
    locales = list(
        dict.fromkeys(term.locale for concept in all_entries for term in concept.terms)
    )
    row_maker = _ConceptRowMaker(locales)
    rows = [
        row_cells for entry in all_entries if (row_cells := row_maker.make_row(entry))
    ]
    used_column_names = {
        column_name for row in rows for column_name, cell in row.items() if cell
    }
    column_names = ["concept_id", "domain"]
    for locale in locales:
        column_names.append(make_locale_column_name(locale))
        detail_column_names = [
            f"{locale.tag}_{detail_name}"
            for detail_name in (VARIANTS_DETAIL_NAME, *DETAIL_NAMES, "source")
        ]
        column_names += [
            column_name
            for column_name in detail_column_names
            if column_name in used_column_names
        ]
    last_column_names = [*CONCEPT_COLUMNS, "relations", "source"]
    column_names += [
        column_name
        for column_name in last_column_names
        if column_name in used_column_names or column_name in REQUIRED_TERM_COLUMNS
    ]
    left_out_count = len(all_entries) - len(rows)
    return TermTable(
        column_names,
        rows,
        WriteResult(len(rows), left_out_count, row_maker.tally.list_losses()),
    )


class _ConceptRowMaker:
    """Makes rows of entries, and counts what a row cannot hold."""

    def __init__(self, locales: Sequence[Locale]) -> None:
        self.tally = LossTally()
        self._locales = locales
        self._column_name_by_locale = {
            locale: make_locale_column_name(locale) for locale in locales
        }

    def make_row(self, entry: ConceptEntry) -> dict[str, str] | None:
        """Make the cells of a concept by column; None without terms."""
        terms = self._select_terms(entry)
        if not terms:
            return None
        cell_by_column = {
            "concept_id": self._normalise_text(entry.id),
            "domain": self._normalise_text(entry.subject_field),
            "relations": join_texts(
                [
                    f"{format_relation(relation)}: "
                    f"{self._normalise_text(relation.concept)}"
                    for relation in entry.relations
                ]
            ),
        }
        cell_by_column |= {
            column_name: self._normalise_text(getattr(entry, column_name))
            for column_name in CONCEPT_COLUMNS
        }
        sources = {term.source for term in terms}
        common_source = next(iter(sources)) if len(sources) == 1 else None
        cell_by_column["source"] = self._normalise_text(common_source)
        ordered_terms = []
        for locale in self._locales:
            locale_terms = [term for term in terms if term.locale == locale]
            preferred_terms = [
                locale_term
                for locale_term in locale_terms
                if locale_term.status is TermStatus.PREFERRED
            ]
            other_terms = [
                locale_term
                for locale_term in locale_terms
                if locale_term.status is not TermStatus.PREFERRED
            ]
            language_tag = locale.tag
            cell_by_column[self._column_name_by_locale[locale]] = format_terms(
                preferred_terms
            )
            cell_by_column[f"{language_tag}_{VARIANTS_DETAIL_NAME}"] = format_terms(
                other_terms
            )
            locale_terms = preferred_terms + other_terms
            ordered_terms += locale_terms
            for detail_name in DETAIL_NAMES:
                cell_by_column[f"{language_tag}_{detail_name}"] = self._format_detail(
                    locale_terms, detail_name
                )
            if common_source is None:
                cell_by_column[f"{language_tag}_source"] = self._format_detail(
                    locale_terms, "source"
                )
        self.tally.add("order of terms", ordered_terms != terms)
        return self._fit_cells(cell_by_column)

    def _select_terms(self, entry: ConceptEntry) -> list[Term]:
        """Select the terms that can be read again."""
        term_by_key: dict[tuple[Locale, str], Term] = {}
        too_long_count = 0
        for term in entry.terms:
            text = " ".join(self._normalise_text(term.text).split())
            if not text or len(text) > MAX_TERM_LENGTH:
                too_long_count += 1
                continue
            if text != term.text:
                term = replace(term, text=text)
            term_by_key.setdefault((term.locale, text), term)
        self.tally.add(
            f"terms that are empty or have more than {MAX_TERM_LENGTH} characters",
            too_long_count,
        )
        duplicate_term_count = len(entry.terms) - too_long_count - len(term_by_key)
        self.tally.add("duplicate terms", duplicate_term_count)
        return list(term_by_key.values())

    def _format_detail(self, terms: Sequence[Term], detail_name: str) -> str:
        detail_texts = []
        for term in terms:
            detail_value = getattr(term, detail_name)
            if isinstance(detail_value, bool):
                detail_value = "yes" if detail_value else "no"
            detail_texts.append(self._normalise_text(detail_value))
        return join_detail_texts(detail_texts) if any(detail_texts) else ""

    def _normalise_text(self, text: str | None) -> str:
        """Normalise a text as reading will do."""
        if not text:
            return ""
        storable_text = (
            nfc(remove_unwritable_characters(text)[0])
            .replace("\r\n", "\n")
            .replace("\r", "\n")
            .strip()
        )
        if storable_text.count("\n") >= MAX_ROW_LINE_COUNT - 1:
            storable_text = " ".join(storable_text.split("\n"))
        self.tally.add(
            "white space and control characters in texts", storable_text != text
        )
        return storable_text

    def _fit_cells(self, cell_by_column: dict[str, str]) -> dict[str, str]:
        """Empty the cells that are too long, and join lines that are too many.

        The limit applies to the text before quotation marks are doubled.
        """
        for name, cell in cell_by_column.items():
            if len(cell) > MAX_CELL_LENGTH - 1:
                self.tally.add(f"cells of more than {MAX_CELL_LENGTH:,} characters")
                cell_by_column[name] = ""
        line_end_count = sum(cell.count("\n") for cell in cell_by_column.values())
        if line_end_count >= MAX_ROW_LINE_COUNT - 1:
            self.tally.add("line ends in texts", line_end_count)
            cell_by_column = {
                column_name: " ".join(cell.split("\n"))
                for column_name, cell in cell_by_column.items()
            }
        return cell_by_column
