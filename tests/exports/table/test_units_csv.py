"""CSV of units: tables of any program, and what becomes of what is in them."""

import io
from pathlib import Path

import pytest

from exports.entry import Entry, Loss, WriteResult
from exports.files import detect_unit_format, read
from exports.format import ReadOptions, WriteOptions
from exports.lines_and_json import jsonl
from exports.table import units_csv
from exports.table.header_row import (
    begins_with_unit_header,
    begins_with_unit_only_header,
)
from tests.paths import DATA
from tm.errors import FormatError, InputError
from tm.file_remarks import Remark, SkippedEntry
from tm.requested_locales import LocaleParameter
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import Origin, State, TranslationUnit
from tm.unit_property import Property

FOLDER = DATA / "csv"
VI, ID, EN = map(Locale.parse, ("vi", "id", "en"))
PAIR = ReadOptions(VI, ID)


def placed(tmp_path: Path, data: str | bytes, name: str = "a.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def found(path: Path, options: ReadOptions = PAIR) -> list[Entry]:
    return list(read(path, options))


def pairs(entries: list[Entry]) -> list[tuple[str, str | None]]:
    return [
        (entry.source.text, entry.target.text if entry.target else None)
        for entry in entries
        if isinstance(entry, TranslationUnit)
    ]


def unit(source: str, target: str | None = None, **fields: object) -> TranslationUnit:
    return TranslationUnit(
        Segment.of(VI, source),
        Segment.of(ID, target) if target else None,
        State.TRANSLATED if target else State.INITIAL,
        **fields,  # type: ignore[arg-type] # the fields of a unit
    )


@pytest.mark.parametrize(
    "name", ["excel_vi.csv", "libreoffice.txt", "semicolon.csv", "tabs.tsv", "bar.csv"]
)
def test_table_of_another_program_is_read_as_it_stands(name: str) -> None:
    assert found(FOLDER / name) == [
        unit(
            'Ông nói: "Đúng, rồi"',
            'Ia berkata: "Ya; betul"',
            note="câu 1",
        ),
        unit("Hai\ndòng", "Dua\nbaris"),
        unit("Chưa dịch"),
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separator_encoding_and_line_ends_are_found_out(
    tmp_path: Path, separator: str, encoding: str, end: str
) -> None:
    rows = [("source", "target"), ("một, hai; ba", "satu"), ("bốn|năm", "empat\tlima")]
    lines = [separator.join(f'"{cell}"' for cell in row) for row in rows]
    data = "".join(line + end for line in lines).encode(encoding)
    for name in ("a.csv", "a.txt"):
        assert found(placed(tmp_path, data, name)) == [
            unit("một, hai; ba", "satu"),
            unit("bốn|năm", "empat\tlima"),
        ]


def test_a_mark_of_utf_16_within_a_file_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"source,target\na,b\n\xfe\xffc,d\n")
    found = list(read(path, ReadOptions(Locale.parse("en"), Locale.parse("id"))))
    units = [one for one in found if isinstance(one, TranslationUnit)]
    assert [unit.source.text for unit in units] == ["a", "þÿc"]


def test_vietnamese_of_windows_is_read_and_said(tmp_path: Path) -> None:
    text = "source,target\nTiếng Việt thuở ấy,Bahasa Vietnam\n"
    data = b"source,target\nTi\xea\xecng Vi\xea\xf2t, Bahasa Vietnam\n"
    entries = found(placed(tmp_path, data))
    assert pairs(entries) == [("Tiếng Việt", "Bahasa Vietnam")]
    assert isinstance(entries[-1], Loss)
    assert "read as cp1258" in entries[-1].what
    assert pairs(found(placed(tmp_path, text)))[0][0] == "Tiếng Việt thuở ấy"


def test_western_text_of_windows_is_read_as_guessed(tmp_path: Path) -> None:
    line = "Café Müller naïve façade — “déjà vu”,satu\n"
    data = ("source,target\n" + line * 20).encode("cp1252")
    entries = found(placed(tmp_path, data), ReadOptions(Locale.parse("fr"), ID))
    assert pairs(entries)[0] == ("Café Müller naïve façade — “déjà vu”", "satu")


def test_line_that_is_not_utf8_costs_itself_only(tmp_path: Path) -> None:
    lines = ["source,target\n", *(f"câu thứ {n} ở đây,ke-{n}\n" for n in range(50))]
    data = "".join(lines).encode() + b"h\xe9,x\n" + "cuối,akhir\n".encode()
    path = placed(tmp_path, data)
    entries = found(path)
    assert len(pairs(entries)) == 51
    assert (
        SkippedEntry(str(path), 52, "the row is not UTF-8, unlike the rest of the file")
        in entries
    )


def test_name_of_a_column_that_is_not_utf8_keeps_its_rows(tmp_path: Path) -> None:
    rows = "một,satu,chữ\n".encode() * 3
    data = "source,target,ghi chú".encode() + b"\x8b\n" + rows
    kept = (Property("csv:ghi chú\ufffd", "chữ"),)
    assert found(placed(tmp_path, data)) == [unit("một", "satu", properties=kept)] * 3


def test_damaged_rows_are_skipped_with_their_lines(tmp_path: Path) -> None:
    text = (
        "source,target\n"
        "một,satu\n"
        'hai,"dua\n'  # nobody closes it
        "ba,tiga\n"
        ",empat\n"
        "năm,lima,tambahan\n"
        "\n"
        f"sáu,{'x' * 200_000}\n"
        "bảy,tujuh\n"
    )
    path = placed(tmp_path, text)
    entries = found(path)
    assert pairs(entries) == [("một", "satu"), ("ba", "tiga"), ("bảy", "tujuh")]
    skipped = [e for e in entries if isinstance(e, SkippedEntry)]
    assert [(e.line, e.reason[:20]) for e in skipped] == [
        (3, "a quotation mark is "),
        (5, "no source text"),
        (6, "3 cells, but 2 colum"),
        (8, "a cell has more than"),
    ]


def test_name_of_a_column_may_have_two_lines(tmp_path: Path) -> None:
    path = placed(tmp_path, 'source,target,"Ghi\nchú khác"\na,b,c\n\n,x,\n')
    entries = found(path)
    assert entries[0] == unit(
        "a", "b", properties=(Property("csv:Ghi\nchú khác", "c"),)
    )
    assert entries[1] == SkippedEntry(str(path), 5, "no source text")


def test_line_of_any_length_is_one_row(tmp_path: Path) -> None:
    long = "y" * (9 << 20)
    path = placed(tmp_path, f"source,target\nmột,{long}\nhai,dua\n")
    entries = found(path)
    assert pairs(entries) == [("hai", "dua")]
    assert [e.line for e in entries if isinstance(e, SkippedEntry)] == [2]


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("source,target,note", "a,b,c", unit("a", "b", note="c")),
        ("Sumber,Terjemahan,Catatan", "a,b,c", unit("a", "b", note="c")),
        ("Nguồn,Bản dịch,Ghi chú", "a,b,c", unit("a", "b", note="c")),
        ("Source Text;Translation;Comment", "a;b;c", unit("a", "b", note="c")),
        ("vi,id", "a,b", unit("a", "b")),
        ("Indonesian,Vietnamese", "b,a", unit("a", "b")),
        ("Tiếng Việt,Bahasa Indonesia", "a,b", unit("a", "b")),
        (
            "document,id,source,target",
            "d,7,a,b",
            unit("a", "b", origin=Origin(article="d", tuid="7")),
        ),
        ("source,target,status", "a,b,Final", unit("a", "b")),
        (
            "source,target,Điểm số",
            "a,b,9/10",
            unit("a", "b", properties=(Property("csv:Điểm số", "9/10"),)),
        ),
        (
            "source,target,position",
            "a,b,third",
            unit("a", "b", properties=(Property("csv:position", "third"),)),
        ),
    ],
)
def test_columns_are_known_by_their_names(
    tmp_path: Path, header: str, row: str, expected: TranslationUnit
) -> None:
    (entry,) = found(placed(tmp_path, f"{header}\n{row}\n"))
    if "Final" in row:
        assert isinstance(entry, TranslationUnit)
        assert entry.state is State.FINAL
    else:
        assert entry == expected


