"""The page on which people translate: typed text is never lost, all by keyboard."""

import os
import signal
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route, expect
from playwright.sync_api import Error as PlaywrightError

import padanan
from padanan.values.concepts import ConceptTerm
from tests.browser import chromium
from tests.web.pages.opening import open_browser_page
from tests.web.people.team import OPEN, serve_team
from tests.web.serving import serve
from web.people.credentials import SESSION_COOKIE
from web.people.login.sessions import begin_session
from web.people.role import Role

_HOSTILE = "<img src=x onerror=alert(1)>"
_TEXT = "Họp báo ở Hà Nội\nAnh ấy sống ở Hà Nội. Trời mưa.\nCó 16 người."
_MAX_HTML_BYTES = 60_000
_LONG_WAIT = 30_000


@pytest.fixture(scope="module", name="client")
def _serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    path = tmp_path_factory.mktemp("memory") / "memory.db"
    with padanan.open(str(path), source="vi", target="id", author="siti") as memory:
        memory.add("Họp báo ở Hà Nội", "Jumpa pers di Hanoi")
        memory.add("Có 15 người.", f"Ada 15 orang. {_HOSTILE}")
        memory.terms.add([ConceptTerm("vi", "Hà Nội"), ConceptTerm("id", "Hanoi")])
    with serve(path) as client:
        yield client


def _begin(client: httpx.Client, text: str = _TEXT, **values: object) -> str:
    """Begin a draft as a browser without scripts does; return its path."""
    form = {"text": text, "source": "vi", "target": "id", **values}
    begun = client.post("/translate", data=form, headers={"accept": "text/html"})
    assert begun.status_code == 303, begun.text
    return urlsplit(begun.headers["location"]).path


def _read(client: httpx.Client, path: str) -> list[tuple[str, str]]:
    """Read what the server has of a draft: text and state of each segment."""
    draft = client.get(f"/api/v1/drafts/{path.rpartition('/')[2]}").json()
    return [(one["target_text"], one["state"]) for one in draft["segments"]]


def _field(page: Page, number: int) -> str:
    return str(page.locator(f"#s{number} textarea").input_value())


def _wait_for_state(page: Page, state: str) -> None:
    page.wait_for_selector(f".save-state[data-state={state}]")


_KEEPS = """(text) => new Promise((resolve) => {
  indexedDB.open("padanan").onsuccess = ({ target: { result: base } }) => {
    const request = base.transaction("typed").objectStore("typed").getAll();
    request.onsuccess = () => {
      base.close();
      resolve(request.result.some((typed) => typed.text === text));
    };
  };
})"""


def _address(client: httpx.Client) -> str:
    return str(client.base_url).rstrip("/")


def test_keys_with_alt_are_switched_off_with_the_letters(
    browser: Browser, client: httpx.Client
) -> None:
    path = _begin(client)
    with open_browser_page(browser, _address(client)) as opened:
        page = opened.open(path)
        expect(page.locator("#s1 textarea")).to_be_focused()
        page.locator(".save-state").click()
        page.keyboard.press("?")
        with page.expect_response(lambda answer: "shortcuts=off" in answer.url):
            page.get_by_label("Single letters, and keys with Alt").uncheck()
        page.keyboard.press("Escape")
        page.locator("#s1 textarea").focus()
        page.keyboard.press("Alt+1")
        page.keyboard.press("Alt+N")
        assert _field(page, 1) == ""
        expect(page.locator("#s1 textarea")).to_be_focused()
        page.reload()  # the server remembers it
        expect(page.locator("#s1 textarea")).to_be_focused()
        page.keyboard.press("Alt+1")
        assert _field(page, 1) == ""


