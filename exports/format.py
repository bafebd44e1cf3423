"""Formats of units: their features, and options to read and write them.

A format is a line in `exports.format_registries` and a module with two functions,
`read` and `write`, which is imported on first use, since nobody needs all of them.
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
from tm.errors import InputError
from tm.name_registry import Registry
from tm.requested_locales import LOCALE_PARAMETERS, LocaleParameterPair
from tm.text.locale import Locale
from tm.unit import TranslationUnit
from tm.unit_table import UnitTable

TERMS_NOT_UNITS = "the file holds terms, not units; import it into the termbase"
"""The reason to refuse a file of terms where units are read."""


class Feature(StrEnum):
    """A part of a unit that a format may be able to hold."""

    LOCALES = "locales"
    """The locales of source and target; without it the user must name them."""
    UNTRANSLATED = "untranslated"
    """Units without a translation."""
    CODES = "codes"
    """Inline codes."""
    STATE = "state"
    ORIGIN = "origin"
    """All fields of the origin of a unit."""
    NEIGHBOURS = "neighbours"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read a file."""

    source: Locale | None = None
    target: Locale | None = None
    """The locales, for formats that do not name them, or where a file is unclear."""
    locale_parameters: LocaleParameterPair = LOCALE_PARAMETERS
    """The command-line options, or the settings, that messages name."""
    are_default_locales: bool = False
    """Whether the locales are defaults, which a file may contradict."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """For tables: the meaning of columns, by column name."""
    sheet: str | None = None
    """For workbooks: the name of the only sheet to read."""
    statuses: Mapping[str, str] = field(default_factory=dict)
    """For tables of terms: the meaning of words for statuses, by word."""
    with_untranslated: bool = False
    """Whether to yield untranslated entries; without it PO counts them as losses."""
    counts_header_losses: bool = True
    """Whether to count losses of the header; not where the header is kept."""
    with_row_positions: bool = False
    """Whether to yield a RowPosition before the units of each row of a table."""


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """How to write a file; units of other locales are left out."""

    source: Locale | None = None
    target: Locale | None = None
    main_source: Locale | None = None
    """Source language for the header, where no source is chosen."""
    strict: bool = False
    """Whether to refuse to write a file with losses."""
    separator: str = ","
    """For tables as text: the character between cells."""
    formula_safe: bool = True
    """For tables as text: whether to put an apostrophe before cells that a spreadsheet
    would take for formulas; reading removes it."""
    is_compendium: bool = False
    """For PO: write one translation for each source, without its context."""
    header: FileHeader | None = None
    """The header of the input file, if it has the same format."""


@dataclass(frozen=True, slots=True)
class ParallelFiles:
    """Source and target file of a corpus, aligned line by line."""

    source_path: Path
    target_path: Path
    locales: tuple[Locale, Locale]


FileLocales: TypeAlias = tuple[Locale | None, Locale | None]
"""The languages that a file names."""


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
    """The functions of a module that can yield units as tables."""

    def read_blocks(
        self, path: Path, options: ReadOptions
    ) -> Iterator[Entry | UnitTable]:
        """The entries of a file, with similar units together as tables."""
        ...


class HeaderModule(UnitModule, Protocol):
    """The functions of a module whose files begin with a header."""

    def read_file_header(self, path: Path) -> FileHeader:
        """The header of a file. Raises FormatError, as reading it does."""
        ...


class LocalesModule(UnitModule, Protocol):
    """The functions of a module whose files may name their languages in a header."""

    def read_file_locales(self, path: Path) -> FileLocales:
        """The source and target language that a file names; None for one it lacks."""
        ...


class SideFilesModule(Protocol):
    """The functions of a module for formats with two files."""

    def find_side_files(self, path: Path, options: ReadOptions) -> ParallelFiles:
        """Find the source and target files of a path. Raises InputError."""
        ...

    def write_sides(
        self,
        units: Iterable[TranslationUnit],
        source_file: BinaryIO,
        target_file: BinaryIO,
        options: WriteOptions,
    ) -> WriteResult:
        """Write source and target of units, each into its own file."""
        ...


FeatureT = TypeVar("FeatureT", bound=StrEnum)
ModuleT = TypeVar("ModuleT")


@dataclass(frozen=True, slots=True)
class Format(Generic[FeatureT, ModuleT]):
    """A file format for units or for terms."""

    name: str
    suffixes: tuple[str, ...]
    """Lower case, with the dot."""
    features: frozenset[FeatureT]
    module_name: str
    """Import path of the module that reads and writes it."""
    has_one_pair: bool = False
    """Whether a file holds a single pair of locales."""
    signature: str | None = None
    """Regular expression for the beginning of its files, if they have one in common."""
    is_binary: bool = False
    """Whether its files are binary; the signature then matches bytes as Latin-1."""
    detector_name: str | None = None
    """For formats without a signature: import path, `module:function`, of a function
    that recognises its files by the first characters."""
    has_two_files: bool = False
    """Whether source and target are two files; the module is then a SideFilesModule."""
    reads_blocks: bool = False
    """Whether its reader can yield tables; the module is then a BlockModule."""
    aliases: tuple[str, ...] = ()
    """Further names, in lower case without spaces or hyphens."""
    names_locales: bool = False
    """Whether a header names the languages; the module is then a LocalesModule."""
    has_header: bool = False
    """Whether headers can be copied; the module is then a HeaderModule."""
    is_written: bool = True
    """Whether it can be written."""
    editor_name: str | None = None
    """Import path, `module:name`, of the function that opens an EditableFile."""
    is_edited_in_memory: bool = True
    """Whether the editor holds the whole file in memory."""

    def load_module(self) -> ModuleT:
        """Import the module that reads and writes the format."""
        return cast(ModuleT, import_module(self.module_name))

    def recognises_beginning(self, text: str) -> bool:
        """Whether the detector recognises a file by the text it begins with."""
        if self.detector_name is None:
            return False
        detect_format: Callable[[str], bool] = _import_object(self.detector_name)
        return detect_format(text)

    def open_editor(self, path: Path, options: ReadOptions) -> EditableFile:
        """Open a file of this format for editing in place. Raises InputError."""
        if self.editor_name is None:
            raise InputError(f"{path}: a {self.name} file cannot be changed in place")
        make_editor: Callable[[Path, ReadOptions], EditableFile] = _import_object(
            self.editor_name
        )
        return make_editor(path, options)


UnitFormat: TypeAlias = Format[Feature, UnitModule]
FormatT = TypeVar("FormatT", bound=Format[Any, Any])


def find_format_by_signature(
    formats: Registry[FormatT], text: str, *, is_binary: bool = False
) -> FormatT | None:
    """Find the format whose signature matches the beginning of a file.

    `is_binary`: search the binary formats; `text` is then bytes as Latin-1.
    """
    for format in formats.values():
        if format.signature is not None and format.is_binary == is_binary:
            if re.match(format.signature, text, re.DOTALL):
                return format
    return None


def find_format_by_suffix(formats: Registry[FormatT], suffix: str) -> FormatT | None:
    """Find the format with a suffix, given with its dot."""
    for format in formats.values():
        if suffix.lower() in format.suffixes:
            return format
    return None


def read_blocks(
    format: UnitFormat, path: Path, options: ReadOptions
) -> Iterator[Entry | UnitTable]:
    """Read the entries of a file, with units as tables if the format can."""
    if format.reads_blocks:
        return cast(BlockModule, format.load_module()).read_blocks(path, options)
    return format.load_module().read(path, options)


def get_header_module(format: UnitFormat) -> HeaderModule:
    """Get the module of a format that has a header."""
    return cast(HeaderModule, format.load_module())


def get_locales_module(format: UnitFormat) -> LocalesModule:
    """Get the module of a format whose files name their languages."""
    return cast(LocalesModule, format.load_module())


def get_side_files_module(format: UnitFormat) -> SideFilesModule:
    """Get the module of a format of two files."""
    return cast(SideFilesModule, format.load_module())


def _import_object(object_path: str) -> Any:  # an object of any type
    module_path, _, object_name = object_path.partition(":")
    return getattr(import_module(module_path), object_name)