def test_option_says_what_columns_are(tmp_path: Path) -> None:
    path = placed(tmp_path, "Kolom A,Kolom B,Kolom C,Kolom D\na,b,c,d\n")
    names = {"Kolom A": "source", "kolom b": "id", "Kolom C": "note", "Kolom D": "-"}
    with pytest.raises(FormatError, match="no column is the"):
        found(path, ReadOptions(columns=names))
    both = {"Kolom A": "vi", "kolom b": "id", "Kolom C": "note", "Kolom D": "-"}
    assert found(path, ReadOptions(columns=both)) == [unit("a", "b", note="c")]
    sides = {"Kolom A": "source", "Kolom B": "target"}
    (entry,) = found(path, ReadOptions(VI, ID, columns=sides))
    assert isinstance(entry, TranslationUnit)
    assert entry.properties == (
        Property("csv:Kolom C", "c"),
        Property("csv:Kolom D", "d"),
    )
    with pytest.raises(FormatError, match="no column 'none'"):
        found(path, ReadOptions(columns={"None": "note"}))
    with pytest.raises(FormatError, match="'Kolom A' cannot be described as 'colour'"):
        found(path, ReadOptions(columns={"Kolom A": "colour"}))


def test_table_of_three_languages_has_a_unit_for_each_translation(
    tmp_path: Path,
) -> None:
    path = placed(tmp_path, "vi,id,en\nmột,satu,one\nhai,,two\nba,,\n")
    assert pairs(found(path, ReadOptions())) == [
        ("một", "satu"),
        ("một", "one"),
        ("hai", "two"),
        ("ba", None),
    ]
    assert pairs(found(path, ReadOptions(EN, ID)))[0] == ("one", "satu")
    with pytest.raises(InputError, match=r"no column is in fr, the requested source"):
        found(
            path,
            ReadOptions(
                Locale.parse("fr"),
                ID,
                (LocaleParameter("-s", is_default=True), LocaleParameter("-t")),
            ),
        )


