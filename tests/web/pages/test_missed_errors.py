"""Reporting errors that no check found: over a row, while translating, by hand."""

import json
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, expect

import padanan
from tests.web.pages.opening import open_browser_page
from tests.web.serving import serve

_HOSTILE = "=1+1<img src=x onerror=alert(1)>"
_ORIGINAL = "Lễ hội phở khai mạc tại Hà Nội.\n\nÔng sinh năm 1957 tại Huế."
_PAGE = "Festival Pho dibuka di Hanoi.\n\nIa lahir di Hue tahun lima tujuh."
_HTML = {"accept": "text/html"}


@pytest.fixture(scope="module", name="client")
def _serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    path = tmp_path_factory.mktemp("memory") / "memory.db"
    with (
        padanan.open(str(path), source="vi", target="id", author="siti"),
        serve(path) as client,
    ):
        yield client


def _list(client: httpx.Client) -> list[dict[str, object]]:
    errors: list[dict[str, object]] = client.get("/api/v1/missed-errors").json()[
        "missed_errors"
    ]
    return errors


def test_a_passage_of_a_row_is_reported_by_keyboard_and_taken_back(
    browser: Browser, client: httpx.Client
) -> None:
    article = client.post(
        "/api/v1/articles",
        json={
            "text": _PAGE,
            "original_text": _ORIGINAL,
            "locale": "id",
            "original_locale": "vi",
        },
    ).json()
    address = str(client.base_url).rstrip("/")
    with open_browser_page(browser, address, width=390, theme="dark") as opened:
        page = opened.open(f"/articles/{article['key']}")
        page.wait_for_load_state("networkidle")
        row = page.locator(".pairs > li", has_text="Ia lahir")
        row.focus()
        row.locator(".target .segment").first.evaluate(
            """element => {
                const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
                let node = text.nextNode();
                while (!node.data.includes("tujuh")) node = text.nextNode();
                const start = node.data.indexOf("lima tujuh");
                getSelection().setBaseAndExtent(node, start, node, start + 10);
            }"""
        )
        page.keyboard.press("m")
        expect(page.get_by_label("What is wrong")).to_be_focused()
        opened.verify()
        page.keyboard.type("tahun tidak lengkap")
        page.get_by_label("Which check").fill("num.valu")
        page.get_by_role("button", name="Report").click()
        expect(page.locator("dialog .refused")).to_contain_text("num.valu")
        assert page.get_by_label("What is wrong").input_value() == "tahun tidak lengkap"
        page.get_by_label("Which check").fill("num.value")
        page.keyboard.press("Enter")
        expect(page.locator("dialog .reported mark")).to_have_text("lima tujuh")
        opened.verify()
        [error] = _list(client)
        assert (error["source_text"], error["target_span"], error["who"]) == (
            *("Ông sinh năm 1957 tại Huế.", [22, 32]),
            "siti",
        )
        assert error["unit"] and error["check"] == "num.value"
        shown = client.get(f"/articles/{article['key']}", headers=_HTML).text
        margins = {
            margin.partition('"')[0]: margin.partition("</ul>")[0]
            for margin in shown.split('class="margin" id="m-')[1:]
        }
        rows_with_report = [
            row_id for row_id, margin in margins.items() if "tidak lengkap" in margin
        ]
        assert rows_with_report == [row.get_attribute("id")]
        page.get_by_role("button", name="Take back").click()
        expect(page.locator("dialog")).to_contain_text("The report is taken back.")
        page.keyboard.press("Escape")
        expect(row).to_be_focused()
    assert _list(client) == []


def test_what_is_typed_in_a_draft_is_reported_from_its_segment(
    browser: Browser, client: httpx.Client
) -> None:
    form = {"text": "Ông sinh năm 1957.", "source": "vi", "target": "id"}
    begun = client.post("/translate", data=form, headers=_HTML)
    address = str(client.base_url).rstrip("/")
    with open_browser_page(browser, address) as opened:
        page = opened.open(begun.headers["location"])
        field = page.locator("#s1 textarea")
        expect(field).to_be_focused()
        page.keyboard.type("Ia lahir 𝟓𝟕, ya 57.")
        for _ in range(3):
            page.keyboard.press("Shift+ArrowLeft")
        page.keyboard.press("Alt+M")
        expect(page.get_by_label("What is wrong")).to_be_focused()
        page.keyboard.type("abad hilang")
        page.keyboard.press("Enter")
        expect(page.locator("dialog .reported mark")).to_have_text("57.")
        page.keyboard.press("Escape")
        expect(field).to_be_focused()
    [error] = _list(client)
    assert error["target_span"] == [16, 19]
    client.delete(f"/api/v1/missed-errors/{error['id']}")


def test_a_text_is_reported_without_scripts_listed_and_saved(
    browser: Browser, client: httpx.Client
) -> None:
    address = str(client.base_url).rstrip("/")
    with open_browser_page(browser, address, has_scripts=False) as opened:
        page = opened.open("/checks")
        page.get_by_role("link", name="Report a missed error").click()
        page.get_by_label("Translation").fill(f"{_HOSTILE}\nIa pergi.")
        page.get_by_label("What is wrong").fill("<b>salah</b>")
        page.get_by_label("The wrong passage").fill("Ia pergi")
        page.get_by_label("Which check").fill("word.doubled")
        page.get_by_role("button", name="Report").click()
        card = page.locator(".decisions > li")
        assert "<b>salah</b>" in card.inner_text() and _HOSTILE in card.inner_text()
        assert card.locator("mark").inner_text() == "Ia pergi"
        assert page.locator("main img, main b").count() == 0
        lines = client.get("/checks/missed/file?format=jsonl").text.splitlines()
        assert [json.loads(line)["target_span"] for line in lines] == [[33, 41]]
        table = client.get("/checks/missed/file?format=csv").text
        assert "'=1+1" in table and "33-41" in table
        page.get_by_role("link", name="Precision of the checks").click()
        cells = page.locator("tr", has_text="word.doubled").locator("td")
        assert cells.last.inner_text() == "1"
        page.go_back()
        page.get_by_role("button", name="Take back").first.click()
        assert "The report is taken back." in page.locator(".note").inner_text()
    assert _list(client) == []
