"""Formats of terms: what they carry, and the values of reading and writing them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Protocol, TypeAlias

from exports.entry import Loss, Remark, SkippedEntry, WriteResult
from exports.format import Format, ReadOptions
from glossary.entries.entry import ConceptEntry
from tm.text.locale import Locale

UNITS = "this holds units, not terms: `padanan import` reads it"
"""The reason to refuse a file of units where terms are read."""
LONGEST = 500
"""Characters of a term; what is longer is a sentence that slipped into its place."""


class TermFeature(StrEnum):
    """Something of a concept entry that a format may be able to hold."""

    ID = "id"
    LOCALES = "locales"
    """More than two languages, and which they are."""
    SYNONYMS = "synonyms"
    """Several terms of one language."""
    STATUS = "status"
    FORBIDDEN = "forbidden"
    SHARED = "shared"
    PART_OF_SPEECH = "part of speech"
    CASE = "case rule"
    TERM_DATES = "term dates"
    TERM_NOTE = "term note"
    SOURCE = "source"
    SUBJECT_FIELD = "subject field"
    DEFINITION = "definition"
    NOTE = "note"
    DATES = "dates"
    CONFIDENCE = "confidence"
    RELATIONS = "relations"


@dataclass(frozen=True, slots=True)
class EntryCoverage:
    """What the entries that come after it can say; of the rest they say nothing."""

    features: frozenset[TermFeature]
    of_locales: Mapping[Locale, frozenset[TermFeature]] | None = None
    """What is said of the terms of each locale, where that differs."""

    def of_terms(
        self, locale: Locale, entry: ConceptEntry
    ) -> frozenset[TermFeature] | None:
        """What an entry says of the terms of a locale; None: nothing at all."""
        if self.of_locales is not None:
            return self.of_locales.get(locale)
        if TermFeature.LOCALES in self.features:
            return self.features
        named = any(term.locale == locale for term in entry.terms)
        return self.features if named else None


@dataclass(frozen=True, slots=True)
class EntryLine:
    """Where the entry that comes next begins; in files that have no lines it lacks."""

    number: int


TermItem: TypeAlias = (
    ConceptEntry | SkippedEntry | Loss | Remark | EntryCoverage | EntryLine
)
"""What a reader yields; losses come last, counted."""


@dataclass(frozen=True, slots=True)
class TermWriteOptions:
    """How to write."""

    source: Locale | None = None
    target: Locale | None = None
    """The locales of a format of pairs."""
    with_admitted: bool = False
    """Whether pairs are made of admitted terms too, not of preferred ones only."""
    style: str = "dca"
    """Of TBX: `dca` or `dct`."""
    dialect: str = "TBX-Basic"
    """Of TBX: `TBX-Basic`, `TBX-Min`, `TBX-Core` or `TBX-Default`."""
    separator: str = ","
    """Of a table as text: what stands between its cells."""
    formula_safe: bool = False
    """Whether a cell must not look like a formula to a spreadsheet."""


@dataclass(frozen=True, slots=True)
class TermFileContent:
    """The entries of a file, and what of it could not be read."""

    entries: list[ConceptEntry]
    skipped: list[SkippedEntry]
    lost: list[Loss]
    notes: list[str]
    """Words for the user: the encoding was guessed."""


class TermModule(Protocol):
    """The functions of the module of a format of terms."""

    def read(self, path: Path, options: ReadOptions) -> Iterator[TermItem]:
        """What is in a file, in order. Raises FormatError, with path and line."""
        ...

    def write(
        self,
        entries: Iterable[ConceptEntry],
        file: BinaryIO,
        options: TermWriteOptions,
    ) -> WriteResult:
        """Write entries, counting what the format cannot hold."""
        ...


TermFormat: TypeAlias = Format[TermFeature, TermModule]


def collect_items(items: Iterable[TermItem]) -> TermFileContent:
    """All that a reader yields, sorted by kind."""
    read = TermFileContent([], [], [], [])
    for item in items:
        match item:
            case ConceptEntry():
                read.entries.append(item)
            case SkippedEntry():
                read.skipped.append(item)
            case Loss():
                read.lost.append(item)
            case Remark(text):
                read.notes.append(text)
            case EntryCoverage() | EntryLine():
                pass
    return read