def test_table_without_a_header_needs_its_languages(tmp_path: Path) -> None:
    path = placed(tmp_path, "một;satu;bài 1\nhai;dua;bài 2\n")
    assert found(path)[0] == unit("một", "satu", origin=Origin(article="bài 1"))
    with pytest.raises(FormatError, match="no column is the source; known: một"):
        found(path, ReadOptions())
    named = placed(tmp_path, "source,target\na,b\n", "b.csv")
    with pytest.raises(InputError, match=r"b.csv:2: .*name the source language"):
        found(named, ReadOptions())


def test_unknown_columns_come_back_in_their_places(tmp_path: Path) -> None:
    text = "source,target,Reviewer,Hạng\nmột,satu,Ani,9\nhai,dua,,8\n"
    units = [e for e in found(placed(tmp_path, text)) if isinstance(e, TranslationUnit)]
    file = io.BytesIO()
    assert units_csv.write(units, file, WriteOptions()).is_complete
    header, first, second = file.getvalue().decode().splitlines()
    assert header == "source,target,source-locale,target-locale,state,Reviewer,Hạng"
    assert first == "một,satu,vi,id,translated,Ani,9"
    assert second == "hai,dua,vi,id,translated,,8"


def test_cells_that_look_like_formulas_are_guarded_on_request(tmp_path: Path) -> None:
    units = [unit("=1+1", "-nya"), unit("@a", "+b"), unit("'=x", "'")]
    file = io.BytesIO()
    units_csv.write(units, file, WriteOptions(formula_safe=True))
    cells = [line.split(",") for line in file.getvalue().decode().splitlines()]
    assert not any(cell[:1] in "=+-@" for row in cells for cell in row if cell)
    assert found(placed(tmp_path, file.getvalue()), ReadOptions()) == units


def test_apostrophes_of_another_program_are_text(tmp_path: Path) -> None:
    path = placed(tmp_path, "source,target\n'-nya' là gì,'-nya' adalah\n")
    assert pairs(found(path)) == [("'-nya' là gì", "'-nya' adalah")]


def test_what_a_row_cannot_hold_is_counted() -> None:
    long, tall = unit("a" * 200_000, "b"), unit("a\n" * 150 + "z", "b")
    file = io.BytesIO()
    result = units_csv.write([long, tall], file, WriteOptions())
    assert result == WriteResult(
        1,
        1,
        (
            Loss("units with a text of more than 131,072 characters", 1),
            Loss("line ends inside texts", 150),
        ),
    )


def test_separator_named_in_the_first_line_is_heeded(tmp_path: Path) -> None:
    path = placed(tmp_path, "sep=;\r\nsource;target\r\na,b;c\r\n")
    assert pairs(found(path)) == [("a,b", "c")]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"sep=;\n", b"\xef\xbb\xbf"])
