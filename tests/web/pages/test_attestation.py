"""When and where a text is attested: the picture, the table behind it, its CSV."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

import padanan
from tests.web.pages.opening import open_browser_page, pair_looks
from tests.web.serving import serve
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import Origin, TranslationUnit

_PAGE = {"accept": "text/html"}
_HOSTILE = "<img src=x onerror=alert(1)>"
_UNITS = [
    ("2025-11-03", "vietnam.vn"),
    ("2025-11-20", "vietnam.vn"),
    ("2026-02-01", "vietnam.vn"),
    ("2026-01-15", _HOSTILE),
]


@pytest.fixture(scope="module", name="client")
def _serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("attested")
    _fill(folder / "memory.db", _UNITS)
    with serve(folder / "memory.db") as client:
        yield client


def _fill(database: Path, days_and_sites: list[tuple[str, str]]) -> None:
    vietnamese, indonesian = Locale("vi"), Locale("id")
    units = [
        TranslationUnit(
            Segment(vietnamese, f"Cử tri tỉnh {number}"),
            Segment(indonesian, f"Pemilih provinsi {number}"),
            origin=Origin(published=day, publisher=site),
        )
        for number, (day, site) in enumerate(days_and_sites)
    ]
    with padanan.open(str(database), source="vi", target="id") as memory:
        memory.units.add_units(units)


def test_a_phrase_is_counted_by_site_and_month(
    browser: Browser, client: httpx.Client
) -> None:
    with open_browser_page(browser, str(client.base_url).rstrip("/")) as opened:
        page = opened.open("/?q=c%E1%BB%AD+tri")
        page.get_by_role("link", name="When and where").click()
        page.wait_for_selector(".strips")
        opened.verify()
        first, second = page.locator(".strips li").all()
        assert "vietnam.vn" in first.inner_text()
        assert _HOSTILE in second.inner_text()
        heights = [
            [
                float(bar.get_attribute("height") or 0)
                for bar in site.locator("rect").all()
            ]
            for site in (first, second)
        ]
        assert heights == [[100, 50], [50]]
        rows = page.locator("tbody tr").all_inner_texts()
        assert [row.split("\t")[1:] for row in rows] == [
            ["2", "–"],
            ["–", "1"],
            ["1", "–"],
        ]
        assert page.locator(".scale").inner_text().split("\n") == [
            "Nov 2025",
            "Feb 2026",
        ]
    saved = client.get("/search/attestation/csv", params={"q": "cử tri"}).text
    table = [*csv.reader(io.StringIO(saved.removeprefix("\ufeff")))]
    assert table == [
        ["period", "site", "units"],
        ["2025-11", "vietnam.vn", "2"],
        ["2026-01", _HOSTILE, "1"],
        ["2026-02", "vietnam.vn", "1"],
    ]


def test_a_long_time_is_counted_by_year(tmp_path: Path) -> None:
    units = [("2009-05-01", "a.vn"), ("2026-01-15", "a.vn")]
    _fill(tmp_path / "memory.db", units)
    with serve(tmp_path / "memory.db") as client:
        saved = client.get("/search/attestation/csv", params={"q": "cử tri"}).text
        assert saved.splitlines()[1:] == ["2009,a.vn,1", "2026,a.vn,1"]
        nothing = client.get("/search/attestation?q=xyzzy", headers=_PAGE).text
        assert "No text contains this." in nothing


@pytest.mark.parametrize(("language", "width", "theme"), pair_looks())
def test_the_picture_has_no_barriers_in_any_look(
    browser: Browser, client: httpx.Client, language: str, width: int, theme: str
) -> None:
    address = str(client.base_url).rstrip("/")
    look = {"language": language, "width": width, "theme": theme}
    with open_browser_page(browser, address, **look) as opened:  # type: ignore[arg-type]
        page = opened.open("/search/attestation?q=cử tri")
        page.locator(".strips rect").first.wait_for()
        opened.verify()
