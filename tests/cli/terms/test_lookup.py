"""Looking terms up at the command line, and showing all of a concept."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.terms.views.entry_view import find_typed_spans
from glossary.lookup.typed_query import TypedQuery
from tests.cli.calling import call

ROWS = """concept_id,domain,vi,vi_variants,id,id_variants,note
bca,ministry,Bộ Công an,&BCA,Kementerian Keamanan Publik,!Kementerian Kepolisian,seen
tt,office,Thứ trưởng,,Wakil Menteri,Deputi Menteri,
"""


@pytest.fixture
def database(tmp_path: Path) -> str:
    """The path of a database with two concepts and a unit."""
    file = tmp_path / "terms.csv"
    file.write_text(ROWS, "utf-8")
    place = str(tmp_path / "x.db")
    assert call("terms", "import", str(file), "--database", place).code == 0
    pair = ("Bộ Công an họp báo", "Kementerian Keamanan Publik", "-s", "vi", "-t", "id")
    assert call("add", *pair, "--database", place).code == 0
    return place


def _json(*words: str) -> Any:  # as JSON is
    return json.loads(call("terms", *words, "--format", "json").out)


def test_without_a_locale_all_are_looked_in(database: str) -> None:
    done = call("terms", "lookup", "wakil mentri", "--database", database)
    assert json.loads(done.out)["concept"] == "tt"
    assert done.err == "Searched all languages; found in id\n"


def test_the_default_locale_is_looked_in_first(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "padanan.toml").write_text('source = "vi"\ntarget = "id"\n', "utf-8")
    done = call("terms", "lookup", "bo cong an", "--database", database)
    assert (json.loads(done.out)["locale"], done.err) == ("vi", "")
    done = call("terms", "lookup", "kementerian", "--database", database)
    assert json.loads(done.out)["locale"] == "id"
    assert "Searched all languages" in done.err


def test_a_term_comes_with_where_the_memory_has_it(database: str) -> None:
    (found,) = _json("lookup", "bca", "-l", "vi", "--database", database)
    attested = {term["text"]: term["attested"] for term in found["terms"]}
    assert attested["BCA"]["count"] == 0
    assert attested["Kementerian Keamanan Publik"]["count"] == 1
    example = attested["Bộ Công an"]["example"]
    assert (example["span"], example["opposite"]) == (
        [0, 10],
        "Kementerian Keamanan Publik",
    )
    words = ("lookup", "bca", "-l", "vi", "--no-attest", "--database", database)
    (found,) = _json(*words)
    assert {term["attested"] for term in found["terms"]} == {None}


def test_a_batch_answers_each_line(database: str, tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_text("\ufeffbca\r\n\nkhông có gì\nthu truong\n", "utf-8")
    words = ("--batch", str(file), "-l", "vi", "-o", "id", "--database", database)
    done = call("terms", "lookup", *words)
    assert done.code == 0
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert [[one["concept"] for one in line["matches"]] for line in lines] == [
        ["bca"],
        [],
        [],
        ["tt"],
    ]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("lookup",), "give a TEXT to look up, or --batch FILE"),
        (("lookup", "x", "--batch", "y"), "give a TEXT to look up, or --batch FILE"),
        (("lookup", "--batch", "none.txt"), "none.txt: no such file"),
        (("show", "bcb"), "no concept 'bcb'; did you mean bca?"),
    ],
)
def test_what_is_wrong_is_said(
    words: tuple[str, ...], message: str, database: str
) -> None:
    done = call("terms", *words, "--database", database)
    assert done.code in (1, 2)
    assert message in done.err


@pytest.mark.parametrize("text", ["…", "x" * 1000, "\udcff", "😀", "\u202e\u0301"])
def test_odd_text_is_not_found(database: str, text: str) -> None:
    for more in ((), ("-l", "vi"), ("--format", "table")):
        done = call("terms", "lookup", text, *more, "--database", database)
        assert (done.code, done.out) == (1, "")
        assert len(done.err) < 200


def test_show_has_the_entry_its_relations_and_its_changes(
    database: str, tmp_path: Path
) -> None:
    found = _json("show", "bca", "--database", database)
    assert found["changes"] == [{"change": "c1", "action": "add"}]
    assert (found["relations"], found["related"]) == ([], [])
    assert found["terms"][0]["attested"]["count"] == 1


def test_tables_have_examples_of_what_was_found(database: str) -> None:
    words = ("--database", database, "--format", "table")
    done = call("terms", "lookup", "bo cong an", "-l", "vi", *words)
    lines = [line.strip() for line in done.out.splitlines()]
    assert lines[0] == "bca  ministry  folded"
    assert lines[1].startswith("vi    preferred   Bộ Công an")
    assert lines[2].startswith("attested  1×")
    assert lines[3] == "Bộ Công an họp báo"
    assert "id    forbidden   Kementerian Kepolisian" in lines
    done = call("terms", "show", "bca", *words)
    assert "changed once, last by c1; see `padanan terms history`" in done.out


@pytest.mark.parametrize(
    ("text", "typed", "parts"),
    [
        ("Bộ Ngoại giao", "ngoai", ["Ngoại"]),
        ("Bộ Ngoại giao", "bo ng", ["Bộ", "Ng"]),
        ("Bộ Ngoại giao", "ngoia", ["Ngoại"]),
        ("Bộ Ngoại giao", "", []),
        ("Straße", "stras", ["Straße"]),
        ("a-b", "…", []),
    ],
)
def test_what_was_typed_stands_out(text: str, typed: str, parts: list[str]) -> None:
    found = find_typed_spans(text, TypedQuery.parse(typed))
    assert [text[start:end] for start, end in found] == parts
