"""Formats: what they carry, and the values of reading and writing them.

A format is a line in `exports.catalogue` and a module with two functions, `read` and
`write`, which is imported on first use, since nobody needs all of them at once.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, Generic, Protocol, TypeAlias, TypeVar, cast

from exports.editable_file import EditableFile
from exports.entry import Entry, FileHeader, WriteResult
from exports.requested_locales import GIVEN_LOCALE_OPTIONS, LocaleOption
from tm.errors import InputError
from tm.registry import Registry
from tm.text.locale import Locale
from tm.unit import TranslationUnit
from tm.unit_table import UnitTable

TERMS = "this holds terms, not units: `padanan terms import` reads it"
"""The reason to refuse a file of terms where units are read."""


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
class ReadOptions:
    """What the reader is told about a file."""

    source: Locale | None = None
    target: Locale | None = None
    """The locales, for formats that do not name them, or where a file is unclear."""
    locale_options: tuple[LocaleOption, LocaleOption] = GIVEN_LOCALE_OPTIONS
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
    heading: FileHeader | None = None
    """That of the file of the same format which is written anew."""


@dataclass(frozen=True, slots=True)
class SideFiles:
    """Two files that belong together, line by line."""

    source: Path
    target: Path
    locales: tuple[Locale, Locale]


class UnitModule(Protocol):
    """The functions of the module of a format of units."""

    def read(self, path: Path, options: ReadOptions) -> Iterator[Entry]:
        """The entries of a file, in order. Raises FormatError, with path and line."""
        ...

    def write(
        self, units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
    ) -> WriteResult:
        """Write units, counting what the format cannot hold."""
        ...


class BlockModule(UnitModule, Protocol):
    """The functions of a module that reads many units at once."""

    def read_many(
        self, path: Path, options: ReadOptions
    ) -> Iterator[Entry | UnitTable]:
        """The same entries, with units that are alike as blocks."""
        ...


class HeaderModule(UnitModule, Protocol):
    """The functions of a module whose files begin with a header."""

    def heading(self, path: Path) -> FileHeader:
        """The header of a file. Raises FormatError, as reading it does."""
        ...


class SidesModule(Protocol):
    """The functions of a module whose units stand in two files."""

    def side_files(self, path: Path, options: ReadOptions) -> SideFiles:
        """The two files that a path means. Raises InputError."""
        ...

    def write_sides(
        self,
        units: Iterable[TranslationUnit],
        source: BinaryIO,
        target: BinaryIO,
        options: WriteOptions,
    ) -> WriteResult:
        """Write units, each side into its file."""
        ...


FeatureT = TypeVar("FeatureT", bound=StrEnum)
ModuleT = TypeVar("ModuleT")


@dataclass(frozen=True, slots=True)
class Format(Generic[FeatureT, ModuleT]):
    """A format of files that hold units, or terms."""

    name: str
    suffixes: tuple[str, ...]
    """Lower case, with the dot."""
    carries: frozenset[FeatureT]
    module: str
    """Import path of the module that reads and writes it."""
    one_pair: bool = False
    """Whether a file holds one pair of locales, which must be chosen to write it."""
    signature: str | None = None
    """Regular expression for the beginning of every such file, if there is one."""
    is_binary: bool = False
    """Whether its files are no text; the signature is then of bytes, as Latin-1."""
    detector: str | None = None
    """Of a format without a signature: import path of a function, `module:function`,
    that recognises its files by the text that they begin with."""
    two_files: bool = False
    """Whether each side is a file of its own; the module is a SidesModule then."""
    reads_many: bool = False
    """Whether it reads many units at once; the module is a BlockModule then."""
    aliases: tuple[str, ...] = ()
    """Other names beside its suffixes, in lower case without spaces or hyphens."""
    has_header: bool = False
    """Whether the header of a file can be written again, by a HeaderModule."""
    is_written: bool = True
    """Whether it can be written; a table to tick is only read."""
    editor: str | None = None
    """Import path, `module:name`, of what makes an EditableFile of path and options."""
    edited_in_memory: bool = True
    """Whether a file that is edited is held in memory."""

    def load(self) -> ModuleT:
        """The module that reads and writes it."""
        return cast(ModuleT, import_module(self.module))

    def recognises(self, text: str) -> bool:
        """Whether its detector takes a file for its own that begins so."""
        if self.detector is None:
            return False
        detect: Callable[[str], bool] = _imported(self.detector)
        return detect(text)

    def open_editor(self, path: Path, options: ReadOptions) -> EditableFile:
        """A file of this format, to be changed in place. Raises InputError."""
        if self.editor is None:
            raise InputError(f"{path}: a {self.name} file cannot be changed in place")
        make: Callable[[Path, ReadOptions], EditableFile] = _imported(self.editor)
        return make(path, options)


UnitFormat: TypeAlias = Format[Feature, UnitModule]
FormatT = TypeVar("FormatT", bound=Format[Any, Any])


def match_signature(
    formats: Registry[FormatT], text: str, *, is_binary: bool = False
) -> FormatT | None:
    """The format whose signature a file has that begins so.

    `is_binary`: among binary formats, whose bytes are given as Latin-1.
    """
    for format in formats.values():
        if format.signature is not None and format.is_binary == is_binary:
            if re.match(format.signature, text, re.DOTALL):
                return format
    return None


def match_suffix(formats: Registry[FormatT], suffix: str) -> FormatT | None:
    """The format that a suffix, with its dot, belongs to."""
    for format in formats.values():
        if suffix.lower() in format.suffixes:
            return format
    return None


def read_blocks(
    format: UnitFormat, path: Path, options: ReadOptions
) -> Iterator[Entry | UnitTable]:
    """The entries of a file, units as blocks where the format reads many at once."""
    if format.reads_many:
        return cast(BlockModule, format.load()).read_many(path, options)
    return format.load().read(path, options)


def header_module(format: UnitFormat) -> HeaderModule:
    """The module of a format that has a header."""
    return cast(HeaderModule, format.load())


def sides_module(format: UnitFormat) -> SidesModule:
    """The module of a format of two files."""
    return cast(SidesModule, format.load())


def _imported(path: str) -> Any:  # whatever stands there
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)
