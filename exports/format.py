"""Formats: which there are, what they carry, and what reading and writing give.

A format is two functions over values: `read` and `write`. Their module is imported
on first use, since nobody needs all of them at once.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, Protocol, TypeAlias, cast

from tm.registry import Registry
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit


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


Entry: TypeAlias = TranslationUnit | Skipped | Lost
"""What a reader yields; losses come last, counted."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the reader is told about a file."""

    source: Locale | None = None
    target: Locale | None = None
    """The locales, for formats that do not name them, or where a file is unclear."""
    usual: bool = False
    """Whether they are only what is usual here, so that a file may say otherwise."""
    untranslated: bool = False
    """Whether entries are wanted that nobody has translated; else PO counts them."""


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """How to write; a unit of other locales is left out."""

    source: Locale | None = None
    target: Locale | None = None
    main: Locale | None = None
    """What most units are translated from, for a header, where no source is chosen."""
    strict: bool = False
    """Whether to refuse a file that does not hold everything."""
    compendium: bool = False
    """PO only: one translation for each source, without its place in an article."""


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
    """Whether files are bytes and no text; the signature is then of Latin-1 text."""

    def load(self) -> FormatModule:
        """Its two functions."""
        return cast(FormatModule, import_module(self.module))


@dataclass(frozen=True, slots=True)
class Pair:
    """Both sides of a unit in the direction that is asked for."""

    source: Segment
    target: Segment | None
    reversed: bool
    """Whether the unit itself has them the other way round."""


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


def oriented(unit: TranslationUnit, options: WriteOptions) -> Pair | None:
    """The unit in the direction of the options; absent if it is of other locales.

    A unit that is still to be translated needs its text on the source side.
    """
    forward = Pair(unit.source, unit.target, False)
    if _fits(options.source, unit.source) and _fits(options.target, unit.target):
        return forward
    if unit.target is None:
        return None
    if _fits(options.source, unit.target) and _fits(options.target, unit.source):
        return Pair(unit.target, unit.source, True)
    return None


def _fits(locale: Locale | None, segment: Segment | None) -> bool:
    return locale is None or segment is None or locale.covers(segment.locale)


def concerns(unit: TranslationUnit, options: WriteOptions) -> bool:
    """Whether a unit belongs in a file that need not have both sides.

    One that is still to be translated may have its text on either side.
    """
    if oriented(unit, options) is not None:
        return True
    return unit.target is None and _fits(options.target, unit.source)


_XLIFF = (
    r"(?>\s+|<\?[^>]*>|<!--.*?-->|<!DOCTYPE\s+xliff[^>]*>)*+<(?:[\w.-]+:)?xliff(?=\s)"
)

formats: Registry[Format] = Registry("format", group="padanan.formats")
"""Every format by name; the entry-point group is `padanan.formats`."""

for _format in (
    Format(
        "tmx",
        (".tmx",),
        frozenset(Feature),
        "exports.tmx",
        # Possessive, here and below: a file that is none must not take for ever.
        signature=r"(?>\s+|<\?xml[^>]*>|<!--.*?-->|<!DOCTYPE\s+tmx[^>]*>)*+<tmx[\s>]",
    ),
    Format(
        "po",
        (".po", ".pot"),
        frozenset(Feature),
        "exports.po",
        one_pair=True,
        signature=r"(?>\s+|#[^\n]*\n)*+msg(?:id|ctxt)\s+\"",
    ),
    Format(
        "mo",
        (".mo", ".gmo"),
        frozenset({Feature.LOCALES}),
        "exports.mo",
        one_pair=True,
        signature="\xde\x12\x04\x95|\x95\x04\x12\xde",
        is_binary=True,
    ),
    Format(
        "xliff",
        (".xlf", ".xliff"),
        frozenset(Feature),
        "exports.xliff.version_two",
        one_pair=True,
        signature=_XLIFF + r"(?=[^>]*\sversion\s*=\s*[\"']2)",
    ),
    Format(
        "xliff1",
        (".mqxliff", ".mxliff", ".sdlxliff"),
        frozenset(Feature),
        "exports.xliff.version_one",
        one_pair=True,
        signature=_XLIFF,
    ),
    Format(
        "jsonl",
        (".jsonl", ".ndjson"),
        frozenset(Feature),
        "exports.jsonl",
        signature=r"\s*\{\s*\"\w+\"\s*:",
    ),
    Format(
        "tsv",
        (".tsv", ".tab"),
        frozenset({Feature.UNTRANSLATED}),
        "exports.tsv",
        one_pair=True,
    ),
):
    formats.add(_format.name, _format)
