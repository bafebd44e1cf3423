"""Reading of XLSX workbooks: their sheets, styles and shared texts.

The format is ECMA-376. Sheets are read in constant memory.
"""

import errno
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from typing import NoReturn
from xml.parsers import expat

from exports.xlsx.cell_reference import parse_column, parse_whole_number
from exports.xlsx.number_format import find_number_format, format_number
from exports.xlsx.shared_strings import (
    ENDLESS_REPETITION_REASON,
    XLSX_UNPACK_LIMITS,
    SharedStringReader,
    SharedStrings,
    unescape_characters,
)
from tm.errors import FormatError

_CHUNK_SIZE = 1 << 16
_MAX_DEPTH = 64
_MAX_COLUMN_COUNT = 16_384
MAX_CELL_TEXT_LENGTH = 1_000_000
"""Most characters of a cell; Excel's own limit is lower."""
_ROOT_RELATIONS_PART_NAME = "_rels/.rels"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook."""

    name: str
    part_name: str
    """Path of the sheet in the archive."""
    is_hidden: bool


_StartElement = Callable[[str, dict[str, str]], None]
_TakeNameOrText = Callable[[str], None]
SheetRow = tuple[int, list[str]]
"""Number of a row, from 1, and the displayed texts of its cells."""


class Workbook:
    """An open workbook. Raises FormatError for a damaged one."""

    def __init__(
        self, archive: zipfile.ZipFile, path: str, shared_strings: SharedStrings
    ) -> None:
        self._archive = archive
        self._path = path
        self._part_names = set(archive.namelist())
        part_names = self._find_related_part_names(
            _ROOT_RELATIONS_PART_NAME, "officeDocument"
        ).values()
        workbook_part_name = next(filter(self._part_names.__contains__, part_names), "")
        relations_part_name = join(
            dirname(workbook_part_name),
            "_rels",
            f"{workbook_part_name.rpartition('/')[2]}.rels",
        )
        sheet_part_name_by_id = self._find_related_part_names(
            relations_part_name, "worksheet"
        )
        if not self._part_names & {*sheet_part_name_by_id.values()}:
            self._refuse(_describe_other_document(workbook_part_name))
        self.sheets: list[Sheet] = []
        self.missing_sheet_names: list[str] = []
        """Names of sheets that are missing from the archive."""
        self.lost_text_count = 0
        """Count of cells so far whose shared text is missing."""
        self._counts_from_1904 = False
        self._list_sheets(workbook_part_name, sheet_part_name_by_id)
        self._number_formats = self._read_styles(
            self._find_related_part_names(relations_part_name, "styles")
        )
        self._shared_strings = shared_strings
        part_names = self._find_related_part_names(
            relations_part_name, "sharedStrings"
        ).values()
        for strings_part_name in filter(self._part_names.__contains__, part_names):
            for shared_text in self._read_shared_strings(strings_part_name):
                self._shared_strings.add_text(shared_text)

    def read_rows(self, sheet: Sheet) -> Generator[SheetRow]:
        """Read the rows of a sheet that have a cell."""
        row_reader = _SheetRowReader(self)
        self._shared_strings.read_length = 0
        parsed_chunks = self._parse_part(
            sheet.part_name,
            row_reader.start_element,
            row_reader.end_element,
            row_reader.add_text,
        )
        with closing(parsed_chunks):
            for _ in parsed_chunks:
                yield from row_reader.take_rows()

    def format_cell(self, cell_value: str, cell_type: str, style_index: int) -> str:
        """Format the value of a cell as a spreadsheet displays it."""
        if cell_type == "s":
            text = self._shared_strings.find_text(cell_value)
            self.lost_text_count += text is None
            if self._shared_strings.are_repeated_endlessly:
                self._refuse(ENDLESS_REPETITION_REASON)
            return text or ""
        if cell_type in ("inlineStr", "str"):
            return unescape_characters(cell_value)
        if cell_type == "b":
            return "TRUE" if cell_value == "1" else "FALSE"
        if cell_type in ("e", "d") or not cell_value:
            return cell_value
        number_format = (
            self._number_formats[style_index]
            if 0 <= style_index < len(self._number_formats)
            else ""
        )
        return format_number(
            cell_value, number_format, counts_from_1904=self._counts_from_1904
        )

    def refuse_cell(self, row_number: int) -> NoReturn:
        """Raise FormatError for a cell that is too long."""
        reason = f"a cell of more than {MAX_CELL_TEXT_LENGTH:,} characters"
        raise FormatError(reason, path=self._path, line=row_number)

    def _list_sheets(
        self, part_name: str, sheet_part_name_by_id: dict[str, str]
    ) -> None:
        """Read the names of the sheets, and from which year days are counted."""

        def start_element(name: str, attributes: dict[str, str]) -> None:
            if name == "sheet":
                relation_id = next(
                    (
                        attribute_value
                        for attribute_name, attribute_value in attributes.items()
                        if attribute_name.endswith(":id")
                    ),
                    "",
                )
                is_hidden = attributes.get("state", "visible") != "visible"
                sheet_name = attributes.get("name", "")
                if sheet_part_name_by_id.get(relation_id) in self._part_names:
                    self.sheets.append(
                        Sheet(sheet_name, sheet_part_name_by_id[relation_id], is_hidden)
                    )
                elif relation_id in sheet_part_name_by_id:
                    self.missing_sheet_names.append(sheet_name)
            elif name == "workbookPr":
                self._counts_from_1904 = attributes.get("date1904") in ("1", "true")

        self._parse_start_tags(part_name, start_element)

    def _read_styles(self, style_part_name_by_id: dict[str, str]) -> list[str]:
        """Read the number format of each cell style."""
        custom_format_by_id: dict[int, str] = {}
        format_ids: list[int] = []
        is_in_cell_styles = [False]

        def start_element(name: str, attributes: dict[str, str]) -> None:
            if name == "cellXfs":
                is_in_cell_styles[0] = True
            elif name == "cellStyles":
                is_in_cell_styles[0] = False
            elif name == "numFmt":
                custom_format_by_id[parse_whole_number(attributes.get("numFmtId"))] = (
                    attributes.get("formatCode", "")
                )
            elif name == "xf" and is_in_cell_styles[0]:
                format_ids.append(parse_whole_number(attributes.get("numFmtId")))

        for part_name in filter(
            self._part_names.__contains__, style_part_name_by_id.values()
        ):
            self._parse_start_tags(part_name, start_element)
        return [
            find_number_format(format_id, custom_format_by_id)
            for format_id in format_ids
        ]

    def _read_shared_strings(self, part_name: str) -> Iterator[str]:
        """Read the shared texts in a part, in the order of their indexes."""
        string_reader = SharedStringReader()
        parsed_chunks = self._parse_part(
            part_name,
            string_reader.start_element,
            string_reader.end_element,
            string_reader.add_text,
        )
        with closing(parsed_chunks):
            for _ in parsed_chunks:
                yield from string_reader.take_texts()

    def _find_related_part_names(
        self, part_name: str, relation_type: str
    ) -> dict[str, str]:
        """Find the parts of a type that a part refers to, by id, present or not."""
        part_name_by_id: dict[str, str] = {}
        folder = dirname(dirname(part_name))

        def start_element(name: str, attributes: dict[str, str]) -> None:
            if name == "Relationship" and attributes.get("Type", "").endswith(
                f"/{relation_type}"
            ):
                target_path = attributes.get("Target", "")
                part_path = (
                    target_path[1:]
                    if target_path[:1] == "/"
                    else join(folder, target_path)
                )
                part_name_by_id[attributes.get("Id", "")] = normpath(part_path)

        if part_name in self._part_names:
            self._parse_start_tags(part_name, start_element)
        return part_name_by_id

    def _parse_start_tags(self, part_name: str, start_element: _StartElement) -> None:
        """Parse a part of which only the start tags matter."""
        for _ in self._parse_part(
            part_name, start_element, lambda _: None, lambda _: None
        ):
            pass

    def _parse_part(
        self,
        part_name: str,
        start_element: _StartElement,
        end_element: _TakeNameOrText,
        add_text: _TakeNameOrText,
    ) -> Generator[None]:
        """Parse the XML of a part; yield after each chunk."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        depth = 0

        def start_prefixed_element(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > _MAX_DEPTH:
                self._refuse(
                    f"elements nested more than {_MAX_DEPTH} deep in {part_name}"
                )
            start_element(name.rpartition(":")[2], attributes)

        def end_prefixed_element(name: str) -> None:
            nonlocal depth
            depth -= 1
            end_element(name.rpartition(":")[2])

        def refuse_doctype(*_: object) -> None:
            self._refuse(f"{part_name} has a DOCTYPE, which no workbook has")

        parser.StartElementHandler = start_prefixed_element
        parser.EndElementHandler = end_prefixed_element
        parser.CharacterDataHandler = add_text
        parser.StartDoctypeDeclHandler = refuse_doctype
        try:
            # Closed after any error, since it reads the file of the archive.
            with closing(self._unpack_part(part_name)) as chunks:
                for chunk in chunks:
                    parser.Parse(chunk, False)
                    yield
            parser.Parse(b"", True)
            yield
        except expat.ExpatError as error:
            problem = expat.ErrorString(error.code) or "not well-formed"
            self._refuse(f"{part_name} is damaged: {problem}")
        except FormatError:
            raise
        except (LookupError, ValueError) as error:  # of the encoding it declares
            self._refuse(f"{part_name} is damaged: {error}")

    def _unpack_part(self, part_name: str) -> Generator[bytes]:
        """Unpack a part in chunks. Raises FormatError for a damaged or harmful one."""
        part_info = self._archive.getinfo(part_name)
        size_limit = find_max_unpacked_size(part_info)
        unpacked_size = 0
        try:
            with self._archive.open(part_info) as file:
                while chunk := file.read(_CHUNK_SIZE):
                    unpacked_size += len(chunk)
                    if unpacked_size > size_limit:
                        self._refuse(
                            f"more than {size_limit:,} bytes are packed into "
                            f"{part_info.compress_size:,} in {part_name}"
                        )
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
            self._refuse(f"{part_name} is damaged: {error}")
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            self._refuse(
                f"{part_name} is damaged: its position in the archive is invalid"
            )
        except NotImplementedError as error:
            self._refuse(f"{part_name} cannot be unpacked: {error}")

    def _refuse(self, reason: str) -> NoReturn:
        raise FormatError(reason, path=self._path)


class _SheetRowReader:
    """Makes rows from the elements of a sheet."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._finished_rows: list[SheetRow] = []
        self._cells: list[str] = []
        self._row_number = 0
        self._column_number = 0
        self._cell_type = "n"
        self._style_index = 0
        self._text_parts: list[str] = []
        self._is_in_text = False
        self._cell_text_length = 0

    def take_rows(self) -> list[SheetRow]:
        """Take the rows completed since the last call."""
        finished_rows, self._finished_rows = self._finished_rows, []
        return finished_rows

    def start_element(self, element_name: str, attributes: dict[str, str]) -> None:
        if element_name == "c":
            self._column_number = (
                parse_column(attributes.get("r", "")) or len(self._cells) + 1
            )
            self._cell_type = attributes.get("t", "n")
            self._style_index = parse_whole_number(attributes.get("s"))
            self._text_parts = []
            self._cell_text_length = 0
        elif element_name in ("v", "t"):
            self._is_in_text = True
        elif element_name == "row":
            self._row_number = (
                parse_whole_number(attributes.get("r")) or self._row_number + 1
            )
            self._cells = []
        elif element_name == "rPh":
            self._cell_type = "phonetic " + self._cell_type

    def add_text(self, text_part: str) -> None:
        if self._is_in_text and not self._cell_type.startswith("phonetic"):
            self._text_parts.append(text_part)
            self._cell_text_length += len(text_part)
            if self._cell_text_length > MAX_CELL_TEXT_LENGTH:
                self._workbook.refuse_cell(self._row_number)

    def end_element(self, element_name: str) -> None:
        if element_name in ("v", "t"):
            self._is_in_text = False
        elif element_name == "c":
            self._add_cell()
        elif element_name == "rPh":
            self._cell_type = self._cell_type.removeprefix("phonetic ")
        elif element_name == "row" and any(self._cells):
            self._finished_rows.append((self._row_number, self._cells))
            self._cells = []

    def _add_cell(self) -> None:
        """Put the cell read last into its column."""
        if not self._text_parts or self._column_number > _MAX_COLUMN_COUNT:
            return
        cell_text = self._workbook.format_cell(
            "".join(self._text_parts), self._cell_type, self._style_index
        )
        missing_count = self._column_number - len(self._cells)
        if missing_count > 0:
            self._cells += [""] * missing_count
        self._cells[self._column_number - 1] = cell_text


def _describe_other_document(main_part_name: str) -> str:
    """Explain why an Office document is not read, by its main part."""
    for folder, program in (("word/", "Word"), ("ppt/", "PowerPoint")):
        if main_part_name.startswith(folder):
            return (
                f"a {program} document, which cannot be imported; "
                "save it as .txt or .html"
            )
    return "not an XLSX workbook, or one without sheets"


def find_max_unpacked_size(part_info: zipfile.ZipInfo) -> int:
    """Most bytes that a part may unpack to, against malicious files."""
    return min(
        XLSX_UNPACK_LIMITS.max_size,
        max(
            XLSX_UNPACK_LIMITS.always_allowed_size,
            part_info.compress_size * XLSX_UNPACK_LIMITS.max_ratio,
        ),
    )
