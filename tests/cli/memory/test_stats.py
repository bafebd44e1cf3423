"""`padanan stats`: what is in use, and what is only kept."""

import json
from pathlib import Path
from typing import Any

from tests.cli.calling import call
from tests.paths import ROOT

PAIR = ROOT / "seeds" / "articles" / "hoi-nghi-rung-ngap-man"


# Any: JSON.
def stats(place: str) -> Any:
    return json.loads(call("stats", "--format", "json", "--database", place).out)


def beginning(path: str) -> str:
    """The first paragraphs of a page: aligning all of it takes longer."""
    return "\n\n".join(Path(path).read_text("utf-8").split("\n\n")[:7])


def test_segments_of_a_replaced_edition_are_counted_apart(
    place: str, tmp_path: Path
) -> None:
    page, original = tmp_path / "page.txt", tmp_path / "original.txt"
    text = beginning(f"{PAIR}.id.txt")
    original.write_text(beginning(f"{PAIR}.vi.txt"), "utf-8")
    ingest = ("ingest", str(page), "--source", str(original), "--database", place)
    page.write_text(text, "utf-8")
    assert call(*ingest).code == 0
    before = stats(place)
    assert before["segments"] and before["unused_segments"] == {}
    page.write_text(text.replace("Pengalaman dari", "Pelajaran dari"), "utf-8")
    assert call(*ingest).code == 0
    after = stats(place)
    assert after["segments"] == before["segments"]
    assert after["units"] == before["units"]
    assert after["unused_segments"] == {"id": 1}
    table = call("stats", "--format", "tsv", "--database", place).out
    assert "segments id, replaced or removed\t1\n" in table
    assert call("undo", "last", "--database", place).code == 0
    assert stats(place)["unused_segments"] == {"id": 1}


def test_segments_of_what_was_removed_or_undone_are_counted_apart(place: str) -> None:
    pair = ("-s", "vi", "-t", "id", "--database", place)
    call("add", "họp báo", "konferensi pers", *pair)
    call("add", "họp báo", "jumpa pers", *pair)
    assert stats(place)["segments"] == {"id": 2, "vi": 1}
    call("remove", "họp báo", "jumpa pers", *pair)
    found = stats(place)
    assert found["segments"] == {"id": 1, "vi": 1}
    assert found["unused_segments"] == {"id": 1}
    call("undo", "last", "--database", place)
    assert stats(place)["unused_segments"] == {}
    call("remove", "họp báo", *pair)
    found = stats(place)
    assert (found["segments"], found["units"]) == ({}, {})
    assert found["unused_segments"] == {"id": 2, "vi": 1}
