"""The official titles of the seed article are found, with their equivalents."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calling import call
from tests.paths import DATA, ROOT

SEED = ROOT / "seeds" / "articles" / "konvensi-hanoi.id.txt"
TERMBASE = ROOT / "seeds" / "glossary" / "official_titles.csv"
TITLES = [
    line.split("\t")
    for line in (DATA / "seed_titles.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A database with the starter termbase."""
    words = ("--database", str(tmp_path_factory.mktemp("seed") / "x.db"))
    assert call("terms", "import", str(TERMBASE), *words).code == 0
    return words


@pytest.fixture(scope="module")
def hits(place: tuple[str, str]) -> list[dict[str, Any]]:
    """What `terms find` says of the seed article, with the parts of titles."""
    done = call(
        *("terms", "find", "--file", str(SEED), "-l", "id", "-o", "vi", "-o", "en"),
        *("--format", "json", *place),
    )
    found: list[dict[str, Any]] = json.loads(done.out)
    return [*found, *(part for hit in found for part in _parts(hit))]


def _parts(hit: dict[str, Any]) -> list[dict[str, Any]]:
    return [inner for part in hit["part_hits"] for inner in (part, *_parts(part))]


@pytest.mark.parametrize("title", TITLES, ids=lambda title: title[0])
def test_a_title_is_found_with_both_equivalents(
    title: list[str], hits: list[dict[str, Any]]
) -> None:
    text, concept, vietnamese, english = title
    same = [hit for hit in hits if hit["text"] == text]
    assert same
    for hit in same:
        assert hit["concept"] == concept
        assert hit["equivalents"] == {"vi": [vietnamese], "en": [english]}
        assert hit["preferred"] == [vietnamese]


def test_each_language_has_a_column(place: tuple[str, str]) -> None:
    words = ("terms", "find", "Kementerian Luar Negeri", "-l", "id", "--format", "tsv")
    head, row = call(*words, "-o", "vi", "-o", "en", *place).out.splitlines()
    assert head.split("\t")[-2:] == ["vi", "en"]
    assert row.split("\t")[-2:] == ["Bộ Ngoại giao", "Ministry of Foreign Affairs"]
    assert call(*words, "-o", "vi", *place).out.splitlines()[0].endswith("\tpreferred")
    assert call(*words, *place).out.splitlines()[0].endswith("\tpreferred")
    both = call(*words, "-o", "vi", "-o", "vi", *place).out.splitlines()
    assert both[0].endswith("\tpreferred")


def test_the_starter_termbase_comes_back_row_for_row(
    place: tuple[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    assert call("terms", "export", str(out), *place).code == 0
    head, *rows = out.read_text("utf-8").splitlines()
    seed_head, *seed_rows = TERMBASE.read_text("utf-8").splitlines()
    assert head == seed_head
    assert sorted(rows) == sorted(seed_rows)


def test_the_starter_termbase_is_clean(place: tuple[str, str]) -> None:
    done = call("terms", "lint", "--fail-on", "info", "--format", "json", *place)
    assert (done.code, json.loads(done.out)) == (0, [])


@pytest.mark.parametrize(
    ("text", "day", "holders"),
    [
        ("Presiden Vietnam", "2023-06", ["Võ Văn Thưởng"]),
        ("Presiden Vietnam", "2024-10-21", ["Lương Cường", "Tô Lâm"]),
        ("Perdana Menteri Jepang", "2021-11-01", ["Kishida Fumio"]),
        ("Perdana Menteri Pham Minh Chinh", "2022", ["Phạm Minh Chính"]),
        ("Perdana Menteri Pham Minh Chinh", "2019", ["Nguyễn Xuân Phúc"]),
        ("Perdana Menteri", "2022", []),
        ("Perdana Menteri Jerman", "2022", []),
        ("Menteri Luar Negeri Jerman", "2022", []),
        ("mantan Presiden Vietnam", "2023-06", []),
    ],
)
def test_the_holders_of_a_day_are_named(
    text: str, day: str, holders: list[str], place: tuple[str, str]
) -> None:
    words = ("terms", "find", text, "-l", "id", "-o", "vi", "--format", "json")
    [hit] = json.loads(call(*words, "--date", day, *place).out)
    assert sorted(holder["name"] for holder in hit["holders"]) == holders


def test_what_was_not_valid_is_said(place: tuple[str, str]) -> None:
    words = ("terms", "find", "Wakil Menteri Perhubungan", "-l", "id", "-o", "vi")
    [hit] = json.loads(
        call(*words, "--date", "2025-10-08", "--format", "json", *place).out
    )
    assert (hit["valid"], hit["valid_to"]) == (False, "2025-02-28")
    [hit] = json.loads(call(*words, "--date", "2024", "--format", "json", *place).out)
    assert hit["valid"]
    table = call(*words, "--date", "2025-10-08", "--format", "tsv", *place).out
    assert "..2025-02-28" in table
    [hit] = json.loads(call(*words, "--format", "json", *place).out)
    assert "holders" not in hit


def test_an_article_is_read_as_of_its_own_day(place: tuple[str, str]) -> None:
    words = ("terms", "find", "--file", str(SEED), "-l", "id", "--format", "json")
    done = call(*words, *place)
    assert "As of 2025-10-08" in done.err
    assert "holders" in json.loads(done.out)[0]
    assert "As of" not in call(*words, "--date", "2024", *place).err


def test_a_date_is_a_date(place: tuple[str, str]) -> None:
    done = call("terms", "find", "x", "-l", "id", "--date", "kemarin", *place)
    assert done.code == 2
    assert "is not a date" in done.err
