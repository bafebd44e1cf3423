"""Headlines of originals whose marks are proposed, as one sees them."""

import json
from pathlib import Path

import pytest

from tests.cli.calling import call
from tests.paths import ROOT

SEEDS = ROOT / "seeds"
SEED = SEEDS / "articles" / "konvensi-hanoi.id.txt"
TERMBASE = SEEDS / "glossary" / "official_titles.csv"
PROPOSED = "lanh dao cap cao nhieu quoc gia se tham du Lễ mở ký Công ước Hà Nội"


@pytest.fixture
def place(tmp_path: Path) -> tuple[str, str]:
    """A database with the starter termbase."""
    words = ("--database", str(tmp_path / "x.db"))
    assert call("terms", "import", str(TERMBASE), *words).code == 0
    return words


def test_the_seed_article_gets_its_headline_proposed(place: tuple[str, str]) -> None:
    done = call("ingest", str(SEED), "--no-fetch", "--format", "json", *place)
    [article] = json.loads(done.out)["articles"]
    assert article["source_headline"] == PROPOSED
    assert article["source_headline_status"] == "proposed"
    shown = call("show", article["key"], "--format", "table", *place).out
    restored = "Lễ mở ký Công ước Hà Nội"
    assert article["source_headline_restored"] == [restored]
    assert f"{PROPOSED} (from the address; diacritics restored in: {restored})" in shown
    [listed] = json.loads(call("articles", "--format", "json", *place).out)
    assert listed["source_headline_status"] == "proposed"


def test_a_proposal_is_not_shown_as_the_real_headline(place: tuple[str, str]) -> None:
    call("ingest", str(SEED), "--no-fetch", *place)
    found = call(
        *("lookup", "Lebih dari 200 negara dan organisasi internasional", "-s", "id"),
        *("-t", "vi", "--min-rate", "50", "--format", "table", *place),
    )
    assert "Para pemimpin senior" in found.out
    assert "Lễ mở ký" not in found.out


def test_proposals_are_renewed_as_one_change(tmp_path: Path) -> None:
    place = ("--database", str(tmp_path / "x.db"))
    call("ingest", str(SEED), "--no-fetch", *place)
    nothing = call("articles", "--propose", "--format", "json", *place)
    assert (nothing.code, json.loads(nothing.out)) == (0, [])
    assert "No new proposals" in nothing.err
    call("terms", "import", str(TERMBASE), *place)
    done = call("articles", "--propose", "--format", "json", *place)
    [row] = json.loads(done.out)
    assert row["source_headline"] == PROPOSED
    assert row["source_headline_status"] == "proposed"
    assert row["before"].startswith("lanh dao") and "undo i3" in done.err
    assert call("undo", "i3", *place).code == 0
    [listed] = json.loads(call("articles", "--format", "json", *place).out)
    assert listed["source_headline_status"] == "derived"


def test_listing_and_changing_are_not_asked_for_at_once(tmp_path: Path) -> None:
    place = ("--database", str(tmp_path / "x.db"))
    assert call("articles", "--stale", "--propose", *place).code == 2
    assert call("articles", "--propose", *place).code == 0
