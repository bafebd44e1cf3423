"""The index against the scan, after any history of the memory, in any script."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.tm.store.samples import changed_by, unit
from tm.match.index.fuzzy_index import FuzzyIndex
from tm.match.lookup import LookupOptions, find_matches, scan_all_segments
from tm.match.match_rate import Query, rate_match
from tm.settings import PenaltySettings
from tm.store.database import Database
from tm.store.lookup_reader import open_lookup_reader
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import Segment

TARGET = Locale("id")
PIECES = {
    "zh": "河 内 公 约 签署 仪式 将于 十月 举行 。 ， 2025 １２ APEC 越南 𠮷 ".split(),
    "ja": "ハノイ 条約 の 署名式 が 行われる 行われた 。 、 ｶﾞ ガ ー 25日 AI 々".split(),
    "th": "พิธี ลงนาม อนุสัญญา ฮานอย ที่ กรุง เก่า ๆ ๒๕ 25 น้ำ นํ้า ก็ . ASEAN".split(),
    "vi": "thủ thu tướng tuong hoà hòa Đà đa 河内 ฮานอย 8/10 “họp” ' - e\u0301".split(),
}
JOINTS = ["", "", " "]
FEW = 4


@st.composite
def texts(draw: st.DrawFn, tag: str) -> str:
    """Texts of few pieces, so that many are alike; some of several scripts."""
    own = st.sampled_from(PIECES[tag])
    any_of_them = st.sampled_from([one for some in PIECES.values() for one in some])
    # Short ones are compared by characters too, which would hide what tokens miss.
    least = draw(st.sampled_from([1, 7, 7]))
    pieces = st.lists(st.one_of(own, own, any_of_them), min_size=least, max_size=14)
    joint = " " if tag == "vi" else draw(st.sampled_from(JOINTS))
    return joint.join(draw(pieces))


@st.composite
def edited(draw: st.DrawFn, text: str, tag: str) -> str:
    """A text that differs from another in a few tokens, most of them unknown ones."""
    joint = " " if tag == "vi" else ""
    pieces = text.split(" ") if joint else list(text)
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(pieces)))
        fresh = st.sampled_from(["Ω", "新", "ใ", PIECES[tag][0], ""])
        end = place + draw(st.integers(0, 2))
        pieces[place:end] = [piece for piece in [draw(fresh)] if piece]
    return joint.join(pieces)


@dataclass(frozen=True, slots=True)
class Story:
    """What happens to a memory in one language, and what is asked then."""

    tag: str
    steps: list[tuple[str, list[str]]]
    queries: list[str]
    threshold: int


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Additions, removals, merges and rebuildings, in any order."""
    tag = draw(st.sampled_from(sorted(PIECES)))
    some = st.lists(texts(tag), min_size=1, max_size=9)
    kinds = st.sampled_from(
        ["add", "add", "merge", "remove", "ask", "rebuild", "reopen"]
    )
    steps = draw(st.lists(st.tuples(kinds, some), min_size=1, max_size=7))
    stored = [text for _, some in steps for text in some]
    queries = [draw(edited(draw(st.sampled_from(stored)), tag)) for _ in range(4)]
    return Story(tag, steps, queries, draw(st.integers(0, 100)))


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, to be copied: making one takes longer than the test."""
    place = tmp_path_factory.mktemp("empty") / "memory.db"
    Database.open(place).close()
    return place


def small_index(database: Database) -> FuzzyIndex:
    """An index that writes files from few segments on, until the database closes."""
    return database.get_companion(
        lambda database: FuzzyIndex(database, memtable_limit=FEW)
    )


@settings(max_examples=examples(40))
@given(stories())
@example(Story("th", [("add", ["น้ำ"]), ("merge", [""])], ["นํ้า"], 100))
def test_the_index_proposes_what_a_scan_finds(empty: Path, story: Story) -> None:
    with TemporaryDirectory() as folder:
        place = Path(folder) / "memory.db"
        shutil.copy(empty, place)
        with Database.open(place) as database:
            index = small_index(database)
            for step, some in story.steps:
                if step == "reopen":
                    index = small_index(database)
                happen(database, index, step, some, story)
            ask(database, index, story)
            offered(database, story)


def happen(
    database: Database, index: FuzzyIndex, step: str, some: list[str], story: Story
) -> None:
    """One step of a story."""
    memory = UnitStore(database)
    if step == "add":
        with changed_by(database) as changes:
            memory.add([unit(one, f"x {one}", story.tag) for one in some], changes)
    elif step == "remove":
        units = list(memory.read_units())
        with changed_by(database) as changes:
            memory.withhold(units[: len(some)], changes)
    elif step in ("merge", "rebuild"):
        index.update(rebuild=step == "rebuild")
    elif step == "ask":
        ask(database, index, story)


def ask(database: Database, index: FuzzyIndex, story: Story) -> None:
    """Compare what the index proposes with what the scan finds.

    At the story's threshold, and where a segment only just reaches it.
    """
    for text in story.queries:
        query = Query.of(Segment.of(Locale(story.tag), text))
        if not query.match_tokens:
            continue
        scored = list(scan_all_segments(UnitStore(database), query, 0))
        tight = sorted({int(score) for _, score in scored}, reverse=True)
        for threshold in (story.threshold, *tight[:6]):
            with open_lookup_reader(database) as reading:
                found = index.find_candidates(reading, query, threshold)
            for number, score in scored:
                if score >= threshold:
                    assert found.get(number, -1) >= score, (text, threshold)


def offered(database: Database, story: Story) -> None:
    """What lookup gives is the best of the units that are there."""
    memory = UnitStore(database)
    for text in story.queries:
        segment = Segment.of(Locale(story.tag), text)
        query = Query.of(segment)
        if not query.match_tokens:
            continue
        options = LookupOptions(min_rate=story.threshold, limit=3)
        found = find_matches(memory.database, segment, TARGET, options)
        matches = (
            rate_match(query, one, TARGET, penalties=PenaltySettings())
            for one in memory.read_units()
        )
        rates = sorted((one.rate for one in matches if one is not None), reverse=True)
        wanted = [rate for rate in rates if rate >= story.threshold]
        assert [one.rate for one in found if one.target] == wanted[:3]
