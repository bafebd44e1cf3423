"""In a pipe, text stays text: tables are tab-separated, JSON only on request."""

import io
import json
from pathlib import Path

import pytest

from cli.console.output_formats import format_tsv_row, parse_tsv_cell
from tests.cli.calling import Called, call

_LONG_TEXT = "Mỗi hộ nhận chăm sóc trung bình 3 ha rừng ngập mặn ven biển. " * 20
_PAIR = ("-s", "vi", "-t", "id")
_DATABASE = ("--database", "x.db")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    call("add", _LONG_TEXT, "Setiap rumah tangga merawat.", *_PAIR, *_DATABASE)
    call("add", "họp báo", "jumpa pers", *_PAIR, *_DATABASE)
    Path("terms.csv").write_text(
        "concept_id,vi,id,status,domain\nc1,họp báo,jumpa pers,preferred,press\n",
        "utf-8",
    )
    call("terms", "import", "terms.csv", *_DATABASE)
    Path("queries.txt").write_text("họp báo\nkhông có gì\n", "utf-8")
    Path("units.tsv").write_text("16.700 người.\t16.900  orang.\n", "utf-8")


def _pipe(*words: str, typed: str | None = None) -> Called:
    return call(*words, *_DATABASE, output_format="", typed=typed)


@pytest.mark.parametrize(
    ("words", "columns"),
    [
        (["lookup", _LONG_TEXT, *_PAIR], ["rate", "type", "source"]),
        (["lookup", "--batch", "queries.txt", *_PAIR], ["query", "rate", "type"]),
        (["concordance", "họp báo", "-l", "vi"], ["source", "target"]),
        (["terms", "find", "họp báo", "-l", "vi", "-t", "id"], ["start", "end"]),
        (
            ["terms", "find", "--batch", "queries.txt", "-l", "vi", "-t", "id"],
            ["line", "start", "end"],
        ),
        (["terms", "lookup", "hop bao", "-l", "vi"], ["concept", "match"]),
        (["terms", "lookup", "--batch", "queries.txt"], ["query", "concept"]),
        (["check", "units.tsv", *_PAIR], ["file", "line", "document"]),
        (["checks"], ["id"]),
        (["history"], ["change set"]),
        (["stats"], ["what", "count"]),
        (["language", "vi"], ["package", "file"]),
    ],
    ids=lambda value: " ".join(value[:3])[:40],
)
def test_a_table_has_a_header_and_a_row_a_line(
    words: list[str], columns: list[str]
) -> None:
    lines = _pipe(*words).out.split("\n")
    header, rows = lines[0].split("\t"), lines[1:-1]
    assert header[: len(columns)] == columns
    assert rows and {len(row.split("\t")) for row in rows} == {len(header)}
    text = "\n".join(lines)
    assert not {"\x1b", "│", "─", "┃", "━"} & set(text)


def test_a_long_text_is_not_wrapped() -> None:
    out = _pipe("lookup", _LONG_TEXT, *_PAIR).out
    assert _LONG_TEXT.strip() in out


def test_a_query_without_matches_has_a_row() -> None:
    _, *rows, _ = _pipe("lookup", "--batch", "queries.txt", *_PAIR).out.split("\n")
    assert [row.split("\t")[:2] for row in rows] == [
        ["họp báo", "100"],
        ["không có gì", ""],
    ]


def test_json_comes_on_request() -> None:
    words = ("lookup", "họp báo", *_PAIR)
    assert json.loads(_pipe(*words, "--format", "json").out)[0]["rate"] == 100
    assert json.loads(_pipe(*words, "--format", "jsonl").out)["query"] == "họp báo"


def test_the_environment_names_a_format_and_an_option_another() -> None:
    words = ("lookup", "họp báo", *_PAIR, *_DATABASE)
    assert json.loads(call(*words, output_format="jsonl").out)["query"] == "họp báo"
    tabbed = call(*words, "--format", "tsv", output_format="jsonl").out
    assert tabbed.startswith("rate\t")
    refused = call(*words, output_format="jason")
    assert refused.code == 2 and "PADANAN_FORMAT" in refused.err
    assert "did you mean json" in refused.err


def test_lines_of_findings_can_be_picked_and_dismissed() -> None:
    found = _pipe("check", "units.tsv", *_PAIR, "--only", "num,space").out
    assert len(found.split("\n")) == 4
    picked = "\n".join(line for line in found.split("\n") if "\tspace." in line)
    assert call("dismiss", "-", "--reason", "ok", typed=picked).code == 0
    after = _pipe("check", "units.tsv", *_PAIR, "--only", "num,space")
    assert "space." not in after.out and "num.value" in after.out
    assert call("dismiss", "-", typed=found).code == 0
    nothing_left = _pipe("check", "units.tsv", *_PAIR, "--only", "num,space")
    assert nothing_left.out.split("\n")[1:] == [""]
    refused = call("dismiss", "-", typed="what\tcount\nnew\t1\n")
    assert refused.code == 2 and "line 1" in refused.err


def test_escapes_of_a_cell_are_undone() -> None:
    cells = ["two\nlines", "a\\n", "\\", "\t", ""]
    row = format_tsv_row(cells)
    assert [parse_tsv_cell(cell) for cell in row.split("\t")] == cells
    assert io.StringIO(row).readlines() == [row]


@pytest.mark.parametrize(
    "words",
    [
        ["history"],
        ["lookup", _LONG_TEXT, *_PAIR],
        ["terms", "find", "họp báo", "-l", "vi", "-t", "id"],
        ["checks", "list"],
        ["language", "vi"],
        ["config"],
    ],
    ids=lambda value: " ".join(value[:3])[:40],
)
def test_a_table_that_is_asked_for_is_not_wrapped_in_a_pipe(words: list[str]) -> None:
    narrow = _pipe(*words, "--format", "table")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "1000")
        assert _pipe(*words, "--format", "table") == narrow
    rows = len(_pipe(*words, "--format", "tsv").out.splitlines())
    if words[0] not in ("lookup", "checks"):
        assert len(narrow.out.splitlines()) == rows
    assert not any(line.endswith(" ") for line in narrow.out.splitlines())


def test_two_texts_side_by_side_are_as_wide_as_columns_says(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        Path(name).write_text(_LONG_TEXT, "utf-8")
    words = ("align", "a.txt", "b.txt", *_PAIR, "--format", "table")
    for columns, width in (("60", 60), ("", 100)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("COLUMNS", columns)
            lines = _pipe(*words).out.splitlines()
        assert width - 8 < max(map(len, lines)) <= width
