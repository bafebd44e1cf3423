"""The pages of articles: storing one, reading it side by side, editing by keyboard."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.web.pages.opening import open_browser_page
from tests.web.serving import serve

_HOSTILE = "<img src=x onerror=alert(1)><b>tebal</b>"
_ORIGINAL = """Khai mạc lễ hội phở

12/11/2025

Lễ hội phở khai mạc tại Hà Nội hôm thứ Sáu. Có 50 quán tham gia lễ hội lần này.

Bộ trưởng Bộ Y tế đã phát biểu tại lễ khai mạc."""
_PAGE = f"""Festival Pho dibuka

12 November 2025

Festival Pho dibuka di Hanoi pada hari Jumat. Sebanyak 50 kedai , ikut serta dalam \
festival kali ini.

Menteri Kesehatan menyampaikan pidato pada upacara pembukaan {_HOSTILE}."""
_MOST_HTML_BYTES = 60_000
_HTML = {"accept": "text/html"}


@pytest.fixture(scope="module", name="client")
def _serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with serve(tmp_path_factory.mktemp("memory") / "memory.db") as client:
        yield client


@pytest.fixture(scope="module", name="article")
def _store(client: httpx.Client) -> str:
    """The address of an article that the form has stored."""
    stored = client.post(
        "/articles",
        data={
            "text": _PAGE,
            "original_text": _ORIGINAL,
            "url": "https://contoh.id/pho",
            "locale": "id",
            "original_locale": "vi",
        },
        headers=_HTML,
    )
    assert stored.status_code == 200, stored.text
    assert "The article is stored." in stored.text
    [article] = client.get("/api/v1/articles?originals=false").json()["articles"]
    return f"/articles/{article['key']}"


def test_an_empty_list_says_how_to_begin_and_keeps_what_was_typed(
    tmp_path: Path,
) -> None:
    with serve(tmp_path / "memory.db") as client:
        shown = client.get("/articles", headers=_HTML)
        assert "Begin with one article" in shown.text
        refused = client.post("/articles", data={"text": _HOSTILE}, headers=_HTML)
        assert refused.status_code == 422
        assert "what you pasted is still here" in refused.text
        assert "&lt;img src=x" in refused.text
        assert "<img" not in refused.text


def test_articles_are_found_by_headline_site_and_date(
    client: httpx.Client, article: str
) -> None:
    for query, is_found in (
        ("words=FESTIVAL+pho", True),
        ("words=le+hoi+pho", True),
        ("words=banjir", False),
        ("site=contoh.id", True),
        ("site=lain.id", False),
        ("since=2025-11", True),
        ("until=2025-10", False),
    ):
        shown = client.get(f"/articles?{query}", headers=_HTML)
        assert (f'href="{article}"' in shown.text) is is_found, query


def test_a_row_is_edited_by_keyboard_and_taken_back(
    browser: Browser, client: httpx.Client, article: str
) -> None:
    with open_browser_page(browser, str(client.base_url).rstrip("/")) as opened:
        page = opened.open(article)
        page.wait_for_selector(".finding")
        assert _HOSTILE in page.locator(".pairs").inner_text()
        assert page.locator("main img, main b").count() == 0
        page.keyboard.press("j")
        page.keyboard.press("j")
        assert page.locator("#t1").evaluate("e => e === document.activeElement")
        page.keyboard.press("e")
        field = page.locator("#t1 textarea")
        field.wait_for()
        page.locator("#t1 textarea:focus").wait_for()
        opened.verify()
        page.keyboard.press("Control+a")
        page.keyboard.type("Festival Pho dimulai di Hanoi hari Jumat.")
        page.keyboard.press("Tab")
        page.keyboard.type("Tanya redaksi")
        page.keyboard.press("Control+Enter")
        page.locator("#t1 .take-back").wait_for()
        assert "Tanya redaksi" in page.locator("#t1 .remark").inner_text()
        assert "dibuka" in page.locator("#t1 .page-text").inner_text()
        assert _read_targets(client, article)[1] == (
            "Festival Pho dimulai di Hanoi hari Jumat."
        )
        page.keyboard.press("z")
        page.locator("#t1 .page-text").wait_for(state="detached")
        assert "dibuka" in _read_targets(client, article)[1]


def test_a_finding_is_fixed_and_another_one_dismissed(
    browser: Browser, client: httpx.Client, article: str
) -> None:
    with open_browser_page(browser, str(client.base_url).rstrip("/")) as opened:
        page = opened.open(article)
        row = page.locator(".pairs > li", has=page.get_by_text("punct.space_before"))
        row.get_by_role("button", name="Replace").click()
        row_id = _find_row(page, "50 kedai, ikut")
        page.locator(f"#{row_id} .take-back").wait_for()
        assert "50 kedai, ikut" in _read_targets(client, article)[2]
        page.reload()
        page.wait_for_selector(".finding")
        assert page.get_by_text("punct.space_before").count() == 0
        page.keyboard.press("f")
        page.keyboard.press("d")
        page.keyboard.type("memang kode")
        page.keyboard.press("Enter")
        page.locator(".take-back", has_text="Dismissed.").wait_for()
        [dismissal] = client.get("/api/v1/dismissals").json()["dismissals"]
        assert (dismissal["check"], dismissal["why"]) == (
            "code.mismatch",
            "memang kode",
        )
        page.keyboard.press("z")
        page.locator(".take-back").wait_for(state="detached")
        assert client.get("/api/v1/dismissals").json()["dismissals"] == []


def test_a_long_article_is_shown_in_parts(client: httpx.Client) -> None:
    line = "Menteri Kesehatan dan Kementerian Luar Negeri Vietnam bertemu di Hanoi"
    text = "\n\n".join(f"{line} pada hari ke-{number}." for number in range(150))
    stored = client.post(
        "/articles",
        data={"text": text, "incomplete": "true", "locale": "id"},
        headers=_HTML,
    )
    key = re.search(r'href="(/articles/\w{16})"', stored.text)
    assert key is not None
    shown, address = 0, key[1]
    for _ in range(9):
        part = client.get(address, headers=_HTML)
        assert len(part.content) <= _MOST_HTML_BYTES
        shown += part.text.count('<li id="t')
        following = re.search(r'rel="next" href="([^"]+)"', part.text)
        if following is None:
            break
        address = following[1]
    assert shown == 150
    assert "start=" in address


def test_rows_alone_are_paired_and_what_changed_is_shown(tmp_path: Path) -> None:
    with serve(tmp_path / "memory.db") as client:
        form = {
            "text": _PAGE.replace("Festival Pho dibuka\n", "Kuliner jalanan\n"),
            "original_text": _ORIGINAL,
            "url": "https://contoh.id/pho",
            "locale": "id",
            "original_locale": "vi",
        }
        client.post("/articles", data=form, headers=_HTML).raise_for_status()
        [key] = [one["key"] for one in _list_articles(client)]
        shown = client.get(f"/articles/{key}", headers=_HTML).text
        alone = re.search(r'name="row" value="(t\d+)">.*?name="other_number"', shown)
        version = re.search(r'name="version" value="(\w{32})">\s*<button', shown)
        assert alone is not None
        assert version is not None
        sent = {"row": alone[1], "other_number": "1", "version": version[1]}
        paired = client.post(f"/articles/{key}/pair", data=sent, headers=_HTML)
        assert paired.status_code == 303, paired.text
        assert "Kuliner jalanan" in _read_targets(client, f"/articles/{key}")
        again = client.post(f"/articles/{key}/pair", data=sent, headers=_HTML)
        assert again.status_code in (404, 412)  # the rows are others by now
        form["text"] = form["text"].replace("hari Jumat", "hari Sabtu")
        client.post("/articles", data=form, headers=_HTML).raise_for_status()
        changed = client.get(f"/articles/{key}", headers=_HTML).text
        assert "<del>Jumat.</del><ins>Sabtu.</ins>" in changed
        assert "Paired sentences" in changed
        changes = client.get(f"/api/v1/articles/{key}/changes").json()
        assert [one["after"] for one in changes["page"]] == [
            "Festival Pho dibuka di Hanoi pada hari Sabtu."
        ]
        sets = client.get(f"/api/v1/history?article={key}").json()["change_sets"]
        assert [one["command"] for one in sets] == ["ingest", "review --pair", "ingest"]


@pytest.mark.parametrize("has_scripts", [True, False])
def test_the_second_of_two_people_sees_both_versions(
    browser: Browser, client: httpx.Client, article: str, *, has_scripts: bool
) -> None:
    address = str(client.base_url).rstrip("/")
    with open_browser_page(browser, address, has_scripts=has_scripts) as opened:
        page = opened.open(article)
        page.locator("#t0 .pencil").click()
        page.locator("#t0 textarea").fill("Festival Pho resmi dibuka")
        unit = page.locator("#t0 [name=unit]").get_attribute("value")
        faster = f"Festival Pho Hanoi dibuka ({has_scripts})"
        client.patch(
            f"/api/v1/units/{unit}", json={"target_text": faster}
        ).raise_for_status()
        page.get_by_role("button", name="Save").click()
        versions = page.locator(".versions")
        versions.wait_for()
        assert faster in versions.inner_text()
        assert versions.locator("textarea").input_value() == "Festival Pho resmi dibuka"
        assert _read_targets(client, article)[0] == faster
        page.get_by_role("button", name="Store mine").click()
        page.locator(".take-back").first.wait_for()
        assert _read_targets(client, article)[0] == "Festival Pho resmi dibuka"


def _find_row(page: Page, text: str) -> str:
    row = page.locator(".pairs > li", has_text=text)
    row.wait_for()
    row_id = row.get_attribute("id")
    assert row_id is not None
    return row_id


def _list_articles(client: httpx.Client) -> list[dict[str, str]]:
    listed = client.get("/api/v1/articles?originals=false").json()["articles"]
    assert isinstance(listed, list)
    return listed


def _read_targets(client: httpx.Client, article: str) -> list[str]:
    rows = client.get(f"/api/v1{article}/pairs").json()["rows"]
    return [row["unit"]["target"] for row in rows if row["unit"]]
