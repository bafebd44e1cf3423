"""Formats of terms: which there are, what they carry, and what reading them gives.

The counterpart of `exports.format` for concept entries: a format is two functions
over values, in a module that is imported on first use.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, Protocol, TypeAlias, cast

from exports.format import Lost, Remark, Skipped, Written
from glossary.entries.entry import ConceptEntry
from tm.registry import Registry
from tm.text.locale import Locale

UNITS = "this holds units, not terms: `padanan import` reads it"
"""What to say of a file that is for another command."""
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
class Holds:
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
class Line:
    """Where the entry that comes next begins; in files that have no lines it lacks."""

    number: int


TermItem: TypeAlias = ConceptEntry | Skipped | Lost | Remark | Holds | Line
"""What a reader yields; losses come last, counted."""


@dataclass(frozen=True, slots=True)
class TermReadOptions:
    """What the reader is told about a file."""

    source: Locale | None = None
    target: Locale | None = None
    """The locales, for files of two columns that do not name them."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Names of columns, and the names by which they are known here."""
    sheet: str | None = None
    """Of a workbook: the name of the only sheet to read."""


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
class TermsRead:
    """The entries of a file, and what of it could not be read."""

    entries: list[ConceptEntry]
    skipped: list[Skipped]
    lost: list[Lost]
    notes: list[str]
    """Words for the user: the encoding was guessed."""


class TermFormatModule(Protocol):
    """What the module of a format of terms has."""

    def items(self, path: Path, options: TermReadOptions) -> Iterator[TermItem]:
        """What is in a file, in order. Raises FormatError, with path and line."""
        ...

    def write(
        self,
        entries: Iterable[ConceptEntry],
        file: BinaryIO,
        options: TermWriteOptions,
    ) -> Written:
        """Write entries, counting what the format cannot hold."""
        ...


@dataclass(frozen=True, slots=True)
class TermFormat:
    """A format of files that hold concept entries."""

    name: str
    suffixes: tuple[str, ...]
    """Lower case, with the dot."""
    carries: frozenset[TermFeature]
    module: str
    """Import path of its TermFormatModule."""
    one_pair: bool = False
    """Whether a file holds one pair of locales, which must be chosen to write it."""
    signature: str | None = None
    """Regular expression for the beginning of every such file, if there is one."""
    aliases: tuple[str, ...] = ()
    """What else people call it, in lower case, and nothing between."""
    is_written: bool = True
    """Whether entries can be written so; a table to tick is only read."""

    def load(self) -> TermFormatModule:
        """Its two functions."""
        return cast(TermFormatModule, import_module(self.module))


def collected(items: Iterable[TermItem]) -> TermsRead:
    """All that a reader yields, sorted by kind."""
    read = TermsRead([], [], [], [])
    for item in items:
        match item:
            case ConceptEntry():
                read.entries.append(item)
            case Skipped():
                read.skipped.append(item)
            case Lost():
                read.lost.append(item)
            case Remark(text):
                read.notes.append(text)
            case Holds() | Line():
                pass
    return read


term_formats: Registry[TermFormat] = Registry(
    "format of terms", group="padanan.term_formats"
)
"""Every format by name; the entry-point group is `padanan.term_formats`."""

for _format in (
    TermFormat(
        "tbx",
        (".tbx", ".xml"),
        frozenset(TermFeature),
        "exports.terms.tbx.format",
        # Possessive: a file that is none must not take for ever.
        signature=(
            r"(?>\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s[^\[>]*(?:\[.*?\]\s*)?>)*+"
            r"<(?:\w+:)?(?:tbx|martif|TBX)[\s>]"
        ),
        aliases=("martif", "tbxbasic"),
    ),
    TermFormat(
        "candidates",
        (),
        frozenset({TermFeature.STATUS, TermFeature.FORBIDDEN}),
        "exports.terms.candidates_csv",
        is_written=False,
        # Its header has a column `take` and one of the source term.
        signature=r"(?i:(?:sep=.\s)?[^\n]*?\btake\b[^\n]*?source term)",
    ),
    TermFormat("csv", (".csv", ".tsv"), frozenset(TermFeature), "exports.terms.csv"),
    TermFormat(
        "xlsx", (".xlsx", ".xlsm"), frozenset(TermFeature), "exports.terms.xlsx"
    ),
    TermFormat(
        "omegat",
        (".txt", ".utf8", ".tab"),
        frozenset({TermFeature.SUBJECT_FIELD, TermFeature.NOTE}),
        "exports.terms.omegat",
        one_pair=True,
        signature=r"#\s*Glossary in tab-separated format",
    ),
    TermFormat("deepl", (), frozenset(), "exports.terms.deepl", one_pair=True),
):
    term_formats.add(_format.name, _format)
