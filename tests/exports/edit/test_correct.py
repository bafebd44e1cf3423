"""Correcting files: what was asked for, and nothing else."""

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from exports.edit.correction import (
    CorrectedFile,
    Correction,
    correct_json_lines,
    correct_units,
)
from exports.edit.page_correction import correct_page
from exports.files import read
from exports.format import ReadOptions
from tm.errors import FormatError
from tm.text.locale import Locale
from tm.unit import TranslationUnit

VI, ID = Locale("vi"), Locale("id")
OPTIONS = ReadOptions(VI, ID)

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
RECORDS = st.lists(
    st.fixed_dictionaries(
        {"target": WORDS},
        optional={"source": WORDS, "id": st.integers(), "more": WORDS},
    ),
    max_size=6,
)


def corrected_lines(data: bytes, corrections: Sequence[Correction]) -> CorrectedFile:
    with TemporaryDirectory() as folder:
        path = Path(folder, "a.jsonl")
        path.write_bytes(data)
        return correct_json_lines(path, corrections)


@given(RECORDS, st.lists(WORDS, min_size=6, max_size=6), st.booleans(), st.booleans())
def test_json_lines_differ_in_the_targets_only(
    records: list[dict[str, str]], targets: list[str], ascii: bool, crlf: bool
) -> None:
    end = "\r\n" if crlf else "\n"
    data = "".join(
        json.dumps(record, ensure_ascii=ascii) + end for record in records
    ).encode()
    corrections = [
        Correction(record.get("source"), record["target"], after)
        for record, after in zip(records, targets, strict=False)
    ]
    made = corrected_lines(data, corrections)
    expected = [
        {**record, "target": one.new_text}
        for record, one in zip(records, corrections, strict=True)
    ]
    assert made.missed_corrections == ()
    assert [*map(json.loads, made.data.split(b"\n")[:-1])] == expected


@given(RECORDS)
def test_without_corrections_json_lines_stay_byte_for_byte(
    records: list[dict[str, str]],
) -> None:
    data = "\n".join(map(json.dumps, records)).encode() + b"\nnot json\n\n"
    corrections = [
        Correction(r.get("source"), r["target"], r["target"]) for r in records
    ]
    assert corrected_lines(data, corrections).data == data


@given(
    st.lists(
        st.text("ab .", min_size=1, max_size=8).map(str.strip).filter(bool), max_size=6
    ),
    st.lists(st.text("xyz", min_size=1, max_size=4), min_size=6, max_size=6),
)
def test_a_page_is_corrected_as_if_it_were_read_line_by_line(
    lines: list[str], news: list[str]
) -> None:
    page = "".join(f"<{line}>\n" for line in lines)
    corrections = [
        Correction(None, f"<{line}>", f"<{new}>")
        for line, new in zip(lines, news, strict=False)
    ]
    made = correct_page(page.encode(), corrections, path="p")
    expected = "".join(f"{one.new_text}\n" for one in corrections)
    assert made.data.decode() == expected
    assert made.missed_corrections == ()


def test_what_does_not_stand_on_a_page_is_missed_and_the_rest_done() -> None:
    wanted = [Correction(None, "broken over", "x"), Correction(None, "end", "End")]
    made = correct_page(b"broken\nover\nend", wanted, path="p")
    assert made.data == b"broken\nover\nEnd"
    assert made.missed_corrections == (wanted[0],)


def test_what_stands_there_in_another_way_is_corrected_piece_by_piece() -> None:
    before = "Menteri & wakilnya tiba di Hanoi kemarin ; ia pergi lagi."
    wanted = [Correction(None, before, before.replace(" ;", ";"))]
    page = b"<p>Menteri &amp; wakilnya tiba\ndi Hanoi kemarin ; ia pergi lagi.</p>"
    made = correct_page(page, wanted, path="p")
    assert made.data == page.replace(b" ;", b";")
    twice = correct_page(page + page, wanted, path="p")
    assert (twice.data, twice.missed_corrections) == (page + page, tuple(wanted))


def test_a_page_in_an_encoding_that_lacks_a_letter_is_refused() -> None:
    data = "Café di Hanoi — baru".encode("cp1252")
    with pytest.raises(FormatError, match="UTF-8"):
        correct_page(
            data, [Correction(None, "Café di Hanoi — baru", "Hà Nội ẩ")], path="p"
        )


TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=12
)


@pytest.mark.parametrize("suffix", ["tsv", "po"])
@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=5))
def test_units_of_a_file_are_read_again_as_corrected(
    tmp_path_factory: pytest.TempPathFactory,
    suffix: str,
    rows: list[tuple[str, str, str]],
) -> None:
    path = tmp_path_factory.mktemp("units") / f"u.{suffix}"
    if suffix == "tsv":
        text = "".join(f"{a}\t{b}\n" for a, b, _ in rows)
    else:
        head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
        entries = [
            f"\nmsgctxt {json.dumps(str(n))}\nmsgid {_quoted(a)}\nmsgstr {_quoted(b)}\n"
            for n, (a, b, _) in enumerate(rows)
        ]
        text = head + "".join(entries)
    path.write_bytes(text.encode())
    units = _units(path)
    texts = [(one.source.text, one.target.text if one.target else "") for one in units]
    news = [new.strip() or "x" for *_, new in rows]
    wanted = [
        Correction(source, target, new if target else target)
        for (source, target), new in zip(texts, news, strict=False)
    ]
    made = correct_units(path, wanted, OPTIONS)
    path.write_bytes(made.data)
    after = _units(path)
    assert made.missed_corrections == ()
    assert [one.source for one in after] == [one.source for one in units]
    for unit, one in zip(after, wanted, strict=True):
        if one.old_text:
            assert unit.target is not None
            assert unit.target.text.split() == _composed(one.new_text).split()


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _composed(text: str) -> str:
    from tm.text.normal import nfc

    return nfc(text)


