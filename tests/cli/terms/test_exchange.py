"""`padanan terms import` and `export`: dry runs, duplicates, streams and undo."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calling import Called, call

ROWS = """concept_id,domain,vi,id,relations
bca,ministry,Bộ Công an,Kementerian Keamanan Publik,part of: cp
cp,state,Chính phủ,Pemerintah,
"""


@pytest.fixture
def place(tmp_path: Path) -> str:
    """The path of a database."""
    return str(tmp_path / "x.db")


def imported(place: str, tmp_path: Path, content: str, *words: str) -> tuple[Any, str]:
    """What importing a file printed as JSON, and the words about it."""
    file = tmp_path / "terms.csv"
    file.write_text(content, "utf-8")
    done = run(place, "import", str(file), *words)
    assert done.code == 0, done.err
    return json.loads(done.out), done.err


def run(place: str, *words: str) -> Called:
    return call("terms", *words, "--database", place, "--format", "json")


def exported(place: str, tmp_path: Path, name: str, *words: str) -> str:
    file = tmp_path / name
    assert run(place, "export", str(file), *words).code == 0
    return file.read_text("utf-8")


def test_a_dry_run_shows_what_would_change_and_stores_nothing(
    place: str, tmp_path: Path
) -> None:
    imported(place, tmp_path, ROWS)
    before = exported(place, tmp_path, "a.csv")
    changed = ROWS.replace("Pemerintah", "Pemerintahan") + "x,,Sở,Dinas,\n"
    done, words = imported(place, tmp_path, changed, "--dry-run")
    assert (done["new"], done["known"], done["changed"]) == (1, 1, 1)
    assert done["import"] is None
    assert done["changes"] == [
        {
            "concept": "cp",
            "action": "change",
            "what": ["- id Pemerintah (preferred)", "+ id Pemerintahan (preferred)"],
        },
        {
            "concept": "x",
            "action": "add",
            "what": ["+ vi Sở (preferred)", "+ id Dinas (preferred)"],
        },
    ]
    assert "nothing stored" in words
    assert exported(place, tmp_path, "a.csv") == before
    assert call("history", "--database", place).out.count('"terms import"') == 1


def test_an_import_is_undone_whole(place: str, tmp_path: Path) -> None:
    imported(place, tmp_path, ROWS)
    imported(place, tmp_path, ROWS.replace("Pemerintah", "Pemerintahan"))
    assert call("undo", "last", "--database", place).code == 0
    assert "Pemerintah," in exported(place, tmp_path, "a.csv")


def test_a_file_that_breaks_off_changes_nothing(place: str, tmp_path: Path) -> None:
    imported(place, tmp_path, ROWS)
    content = exported(place, tmp_path, "a.tbx")
    (tmp_path / "a.tbx").write_text(content[:-40].replace("Pemerintah", "x"), "utf-8")
    done = run(place, "import", str(tmp_path / "a.tbx"))
    assert done.code == 2
    assert "the file ends too early" in done.err
    assert exported(place, tmp_path, "b.tbx") == content


def test_a_concept_under_another_id_is_said(place: str, tmp_path: Path) -> None:
    imported(place, tmp_path, ROWS)
    rows = "concept_id,vi,id\nmps,Bộ Công an,Kementerian Keamanan Publik\n"
    done, words = imported(place, tmp_path, rows)
    assert done["duplicates"] == [{"concept": "mps", "like": "bca"}]
    assert "mps has the same terms as bca" in words
    assert done["new"] == 1


@pytest.mark.parametrize(
    ("name", "rows", "places"),
    [
        ("g.csv", "vi,id\nđại sứ,duta\nhọp báo,jumpa\nđại sứ,wakil\n", (2, 4)),
        ("g.tsv", "vi\tid\nđại sứ\tduta\nđại sứ\twakil\n", (2, 3)),
        ("g.txt", "đại sứ\tduta\nhọp báo\tjumpa\nđại sứ\twakil\n", (1, 3)),
        (
            "s.csv",
            "concept_id,vi,id,status\na,đại sứ,duta,preferred\n"
            "a,đại sứ,dubes,admitted\nb,đại sứ,wakil,preferred\n",
            (2, 4),
        ),
    ],
)
def test_a_name_of_two_concepts_is_said_with_its_places_and_both_are_stored(
    place: str, tmp_path: Path, name: str, rows: str, places: tuple[int, int]
) -> None:
    file = tmp_path / name
    file.write_text(rows, "utf-8")
    pair = ("-s", "vi", "-t", "id") if name == "g.txt" else ()
    done = run(place, "import", str(file), "--format", "json", *pair)
    first, second = (f"{file}:{line}" for line in places)
    (said,) = json.loads(done.out)["odd"]
    assert said.startswith(f"{second}: 'đại sứ' (vi)") and f"at {first};" in said
    assert said in done.err and done.code == 0
    assert json.loads(done.out)["new"] == (3 if "họp" in rows else 2)


def test_one_shared_name_or_another_subject_field_is_no_duplicate(
    place: str, tmp_path: Path
) -> None:
    imported(place, tmp_path, ROWS)
    rows = (
        "concept_id,domain,vi,id\nx,,Bộ Công an,Departemen\n"
        "y,film,Bộ Công an,Kementerian Keamanan Publik\n"
    )
    assert imported(place, tmp_path, rows)[0]["duplicates"] == []


def test_merge_joins_it_to_the_one_that_is_there(place: str, tmp_path: Path) -> None:
    imported(place, tmp_path, ROWS)
    rows = (
        "concept_id,vi,vi_variants,id,en,note\n"
        "mps,Bộ Công an,&BCA,Kementerian Keamanan Publik,MPS,seen\n"
        "mps2,Bộ Công an;BỘ CÔNG AN,,Kementerian Keamanan Publik,,\n"
    )
    done, _ = imported(place, tmp_path, rows, "--merge")
    assert (done["new"], done["changed"]) == (0, 1)
    assert [twin["like"] for twin in done["duplicates"]] == ["bca", "bca"]
    assert exported(place, tmp_path, "a.csv").splitlines()[1] == (
        "bca,ministry,Bộ Công an,&BCA;&BỘ CÔNG AN,Kementerian Keamanan Publik,MPS,"
        "seen,,part of: cp"
    )
    again, _ = imported(place, tmp_path, rows, "--merge")
    assert (again["new"], again["changed"], again["import"]) == (0, 0, None)


def test_circles_and_two_preferred_terms_are_stored_and_said(
    place: str, tmp_path: Path
) -> None:
    rows = (
        "concept_id,vi,relations\na,A,part of: b\nb,B;C,part of: a\nc,D,broader: c\n"
        "d,E,distinct from: a\n"
    )
    done, words = imported(place, tmp_path, rows)
    assert done["new"] == 4
    assert "b has 2 preferred terms in vi: 'B', 'C'; all but one should" in words
    assert "cycle of `part of` relations: a → b → a" in words
    assert "cycle of `broader` relations: c → c" in words
    assert words.count("cycle of") == 2


def test_a_column_that_is_not_known_can_be_named(place: str, tmp_path: Path) -> None:
    _, words = imported(place, tmp_path, "vi,id,Remarks\nBộ,Kementerian,x\n")
    assert "lost: " not in words  # `Remarks` is a note
    _, words = imported(place, tmp_path, "vi,id,Farbe\nBộ,Kementerian,x\n")
    assert "lost: column 'farbe'" in words
    assert "--columns" in words


def test_columns_may_be_named(place: str, tmp_path: Path) -> None:
    rows = "Nhãn;Padanan;Lời\nBộ;Kementerian;x\n"
    words = ("--columns", "nhãn=vi, PADANAN=id,Lời=note")
    assert imported(place, tmp_path, rows, *words)[0]["new"] == 1
    wrong = run(place, "import", str(tmp_path / "terms.csv"), "--columns", "vi")
    assert (wrong.code, "write NAME=MEANING" in wrong.err) == (2, True)


def test_a_pair_has_two_languages(place: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n", "utf-8")
    done = run(place, "import", str(tmp_path / "a.csv"), "-s", "vi", "-t", "vi")
    assert (done.code, "source and target are both vi" in done.err) == (2, True)


def test_nothing_that_can_be_read_is_an_error(place: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("concept_id,vi\n,Bộ\n", "utf-8")
    assert run(place, "import", str(tmp_path / "a.csv")).code == 2


@pytest.mark.parametrize("name", ["a.txt", "a.tsv"])
def test_a_glossary_needs_its_languages(place: str, name: str, tmp_path: Path) -> None:
    imported(place, tmp_path, ROWS)
    words = ("export", str(tmp_path / name), "--as", "deepl")
    assert "no source language" in run(place, *words).err
    done = run(place, *words, "-s", "vi", "-t", "id")
    assert json.loads(done.out)["written"] == 2
    assert (tmp_path / name).read_text("utf-8").startswith("Bộ Công an\tKementerian")


def test_standard_streams_are_files_too(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(place, tmp_path, ROWS)
    content = exported(place, tmp_path, "a.tbx") + "x"
    (tmp_path / "in").write_text(content, "utf-8")
    with (tmp_path / "in").open("rb") as file:
        descriptor = os.fdopen(os.dup(file.fileno()), encoding="utf-8")
    with descriptor:
        monkeypatch.setattr("sys.stdin", descriptor)
        done = run(place, "import", "-")
    assert done.code == 2
    assert done.err.startswith("padanan: standard input:")


RICH = """concept_id,domain,vi,vi_variants,id,id_note,en,note,relations,valid_from
bca,ministry,Bộ Công an,&BCA,Kementerian Keamanan Publik,n,MPS,x,part of: cp,2020
cp,state,Chính phủ,,Pemerintah,,Government,,,
"""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("a.txt", ["-s", "vi", "-t", "id"]),
        ("a.tsv", ["-s", "vi", "-t", "id", "--as", "deepl"]),
        ("a.csv", []),
    ],
)
def test_what_a_file_cannot_hold_is_kept_from_what_is_stored(
    place: str, tmp_path: Path, name: str, words: list[str]
) -> None:
    header = "" if words else "vi,id\n"
    pairs = header + "họp báo,konferensi pers\n".replace(",", "\t" if words else ",")
    file = tmp_path / name
    file.write_text(pairs, "utf-8")
    assert run(place, "import", str(file), *words).code == 0
    (id,) = [
        line.split(",")[0]
        for line in exported(place, tmp_path, "b.csv").splitlines()[1:]
    ]
    edits = ["--prefer", "en=press conference", "--admitted", "id=jumpa pers"]
    edits += ["--definition", "d", "--from", "2001", "--relation", f"broader={id}x"]
    spoken = ["--of", "id=konferensi pers", "--term-note", "t"]
    for some in (edits, spoken):
        edited = run(place, "edit", id, *some)
        assert edited.code == 0, edited.err
    before = exported(place, tmp_path, "c.csv")
    again = run(place, "import", str(file), *words)
    assert json.loads(again.out)["known"] == 1, again.out
    assert exported(place, tmp_path, "d.csv") == before


def test_a_column_that_is_not_there_says_nothing(place: str, tmp_path: Path) -> None:
    imported(place, tmp_path, RICH)
    changed = "concept_id,vi,id,note\nbca,Bộ Công an,Kemenkampub,\n"
    imported(place, tmp_path, changed)
    assert exported(place, tmp_path, "b.csv") == exported_of(
        tmp_path,
        RICH.replace("Kementerian Keamanan Publik,n,MPS,x", "Kemenkampub,,MPS,"),
    )


def test_a_column_that_is_empty_says_that_nothing_is_there(
    place: str, tmp_path: Path
) -> None:
    imported(place, tmp_path, RICH)
    changed = RICH.replace("&BCA", "").replace("part of: cp", "").replace(",n,", ",,")
    imported(place, tmp_path, changed)
    assert exported(place, tmp_path, "b.csv") == exported_of(tmp_path, changed)


def test_the_tbx_of_another_tool_says_nothing_of_what_tbx_has_no_place_for(
    place: str, tmp_path: Path
) -> None:
    imported(place, tmp_path, RICH)
    before = exported(place, tmp_path, "a.csv")
    ours = exported(place, tmp_path, "a.tbx")
    notes = re.compile("<(note|ref|admin)\\b[^>]*>[^<]*</\\1>")
    other = re.sub(
        notes, lambda n: n[0] if ">x<" in n[0] or ">n<" in n[0] else "", ours
    )
    assert "padanan" not in other.replace("Written by Padanan", "")
    file = tmp_path / "other.tbx"
    file.write_text(other.replace("Written by Padanan", "Another"), "utf-8")
    assert run(place, "import", str(file)).code == 0
    assert exported(place, tmp_path, "b.csv") == before


def test_of_two_files_with_one_concept_the_second_completes_the_first(
    place: str, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text("concept_id,vi,note\na,Bộ,x\n", "utf-8")
    (tmp_path / "b.csv").write_text("concept_id,id\na,Kementerian\n", "utf-8")
    assert run(place, "import", *map(str, sorted(tmp_path.glob("?.csv")))).code == 0
    assert exported(place, tmp_path, "c.csv") == (
        "concept_id,domain,vi,id,note,confidence\na,,Bộ,Kementerian,x,\n"
    )


def exported_of(tmp_path: Path, content: str) -> str:
    """What a database of its own gives back of a file."""
    place = str(tmp_path / "other.db")
    imported(place, tmp_path, content)
    return exported(place, tmp_path, "other.csv")
