"""Lookups and fillings that are filtered by the termbase, and with --no-screen not."""

import json
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cli.console.workspace import Workspace
from cli.memory.matches.match_filter_option import WorkspaceMatchFilter
from tests.cli.calling import call
from tests.cli.test_imported_modules import _HEAVY, _imported
from tm.text.locale import Locale
from tm.text.segment import Segment

_PROGRAM = "from cli import main; main()"
_TERMS = """\
concept_id,vi,id,status
cr,Công ước Hà Nội,Konvensi Hanoi,preferred
cr,Công ước Hà Nội,Konvensi Ha Noi,forbidden
"""
_TEXT = "Lễ mở ký Công ước Hà Nội diễn ra"
_STORED = "Upacara penandatanganan Konvensi Ha Noi berlangsung"
_RIGHT = "Upacara penandatanganan Konvensi Hanoi berlangsung"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """A memory with a forbidden term in it, and the options that name it."""
    monkeypatch.chdir(tmp_path)
    options = ("-s", "vi", "-t", "id", "--database", "x.db")
    Path("terms.csv").write_text(_TERMS, "utf-8")
    assert call("terms", "import", "terms.csv", *options[4:]).code == 0
    assert call("add", _TEXT, _STORED, *options).code == 0
    return options


def matches(*words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(call("lookup", *words).out)["matches"]
    return found


def test_a_forbidden_term_is_told_and_replaced(place: tuple[str, ...]) -> None:
    (found,) = matches(_TEXT, *place)
    assert (found["rate"], found["type"]) == (90, "repaired")
    assert found["penalties"] == [
        {
            "reason": "Forbidden term: “Konvensi Ha Noi”; use “Konvensi Hanoi”",
            "points": 10,
            "check": "term.forbidden",
        }
    ]
    assert (found["target"], found["repaired"]) == (_STORED, _RIGHT)


def test_without_a_match_filter_it_is_as_it_was_stored(place: tuple[str, ...]) -> None:
    (found,) = matches(_TEXT, *place, "--no-screen")
    assert (found["rate"], found["type"]) == (100, "exact")
    assert (found["penalties"], found["repaired"]) == ([], None)


def test_people_read_why(place: tuple[str, ...]) -> None:
    done = call("lookup", _TEXT, *place, "--explain", "--format", "table")
    assert "“Konvensi Ha Noi”; use “Konvensi Hanoi” −10" in done.out
    [repaired] = [line for line in done.out.split("\n") if "⇒" in line]
    assert repaired.replace("{+", "").replace("+}", "") == f"  ⇒  {_RIGHT}"


def test_settings_say_how_many_points(place: tuple[str, ...]) -> None:
    Path("padanan.toml").write_text("[penalties]\nforbidden_term = 25\n", "utf-8")
    assert matches(_TEXT, *place)[0]["rate"] == 75


def test_the_termbase_is_todays(place: tuple[str, ...]) -> None:
    assert matches(_TEXT, *place)[0]["rate"] == 90
    Path("terms.csv").write_text(_TERMS.replace("forbidden", "admitted"), "utf-8")
    call("terms", "import", "terms.csv", *place[4:])
    assert matches(_TEXT, *place)[0]["rate"] == 100


def test_a_fragment_is_filtered_too(place: tuple[str, ...]) -> None:
    text = "Hôm nay tại Mỹ Đình lễ mở ký Công ước Hà Nội diễn ra trước nhiều người"
    (found,) = matches(text, *place, "--fragments", "--min-rate", "90")
    assert (found["type"], found["repaired"]) == ("fragment", _RIGHT)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_batch_is_filtered_in_every_process(
    place: tuple[str, ...], jobs: str
) -> None:
    Path("queries.txt").write_text(f"{_TEXT}\n" * 250, "utf-8")
    command = [sys.executable, "-c", _PROGRAM, "lookup", "--batch", "queries.txt"]
    done = subprocess.run(
        [*command, "--jobs", jobs, "--format", "jsonl", *place],
        capture_output=True,
        text=True,
        check=True,
    )
    rates = [
        json.loads(line)["matches"][0]["rate"] for line in done.stdout.split("\n")[:-1]
    ]
    assert rates == [90] * 250


def test_a_filling_with_a_wrong_term_is_not_sure(place: tuple[str, ...]) -> None:
    Path("fill.tsv").write_text(f"{_TEXT}\t\n", "utf-8")
    done = call("pretranslate", "fill.tsv", "-O", "out.tsv", *place)
    counts = json.loads(done.out)
    assert (counts["translated"], counts["fuzzy"]) == (0, 1)
    fields = Path("out.tsv").read_text("utf-8").rstrip("\n").split("\t")
    assert fields[1] == _RIGHT
    assert "Forbidden term: “Konvensi Ha Noi”" in fields[3]
    done = call("pretranslate", "fill.tsv", "-O", "b.tsv", *place, "--no-screen")
    assert json.loads(done.out)["translated"] == 1


def test_it_needs_no_more_than_a_lookup_does(place: tuple[str, ...]) -> None:
    call("lookup", _TEXT, *place)  # which makes the files of index and terms
    imported = _imported("lookup", _TEXT, *place)
    assert not imported & (_HEAVY - {"ahocorasick"})
    assert "glossary" in imported


def test_without_terms_no_check_is_imported(tmp_path: Path) -> None:
    place = ("-s", "vi", "-t", "id", "--database", str(tmp_path / "y.db"))
    text, other = "Ngày 8/10, tăng 16,7% ở Hà Nội", "Pada 8 Oktober naik 16,7 persen"
    call("add", text, other, *place)
    call("lookup", text, *place)
    command = [sys.executable, "-X", "importtime", "-c", _PROGRAM, "lookup", text]
    done = subprocess.run([*command, *place], capture_output=True, text=True)
    assert "tm.match.lookup" in done.stderr
    assert "checks.numbers.number_checks" not in done.stderr
    assert "glossary.recognition.recogniser" not in done.stderr


def test_another_process_makes_its_own_match_filter(place: tuple[str, ...]) -> None:
    workspace = Workspace()
    workspace.chosen_database_location = place[-1]
    match_filter = WorkspaceMatchFilter(workspace, Locale("vi"), Locale("id"))
    pair = Segment.of(Locale("vi"), _TEXT), Segment.of(Locale("id"), _STORED)
    made = match_filter.fix_target(*pair)
    assert made is not None and made.text == _RIGHT
    other = pickle.loads(pickle.dumps(match_filter))
    assert other.fix_target(*pair) == made
    workspace.close()


@pytest.mark.parametrize(("words", "band"), [((), "85-94"), (("--no-screen",), "100")])
def test_analysing_counts_what_pretranslating_fills(
    place: tuple[str, ...], words: tuple[str, ...], band: str
) -> None:
    Path("a.tsv").write_text(f"{_TEXT}\t\n", "utf-8")
    done = call("analyse", "a.tsv", *place, *words, "--format", "json")
    bands = json.loads(done.out)["bands"]
    assert bands[band]["segments"] == 1
    filled = call("pretranslate", "a.tsv", "-O", "b.tsv", *place, *words)
    counts = json.loads(filled.out)
    assert counts["translated" if band == "100" else "fuzzy"] == 1
