"""Reading HTML: each fixture page against what a careful person reads in it."""

import contextlib
import json
import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.paths import DATA
from tm.articles.archive.article import BlockKind
from tm.articles.page.copied_page import Page
from tm.articles.page.html import read_html
from tm.articles.page.metadata import is_same_site
from tm.articles.page.page_loading import looks_like_html
from tm.articles.page.site_profiles import find_site_of_url
from tm.articles.web.content import decode_page
from tm.errors import FormatError, InputError
from tm.text.locale import Locale

PAGES = DATA / "pages" / "html"
NAMES = sorted(path.name.removesuffix(".html") for path in PAGES.glob("*.html"))
URL = "https://id.kabar.example/berita"


def page(name: str) -> Page:
    data = (PAGES / f"{name}.html").read_bytes()
    return read_html(decode_page(data, "", path=name).text, path=name)


def reading(found: Page) -> dict[str, Any]:
    """What the `.json` beside a page says of it."""
    return {
        "locale": found.locale.tag,
        "headline": found.headline,
        "lead": found.lead,
        "publisher": found.byline.publisher if found.byline else None,
        "published": (found.byline.iso or None) if found.byline else None,
        "url": found.url,
        "source_url": found.source_url,
        "kept": [
            {
                "line": block.line_number,
                "kind": block.kind.value,
                "starts": " ".join(block.text.split()[:6]),
            }
            for block in found.blocks
        ],
        "dropped": [
            {"line": item.line_number, "why": item.reason}
            for item in found.dropped_lines
        ],
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_read_as_a_person_reads_it(name: str) -> None:
    wanted = json.loads((PAGES / f"{name}.json").read_text("utf-8"))
    assert reading(page(name)) == wanted


def wrapped(body: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body>{body}</body></html>"


PARAGRAPHS = "".join(
    f"<p>Para pemimpin dari banyak negara akan hadir di kota itu pada hari ke-{n} "
    "untuk menandatangani konvensi yang telah lama dirundingkan.</p>"
    for n in range(3)
)
HEADLINE = "<h1>Konvensi itu akan ditandatangani di kota pelabuhan</h1>"


def read(body: str, head: str = "", url: str | None = URL) -> Page:
    return read_html(wrapped(body, head), path="page.html", url=url)


@pytest.mark.parametrize(
    "source",
    [
        '<p>Sumber: <a href="https://koran.example/x/le-ky-cong-uoc-1.htm">Koran</a></p>',
        '<p>Nguồn: <a href="https://koran.example/x/le-ky-cong-uoc-1.htm">Koran</a></p>',
        "<p>Sumber: https://koran.example/x/le-ky-cong-uoc-1.htm</p>",
        '<footer>Sumber: <a href="https://koran.example/x/le-ky-cong-uoc-1.htm">K</a>'
        "</footer>",
        '<div class="article-source"><a href="https://koran.example/x/'
        'le-ky-cong-uoc-1.htm">Koran</a></div>',
    ],
)
@pytest.mark.parametrize("inside", [True, False])
def test_the_original_is_where_the_source_line_leads(source: str, inside: bool) -> None:
    body = f"<div class='entry-content'>{PARAGRAPHS}{source if inside else ''}</div>"
    found = read(f"{HEADLINE}{body}{'' if inside else source}")
    assert found.source_url == "https://koran.example/x/le-ky-cong-uoc-1.htm"
    assert len(found.blocks) == 4


@pytest.mark.parametrize(
    ("head", "source"),
    [
        (
            '<link rel="canonical" href="https://koran.example/a">',
            "https://koran.example/a",
        ),
        ('<link rel="canonical" href="https://kabar.example/a">', None),
        ('<meta name="original-source" content="https://x.vn/a">', "https://x.vn/a"),
        (
            '<link rel="alternate" hreflang="vi" href="https://kabar.example/tin">',
            "https://kabar.example/tin",
        ),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle",'
            '"isBasedOn":"https://x.vn/b"}</script>',
            "https://x.vn/b",
        ),
        ('<script type="application/ld+json">{"@type":</script>', None),
        ('<script type="application/ld+json">[1, null, {"@type": 3}]</script>', None),
    ],
)
def test_without_a_source_line_machines_are_asked(
    head: str, source: str | None
) -> None:
    assert read(HEADLINE + PARAGRAPHS, head).source_url == source


@pytest.mark.parametrize(
    "link", ["https://koran.example/", "https://en.kabar.example/other-story", "#top"]
)
def test_a_link_to_a_front_page_or_ones_own_site_is_no_original(link: str) -> None:
    source = f'<p>Sumber: <a href="{link}">Koran</a></p>'
    assert read(HEADLINE + PARAGRAPHS + source).source_url is None


def test_the_source_of_a_picture_is_no_original() -> None:
    link = "<a href='https://foto.example/a/gambar-kota-pelabuhan'>Foto</a>"
    figure = f"<figure><span class='photo-source'>Sumber: {link}</span></figure>"
    found = read(HEADLINE + figure + PARAGRAPHS)
    assert found.source_url is None and len(found.blocks) == 5


def test_an_article_that_is_called_the_leading_one_is_no_lead() -> None:
    found = read(f"{HEADLINE}<div class='lead-story'>{PARAGRAPHS * 3}</div>")
    assert found.lead is None and len(found.blocks) == 10


TEXTS = re.findall("<p>(.*?)</p>", PARAGRAPHS)
TEASERS = "".join(
    f"<article><h3><a href='/{n}'>Judul berita lain yang ke-{n}</a></h3><p>Ringkasan "
    f"berita ke-{n} yang tidak termasuk dalam artikel ini.</p></article>"
    for n in range(8)
)
SHAPES = {
    "lines between breaks": f"{HEADLINE}<div>{'<br><br>'.join(TEXTS)}</div>",
    "a div each": HEADLINE
    + "<div>"
    + "".join(f"<div><span>{text}</span></div>" for text in TEXTS)
    + f"</div><div>{TEASERS}</div>",
    "sections": "<main><article>"
    + HEADLINE
    + "".join(f"<section><p>{text}</p></section>" for text in TEXTS)
    + "</article></main>",
    "below other things": f"<div>Beranda<br>Dunia{HEADLINE}{PARAGRAPHS}</div>",
    "a table": f"<table><tr><td>{HEADLINE}</td></tr><tr><td>{'<br><br>'.join(TEXTS)}"
    "</td><td><a href='#'>Menu</a><br><a href='#'>Lain</a></td></tr></table>",
    "a moment": f"<article>{HEADLINE}<time datetime='2025-10-08T09:30'>2 jam lalu"
    f"</time>{PARAGRAPHS}</article>",
    "blanks": f"{HEADLINE}\n\n{PARAGRAPHS}<p>&nbsp;</p>\n<p>\u200b</p>".replace(
        " hari", "\n  hari"
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_an_article_is_read_in_whatever_shape_it_is(shape: str) -> None:
    found = read(SHAPES[shape])
    assert found.headline == "Konvensi itu akan ditandatangani di kota pelabuhan"
    assert found.lead is None
    assert [block.text for block in found.blocks[1:]] == TEXTS
    assert {block.kind for block in found.blocks[1:]} == {BlockKind.PARAGRAPH}


def test_publisher_and_date_may_stand_on_lines_of_their_own() -> None:
    meta = "<div><div>Suara Contoh</div><div>Rabu, 8 Oktober 2025</div></div>"
    found = read(f"{HEADLINE}{meta}<div class='entry-content'>{PARAGRAPHS}</div>")
    assert found.byline is not None
    assert (found.byline.publisher, found.byline.iso) == ("Suara Contoh", "2025-10-08")


def test_the_language_of_the_text_goes_before_what_the_page_says() -> None:
    page = wrapped(HEADLINE + PARAGRAPHS).replace("<html", '<html lang="vi-VN"')
    assert read_html(page, path="page.html").locale == Locale("id")


@pytest.mark.parametrize(
    ("tag", "locale"), [("id-ID", "id"), ("id", "id"), ("in", "id"), ("x!", "id")]
)
def test_the_language_has_no_region_that_goes_without_saying(
    tag: str, locale: str
) -> None:
    page = wrapped(HEADLINE + PARAGRAPHS).replace("<html", f'<html lang="{tag}"')
    assert read_html(page, path="page.html").locale == Locale(locale)


def test_comments_do_not_become_the_article_however_long_they_are() -> None:
    comments = PARAGRAPHS.replace("Para", "Menurut saya para") * 9
    found = read(
        f'{HEADLINE}<div>{PARAGRAPHS}</div><div id="comments">{comments}</div>'
    )
    assert len(found.blocks) == 4


def test_inline_markup_is_text() -> None:
    text = "<p>Kata <b>menteri</b>: <a href='/x'>kon<i>vensi</i></a><!-- x --> itu.</p>"
    found = read(HEADLINE + PARAGRAPHS + text)
    assert found.blocks[-1].text == "Kata menteri: konvensi itu."


def test_a_form_to_log_in_is_no_page() -> None:
    form = "<form><input type=password><button>Masuk</button></form>"
    with pytest.raises(FormatError, match="form to log in"):
        read(f"<h1>Masuk</h1>{form}")


def test_a_page_with_a_form_beside_its_article_is_one() -> None:
    form = "<form><input type=password><button>Masuk</button></form>"
    assert len(read(form + HEADLINE + PARAGRAPHS * 3).blocks) == 10


@pytest.mark.parametrize("text", ["", " ", "<html></html>", "<h1>Judul saja</h1>"])
def test_a_page_without_text_is_refused(text: str) -> None:
    with pytest.raises(FormatError):
        read_html(text, path="page.html")


def test_markup_that_nests_without_end_is_refused_or_read() -> None:
    with contextlib.suppress(InputError):
        read("<div>" * 50_000 + HEADLINE + PARAGRAPHS)


_TAGS = st.sampled_from(
    "p div h1 h2 article aside nav table td tr li ul a br span figure form b".split()
)
_FRAGMENTS = st.one_of(
    _TAGS.map(lambda tag: f"<{tag}>"),
    _TAGS.map(lambda tag: f"</{tag}>"),
    st.sampled_from(["<!--", "-->", "<a href=", "&amp;", "&#0;", "]]>", PARAGRAPHS]),
    st.text(max_size=20),
)


@example("\x1f<form>")
@example("<p>a</p>&#31;&#0;&#xFFFF;<form>b</form>&#11;c")
@given(st.lists(_FRAGMENTS, max_size=30).map("".join))
def test_any_markup_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(InputError):
        found = read_html(text, path="page.html", url=URL)
        is_headline_first = found.blocks[0].kind is BlockKind.HEADLINE
        assert is_headline_first == bool(found.headline)
        assert all(block.text and "\n" not in block.text for block in found.blocks)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<!doctype html><p>", True),
        ("<?xml version='1.0'?>\n<!-- x -->\n<!DOCTYPE html>", True),
        ("  <html lang=vi>", True),
        ("Judul <html>", False),
        ("", False),
    ],
)
def test_html_is_known_by_how_it_begins(text: str, html: bool) -> None:
    assert looks_like_html(text) is html


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("https://a.vn/", "https://id.a.vn/x", True),
        ("https://a.vn/", "https://b.vn/", False),
        ("https://www.a.com.vn/", "https://a.com.vn/", True),
        ("https://a.gov.vn/", "https://b.gov.vn/", False),
        ("http://[::1", "https://a.vn", False),
    ],
)
def test_editions_are_of_one_site(first: str, second: str, same: bool) -> None:
    assert is_same_site(first, second) is same


