"""What lookup reads is what the memory holds."""

from dataclasses import replace
from typing import Any

import pytest

from tests.paths import ROOT
from tests.tm.store.samples import changed_by, unit
from tests.tm.store.slow_units import slow_units_with
from tm.articles.article_storing import IngestOptions, ingest
from tm.articles.page.copied_page import read_page
from tm.store.database import Database
from tm.store.lookup_reader import open_lookup_reader
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import CODE, Code, Segment
from tm.unit import HeadlineStatus, State

SEED = ROOT / "seeds" / "articles" / "konvensi-hanoi.id.txt"
FACTS: dict[str, Any] = {
    "memory": "other",
    "article": "a",
    "position": 3,
    "extent": 2,
    "kind": "lead",
    "page_url": "https://a.example/1",
    "source_url": "https://b.example/1",
    "headline": "h",
    "source_headline": "s",
    "source_headline_status": HeadlineStatus.DERIVED,
    "publisher": "p",
    "published": "2025-10-08",
    "score": 0.5,
    "method": "m",
    "tuid": "t",
    "author": "w",
}


@pytest.fixture
def memory(database: Database) -> UnitStore:
    """Units of every kind, and an article that is translated in part."""
    found = UnitStore(database)
    coded = Segment(Locale("id"), f"satu {CODE}", (Code("ph", "1", "%s"),))
    units = [
        unit("một", "satu"),
        unit("satu", "một", "id", "vi"),
        unit("một", "one", "vi", "en"),
        unit("một", "isa", "vi", "vi-VN"),
        unit("một", "bir", "vi-VN", "id-ID"),
        unit("hai", "dua", note="!", state=State.INITIAL, **FACTS),
        replace(unit("ba", "x"), target=coded, neighbours=(b"1" * 16, None)),
        *(unit(f"câu {number}", f"kalimat {number}") for number in range(600)),
    ]
    with changed_by(database) as changes:
        found.add(units, changes)
        found.add([unit("bốn", "empat")], changes)
        found.withhold([unit("bốn", "empat")], changes)
    page = read_page(SEED.read_text(encoding="utf-8"), path="page")
    with changed_by(database, command="ingest") as changes:
        ingest(
            page, database, changes, IngestOptions(page_name="page", source_page=None)
        )
    return found


@pytest.mark.parametrize("tag", ["vi", "vi-VN", "id", "en", "v", "zh"])
def test_the_units_of_segments_are_what_the_slow_way_gives(
    memory: UnitStore, tag: str
) -> None:
    with open_lookup_reader(memory.database) as reading:
        every = list(range(1, reading.find_newest_id() + 1))
        for some in ([], every[:1], every[:3], every[::-1], every[-3:], every[4:90]):
            wanted = list(slow_units_with(memory, some, Locale(tag)))
            assert list(reading.read_units_of_segments(some, Locale(tag))) == wanted
