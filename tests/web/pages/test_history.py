"""The history page: taking back, doing again, and stored texts that are hostile."""

from pathlib import Path

import httpx
from playwright.sync_api import Browser

import padanan
from tests.web.pages.opening import open_browser_page
from tests.web.people.team import serve_team
from tests.web.serving import serve
from web.people.role import Role

_HOSTILE = "<img src=x onerror=alert(1)><b>họp báo</b>"


def _make_memory(path: Path) -> Path:
    with padanan.open(str(path), source="vi", target="id", author="siti") as memory:
        memory.add("họp báo", "jumpa pers")
        memory.add(_HOSTILE, "konferensi <script>alert(2)</script>")
    return path


def test_a_change_set_is_taken_back_and_done_again(
    browser: Browser, tmp_path: Path
) -> None:
    database = _make_memory(tmp_path / "memory.db")
    with (
        serve(database) as client,
        open_browser_page(browser, str(client.base_url).rstrip("/")) as opened,
    ):
        page = opened.open("/history")
        rows = page.locator("table.history tbody tr")
        assert rows.count() == 2
        page.get_by_role("button", name="Take back: i1").click()
        page.wait_for_url("**done=i3")
        assert "i1 (1 change)" in page.locator(".done").inner_text()
        assert rows.count() == 3
        assert page.locator("#i1").get_by_text("taken back by i3").is_visible()
        assert _list_targets(client, "họp báo") == []
        opened.verify()
        page.get_by_role("button", name="Do again: i1").click()
        page.wait_for_url("**done=i4")
        assert _list_targets(client, "họp báo") == ["jumpa pers"]
        assert rows.count() == 4


def test_hostile_texts_are_shown_as_text(browser: Browser, tmp_path: Path) -> None:
    database = _make_memory(tmp_path / "memory.db")
    with (
        serve(database) as client,
        open_browser_page(browser, str(client.base_url).rstrip("/")) as opened,
    ):
        page = opened.open("/history/i2")
        assert _HOSTILE in page.locator("ol.changes").inner_text()
        assert page.locator("ol.changes img, ol.changes b").count() == 0
        opened.verify()


def test_what_is_not_there_has_a_page_of_its_own(seeds_address: str) -> None:
    answer = httpx.get(
        f"{seeds_address}/history/i9999", headers={"accept": "text/html"}
    )
    assert answer.status_code == 404
    assert "<h1>Nothing is here</h1>" in answer.text


def _list_targets(client: httpx.Client, text: str) -> list[str]:
    answer = client.get(
        "/api/v1/lookup",
        params={"text": text, "source": "vi", "target": "id", "min_rate": 100},
    )
    answer.raise_for_status()
    return [match["target"] for match in answer.json()["matches"]]


def test_people_are_named_and_found_by_their_names(tmp_path: Path) -> None:
    with serve_team(tmp_path) as (client, team):
        unit = {
            "source": "vi",
            "target": "id",
            "source_text": "họp báo",
            "target_text": "jumpa pers",
        }
        headers = team.make_headers(Role.TRANSLATOR)
        added = client.post("/api/v1/units", json=unit, headers=headers)
        assert added.status_code == 201, added.text
        person_id = team.person_by_role[Role.TRANSLATOR].id
        asked = {"accept": "text/html", **team.make_headers(Role.READER)}
        for path in ("/history/i2", "/history?author=translator", "/?q=họp"):
            shown = client.get(path, headers=asked).text
            assert "Translator" in shown and person_id not in shown, path
        others = client.get("/history?author=Reviewer", headers=asked).text
        assert "/history/i2" not in others