def _units(path: Path) -> list[TranslationUnit]:
    return [one for one in read(path, OPTIONS) if isinstance(one, TranslationUnit)]


_TABLE = (
    'vi;id;en;remark\r\n"Câu; một.";"Kalimat; satu.";One.;x\r\n\r\nCâu hai.;;Two.;y\r\n'
    'Câu ba.;Kalimat tiga.;;"a ""b""\r\nc"\r\n'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_is_corrected_in_its_cells(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(_TABLE.encode(encoding))
    corrections = [
        Correction("Câu; một.", "Kalimat; satu.", 'Kalimat "1"; satu.'),
        Correction("Câu ba.", "Kalimat tiga.", "Kalimat tiga!"),
    ]
    made = correct_units(path, corrections, OPTIONS)
    assert (made.missed_corrections, made.lost) == ((), ())
    expected = _TABLE.replace('"Kalimat; satu."', '"Kalimat ""1""; satu."')
    expected = expected.replace("Kalimat tiga.", "Kalimat tiga!")
    assert made.data == expected.encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "line", ["Câu một.\t{}", '{{"source": "Câu một.", "target": "{}"}}']
)
def test_lines_keep_their_encoding_and_ends(
    tmp_path: Path, line: str, encoding: str, end: str
) -> None:
    path = tmp_path / "lines.tsv"
    before, after = line.format("Kalimat  satu."), line.format("Kalimat satu.")
    path.write_bytes((before + end + before + end).encode(encoding))
    asked = [Correction("Câu một.", "Kalimat  satu.", "Kalimat satu.")] * 2
    if line.startswith("{"):
        made = correct_json_lines(path, asked)
    else:
        made = correct_units(path, asked, OPTIONS)
    assert made.missed_corrections == ()
    assert made.data == (after + end + after + end).encode(encoding)


def test_damaged_lines_stay_where_others_are_corrected(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes(
        "Câu một.\tKalimat  satu.\n".encode()
        + b"b\xff\xfebad\tKalimat  satu.\n\0\0\0\n"
    )
    asked = [Correction("Câu một.", "Kalimat  satu.", "Kalimat satu.")]
    made = correct_units(path, asked, OPTIONS)
    assert made.data == path.read_bytes().replace(b"Kalimat  ", b"Kalimat ", 1)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_line_in_a_cell_ends_as_those_of_the_file(tmp_path: Path, end: str) -> None:
    path = tmp_path / "t.csv"
    table = 'vi,id\n"Câu một.\nCâu hai.","Kalimat  satu.\nKalimat dua."\n'
    path.write_bytes(table.replace("\n", end).encode())
    sides = "Câu một.\nCâu hai.", "Kalimat  satu.\nKalimat dua."
    asked = Correction(*sides, sides[1].replace("  ", " "))
    made = correct_units(path, [asked], OPTIONS)
    assert made.missed_corrections == ()
    assert made.data == path.read_bytes().replace(b"  ", b" ")


def test_what_an_encoding_has_not_is_missed(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("en,id\nCafé one,Kafe satu é\n".encode("cp1252"))
    asked = Correction("Café one", "Kafe satu é", "Kafe satu ệ中")
    made = correct_units(path, [asked], ReadOptions(Locale("en"), ID))
    assert made.missed_corrections == (asked,)
    assert made.data == path.read_bytes()


def test_a_workbook_is_corrected_in_its_cells(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        other = book.add_worksheet("Notes")
        other.write_string(0, 0, "kept")
        for row, cells in enumerate(
            [("vi", "id", "en"), ("Câu một.", "Kalimat satu.", "One.")]
        ):
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell)
        sheet.write_string(2, 0, "Câu hai.")
        sheet.write_formula(2, 1, '="Kalimat dua."', None, "Kalimat dua.")
    corrections = [
        Correction("Câu một.", "Kalimat satu.", "Kalimat 1."),
        Correction("Câu hai.", "Kalimat dua.", "Kalimat 2."),
    ]
    made = correct_units(path, corrections, OPTIONS)
    assert made.missed_corrections == (corrections[1],)  # a formula gives it
    path.write_bytes(made.data)
    book_read = CalamineWorkbook.from_path(path)
    assert book_read.get_sheet_by_name("Sheet1").to_python()[1] == [
        "Câu một.",
        "Kalimat 1.",
        "One.",
    ]
    assert book_read.get_sheet_by_name("Notes").to_python() == [["kept"]]
