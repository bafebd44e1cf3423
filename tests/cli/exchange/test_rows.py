"""Findings in tables say on which row they are."""

import json
from pathlib import Path

import pytest

from tests.cli.calling import call

PAIR = ("-s", "vi", "-t", "id")
ROWS = [
    ('Câu "một".', 'Kalimat "satu".'),
    ('Câu "hai"\nở đây.', 'Kalimat  "dua"\ndi sini.'),
    ("Câu ba.", "Kalimat  tiga."),
]


def table(folder: Path) -> Path:
    """A table with a text of two lines."""
    path = folder / "t.csv"
    quoted = [
        ",".join('"' + text.replace('"', '""') + '"' for text in row) for row in ROWS
    ]
    path.write_text("\n".join(["vi,id", "", *quoted]) + "\n", "utf-8")
    return path


def places(path: Path, folder: Path) -> list[tuple[str, int]]:
    """Unit and line of each finding, by JSON and SARIF."""
    report = folder / "r.sarif"
    words = ("--only", "space", "--report", str(report))
    called = call("check", str(path), *PAIR, *words)
    assert called.code == 0, called.err
    units = [json.loads(one)["unit"] for one in called.out.splitlines()]
    [run] = json.loads(report.read_text("utf-8"))["runs"]
    regions = [
        result["locations"][0]["physicalLocation"]["region"]["startLine"]
        for result in run["results"]
    ]
    return [
        (unit.rpartition("/")[2], line)
        for unit, line in zip(units, regions, strict=True)
    ]


def test_a_row_of_csv_is_where_it_begins(tmp_path: Path, chdir: None) -> None:
    assert places(table(tmp_path), tmp_path) == [("t.csv:4", 4), ("t.csv:7", 7)]


def test_a_row_of_a_workbook_has_its_number(tmp_path: Path, chdir: None) -> None:
    book = tmp_path / "t.xlsx"
    done = call("convert", str(table(tmp_path)), str(book), *PAIR)
    assert done.code == 0, done.err
    assert places(book, tmp_path) == [("t.xlsx:3", 3), ("t.xlsx:4", 4)]


def test_a_row_of_tsv_is_a_line(tmp_path: Path, chdir: None) -> None:
    path = tmp_path / "t.tsv"
    path.write_text("Câu ba.\tKalimat tiga.\nCâu ba.\tKalimat  tiga.\n", "utf-8")
    assert places(path, tmp_path) == [("t.tsv:2", 2)]


def test_units_of_one_row_have_ids_of_their_own(tmp_path: Path, chdir: None) -> None:
    path = tmp_path / "t.csv"
    path.write_text("vi,id,id\nCâu ba.,Kalimat  tiga.,Kalimat  3.\n", "utf-8")
    units = [unit for unit, _ in places(path, tmp_path)]
    assert len(units) == len(set(units))


@pytest.fixture
def chdir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder as the current one, so that ids are short."""
    monkeypatch.chdir(tmp_path)
