"""Formats of terms: their features, and options to read and write them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Protocol, TypeAlias

from exports.entry import Loss, WriteResult
from exports.format import Format, ReadOptions
from glossary.entries.entry import ConceptEntry
from tm.file_remarks import Remark, SkippedEntry
from tm.text.locale import Locale

UNITS_NOT_TERMS = "the file holds units, not terms; import it into the memory"
"""The reason to refuse a file of units where terms are read."""
MAX_TERM_LENGTH = 500
"""Characters of a term; a longer text is probably a sentence by mistake."""


class TermFeature(StrEnum):
    """A part of a concept entry that a format may be able to hold."""

    ID = "id"
    LOCALES = "locales"
    """Any number of languages, each with its tag."""
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
class SupportedTermFeatures:
    """What the entries that follow can have in this file: yielded before them."""

    features: frozenset[TermFeature]
    features_by_locale: Mapping[Locale, frozenset[TermFeature]] | None = None
    """The features of terms by locale, where locales differ."""

    def find_term_features(
        self, locale: Locale, entry: ConceptEntry
    ) -> frozenset[TermFeature] | None:
        """The features that terms of a locale can have; None if it has no terms."""
        if self.features_by_locale is not None:
            return self.features_by_locale.get(locale)
        if TermFeature.LOCALES in self.features:
            return self.features
        has_terms = any(term.locale == locale for term in entry.terms)
        return self.features if has_terms else None


@dataclass(frozen=True, slots=True)
class EntryLineNumber:
    """The line of the next entry; not yielded for files without lines."""

    line_number: int


TermItem: TypeAlias = (
    ConceptEntry
    | SkippedEntry
    | Loss
    | Remark
    | SupportedTermFeatures
    | EntryLineNumber
)
"""What a reader yields; losses come last, counted."""


@dataclass(frozen=True, slots=True)
class TermWriteOptions:
    """How to write a file of terms."""

    source: Locale | None = None
    target: Locale | None = None
    """The locales of a format of pairs."""
    with_admitted: bool = False
    """Whether to write pairs with admitted terms, not only preferred ones."""
    style: str = "dca"
    """Of TBX: `dca` or `dct`."""
    dialect: str = "TBX-Basic"
    """Of TBX: `TBX-Basic`, `TBX-Min`, `TBX-Core` or `TBX-Default`."""
    separator: str = ","
    """For tables as text: the character between cells."""
    formula_safe: bool = True
    """For tables as text: whether to put an apostrophe before cells that a spreadsheet
    would take for formulas; reading removes it."""


@dataclass(frozen=True, slots=True)
class TermFileContent:
    """The entries of a file, and the parts that could not be read."""

    entries: list[ConceptEntry]
    skipped: list[SkippedEntry]
    lost: list[Loss]
    """Content that a concept cannot hold."""
    remarks: list[str]
    """Notes to the user, such as about a guessed encoding."""


class TermModule(Protocol):
    """The functions of the module of a format of terms."""

    def read(self, path: Path, options: ReadOptions) -> Iterator[TermItem]:
        """Read the items of a file. Raises FormatError, with path and line."""
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


def collect_items(term_items: Iterable[TermItem]) -> TermFileContent:
    """Sort the items of a reader by type."""
    content = TermFileContent([], [], [], [])
    for term_item in term_items:
        match term_item:
            case ConceptEntry():
                content.entries.append(term_item)
            case SkippedEntry():
                content.skipped.append(term_item)
            case Loss():
                content.lost.append(term_item)
            case Remark(text):
                content.remarks.append(text)
            case SupportedTermFeatures() | EntryLineNumber():
                pass
    return content
