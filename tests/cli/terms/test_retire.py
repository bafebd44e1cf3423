"""The commands that keep entries, and the impact of a change."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calling import Called, call
from tests.paths import ROOT

ROWS = """concept_id,domain,vi,vi_variants,id,id_variants
bca,ministry,Bộ Công an,&BCA,Kementerian Keamanan Publik,!Kementerian Kepolisian
tt,office,Thứ trưởng,,Wakil Menteri,&Wamen
"""
UNITS = """Thứ trưởng dự họp.\tWakil Menteri hadir.
Bà ấy dự họp.\tWakil Menteri hadir.
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database of two concepts and two units; copy it."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "terms.csv").write_text(ROWS, "utf-8")
    (folder / "units.tsv").write_text(UNITS, "utf-8")
    for words in (
        ("terms", "import", str(folder / "terms.csv")),
        ("import", str(folder / "units.tsv"), "-s", "vi", "-t", "id"),
    ):
        assert call(*words, "--database", str(folder / "x.db")).code == 0
    return folder


@pytest.fixture
def place(made: Path, tmp_path: Path) -> str:
    """The path of a database that holds two concepts and two units."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True, copy_function=shutil.copy2)
    return str(tmp_path / "x.db")


def terms(place: str, *words: str) -> Called:
    return call("terms", *words, "--database", place)


def json_of(place: str, *words: str) -> Any:
    """What a call printed as JSON; `Any` as JSON is."""
    done = terms(place, *words, "--format", "json")
    assert done.code == 0, done.err
    return json.loads(done.out)


def test_add_stores_all_that_is_said(place: str) -> None:
    words = ["add", "--term", "vi=Bộ X", "--term", "id=Kementerian X"]
    words += ["--admitted", "id=Kemx", "--forbidden", "id=Departemen X"]
    words += ["--domain", "ministry", "--definition", "a test", "--note", "so"]
    words += ["--source", "page", "--confidence", "high", "--part-of-speech", "noun"]
    words += ["--from", "2025-03-01", "--to", "2026", "--case", "exact"]
    made = json_of(place, *words, "--relation", "part-of=tt@2025..")
    assert made["concept"] == "ministry-bo-x"
    assert made["relations"] == ["part of=tt@2025.."]
    assert (made["valid_from"], made["valid_to"]) == ("2025-03-01", "2026")
    assert [(t["text"], t["status"], t["forbidden"]) for t in made["terms"]] == [
        ("Bộ X", "preferred", False),
        ("Kementerian X", "preferred", False),
        ("Kemx", "admitted", False),
        ("Departemen X", "deprecated", True),
    ]
    assert {t["source"] for t in made["terms"]} == {"page"}
    assert terms(place, "lookup", "kemx", "-l", "id").code == 0


def test_persons_are_concepts_with_offices(place: str) -> None:
    words = ("add", "--person", "--term", "vi=Lê Văn A", "--office", "tt@2021..2025-03")
    made = json_of(place, *words)
    assert (made["concept"], made["subject_field"]) == ("person-le-van-a", "person")
    assert made["relations"] == ["office held=tt@2021..2025-03"]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("add",), 2, "a concept needs a term"),
        (
            ("add", "--term", "vi=Thứ trưởng", "--domain", "office"),
            2,
            "tt already has all of",
        ),
        (
            ("add", "--term", "vi=thứ trưởng", "--term", "id=X", "--domain", "office"),
            2,
            "same terms and domain as tt",
        ),
        (("add", "--term", "vi=A", "--term", "vi=B"), 2, "two preferred vi terms"),
        (("add", "--term", "Bộ"), 2, "give LOCALE=TEXT"),
        (("add", "--term", "vi=" + "a" * 1000), 2, "a term of 1000 characters"),
        (("add", "--term", "vi=A", "--id", "bca"), 2, "the concept bca already exists"),
        (("add", "--term", "vi=A", "--id", "a b"), 2, "without spaces"),
        (
            ("add", "--term", "vi=A", "--from", "2025", "--to", "2024"),
            2,
            "ends (2024) before",
        ),
        (("add", "--term", "vi=A", "--from", "1/3/2025"), 2, "is not a date"),
        (("add", "--person", "--domain", "x", "--term", "vi=A"), 2, "give only one of"),
        (("add", "--term", "vi=A", "--note", " "), 2, "the text is empty"),
        (("edit", "bcb", "--note", "x"), 1, "did you mean bca"),
        (("edit", "bca"), 2, "nothing to change"),
        (("edit", "bca", "--term", "id=Y"), 2, "prefer one of them"),
        (("edit", "bca", "--unset", "nte"), 2, "did you mean note"),
        (("edit", "bca", "--case", "exact"), 2, "name the term"),
        (("edit", "bca", "--of", "id=Kem", "--case", "any"), 1, "did you mean Kem"),
        (("edit", "bca", "--relation", "near=tt"), 2, "unknown kind of relation"),
        (
            ("edit", "bca", "--relation", "broader=bca"),
            2,
            "broader: a concept cannot relate to itself",
        ),
        (("edit", "bca", "--drop-relation", "broader=tt"), 1, "no relation 'broader'"),
        (("edit", "bca", "--editor", "--note", "x"), 2, "and other changes"),
        (("retire", "id=Wakil"), 1, "no concept has the term"),
        (("retire", "id=Wakil Menteri", "--by", "bca"), 2, "--by is for concepts"),
        (("retire", "tt", "--by", "bcb"), 1, "no concept 'bcb'"),
        (("merge", "bca", "bca"), 2, "cannot be merged with itself"),
        (("merge", "bca", "none"), 1, "no concept 'none'"),
        (("remove", "bca", "none"), 1, "no concept 'none'"),
        (("history", "none"), 1, "no concept 'none'"),
        (("impact",), 2, "give CONCEPT and LOCALE=TEXT"),
        (("impact", "tt", "id=Wakil Menteri"), 2, "already the preferred id term"),
        (("impact", "tt", "fr=Ministre"), 2, "has no preferred fr term"),
        (("impact", "tt", "id=X", "--include", "ffff"), 1, "no uncertain unit"),
        (("impact", "--from-file", "none.csv"), 2, "none.csv: no such file"),
        (("impact", "bca", "id=X", "--write", "x.tmx"), 1, "x.tmx not written"),
        (("impact", "bca", "id=X", "--write", "x.doc"), 2, "no suffix of a known"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_changed(
    place: str, words: tuple[str, ...], code: int, message: str
) -> None:
    before = call("history", "--database", place).out
    done = terms(place, *words)
    assert (done.code, done.out) == (code, "")
    assert message in done.err
    assert call("history", "--database", place).out == before


def test_another_domain_or_a_word_makes_a_homonym(place: str) -> None:
    words = ("add", "--term", "vi=Thứ trưởng", "--term", "id=X")
    assert json_of(place, *words, "--domain", "rank")["concept"] == "rank-thu-truong"
    made = json_of(place, *words, "--domain", "office", "--yes")
    assert made["concept"] == "office-thu-truong"


def test_ids_of_files_are_taken_as_they_are(place: str, tmp_path: Path) -> None:
    file = tmp_path / "odd.csv"
    file.write_text("concept_id,vi\nbộ x y,Bộ X\n", "utf-8")
    assert terms(place, "import", str(file)).code == 0
    assert json_of(place, "edit", "bộ x y", "--note", "x")["note"] == "x"
    words = ("edit", "tt", "--relation", "broader=bộ x y@2025..")
    assert json_of(place, *words)["relations"] == ["broader=bộ x y@2025.."]


def test_an_unknown_relation_is_warned_of(place: str) -> None:
    done = terms(place, "add", "--term", "vi=A", "--relation", "broader=x9")
    assert done.code == 0
    assert "broader x9: no such concept yet" in done.err
    done = terms(place, "add", "--person", "--term", "vi=B", "--office", "tt+bca")
    assert (done.code, done.err) == (0, "")


def test_edit_tells_what_changed_and_is_undone(place: str) -> None:
    words = ["edit", "tt", "--prefer", "id=Deputi Menteri", "--on", "2025-03-01"]
    words += ["--demote", "deprecated", "--drop", "id=Wamen", "--note", "new"]
    changed = json_of(place, *words)["changed"]
    assert [(one["field"], one["before"], one["after"]) for one in changed] == [
        ("id=Wakil Menteri", "preferred", "deprecated"),
        ("id=Wamen", "admitted", None),
        ("note", None, "new"),
        ("id=Wakil Menteri: valid to", None, "2025-03-01"),
        ("id=Deputi Menteri", None, "preferred"),
        ("id=Deputi Menteri: valid from", None, "2025-03-01"),
    ]
    assert call("undo", "last", "--database", place).code == 0
    told = json_of(place, "history", "tt")
    assert [one["command"] for one in told] == ["terms import", "terms edit", "undo"]
    assert told[2]["undoes"] == told[1]["import"]
    assert len(told[2]["fields"]) == 6


def test_the_same_edit_again_changes_nothing(place: str) -> None:
    assert json_of(place, "edit", "tt", "--note", "x")["import"] == "i3"
    done = terms(place, "edit", "tt", "--note", "x")
    assert "Nothing changed" in done.err


def test_fields_of_single_terms_are_set_and_taken_away(place: str) -> None:
    words = ("edit", "tt", "--of", "id=Wamen", "--case", "exact", "--term-to", "2025")
    json_of(place, *words, "--term-note", "short", "--part-of-speech", "noun")
    (wamen,) = (
        term
        for term in json_of(place, "edit", "tt", "--note", "x")["terms"]
        if term["text"] == "Wamen"
    )
    assert (wamen["case_sensitive"], wamen["valid_to"]) == (True, "2025")
    words = ("edit", "tt", "--of", "id=Wamen", "--unset", "case", "--unset", "term-to")
    changed = json_of(place, *words)["changed"]
    assert [one["after"] for one in changed] == [None, None]


def test_the_editor_is_given_a_form(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "sed -i 's/Wamen/Wamén/'")
    changed = json_of(place, "edit", "tt", "--editor")["changed"]
    assert [one["field"] for one in changed] == ["id=Wamen", "id=Wamén"]
    monkeypatch.setenv("EDITOR", "true")
    assert "Nothing changed" in terms(place, "edit", "tt", "--editor").err


def test_a_form_with_a_fault_is_kept(
    place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setenv("EDITOR", 'sed -i \'s/"admitted"/"admited"/\'')
    done = terms(place, "edit", "tt", "--editor")
    assert (done.code, done.out) == (2, "")
    assert "term 3: unknown status 'admited'; did you mean admitted" in done.err
    assert "your changes are kept in" in done.err
    (form,) = tmp_path.glob("padanan-tt-*.toml")
    assert "Wamen" in form.read_text("utf-8")


def test_a_form_that_cannot_be_stored_is_kept(
    place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    # Somebody else changes the concept while the editor is open.
    other = f"terms edit tt --note other --database {place}".split()
    script = tmp_path / "editor.py"
    script.write_text(
        "import cli, re, sys\nfrom pathlib import Path\n"
        f"assert cli.run({other}) == 0\n"
        "form = Path(sys.argv[1])\n"
        "form.write_text(form.read_text('utf-8').replace('Wamen', 'W'), 'utf-8')\n",
        "utf-8",
    )
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    done = terms(place, "edit", "tt", "--editor")
    assert (done.code, "changed by someone else" in done.err) == (2, True), done.err
    (form,) = tmp_path.glob("padanan-tt-*.toml")
    assert str(form) in done.err
    monkeypatch.setenv("EDITOR", "false")
    assert terms(place, "edit", "bca", "--editor").code == 2
    assert not list(tmp_path.glob("padanan-bca-*"))


def test_what_is_retired_stays(place: str) -> None:
    words = ("retire", "bca", "--on", "2025-03-01", "--by", "tt")
    assert json_of(place, *words)["valid_to"] == "2025-03-01"
    assert json_of(place, "edit", "tt", "--note", "x")["relations"] == ["formerly=bca"]
    gone = json_of(place, "retire", "id=wamen", "--on", "2024")
    assert [(one["field"], one["after"]) for one in gone["changed"]] == [
        ("id=Wamen", "superseded"),
        ("id=Wamen: valid to", "2024"),
    ]


def test_merge_and_remove_are_told_and_undone(place: str) -> None:
    done = json_of(place, "merge", "bca", "tt")
    assert [note[:14] for note in done["notes"]] == [
        "vi 'Thứ trưởng",
        "id 'Wakil Ment",
        "subject field ",
    ]
    assert call("undo", "last", "--database", place).code == 0
    assert json_of(place, "remove", "bca", "tt")["removed"] == 2
    assert call("undo", "last", "--database", place).code == 0
    assert terms(place, "lookup", "bca", "-l", "vi").code == 0


def test_impact_shows_before_it_changes(place: str) -> None:
    shown = json_of(place, "impact", "tt", "id=Deputi Menteri")
    (sure,), (unsure,) = shown["units"], shown["uncertain"]
    assert sure["sides"] == [
        {
            "side": "target",
            "locale": "id",
            "before": "Wakil Menteri hadir.",
            "after": "Deputi Menteri hadir.",
            "spans": [[0, 13]],
            "replaced": ["Deputi Menteri"],
        }
    ]
    assert unsure["why"] == ["the vi text has no term of tt"]
    assert shown["import"] is None
    assert json_of(place, "impact", "tt", "id=Deputi Menteri") == shown


def test_impact_is_applied_and_undone_as_one(place: str, tmp_path: Path) -> None:
    file = tmp_path / "out.tmx"
    words = ("impact", "tt", "id=Deputi Menteri", "--apply", "--write", str(file))
    done = json_of(place, *words)
    assert "Deputi Menteri hadir." in file.read_text("utf-8")
    found = call("concordance", "Deputi", "-s", "id", "--database", place)
    assert len(found.out.splitlines()) == 1
    again = terms(place, *words)
    assert (again.code, "already" in again.err) == (2, True)
    assert call("undo", done["import"], "--database", place).code == 0
    assert call("concordance", "Deputi", "-s", "id", "--database", place).code == 1


def test_uncertain_units_are_changed_when_they_are_named(place: str) -> None:
    words = ("impact", "tt", "id=Deputi Menteri", "--apply")
    key = json_of(place, *words[:3])["uncertain"][0]["key"]
    done = json_of(place, *words, "--include", key[:6])
    assert (len(done["units"]), done["uncertain"]) == (2, [])


def test_forms_not_to_be_used_give_way_to_the_term_as_it_is(
    place: str, tmp_path: Path
) -> None:
    units = tmp_path / "more.tsv"
    units.write_text("Bộ Công an đến.\tKementerian Kepolisian tiba.\n", "utf-8")
    words = ("import", str(units), "-s", "vi", "-t", "id", "--database", place)
    assert call(*words).code == 0
    wish = ("impact", "bca", "id=Kementerian Keamanan Publik", "--every-form")
    done = json_of(place, *wish, "--apply")
    (unit,) = done["units"]
    assert unit["sides"][0]["after"] == "Kementerian Keamanan Publik tiba."
    assert done["import"] == "i4"


def test_a_file_gives_the_new_terms(place: str, tmp_path: Path) -> None:
    file = tmp_path / "new.csv"
    rows = ROWS.replace("Wakil Menteri,", "Deputi Menteri,").replace("Bộ C", "bộ C")
    file.write_text(rows + "zz,office,Mới,,Baru,\n", "utf-8")
    done = json_of(place, "impact", "--from-file", str(file), "--apply")
    assert [(one["concept"], one["new"]) for one in done["changes"]] == [
        ("bca", "bộ Công an"),
        ("tt", "Deputi Menteri"),
    ]
    assert len(done["units"]) == 1
    assert terms(place, "lookup", "Mới", "-l", "vi").code == 1


def test_the_file_may_be_tbx(place: str, tmp_path: Path) -> None:
    file = tmp_path / "new.tbx"
    assert terms(place, "export", str(file)).code == 0
    text = file.read_text("utf-8").replace("Wakil Menteri", "Deputi Menteri")
    file.write_text(text, "utf-8")
    done = json_of(place, "impact", "--from-file", str(file))
    assert [(one["concept"], one["new"]) for one in done["changes"]] == [
        ("tt", "Deputi Menteri")
    ]


@pytest.mark.parametrize("format", ["table", "tsv", "jsonl"])
def test_impact_is_for_people_and_programs(place: str, format: str) -> None:
    done = terms(place, "impact", "tt", "id=Deputi Menteri", "--format", format)
    assert done.code == 0
    assert "Deputi Menteri hadir." in done.out
    assert "the vi text has no term of tt" in done.out
    assert "Units that change: 1; uncertain: 1" in done.err


def test_a_read_only_database_is_left_alone(place: str) -> None:
    only = f"sqlite:///{place}?mode=ro"
    for words in (
        ("add", "--term", "vi=A"),
        ("edit", "tt", "--note", "x"),
        ("retire", "tt"),
        ("merge", "bca", "tt"),
        ("remove", "tt"),
        ("impact", "tt", "id=Deputi", "--apply"),
    ):
        done = terms(only, *words)
        assert (done.code, "read-only" in done.err) == (3, True), (words, done)
    assert terms(only, "impact", "tt", "id=Deputi").code == 0
    assert terms(only, "history", "tt").code == 0
