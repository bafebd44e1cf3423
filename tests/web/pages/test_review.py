"""Alignment review: by keyboard only, without scripts, and by two people at once."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page

import padanan
from tests.paths import ROOT
from tests.web.pages.opening import open_browser_page, pair_looks
from tests.web.serving import serve
from tm.settings import AlignSettings, Settings

_PAIR = ROOT / "seeds" / "articles" / "hoi-nghi-rung-ngap-man"
_HTML = {"accept": "text/html"}
# So certain is hardly any pair: most wait for review.
_SETTINGS = replace(Settings(), align=AlignSettings(threshold=0.999999))


@pytest.fixture(scope="module", name="database")
def _make_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with an article of which most pairs wait; copy it to change it."""
    path = tmp_path_factory.mktemp("waiting") / "memory.db"
    page, original = (
        Path(f"{_PAIR}.{tag}.txt").read_text("utf-8") for tag in ("id", "vi")
    )
    with padanan.open(path, source="vi", target="id", settings=_SETTINGS) as memory:
        assert memory.articles.ingest_text(page, original_text=original).review > 4
    return path


@pytest.fixture(name="client")
def _serve(database: Path, tmp_path: Path) -> Iterator[httpx.Client]:
    copy = tmp_path / "memory.db"
    shutil.copy(database, copy)
    with serve(copy) as client:
        yield client


def test_pairs_are_reviewed_by_keyboard_only(
    browser: Browser, client: httpx.Client
) -> None:
    waiting = _count_waiting(client)
    with open_browser_page(browser, str(client.base_url).rstrip("/")) as opened:
        page = opened.open("/review")
        _expect_progress(page, f"1 of {waiting}")
        opened.verify()
        first = _read_key(page)
        page.keyboard.press("a")
        _expect_progress(page, f"2 of {waiting}")
        assert "Accepted." in page.locator(".done").inner_text()
        assert _read_unit(client, first)["state"] == "reviewed"
        page.keyboard.press("z")
        _expect_progress(page, f"1 of {waiting}")
        assert _read_key(page) == first
        assert _count_waiting(client) == waiting
        page.keyboard.press("x")
        _expect_progress(page, f"2 of {waiting}")
        page.keyboard.press("n")
        _expect_progress(page, f"3 of {waiting}")
        page.keyboard.press("e")
        page.keyboard.press("Control+a")
        page.keyboard.type("Teks yang disunting.")
        edited = _read_key(page)
        page.keyboard.press("Control+Enter")
        page.locator(".done", has_text="Edited and accepted.").wait_for()
        assert client.get(f"/api/v1/units/{edited}").status_code == 404
        page.keyboard.press("m")
        page.locator(".done", has_text="Merged with the row after.").wait_for()
        page.keyboard.press("z")
        page.locator(".sentences, [data-pair]").first.wait_for()
        page.keyboard.press("?")
        assert "Merge with the row after" in page.locator("dialog").inner_text()
        page.keyboard.press("Escape")
        assert "[" not in page.locator(".progress").inner_text()


def test_sentences_are_moved_and_split_without_scripts(
    browser: Browser, client: httpx.Client
) -> None:
    address = str(client.base_url).rstrip("/")
    with open_browser_page(browser, address, has_scripts=False) as opened:
        page = opened.open("/review")
        key = _read_key(page)
        source = _read_unit(client, key)["source"]
        takes = page.get_by_role("button", name="+ next sentence").first
        takes.click()
        [moved] = _list_units(client, source)
        assert moved["source"].startswith(source)
        assert moved["source"] != source
        page.goto(f"{address}/review?pair={moved['key']}")
        page.get_by_label("sentences of the original").fill("1")
        page.get_by_role("button", name="Split").click()
        page.locator(".done", has_text="Split.").wait_for()
        assert source in {unit["source"] for unit in _list_units(client, source)}


def test_a_sentence_is_dragged_into_a_pair_and_out_of_it(
    browser: Browser, client: httpx.Client
) -> None:
    with open_browser_page(browser, str(client.base_url).rstrip("/")) as opened:
        page = opened.open("/review")
        source = _read_unit(client, _read_key(page))["source"]
        sentence = page.locator(".drag[data-action=source_takes]").first
        text = sentence.inner_text().strip()
        sentence.drag_to(page.locator("[data-pair]"))
        page.locator(".done", has_text="one more sentence").wait_for()
        [moved] = _list_units(client, source)
        assert moved["source"] == f"{source} {text}"
        page.goto(f"{client.base_url}/review?pair={moved['key']}")
        page.locator("[data-pair] .drag[data-side=source][data-after='1']").drag_to(
            page.locator("[data-pair] + li")
        )
        page.locator(".done", has_text="one sentence less").wait_for()
        assert [unit["source"] for unit in _list_units(client, source)] == [source]