def test_a_text_is_translated_by_keyboard_only(
    browser: Browser, client: httpx.Client
) -> None:
    path = _begin(client)
    with open_browser_page(browser, _address(client)) as opened:
        page = opened.open(path)
        expect(page.locator("#s1 textarea")).to_be_focused()
        page.keyboard.press("Alt+1")
        assert _field(page, 1) == "Jumpa pers di Hanoi"
        page.keyboard.press("Control+Enter")
        expect(page.locator("#s2 textarea")).to_be_focused()
        page.keyboard.type("Ia tinggal di  Hanoi.")
        fix = page.locator("#s2 .findings button[data-fix]")
        fix.wait_for()
        opened.verify()
        fix.click()
        assert _field(page, 2) == "Ia tinggal di Hanoi."
        page.get_by_role("button", name="Translated, next").click()
        expect(page.locator("#s3 textarea")).to_be_focused()
        page.keyboard.press("Alt+ArrowUp")
        page.keyboard.press("Control+Enter")
        page.keyboard.press("Alt+ArrowDown")
        page.wait_for_selector('.help-of[data-number="4"] .match')
        assert _HOSTILE in page.locator(".draft-help").inner_text()
        assert page.locator(".draft-help img").count() == 0
        page.keyboard.press("Alt+1")
        assert _field(page, 4).startswith("Ada 16 orang.")
        page.keyboard.press("Alt+n")
        expect(page.locator("#s3 textarea")).to_be_focused()
        _wait_for_state(page, "saved")
        assert "2 of 4 translated" in page.locator("p.progress").inner_text()
    assert _read(client, path) == [
        ("Jumpa pers di Hanoi", "translated"),
        ("Ia tinggal di Hanoi.", "translated"),
        ("", "initial"),
        (f"Ada 16 orang. {_HOSTILE}", "initial"),
    ]


def test_who_finishes_is_told_of_segments_with_findings(
    browser: Browser, client: httpx.Client
) -> None:
    path = _begin(client, "Anh ấy sống ở Hà Nội.\nTrời mưa ở Hà Nội.")
    with open_browser_page(browser, _address(client)) as opened:
        page = opened.open(path)
        expect(page.locator("#s1 textarea")).to_be_focused()
        page.keyboard.type("Ia tinggal di  Hanoi.")
        count = page.locator("[data-finding-count]")
        expect(count).to_have_text("1", timeout=_LONG_WAIT)
        page.keyboard.press("Control+Enter")
        expect(page.locator("#s2 textarea")).to_be_focused()
        page.keyboard.type("Hujan turun di  Hanoi.")
        page.keyboard.press("Control+Enter")
        notice = page.locator("#notice")
        told = "segments of this page with findings: 2"
        expect(notice).to_contain_text(told, timeout=_LONG_WAIT)
        opened.verify()
        for number in (1, 2):
            page.locator(f"#s{number} .findings button[data-fix]").click()
            findings = page.locator(f"#s{number} .findings li")
            expect(findings).to_have_count(0, timeout=_LONG_WAIT)
        expect(count).to_be_hidden()


def test_a_pasted_text_begins_and_terms_come_by_keys_with_spaces(
    browser: Browser, client: httpx.Client
) -> None:
    with open_browser_page(browser, _address(client)) as opened:
        page = opened.open("/translate")
        expect(page.locator("textarea[name=text]")).to_be_focused()
        page.keyboard.insert_text("Anh ấy sống ở Hà Nội.")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#s1 textarea")).to_be_focused()
        page.keyboard.type("Di")
        for key in ("Alt+Shift+Digit1", "Alt+Shift+Digit1", "Home", "Alt+Shift+Digit1"):
            page.keyboard.press(key)
        assert _field(page, 1) == "Hanoi Di Hanoi Hanoi"
        _wait_for_state(page, "saved")


def test_stored_parts_of_a_segment_without_a_match_are_shown(
    client: httpx.Client,
) -> None:
    path = _begin(client, "Chiều qua có một cuộc họp báo ở Hà Nội về lúa gạo")
    shown = client.get(f"{path}/segments/1", headers={"hx-request": "true"}).text
    assert "these parts of it are" in shown
    assert "Jumpa pers di Hanoi" in shown and "q=h%E1%BB%8Dp+b%C3%A1o" in shown
    nothing = _begin(client, "qwe rty uio")
    shown = client.get(f"{nothing}/segments/1", headers={"hx-request": "true"}).text
    assert "The memory has nothing like this segment." in shown