VIETNAMESE = "<h1>Lễ mở ký Công ước Hà Nội</h1>"


@pytest.mark.parametrize(
    ("content", "header", "text"),
    [
        (VIETNAMESE.encode(), "text/html; charset=utf-8", VIETNAMESE),
        (VIETNAMESE.encode(), "", VIETNAMESE),
        (VIETNAMESE.encode(), "text/html; charset=us-ascii", VIETNAMESE),
        (VIETNAMESE.encode(), "text/html; charset=nonsense", VIETNAMESE),
        (VIETNAMESE.encode("utf-16"), "text/html; charset=utf-8", VIETNAMESE),
        (b"\xef\xbb\xbf" + VIETNAMESE.encode(), "", VIETNAMESE),
        (
            b'<meta charset="windows-1258"><p>\xd0',
            "",
            '<meta charset="windows-1258"><p>Đ',
        ),
        (b"<p>\x93caf\xe9\x94", "text/html; charset=iso-8859-1", "<p>“café”"),
        # The header is wrong, and the bytes are UTF-8.
        ("<p>\x81Đ".encode(), "text/html; charset=cp1252", "<p>\x81Đ"),
    ],
)
def test_the_encoding_is_as_said_unless_that_does_not_fit(
    content: bytes, header: str, text: str
) -> None:
    assert decode_page(content, header, path="page").text == text


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://id.vietnam.vn/x", "vietnam.vn"),
        ("https://baotintuc.vn/x.htm", "baotintuc.vn"),
        ("https://www.vietnamplus.vn/x.vnp", "vietnamplus.vn"),
        ("https://notvietnam.vn/x", None),
        ("http://[::1", None),
        (None, None),
    ],
)
def test_a_site_is_known_by_its_address(url: str | None, site: str | None) -> None:
    found = find_site_of_url(url)
    assert (found.name if found else None) == site


