"""Articles and their review, here and over HTTP: the same calls, the same answers."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

import padanan
from tests.paths import ROOT
from tests.web.serving import serve
from tm.settings import AlignSettings, Settings

API = "/api/v1"
_PAIR = ROOT / "seeds" / "articles" / "hoi-nghi-rung-ngap-man"
_PAGE = Path(f"{_PAIR}.id.txt").read_text("utf-8")
_ORIGINAL = Path(f"{_PAIR}.vi.txt").read_text("utf-8")
# So certain is hardly any pair: most wait for review.
_SETTINGS = replace(Settings(), align=AlignSettings(threshold=0.999999))


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database with an article of which some pairs wait."""
    path = tmp_path / "memory.db"
    with padanan.open(path, source="vi", target="id", settings=_SETTINGS) as memory:
        ingested = memory.articles.ingest_text(_PAGE, original_text=_ORIGINAL)
        assert ingested.review > 3
    return path


@pytest.fixture
def client(database: Path) -> Iterator[httpx.Client]:
    with serve(database) as opened:
        yield opened


@pytest.fixture
def memory(client: httpx.Client) -> Iterator[padanan.RemoteMemory]:
    with padanan.connect(str(client.base_url), source="vi", target="id") as opened:
        yield opened


def test_articles_are_listed_and_read_as_here(
    database: Path, memory: padanan.RemoteMemory
) -> None:
    with padanan.open(database, source="vi", target="id") as here:
        first = memory.articles.list(limit=1)
        assert first == here.articles.list(limit=1)
        second = memory.articles.list(limit=1, cursor=first.next)
        assert second.next is None
        both = memory.articles.list().articles
        assert both == (*first.articles, *second.articles)
        assert memory.articles.list(headline="KONFERENSI regional").articles != ()
        assert memory.articles.list(locale="km").articles == ()
        key = next(article.key for article in both if article.locale == "id")
        text = memory.articles.get(key[:8])
        assert text == here.articles.get(key)
        assert [line.position for line in text.lines] == [*range(len(text.lines))]
        pairs = memory.articles.pairs(key[:8])
        assert pairs == here.articles.pairs(key)
        assert pairs == here.articles.pairs(str(pairs.source_article))
        shown = [row.unit for row in pairs.rows if row.unit is not None]
        waiting = sum(unit.is_waiting for unit in shown)
        assert waiting == pairs.article.waiting == memory.reviews.count(article=key)
        assert len(shown) - waiting == pairs.article.units
        assert memory.reviews.count() == here.reviews.count() == waiting
        alone = memory.articles.list(originals=False).articles
        assert [article.key for article in alone] == [key]
        for row in pairs.rows:  # each segment of either page stands in one row
            assert row.source_segments or row.target_segments
        positions = [
            row.target_position + index
            for row in pairs.rows
            if row.target_position is not None
            for index in range(len(row.target_segments))
        ]
        assert positions == [*range(len(text.lines))]


def test_pages_of_articles_without_a_date_hold_each_once(tmp_path: Path) -> None:
    with padanan.open(tmp_path / "m.db", source="vi", target="id") as memory:
        for number in range(5):
            text = f"Berita {number}\n\nPertemuan nomor {number} digelar di Hanoi."
            memory.articles.ingest_text(text, incomplete=True, locale="id")
        keys, cursor = list[str](), None
        while True:
            page = memory.articles.list(limit=2, cursor=cursor)
            keys += [article.key for article in page.articles]
            cursor = page.next
            if cursor is None:
                break
        assert keys == sorted(set(keys))
        assert len(keys) == 5