def test_a_sentence_is_dragged_from_the_row_before_and_back(
    browser: Browser, client: httpx.Client
) -> None:
    with open_browser_page(browser, str(client.base_url).rstrip("/")) as opened:
        page = opened.open("/review")
        page.keyboard.press("n")
        _expect_progress(page, "2 of")
        key = _read_key(page)
        target = _read_unit(client, key)["target"]
        sentence = page.locator("[data-action=target_takes_before]").last
        text = sentence.inner_text().strip()
        sentence.drag_to(page.locator("[data-pair]"))
        page.locator(".done", has_text="one more sentence").wait_for()
        moved = _find_unit(client, f"{text} {target}")
        page.goto(f"{client.base_url}/review?pair={moved['key']}")
        page.locator("[data-pair] .drag[data-before='1'][data-side=target]").drag_to(
            page.locator(".beside:has(+ [data-pair])")
        )
        page.locator(".done", has_text="one sentence less").wait_for()
        assert _find_unit(client, target)["source"] == moved["source"]


@pytest.mark.parametrize("has_scripts", [True, False])
def test_the_second_reviewer_sees_what_the_first_has_done(
    browser: Browser, client: httpx.Client, *, has_scripts: bool
) -> None:
    address = str(client.base_url).rstrip("/")
    with open_browser_page(browser, address, has_scripts=has_scripts) as opened:
        page = opened.open("/review")
        key = _read_key(page)
        before = _read_unit(client, key)
        client.post(
            f"/api/v1/review/{key}/edit",
            json={"side": "target", "text": "Versi orang pertama."},
        ).raise_for_status()
        page.get_by_role("button", name="Accept").click()
        versions = page.locator(".versions")
        versions.wait_for()
        assert before["target"] in versions.inner_text()
        assert "Versi orang pertama." in versions.inner_text()
        opened.errors.clear()  # a conflict is an answer of its own
        page.get_by_role("link", name="Next unsure pair").click()
        page.locator("[data-pair] .why").wait_for()
        assert _read_key(page) != key


def test_a_queue_says_why_and_where_it_ends(client: httpx.Client) -> None:
    shown = client.get("/review", headers=_HTML).text
    assert "% sure" in shown
    end = client.get("/review?cursor=end&skipped=2", headers=_HTML).text
    assert "were left for later" in end
    [article] = client.get("/api/v1/articles?originals=false").json()["articles"]
    rows = client.get(f"/api/v1/articles/{article['key']}/pairs").json()["rows"]
    doubts = {doubt["kind"] for row in rows for doubt in row["doubts"]}
    assert "several" in doubts
    assert article["waiting"] == _count_waiting(client)


def _expect_progress(page: Page, text: str) -> None:
    page.locator(".progress strong", has_text=text).wait_for()


def _read_key(page: Page) -> str:
    key = page.locator("form [name=key]").first.get_attribute("value")
    assert key is not None
    return key


def _count_waiting(client: httpx.Client) -> int:
    waiting = client.get("/api/v1/review/count").json()["waiting"]
    assert isinstance(waiting, int)
    return waiting


def _read_unit(client: httpx.Client, key: str) -> dict[str, str]:
    unit: dict[str, str] = client.get(f"/api/v1/units/{key}").json()
    return unit


def _find_unit(client: httpx.Client, target: str) -> dict[str, str]:
    """Find the unit in use with a translation."""
    units = client.get("/api/v1/units", params={"limit": 100}).json()["units"]
    [unit] = [unit for unit in units if unit["target"] == target]
    return dict(unit)


def _list_units(client: httpx.Client, text: str) -> list[dict[str, str]]:
    """List the units in use whose original begins as a text does."""
    units = client.get("/api/v1/units", params={"query": text, "limit": 100}).json()
    return [unit for unit in units["units"] if unit["source"].startswith(text)]


@pytest.mark.parametrize(("language", "width", "theme"), pair_looks())
def test_a_pair_has_no_barriers_in_any_look(
    browser: Browser, client: httpx.Client, language: str, width: int, theme: str
) -> None:
    address = str(client.base_url).rstrip("/")
    look = {"language": language, "width": width, "theme": theme}
    with open_browser_page(browser, address, **look) as opened:  # type: ignore[arg-type]
        page = opened.open("/review")
        page.locator("[data-pair]").wait_for()
        page.locator(".edit-pair summary").click()
        opened.verify()
