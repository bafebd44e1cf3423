"""What a hostile or broken site sends is refused or read, and never a crash."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.tm.articles.server import Reply, html, serving
from tm.articles.page.html import read_html
from tm.articles.web.address import is_private_address
from tm.articles.web.cache import FetchedPage, PageCache
from tm.articles.web.content import decode_page
from tm.articles.web.fetch import Fetcher
from tm.articles.web.robots import Robots
from tm.errors import FetchError, FormatError
from tm.settings import FetchSettings

BODY = "".join(
    f"<p>Pemerintah mengumumkan rencana nomor {n} untuk kota pada hari Senin.</p>"
    for n in range(4)
)
PAGE = f"<html lang=id><body><h1>Rencana Baru Pemerintah</h1>{BODY}</body></html>"


@pytest.fixture
def settings(tmp_path: Path) -> FetchSettings:
    return FetchSettings(allow_private=True, timeout=5, rate=1000, cache=str(tmp_path))


@pytest.mark.parametrize(
    "line",
    [
        "Crawl-delay: ²",
        "Crawl-delay: " + "9" * 400,
        "Crawl-delay: " + "9" * 5000,
        "Request-rate: ²/5",
        "Request-rate: 1/" + "9" * 5000,
        "Disallow: //[",
        "Allow: http://[x/",
    ],
)
def test_a_line_of_robots_that_cannot_be_read_leaves_the_others(line: str) -> None:
    text = f"User-agent: *\n{line}\nDisallow: /no\n"
    robots = Robots.parse(200, text.encode())
    assert robots.allows("Padanan", "http://a.example/yes")
    assert not robots.allows("Padanan", "http://a.example/no")
    assert robots.find_crawl_delay("Padanan") <= 60


def test_a_redirect_of_robots_to_no_address_is_said(settings: FetchSettings) -> None:
    pages = {"/robots.txt": Reply(b"", 302, {"Location": "http://[x/"})}
    with serving(pages) as server, pytest.raises(FetchError):
        Fetcher(settings).fetch(server.url("/page"))


@pytest.mark.parametrize(
    "wait",
    [
        "Mon, 20 Nov 99999999999999999999 20:10:08 GMT",
        "Mon, 20 Nov 2026 20:10:08 +99999999999999999999",
    ],
)
def test_a_moment_that_is_none_is_no_wait(wait: str, settings: FetchSettings) -> None:
    busy = Reply(b"", 503, {"Retry-After": wait})
    with serving({"/page": busy}) as server, pytest.raises(FetchError, match="503"):
        Fetcher(settings).fetch(server.url("/page"))


def test_gzip_of_several_members_is_read_to_its_end(settings: FetchSettings) -> None:
    data = PAGE.encode()
    packed = gzip.compress(data[:200]) + gzip.compress(data[200:])
    reply = replace(
        html(PAGE), body=packed + b"\0\0", headers={"Content-Encoding": "gzip"}
    )
    with serving({"/page": reply}) as server:
        assert Fetcher(settings).fetch(server.url("/page")).content == data


def test_site_local_addresses_are_private() -> None:
    assert is_private_address("fec0::1")


@pytest.mark.parametrize("head", [b'"x"', b"5", b"null", b"[" * 100_000])
def test_a_head_of_another_kind_is_no_page(head: bytes, tmp_path: Path) -> None:
    cache = PageCache(tmp_path)
    cache.put(FetchedPage("http://a.example/", "http://a.example/", (), "2026", b"x"))
    [place] = tmp_path.rglob("*.page")
    place.write_bytes(head + b"\nx")
    assert cache.get("http://a.example/") is None


def test_a_head_with_a_wrong_field_is_no_page(tmp_path: Path) -> None:
    cache = PageCache(tmp_path)
    cache.put(FetchedPage("http://a.example/", "http://a.example/", (), "2026", b"x"))
    [place] = tmp_path.rglob("*.page")
    facts = json.loads(place.read_bytes().partition(b"\n")[0]) | {"final_url": 5}
    place.write_bytes(json.dumps(facts).encode() + b"\nx")
    assert cache.get("http://a.example/") is None


@pytest.mark.parametrize(
    "head",
    [
        "<meta property='og:url' content='http://[z'>",
        "<link rel=canonical href='http://[z/'>",
        "<meta name=original-source content='http://[q'>",
    ],
)
def test_what_is_no_address_is_not_taken_for_the_pages(head: str) -> None:
    found = read_html(PAGE.replace("<body>", f"<head>{head}</head><body>"), path="x")
    assert found.url is None
    assert found.source_url is None


def test_half_a_character_in_json_is_replaced() -> None:
    data = (
        '{"@type": "NewsArticle", "isBasedOn": "https://y.example/\\ud800-bai",'
        ' "publisher": {"name": "\\ud800 Kabar"}}'
    )
    script = f"<script type='application/ld+json'>{data}</script>"
    found = read_html(PAGE.replace("<body>", f"<body>{script}"), path="x")
    assert found.source_url == "https://y.example/?-bai"
    assert found.byline is not None
    assert found.byline.publisher == "? Kabar"


def test_what_follows_deep_nesting_is_read() -> None:
    deep = "<div>" * 500 + "x" + "</div>" * 500
    found = read_html(PAGE.replace("<h1>", f"{deep}<h1>"), path="x")
    assert len(found.blocks) == 5


def test_nesting_too_deep_to_read_is_said() -> None:
    deep = "<div>" * 5000 + "x" + "</div>" * 5000
    with pytest.raises(FormatError, match="too deep"):
        read_html(PAGE.replace("</body>", deep + BODY + "</body>"), path="x")


@pytest.mark.parametrize("pad", ["", " "])
def test_a_page_that_wrongly_says_it_is_utf_16_is_read(pad: str) -> None:
    page = PAGE.replace("<body>", "<meta charset='utf-16'><body>") + pad
    assert decode_page(page.encode(), "", path="x").text == page
    header = "text/html; charset=utf-16-le"
    assert decode_page(page.encode("utf-16-le"), header, path="x").text == page


def test_a_tag_of_many_attributes_is_refused_before_it_is_parsed() -> None:
    tag = "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">"
    with pytest.raises(FormatError, match="more than 2,000 attributes"):
        read_html(PAGE.replace("<p>", tag, 1), path="x")


def test_a_picture_within_the_page_is_no_trouble() -> None:
    picture = f'<img alt="a / b" src="data:image/png;base64,{"ab/+ " * 50_000}">'
    page = read_html(PAGE.replace("<p>", f"{picture}<p>", 1), path="x")
    assert page.headline == "Rencana Baru Pemerintah"
