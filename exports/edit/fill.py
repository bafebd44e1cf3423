"""Filling the empty translations of a file, and leaving the rest of it as it is.

PO, XLIFF, tables and JSON lines are changed in place of reading and writing them anew:
what is not filled stays byte for byte, so that a translator's tools see only what was
added.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, overload

from exports.editable_file import Filling, Place
from exports.files import detect
from exports.format import ReadOptions, Skipped
from exports.io.container import plain
from exports.io.memory_limit import demand_holdable
from exports.io.pack import packed
from exports.io.replace_file import replacing
from exports.plain.line_editor import LinesFile, json_line, tsv_line
from exports.po.editor import PoFile
from exports.table.table_options import TABLES, demand_table
from exports.xliff.editor import XliffFile
from tm.errors import FormatError, InputError
from tm.text.input.stream import readable
from tm.text.locale import Locale
from tm.text.segment import Segment

if TYPE_CHECKING:
    from exports.table.csv_editor import CsvFile
    from exports.xlsx.editor import XlsxFile

FORMATS = ("po", "xliff", "xliff1", "tsv", "jsonl", *TABLES)
"""Formats that can be filled."""


Fill = Callable[[Sequence[Place], int], Filling | None]
"""The filling for an empty place, given all places of the file and its number."""


class Document(Protocol):
    """A file whose places can be filled."""

    @property
    def target(self) -> Locale | None:
        """The language to translate into, where the file or the options say it."""
        ...

    @property
    def places(self) -> Sequence[Place]:
        """Its segments, in order."""
        ...

    @property
    def skipped(self) -> Sequence[Skipped]:
        """What of it is damaged, and stays as it is."""
        ...

    @property
    def remarks(self) -> Sequence[str]:
        """What had to be guessed of it."""
        ...

    def fill(self, number: int, filling: Filling) -> bool | None:
        """Put a translation into an empty place; whether it counts as translated.

        None where the file cannot hold it, or cannot say that it is not sure.
        """
        ...

    def write(self, file: BinaryIO) -> None:
        """Write the file with what was filled."""
        ...


def opened(path: Path, options: ReadOptions, *, name: str | None = None) -> Document:
    """The file to fill, packed or not; all but PO is read into memory.

    Raises InputError for a format that cannot be filled, and a file that is too large.
    """
    found = name or detect(path).name
    if found not in FORMATS:
        known = ", ".join(FORMATS)
        raise InputError(f"{path}: a {found} file cannot be filled; known: {known}")
    demand_table(options, found, str(path))
    with readable(path), plain(path) as file:
        if found != "po":
            purpose = f"to be filled, as a {found} file is and one of PO is not,"
            demand_holdable([file.path], str(path), purpose)
        try:
            return _opened(file.path, options, found)
        except FormatError as error:
            raise file.renamed(error) from error


def _opened(path: Path, options: ReadOptions, found: str) -> Document:
    if found == "po":
        return _Po(path, options)
    if found in ("xliff", "xliff1"):
        return _Xliff(path, options)
    if found in TABLES:
        return table_file(path, options, found)
    if options.source is None or options.target is None:
        if found == "tsv":
            raise InputError(f"{path} does not name its languages: give -s and -t")
    return LinesFile(path, options, json_line if found == "jsonl" else tsv_line)


def table_file(path: Path, options: ReadOptions, found: str) -> "CsvFile | XlsxFile":
    """A table of one of the formats TABLES, to be filled or corrected in its text."""
    # Each is imported where it is needed, since most files are others.
    if found == "xlsx":
        from exports.xlsx.editor import XlsxFile

        return XlsxFile(path, options)
    from exports.table.csv_editor import CsvFile

    return CsvFile(path, options)


def fill(document: Document, out: Path, chosen: Fill) -> dict[str, int]:
    """Fill the empty places of a document, and write it in one piece.

    Returns how many places were translated, fuzzy, empty (left so) and kept (they had
    a translation); and how many of the empty ones are `unmarked`: left so since the
    file cannot say of what was found for them that it is not sure.
    """
    counts = {"translated": 0, "fuzzy": 0, "empty": 0, "kept": 0, "unmarked": 0}
    places = document.places
    for number, place in enumerate(places):
        if not place.is_empty:
            counts["kept"] += 1
            continue
        filling = chosen(places, number)
        is_sure = None if filling is None else document.fill(number, filling)
        if is_sure is None:
            counts["empty"] += 1
            counts["unmarked"] += filling is not None and not filling.is_sure
        else:
            counts["translated" if is_sure else "fuzzy"] += 1
    with replacing(out) as whole, packed(whole, str(out)) as file:
        document.write(file)
    return counts


class _Po:
    """A PO file; plural entries are left to people."""

    remarks = ()

    def __init__(self, path: Path, options: ReadOptions) -> None:
        self._file = PoFile(path, options)
        self.skipped = self._file.skipped
        self._places = _PoPlaces(self._file)

    @property
    def target(self) -> Locale | None:
        return self._file.target

    @property
    def places(self) -> Sequence[Place]:
        return self._places

    def fill(self, number: int, filling: Filling) -> bool:
        self._file.fill(
            number,
            filling.target.display,
            remark=filling.remark,
            is_fuzzy=not filling.is_sure,
            previous=filling.previous,
        )
        return filling.is_sure

    def write(self, file: BinaryIO) -> None:
        self._file.write(file)


class _PoPlaces(Sequence[Place]):
    """The places of a PO file, made as they are asked for."""

    def __init__(self, file: PoFile) -> None:
        self._source = file.source
        self._entries = file.entries
        # Each is asked for as a neighbour too.
        self._place = lru_cache(maxsize=4)(self._made)

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, at: int) -> Place: ...
    @overload
    def __getitem__(self, at: slice) -> list[Place]: ...
    def __getitem__(self, at: int | slice) -> Place | list[Place]:
        if isinstance(at, slice):
            return [self._place(number) for number in range(len(self))[at]]
        return self._place(at)

    def _made(self, at: int) -> Place:
        entry = self._entries[at]
        return Place(Segment.of(self._source, entry.text), entry.is_empty)


class _Xliff:
    """An XLIFF file of either version."""

    remarks = ()

    def __init__(self, path: Path, options: ReadOptions) -> None:
        self._file = XliffFile(path, options)
        self.skipped = self._file.skipped
        self._places = [
            Place(place.source, place.is_fillable) for place in self._file.places
        ]

    @property
    def target(self) -> Locale | None:
        return self._file.target

    @property
    def places(self) -> Sequence[Place]:
        return self._places

    def fill(self, number: int, filling: Filling) -> bool:
        return self._file.fill(
            number,
            filling.target,
            is_sure=filling.is_sure,
            rate=filling.rate,
            proposals=filling.proposals,
        )

    def write(self, file: BinaryIO) -> None:
        self._file.write(file)
