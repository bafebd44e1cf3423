"""Cases of the checks, read from `checks/cases/ID.toml`.

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

from checks.cases import FOLDER
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

# What TOML holds is looked at case by case.
Table = Mapping[str, Any]

_STATUSES = {
    "term": (TermStatus.PREFERRED, False),
    "variant": (TermStatus.DEPRECATED, False),
    "old": (TermStatus.SUPERSEDED, False),
    "admitted": (TermStatus.ADMITTED, False),
    "forbidden": (TermStatus.DEPRECATED, True),
}

_USUAL, _RARE = 1e-4, 1e-8
"""Frequencies of the words of a case."""


@dataclass(frozen=True, slots=True)
class GivenWords:
    """A vocabulary of the words that are given, and of no others."""

    frequencies: Mapping[str, float]
    """By word, its frequency."""
    known: frozenset[str] | None = None
    """The words of its dictionary; None for none."""
    foreign_frequencies: Sequence[Mapping[str, float]] = ()

    @property
    def dictionary(self) -> Callable[[str], bool] | None:
        """What tells the words of the dictionary."""
        return self.known.__contains__ if self.known is not None else None


@dataclass(frozen=True, slots=True)
class Case:
    """One case of one check."""

    check: str
    number: int
    fires: bool
    subjects: tuple[Unit, ...]
    context: Context
    expected: Table

    def __str__(self) -> str:
        return f"{self.check}-{'fires' if self.fires else 'silent'}-{self.number}"


def cases() -> Iterator[Case]:
    """All cases of all checks of text."""
    for path in sorted(FOLDER.iterdir(), key=lambda path: path.name):
        check = path.name.removesuffix(".toml")
        if check == path.name or check.startswith("tb."):
            continue  # see checks.cases.termbase_cases
        yield from cases_of(check)


def cases_of(check: str) -> Iterator[Case]:
    """The cases of a check of text; none where it has no file, as one of others."""
    path = FOLDER / f"{check}.toml"
    if not path.is_file():
        return
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    for kind in ("fires", "silent"):
        for number, table in enumerate(data[kind]):
            yield _case(check, number, kind == "fires", table)


def _case(check: str, number: int, fires: bool, table: Table) -> Case:
    rows = table.get("units", [table])
    units = tuple(
        Unit(
            id=str(number_in_document),
            target=row["target"],
            source=row.get("source"),
            document=row.get("document", "document"),
            kind=BlockKind(row["kind"]) if "kind" in row else None,
            source_headline=row.get("source_headline", table.get("source_headline")),
            source_url=table.get("source_url"),
            published=table.get("published"),
        )
        for number_in_document, row in enumerate(rows)
    )
    return Case(check, number, fires, units, _context(table), table)


def _context(table: Table) -> Context:
    target = Locale.parse(table.get("locale", "vi"))
    source = Locale.parse(table.get("source_locale", "vi"))
    entries = map(entry_of_row, table.get("terms", ()))
    starter = frozenset(table.get("starter", ()))
    return Context(
        target,
        source,
        KnownTerms.build(entries, target, source, starter_concepts=starter),
        vocabulary=_words(table) if "words" in table else None,
    )


def _words(table: Table) -> GivenWords:
    listed = dict.fromkeys(table["words"].split(), _USUAL)
    rare = dict.fromkeys(table.get("rare", "").split(), _RARE)
    dictionary = table.get("dictionary")
    return GivenWords(
        {**listed, **rare}, frozenset(dictionary.split()) if dictionary else None
    )


def entry_of_row(row: Table) -> ConceptEntry:
    """The entry that a row of `terms` describes."""
    terms = [
        Term(
            Locale(language),
            row[f"{language}_{kind}"],
            status,
            forbidden,
            valid_to=row.get(f"{language}_{kind}_to"),
            note=row.get(f"{language}_{kind}_note"),
        )
        for language in ("vi", "id", "en")
        for kind, (status, forbidden) in _STATUSES.items()
        if f"{language}_{kind}" in row
    ]
    return ConceptEntry(
        row["id"],
        tuple(terms),
        subject_field=row.get("domain"),
        note=row.get("note"),
        valid_from=row.get("valid_from"),
        valid_to=row.get("valid_to"),
        relations=tuple(
            Relation(RelationKind(kind), *dates)
            for kind, *dates in row.get("relations", ())
        ),
    )
