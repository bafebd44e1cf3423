"""The page of a unit, the state of all units of a search, and names for filters."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

import padanan
from tests.web.pages.opening import open_browser_page
from tests.web.people.team import OPEN, serve_team
from tests.web.serving import serve
from web.people.role import Role

_HOSTILE = "<img src=x onerror=alert(1)>"
_HTML = {"accept": "text/html"}


@pytest.fixture(name="database")
def _make_database(tmp_path: Path) -> Path:
    path = tmp_path / "memory.db"
    with padanan.open(path, source="vi", target="id", author="siti") as memory:
        memory.add("Cuộc họp báo ở Hà Nội", "Jumpa prs di Hanoi")
        memory.add("Cuộc họp báo ở Hà Nội", f"Konferensi pers {_HOSTILE}")
        memory.add("Họp báo chiều nay", "Jumpa pers sore ini", author="budi")
    return path


@pytest.fixture(name="client")
def _serve(database: Path) -> Iterator[httpx.Client]:
    with serve(database) as client:
        yield client


def _list_units(client: httpx.Client, **query: str) -> dict[str, dict[str, str]]:
    units = client.get("/api/v1/units", params=query).json()["units"]
    return {unit["target"]: unit for unit in units}


def test_a_typo_is_corrected_from_the_hit_by_keyboard_and_taken_back(
    browser: Browser, client: httpx.Client
) -> None:
    address = str(client.base_url).rstrip("/")
    with open_browser_page(browser, address) as opened:
        page = opened.open("/?q=h%E1%BB%8Dp+b%C3%A1o+%E1%BB%9F&words=true")
        page.locator(".line", has_text="Jumpa prs").focus()
        page.keyboard.press("e")
        page.wait_for_url("**/search/units/*")
        field = page.locator("#unit-target")
        assert field.evaluate("one => one === document.activeElement")
        assert _HOSTILE in page.locator(".lines").inner_text()  # the other translation
        field.fill("Jumpa pers di Hanoi")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(".note.done")
        opened.verify()
        assert "Jumpa pers di Hanoi" in _list_units(client)
        page.get_by_role("button", name="Take back").click()
        page.wait_for_function("!document.querySelector('.note.done')")
        assert page.locator("#unit-target").input_value() == "Jumpa prs di Hanoi"
        page.get_by_role("link", name="← Search").click()
        page.wait_for_selector(".line")
        assert "words=true" in page.url


def test_of_two_who_correct_a_unit_the_later_sees_both_texts(
    client: httpx.Client,
) -> None:
    unit = _list_units(client)["Jumpa prs di Hanoi"]
    path = f"/search/units/{unit['key']}"
    form = {"version": unit["version"], "source_text": unit["source"]}
    first = client.post(path, data={**form, "target_text": "Jumpa pers"}, headers=_HTML)
    assert first.status_code == 303
    second = client.post(path, data={**form, "target_text": "Temu pers"}, headers=_HTML)
    assert second.status_code == 409
    assert "Somebody else has changed this unit" in second.text
    assert "Temu pers</textarea>" in second.text
    assert ">Jumpa pers</span>" in second.text
    current = _list_units(client)["Jumpa pers"]
    client.delete(f"/api/v1/units/{current['key']}").raise_for_status()
    form = {**form, "version": current["version"], "target_text": "Temu pers"}
    third = client.post(f"/search/units/{current['key']}", data=form, headers=_HTML)
    assert third.status_code == 409
    assert (
        "has removed this unit" in third.text and "Temu pers</textarea>" in third.text
    )


def test_a_unit_is_removed_and_the_history_can_take_that_back(
    client: httpx.Client,
) -> None:
    unit = _list_units(client)["Jumpa prs di Hanoi"]
    shown = client.post(
        f"/search/units/{unit['key']}/remove",
        data={"version": unit["version"]},
        headers=_HTML,
        follow_redirects=True,
    )
    assert "Removed" in shown.text and "Take back" in shown.text
    assert "Jumpa prs di Hanoi" not in _list_units(client)


def test_the_units_of_a_search_get_a_state_at_once(client: httpx.Client) -> None:
    preview = client.get("/search/states?q=họp báo", headers=_HTML)
    assert "3 units contain “họp báo”" in preview.text
    assert "3 translated" in preview.text
    [keys] = re.findall(r'name="keys" value="([0-9a-f]+)"', preview.text)
    assert len(keys) == 3 * 32
    added = {"source_text": "Họp báo mới", "target_text": "Jumpa pers baru"}
    languages = {"source": "vi", "target": "id"}
    client.post("/api/v1/units", json={**added, **languages}).raise_for_status()
    form = {"keys": keys, "new_state": "reviewed"}
    done = client.post(
        "/search/states", data=form, headers=_HTML, follow_redirects=True
    )
    assert "3 changes" in done.text and "Take back" in done.text
    states = {text: unit["state"] for text, unit in _list_units(client).items()}
    assert states.pop("Jumpa pers baru") == "translated"  # it was not counted
    assert set(states.values()) == {"reviewed"}
    again = client.post("/search/states", data=form, headers=_HTML)
    assert again.status_code == 422
    client.post("/api/v1/undo", json={}).raise_for_status()
    assert {unit["state"] for unit in _list_units(client).values()} == {"translated"}


def test_the_names_that_filters_may_have_are_offered(
    browser: Browser, client: httpx.Client
) -> None:
    with open_browser_page(browser, str(client.base_url).rstrip("/")) as opened:
        page = opened.open("/history")
        assert page.locator("#filter-people option").count() == 0
        page.locator("input[name=author]").focus()
        page.wait_for_selector("#filter-people option", state="attached")
        options = page.locator("#filter-people option").all()
        assert [one.get_attribute("value") for one in options] == ["budi", "siti"]


def test_people_with_accounts_are_offered_and_found_by_name(tmp_path: Path) -> None:
    with serve_team(tmp_path) as (client, team):
        headers = team.make_headers(Role.REVIEWER)
        unit = {"source_text": "Họp báo mới", "target_text": "Jumpa pers baru"}
        added = client.post(
            "/api/v1/units",
            json={**unit, "source": "vi", "target": "id", "memory": OPEN},
            headers=headers,
        )
        assert added.status_code == 201
        names = client.get("/search/names", headers={**headers, **_HTML}).text
        name = Role.REVIEWER.title()
        assert f"{name}</li>" in names and "owner</li>" in names
        query = {"q": "họp báo", "person": name}
        found = client.get("/search/phrases", params=query, headers=headers).text
        assert "Jumpa pers baru" in found and "Jumpa pers di Hanoi" not in found
        states = {"q": "họp báo"}
        reader = team.make_headers(Role.TRANSLATOR)
        refused = client.get("/search/states", params=states, headers=reader)
        assert refused.status_code == 403
