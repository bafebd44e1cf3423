"""Empty cells of tables are filled, and every other byte of them stays."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.edit.file_filling import fill_file, open_editable_file
from exports.editable_file import EditableSegment, Filling
from exports.files import read
from exports.format import ReadOptions, WriteOptions
from exports.table.csv_editor import CsvEditor
from exports.table.units_csv import write
from exports.xlsx.format import open_workbook
from tests.properties.strategies import texts
from tm.errors import FormatError, InputError
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import State, TranslationUnit

VI, ID = Locale.parse("vi"), Locale.parse("id")
PAIR = ReadOptions(VI, ID)


def filling(text: str = "isi", *, sure: bool = True) -> Filling:
    return Filling(Segment.of(ID, text), sure, 100 if sure else 80, "Padanan: 80 %")


def filled(
    path: Path, options: ReadOptions = PAIR, made: Filling | None = None
) -> dict[str, int]:
    """Fill a file in its place with the same translation everywhere."""
    result = fill_file(
        open_editable_file(path, options), path, lambda *_: made or filling()
    )
    return result.counts


CASES = {
    "plain": ("nguồn;đích;khác\r\na;;x\r\n", "nguồn;đích;khác\r\na;isi;x\r\n"),
    "quoted": ('"vi","id"\n"a, b",""\n', '"vi","id"\n"a, b","isi"\n'),
    "short row": ("vi\tid\tx\na\nb\tada\n", "vi\tid\tx\na\tisi\nb\tada\n"),
    "order": ("x,id,vi\n1,,a\n2, ,b", "x,id,vi\n1,isi,a\n2,isi,b"),
    "several lines": (
        'vi,id\n"a\n\nb",\n\nc,ada\n',
        'vi,id\n"a\n\nb","isi"\n\nc,ada\n',
    ),
    "sep line": ("sep=|\nvi|id\na|\n", "sep=|\nvi|id\na|isi\n"),
    "damaged rows": ('vi,id\na,\n"b" x,\nc,\n', 'vi,id\na,isi\n"b" x,\nc,isi\n'),
    "old Mac": ("vi,id\ra,\rb,\r", "vi,id\ra,isi\rb,isi\r"),
    "state": (
        "source,target,state\na,,initial\nb,,\n",
        "source,target,state\na,isi,translated\nb,isi,\n",
    ),
    "no header": ("a\t\tdoc\nb\tada\tdoc\n", "a\tisi\tdoc\nb\tada\tdoc\n"),
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_only_empty_cells_change(
    tmp_path: Path, before: str, after: str, encoding: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(before.encode(encoding))
    fill_file(
        open_editable_file(path, PAIR, format_name="csv"), path, lambda *_: filling()
    )
    assert path.read_bytes() == after.encode(encoding)


def test_a_text_is_quoted_where_it_must_be(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("vi,id\na,\n", "utf-8")
    filled(path, made=filling('x, "y"\nz'))
    assert path.read_text("utf-8") == 'vi,id\na,"x, ""y""\nz"\n'


def test_a_legacy_encoding_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    before = "id;vi\nPerdana Menteri sudah tiba di sana;\n"
    path.write_bytes(before.encode("cp1258"))
    into_vi = ReadOptions(ID, VI)
    text = "Thủ tướng đã đến đó"
    made = Filling(Segment.of(VI, text), True, 100, "")
    path.write_bytes("id;vi\nx;Đà Nẵng\ny;\n".replace("ẵ", "ă\u0303").encode("cp1258"))
    document = open_editable_file(path, into_vi)
    fill_file(document, path, lambda *_: made)
    units = [one for one in read(path, into_vi) if isinstance(one, TranslationUnit)]
    assert [one.target and one.target.text for one in units] == ["Đà Nẵng", text]
    before_again = path.read_bytes()
    path.write_bytes(before_again + b"z;\n")
    made = Filling(Segment.of(VI, "日本"), True, 100, "")
    assert (
        fill_file(open_editable_file(path, into_vi), path, lambda *_: made).counts[
            "empty"
        ]
        == 1
    )
    assert path.read_bytes() == before_again + b"z;\n"


def test_what_is_not_sure_is_marked_or_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    made = filling(sure=False)
    rows = {
        "vi,id\na,\n": ("vi,id\na,\n", "empty"),
        "vi,id,note\na,,\n": ("vi,id,note\na,isi,Padanan: 80 %\n", "fuzzy"),
        "vi,id,note\na,,ada\n": ("vi,id,note\na,,ada\n", "empty"),
        "vi,id,state\na,,\n": ("vi,id,state\na,isi,initial\n", "fuzzy"),
        "vi,id,state\na,,??\n": ("vi,id,state\na,,??\n", "empty"),
    }
    for before, (after, what) in rows.items():
        path.write_text(before, "utf-8")
        assert filled(path, made=made)[what] == 1, before
        assert path.read_text("utf-8") == after


def test_the_column_to_fill_must_be_clear(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("vi,id,en\na,,\n", "utf-8")
    with pytest.raises(InputError, match="name the target language: id, en"):
        open_editable_file(path, ReadOptions(VI))
    filled(path)
    assert path.read_text("utf-8") == "vi,id,en\na,isi,\n"


@given(
    st.lists(st.tuples(texts(min_size=1, max_size=9), st.booleans()), min_size=1),
    texts(min_size=1, max_size=9),
    st.sampled_from(",;\t|"),
)
def test_tables_of_ours_are_filled_as_they_are_read(
    tmp_path_factory: pytest.TempPathFactory,
    sources: list[tuple[str, bool]],
    text: str,
    separator: str,
) -> None:
    made = Filling(Segment.of(ID, text), True, 100, "")
    old = Segment.of(ID, "ada")
    units = [
        TranslationUnit(source, old if has else None, State.INITIAL)
        for one, has in sources
        if (source := Segment.of(VI, one)).text and not source.codes
    ]
    if not units or not made.target.text or made.target.codes:
        return
    file = io.BytesIO()
    write(units, file, WriteOptions(separator=separator))
    path = tmp_path_factory.mktemp("ours") / "a.csv"
    path.write_bytes(file.getvalue())
    document = CsvEditor(path, ReadOptions())
    for number, place in enumerate(document.segments):
        if place.is_untranslated:
            document.fill(number, made)
    with path.open("wb") as out:
        document.write(out)
    found = [
        one for one in read(path, ReadOptions()) if isinstance(one, TranslationUnit)
    ]
    assert [one.source for one in found] == [one.source for one in units]
    assert [one.target for one in found] == [one.target or made.target for one in units]


SHEET = (
    '<?xml version="1.0"?><worksheet xmlns="http://x"><cols><col min="2" max="2" '
    'style="5"/></cols><sheetData>'
    '<row r="1"><c r="A1" t="inlineStr"><is><t>vi</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>id</t></is></c>'
    '<c r="C1" t="inlineStr"><is><t>note</t></is></c></row>'
    '<row r="3" ht="30"><c r="A3" t="s"><v>0</v></c><c r="B3" s="2"/></row>'
    '<row r="4"><c r="A4" t="s"><v>0</v></c><c r="C4"><v>1</v></c></row>'
    '<row r="5"><c r="A5" t="s"><v>0</v></c><c r="B5"><f>A1</f></c></row>'
    '<row r="6"><c r="A6" t="s"><v>0</v></c></row></sheetData></worksheet>'
)
IS = '<is><t xml:space="preserve">a&lt;b_x0001__x005F_x0041_</t></is></c>'
END = "</row></sheetData>"
AFTER = (
    SHEET.replace('<c r="B3" s="2"/>', f'<c r="B3" s="2" t="inlineStr">{IS}')
    .replace('<c r="C4">', f'<c r="B4" s="5" t="inlineStr">{IS}<c r="C4">')
    .replace(
        "</row></sheetData>", f'<c r="B6" s="5" t="inlineStr">{IS}</row></sheetData>'
    )
)


def workbook(path: Path, sheet: str) -> dict[str, bytes]:
    """A workbook with another sheet, a shared text and a part of nobody's."""
    types = "http://x/relationships"
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<R><Relationship Id="a" Type="{types}/officeDocument" '
        'Target="xl/workbook.xml"/></R>',
        "xl/workbook.xml": '<workbook><sheets><sheet name="one" r:id="s"/>'
        '<sheet name="two" r:id="t"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": "<R>"
        f'<Relationship Id="s" Type="{types}/worksheet" Target="one.xml"/>'
        f'<Relationship Id="t" Type="{types}/worksheet" Target="two.xml"/>'
        f'<Relationship Id="u" Type="{types}/sharedStrings" Target="t.xml"/></R>',
        "xl/one.xml": sheet,
        "xl/two.xml": "<worksheet><sheetData/></worksheet>",
        "xl/t.xml": "<sst><si><t>một</t></si></sst>",
        "customXml/item.xml": "<kept/>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return contents(path)


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_a_sheet_keeps_all_but_its_empty_cells(tmp_path: Path, prefix: str) -> None:
    def named(text: str) -> str:
        for name in "worksheet,cols,col ,sheetData,row,c ,c>,is>".split(","):
            text = text.replace(f"<{name}", f"<{prefix}{name}")
            text = text.replace(f"</{name}", f"</{prefix}{name}")
        for name in ("t", "v", "f"):
            text = text.replace(f"<{name}>", f"<{prefix}{name}>")
            text = text.replace(f"<{name} xml", f"<{prefix}{name} xml")
            text = text.replace(f"</{name}>", f"</{prefix}{name}>")
        return text.replace("xmlns=", "xmlns:x=" if prefix else "xmlns=")

    path = tmp_path / "a.xlsx"
    before = workbook(path, named(SHEET))
    counts = filled(path, made=filling("a<b\x01_x0041_"))
    expected = {"translated": 3, "fuzzy": 0, "empty": 0, "kept": 1, "unmarked": 0}
    assert counts == expected
    after = contents(path)
    assert after.pop("xl/one.xml").decode() == named(AFTER)
    del before["xl/one.xml"]
    assert after == before and list(after) == list(before)
    with open_workbook(path) as book:
        cells = [
            cells[1] for _, cells in book.read_rows(book.sheets[0]) if len(cells) > 1
        ]
    assert cells == ["id", *["a<b\x01_x0041_"] * 3]


