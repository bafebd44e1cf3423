"""Several termbases in one database: what is used, found and said."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.calling import Called, call
from tests.paths import ROOT

STARTER = ROOT / "seeds" / "glossary" / "official_titles.csv"
HOUSE = "vi,id\nBộ Y tế,Departemen Kesehatan\nhọp báo,jumpa pers\n"
CLIENT = "vi,id,id_variants\nBộ Y tế,Kementerian Sehat,Kemkes\n"


@pytest.fixture(scope="module")
def starter_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that holds 400 concepts of the starter; copy it.

    They belong to it by their numbers; all would be prepared again in each test.
    """
    folder = tmp_path_factory.mktemp("starter")
    database, few = folder / "t.db", folder / "few.csv"
    lines = STARTER.read_text("utf-8").splitlines(keepends=True)
    few.write_text("".join(lines[:401]), "utf-8")
    assert call("--database", str(database), "terms", "import", str(few)).code == 0
    return database


@pytest.fixture(autouse=True)
def place(
    starter_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder with a database of the starter, and the files of two termbases."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(starter_database, "t.db")
    Path("house.csv").write_text(HOUSE, "utf-8")
    Path("client.csv").write_text(CLIENT, "utf-8")


def run(*words: str) -> Called:
    return call("--database", "t.db", "--format", "json", *words)


def list_names(*words: str) -> list[str]:
    called = run("terms", "termbases", *words)
    assert called.code == 0, called.err
    return [record["termbase"] for record in json.loads(called.out)]


def find_preferred() -> list[str]:
    called = run("terms", "find", "Bộ Y tế", "-l", "vi", "-t", "id")
    return [term for record in json.loads(called.out) for term in record["preferred"]]


def check_page(text: str) -> list[tuple[str, str, str]]:
    Path("page.txt").write_text(f"{text}\n", "utf-8")
    called = run("check", "page.txt", "-t", "id", "--only", "term")
    return [
        (finding["check"], finding["quote"], finding["message"].split("“")[2][:-1])
        for finding in json.loads(called.out)
    ]


def test_the_own_termbase_has_the_last_word_and_import_says_where() -> None:
    called = run("terms", "import", "house.csv")
    disagreements = json.loads(called.out)["disagreements"]
    said = {one["lower_preferred"]: one for one in disagreements}[
        "Kementerian Kesehatan"
    ]
    assert said["preferred"] == "Departemen Kesehatan"
    assert len(disagreements) == 2
    assert "'Departemen Kesehatan' is used, not 'Kementerian Kesehatan'" in called.err
    assert find_preferred() == ["Departemen Kesehatan"]
    lookup = run("terms", "lookup", "bo y te", "-l", "vi", "-t", "id")
    first_record = json.loads(lookup.out)[0]
    assert "Departemen Kesehatan" in json.dumps(first_record, ensure_ascii=False)


def test_what_the_starter_prefers_is_found_on_a_page() -> None:
    text = "Kementerian Kesehatan menggelar rapat di Hanoi kemarin."
    assert check_page(text) == []
    run("terms", "import", "house.csv")
    assert check_page(text) == [
        ("term.deprecated", "Kementerian Kesehatan", "Departemen Kesehatan")
    ]


def test_the_deprecated_term_of_a_named_termbase_is_found() -> None:
    run("terms", "import", "client.csv", "--termbase", "Client")
    assert check_page("Kemkes menggelar rapat di Hanoi kemarin.") == [
        ("term.deprecated", "Kemkes", "Kementerian Sehat")
    ]


def test_the_order_is_listed_and_set() -> None:
    assert list_names() == ["starter"]
    run("terms", "import", "client.csv", "--termbase", "Client")
    other = CLIENT.replace("Sehat", "Medis")
    Path("ministry.csv").write_text(f"concept_id,{other}".replace("\nB", "\nz,B"))
    run("terms", "import", "ministry.csv", "--termbase", "ministry")
    run("terms", "import", "house.csv")
    assert list_names() == ["own", "Client", "ministry", "starter"]
    assert list_names("ministry") == ["own", "ministry", "Client", "starter"]
    run("undo", "last")
    assert find_preferred() == ["Kementerian Medis"]
    list_names("Client", "ministry")
    assert find_preferred() == ["Kementerian Sehat"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Klient", "unknown termbase 'Klient'"),
        ("own", "the termbase 'own' is always first"),
        ("starter", "the termbase 'starter' is always last"),
    ],
)
def test_an_impossible_order_is_refused(name: str, reason: str) -> None:
    called = run("terms", "termbases", name)
    assert called.code == 2 and reason in called.err


def test_a_termbase_is_exported_alone() -> None:
    run("terms", "import", "client.csv", "--termbase", "Client")
    run("terms", "import", "house.csv")
    for name, count in (("Client", 1), ("own", 2)):
        called = run("terms", "export", "out.csv", "--termbase", name)
        assert json.loads(called.out)["written"] == count


def test_a_concept_is_put_into_a_termbase_and_taken_out() -> None:
    run("terms", "add", "--id", "c-1", "--term", "id=Kemkes", "--termbase", "Client")
    edited = run("terms", "edit", "c-1", "--unset", "termbase")
    assert edited.code == 0, edited.err
    (change,) = json.loads(edited.out)["changed"]
    assert (change["field"], change["before"], change["after"]) == (
        "termbase",
        "Client",
        None,
    )
