"""Test cases of the checks of texts, read from `checks/cases/ID.toml`.

A file has tables `fires` and `silent`. A case is one text (`target`, perhaps `source`)
or a document (`units`, each with `target`, `source`, `kind`), or several, by their
`document`; `locale` and `source_locale` say the languages, both `vi` if not; `terms` a
termbase, an entry with `LANGUAGE_term`, `LANGUAGE_variant`, `LANGUAGE_old`,
`LANGUAGE_forbidden` (and `LANGUAGE_old_to`, its last day, `LANGUAGE_old_note`), perhaps
`domain`, `note`, `relations` (kind, concept, dates), `valid_from` and `valid_to`;
`published` the date of the text, `source_url` the address of its original; `words` a
list of usual words, `rare` one of rare words, `dictionary` the words of a dictionary,
which no installation need have. A firing case may tell the `quote`, `source_quote`,
`fix`, `message`, `severity`, `unit` and `related` to expect.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from checks.cases.case_files import (
    CaseTable,
    CheckCase,
    list_checks_with_cases,
    read_case_file,
)
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

_STATUS_AND_FORBIDDEN_FLAG_BY_COLUMN = {
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
    foreign_frequency_tables: Sequence[Mapping[str, float]] = ()
    """Frequencies by word, one table for each other language."""

    @property
    def dictionary(self) -> Callable[[str], bool] | None:
        """The test whether a word is in the dictionary, if there is one."""
        return (
            self.dictionary_words.__contains__
            if self.dictionary_words is not None
            else None
        )


@dataclass(frozen=True, slots=True)
class TextCase(CheckCase):
    """One test case of one check of texts."""

    units: tuple[Unit, ...]
    context: Context


def iterate_text_cases() -> Iterator[TextCase]:
    """Iterate over all cases of the checks of texts."""
    for check_id in list_checks_with_cases(is_termbase_check=False):
        yield from iterate_text_cases_of_check(check_id)


def iterate_text_cases_of_check(check_id: str) -> Iterator[TextCase]:
    """Iterate over the cases of a check of texts; none without a file."""
    for case in read_case_file(check_id):
        yield TextCase(
            case.check_id,
            case.case_index,
            case.must_fire,
            case.case_table,
            _make_units(case.case_table),
            _make_context(case.case_table),
        )


def _make_units(case_table: CaseTable) -> tuple[Unit, ...]:
    unit_rows = case_table.get("units", [case_table])
    return tuple(
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


def _make_context(case_table: CaseTable) -> Context:
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


def _make_vocabulary(case_table: CaseTable) -> CaseVocabulary:
    frequency_by_common_word = dict.fromkeys(
        case_table["words"].split(), _COMMON_FREQUENCY
    )
    frequency_by_rare_word = dict.fromkeys(
        case_table.get("rare", "").split(), _RARE_FREQUENCY
    )
    dictionary_text = case_table.get("dictionary")
    return CaseVocabulary(
        {**frequency_by_common_word, **frequency_by_rare_word},
        frozenset(dictionary_text.split()) if dictionary_text else None,
    )


def make_entry(entry_row: CaseTable) -> ConceptEntry:
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
        for column, (
            status,
            is_forbidden,
        ) in _STATUS_AND_FORBIDDEN_FLAG_BY_COLUMN.items()
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