def test_an_article_is_stored_from_text(memory: padanan.RemoteMemory) -> None:
    page = "Festival Pho dibuka\n\nFestival Pho dibuka di Hanoi pada hari Jumat."
    original = "Khai mạc lễ hội phở\n\nLễ hội phở khai mạc tại Hà Nội hôm thứ Sáu."
    with pytest.raises(padanan.InputError, match="language of the page"):
        memory.articles.ingest_text(page, original_text=original)
    ingested = memory.articles.ingest_text(
        page, original_text=original, original_locale="vi"
    )
    assert (ingested.outcome, ingested.locale) == ("new", "id")
    again = memory.articles.ingest_text(
        page, original_text=original, original_locale="vi", locale="id"
    )
    assert (again.outcome, again.change_set) == ("known", None)
    with pytest.raises(padanan.InputError):
        memory.articles.ingest_text(page, original_text=page)
    with pytest.raises(padanan.InputError):
        memory.articles.ingest_text("Festival Pho dibuka di Hanoi pada hari Minggu.")


def test_pairs_are_accepted_and_rejected(memory: padanan.RemoteMemory) -> None:
    waiting = memory.reviews.list().units
    assert all(unit.is_waiting for unit in waiting)
    first, second = waiting[:2]
    [accepted] = memory.reviews.accept(first.key, version=first.version).units
    assert (accepted.key, accepted.state) == (first.key, "reviewed")
    assert not accepted.is_waiting
    assert memory.reviews.reject(second.key).units == ()
    left = memory.reviews.list(article=first.origin.article).units
    assert [unit.key for unit in left] == [unit.key for unit in waiting[2:]]
    with pytest.raises(padanan.Conflict, match="does not wait"):
        memory.reviews.accept(first.key)
    with pytest.raises(padanan.VersionConflict) as raised:
        memory.reviews.reject(first.key, version=first.version)
    assert raised.value.current == accepted
    memory.undo()
    assert memory.units.get(second.key).is_waiting


def test_a_second_reviewer_is_shown_both_versions(client: httpx.Client) -> None:
    pair = client.get(f"{API}/review", params={"limit": 1}).json()["units"][0]
    headers = {"if-match": f'"{pair["version"]}"'}
    address = f"{API}/review/{pair['key']}"
    assert client.post(f"{address}/accept", headers=headers).status_code == 200
    wanted = {"side": "target", "text": "Vietnam jadi tuan rumah."}
    second = client.post(f"{address}/edit", json=wanted, headers=headers)
    problem = second.json()
    assert second.status_code == 412
    assert problem["current"]["state"] == "reviewed"
    assert problem["sent"]["text"] == wanted["text"]


def test_pairs_are_edited_merged_split_and_moved(memory: padanan.RemoteMemory) -> None:
    for unit in memory.reviews.list().units:
        memory.reviews.accept(unit.key)
    key = next(a.key for a in memory.articles.list().articles if a.locale == "id")
    text = memory.articles.get(key)
    first, second = (line.unit for line in text.lines[1:3])
    assert first is not None
    assert second is not None
    [merged] = memory.reviews.merge(first, second).units
    assert merged.origin.extent == 2
    parts = memory.reviews.split(merged.key, 1, 1).units
    assert {part.key for part in parts} == {first, second}
    [moved, *_] = memory.reviews.move(first, "target", 1).units
    assert moved.origin.extent == 2
    memory.undo()
    moved = memory.reviews.move(second, "target", -1, edge="start").units[0]
    assert moved.origin.extent == 2
    memory.undo()
    [edited] = memory.reviews.edit(first, "target", "Teks baru.").units
    assert (edited.target, edited.state) == ("Teks baru.", "reviewed")
    with pytest.raises(padanan.VersionConflict) as raised:
        memory.reviews.pair(key, (1, 1), (1, 1), version=text.version)
    now = memory.articles.get(key)
    assert raised.value.current == now != text
    [paired] = memory.reviews.pair(key, (1, 1), (1, 1), version=now.version).units
    assert paired.key == first
    wrong_calls: list[Callable[[], object]] = [
        lambda: memory.reviews.edit(first, "middle", "x"),
        lambda: memory.reviews.move(first, "target", 1, edge="middle"),
        lambda: memory.reviews.split(first, 9, 9),
        lambda: memory.reviews.merge(first, first),
        lambda: memory.reviews.pair(key, (5, 2), (1, 1)),
    ]
    for wrong_call in wrong_calls:
        with pytest.raises(padanan.InputError):
            wrong_call()