def test_empty_table_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(FormatError, match="the file is empty"):
        found(placed(tmp_path, data))


@pytest.mark.parametrize(
    "header",
    ["concept_id,vi,id", "vi,vi_variants,id", "domain,vi,id"],
)
def test_table_of_terms_is_refused_by_name(tmp_path: Path, header: str) -> None:
    path = placed(tmp_path, f"{header}\na,b,c\n")
    with pytest.raises(FormatError, match="import it into the termbase"):
        found(path, ReadOptions())


@pytest.mark.parametrize(
    "text",
    [
        "Hội nghị khai mạc, theo TTXVN.\n",
        "Kata orang, ini dan itu\n",
        "source of the river, target of the shot\n",
        "một\tsatu\nhai\tdua\n",
        "",
        "a" * 5000,
        ",,,,\n",
    ],
)
def test_page_and_bare_pairs_are_no_table(text: str) -> None:
    assert not begins_with_unit_header(text)
    assert not begins_with_unit_only_header(text)


def test_pairs_with_tabs_stay_what_they_are(tmp_path: Path) -> None:
    path = placed(tmp_path, "một\tsatu\n", "a.tsv")
    assert detect_unit_format(path).name == "tsv"
    named = placed(tmp_path, "source\ttarget\na\tb\n", "b.tsv")
    assert detect_unit_format(named).name == "csv"


def test_a_side_beside_columns_of_languages_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text("vi,id,source\nBộ Công an,Kementerian,buku\n", "utf-8")
    (unit,) = read(path, ReadOptions())
    assert isinstance(unit, TranslationUnit)
    assert [(one.name, one.value) for one in unit.properties] == [
        ("csv:source", "buku")
    ]


_NUMBERED = [
    ("no,vi,id\n1,một,satu\n2,hai,dua\n", "csv:no"),
    ("No.,vi,id\n1.,một,satu\n2.,hai,dua\n", "csv:No."),
    ("nr,vi,id\n1,một,satu\n", "csv:nr"),
    ("id,vi,Indonesian\n7,một,satu\n9,hai,dua\n", None),
    ("id,vi,Indonesian\nhome.title,một,satu\nhome.lead,hai,dua\n", None),
    ("is,vi,id\n1,một,satu\n2,hai,dua\n", "csv:is"),
]


@pytest.mark.parametrize(("text", "property"), _NUMBERED)
@pytest.mark.parametrize("options", [PAIR, ReadOptions()])
def test_a_column_that_numbers_or_names_rows_is_no_language(
    tmp_path: Path, text: str, property: str | None, options: ReadOptions
) -> None:
    entries = found(placed(tmp_path, text), options)
    name = text.partition(",")[0]
    (remark,) = [one for one in entries if isinstance(one, Remark)]
    assert remark.text.startswith(f"column {name!r} is read as identifiers of the rows")
    units = [one for one in entries if isinstance(one, TranslationUnit)]
    assert pairs(entries) == [("một", "satu"), ("hai", "dua")][: len(units)]
    first = text.splitlines()[1].partition(",")[0]
    if property is None:
        assert units[0].origin.tuid == first
    else:
        assert units[0].properties == (Property(property, first),)


@pytest.mark.parametrize(
    ("text", "remarks"),
    [
        ("no,vi\nen,một\nto,hai\n", ["column 'no' is read as Norwegian; to ignore it"]),
        ("no,vi\n1,1\n2,2\n", ["column 'no' is read as Norwegian; to ignore it"]),
        ("id,vi\nsatu,một\ndua,hai\n", []),
        ("id,vi\n1,1\n2,2\n", []),
        ("id,vi\n2025,năm 2025\n", []),
        ("id,vi,x\nundang-undang,luật,a\nberbeda-beda,khác,b\n", []),
        # A translation of which only the numbers are there.
        ("en,vi\nOne,\n1,1\nTwo,\n2,2\nThree,\n", []),
        ("en,id\nOne,\nmsg1,msg1\nTwo,\nmsg2,msg2\nThree,\n", []),
    ],
)
def test_a_column_of_words_is_a_language_and_so_are_numbers_in_all(
    tmp_path: Path, text: str, remarks: list[str]
) -> None:
    entries = found(placed(tmp_path, text), ReadOptions())
    said = [one.text for one in entries if isinstance(one, Remark)]
    assert [one[: len(r)] for one, r in zip(said, remarks, strict=True)] == remarks
    rows = [row.split(",") for row in text.splitlines()[1:]]
    assert pairs(entries) == [(row[0], row[1] or None) for row in rows]


