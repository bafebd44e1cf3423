"""The commands of the termbase, and the JSON that they promise."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calling import call

ROWS = """concept_id,domain,vi,vi_variants,id,id_variants,note
bca,ministry,Bộ Công an,&BCA,Kementerian Keamanan Publik,!Kementerian Kepolisian,seen
tt,office,Thứ trưởng,,Wakil Menteri,Deputi Menteri,
"""


@pytest.fixture
def database(tmp_path: Path) -> str:
    """The path of a database that holds two concepts."""
    file = tmp_path / "terms.csv"
    file.write_text(ROWS, "utf-8")
    place = str(tmp_path / "x.db")
    assert call("terms", "import", str(file), "--database", place).code == 0
    return place


def json_of(*words: str) -> Any:
    """What a call printed as JSON; `Any` as JSON is."""
    return json.loads(call("terms", *words, "--format", "json").out)


def test_import_counts_and_lists_what_it_skipped(tmp_path: Path) -> None:
    file = tmp_path / "terms.csv"
    file.write_text(ROWS + ",,,,,,only a note\n", "utf-8")
    place = ("--database", str(tmp_path / "x.db"))
    first = json_of("import", str(file), *place)
    assert first == {
        "new": 2,
        "known": 0,
        "changed": 0,
        "import": "i1",
        "skipped": [{"path": str(file), "line": 4, "reason": "no term"}],
        "lost": [],
        "duplicates": [],
        "odd": [],
        "disagreements": [],
    }
    again = json_of("import", str(file), *place)
    assert (again["new"], again["known"], again["import"]) == (0, 2, None)


def test_a_broken_file_among_good_ones_changes_nothing(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(ROWS, "utf-8")
    bad.write_text("name,meaning\nx,y\n", "utf-8")
    place = ("--database", str(tmp_path / "x.db"))
    done = call("terms", "import", str(good), str(bad), *place)
    assert (done.code, done.out) == (2, "")
    assert "bad.csv:1: no column heading is a language" in done.err
    assert call("terms", "lookup", "thu truong", "-l", "vi", *place).code == 1


def test_an_unknown_second_language_is_not_lost_in_silence(tmp_path: Path) -> None:
    file = tmp_path / "terms.csv"
    file.write_text("vi,Indonesia\nBộ Công an,Kementerian Keamanan Publik\n", "utf-8")
    place = ("--database", str(tmp_path / "x.db"))
    refused = call("terms", "import", str(file), *place)
    assert (refused.code, refused.out) == (2, "")
    assert "headings not understood: indonesia; possible headings" in refused.err
    assert "--columns" in refused.err
    named = json_of("import", str(file), "--columns", "Indonesia=id", *place)
    assert (named["new"], named["lost"]) == (1, [])


def test_lookup_shows_the_terms_of_both_locales(database: str) -> None:
    words = ("lookup", "bo cong an", "-l", "vi", "-o", "id", "--database", database)
    (found,) = json_of(*words)
    nothing = {"count": 0, "is_all": True, "first": None, "last": None}
    assert found == {
        "concept": "bca",
        "termbase": None,
        "subject_field": "ministry",
        "definition": None,
        "note": "seen",
        "valid_from": None,
        "valid_to": None,
        "confidence": None,
        "match": "folded",
        "term": "Bộ Công an",
        "locale": "vi",
        "composed": False,
        "relations": [],
        "terms": [
            {
                "locale": locale,
                "text": text,
                "status": status,
                "forbidden": forbidden,
                "part_of_speech": None,
                "note": None,
                "source": None,
                "valid_from": None,
                "valid_to": None,
                "attested": nothing | {"example": None},
            }
            for locale, text, status, forbidden in [
                ("vi", "Bộ Công an", "preferred", False),
                ("vi", "BCA", "admitted", False),
                ("id", "Kementerian Keamanan Publik", "preferred", False),
                ("id", "Kementerian Kepolisian", "deprecated", True),
            ]
        ],
    }


def test_find_prints_spans_and_equivalents(database: str) -> None:
    words = ("-l", "vi", "-o", "id", "--database", database)
    (found,) = json_of("find", "Lãnh đạo bộ Công an dự.", *words)
    assert found == {
        "start": 9,
        "end": 19,
        "text": "bộ Công an",
        "concept": "bca",
        "status": "preferred",
        "forbidden": False,
        "how": "case",
        "preferred": ["Kementerian Keamanan Publik"],
        "equivalents": {"id": ["Kementerian Keamanan Publik"]},
        "others": [],
        "nested": False,
        "composed": False,
        "parts": [],
        "part_hits": [],
    }


def test_find_prints_a_line_for_every_line_of_a_batch(
    database: str, tmp_path: Path
) -> None:
    file = tmp_path / "lines.txt"
    file.write_text("BCA\n\nkhông có gì\n", "utf-8")
    options = ("--batch", str(file), "-l", "vi", "-o", "id", "--database", database)
    done = call("terms", "find", *options)
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert done.code == 0
    assert [(line["text"], len(line["hits"])) for line in lines] == [
        ("BCA", 1),
        ("", 0),
        ("không có gì", 0),
    ]
    file.write_bytes("BCA đô\n".encode("cp1258"))
    assert "which is a guess" in call("terms", "find", *options).err


def test_find_reads_a_whole_file(database: str, tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text("Một.\nBộ Công an.\n", "utf-8")
    options = ("--file", str(file), "-l", "vi", "--database", database)
    (found,) = json_of("find", *options)
    assert (found["start"], found["preferred"]) == (5, [])


def test_find_has_a_line_for_each_concept_of_a_term(
    database: str, tmp_path: Path
) -> None:
    more = tmp_path / "more.csv"
    more.write_text("concept_id,vi,id\nscout,Thứ trưởng,Wakil Ketua\n", "utf-8")
    call("terms", "import", str(more), "--database", database)
    words = ("Thứ trưởng", "-l", "vi", "-o", "id", "--database", database)
    table = call("terms", "find", *words, "--format", "table").out
    assert "Wakil Menteri" in table and "Wakil Ketua" in table


def test_find_shows_forbidden_forms_when_asked(database: str) -> None:
    words = ("find", "Kementerian Kepolisian", "-l", "id", "--database", database)
    assert call("terms", *words).code == 1
    (found,) = json_of(*words, "--forbidden")
    assert found["forbidden"] is True


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("find", "-l", "vi"), 2, "give TEXT, --file FILE or --batch FILE"),
        (("find", "x", "--file", "y", "-l", "vi"), 2, "give TEXT"),
        (("find", "--file", "none.txt", "-l", "vi"), 2, "none.txt: no such file"),
        (("find", "x"), 2, "no language; give -l LOCALE"),
        (("lookup", " ", "-l", "vi"), 2, "the text to look up is empty"),
        (("lookup", "zzzz", "-l", "vi"), 1, "No vi term is similar to 'zzzz'"),
        (("import", "none.csv"), 2, "none.csv: no such file"),
        (("import", "terms.docx"), 2, "terms.docx: no such file"),
        (("export", "terms.docx"), 2, "unknown format of terms '.docx'"),
        (
            ("export", "terms.ods"),
            2,
            "sheets are read and written only as XLSX and CSV",
        ),
    ],
)
def test_what_is_wrong_is_said(
    words: tuple[str, ...], code: int, message: str, database: str
) -> None:
    done = call("terms", *words, "--database", database)
    assert done.code == code
    assert message in done.err


def test_an_empty_termbase_says_how_it_is_filled(tmp_path: Path) -> None:
    done = call("terms", "lookup", "bộ", "--database", str(tmp_path / "new.db"))
    assert done.code == 1
    assert "The termbase is empty: `padanan terms import --starter` adds" in done.err


def test_a_sheet_of_another_kind_is_refused_with_what_to_do(tmp_path: Path) -> None:
    database = str(tmp_path / "x.db")
    for name, data, what in (
        ("terms.ods", b"PK\3\4" + bytes(26) + b"mimetypeapplication/x", "OpenDocument"),
        ("terms.xls", b"\xd0\xcf\x11\xe0" + bytes(600), "save it as XLSX"),
        ("terms.xlsx", b"PK\3\4" + bytes(40), "a damaged ZIP archive"),
    ):
        sheet = tmp_path / name
        sheet.write_bytes(data)
        done = call("terms", "import", str(sheet), "--database", database)
        assert (done.code, what in done.err) == (2, True), done.err


def test_terms_go_through_a_workbook_and_come_back(
    database: str, tmp_path: Path
) -> None:
    book, table = tmp_path / "out.xlsx", tmp_path / "out.csv"
    assert json_of("export", str(book), "--database", database)["written"] == 2
    json_of("export", str(table), "--database", database)
    other = str(tmp_path / "other.db")
    assert json_of("import", str(book), "--database", other)["new"] == 2
    again = tmp_path / "again.csv"
    json_of("export", str(again), "--database", other)
    assert again.read_bytes() == table.read_bytes()


def test_what_is_exported_is_what_was_imported(database: str, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    done = json_of("export", str(file), "--database", database)
    assert done == {
        "file": str(file),
        "format": "csv",
        "written": 2,
        "left_out": 0,
        "lost": [],
    }
    rows = file.read_text("utf-8").splitlines()
    assert rows[0] == (
        "concept_id,domain,vi,vi_variants,id,id_variants,note,confidence"
    )
    imported = json_of("import", str(file), "--database", database)
    assert (imported["known"], imported["changed"]) == (2, 0)


@pytest.mark.parametrize("format", ["table", "tsv"])
def test_tables_are_for_people(database: str, format: str) -> None:
    words = ("-l", "vi", "-o", "id", "--database", database, "--format", format)
    assert "Wakil Menteri" in call("terms", "lookup", "thu truong", *words).out
    assert "Wakil Menteri" in call("terms", "find", "Thứ trưởng", *words).out


def test_lint_finds_nothing_in_a_good_termbase(database: str) -> None:
    done = call("terms", "lint", "--database", database)
    assert (done.code, done.out) == (0, "")
    assert "No findings" in done.err


def test_lint_names_the_concept_and_why(database: str, tmp_path: Path) -> None:
    file = tmp_path / "more.csv"
    file.write_text("concept_id,vi,id\nptr,Phó Bộ trưởng,Deputi Menteri\n", "utf-8")
    place = ("--database", database)
    assert call("terms", "import", str(file), *place).code == 0
    done = call("terms", "lint", "--format", "json", *place)
    assert done.code == 1
    assert json.loads(done.out) == [
        {
            "concept": "tt",
            "check": "tb.contradiction",
            "severity": "warning",
            "message": "Deprecated here, but preferred in ptr",
            "locale": "id",
            "quote": "Deputi Menteri",
            "fix": None,
            "related": ["ptr"],
            "examples": [],
        }
    ]
    tsv = call("terms", "lint", "--format", "tsv", *place).out
    assert tsv.startswith("concept\tcheck\tseverity\tlocale\tquote\tmessage\tfix\n")
    table = call("terms", "lint", "--language", "vi", "--format", "table", *place)
    assert "cảnh báo  tb.contradiction" in table.out
    assert "Không khuyên dùng ở đây, nhưng được ưu tiên trong ptr" in table.out
    assert "1 phát hiện: 0 lỗi, 1 cảnh báo" in table.err
    assert call("terms", "lint", "--fail-on", "error", *place).code == 0
    assert call("terms", "lint", "--skip", "tb.contradiction", *place).code == 0
    assert call("terms", "lint", "--only", "tb.cycle", *place).code == 0


def test_lint_asks_the_memory_unless_told_not_to(database: str) -> None:
    place = ("--database", database)
    for name in ("Lê Hải", "Trần An"):
        pair = (f"Thứ trưởng {name} nói.", f"Pembantu Menteri {name} berbicara.")
        assert call("add", *pair, "-s", "vi", "-t", "id", *place).code == 0
    found = json_of("lint", *place)
    assert [(i["concept"], i["check"]) for i in found] == [
        ("bca", "tb.unattested"),
        ("tt", "tb.otherwise"),
    ]
    assert "“Pembantu Menteri” 2×" in found[1]["message"]
    assert len(found[1]["examples"]) == 2
    assert json_of("lint", "--no-memory", *place) == []


def test_a_table_of_lint_has_the_first_of_what_is_for_information(
    database: str, tmp_path: Path
) -> None:
    file = tmp_path / "more.csv"
    rows = "".join(f"t{n:02},từ {'x' * n}a,istilah {'x' * n}a\n" for n in range(12))
    wrong = "ptr,Phó Bộ trưởng,Deputi Menteri\n"
    file.write_text(f"concept_id,vi,id\n{rows}{wrong}", "utf-8")
    place = ("--database", database)
    assert call("terms", "import", str(file), *place).code == 0
    call("add", "Ông ấy đến.", "Dia datang.", "-s", "vi", "-t", "id", *place)
    found = json_of("lint", *place)
    advice = [one for one in found if one["check"] == "tb.unattested"]
    assert len(advice) > 12
    table = call("terms", "lint", "--format", "table", *place)
    assert table.out.count("tb.unattested") == 10
    assert "tb.contradiction" in table.out
    assert (
        f"tb.unattested: {len(advice) - 10} more findings of severity info" in table.err
    )
    assert f"{len(found)} findings" in table.err
    whole = call("terms", "lint", "--format", "table", "--all", *place)
    assert whole.out.count("tb.unattested") == len(advice)
    assert "more findings of severity info" not in whole.err
    lines = call("terms", "lint", "--format", "jsonl", "--all", *place)
    assert len(lines.out.splitlines()) == len(found)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("terms", "lint", "--only", "num"), "check texts by them (`padanan check`)"),
        (("terms", "lint", "--only", "tb.cicle"), "tb.cycle"),
        (("check", "x.txt", "-t", "id", "--only", "tb"), "padanan terms lint"),
    ],
)
def test_each_linter_knows_its_own_checks(
    database: str, words: tuple[str, ...], said: str
) -> None:
    done = call(*words, "--database", database)
    assert done.code == 2
    assert said in done.err
