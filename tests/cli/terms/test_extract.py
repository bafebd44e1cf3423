"""`padanan terms extract`, and the import of what was ticked."""

import json
from pathlib import Path
from typing import Any

import pytest

from exports.files import read
from exports.format import ReadOptions
from exports.terms.text_sources import TermTextSources
from glossary.extraction.term_extraction import TextUnit
from tests.cli.calling import call
from tests.paths import DATA
from tests.tm.store.samples import changed_by
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.text.locale import Locale
from tm.unit import TranslationUnit

ALIGNED = DATA / "terms" / "aligned.tsv"
PAGES = ALIGNED.parents[1] / "pages"
vi, id_ = map(Locale.parse, ("vi", "id"))
PAIR = ("-s", "vi", "-t", "id")


@pytest.fixture
def place(tmp_path: Path) -> tuple[str, str]:
    """The option that names an empty database."""
    return "--database", str(tmp_path / "x.db")


# Any: JSON.
def extracted(*words: str, typed: str | None = None) -> Any:
    done = call("terms", "extract", *words, "--format", "json", typed=typed)
    assert done.code == 0, done.err
    return json.loads(done.out)


def test_units_of_standard_input_are_read_as_those_of_a_file(
    place: tuple[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "aligned.tmx"
    assert call("convert", str(ALIGNED), str(file), *PAIR).code == 0
    found = extracted("-", *PAIR, *place, typed=file.read_text("utf-8"))
    assert found == extracted(str(file), *PAIR, *place)


def test_a_file_of_units_gives_candidates_with_translations(
    place: tuple[str, str],
) -> None:
    first = extracted(str(ALIGNED), *PAIR, *place)[0]
    assert first == {
        "term": "Hội Chữ thập đỏ Việt Nam",
        "kind": "name",
        "count": 3,
        "documents": 1,
        "score": first["score"],
        "known": None,
        "translation": "Palang Merah Vietnam",
        "translations": first["translations"],
        "example": {
            "source": "Hội Chữ thập đỏ Việt Nam mang gạo đến xã đảo.",
            "target": "Palang Merah Vietnam membawa beras ke desa pulau.",
            "document": "b",
        },
    }
    assert first["translations"][0]["text"] == "Palang Merah Vietnam"


def test_memory_and_file_give_the_same(place: tuple[str, str]) -> None:
    assert call("import", str(ALIGNED), *PAIR, *place).code == 0
    of_file = extracted(str(ALIGNED), *PAIR, *place)
    of_memory = extracted("--memory", *PAIR, *place)
    assert [c["term"] for c in of_memory[:5]] == [c["term"] for c in of_file[:5]]
    alone = extracted("--memory", "-l", "vi", *place)
    assert {c["term"]: c["count"] for c in alone}["Bộ Y tế"] == 5
    assert not any(c["translations"] for c in alone)


def test_plain_text_is_read_in_any_encoding(
    place: tuple[str, str], tmp_path: Path
) -> None:
    text = tmp_path / "a.txt"
    lines = [line.split("\t")[0] for line in ALIGNED.read_text("utf-8").splitlines()]
    text.write_bytes("\r\n\r\n".join(lines).encode("utf-16"))
    found = extracted(str(text), "-l", "vi", *place)
    assert found[0]["term"] == "Hội Chữ thập đỏ Việt Nam"


def test_an_article_is_read_in_its_own_language(place: tuple[str, str]) -> None:
    page = str(PAGES / "lung_sen.id.txt")
    done = call("ingest", page, "--no-fetch", "--format", "json", *place)
    key = json.loads(done.out)["articles"][0]["key"]
    found = extracted("--article", key, "-l", "id", *place)
    assert "desa kerajinan Lung Sen" in [c["term"] for c in found]
    assert {c["example"]["document"] for c in found} == {key}
    pairs = call("terms", "extract", "--article", key, "-s", "id", "-t", "vi", *place)
    assert pairs.code == 0 and "no unit has both id and vi" in pairs.err
    wrong = call("terms", "extract", "--article", key, "-l", "en", *place)
    assert wrong.code == 2 and "(-l, -s, -t)" in wrong.err


def test_the_ticked_table_is_imported_once_and_then_known(
    place: tuple[str, str], tmp_path: Path
) -> None:
    table = tmp_path / "candidates.csv"
    done = call("terms", "extract", str(ALIGNED), *PAIR, "-O", str(table), *place)
    assert done.code == 0 and json.loads(done.out)["file"] == str(table)
    lines = table.read_text("utf-8-sig").splitlines()
    lines[1] = "x" + lines[1]
    table.write_text("\n".join(lines), "utf-8")
    first = call("terms", "import", str(table), *place)
    assert json.loads(first.out)["new"] == 1 and "rows not ticked" in first.err
    again = json.loads(call("terms", "import", str(table), *place).out)
    assert (again["new"], again["known"], again["changed"]) == (0, 1, 0)
    done = call("terms", "extract", str(ALIGNED), *PAIR, *place, "--format", "json")
    assert "Hội Chữ thập đỏ Việt Nam" not in [c["term"] for c in json.loads(done.out)]
    assert "known terms left out: 1" in done.err
    known = extracted(str(ALIGNED), *PAIR, *place, "--all")[0]
    hit = json.loads(
        call("terms", "find", "Hội Chữ thập đỏ Việt Nam", "-l", "vi", *place).out
    )["hits"][0]
    assert known["known"] == hit["concept"]


@pytest.mark.parametrize("format", ["table", "tsv", "jsonl"])
def test_every_format_shows_the_terms(place: tuple[str, str], format: str) -> None:
    done = call("terms", "extract", str(ALIGNED), *PAIR, *place, "--format", format)
    assert done.code == 0 and "Palang" in done.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "nothing to read"),
        (("-l", "vi"), "nothing to read"),
        (("none.tsv", *PAIR), "none.tsv"),
        (("--memory", "-l", "vi", "-t", "id"), "give -l for one language"),
        (("--memory", "-s", "vi", "-t", "vi"), "both vi"),
        (("--article", "k", "-l", "vi"), "k"),
        ((str(ALIGNED), *PAIR, "--since", "2025-01-01"), "need --memory"),
        ((str(ALIGNED), *PAIR, "-O", "x.pdf"), ".pdf"),
        ((str(ALIGNED), "-l", "vi"), "(-s, -t)"),
    ],
)
def test_what_makes_no_sense_is_said(
    place: tuple[str, str], words: tuple[str, ...], said: str
) -> None:
    done = call("terms", "extract", *words, *place)
    assert done.code in (1, 2) and said in done.err and not done.out


