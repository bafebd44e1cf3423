"""XLSX: workbooks of any program, and what becomes of what is in them."""

import errno
import gc
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from exports.entry import Entry, Loss, WriteResult
from exports.files import detect_unit_format, read
from exports.format import ReadOptions, WriteOptions
from exports.xlsx import format as xlsx
from exports.xlsx.editor import XlsxEditor
from exports.xlsx.number_format import find_number_format, format_number
from exports.xlsx.writer import _DetachableFile, create_workbook
from tests.examples import examples
from tests.paths import DATA
from tm.errors import FormatError, InputError, OtherLocale, UnknownName
from tm.file_remarks import Remark, SkippedEntry
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import Origin, TranslationUnit
from tm.unit_property import Property

FOLDER = DATA / "xlsx"
VI, ID = Locale.parse("vi"), Locale.parse("id")
PAIR = ReadOptions(VI, ID)
SHEET = "xl/worksheets/sheet1.xml"


def parts_of(name: str) -> dict[str, str]:
    folder = FOLDER / name
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def zipped(tmp_path: Path, parts: dict[str, str], name: str = "a.xlsx") -> Path:
    """A workbook of these parts, its types first as programs write them."""
    path = tmp_path / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(parts, key=lambda part: not part.startswith(("[", "_"))):
            archive.writestr(part, parts[part])
    return path


def unit(source: str, target: str, **fields: object) -> TranslationUnit:
    return TranslationUnit(
        Segment.of(VI, source),
        Segment.of(ID, target),
        **fields,  # type: ignore[arg-type] # the fields of a unit
    )


def written(
    units: list[TranslationUnit], options: WriteOptions | None = None
) -> tuple[bytes, WriteResult]:
    file = io.BytesIO()
    result = xlsx.write(units, file, options or WriteOptions())
    return file.getvalue(), result


def found(path: Path, options: ReadOptions = PAIR) -> list[Entry]:
    return list(read(path, options))


def column(name: str, value: str) -> Property:
    return Property(f"csv:{name}", value)


def test_workbook_of_excel_is_read_as_it_is_shown(tmp_path: Path) -> None:
    path = zipped(tmp_path, parts_of("excel"))
    read = found(path)
    (remark_text,) = XlsxEditor(path, PAIR).remarks
    assert read.pop(3) == Remark(remark_text)
    assert read == [
        unit(
            "Hà Nội",
            "Hanoi",
            origin=Origin(published="25/11/2025"),
            properties=(column("Tỷ lệ", "12.50%"), column("Giá", "1,250,000")),
        ),
        unit("2025", "0.3", origin=Origin(published="14:30")),
        unit("a\r\nb", "TRUE", properties=(column("Tỷ lệ", "#N/A"),)),
        Loss("sheet 'Ghi chú', which is not a table of units", 1),
    ]


def test_sheet_that_is_named_is_read_even_if_it_is_hidden(tmp_path: Path) -> None:
    path = zipped(tmp_path, parts_of("excel"))
    assert found(path, ReadOptions(sheet="Cũ")) == [unit("東京", "Tokyo")]
    with pytest.raises(UnknownName, match="did you mean Câu"):
        found(path, ReadOptions(sheet="Cau"))
    with pytest.raises(FormatError, match=r"no column is the source"):
        found(path, ReadOptions(sheet="Ghi chú"))


def test_workbook_of_a_toolkit_is_read(tmp_path: Path) -> None:
    path = zipped(tmp_path, parts_of("toolkit"))
    published = Origin(published="2025-11-25")
    assert found(path) == [unit("một", "satu", origin=published)]


@pytest.mark.parametrize("name", ["a.xlsx", "a.zip", "a.txt", "a"])
def test_content_tells_a_workbook_whatever_its_name(tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path, parts_of("toolkit"), name)
    assert detect_unit_format(path).name == "xlsx"
    assert len(found(path)) == 1


def test_texts_stay_texts_and_the_bytes_are_the_same() -> None:
    units = [unit("=1+1", "012"), unit("https://a.example", "_x0041_ \x01")]
    data, result = written(units)
    assert result.is_complete
    assert written(units)[0] == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read(SHEET).decode()
        assert not any("hyperlink" in name for name in archive.namelist())
    assert "<f>" not in sheet
    assert sheet.count("<v>") == 0  # no number