def test_typed_text_outlives_the_network_and_the_browser(
    browser: Browser, client: httpx.Client
) -> None:
    path = _begin(client)
    with open_browser_page(browser, _address(client), language="vi") as opened:
        page = opened.open(path)
        page.keyboard.type("satu")
        _wait_for_state(page, "saved")
        page.context.set_offline(True)
        page.keyboard.type(" dua")
        _wait_for_state(page, "offline")
        opened.errors.clear()  # the browser says that it has no network
        page.context.set_offline(False)
        _wait_for_state(page, "saved")
        page.context.set_offline(True)
        page.keyboard.type(" tiga")
        _wait_for_state(page, "offline")
        # Another tab of the browser finds what this one could not send, but kept.
        page.wait_for_function(_KEEPS, arg="satu dua tiga")
        page.close()
        page.context.set_offline(False)
        page = opened.page = page.context.new_page()
        opened.open(path)
        _wait_for_state(page, "saved")
        assert _field(page, 1) == "satu dua tiga"
        opened.errors.clear()
    assert _read(client, path)[0][0] == "satu dua tiga"


def test_a_browser_that_is_killed_loses_nothing(
    browser: Browser, client: httpx.Client
) -> None:
    path = _begin(client)
    with open_browser_page(browser, _address(client)) as opened:
        page = opened.open(path)
        page.keyboard.type("belum selesai")
        page.wait_for_timeout(1500)
    assert _read(client, path)[0] == ("belum selesai", "initial")


def test_of_two_tabs_none_overwrites_the_other(
    browser: Browser, client: httpx.Client
) -> None:
    path = _begin(client)
    address = _address(client)
    with (
        open_browser_page(browser, address) as one,
        open_browser_page(browser, address, width=390, theme="dark") as other,
    ):
        first, second = one.open(path), other.open(path)
        for page, text in ((first, "dari satu"), (second, "dari dua")):
            page.locator("#s2 textarea").focus()
            page.keyboard.type(text)
            page.wait_for_selector(
                ".save-state[data-state=saved], .save-state[data-state=conflicted]"
            )
            page.wait_for_timeout(1200)
        _wait_for_state(second, "conflicted")
        assert "dari satu" in second.locator(".conflict").inner_text()
        assert _field(second, 2) == "dari dua"
        other.verify()
        second.get_by_role("button", name="Keep mine").click()
        _wait_for_state(second, "saved")
    assert _read(client, path)[1][0] == "dari dua"


def test_an_input_method_is_not_interrupted(
    browser: Browser, client: httpx.Client
) -> None:
    path = _begin(client)
    asked: list[str] = []
    with open_browser_page(browser, _address(client)) as opened:
        page = opened.open(path)
        page.wait_for_load_state("networkidle")
        page.locator("#s1 textarea").focus()
        page.on("request", lambda request: asked.append(request.method))
        input_method = page.context.new_cdp_session(page)
        for text in ("t", "tr", "trời"):
            input_method.send(
                "Input.imeSetComposition",
                {"text": text, "selectionStart": len(text), "selectionEnd": len(text)},
            )
            page.wait_for_timeout(500)
        page.wait_for_timeout(800)
        assert asked == []
        assert _field(page, 1) == "trời"
        input_method.send("Input.insertText", {"text": "trời"})
        _wait_for_state(page, "saved")
    assert _read(client, path)[0][0] == "trời"


def test_a_segment_is_read_and_saved_without_scripts(
    browser: Browser, client: httpx.Client
) -> None:
    path = _begin(client)
    with open_browser_page(browser, _address(client), has_scripts=False) as opened:
        page = opened.open(path)
        assert "Jumpa pers di Hanoi" in page.locator(".draft-help").inner_text()
        page.locator("#s1 textarea").fill("Jumpa pers")
        page.locator("#s1").get_by_role("button", name="Save").click()
        assert urlsplit(page.url).fragment == "s2"
        # Somebody else saves meanwhile.
        number = f"/api/v1/drafts/{path.rpartition('/')[2]}/segments/2"
        client.put(number, json={"text": "lain", "state": "translated"})
        page.locator("#s2 textarea").fill("punya saya")
        page.locator("#s2").get_by_role("button", name="Save").click()
        assert page.locator("textarea").first.input_value() == "punya saya"
        assert page.locator("textarea").last.input_value() == "lain"
        page.get_by_role("button", name="Keep mine").click()
    saved = _read(client, path)
    assert [text for text, _ in saved[:2]] == ["Jumpa pers", "punya saya"]
    assert saved[0][1] == "initial"


