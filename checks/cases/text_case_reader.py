"""Test cases of the checks of texts, read from `checks/cases/ID.toml`.

A file has tables `fires` and `silent`. A case is one text (`target`, perhaps `source`)
or a document (`units`, each with `target`, `source`, `kind`), or several, by their
`document`; `locale` and `source_locale` say the languages (vi and vi); `terms` a
termbase, an entry with `LANGUAGE_term`, `LANGUAGE_variant`, `LANGUAGE_old`,
`LANGUAGE_forbidden` (and `LANGUAGE_old_to`, its last day, `LANGUAGE_old_note`), perhaps
`domain`, `note`, `relations` (kind, concept, dates), `valid_from` and `valid_to`;
`published` the date of the text, `source_url` the address of its original; `words` a
list of usual words, `rare` one of rare words, `dictionary` the words of a dictionary,
which no installation need have. A firing case may tell the `quote`, `source_quote`,
`fix`, `message`, `severity`, `unit` and `related` to expect.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checks.cases import CASE_FOLDER
from checks.engine.known_terms import KnownTerms
from checks.engine.unit import Context, Unit
from glossary.entries.entry import (
    ConceptEntry,
    Relation,
    RelationKind,
    Term,
    TermStatus,
)
from tm.articles.archive.article import BlockKind
from tm.text.locale import Locale

# Any: the values of TOML.
TextCaseTable = Mapping[str, Any]

_STATUS_BY_COLUMN = {
    "term": (TermStatus.PREFERRED, False),
    "variant": (TermStatus.DEPRECATED, False),
    "old": (TermStatus.SUPERSEDED, False),
    "admitted": (TermStatus.ADMITTED, False),
    "forbidden": (TermStatus.DEPRECATED, True),
}

_COMMON_FREQUENCY, _RARE_FREQUENCY = 1e-4, 1e-8
"""Frequencies of the words of a case."""


@dataclass(frozen=True, slots=True)
class CaseVocabulary:
    """The vocabulary of a case, which has its words only."""

    frequency_by_word: Mapping[str, float]
    """The frequencies by word."""
    dictionary_words: frozenset[str] | None = None
    """The words of the dictionary; None without one."""
    foreign_word_frequencies: Sequence[Mapping[str, float]] = ()

    @property
    def dictionary(self) -> Callable[[str], bool] | None:
        """The test whether a word is in the dictionary, if there is one."""
        return (
            self.dictionary_words.__contains__
            if self.dictionary_words is not None
            else None
        )


@dataclass(frozen=True, slots=True)
class TextCase:
    """One test case of one check of texts."""

    check_id: str
    case_index: int
    must_fire: bool
    units: tuple[Unit, ...]
    context: Context
    expected_values: TextCaseTable

    def __str__(self) -> str:
        outcome = "fires" if self.must_fire else "silent"
        return f"{self.check_id}-{outcome}-{self.case_index}"


def iterate_text_cases() -> Iterator[TextCase]:
    """Iterate over all cases of the checks of texts."""
    for case_file in sorted(CASE_FOLDER.iterdir(), key=lambda path: path.name):
        check_id = case_file.name.removesuffix(".toml")
        if check_id == case_file.name or check_id.startswith("tb."):
            continue  # see checks.cases.termbase_case_reader
        yield from iterate_text_cases_of_check(check_id)


def iterate_text_cases_of_check(check_id: str) -> Iterator[TextCase]:
    """Iterate over the cases of a check of texts; none without a file."""
    case_file = CASE_FOLDER / f"{check_id}.toml"
    if not case_file.is_file():
        return
    tables_by_outcome = tomllib.loads(case_file.read_text(encoding="utf-8"))
    for outcome in ("fires", "silent"):
        for case_index, case_table in enumerate(tables_by_outcome[outcome]):
            yield _make_case(check_id, case_index, outcome == "fires", case_table)


def _make_case(
    check_id: str, case_index: int, must_fire: bool, case_table: TextCaseTable
) -> TextCase:
    unit_rows = case_table.get("units", [case_table])
    units = tuple(
        Unit(
            id=str(unit_index),
            target=unit_row["target"],
            source=unit_row.get("source"),
            document=unit_row.get("document", "document"),
            kind=BlockKind(unit_row["kind"]) if "kind" in unit_row else None,
            source_headline=unit_row.get(
                "source_headline", case_table.get("source_headline")
            ),
            source_url=case_table.get("source_url"),
            published=case_table.get("published"),
        )
        for unit_index, unit_row in enumerate(unit_rows)
    )
    return TextCase(
        check_id, case_index, must_fire, units, _make_context(case_table), case_table
    )


def _make_context(case_table: TextCaseTable) -> Context:
    target_locale = Locale.parse(case_table.get("locale", "vi"))
    source_locale = Locale.parse(case_table.get("source_locale", "vi"))
    entries = map(make_entry, case_table.get("terms", ()))
    starter_concept_ids = frozenset(case_table.get("starter", ()))
    return Context(
        target_locale,
        source_locale,
        KnownTerms.build(
            entries,
            target_locale,
            source_locale,
            starter_concept_ids=starter_concept_ids,
        ),
        vocabulary=_make_vocabulary(case_table) if "words" in case_table else None,
    )


def _make_vocabulary(case_table: TextCaseTable) -> CaseVocabulary:
    common_word_frequencies = dict.fromkeys(
        case_table["words"].split(), _COMMON_FREQUENCY
    )
    rare_word_frequencies = dict.fromkeys(
        case_table.get("rare", "").split(), _RARE_FREQUENCY
    )
    dictionary_text = case_table.get("dictionary")
    return CaseVocabulary(
        {**common_word_frequencies, **rare_word_frequencies},
        frozenset(dictionary_text.split()) if dictionary_text else None,
    )


def make_entry(entry_row: TextCaseTable) -> ConceptEntry:
    """Make the entry that a row of `terms` describes."""
    terms = [
        Term(
            Locale(language_tag),
            entry_row[f"{language_tag}_{column}"],
            status,
            is_forbidden,
            valid_to=entry_row.get(f"{language_tag}_{column}_to"),
            note=entry_row.get(f"{language_tag}_{column}_note"),
        )
        for language_tag in ("vi", "id", "en")
        for column, (status, is_forbidden) in _STATUS_BY_COLUMN.items()
        if f"{language_tag}_{column}" in entry_row
    ]
    return ConceptEntry(
        entry_row["id"],
        tuple(terms),
        subject_field=entry_row.get("domain"),
        note=entry_row.get("note"),
        valid_from=entry_row.get("valid_from"),
        valid_to=entry_row.get("valid_to"),
        relations=tuple(
            Relation(RelationKind(kind_name), *dates)
            for kind_name, *dates in entry_row.get("relations", ())
        ),
    )
