"""The command concordance: options, formats, and what it says."""

import json
from pathlib import Path

import pytest

from tests.cli.calling import Called, call


@pytest.fixture
def place(tmp_path: Path) -> str:
    place = str(tmp_path / "x.db")
    for source, target in (
        ("Lễ mở ký Công ước Hà Nội", "Upacara Konvensi Hanoi"),
        ("Công ước", "konvensi"),
        ("Công ước!", "perjanjian"),
    ):
        call("add", source, target, "-s", "vi", "-t", "id", "--database", place)
    return place


def ask(place: str, *words: str) -> Called:
    return call("concordance", *words, "--database", place)


def test_json_is_as_promised(place: str) -> None:
    done = ask(place, "công ước", "-s", "vi", "-t", "id", "--format", "json")
    hits = json.loads(done.out)
    assert (done.code, done.err, len(hits)) == (0, "", 3)
    assert hits[0]["source"][slice(*hits[0]["span"])] == "Công ước"
    assert hits[0]["spans"] == [[9, 17]]
    assert hits[0]["target"] == "Upacara Konvensi Hanoi"
    assert "source_url" in hits[0]["origin"]


def test_former_names_of_the_options_still_serve(place: str) -> None:
    new = ask(place, "công ước", "-s", "vi", "--target-locale", "id")
    old = ask(place, "công ước", "-l", "vi", "--other", "id")
    assert (old.code, old.out) == (0, new.out)
    assert "-l" not in call("concordance", "--help").out.split()


def test_kwic_aligns_the_phrases(place: str) -> None:
    done = ask(place, "cong uoc", "-s", "vi", "--kwic")
    lines = [line for line in done.out.splitlines() if "Công" in line]
    assert len(lines) == 3
    assert len({line.index("Công ước") for line in lines}) == 1


def test_counts_are_of_segments_that_are_the_phrase(place: str) -> None:
    done = ask(place, "công ước", "-s", "vi", "--counts", "--format", "json")
    counts = json.loads(done.out)
    assert counts == [
        {"target": "konvensi", "locale": "id", "count": 1},
        {"target": "perjanjian", "locale": "id", "count": 1},
    ]


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (("kon*i", "-s", "id", "--wildcard"), 2),
        (("ha", "-s", "id"), 1),
        (("ha", "-s", "id", "--words"), 0),
        (("c.ng|l[eê]", "-s", "vi", "--regex", "--ignore-marks"), 3),
        (("công ước", "-s", "vi", "--limit", "2"), 2),
        (("công ước", "-s", "vi", "-t", "en"), 0),
    ],
)
def test_options_of_the_search(place: str, words: tuple[str, ...], count: int) -> None:
    done = ask(place, *words)
    assert len(done.out.splitlines()) == count
    assert done.code == (0 if count else 1)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("ha", "-s", "id"), "Scanned 3 segments"),
        (("ca sĩ", "-s", "vi"), "No matches for 'ca sĩ' (vi)"),
        (("công ước", "-s", "vi", "-t", "en"), "No matches for 'công ước' (vi → en)"),
        (("ca sĩ", "-s", "sw"), "No segments in sw"),
        (("x" * 100_000, "-s", "vi"), "No matches for"),
    ],
)
def test_words_about_the_results_go_to_standard_error(
    place: str, words: tuple[str, ...], says: str
) -> None:
    done = ask(place, *words)
    assert says in done.err and len(done.err) < 500


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("", "-s", "vi"), "empty"),
        (("a", "-s", "vi", "-t", "vi"), "source and target are both vi"),
        (("a", "-s", "vi", "--regex", "--wildcard"), "give only one of"),
        (("(a", "-s", "vi", "--regex"), "position 2"),
        (("a\ud800", "-s", "vi"), "surrogate"),
        (("a", "-s", "id", "--kwic", "--format", "json"), "--kwic"),
    ],
)
def test_bad_input_is_refused(place: str, words: tuple[str, ...], says: str) -> None:
    done = ask(place, *words)
    assert (done.code, done.out) == (2, "") and says in done.err
