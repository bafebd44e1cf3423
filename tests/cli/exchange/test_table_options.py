"""The options for tables, which are the same wherever a table is read or written."""

import csv
import json
from pathlib import Path

import pytest
import xlsxwriter

from tests.cli.calling import call

READERS = {
    "import": (),
    "convert": ("out.jsonl",),
    "validate": (),
    "check": ("--fail-on", "never"),
    "pretranslate": ("-O", "out.csv"),
    "analyse": (),
    "evaluate": (),
    "checks measure": ("--rounds", "1", "--kinds", "num-changed"),
    "terms import": ("--dry-run",),
    "terms extract": ("--min-count", "1"),
}
"""Commands that read tables, and what each needs beside the file and languages."""
PAIR = ("-s", "vi", "-t", "id")
ROWS = [["Lời", "Arti", "Lain"], ["Một câu.", "Satu kalimat.", "x"]]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PADANAN_DATABASE", str(tmp_path / "memory.db"))


def table(name: str, rows: list[list[str]]) -> str:
    with Path(name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return name


def book(name: str, **sheets: list[list[str]]) -> str:
    with xlsxwriter.Workbook(name) as made:
        for title, rows in sheets.items():
            sheet = made.add_worksheet(title)
            for number, cells in enumerate(rows):
                sheet.write_row(number, 0, cells)
    return name


@pytest.mark.parametrize("command", READERS)
def test_columns_are_named_for_every_command_that_reads_a_table(command: str) -> None:
    path = table("table.csv", ROWS)
    words = (*command.split(), path, *READERS[command], *PAIR)
    assert call(*words, "--columns", "Lời=vi,Arti").code == 2
    done = call(*words, "--columns", "Lời=vi,Arti=id,Lain=-")
    assert done.code == 0, done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("command", READERS)
def test_a_sheet_is_named_for_every_command_that_reads_a_table(command: str) -> None:
    good = [["vi", "id"], ["Một câu.", "Satu kalimat."]]
    path = book("table.xlsx", Bagus=good, Lain=good)
    words = (*command.split(), path, *READERS[command], *PAIR)
    done = call(*words, "--sheet", "Tidak")
    assert done.code == 2
    assert "Tidak" in done.err and "Bagus" in done.err
    assert call(*words, "--sheet", "Bagus").code == 0


@pytest.mark.parametrize("command", sorted({*READERS} - {"validate", "terms import"}))
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_a_column_was_taken_for_is_said(command: str, kind: str) -> None:
    rows = [["no", "vi", "id"], ["1", "Một câu.", "Satu."], ["2", "Hai câu.", "Dua."]]
    path = table("t.csv", rows) if kind == "csv" else book("t.xlsx", Isi=rows)
    done = call(*command.split(), path, *READERS[command], *PAIR)
    assert "column 'no' is read as identifiers of the rows" in done.err


def test_a_mended_table_is_read_by_the_columns_that_are_named() -> None:
    path = table("table.csv", [ROWS[0], ["Một  câu.", "Satu  kalimat.", "x"]])
    columns = ("--columns", "Lời=vi,Arti=id,Lain=-")
    done = call("check", path, *PAIR, *columns, "--fix", "--yes")
    assert done.code == 0, done.err
    assert "Một  câu.,Satu kalimat.,x" in Path(path).read_text("utf-8")


TERMS = "concept_id,vi,id,id_variants\nc1,một,satu,&esa\n"


def test_terms_in_a_tsv_file_have_tabs_between() -> None:
    Path("terms.csv").write_text(TERMS, "utf-8")
    assert call("convert", "terms.csv", "c.tsv", "--as-out", "csv").code == 0
    assert Path("c.tsv").read_text("utf-8").startswith("concept_id\t")


def test_terms_are_written_with_another_separator() -> None:
    Path("terms.csv").write_text(TERMS, "utf-8")
    assert call("convert", "terms.csv", "b.csv", "--separator", "semicolon").code == 0
    assert Path("b.csv").read_text("utf-8").splitlines()[0].count(";") > 1
    assert call("terms", "import", "b.csv").code == 0
    done = call("terms", "export", "c.csv", "--separator", "semicolon")
    assert done.code == 0, done.err
    assert Path("c.csv").read_text("utf-8").splitlines()[0].count(";") > 1


@pytest.mark.parametrize("style", ["dca", "dct"])
def test_terms_are_converted_into_a_dialect_of_tbx(style: str) -> None:
    Path("terms.csv").write_text(TERMS, "utf-8")
    how = ("--dialect", "TBX-Min", "--style", style)
    done = call("convert", "terms.csv", "terms.tbx", *how)
    assert json.loads(done.out)["written"] == 1
    head = Path("terms.tbx").read_text("utf-8")[:300]
    assert 'type="TBX-Min"' in head and f'style="{style}"' in head
    refused = call("convert", "terms.csv", "other.tbx", "--dialect", "TBX-Big")
    assert refused.code == 2 and "TBX-Big" in refused.err


def test_pairs_of_terms_may_have_admitted_ones() -> None:
    Path("terms.csv").write_text(TERMS, "utf-8")
    words = ("convert", "terms.csv", "terms.txt", "--as-out", "omegat", *PAIR)
    assert call(*words).code == 0
    assert "esa" not in Path("terms.txt").read_text("utf-8")
    assert call(*words, "--with-admitted").code == 0
    assert "esa" in Path("terms.txt").read_text("utf-8")