@settings(max_examples=examples(30))
@given(
    st.lists(
        st.text(
            st.sampled_from("aZ9 =+-@'\"<&>\n\tđỗ😀_x0041\x01")
            | st.characters(codec="utf-8"),
            min_size=1,
            max_size=20,
        ).filter(lambda text: text.strip() == text and "\0" not in text),
        min_size=1,
        max_size=4,
    )
)
def test_another_reader_finds_the_same_texts(given: list[str]) -> None:
    data, result = written([unit(f"câu {text}", text) for text in given])
    assume(result.written == len(given))
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    header, *rows = book.get_sheet_by_index(0).to_python()
    assert header[:2] == ["source", "target"]
    expected = [Segment.of(ID, text).text for text in given]
    ours = [row[1] for row in rows]
    assert [_plain(cell) for cell in ours] == [_plain(cell) for cell in expected]


def _plain(cell: object) -> str:
    """A cell without what that reader does not take apart: line ends and guards."""
    text = str(cell).removeprefix("'")
    return text.replace("\r\n", "\n").replace("_x000D_\n", "\n").removeprefix("'")


def test_note_that_cannot_be_stored_costs_its_row(tmp_path: Path) -> None:
    with io.BytesIO() as file:
        with create_workbook(file) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ("source", "target", "note"))
            sheet.write_row(1, 0, ("một", "satu", "_xDC00_"))
            sheet.write_row(2, 0, ("hai", "dua", "n"))
        with zipfile.ZipFile(file) as archive:
            parts = {name: archive.read(name).decode() for name in archive.namelist()}
    # As Excel writes what XML cannot hold, which is text for a writer.
    parts = {name: part.replace("_x005F_", "_") for name, part in parts.items()}
    refused, read = found(zipped(tmp_path, parts))
    assert isinstance(refused, SkippedEntry) and "surrogate" in refused.reason
    assert read == unit("hai", "dua", note="n")


class FullDisc(io.BytesIO):
    def write(self, data: object, /) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_full_disc_is_an_error_once_and_no_more() -> None:
    unit = TranslationUnit(Segment.of(VI, "một"), Segment.of(ID, "satu"))
    with pytest.raises(OSError, match="No space left"), FullDisc() as file:
        xlsx.write([unit], file, WriteOptions())
    gc.collect()  # what is left of a workbook would complain here


def test_archive_may_end_itself_after_the_collector_closed_what_it_writes_to() -> None:
    with io.BytesIO() as file:
        sink = _DetachableFile(file)
        archive = zipfile.ZipFile(sink, "w")
        archive.writestr("part", "x")
        sink.stop_writing()
    sink.close()  # as it is finalised, before the archive or after
    archive.close()
    assert archive.fp is None


def test_full_sheet_goes_on_in_another(
    tmp_path: Path,
) -> None:
    units = [unit(f"câu {n}", f"kalimat {n}") for n in range(5)]
    path = tmp_path / "a.xlsx"
    with path.open("wb") as file:
        xlsx.write(units, file, WriteOptions(), max_row_count=3)
    assert found(path, ReadOptions()) == units
    assert len(found(path, ReadOptions(sheet="Units 3"))) == 1


def test_text_that_no_cell_holds_is_left_out_and_counted() -> None:
    _, result = written([unit("a" * 32_768, "b"), unit("c", "d")])
    assert (result.written, result.left_out) == (1, 1)
    assert result.lost[0].what == "units with a text of more than 32,767 characters"


def test_row_that_makes_no_sense_is_skipped_with_its_number(tmp_path: Path) -> None:
    parts = parts_of("excel")
    parts[SHEET] = parts[SHEET].replace('<c r="A4"><v>2025</v></c>', "")
    path = zipped(tmp_path, parts)
    (skipped,) = (e for e in found(path) if isinstance(e, SkippedEntry))
    assert (skipped.line, skipped.reason) == (4, "sheet 'Câu': no source text")


def test_empty_workbook_is_written_and_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(written([])[0])
    assert found(path) == []
    parts = parts_of("toolkit")
    start, end = (
        parts["xl/data.xml"].index("<x:row>"),
        parts["xl/data.xml"].index("</x:sheetData>"),
    )
    parts["xl/data.xml"] = parts["xl/data.xml"][:start] + parts["xl/data.xml"][end:]
    with pytest.raises(FormatError, match="the workbook is empty"):
        found(zipped(tmp_path, parts))


