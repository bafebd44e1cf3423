"""Concept entries as rows of a table, for CSV and for workbooks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from exports.entry import LossTally, WriteResult
from exports.io.lines import remove_unwritable
from exports.table.csv_rows import MAX_CELL_LENGTH, MAX_ROW_LINES
from exports.table.locale_names import CONCEPT_COLUMNS
from exports.term_format import MAX_TERM_LENGTH
from exports.terms.cells import DETAILS, joined, terms_cell, values_cell
from exports.terms.columns import VARIANTS, column_of
from exports.terms.text import relation_text
from glossary.entries.entry import ConceptEntry, Term, TermStatus
from tm.text.locale import Locale
from tm.text.normal import nfc

REQUIRED_TERM_COLUMNS = ("concept_id", "domain", "note", "confidence")
"""Columns that are written even if they are empty."""


@dataclass(frozen=True, slots=True)
class TermTable:
    """Concepts as a table, for a file of any kind."""

    columns: list[str]
    cells: list[dict[str, str]]
    written: WriteResult

    def rows(self) -> Iterator[list[str]]:
        """The cells of each concept, in the order of the columns."""
        for row in self.cells:
            yield [row.get(name, "") for name in self.columns]


def table_of(entries: Iterable[ConceptEntry]) -> TermTable:
    """A row a concept, with columns for every locale there is."""
    all_entries = list(entries)
    locales = list(
        dict.fromkeys(term.locale for concept in all_entries for term in concept.terms)
    )
    writer = _Writer(locales)
    rows = [cells for entry in all_entries if (cells := writer.row(entry))]
    names = {name for row in rows for name, cell in row.items() if cell}
    order = ["concept_id", "domain"]
    for locale in locales:
        order.append(column_of(locale))
        detail_columns = [
            f"{locale.tag}_{detail}" for detail in (VARIANTS, *DETAILS, "source")
        ]
        order += [name for name in detail_columns if name in names]
    last_columns = [*CONCEPT_COLUMNS, "relations", "source"]
    order += [
        name for name in last_columns if name in names or name in REQUIRED_TERM_COLUMNS
    ]
    left_out = len(all_entries) - len(rows)
    return TermTable(
        order, rows, WriteResult(len(rows), left_out, writer.tally.losses())
    )


class _Writer:
    """Makes rows of entries, and counts what a row has no place for."""

    def __init__(self, locales: Sequence[Locale]) -> None:
        self.tally = LossTally()
        self._locales = locales
        self._columns = {locale: column_of(locale) for locale in locales}

    def row(self, entry: ConceptEntry) -> dict[str, str] | None:
        """The cells of a concept by column; absent if it has no terms."""
        terms = self._terms(entry)
        if not terms:
            return None
        cells = {
            "concept_id": self._text(entry.id),
            "domain": self._text(entry.subject_field),
            "relations": joined(
                [
                    f"{relation_text(relation)}: {self._text(relation.concept)}"
                    for relation in entry.relations
                ]
            ),
        }
        cells |= {name: self._text(getattr(entry, name)) for name in CONCEPT_COLUMNS}
        sources = {term.source for term in terms}
        shared = next(iter(sources)) if len(sources) == 1 else None
        cells["source"] = self._text(shared)
        ordered = []
        for locale in self._locales:
            locale_terms = [term for term in terms if term.locale == locale]
            preferred = [
                locale_term
                for locale_term in locale_terms
                if locale_term.status is TermStatus.PREFERRED
            ]
            other_terms = [
                locale_term
                for locale_term in locale_terms
                if locale_term.status is not TermStatus.PREFERRED
            ]
            tag = locale.tag
            cells[self._columns[locale]] = terms_cell(preferred)
            cells[f"{tag}_{VARIANTS}"] = terms_cell(other_terms)
            locale_terms = preferred + other_terms
            ordered += locale_terms
            for detail in DETAILS:
                cells[f"{tag}_{detail}"] = self._values(locale_terms, detail)
            if shared is None:
                cells[f"{tag}_source"] = self._values(locale_terms, "source")
        self.tally.add("order of terms", ordered != terms)
        return self._short(cells)

    def _terms(self, entry: ConceptEntry) -> list[Term]:
        """The terms that can be read again."""
        unique_terms: dict[tuple[Locale, str], Term] = {}
        too_long_count = 0
        for term in entry.terms:
            text = " ".join(self._text(term.text).split())
            if not text or len(text) > MAX_TERM_LENGTH:
                too_long_count += 1
                continue
            if text != term.text:
                term = replace(term, text=text)
            unique_terms.setdefault((term.locale, text), term)
        self.tally.add(
            f"terms that are empty or have more than {MAX_TERM_LENGTH} letters",
            too_long_count,
        )
        repeated_count = len(entry.terms) - too_long_count - len(unique_terms)
        self.tally.add("terms that are given twice", repeated_count)
        return list(unique_terms.values())

    def _values(self, terms: Sequence[Term], detail: str) -> str:
        texts = []
        for term in terms:
            value = getattr(term, detail)
            if isinstance(value, bool):
                value = "yes" if value else "no"
            texts.append(self._text(value))
        return values_cell(texts) if any(texts) else ""

    def _text(self, text: str | None) -> str:
        """A text as reading will give it."""
        if not text:
            return ""
        storable_text = (
            nfc(remove_unwritable(text)[0])
            .replace("\r\n", "\n")
            .replace("\r", "\n")
            .strip()
        )
        if storable_text.count("\n") >= MAX_ROW_LINES - 1:
            storable_text = " ".join(storable_text.split("\n"))
        self.tally.add(
            "white space and control characters in texts", storable_text != text
        )
        return storable_text

    def _short(self, cells: dict[str, str]) -> dict[str, str]:
        # Quotation marks are doubled, but the limit is on what they stand for.
        for name, cell in cells.items():
            if len(cell) > MAX_CELL_LENGTH - 1:
                self.tally.add(f"cells of more than {MAX_CELL_LENGTH:,} characters")
                cells[name] = ""
        lines = sum(cell.count("\n") for cell in cells.values())
        if lines >= MAX_ROW_LINES - 1:
            self.tally.add("line ends in texts", lines)
            cells = {
                column_name: " ".join(cell.split("\n"))
                for column_name, cell in cells.items()
            }
        return cells
