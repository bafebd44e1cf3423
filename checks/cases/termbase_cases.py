"""Test cases of the checks of the termbase, read from `checks/cases/tb.*.toml`.

A case has `entries`, each with `id`, perhaps `domain`, `valid_from`, `valid_to` and
`relations` (lists of kind, concept and perhaps two dates), and `terms`: tables of a
language and a text, `status`, `forbidden`, `shared`, dates. `units` are the memory:
`source` (vi), `target` (id), perhaps `published`. A firing case may tell the `concept`,
`quote`, `fix`, `related`, `says` (a part of the message) and `count` to expect.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from checks.cases import FOLDER
from checks.engine.checked_termbase import Termbase
from checks.engine.evidence import collect_evidence
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

# Any: the values of TOML.
TermbaseCaseTable = Mapping[str, Any]
_CASE_LANGUAGES = ("vi", "id", "en", "de")


@dataclass(frozen=True, slots=True)
class TermbaseCase:
    """One test case of one check of the termbase."""

    check_id: str
    case_index: int
    must_fire: bool
    termbase: Termbase
    expected_values: TermbaseCaseTable

    def __str__(self) -> str:
        outcome = "fires" if self.must_fire else "silent"
        return f"{self.check_id}-{outcome}-{self.case_index}"


def iterate_termbase_cases() -> Iterator[TermbaseCase]:
    """Iterate over all cases of the checks of the termbase."""
    for path in sorted(FOLDER.iterdir(), key=lambda path: path.name):
        if path.name.startswith("tb.") and path.name.endswith(".toml"):
            yield from iterate_termbase_cases_of_check(path.name.removesuffix(".toml"))


def iterate_termbase_cases_of_check(check_id: str) -> Iterator[TermbaseCase]:
    """Iterate over the cases of a check of the termbase; none without a file."""
    path = FOLDER / f"{check_id}.toml"
    if not path.is_file():
        return
    tables_by_outcome = tomllib.loads(path.read_text(encoding="utf-8"))
    for outcome in ("fires", "silent"):
        for case_index, case_table in enumerate(tables_by_outcome[outcome]):
            must_fire = outcome == "fires"
            yield TermbaseCase(
                check_id, case_index, must_fire, _make_termbase(case_table), case_table
            )


def _make_termbase(case_table: TermbaseCaseTable) -> Termbase:
    entries = [_make_entry(row) for row in case_table["entries"]]
    if "units" not in case_table:
        return Termbase.build(entries)
    units = [
        _make_unit(row, position) for position, row in enumerate(case_table["units"])
    ]
    return Termbase.build(entries, collect_evidence(entries, lambda: units))


def _make_entry(row: TermbaseCaseTable) -> ConceptEntry:
    return ConceptEntry(
        row["id"],
        tuple(map(_make_term, row["terms"])),
        subject_field=row.get("domain"),
        valid_from=row.get("valid_from"),
        valid_to=row.get("valid_to"),
        relations=tuple(
            Relation(RelationKind(kind), *dates)
            for kind, *dates in row.get("relations", ())
        ),
    )


def _make_term(row: TermbaseCaseTable) -> Term:
    language = next(name for name in _CASE_LANGUAGES if name in row)
    is_forbidden = row.get("forbidden", False)
    status = "deprecated" if is_forbidden else row.get("status", "preferred")
    return Term(
        Locale.parse(language),
        row[language],
        TermStatus(status),
        forbidden=is_forbidden,
        shared=row.get("shared", False),
        valid_from=row.get("valid_from"),
        valid_to=row.get("valid_to"),
    )


def _make_unit(row: TermbaseCaseTable, position: int) -> TranslationUnit:
    return TranslationUnit(
        Segment(Locale.parse("vi"), row["source"]),
        Segment(Locale.parse("id"), row["target"]),
        origin=Origin(article="a", position=position, published=row.get("published")),
    )
