"""What `padanan show` finds, and the names of units that other commands take."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calling import call
from tests.paths import ROOT

PAIR = ROOT / "seeds" / "articles" / "hoi-nghi-rung-ngap-man"


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A database with a page and its original."""
    place = ("--database", str(tmp_path_factory.mktemp("m") / "memory.db"))
    pages = (f"{PAIR}.id.txt", "--source", f"{PAIR}.vi.txt", "--no-fetch")
    done = call(*place, "ingest", *pages)
    assert done.code == 0, done.err
    return place


@pytest.fixture
def memory(tmp_path: Path) -> tuple[str, str]:
    """A database with a unit of no article, in which something is to be found."""
    place = ("--database", str(tmp_path / "m.db"))
    done = call(*place, "add", "Xin chào.", "Halo  kawan.", "-s", "vi", "-t", "id")
    assert done.code == 0, done.err
    return place


def shown(place: tuple[str, str], key: str) -> Any:  # JSON
    done = call(*place, "show", key, "--format", "json")
    assert done.code == 0, done.err
    return json.loads(done.out)


def found(place: tuple[str, str]) -> tuple[dict[str, Any], str]:
    called = call(*place, "check", "--memory", "-s", "vi", "-t", "id")
    [finding] = map(json.loads, called.out.splitlines())
    return finding, called.err


def test_an_original_is_shown_with_its_translation(articles: tuple[str, str]) -> None:
    listed = json.loads(call(*articles, "articles", "--format", "json").out)
    [original] = [one["key"] for one in listed if one["locale"] == "vi"]
    [page] = [one["key"] for one in listed if one["locale"] == "id"]
    there = {
        (line["text"], line["other"])
        for line in shown(articles, page)["segments"]
        if line["other"]
    }
    here = shown(articles, original)["segments"]
    assert {(one["other"], one["text"]) for one in here if one["other"]} & there
    missing = [one for one in here if not one["other"] and one["joined_to"] is None]
    assert len(missing) < 3


def test_an_article_is_shown_by_its_address(articles: tuple[str, str]) -> None:
    listed = json.loads(call(*articles, "articles", "--format", "json").out)
    url = next(one["source_url"] for one in listed if one["source_url"])
    assert shown(articles, url)["segments"]
    assert call(*articles, "show", "https://example.org/nothing").code == 1


def test_a_unit_is_shown_by_its_place_in_an_article(articles: tuple[str, str]) -> None:
    listed = json.loads(call(*articles, "articles", "--format", "json").out)
    [page] = [one["key"] for one in listed if one["locale"] == "id"]
    [unit] = shown(articles, f"{page}#24")
    assert (unit["article"], unit["position"]) == (page, 24)
    assert call(*articles, "show", f"{page}#x").code == 2
    assert call(*articles, "show", f"{page}#9999").code == 1


def test_the_unit_of_a_finding_is_shown_edited_and_removed(
    memory: tuple[str, str],
) -> None:
    finding, said = found(memory)
    assert "padanan show" in said
    [unit] = shown(memory, finding["unit"])
    assert unit["target"] == "Halo  kawan."
    table = call(*memory, "show", finding["unit"], "--format", "table").out
    assert "Halo  kawan." in table and unit["key"] in table
    edit = ("review", "--edit", finding["unit"], "target", "Halo, kawan.")
    assert call(*memory, *edit).code == 0
    [now] = shown(memory, finding["unit"])
    assert now["target"] == "Halo, kawan." and now["key"] != unit["key"]
    assert call(*memory, "undo", "last").code == 0
    assert call(*memory, "remove", "--unit", finding["unit"]).code == 0
    assert call(*memory, "show", finding["unit"]).code == 1


def test_a_name_that_is_none_is_told(memory: tuple[str, str]) -> None:
    assert call(*memory, "remove", "--unit", "zz").code == 1
    assert call(*memory, "remove", "--unit", "").code == 1
    assert call(*memory, "remove").code == 2
