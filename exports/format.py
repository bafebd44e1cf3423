"""Formats: what they carry, and what reading and writing give.

A format is two functions over values: `read` and `write`. Their module is imported
on first use, since nobody needs all of them at once.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, Protocol, TypeAlias, cast

from exports.requested_locales import BY_OPTIONS, AskedBy
from tm.text.locale import Locale
from tm.unit import TranslationUnit
from tm.unit_block import UnitBlock

TERMS = "this holds terms, not units: `padanan terms import` reads it"
"""What to say of a file that is for another command."""


class Feature(StrEnum):
    """Something of a unit that a format may be able to hold."""

    LOCALES = "locales"
    """The locales of both sides; without it they must be given."""
    UNTRANSLATED = "untranslated"
    """Units whose translation is still to come."""
    CODES = "codes"
    """Inline codes."""
    STATE = "state"
    ORIGIN = "origin"
    """Every field of where a unit comes from."""
    NEIGHBOURS = "neighbours"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Skipped:
    """An entry of a file that was not read, and why; the rest was."""

    path: str
    line: int | None
    """Counted from 1; absent where the reason is about several entries."""
    reason: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where a file breaks the rules of its format."""

    path: str
    line: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Lost:
    """Something that a format, or Padanan, has no place for, and how often."""

    what: str
    count: int


@dataclass(frozen=True, slots=True)
class Remark:
    """Words for the user about a file: what had to be guessed."""

    text: str


@dataclass(frozen=True, slots=True)
class RowPlace:
    """The row of a table that the units after it are of."""

    number: int
    """Its line, or its number in a sheet, from 1."""
    sheet: str | None = None
    """The name of its sheet, if there are several."""


Entry: TypeAlias = TranslationUnit | Skipped | Lost | Remark | RowPlace
"""What a reader yields; losses come last, counted, and rows if they are asked for."""


def one_by_one(entries: Iterable[Entry | UnitBlock]) -> Iterator[Entry]:
    """The entries of a reader, without blocks."""
    for entry in entries:
        if isinstance(entry, UnitBlock):
            yield from entry.units()
        else:
            yield entry