def test_the_body_is_where_its_site_has_it() -> None:
    other = f"<div class='entry-content'>{PARAGRAPHS * 3}</div>"
    body = f"<div class='contents'>{PARAGRAPHS}</div>"
    found = read(HEADLINE + other + body, url="https://baotintuc.vn/x.htm")
    assert found.site == "baotintuc.vn" and len(found.blocks) == 4


_STORY = "<h1>Warga panen padi</h1><p>Rabu, 12 Maret 09:30</p>" + (
    "<p>Warga desa Lung Sen memanen padi yang tumbuh di atas air pada Senin.</p>" * 3
)


def test_a_relative_address_of_the_page_is_no_original() -> None:
    head = '<head><meta property="og:url" content="/berita/2025/03/12/padi"></head>'
    found = read_html(f"<html>{head}{_STORY}", path="x.html", locale=Locale("id"))
    assert (found.url, found.source_url) == (None, None)
    found = read_html(
        f"<html>{head}{_STORY}", path="x.html", locale=Locale("id"), url=URL
    )
    assert found.url == "https://id.kabar.example/berita/2025/03/12/padi"
    assert found.source_url is None


def test_the_address_tells_the_year_of_a_date() -> None:
    url = "https://id.kabar.example/2025/03/12/warga-panen-padi"
    found = read_html(f"<html>{_STORY}", path="x.html", locale=Locale("id"), url=url)
    assert found.byline is not None
    assert found.byline.iso == "2025-03-12T09:30"


@pytest.mark.thorough
def test_many_line_breaks_take_linear_time() -> None:
    breaks = "<br>\n" * 20_000
    found = read_html(
        f"<html>{_STORY}<p>{breaks}{'<b>a</b> ' * 20_000}</p>",
        path="x.html",
        locale=Locale("id"),
    )
    assert found.headline == "Warga panen padi"
