"""The command that decides about pairs, as a person gives it."""

import json
from collections.abc import Iterator
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calling import Called, call
from tests.paths import ROOT

PAIR = ROOT / "seeds" / "articles" / "hoi-nghi-rung-ngap-man"


class Desk:
    """A database with one aligned article, of which some pairs wait."""

    def __init__(self, folder: Path) -> None:
        self.place = ("--database", str(folder / "memory.db"))
        page = (f"{PAIR}.id.txt", "--source", f"{PAIR}.vi.txt", "--no-fetch")
        [self.ingested] = self.json("ingest", *page)["articles"]

    def call(self, *arguments: str) -> Called:
        return call(*arguments, *self.place)

    def json(self, *arguments: str) -> Any:
        done = self.call(*arguments, "--format", "json")
        assert done.code == 0, done.err
        return json.loads(done.out)

    def waiting(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.json("review")
        return found

    def following(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Two lines of `show` that follow each other, each a pair of one and one."""
        assert self.call("review", "--accept", "all").code in (0, 1)
        shown = self.json("show", self.ingested["key"])
        original = self.json("show", shown["source_article"])["segments"]
        texts = [segment["text"] for segment in original]
        for first, second in pairwise(shown["segments"][1:]):
            both = [line["other"] for line in (first, second)]
            places = [texts.index(text) for text in both if text in texts]
            if len(places) == 2 and places[0] + 1 == places[1]:
                return first, second
        raise AssertionError("no two pairs of one and one follow each other")

    def pairs(self) -> int:
        count: int = self.json("stats")["units"]["vi-id"]
        return count


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    (tmp_path / "padanan.toml").write_text("[align]\nthreshold = 0.999999\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    yield Desk(tmp_path)


def test_what_is_unsure_waits_until_it_is_accepted_or_rejected(desk: Desk) -> None:
    waiting = desk.waiting()
    assert len(waiting) == desk.ingested["review"] > 0
    assert desk.call("review", "--accept", waiting[0]["key"]).code == 0
    assert desk.call("review", "--reject", "all").code == 0
    assert desk.waiting() == []
    assert desk.pairs() == desk.ingested["units"] + 1


def test_merging_and_undoing(desk: Desk) -> None:
    first, second = desk.following()
    before = desk.pairs()
    [made] = desk.json("review", "--merge", first["unit"], second["unit"][:8])
    assert made["score"] is None
    assert desk.pairs() == before - 1
    assert desk.call("undo", "last").code == 0
    assert desk.pairs() == before


def test_splitting_what_was_merged_gives_the_same_texts(desk: Desk) -> None:
    first, second = desk.following()
    [merged] = desk.json("review", "--merge", first["unit"], second["unit"])
    parts = desk.json("review", "--split", merged["key"], "1:1")
    texts = [(part["source"], part["target"]) for part in parts]
    assert texts[0] == (first["other"], first["text"])


@pytest.mark.parametrize("edge", ["start", "end"])
def test_moving_an_edge_takes_the_segment_beyond_it(desk: Desk, edge: str) -> None:
    first, second = desk.following()
    moved, shift = (second, "-1") if edge == "start" else (first, "1")
    move = ("review", "--move", moved["unit"], "target", shift)
    made = desk.json(*move, *(("--edge", "start") if edge == "start" else ()))
    target = f"{first['text']} {second['text']}"
    assert (moved["other"], target) in {(p["source"], p["target"]) for p in made}
    assert desk.call("undo", "last").code == 0
    lines = desk.json("show", desk.ingested["key"])["segments"]
    assert {first["unit"], second["unit"]} <= {line["unit"] for line in lines}


def test_editing_a_side(desk: Desk) -> None:
    [waiting, *_] = desk.waiting()
    [made] = desk.json("review", "--edit", waiting["key"], "target", "Teks baru.")
    assert (made["source"], made["target"]) == (waiting["source"], "Teks baru.")
    lines = desk.json("show", desk.ingested["key"])["segments"]
    assert lines[waiting["position"]]["unit"] == made["key"]
    assert desk.pairs() == desk.ingested["units"] + 1


def test_the_key_of_a_unit_before_it_was_edited_leads_to_the_one_now(
    desk: Desk,
) -> None:
    [waiting, *_] = desk.waiting()
    [once] = desk.json("review", "--edit", waiting["key"], "target", "Teks baru.")
    [twice] = desk.json("review", "--edit", once["key"], "source", "Câu mới.")
    shown = desk.call("show", waiting["key"][:12], "--format", "json")
    assert json.loads(shown.out)[0]["key"] == twice["key"]
    assert f"was replaced by {twice['key'][:16]}, i" in shown.err
    again = desk.call("review", "--edit", once["key"], "target", "Lagi.")
    assert again.code == 1
    assert f"{twice['key'][:16]}, i" in again.err
    assert desk.call("undo", "last").code == 0
    assert desk.json("show", waiting["key"])[0]["key"] == once["key"]


def test_pairing_by_number(desk: Desk) -> None:
    [made] = desk.json("review", "--pair", desk.ingested["key"][:6], "1-2=1")
    shown = desk.json("show", desk.ingested["key"])
    original = desk.json("show", shown["source_article"])["segments"]
    assert made["source"] == f"{original[1]['text']} {original[2]['text']}"
    assert made["target"] == shown["segments"][1]["text"]


def test_all_pairs_are_a_page_to_read_side_by_side(desk: Desk, tmp_path: Path) -> None:
    page = tmp_path / "pairs.html"
    key = desk.ingested["key"]
    assert desk.call("review", "--article", key, "--html", str(page)).code == 0
    text = page.read_text("utf-8")
    for pair in desk.waiting():
        assert f"<code>{pair['key'][:8]} waits</code>" in text
    shown = desk.json("show", key)
    original = desk.json("show", shown["source_article"])["segments"]
    for segment in (*shown["segments"], *original):
        assert escape(segment["text"]) in text
    assert "<script" not in text and "src=" not in text


@pytest.mark.parametrize(
    ("wish", "code", "reason"),
    [
        (("--accept", "all", "--reject", "all"), 2, "give only one of"),
        (("--html", "x.html"), 2, "--html needs --article"),
        (("--article", "ARTICLE", "--html", "no/such/x.html"), 2, "no/such"),
        (("--accept", ""), 2, "the key is empty"),
        (("--reject", "zz"), 1, "no pair 'zz' to review"),
        (("--merge", "zz", "zz"), 1, "no pair 'zz'"),
        (("--merge", "", ""), 1, "no pair ''"),
        (("--split", "KEY", "1"), 2, "must be S:T"),
        (("--split", "KEY", "9:9"), 2, "does not split"),
        (("--move", "KEY", "left", "1"), 2, "unknown side 'left'"),
        (("--move", "KEY", "source", "x"), 2, "must be a number of segments"),
        (("--move", "KEY", "source", "999"), 2, "cannot move"),
        (("--edge", "start"), 2, "--edge needs --move"),
        (("--accept", "all", "--edge", "end"), 2, "--edge needs --move"),
        (("--edit", "KEY", "source", " "), 2, "text on both sides"),
        (("--pair", "zz", "1=1"), 1, "no article 'zz'"),
        (("--pair", "ARTICLE", "1"), 2, "must be S=T"),
        (("--pair", "ARTICLE", "999=1"), 2, "are not among them"),
    ],
)
def test_a_wish_that_cannot_be_met_is_explained(
    desk: Desk, wish: tuple[str, ...], code: int, reason: str
) -> None:
    names = {"KEY": desk.waiting()[0]["key"], "ARTICLE": desk.ingested["key"]}
    done = desk.call("review", *(names.get(part, part) for part in wish))
    assert (done.code, reason in done.err) == (code, True), done.err
    assert len(desk.waiting()) == desk.ingested["review"]


def test_old_key_of_a_unit_whose_text_hundreds_share_leads_to_the_one_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PADANAN_DATABASE", str(tmp_path / "memory.db"))
    lines = [f"Vâng.\tYa, {number}.\n" for number in range(600)]
    Path("a.tsv").write_text("".join(lines), "utf-8")
    assert call("import", "a.tsv", "-s", "vi", "-t", "id", "--no-index").code == 0
    assert call("export", "a.jsonl").code == 0
    units = map(json.loads, Path("a.jsonl").read_text("utf-8").splitlines())
    [old] = [unit["id"] for unit in units if unit["target"] == "Ya, 599."]
    edited = call("review", "--edit", old, "target", "Baik.", "--format", "json")
    [made] = json.loads(edited.out)
    shown = call("show", old, "--format", "json")
    assert json.loads(shown.out)[0]["key"] == made["key"]
