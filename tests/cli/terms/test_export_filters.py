"""`padanan terms export` of chosen concepts, and statuses in the words of a house."""

import csv
from pathlib import Path

import pytest

from tests.cli.calling import Called, call

TABLE = """concept_id,domain,vi,id,id_variants,en,valid_to
a,office,Bộ trưởng,Menteri,& Mendag; !Mentri,minister,
b,office,Thứ trưởng,Wakil Menteri,,,2020
c,place,Hà Nội,Hanoi,,Hanoi,
d,Office,Cục trưởng,,,director general,
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a database of the table's terms."""
    monkeypatch.chdir(tmp_path)
    Path("terms.csv").write_text(TABLE, "utf-8")
    assert run("import", "terms.csv").code == 0
    return tmp_path


def run(*words: str) -> Called:
    return call("--database", "t.db", "terms", *words)


def export(*words: str) -> dict[str, dict[str, str]]:
    """The rows of an export, by their concepts."""
    called = run("export", "out.csv", *words)
    assert called.code == 0, called.err
    with Path("out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["concept_id"]: row for row in rows}


@pytest.mark.usefixtures("place")
def test_without_conditions_all_is_written() -> None:
    assert [*export()] == ["a", "b", "c", "d"]


@pytest.mark.usefixtures("place")
def test_concepts_are_chosen_by_subject_field_text_and_day() -> None:
    assert [*export("--domain", "office")] == ["a", "b", "d"]
    assert [*export("--domain", "office", "--domain", "place")] == ["a", "b", "c", "d"]
    assert [*export("--query", "truong", "--domain", "office")] == ["a", "b", "d"]
    assert [*export("--query", "WAKIL")] == ["b"]
    assert [*export("--valid-on", "2019")] == ["a", "b", "c", "d"]
    assert [*export("--valid-on", "2024-05-01")] == ["a", "c", "d"]


@pytest.mark.usefixtures("place")
def test_languages_choose_concepts_and_their_terms() -> None:
    rows = export("-s", "vi", "-t", "id")
    assert [*rows] == ["a", "b", "c"]
    assert "en" not in rows["a"]
    assert [*export("-t", "en")] == ["a", "c", "d"]


@pytest.mark.usefixtures("place")
def test_terms_are_chosen_by_status() -> None:
    rows = export("--status", "preferred")
    assert rows["a"].get("id_variants", "") == ""
    rows = export("--status", "forbidden", "--status", "admitted")
    assert [*rows] == ["a"] and not rows["a"].get("vi")


@pytest.mark.usefixtures("place")
def test_concepts_are_chosen_by_their_last_change() -> None:
    assert run("edit", "c", "--note", "capital").code == 0
    assert [*export("--changed-since", "i2")] == ["c"]
    assert [*export("--changed-since", "i1")] == ["a", "b", "c", "d"]
    assert [*export("--changed-since", "2999-01-01")] == []
    assert run("export", "out.csv", "--changed-since", "i9").code == 1
    assert run("export", "out.csv", "--changed-since", "soon").code == 2


@pytest.mark.usefixtures("place")
def test_an_empty_export_says_why() -> None:
    called = run("export", "out.csv", "--domain", "nothing")
    assert "no concept is written: none meets all conditions" in called.err


def test_words_for_statuses_are_explained_by_an_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    table = "vi,id,Trạng thái\nBộ,Kementerian,A\nSở,Dinas,bỏ\n"
    Path("house.csv").write_text(table, "utf-8")
    called = run("import", "house.csv")
    assert "2 rows have a status that is not understood: 'A', 'bỏ'" in called.err
    words = ("--statuses", "A=preferred, bỏ=forbidden")
    assert run("import", "house.csv", *words).code == 0
    assert [*export("--status", "preferred", "-t", "id")] != []
    rows = export("--status", "forbidden")
    assert [row["id_variants"] for row in rows.values()] == ["!Dinas"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("A", "write WORD=STATUS"),
        ("A=", "write WORD=STATUS"),
        ("A=prefered", "unknown status 'prefered'; did you mean preferred"),
    ],
)
def test_a_mistyped_meaning_is_an_error(words: str, reason: str) -> None:
    called = run("import", "house.csv", "--statuses", words)
    assert called.code == 2 and reason in called.err