def test_a_workbook_of_ours_is_filled(tmp_path: Path) -> None:
    from exports.xlsx import format as xlsx

    path = tmp_path / "a.xlsx"
    unit = TranslationUnit(Segment.of(VI, "một"), None, State.INITIAL)
    with path.open("wb") as file:
        xlsx.write([unit], file, WriteOptions())
    styles = contents(path)["xl/styles.xml"]
    assert open_editable_file(path, ReadOptions()).segments == [
        EditableSegment(unit.source, True)
    ]
    assert filled(path, made=filling("=1+1", sure=False))["fuzzy"] == 1
    (found,) = read(path, ReadOptions(with_untranslated=True))
    assert isinstance(found, TranslationUnit)
    assert (found.target, found.state) == (Segment.of(ID, "=1+1"), State.INITIAL)
    assert contents(path)["xl/styles.xml"] == styles


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    workbook(path, SHEET.replace("</sheetData>", ""))
    with pytest.raises(FormatError, match="damaged"):
        open_editable_file(path, PAIR)
    whole = path.read_bytes()
    for data in (whole[: len(whole) // 2], whole[:60], whole[: whole.rindex(b"PK")]):
        path.write_bytes(data)
        with pytest.raises(FormatError, match="damaged"):
            open_editable_file(path, PAIR)


def test_a_row_with_nul_stays_and_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'vi,id\n\0"a\nb",\nc,\n')
    document = open_editable_file(path, PAIR)
    assert [(one.line, one.reason) for one in document.skipped] == [
        (2, "the line has NUL bytes")
    ]
    fill_file(document, path, lambda *_: filling())
    assert path.read_bytes() == b'vi,id\n\0"a\nb",\nc,isi\n'


def test_nul_below_a_row_is_none_of_it(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"vi,id\na,\n\0\0\n")
    document = open_editable_file(path, PAIR)
    assert not document.skipped
    fill_file(document, path, lambda *_: filling())
    assert path.read_bytes() == b"vi,id\na,isi\n\0\0\n"


def test_a_table_without_rows_has_nothing_to_fill(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"vi,id\n")
    assert filled(path)["translated"] == 0
    assert path.read_bytes() == b"vi,id\n"