def test_a_document_comes_back_in_place_and_goes_into_the_memory(
    client: httpx.Client, tmp_path: Path
) -> None:
    page = f"<html><body><h1>Thời tiết</h1><p>Trời <b>mưa</b>. Lạnh.</p><p>{'x'}</p>"
    form = {"source": "vi", "target": "id", "article": "", "address": ""}
    begun = client.post(
        "/translate", data=form, files={"file": ("bài.html", page.encode())}
    )
    assert begun.status_code == 303, begun.text
    path = urlsplit(begun.headers["location"]).path
    number = f"/api/v1/drafts/{path.rpartition('/')[2]}/segments"
    texts = ("Cuaca", "<b>Hujan</b> turun.")
    for place, text in enumerate(texts, 1):
        saved = client.put(
            f"{number}/{place}", json={"text": text, "state": "translated"}
        )
        assert saved.status_code == 200, saved.text
    written = client.get(f"{path}/file")
    assert "b%C3%A0i.id.html" in written.headers["content-disposition"]
    assert written.text == (
        "<html><body><h1>Cuaca</h1><p><b>Hujan</b> turun. Lạnh.</p><p>x</p>"
    )
    beginnings = {"xliff": b"<?xml", "po": b"msgid", "tmx": b"<?xml", "xlsx": b"PK"}
    for name, beginning in beginnings.items():
        saved = client.get(f"{path}/file", params={"format": name})
        assert saved.content.startswith(beginning)
    assert zipfile.is_zipfile(_write(tmp_path / "a.xlsx", saved.content))
    shown = client.post(f"{path}/store", follow_redirects=True)
    assert "2 new units in the memory" in shown.text
    assert "segments have findings" not in shown.text
    asked = {"text": "Thời tiết", "limit": "1", "source": "vi", "target": "id"}
    [match] = client.get("/api/v1/lookup", params=asked).json()["matches"]
    assert match["target"] == "Cuaca"


def test_findings_in_what_went_into_the_memory_are_counted(
    client: httpx.Client,
) -> None:
    path = _begin(client, "Làng có 63 hộ.\n\nXã có 72 hộ.\n\nTrời nắng.")
    number = f"/api/v1/drafts/{path.rpartition('/')[2]}/segments"
    texts = (
        "Dusun itu punya 63 keluarga.",
        "Desa itu punya 27 keluarga.",
        "Hari cerah.",
    )
    for place, text in enumerate(texts, 1):
        client.put(f"{number}/{place}", json={"text": text, "state": "translated"})
    shown = client.post(f"{path}/store", follow_redirects=True)
    assert "3 new units in the memory" in shown.text
    assert "1 segment has findings" in shown.text


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_hostile_texts_are_shown_as_text(
    browser: Browser, client: httpx.Client
) -> None:
    path = _begin(client, f"{_HOSTILE} </textarea><b>đậm</b>\n{_HOSTILE}")
    with open_browser_page(browser, _address(client), width=390) as opened:
        page = opened.open(path)
        page.keyboard.press("Alt+0")
        _wait_for_state(page, "saved")
        page.reload()
        assert _field(page, 1) == f"{_HOSTILE} </textarea><b>đậm</b>"
        assert page.locator("main img, main b").count() == 0
        opened.verify()


def test_a_long_text_stays_small_and_is_paged(
    client: httpx.Client,
) -> None:
    sentence = (
        "Thứ trưởng Bộ Ngoại giao nói rằng trời sẽ mưa ở nhiều nơi trong cả nước. "
    )
    path = _begin(
        client, "\n".join(f"{number}. {sentence * 3}" for number in range(300))
    )
    shown = client.get(path, params={"segment": 30}, headers={"accept": "text/html"})
    assert len(shown.content) <= _MAX_HTML_BYTES
    assert 'id="s26"' in shown.text and 'id="s25"' not in shown.text