@dataclass(frozen=True, slots=True)
class Heading:
    """What a file says of itself before its units, and no unit says."""

    fields: tuple[tuple[str, str], ...]
    """Names and values, in their order."""
    content: str = ""
    """What else stands there, as the format has it."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the reader is told about a file."""

    source: Locale | None = None
    target: Locale | None = None
    """The locales, for formats that do not name them, or where a file is unclear."""
    asked_by: tuple[AskedBy, AskedBy] = BY_OPTIONS
    """What names the locales, for what is said of them."""
    usual: bool = False
    """Whether they are only what is usual here, so that a file may say otherwise."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Of a table: names of columns, and what they are."""
    sheet: str | None = None
    """Of a workbook: the name of the only sheet to read."""
    untranslated: bool = False
    """Whether entries are wanted that nobody has translated; else PO counts them."""
    heading: bool = True
    """Whether to count what is lost of the file's heading, which may be kept."""
    rows: bool = False
    """Whether a RowPlace is wanted before the units of each row of a table."""


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """How to write; a unit of other locales is left out."""

    source: Locale | None = None
    target: Locale | None = None
    main: Locale | None = None
    """What most units are translated from, for a header, where no source is chosen."""
    strict: bool = False
    """Whether to refuse a file that does not hold everything."""
    separator: str = ","
    """Of a table as text: what stands between its cells."""
    formula_safe: bool = False
    """Whether a cell must not look like a formula to a spreadsheet."""
    compendium: bool = False
    """PO only: one translation for each source, without its place in an article."""
    heading: Heading | None = None
    """That of the file of the same format which is written anew."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the units that were to be written."""

    written: int
    left_out: int = 0
    lost: tuple[Lost, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether the file holds everything that was to be written."""
        return not self.left_out and not self.lost


@dataclass(frozen=True, slots=True)
class Sides:
    """Two files that belong together, line by line."""

    source: Path
    target: Path
    locales: tuple[Locale, Locale]


class FormatModule(Protocol):
    """What the module of a format has."""

    def read(self, path: Path, options: ReadOptions) -> Iterator[Entry]:
        """The entries of a file, in order. Raises FormatError, with path and line."""
        ...

    def write(
        self, units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
    ) -> Written:
        """Write units, counting what the format cannot hold."""
        ...


class ManyModule(FormatModule, Protocol):
    """What the module of a format has that reads many units at once."""

    def read_many(
        self, path: Path, options: ReadOptions
    ) -> Iterator[Entry | UnitBlock]:
        """The same entries, with units that are alike as blocks."""
        ...


class HeadedModule(FormatModule, Protocol):
    """What the module of a format has whose files begin with a heading."""

    def heading(self, path: Path) -> Heading:
        """The heading of a file. Raises FormatError, as reading it does."""
        ...


class SidesModule(Protocol):
    """What the module of a format has whose units stand in two files."""

    def files(self, path: Path, options: ReadOptions) -> Sides:
        """The two files that a path means. Raises InputError."""
        ...

    def write_sides(
        self,
        units: Iterable[TranslationUnit],
        source: BinaryIO,
        target: BinaryIO,
        options: WriteOptions,
    ) -> Written:
        """Write units, each side into its file."""
        ...


@dataclass(frozen=True, slots=True)
class Format:
    """A format of files that hold translation units."""

    name: str
    suffixes: tuple[str, ...]
    """Lower case, with the dot."""
    carries: frozenset[Feature]
    module: str
    """Import path of its FormatModule."""
    one_pair: bool = False
    """Whether a file holds one pair of locales, which must be chosen to write it."""
    signature: str | None = None
    """Regular expression for the beginning of every such file, if there is one."""
    is_binary: bool = False
    """Whether its files are no text; the signature is then of bytes, as Latin-1."""
    looks: str | None = None
    """Of a format without a signature: import path of a function, `module:function`,
    that tells its files by the text that they begin with."""
    two_files: bool = False
    """Whether each side is a file of its own; the module is a SidesModule then."""
    reads_many: bool = False
    """Whether it reads many units at once; it is a ManyModule then."""
    aliases: tuple[str, ...] = ()
    """What else people call it beside its suffixes, in lower case, nothing between."""
    is_headed: bool = False
    """Whether the heading of a file can be given back; it is a HeadedModule then."""

    def load(self) -> FormatModule:
        """Its two functions."""
        return cast(FormatModule, import_module(self.module))

    def read_many(
        self, path: Path, options: ReadOptions
    ) -> Iterator[Entry | UnitBlock]:
        """The entries of a file, units as blocks where it can."""
        if self.reads_many:
            return cast(ManyModule, self.load()).read_many(path, options)
        return self.load().read(path, options)

    def load_headed(self) -> HeadedModule:
        """Its functions, of a format with headings."""
        return cast(HeadedModule, import_module(self.module))

    def load_sides(self) -> SidesModule:
        """Its functions, of a format of two files."""
        return cast(SidesModule, import_module(self.module))

    def recognises(self, text: str) -> bool:
        """Whether a file that begins so is one of this format, as its `looks` says."""
        if self.looks is None:
            return False
        module, _, name = self.looks.partition(":")
        tells: Callable[[str], bool] = getattr(import_module(module), name)
        return tells(text)


class Tally:
    """Counts losses while a file is read or written."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, what: str, count: int = 1) -> None:
        """Count something lost; nothing happens for a count of 0."""
        if count:
            self._counts[what] += count

    def lost(self) -> tuple[Lost, ...]:
        """All losses so far, in the order in which they were first met."""
        return tuple(Lost(what, count) for what, count in self._counts.items())
