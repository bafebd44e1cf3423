"""Test cases of the checks of the termbase, read from `checks/cases/tb.*.toml`.

A case has `entries`, each with `id`, perhaps `domain`, `valid_from`, `valid_to` and
`relations` (lists of kind, concept and perhaps two dates), and `terms`: tables of a
language and a text, `status`, `forbidden`, `shared`, dates. `units` are the memory:
`source` (vi), `target` (id), perhaps `published`. A firing case may tell the `concept`,
`quote`, `fix`, `related`, `says` (a part of the message) and `count` to expect.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from checks.cases.case_files import (
    CaseTable,
    CheckCase,
    list_checks_with_cases,
    read_case_file,
)
from checks.engine.checked_termbase import CheckedTermbase
from checks.termbase.memory_evidence import collect_evidence
from glossary.entries.entry import (
    ConceptEntry,
    Relation,
    RelationKind,
    Term,
    TermStatus,
)
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import Origin, TranslationUnit

_CASE_LANGUAGES = ("vi", "id", "en", "de")


@dataclass(frozen=True, slots=True)
class TermbaseCase(CheckCase):
    """One test case of one check of the termbase."""

    termbase: CheckedTermbase


def iterate_termbase_cases() -> Iterator[TermbaseCase]:
    """Iterate over all cases of the checks of the termbase."""
    for check_id in list_checks_with_cases(is_termbase_check=True):
        yield from iterate_termbase_cases_of_check(check_id)


def iterate_termbase_cases_of_check(check_id: str) -> Iterator[TermbaseCase]:
    """Iterate over the cases of a check of the termbase; none without a file."""
    for case in read_case_file(check_id):
        yield TermbaseCase(
            case.check_id,
            case.case_index,
            case.must_fire,
            case.case_table,
            _make_termbase(case.case_table),
        )


def _make_termbase(case_table: CaseTable) -> CheckedTermbase:
    entries = [_make_entry(case_row) for case_row in case_table["entries"]]
    if "units" not in case_table:
        return CheckedTermbase.build(entries)
    units = [
        _make_unit(case_row, position)
        for position, case_row in enumerate(case_table["units"])
    ]
    return CheckedTermbase.build(entries, collect_evidence(entries, lambda: units))


def _make_entry(entry_row: CaseTable) -> ConceptEntry:
    return ConceptEntry(
        entry_row["id"],
        tuple(map(_make_term, entry_row["terms"])),
        subject_field=entry_row.get("domain"),
        valid_from=entry_row.get("valid_from"),
        valid_to=entry_row.get("valid_to"),
        relations=tuple(
            Relation(RelationKind(kind), *relation_fields)
            for kind, *relation_fields in entry_row.get("relations", ())
        ),
    )


def _make_term(term_row: CaseTable) -> Term:
    language = next(
        language_tag for language_tag in _CASE_LANGUAGES if language_tag in term_row
    )
    is_forbidden = term_row.get("forbidden", False)
    status = "deprecated" if is_forbidden else term_row.get("status", "preferred")
    return Term(
        Locale.parse(language),
        term_row[language],
        TermStatus(status),
        forbidden=is_forbidden,
        shared=term_row.get("shared", False),
        valid_from=term_row.get("valid_from"),
        valid_to=term_row.get("valid_to"),
    )


def _make_unit(unit_row: CaseTable, position: int) -> TranslationUnit:
    return TranslationUnit(
        Segment(Locale.parse("vi"), unit_row["source"]),
        Segment(Locale.parse("id"), unit_row["target"]),
        origin=Origin(
            article="a", position=position, published=unit_row.get("published")
        ),
    )