def test_two_people_share_a_draft_and_logging_out_clears_the_browser(
    browser: Browser, tmp_path: Path
) -> None:
    with serve_team(tmp_path) as (client, team):
        address = _address(client)
        begun = client.post(
            "/api/v1/drafts",
            json={"text": _TEXT, "is_shared": True, "memory": OPEN},
            headers=team.make_headers(Role.TRANSLATOR),
        ).json()
        path = f"/translate/{begun['id']}"
        with (
            open_browser_page(browser, address) as one,
            open_browser_page(browser, address) as other,
        ):
            for opened, role in ((one, Role.TRANSLATOR), (other, Role.REVIEWER)):
                person = team.person_by_role[role].id
                secret = begin_session(team.database, person, hours=1)
                cookie = {"name": SESSION_COOKIE, "value": secret, "url": address}
                opened.page.context.add_cookies([cookie])  # type: ignore[list-item]
                opened.open(path)
            one.page.keyboard.type("dari satu")
            _wait_for_state(one.page, "saved")
            other.page.keyboard.type("dari dua")
            _wait_for_state(other.page, "conflicted")
            other.page.get_by_role("button", name="Take that text").click()
            assert _field(other.page, 1) == "dari satu"
            # What cannot be sent stays in the browser until its person logs out.
            one.page.route("**/segments/**", lambda route: route.abort())
            one.page.keyboard.type(" lagi")
            _wait_for_state(one.page, "offline")
            assert _list_kept(one.page) == ["dari satu lagi"]
            one.errors.clear()
            one.page.route("**/logout", _hide_advice)
            one.page.locator("details.menu", has_text="Translator").click()
            for _ in range(2):  # the first says that there is something to send
                one.page.get_by_role("button", name="Log out").click()
            one.page.wait_for_url("**/login")
            assert _list_kept(one.page) == []
            one.errors.clear()


def _hide_advice(route: Route) -> None:
    """Hide what tells the browser to clear itself, which it heeds by HTTPS only."""
    answer = route.fetch(max_redirects=0)
    headers = dict(answer.headers)
    del headers["clear-site-data"]
    route.fulfill(response=answer, headers=headers)


def _list_kept(page: Page) -> list[str]:
    """List the texts that the browser keeps."""
    kept = page.evaluate(
        """async () => {
          const names = (await indexedDB.databases()).map((one) => one.name);
          if (!names.includes("padanan")) return [];
          const base = await new Promise((resolve) => {
            const request = indexedDB.open("padanan");
            request.onsuccess = () => resolve(request.result);
          });
          if (!base.objectStoreNames.contains("typed")) return [];
          const all = base.transaction("typed").objectStore("typed").getAll();
          return new Promise((resolve) => {
            all.onsuccess = () => resolve(all.result.map((one) => one.text));
          });
        }"""
    )
    assert isinstance(kept, list)
    return kept


@pytest.mark.thorough
def test_a_browser_killed_without_network_has_it_again(
    browser: Browser, client: httpx.Client, tmp_path: Path
) -> None:
    path = _begin(client)
    folder = str(tmp_path / "profile")
    start = partial(
        browser.browser_type.launch_persistent_context,
        folder,
        executable_path=chromium.program(),
        args=chromium.OPTIONS,
    )
    context = start()
    page = context.pages[0]
    page.goto(f"{_address(client)}{path}")
    page.wait_for_load_state("networkidle")
    context.set_offline(True)
    page.locator("#s1 textarea").focus()
    page.keyboard.type("belum terkirim")
    page.wait_for_timeout(1000)
    for process in _list_processes(folder):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    with suppress(PlaywrightError):
        context.close()
    context = start()
    page = context.pages[0]
    page.goto(f"{_address(client)}{path}")
    _wait_for_state(page, "saved")
    assert _field(page, 1) == "belum terkirim"
    context.close()
    assert _read(client, path)[0][0] == "belum terkirim"


def _list_processes(folder: str) -> list[int]:
    """List the processes of the browser whose profile is in a folder."""
    wanted = f"--user-data-dir={folder}".encode()
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if wanted in path.read_bytes():
                found.append(int(path.parent.name))
    return found
