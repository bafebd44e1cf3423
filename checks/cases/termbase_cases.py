"""Cases of the checks of the termbase, read from `checks/cases/tb.*.toml`.

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
from checks.engine.evidence import collect_evidence
from checks.engine.termbase import Termbase
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

# What TOML holds is looked at case by case.
Table = Mapping[str, Any]
_LANGUAGES = ("vi", "id", "en", "de")


@dataclass(frozen=True, slots=True)
class TermbaseCase:
    """One case of one check."""

    check: str
    number: int
    fires: bool
    termbase: Termbase
    expected: Table

    def __str__(self) -> str:
        return f"{self.check}-{'fires' if self.fires else 'silent'}-{self.number}"


def termbase_cases() -> Iterator[TermbaseCase]:
    """All cases of all checks of the termbase."""
    for path in sorted(FOLDER.iterdir(), key=lambda path: path.name):
        if path.name.startswith("tb.") and path.name.endswith(".toml"):
            yield from termbase_cases_of(path.name.removesuffix(".toml"))


def termbase_cases_of(check: str) -> Iterator[TermbaseCase]:
    """The cases of a check of the termbase; none where it has no file."""
    path = FOLDER / f"{check}.toml"
    if not path.is_file():
        return
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    for kind in ("fires", "silent"):
        for number, table in enumerate(data[kind]):
            fires = kind == "fires"
            yield TermbaseCase(check, number, fires, _termbase(table), table)


def _termbase(table: Table) -> Termbase:
    entries = [_entry(row) for row in table["entries"]]
    if "units" not in table:
        return Termbase.build(entries)
    units = [_unit(row, position) for position, row in enumerate(table["units"])]
    return Termbase.build(entries, collect_evidence(entries, lambda: units))


def _entry(row: Table) -> ConceptEntry:
    return ConceptEntry(
        row["id"],
        tuple(map(_term, row["terms"])),
        subject_field=row.get("domain"),
        valid_from=row.get("valid_from"),
        valid_to=row.get("valid_to"),
        relations=tuple(
            Relation(RelationKind(kind), *dates)
            for kind, *dates in row.get("relations", ())
        ),
    )


def _term(row: Table) -> Term:
    language = next(name for name in _LANGUAGES if name in row)
    forbidden = row.get("forbidden", False)
    status = "deprecated" if forbidden else row.get("status", "preferred")
    return Term(
        Locale.parse(language),
        row[language],
        TermStatus(status),
        forbidden=forbidden,
        shared=row.get("shared", False),
        valid_from=row.get("valid_from"),
        valid_to=row.get("valid_to"),
    )


def _unit(row: Table, position: int) -> TranslationUnit:
    return TranslationUnit(
        Segment(Locale.parse("vi"), row["source"]),
        Segment(Locale.parse("id"), row["target"]),
        origin=Origin(article="a", position=position, published=row.get("published")),
    )