@pytest.mark.parametrize(
    "target", ["../../../../etc/passwd", "file:///etc/passwd", "worksheets/none.xml"]
)
def test_a_sheet_that_leads_out_of_the_archive_is_told(
    tmp_path: Path, target: str
) -> None:
    parts = parts_of("excel")
    name = "xl/_rels/workbook.xml.rels"
    parts[name] = parts[name].replace("worksheets/sheet1.xml", target)
    lost = Loss("sheet 'Câu', which is missing from the workbook", 1)
    assert lost in found(zipped(tmp_path, parts))


def with_rows(*rows: str) -> dict[str, str]:
    """A workbook of these rows of cells."""
    parts = parts_of("excel")
    begin, _, rest = parts[SHEET].partition("<sheetData>")
    end = rest[rest.index("</sheetData>") :]
    parts[SHEET] = f"{begin}<sheetData>{''.join(rows)}{end}"
    return parts


def row(*texts: str) -> str:
    cells = (f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f"<row>{''.join(cells)}</row>"


def test_a_cell_whose_shared_text_is_not_there_is_counted(tmp_path: Path) -> None:
    damaged = '<row><c t="s"><v>99999</v></c><c t="s"><v>x</v></c></row>'
    parts = with_rows(row("vi", "id"), damaged, row("một", "satu"))
    entries = found(zipped(tmp_path, parts))
    assert unit("một", "satu") in entries
    assert Loss("cells whose text is missing from the workbook", 2) in entries


@pytest.mark.parametrize("options", [PAIR, ReadOptions()])
def test_titles_above_the_names_of_columns_are_passed_and_said(
    tmp_path: Path, options: ReadOptions
) -> None:
    rows = (
        row("Bảng 2025"),
        row("", "x"),
        row("no", "vi", "id"),
        row("1", "một", "satu"),
    )
    entries = found(zipped(tmp_path, with_rows(*rows)), options)
    words = "text above the names of columns ignored: “Bảng 2025”, “x”"
    assert entries[0] == Remark(f"sheet 'Câu': {words}")
    assert unit("một", "satu", properties=(column("no", "1"),)) in entries


BOMB = '<!DOCTYPE lolz [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("part", "change", "reason"),
    [
        (
            SHEET,
            lambda text: text.replace("<worksheet", BOMB + "<worksheet"),
            "DOCTYPE",
        ),
        (SHEET, lambda text: text[:400], "is damaged"),
        (SHEET, lambda text: text.replace("UTF-8", "UTE-8"), "unknown encoding: UTE-8"),
        (SHEET, lambda _: "<a>" * 100 + "</a>" * 100, "nested more than 64 deep"),
        (
            SHEET,
            lambda text: text.replace("<v>2025</v>", f"<v>{'9' * 1_000_001}</v>"),
            "a cell of more than 1,000,000",
        ),
        ("xl/sharedStrings.xml", lambda text: text[:200], "is damaged"),
        (SHEET, lambda text: text + " " * (80 << 20), "are packed into"),
    ],
)
def test_hostile_or_damaged_workbook_is_refused(
    tmp_path: Path, part: str, change: object, reason: str
) -> None:
    parts = parts_of("excel")
    assert callable(change)
    parts[part] = change(parts[part])
    path = zipped(tmp_path, parts)
    with pytest.raises(FormatError, match=reason) as caught:
        found(path)
    assert str(caught.value).startswith(str(path))