def test_nothing_found_is_exit_1(place: tuple[str, str], tmp_path: Path) -> None:
    assert call("terms", "extract", "--memory", *PAIR, *place).code == 1
    empty = tmp_path / "empty.tsv"
    empty.touch()
    done = call("terms", "extract", str(empty), *PAIR, *place)
    assert done.code == 2 and "empty" in done.err


def test_bad_lines_are_skipped_and_said(place: tuple[str, str], tmp_path: Path) -> None:
    file = tmp_path / "bad.tsv"
    file.write_text("no tab\n" + ALIGNED.read_text("utf-8"), "utf-8")
    done = call("terms", "extract", str(file), *PAIR, *place)
    assert done.code == 0 and done.err.count("no tab") == 1


def test_both_databases_give_the_same_units(database: Database) -> None:
    options = ReadOptions(vi, id_)
    units = [
        unit for unit in read(ALIGNED, options) if isinstance(unit, TranslationUnit)
    ]
    with changed_by(database) as changes:
        UnitStore(database).add(units, changes)
    sources = TermTextSources(vi, id_)
    sources.add_memory(database, UnitFilter())
    lines = ALIGNED.read_text("utf-8").splitlines()
    assert list(sources.read_units()) == [TextUnit(*line.split("\t")) for line in lines]
    assert list(sources.read_units()) == list(sources.read_units())
