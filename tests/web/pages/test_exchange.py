"""Imports and exports in a browser: preview, progress, cancel, resume, losses."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route

import padanan
from tests.web.pages.opening import open_browser_page
from tests.web.serving import serve
from web.pages.exchange.exports import split_pair

_HOSTILE = "<img src=x onerror=alert(1)>"
_TABLE = f"vi\tid\n{_HOSTILE} họp báo hôm nay ở Hà Nội lúc chín giờ sáng\tjumpa pers\n"
_TERMS = "vi,id\nhọp báo,jumpa pers\n"
_LONG_WAIT = 60_000


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("memory") / "memory.db"
    with padanan.open(str(path), source="vi", target="id", author="siti") as memory:
        memory.add("cử tri", "pemilih")
    return path


@pytest.fixture(scope="module", name="client")
def _serve(database: Path) -> Iterator[httpx.Client]:
    with serve(database) as client:
        yield client


def _choose(page: Page, name: str, content: str) -> None:
    """Choose a file, and wait until the page shows what is in it."""
    file = {"name": name, "mimeType": "", "buffer": content.encode()}
    page.set_input_files("[type=file]", file)  # type: ignore[arg-type]
    page.wait_for_url("**/import/j*", timeout=_LONG_WAIT)


def test_a_file_is_seen_imported_and_taken_back(
    browser: Browser, client: httpx.Client
) -> None:
    with open_browser_page(browser, str(client.base_url).rstrip("/")) as opened:
        page = opened.open("/import")
        _choose(page, "old.tsv", _TABLE)
        told = page.locator(".told").inner_text()
        assert "CSV" in told and "1 entry" in told and "Vietnamese → Indonesian" in told
        assert _HOSTILE in page.locator(".samples").inner_text()
        opened.verify()
        page.get_by_role("button", name="Import 1 entry").click()
        page.wait_for_selector(".sums", timeout=_LONG_WAIT)
        assert "1\nnew" in page.locator(".sums .new").inner_text()
        opened.verify()
        page.get_by_role("link", name="Search in it").click()
        page.wait_for_selector(".hit.pair")
        assert "jumpa pers" in page.locator("#results").inner_text()
        page.go_back()
        page.get_by_role("button", name="Take back").click()
        page.wait_for_url("**/history?*done=*")


def test_a_table_of_terms_is_recognised_and_goes_to_the_termbase(
    browser: Browser, client: httpx.Client
) -> None:
    with open_browser_page(browser, str(client.base_url).rstrip("/")) as opened:
        page = opened.open("/import")
        _choose(page, "house.csv", _TERMS)
        page.get_by_role("link", name="Read it as units of the memory").click()
        assert page.get_by_role("radio", name="Units").is_checked()
        page.get_by_role("link", name="Read it as terms").click()
        page.get_by_role("radio", name="Units").check()  # without loading the page
        page.locator(".told", has_text="→").wait_for()
        page.get_by_role("radio", name="Terms").check()
        page.locator(".told", has_text="Vietnamese, Indonesian").wait_for()
        page.get_by_text("Options").click()
        page.locator("[name=into]").fill("Client A")
        page.get_by_role("button", name="Import 1 entry").click()
        page.wait_for_selector(".sums", timeout=_LONG_WAIT)
    (concept,) = client.get("/api/v1/terms").json()["concepts"]
    assert concept["termbase"] == "Client A"


def test_a_file_that_cannot_be_read_leads_to_another(
    browser: Browser, client: httpx.Client
) -> None:
    with open_browser_page(browser, str(client.base_url).rstrip("/")) as opened:
        page = opened.open("/import")
        unit = "<tu><tuv xml:lang='vi'><seg>a & b</seg></tuv></tu>"
        _choose(page, "broken.tmx", f"<tmx version='1.4'><body>{unit}</body></tmx>")
        assert "write & as &amp;" in page.locator(".note.warning").inner_text()
        page.get_by_role("button", name="Import the file").click()
        page.get_by_role("button", name="Try the same file again").wait_for()
        page.get_by_role("link", name="Choose another file").click()
        page.wait_for_url("**/import")


def _show_as_queued(route: Route) -> None:
    """Answer with the page of a job as it is for a moment, before the job runs."""
    answer = route.fetch()
    text = re.sub("(?<=data-says>)[^<]*", "It waits for its turn.", answer.text())
    route.fulfill(response=answer, body=text)


def test_an_import_is_followed_cancelled_and_begun_again(
    browser: Browser, client: httpx.Client, database: Path
) -> None:
    lines = [f"Câu số {number}.\tKalimat nomor {number}." for number in range(3_000)]
    count = client.get("/api/v1/statistics").json()["units"]["vi-id"]
    with (
        open_browser_page(browser, str(client.base_url).rstrip("/")) as opened,
        closing(sqlite3.connect(database, isolation_level=None)) as writer,
    ):
        page = opened.open("/import")
        _choose(page, "large.tsv", "\n".join(["vi\tid", *lines]))
        assert "about 3,000 entries" in page.locator(".told").inner_text()
        writer.execute("BEGIN IMMEDIATE")  # the import waits for this
        page.get_by_role("button", name="Import the file").click()
        page.wait_for_selector("job-progress progress")
        page.route("**/import/j*", _show_as_queued)
        page.reload()
        page.locator("[data-says]", has_text="You may leave this page").wait_for()
        opened.verify()
        page.get_by_role("button", name="Cancel").click()
        page.get_by_text("Nothing of the file was stored").wait_for()
        writer.execute("ROLLBACK")
        opened.verify()
        page.get_by_role("button", name="Begin again").click()
        page.wait_for_selector(".sums", timeout=_LONG_WAIT)
        # Whatever the first attempt had read, it stored nothing.
        assert "3,000\nnew" in page.locator(".sums .new").inner_text()
    after = client.get("/api/v1/statistics").json()["units"]["vi-id"]
    assert after == count + 3_000


def test_an_export_tells_before_and_after_what_is_lost(
    browser: Browser, client: httpx.Client
) -> None:
    with open_browser_page(browser, str(client.base_url).rstrip("/")) as opened:
        page = opened.open("/import/export")
        assert "holds all" in page.locator("#losses").inner_text()
        page.get_by_label("What, and in which format").select_option("units:tsv")
        page.locator(".not-held").wait_for()
        page.get_by_label("With the words").fill("cử tri")
        page.get_by_label("With the words").press("Tab")
        page.get_by_text("1 unit →").wait_for()
        page.get_by_role("button", name="Export").click()
        page.wait_for_selector(".sums", timeout=_LONG_WAIT)
        assert "provenance" in page.locator(".losses").inner_text()
        opened.verify()
        with page.expect_download() as saved:
            page.get_by_role("link", name="Download").click()
        assert "cử tri\tpemilih" in saved.value.path().read_text("utf-8")


def test_the_name_of_an_exported_file_says_which_units_it_has(
    client: httpx.Client,
) -> None:
    for conditions, name in (
        ({}, "default-memory.tmx"),
        (
            {"publisher": "Báo Tin/Tức", "since": "2025", "state": "reviewed"},
            "default-memory-Báo-Tin-Tức-2025-reviewed.tmx",
        ),
        ({"format": "terms:csv", "publisher": "Antara"}, "default-terms.csv"),
    ):
        query = {"format": "units:tmx", **conditions}
        headers = {"accept": "text/html"}
        shown = client.get("/import/export", params=query, headers=headers).text
        assert name in shown


def test_exports_are_in_the_header_and_at_the_address_that_people_try(
    client: httpx.Client,
) -> None:
    client.headers["accept"] = "text/html"
    led = client.get("/export", params={"format": "units:tsv", "query": "cử tri"})
    assert led.status_code == 303
    page = client.get(led.headers["location"]).text
    assert 'value="units:tsv" selected' in page and 'value="cử tri"' in page
    header = _read_header(page)
    assert '<a href="/import/export" aria-current="page">Export</a>' in header
    assert '<a href="/import">Import</a>' in header
    header = _read_header(client.get("/import").text)
    assert '<a href="/import" aria-current="page">Import</a>' in header


def _read_header(page: str) -> str:
    """Read the links to all places from the top of a page."""
    return page.partition('class="places"')[2].partition("</nav>")[0]


def test_without_scripts_the_page_of_a_job_loads_itself(client: httpx.Client) -> None:
    job = client.post("/api/v1/jobs/import", json={"file_name": "a.tsv", "hold": True})
    address = f"/api/v1/jobs/{job.json()['id']}"
    client.put(f"{address}/file", content=_TABLE.encode())
    page_address = f"/import/{job.json()['id']}"
    held = client.get(page_address, headers={"accept": "text/html"}).text
    assert 'http-equiv="refresh"' not in held
    begun = client.post(f"{page_address}/start", data={"source": "vi", "target": "id"})
    assert begun.status_code == 303
    states: list[str] = []
    while not states or states[-1] in ("queued", "running"):
        page = client.get(page_address, headers={"accept": "text/html"}).text
        states.append(client.get(address).json()["state"])
        if 'class="sums"' not in page:
            assert '<noscript><meta http-equiv="refresh" content="2">' in page
    assert states[-1] == "done"


def test_tags_of_two_languages_are_split_where_the_second_begins() -> None:
    assert split_pair("en-GB-id") == ("en-GB", "id")
    assert split_pair("zh-Hant-pt-BR") == ("zh-Hant", "pt-BR")


def test_an_empty_memory_leads_to_a_first_hit_by_one_button(
    browser: Browser, tmp_path: Path
) -> None:
    with (
        serve(tmp_path / "empty.db") as client,
        open_browser_page(browser, str(client.base_url).rstrip("/")) as opened,
    ):
        page = opened.open("/")
        opened.verify()
        page.get_by_role("button", name="Try it with the examples").click()
        page.wait_for_selector(".hit.pair", timeout=_LONG_WAIT)
        assert "q=" in page.url
        note = page.locator(".stored")
        assert "concepts" in note.inner_text()
        note.get_by_role("link", name="Check the memory").wait_for()
        opened.verify()


def test_a_first_memory_is_searched_at_once(browser: Browser, tmp_path: Path) -> None:
    with (
        serve(tmp_path / "empty.db") as client,
        open_browser_page(browser, str(client.base_url).rstrip("/")) as opened,
    ):
        page = opened.open("/")
        file = {"name": "own.csv", "mimeType": "", "buffer": _TABLE.encode()}
        page.locator("[type=file]").first.set_input_files(file)  # type: ignore[arg-type]
        page.wait_for_selector(".hit.pair", timeout=_LONG_WAIT)
        assert "jumpa pers" in page.locator("#results").inner_text()
        assert "Stored: 1 unit" in page.locator(".stored").inner_text()
        page.locator("#q").fill("jumpa pers")
        page.locator(".stored").wait_for(state="detached")


def test_no_page_of_the_servers_own_network_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PADANAN_OFFLINE", raising=False)
    with serve(tmp_path / "memory.db") as client:
        path = {"url": "file:///etc/passwd"}
        assert client.post("/api/v1/jobs/ingest", json=path).status_code == 422
        own = {"url": f"http://127.0.0.1:{client.base_url.port}/"}
        begun = client.post("/api/v1/jobs/ingest", json=own)
        address = f"/api/v1/jobs/{begun.json()['id']}"
        while (job := client.get(address).json())["ended_at"] is None:
            pass
        assert job["state"] == "failed"
        assert "an address of this machine or its network" in job["error"]