def test_part_that_lies_before_the_archive_is_told(tmp_path: Path) -> None:
    path = zipped(tmp_path, parts_of("excel"))
    data = path.read_bytes()
    at = len(data) - 6  # where the directory is said to be; all parts lie by that
    place = int.from_bytes(data[at : at + 4], "little") + (1 << 20)
    path.write_bytes(data[:at] + place.to_bytes(4, "little") + data[at + 4 :])
    with pytest.raises(FormatError, match=r"its position in the archive|a damaged one"):
        found(path)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml", "or a damaged one"),
        (
            b"\xd0\xcf\x11\xe0" + bytes(600),
            "in the old XLS format",
        ),
        (b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis", "OpenDocument"),
    ],
)
def test_workbook_of_another_kind_is_refused_by_name(
    tmp_path: Path, data: bytes, reason: str
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    with pytest.raises(InputError, match=reason):
        found(path)


def test_document_of_word_is_no_workbook(tmp_path: Path) -> None:
    parts = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"}
    with pytest.raises(FormatError, match="not an XLSX workbook"):
        found(zipped(tmp_path, parts))


@pytest.mark.parametrize(
    ("value", "format", "text"),
    [
        ("3", "", "3"),
        ("3", "General", "3"),
        ("-3.5", "0", "-4"),
        ("1234.5", "#,##0.00", "1,234.50"),
        ("1234567", "0", "1234567"),
        ("0.07", "0%", "7%"),
        ("45986", "yyyy-mm-dd", "2025-11-25"),
        ("45986", "d mmm yyyy", "25 Nov 2025"),
        ("45986", 'd" tháng "m', "25 tháng 11"),
        ("45986", "[$-421]dd\\.mm\\.yy;@", "25.11.25"),
        ("0.5", "h:mm AM/PM", "12:00 PM"),
        ("0.75", "hh:mm:ss", "18:00:00"),
        ("1.5", "[h]:mm", "36:00"),
        ("59", "yyyy-mm-dd", "1900-02-28"),
        ("61", "yyyy-mm-dd", "1900-03-01"),
        ("-1", "yyyy-mm-dd", "-1"),
        ("1e300", "yyyy-mm-dd", "1e+300"),
        ("words", "0", "words"),
        ("5", "@", "5"),
        ("5", "# ?/?", "5"),
        ("5", "[Red]0.0", "5.0"),
    ],
)
def test_number_is_shown_as_its_format_says(value: str, format: str, text: str) -> None:
    assert format_number(value, format) == text


def test_formats_that_go_without_a_text_are_known() -> None:
    assert find_number_format(14, {}) == "yyyy-mm-dd"
    assert find_number_format(164, {164: "0.0"}) == "0.0"
    assert find_number_format(999, {}) == ""


def in_sheets(path: Path, **sheets: tuple[tuple[str, ...], ...]) -> Path:
    """A workbook of some sheets, row by row."""
    with path.open("wb") as file, create_workbook(file) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def test_a_sheet_that_is_left_out_is_told_with_the_reason(tmp_path: Path) -> None:
    others = ("vi", "en"), ("một", "one")
    path = in_sheets(
        tmp_path / "a.xlsx", A=others, B=(("vi", "id"), ("một", "satu")), C=(("x",),)
    )
    said = "sheet 'A': no column is in id, the requested target language"
    remarks = XlsxEditor(path, PAIR).remarks
    assert remarks[0] == f"{path}: left out: {said}"
    assert remarks[1].startswith(f"{path}: left out: sheet 'C': no column is the ")
    assert found(path) == [
        unit("một", "satu"),
        *map(Remark, remarks),
        Loss("sheets in other languages", 1),
        Loss("sheet 'C', which is not a table of units", 1),
    ]
    assert [place.source.text for place in XlsxEditor(path, PAIR).segments] == ["một"]
    # All sheets of it, and no other is a table.
    path = in_sheets(tmp_path / "b.xlsx", C=(("x",),), A=others)
    for read_by in (found, XlsxEditor):
        with pytest.raises(OtherLocale, match=said):
            read_by(path, PAIR)


def test_a_word_document_is_named_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "cb.docx"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "_rels/.rels",
            f'<Relationships><Relationship Id="r1" Type="{office}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        archive.writestr("word/document.xml", "<document/>")
    with pytest.raises(FormatError, match=r"cb\.docx: a Word document, .*save it as"):
        list(read(path, PAIR))


def test_a_long_text_that_all_cells_repeat_is_refused(tmp_path: Path) -> None:
    parts = parts_of("excel")
    name = "xl/sharedStrings.xml"
    head = parts[name][: parts[name].index("<si")]
    texts = f"<si><t>vi</t></si><si><t>id</t></si><si><t>{'x' * 900_000}</t></si>"
    parts[name] = f"{head}{texts}</sst>"
    cells = "".join('<c t="s"><v>2</v></c>' for _ in range(2))
    heading = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'
    parts |= {SHEET: with_rows(heading, *[f"<row>{cells}</row>"] * 8_000)[SHEET]}
    path = zipped(tmp_path, parts)
    assert path.stat().st_size < 300_000
    with pytest.raises(FormatError, match="its cells repeat a long text so often"):
        found(path)
