"""Parts of a workbook of XLSX: its sheets and styles, read as they stream.

The format is that of ECMA-376. Nothing is held but the styles.
"""

import errno
import re
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from posixpath import dirname, join, normpath
from typing import NoReturn
from xml.parsers import expat

from exports.io.packing import UnpackLimits
from exports.xlsx.number import format_of, shown
from exports.xlsx.shared_strings import SharedStringReader, SharedStrings, unescaped
from tm.errors import FormatError

_CHUNK = 1 << 16
_LIMITS = UnpackLimits(max_ratio=300)
_MAX_DEPTH = 64
_MOST_COLUMNS = 16_384
LONGEST_TEXT = 1_000_000
"""Characters of a cell; Excel's own limit is lower."""
_LETTERS = re.compile("[A-Z]{1,3}")
_ROOT = "_rels/.rels"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook."""

    name: str
    part: str
    """Where it is in the archive."""
    is_hidden: bool


_Start = Callable[[str, dict[str, str]], None]
_Heard = Callable[[str], None]
SheetRow = tuple[int, list[str]]
"""Number of a row, from 1, and its cells as they are shown."""


class Workbook:
    """A workbook that is open to be read. Raises FormatError for a damaged one."""

    def __init__(
        self, archive: zipfile.ZipFile, path: str, texts: SharedStrings
    ) -> None:
        self._archive = archive
        self._path = path
        self._names = set(archive.namelist())
        parts = self._related(_ROOT, "officeDocument").values()
        part = next(filter(self._names.__contains__, parts), "")
        relations = join(dirname(part), "_rels", f"{part.rpartition('/')[2]}.rels")
        sheets = self._related(relations, "worksheet")
        if not self._names & {*sheets.values()}:
            self._refuse(_other_document(part))
        self.sheets: list[Sheet] = []
        self.lacking: list[str] = []
        """Names of sheets whose part is not in the archive."""
        self.lost_texts = 0
        """Cells so far whose shared text is not there."""
        self._from_1904 = False
        self._read_workbook(part, sheets)
        self._formats = self._read_styles(self._related(relations, "styles"))
        self._texts = texts
        parts = self._related(relations, "sharedStrings").values()
        for shared in filter(self._names.__contains__, parts):
            for text in self._shared(shared):
                self._texts.add(text)

    def rows(self, sheet: Sheet) -> Generator[SheetRow]:
        """The rows of a sheet that have a cell."""
        reader = _SheetRows(self)
        parts = self._parsed(sheet.part, reader.start, reader.end, reader.text)
        with closing(parts):
            for _ in parts:
                yield from reader.taken()

    def shown(self, value: str, kind: str, style: int) -> str:
        """The value of a cell as it is shown."""
        if kind == "s":
            text = self._texts.get(value)
            self.lost_texts += text is None
            return text or ""
        if kind in ("inlineStr", "str"):
            return unescaped(value)
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if kind in ("e", "d") or not value:
            return value
        format = self._formats[style] if 0 <= style < len(self._formats) else ""
        return shown(value, format, from_1904=self._from_1904)

    def refuse_cell(self, row: int) -> NoReturn:
        """Raise FormatError for a cell that no program can have written."""
        reason = f"a cell of more than {LONGEST_TEXT:,} characters"
        raise FormatError(reason, path=self._path, line=row)

    def _read_workbook(self, part: str, sheets: dict[str, str]) -> None:
        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "sheet":
                id = next(
                    (
                        attribute_value
                        for name_of_attribute, attribute_value in attributes.items()
                        if name_of_attribute.endswith(":id")
                    ),
                    "",
                )
                hidden = attributes.get("state", "visible") != "visible"
                named = attributes.get("name", "")
                if sheets.get(id) in self._names:
                    self.sheets.append(Sheet(named, sheets[id], hidden))
                elif id in sheets:
                    self.lacking.append(named)
            elif name == "workbookPr":
                self._from_1904 = attributes.get("date1904") in ("1", "true")

        self._all(part, start)

    def _read_styles(self, parts: dict[str, str]) -> list[str]:
        """The format of each style of cells."""
        custom: dict[int, str] = {}
        numbers: list[int] = []
        inside = [False]

        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "cellXfs":
                inside[0] = True
            elif name == "cellStyles":
                inside[0] = False
            elif name == "numFmt":
                custom[whole_number(attributes.get("numFmtId"))] = attributes.get(
                    "formatCode", ""
                )
            elif name == "xf" and inside[0]:
                numbers.append(whole_number(attributes.get("numFmtId")))

        for part in filter(self._names.__contains__, parts.values()):
            self._all(part, start)
        return [format_of(number, custom) for number in numbers]

    def _shared(self, part: str) -> Iterator[str]:
        reader = SharedStringReader()
        parts = self._parsed(part, reader.start, reader.end, reader.text)
        with closing(parts):
            for _ in parts:
                yield from reader.taken()

    def _related(self, part: str, kind: str) -> dict[str, str]:
        """Parts of a kind that a part names, by id; not all need be there."""
        related_parts: dict[str, str] = {}
        folder = dirname(dirname(part))

        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "Relationship" and attributes.get("Type", "").endswith(
                f"/{kind}"
            ):
                target = attributes.get("Target", "")
                part_path = target[1:] if target[:1] == "/" else join(folder, target)
                related_parts[attributes.get("Id", "")] = normpath(part_path)

        if part in self._names:
            self._all(part, start)
        return related_parts

    def _all(self, part: str, start: _Start) -> None:
        for _ in self._parsed(part, start, lambda _: None, lambda _: None):
            pass

    def _parsed(
        self, part: str, start: _Start, end: _Heard, text: _Heard
    ) -> Generator[None]:
        """Goes through the XML of a part; yields after each piece of it."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        depth = 0

        def started(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > _MAX_DEPTH:
                self._refuse(f"elements nested more than {_MAX_DEPTH} deep in {part}")
            start(name.rpartition(":")[2], attributes)

        def ended(name: str) -> None:
            nonlocal depth
            depth -= 1
            end(name.rpartition(":")[2])

        def refuse_doctype(*_: object) -> None:
            self._refuse(f"{part} has a DOCTYPE, which no workbook has")

        parser.StartElementHandler = started
        parser.EndElementHandler = ended
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = refuse_doctype
        try:
            # Closed at once, whatever goes wrong: its file is that of the archive.
            with closing(self._bytes(part)) as chunks:
                for data in chunks:
                    parser.Parse(data, False)
                    yield
            parser.Parse(b"", True)
            yield
        except expat.ExpatError as error:
            what = expat.ErrorString(error.code) or "not well-formed"
            self._refuse(f"{part} is damaged: {what}")
        except FormatError:
            raise
        except (LookupError, ValueError) as error:  # of the encoding it declares
            self._refuse(f"{part} is damaged: {error}")

    def _bytes(self, part: str) -> Generator[bytes]:
        info = self._archive.getinfo(part)
        size_limit = unpacked_limit(info)
        size = 0
        try:
            with self._archive.open(info) as file:
                while data := file.read(_CHUNK):
                    size += len(data)
                    if size > size_limit:
                        self._refuse(
                            f"more than {size_limit:,} bytes are packed into "
                            f"{info.compress_size:,} in {part}"
                        )
                    yield data
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
            self._refuse(f"{part} is damaged: {error}")
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            self._refuse(f"{part} is damaged: it has no place in the archive")
        except NotImplementedError as error:
            self._refuse(f"{part} cannot be unpacked: {error}")

    def _refuse(self, reason: str) -> NoReturn:
        raise FormatError(reason, path=self._path)


class _SheetRows:
    """Makes rows of the elements of a sheet."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._done: list[SheetRow] = []
        self._cells: list[str] = []
        self._row = 0
        self._column = 0
        self._kind = "n"
        self._style = 0
        self._pieces: list[str] = []
        self._heard = False
        self._size = 0

    def taken(self) -> list[SheetRow]:
        finished_rows, self._done = self._done, []
        return finished_rows

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._column = column_of(attributes.get("r", "")) or len(self._cells) + 1
            self._kind = attributes.get("t", "n")
            self._style = whole_number(attributes.get("s"))
            self._pieces = []
            self._size = 0
        elif name in ("v", "t"):
            self._heard = True
        elif name == "row":
            self._row = whole_number(attributes.get("r")) or self._row + 1
            self._cells = []
        elif name == "rPh":
            self._kind = "phonetic " + self._kind

    def text(self, data: str) -> None:
        if self._heard and not self._kind.startswith("phonetic"):
            self._pieces.append(data)
            self._size += len(data)
            if self._size > LONGEST_TEXT:
                self._book.refuse_cell(self._row)

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._heard = False
        elif name == "c":
            self._put()
        elif name == "rPh":
            self._kind = self._kind.removeprefix("phonetic ")
        elif name == "row" and any(self._cells):
            self._done.append((self._row, self._cells))
            self._cells = []

    def _put(self) -> None:
        if not self._pieces or self._column > _MOST_COLUMNS:
            return
        value = self._book.shown("".join(self._pieces), self._kind, self._style)
        missing = self._column - len(self._cells)
        if missing > 0:
            self._cells += [""] * missing
        self._cells[self._column - 1] = value


@lru_cache(maxsize=16_384)
def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _other_document(part: str) -> str:
    """Why a document of Office is not read, by the name of its main part."""
    for folder, kind in (("word/", "Word"), ("ppt/", "PowerPoint")):
        if part.startswith(folder):
            return (
                f"a {kind} document, which cannot be imported; save it as .txt or .html"
            )
    return "not an XLSX workbook, or one without sheets"


def unpacked_limit(info: zipfile.ZipInfo) -> int:
    """How many bytes may come out of a part; more was made to do harm."""
    return min(
        _LIMITS.max_size,
        max(_LIMITS.always_allowed_size, info.compress_size * _LIMITS.max_ratio),
    )


def column_letters(column: int) -> str:
    """The name of a column by its number, from 1.

    >>> column_letters(1), column_letters(28), column_letters(703)
    ('A', 'AB', 'AAA')
    """
    name = ""
    while column:
        column, letter_number = divmod(column - 1, 26)
        name = chr(65 + letter_number) + name
    return name


def column_of(reference: str) -> int:
    """The number of the column of a cell such as `AB12`, from 1; 0 for none."""
    match = _LETTERS.match(reference)
    return _column_number(match[0]) if match else 0


def whole_number(text: str | None) -> int:
    """What an attribute says; 0 where it is absent, or no number."""
    return int(text) if text is not None and text.isdecimal() else 0
