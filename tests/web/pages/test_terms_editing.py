"""Changing concepts on pages: impact, conflicts, merging, candidates, suggestions."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page

import padanan
from padanan.values.concepts import ConceptTerm
from tests.web.pages.opening import open_browser_page
from tests.web.serving import serve

_HOSTILE = "<img src=x onerror=alert(1)>"


def _make_memory(path: Path) -> Path:
    with padanan.open(str(path), source="vi", target="id", author="siti") as memory:
        for number in range(3):
            memory.add(
                f"Bộ trưởng Công an thăm huyện {number}.",
                f"Menteri Kepolisian mengunjungi distrik {number}.",
            )
        for number in range(4):
            memory.add(
                f"Rừng ngập mặn bảo vệ tỉnh {number}.",
                f"Hutan bakau melindungi provinsi {number}.",
            )
        for concept, term in (("office-1", "Menteri Keamanan"), ("dup-1", "Menkam")):
            memory.terms.add(
                [
                    ConceptTerm("vi", "Bộ trưởng Công an"),
                    ConceptTerm("id", "Menteri Keamanan"),
                    ConceptTerm("en", term),
                ],
                concept=concept,
                homonym=True,
            )
    return path


@pytest.fixture(name="client")
def _serve(tmp_path: Path) -> Iterator[httpx.Client]:
    with serve(_make_memory(tmp_path / "memory.db")) as client:
        client.headers["accept"] = "text/html"
        yield client


def _get_address(client: httpx.Client) -> str:
    return str(client.base_url).rstrip("/")


def _read_form(shown: str) -> dict[str, list[str]]:
    """Read the fields of the form of a concept, as a browser would send them."""
    form: dict[str, list[str]] = {}
    for name in ("version", "term_locale", "term_text"):
        form[name] = re.findall(rf'name="{name}" value="([^"]*)"', shown)
    form["term_status"] = re.findall(
        r'<option value="(\w+)" selected', shown.partition("<legend>Concept")[0]
    )
    return form


def test_the_impact_is_shown_before_a_change_is_stored_and_undone_by_keyboard(
    browser: Browser, client: httpx.Client
) -> None:
    with open_browser_page(browser, _get_address(client)) as opened:
        page = opened.open("/terms/office-1")
        page.keyboard.press("e")
        page.wait_for_url("**/edit")
        row = page.locator(".term-row").nth(1)
        row.locator("[name=term_text]").focus()
        page.keyboard.press("Control+a")
        page.keyboard.type("Menteri Kepolisian")
        page.keyboard.press("Alt+p")
        page.locator("#impact .impact").wait_for()
        impact = page.locator("#impact").inner_text()
        assert "Of 3 units checked:" in impact
        assert "3 vanish" in impact
        assert "Menteri Kepolisian mengunjungi distrik 2." in impact
        assert _read_terms(client, "office-1")[1] == "Menteri Keamanan"
        opened.verify()
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**/terms/office-1?**done=i**")
        assert _read_terms(client, "office-1")[1] == "Menteri Kepolisian"
        page.get_by_role("button", name="Take back").first.click()
        page.wait_for_load_state()
        assert _read_terms(client, "office-1")[1] == "Menteri Keamanan"


def test_who_stores_over_another_change_sees_both_versions(
    client: httpx.Client,
) -> None:
    form = _read_form(client.get("/terms/office-1/edit").text)
    other = client.patch("/api/v1/terms/office-1", json={"note": "Kemlu, 2025"})
    assert other.status_code == 200
    form |= {"note": ["catatan saya"], "action": ["save"]}
    refused = client.post("/terms/office-1/edit", data=form)
    assert refused.status_code == 412
    shown = " ".join(refused.text.split())
    assert "Somebody changed this concept meanwhile" in shown
    assert "Kemlu, 2025" in shown and "catatan saya" in shown
    form["version"] = _read_form(refused.text)["version"]
    assert client.post("/terms/office-1/edit", data=form).status_code == 303
    assert _read(client, "terms/office-1")["note"] == "catatan saya"


def test_what_cannot_be_stored_is_said_and_nothing_typed_is_lost(
    client: httpx.Client,
) -> None:
    form = _read_form(client.get("/terms/office-1/edit").text)
    form |= {"valid_from": ["2025"], "valid_to": ["2024"], "note": [_HOSTILE]}
    refused = client.post("/terms/office-1/edit", data={**form, "action": "save"})
    assert refused.status_code == 422
    assert "ends (2024) before it begins" in refused.text
    assert "&lt;img src=x" in refused.text and "<img" not in refused.text


def test_a_concept_is_added_and_removed_without_scripts(
    browser: Browser, client: httpx.Client
) -> None:
    with open_browser_page(
        browser, _get_address(client), has_scripts=False, width=390
    ) as opened:
        page = opened.open("/terms/new")
        for row, text in ((0, "họp báo"), (1, "jumpa pers")):
            page.locator("[name=term_text]").nth(row).fill(text)
        page.locator("[name=subject_field]").fill("press")
        page.get_by_role("button", name="Store").click()
        page.wait_for_url("**/terms/press-hop-bao?**")
        assert page.locator("h1").inner_text() == "họp báo · jumpa pers"
        page.get_by_role("link", name="Remove", exact=True).click()
        page.get_by_role("button", name="Remove").click()
        page.wait_for_url("**/history?**")
    gone = client.get("/api/v1/terms/press-hop-bao")
    assert gone.status_code == 404


def test_duplicates_are_compared_merged_and_restored(client: httpx.Client) -> None:
    listed = client.get("/terms/duplicates").text
    address = re.findall(r'href="(/terms/\S+/merge\?[^"]*)"', listed)
    assert len(address) == 1
    preview = " ".join(client.get(address[0].replace("&amp;", "&")).text.split())
    assert '<span class="muted">was preferred</span>' in preview
    kept, other = re.findall(
        r"This one (?:stays|goes): <a href=\"/terms/([\w-]+)", preview
    )
    assert {kept, other} == {"office-1", "dup-1"}
    merged = client.post(f"/terms/{kept}/merge", data={"other": other})
    assert merged.status_code == 303
    assert len(_read_terms(client, kept)) == 4
    assert client.get(f"/api/v1/terms/{other}").status_code == 404
    assert "No duplicates" in client.get("/terms/duplicates").text
    client.post("/api/v1/undo", json={"name": "last"})
    assert len(_read_terms(client, other)) == 3


def test_concepts_that_differ_are_not_listed_again(client: httpx.Client) -> None:
    client.post("/terms/dup-1/distinguish", data={"other": "office-1"})
    assert _read(client, "terms/dup-1")["relations"][0]["kind"] == "distinct from"
    assert "No duplicates" in client.get("/terms/duplicates").text


def test_a_candidate_is_added_by_keys(browser: Browser, client: httpx.Client) -> None:
    with open_browser_page(browser, _get_address(client)) as opened:
        page = opened.open("/terms/candidates?source=vi&target=id")
        texts = [one.input_value() for one in page.locator("[name=source_text]").all()]
        place = next(i for i, text in enumerate(texts) if "ngập mặn" in text)
        for _ in range(place + 1):
            page.keyboard.press("j")
        opened.verify()
        page.keyboard.press("a")
        page.wait_for_url("**done=i**")
        _verify_absent(page, texts[place])
        found = _read(client, "terms?query=ngap+man")["concepts"]
        assert [term["locale"] for term in found[0]["terms"]] == ["vi", "id"]


def _verify_absent(page: Page, text: str) -> None:
    shown = [one.input_value() for one in page.locator("[name=source_text]").all()]
    assert text not in shown


def test_a_term_that_is_not_there_is_suggested_on_the_page(
    client: httpx.Client,
) -> None:
    html = {"accept": "text/html"}
    shown = client.get("/terms", params={"q": "rừng tràm"}, headers=html).text
    (link,) = re.findall(r'href="(/terms/suggestions[^"]*opens_form[^"]*)"', shown)
    form = client.get(link, headers=html).text
    assert 'name="source_text" value="rừng tràm"' in form
    values = {"source_text": "rừng tràm ", "target_text": "hutan gelam"}
    languages = {"source": "vi", "target": "id"}
    sent = client.post("/terms/suggestions", data={**values, **languages}, headers=html)
    assert sent.status_code == 303, sent.text
    after = client.get(sent.headers["location"], headers=html).text
    assert "Your suggestion waits" in after and "hutan gelam" in after
    (suggestion,) = client.get("/api/v1/suggestions").json()["suggestions"]
    assert suggestion["unit"]["source_text"] == "rừng tràm"


def test_suggestions_are_decided_by_keys(
    browser: Browser, client: httpx.Client
) -> None:
    for number in range(3):
        suggested = {
            "source_text": f"họp báo {number}",
            "target_text": f"{_HOSTILE} pers {number}",
        }
        client.post(
            "/api/v1/suggestions", json={**suggested, "source": "vi", "target": "id"}
        )
    with open_browser_page(browser, _get_address(client)) as opened:
        page = opened.open("/terms/suggestions")
        assert page.locator(".decide > li").count() == 3
        assert page.locator("main img").count() == 0
        main = page.locator(".decide .main").first
        assert main.inner_text() == "Accept as a term"  # it is no sentence
        opened.verify()
        page.keyboard.press("j")
        page.keyboard.press("a")
        page.wait_for_url("**change_set=i**")
        page.keyboard.press("j")
        page.keyboard.press("t")
        page.get_by_text("Accepted, and stored as i").wait_for()
        page.locator(".decide > li").nth(1).wait_for(state="detached")
        page.keyboard.press("j")
        page.keyboard.press("r")
        page.keyboard.type("jumpa pers")
        page.keyboard.press("Enter")
        page.locator(".message").wait_for()
    states = {
        (one["state"], one["reason"])
        for one in _read(client, "suggestions?state=all")["suggestions"]
    }
    assert states == {("accepted", None), ("refused", "jumpa pers")}
    assert len(_read(client, "units?query=hop+bao")["units"]) == 1
    assert len(_read(client, "terms?query=hop+bao")["concepts"]) == 1


def _read_terms(client: httpx.Client, concept: str) -> list[str]:
    return [term["text"] for term in _read(client, f"terms/{concept}")["terms"]]


def _read(client: httpx.Client, path: str) -> Any:  # decoded JSON
    answer = client.get(f"/api/v1/{path}", headers={"accept": "application/json"})
    assert answer.status_code == 200, answer.text
    return answer.json()