def test_what_an_option_says_of_a_column_counts(tmp_path: Path) -> None:
    path = placed(tmp_path, "id,vi\n1,một\n2,hai\n")
    with pytest.raises(
        FormatError, match=r"no column is the source; .*'id' is read as"
    ):
        found(path, ReadOptions())
    entries = found(path, ReadOptions(columns={"id": "id"}))
    assert pairs(entries) == [("1", "một"), ("2", "hai")]


def test_columns_in_languages_that_are_not_asked_for_are_said(tmp_path: Path) -> None:
    path = placed(tmp_path, "en,vi,id\none,một,satu\n")
    assert found(path)[0] == Remark("column 'en' is in en, which was not requested")
    assert pairs(found(path)) == [("một", "satu")]
    assert not any(isinstance(one, Remark) for one in found(path, ReadOptions()))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Bảng thuật ngữ;;\n\nvi;id;ghi chú\nmột;satu;x\n", "“Bảng thuật ngữ”"),
        ("Bảng, năm 2025\nvi;id;ghi chú\nmột;satu;x\n", "“Bảng, năm 2025”"),
        ('"a\nb"\n;c;\nvi;id;note\nmột;satu;x\n', "“a\nb”, “c”"),
    ],
)
@pytest.mark.parametrize("options", [PAIR, ReadOptions()])
def test_titles_above_the_names_of_columns_are_passed_and_said(
    tmp_path: Path, text: str, said: str, options: ReadOptions
) -> None:
    remark, only = found(placed(tmp_path, text + ";;\n"), options)
    assert isinstance(remark, Remark)
    assert remark.text == f"text above the names of columns ignored: {said}"
    assert only == unit("một", "satu", note="x")


def test_a_row_of_two_cells_is_no_title(tmp_path: Path) -> None:
    entries = found(placed(tmp_path, "một,satu\nvi,id\nhai,dua\n"))
    assert pairs(entries) == [("một", "satu"), ("vi", "id"), ("hai", "dua")]


def test_lines_count_from_the_beginning_of_a_file_with_titles(tmp_path: Path) -> None:
    path = placed(tmp_path, "a\n\nvi,id\nmột,satu\n,dua\n")
    assert found(path)[-1] == SkippedEntry(str(path), 5, "no source text")


def test_cells_in_columns_without_a_name_are_counted(tmp_path: Path) -> None:
    entries = found(placed(tmp_path, ",vi,id\n0,một,satu\n,hai,dua\n"))
    assert pairs(entries) == [("một", "satu"), ("hai", "dua")]
    assert entries[-1] == Loss("cells in columns without a name", 1)


def test_a_line_in_a_cell_ends_as_those_of_the_file(tmp_path: Path) -> None:
    text = 'vi,id\n"một\r\nhai",satu\n'
    assert pairs(found(placed(tmp_path, text))) == [("một\r\nhai", "satu")]
    text = text.replace("\r\n", "\n").replace("\n", "\r\n")
    assert pairs(found(placed(tmp_path, text))) == [("một\nhai", "satu")]


def test_a_state_of_another_tool_is_kept_as_it_is_spelled(tmp_path: Path) -> None:
    path = placed(tmp_path, "source,target,status\na,b,Approved\nc,d,FINAL\n")
    approved, final = found(path)
    assert approved == unit("a", "b", properties=(Property("csv:state", "Approved"),))
    assert isinstance(final, TranslationUnit) and final.state is State.FINAL


TOOLS = DATA / "csv_tools"


@pytest.mark.parametrize("name", sorted(path.stem for path in TOOLS.glob("*.csv")))
def test_table_of_a_tool_holds_the_units_beside_it(name: str) -> None:
    options = ReadOptions(EN, ID, with_untranslated=True)
    expected = [*jsonl.read(TOOLS / f"{name}.jsonl", options)]
    assert expected
    given = found(TOOLS / f"{name}.csv", options)
    assert [one for one in given if not isinstance(one, Remark)] == expected
