"""The search: what it finds, its filters, its keys, and typing by input methods."""

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Browser, Page

import padanan
from padanan.values.phrases import FoundPhrase
from tests.web.pages.opening import OpenedPage, open_browser_page
from tests.web.serving import serve
from tm.match.penalties import VARIANT_REASON
from tm.match.pivot import PIVOT_REASON
from tm.unit import Origin, State
from web.pages.search.excerpts import cut_excerpt
from web.pages.search.line_order import LineOrder, sort_hits
from web.pages.value_labels import PENALTY_WORDS

_HTMX = {"hx-request": "true", "hx-request-type": "partial"}
_HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>'


@pytest.fixture(scope="module")
def small_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on a few units, one of them hostile."""
    path = tmp_path_factory.mktemp("small") / "memory.db"
    with padanan.open(path, source="vi", target="id", author="Siti") as memory:
        memory.add("Cuộc họp báo ở Hà Nội", "Jumpa pers di Hanoi")
        memory.add("Họp báo chiều nay", "Konferensi pers sore ini")
        memory.add(f"Họp báo {_HOSTILE}", f"Jumpa pers {_HOSTILE}", author="Budi")
    with serve(path) as client:
        yield str(client.base_url).rstrip("/")


@pytest.fixture
def opened(browser: Browser, small_address: str) -> Iterator[OpenedPage]:
    with open_browser_page(browser, small_address) as opened:
        yield opened


def _read(address: str, **query: str) -> str:
    answer = httpx.get(address, params=query, headers=_HTMX, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.text


def _list_copied(page: Page, selector: str = ".line") -> list[str]:
    return [
        text
        for one in page.locator(selector).all()
        if (
            text := one.get_attribute("data-copy")
            or one.locator(".copied").inner_text()
        )
    ]


def test_more_holders_of_an_office_than_fit_are_counted_and_linked(
    seeds_address: str,
) -> None:
    card = _read(seeds_address, q="thủ tướng").partition("</li>")[0]
    assert card.count('class="holder muted"') == 4
    more = re.search(r'<a href="(/terms/[^"]+)">and ([0-9]+) more</a>', card)
    assert more is not None and int(more[2]) > 0
    concept = httpx.get(f"{seeds_address}{more[1]}", headers=_HTMX, timeout=60).text
    assert "Phạm Minh Chính" in concept and "Pham Minh Chinh" not in card
    # Prime ministers of several states are told apart by their country.
    assert "Sanae Takaichi</span>, " in card and "Japan" in card
    assert "Japan" in concept


def test_the_state_beside_a_holder_is_named_in_the_language_of_the_page(
    seeds_address: str,
) -> None:
    headers = {**_HTMX, "accept-language": "vi"}
    card = httpx.get(
        seeds_address, params={"q": "thủ tướng"}, headers=headers, timeout=60
    ).text.partition("</li>")[0]
    assert re.search(r'Sanae Takaichi</span>, <span [^>]*lang="vi"[^>]*>Nhật Bản', card)


def _make_hit(source: str, published: str | None = None) -> FoundPhrase:
    start = source.index("họp báo")
    span = (start, start + len("họp báo"))
    target = source.upper()
    return FoundPhrase(
        source, target, (span,), "k", Origin(published=published), None, State.REVIEWED
    )


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("stored", "ở Huế, họp báo về cá|Cuộc họp báo đầu|ông Ân: họp báo Ánh"),
        ("before", "ông Ân: họp báo Ánh|Cuộc họp báo đầu|ở Huế, họp báo về cá"),
        ("after", "ông Ân: họp báo Ánh|Cuộc họp báo đầu|ở Huế, họp báo về cá"),
        ("translation", "Cuộc họp báo đầu|ở Huế, họp báo về cá|ông Ân: họp báo Ánh"),
        ("newest", "Cuộc họp báo đầu|ông Ân: họp báo Ánh|ở Huế, họp báo về cá"),
    ],
)
def test_lines_are_sorted_by_their_context_or_date(
    order: LineOrder, expected: str
) -> None:
    hits = [
        _make_hit("ở Huế, họp báo về cá"),
        _make_hit("Cuộc họp báo đầu", "2025-10-08"),
        _make_hit("ông Ân: họp báo Ánh", "2025-02"),
    ]
    sources = [hit.source for hit in sort_hits(hits, order)]
    assert "|".join(sources) == expected


def test_the_order_of_lines_stands_in_the_address(small_address: str) -> None:
    page = _read(small_address, q="họp báo", order="before")
    lines = re.findall(r'segment copied">([^<]+)<', page.partition('class="lines"')[2])
    # First what has nothing before the phrase.
    assert lines[-1] == "Jumpa pers di Hanoi" and len(lines) == 3
    assert 'order=before#phrases" aria-current="true"' in page
    assert "order=before" in page.partition("Export as CSV")[0]
    table = httpx.get(
        f"{small_address}/search/export", params={"q": "họp báo", "order": "before"}
    ).text
    assert table.strip().splitlines()[-1].startswith("Cuộc họp báo")


@pytest.mark.parametrize(
    ("typed", "direction"),
    [("họp báo", "vi → id"), ("hop bao", "vi → id"), ("jumpa pers", "id → vi")],
)
def test_the_direction_is_found_by_itself(
    small_address: str, typed: str, direction: str
) -> None:
    assert direction in _read(small_address, q=typed)


def test_a_sentence_without_a_match_shows_its_parts_and_terms(
    browser: Browser, seeds_address: str
) -> None:
    sentence = "Hôm nay Thủ tướng đã nói rất nhiều về rừng ngập mặn với trẻ em"
    with open_browser_page(browser, seeds_address, width=390) as opened:
        page = opened.open(f"/?q={quote(sentence)}")
        assert page.locator(".match, .results .pair").count() == 0
        term = page.locator(".part-term", has_text="Thủ tướng")
        assert term.get_attribute("data-copy") == "Perdana Menteri"
        part = page.locator(".part").first
        assert part.locator(".whole-part").inner_text() == "rừng ngập mặn"
        assert part.locator(".source mark").inner_text() == "rừng ngập mặn"
        assert "angrove" in part.locator(".copied").inner_text()
        opened.verify()
        part.get_by_role("link", name="rừng ngập mặn").click()
        page.wait_for_selector(".rendering")
        assert page.locator("#q").input_value() == "rừng ngập mặn"
    # Words that stand nowhere, and a phrase that is found, have no parts.
    nothing = _read(seeds_address, q="qwe rty uio")
    assert "Nothing found" in nothing and "part-term" not in nothing
    assert "parts-title" not in _read(seeds_address, q="rừng ngập mặn")


def test_what_is_rare_among_many_candidates_comes_a_moment_later(
    browser: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "memory.db"
    with padanan.open(path, source="vi", target="id") as memory:
        lines = [f"Báo hop số {number},Kotak nomor {number}" for number in range(400)]
        table = tmp_path / "boxes.csv"
        table.write_text("\n".join(["vi,id", *lines]), "utf-8")
        memory.load(table)
    with serve(path) as client:
        address = str(client.base_url).rstrip("/")
        first = _read(address, q="họp số")
        assert "Searching all texts" in first and "Nothing found" not in first
        with open_browser_page(browser, address) as opened:
            page = opened.open("/?q=" + quote("họp số"))
            page.get_by_text("No text contains this.").wait_for()
            opened.verify()


def test_results_come_as_somebody_types(opened: OpenedPage) -> None:
    page = opened.open("/")
    page.locator("#q:focus").wait_for()  # the box has it soon after it is painted
    page.keyboard.type("họp báo")
    page.wait_for_selector(".rendering")
    assert len(_list_copied(page)) == 3
    assert page.locator(".sum").inner_text().startswith("3 of 3, ")
    assert "jumpa pers" in [text.lower() for text in _list_copied(page, ".rendering")]
    assert page.url.endswith(f"/?q={quote('họp báo').replace('%20', '+')}")
    assert page.evaluate("document.activeElement.id") == "q"
    found = page.locator(".line .target mark").all_inner_texts()
    assert "Jumpa pers" in found
    # A colleague sees the same.
    page.reload()
    page.wait_for_selector(".rendering")
    assert len(_list_copied(page)) == 3
    opened.verify()


def test_no_request_is_sent_while_an_input_method_composes(opened: OpenedPage) -> None:
    page = opened.open("/")
    page.locator("#q:focus").wait_for()
    sent: list[str] = []
    page.on(
        "request",
        lambda request: None if "/static/" in request.url else sent.append(request.url),
    )
    devtools = page.context.new_cdp_session(page)
    for text in ("h", "ho", "hop", "họp"):
        devtools.send(
            "Input.imeSetComposition",
            {"text": text, "selectionStart": len(text), "selectionEnd": len(text)},
        )
    page.wait_for_timeout(300)
    assert page.locator("#q").input_value() == "họp"
    assert sent == []
    devtools.send("Input.insertText", {"text": "họp"})
    page.wait_for_selector(".line")
    assert len([url for url in sent if "/search/" not in url]) == 1
    assert page.locator("#q").input_value() == "họp"


def test_one_key_goes_to_a_hit_and_one_copies_it(
    browser: Browser, opened: OpenedPage
) -> None:
    opened.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = opened.open("/?q=Cuộc họp báo ở Hà Nội")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_function("document.getElementById('notice').textContent")
    assert page.evaluate("navigator.clipboard.readText()") == "Jumpa pers di Hanoi"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "q"
    page.evaluate("navigator.clipboard.writeText('')")
    page.keyboard.press("Alt+1")
    page.wait_for_function("navigator.clipboard.readText().then((text) => text !== '')")
    assert page.evaluate("navigator.clipboard.readText()") == "Jumpa pers di Hanoi"


@pytest.mark.parametrize("width", [390, 900, 1440])
def test_of_a_long_text_a_part_is_shown_and_the_whole_is_copied(
    browser: Browser, tmp_path: Path, width: int
) -> None:
    source = "Ông Ân nói: " + "trời mưa, " * 40 + "họp báo" + " ở Huế" * 60
    target = "<b>Ân</b>:  " + "hujan, " * 60 + "jumpa pers" + " di Hue" * 60
    with padanan.open(tmp_path / "memory.db", source="vi", target="id") as memory:
        memory.add(source, target)
    with (
        serve(tmp_path / "memory.db") as client,
        open_browser_page(
            browser, str(client.base_url).rstrip("/"), width=width
        ) as opened,
    ):
        opened.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = opened.open("/?q=" + quote("họp báo"))
        line = page.locator(".line").first
        shown = line.locator(".source").inner_text()
        assert shown.startswith("… ") and shown.endswith(" …") and "họp báo" in shown
        line.locator(".copy").click()
        page.wait_for_function("document.getElementById('notice').textContent")
        assert page.evaluate("navigator.clipboard.readText()") == target
        line.focus()
        page.keyboard.press("x")
        # What comes a moment later leaves the line as it is, and where it is.
        place = line.bounding_box()
        page.wait_for_selector(".rendering")
        assert line.evaluate("line => line === document.activeElement")
        assert line.bounding_box() == place
        assert line.locator(".source").inner_text() == source
        assert line.locator(".source mark").inner_text() == "họp báo"
        page.keyboard.press("x")
        assert line.locator(".source").inner_text() == shown
        opened.verify()


def test_e_on_a_rendering_leads_to_its_lines_and_on_a_term_to_its_concept(
    browser: Browser, seeds_address: str
) -> None:
    with open_browser_page(browser, seeds_address) as opened:
        page = opened.open("/?q=rừng ngập mặn")
        rendering = page.locator(".rendering").first
        text = rendering.get_attribute("data-copy") or ""
        rendering.focus()
        page.keyboard.press("e")
        page.wait_for_url("**also=*")
        assert page.locator("[name=also]").input_value() == text
        page.goto(f"{seeds_address}/?q=Bộ Ngoại giao")
        page.locator(".hit.term").first.focus()
        page.keyboard.press("e")
        page.wait_for_url("**/terms/ministry-003*")


def test_enter_leads_into_the_answer_that_is_still_on_its_way(
    opened: OpenedPage,
) -> None:
    page = opened.open("/")
    page.locator("#q").fill("họp báo")
    page.keyboard.press("Enter")
    page.wait_for_selector(".hit:focus")


def test_stored_html_is_shown_as_text(opened: OpenedPage) -> None:
    page = opened.open("/?q=họp báo")
    page.wait_for_selector(".rendering")
    title = page.title()
    assert "onerror" in page.locator("#results").inner_text()
    assert page.locator("#results img, #results script").count() == 0
    page.goto(f"{opened.address}/?q={quote(_HOSTILE)}")
    assert page.locator("#q").input_value() == _HOSTILE
    assert title == "họp báo · Search · Padanan"
    assert page.title() == f"{_HOSTILE} · Search · Padanan"


@pytest.mark.parametrize(
    ("conditions", "count"),
    [
        ({}, 3),
        ({"also": "jumpa"}, 2),
        ({"also": "jumpa", "also_is": "lacks"}, 1),
        ({"also": "chiều", "also_side": "source"}, 1),
        ({"also": "chiều", "also_side": "source", "also_is": "lacks"}, 2),
        ({"person": "Budi"}, 1),
        ({"person": "nobody"}, 0),
        ({"state": "translated"}, 3),
        ({"state": "final"}, 0),
        ({"since": "2020-01"}, 3),
        ({"until": "2020-01"}, 0),
        ({"site": "vietnam.vn"}, 0),
    ],
)
def test_conditions_select_units(
    small_address: str, conditions: dict[str, str], count: int
) -> None:
    text = _read(f"{small_address}/search/phrases", q="họp báo", **conditions)
    assert text.count('class="hit line"') == count


def test_sites_and_dates_of_articles_select_units(seeds_address: str) -> None:
    for conditions, count in (
        ({"site": "Báo Mẫu"}, 4),
        ({"site": "other.example"}, 0),
        ({"since": "2025-11-12", "until": "2025-11"}, 4),
        ({"since": "2025-11-13"}, 0),
    ):
        text = _read(f"{seeds_address}/search/phrases", q="rừng ngập mặn", **conditions)
        assert text.count('class="hit line"') == count, conditions


_REPAIRED = (
    "Mỗi hộ nhận chăm sóc trung bình 3 ha và cam kết giữ độ che phủ của cây ở mức ít "
    "nhất 70% diện tích."
)


def test_a_match_shows_what_was_changed_in_it(seeds_address: str) -> None:
    text = _read(seeds_address, q=_REPAIRED)
    assert '<mark class="changed">70 persen</mark>' in text
    assert '<del lang="id">60 persen</del>' in text


def test_a_match_says_in_the_language_of_the_page_what_it_lost_points_for(
    seeds_address: str,
) -> None:
    text = _read(seeds_address, q=_REPAIRED, language="id")
    assert ">98%<" in text
    assert "−2 angka" in text
    assert {PIVOT_REASON, VARIANT_REASON} < PENALTY_WORDS.keys()


def test_conditions_select_matches_by_day_and_site(seeds_address: str) -> None:
    found = _read(seeds_address, q=_REPAIRED, since="2025-11", site="Báo Mẫu")
    assert "70 persen" in found
    for conditions in ({"since": "2026"}, {"person": "Budi"}, {"also": "hutan"}):
        assert "70 persen" not in _read(seeds_address, q=_REPAIRED, **conditions)


def test_a_hit_leads_to_its_row_of_its_article(
    browser: Browser, seeds_address: str
) -> None:
    with open_browser_page(browser, seeds_address) as opened:
        page = opened.open("/?q=perisai hijau")
        page.locator(".line .origin a").first.click()
        page.locator("#t3:target").wait_for()
        assert "perisai hijau" in page.locator("#t3").inner_text()
        opened.open(page.url.replace(opened.address, "").replace("t3", "t999"))
        assert page.locator(".pairs > li").count() > 20, "a row that is gone hides none"


def test_lines_of_a_rendering_have_it_whatever_the_filter(seeds_address: str) -> None:
    query = {"q": "rừng ngập mặn", "also": "bakau", "also_is": "lacks"}
    text = unescape(_read(f"{seeds_address}/search/phrases", **query))
    lines_address = re.search(r'href="([^"]+)" data-lines', text)
    assert lines_address is not None
    assert "lacks" not in lines_address[1]
    assert "also=hutan+mangrove" in lines_address[1]


def test_a_phrase_without_a_term_can_be_suggested(
    browser: Browser, seeds_address: str
) -> None:
    with open_browser_page(browser, seeds_address) as opened:
        page = opened.open("/?q=perisai hijau")
        page.locator(".rendering").first.wait_for()
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("t")
        page.wait_for_url("**/terms/suggestions**")
        assert page.get_by_label("Term", exact=True).input_value() == "perisai hijau"
        assert page.get_by_label("Source language").input_value() == "id"
        assert page.get_by_label("Target language").input_value() == "vi"
        assert page.get_by_label("Translation").input_value()


def test_keys_are_shown_while_typing_and_g_leads_to_the_pages(
    opened: OpenedPage,
) -> None:
    page = opened.open("/?q=hutan")
    page.keyboard.press("Control+/")
    dialog = page.locator("dialog").inner_text()
    assert "To the bar of pages" in dialog
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    for path in ("checks", "articles"):
        for key in ("g", "ArrowRight", "Enter"):
            page.keyboard.press(key)
        page.wait_for_url(f"**/{path}")


def test_what_is_typed_outlives_the_filters(opened: OpenedPage) -> None:
    page = opened.open("/?person=Budi")
    page.locator("#q:focus").wait_for()
    page.keyboard.press("?")  # in the empty box, as the page says
    page.get_by_role("button", name="Close").click()
    page.locator("#q").fill("họp báo")
    page.locator(".hit").first.wait_for()
    page.get_by_role("link", name="Without filters").click()
    page.wait_for_url(lambda address: "person" not in address)
    assert page.locator("#q").input_value() == "họp báo"


def test_a_title_shows_its_status_and_who_holds_it(seeds_address: str) -> None:
    text = _read(seeds_address, q="thu tuong")
    assert 'data-copy="Perdana Menteri"' in text
    assert "Sanae Takaichi" in text
    assert '<span class="tag doubtful">deprecated</span>' in text


def test_hits_are_exported_as_a_table_without_formulas(tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    with padanan.open(path, source="vi", target="id", author="Siti") as memory:
        memory.add("=họp báo", '=HYPERLINK("http://evil.example")')
        memory.add("họp báo", "jumpa pers")
    with serve(path) as client:
        answer = client.get("/search/export", params={"q": "họp báo"})
    assert answer.headers["content-disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["target"] for row in rows] == [
        '\'=HYPERLINK("http://evil.example")',
        "jumpa pers",
    ]
    assert rows[1]["person"] == "Siti"


def test_an_empty_memory_leads_to_a_first_result(tmp_path: Path) -> None:
    with serve(tmp_path / "new.db") as client:
        text = client.get("/").text
        searched = client.get("/", params={"q": "họp báo"}).text
    assert "This memory is empty" in text
    assert 'href="/import/start' in text
    assert "Nothing found" in searched
    assert not (tmp_path / "new.db").exists()


def test_the_keys_are_listed_and_single_letters_can_be_switched_off(
    opened: OpenedPage,
) -> None:
    page = opened.open("/")
    page.locator("#q:focus").wait_for()
    page.locator("h1").evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")
    listed = page.locator("dialog dt").all_inner_texts()
    assert {"/", "?", "f", "o"} <= {key.strip() for key in listed}
    page.keyboard.press("?")  # the same key closes the list
    page.wait_for_selector("dialog", state="detached")
    page.locator(".filters summary").focus()
    page.keyboard.press("?")
    page.keyboard.press("Escape")
    page.wait_for_selector(".filters summary:focus")  # back to where somebody was
    page.keyboard.press("?")
    with page.expect_response(lambda response: "shortcuts=off" in response.url):
        page.locator("dialog input[type=checkbox]").click()
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 0
    page.reload()
    assert page.locator("html").get_attribute("data-shortcuts") == "off"


def test_an_excerpt_is_cut_at_spaces_around_the_first_mark() -> None:
    text = "đầu " * 60 + "họp báo" + " cuối" * 60
    start = text.index("họp báo")
    excerpt = cut_excerpt(text, [(start, start + 7, "found")])
    ((left, right, _),) = excerpt.marks
    assert excerpt.text[left:right] == "họp báo"
    assert excerpt.text.startswith("đầu ") and excerpt.text.endswith(" cuối")
    assert (excerpt.is_cut_before, excerpt.is_cut_after) == (True, True)
    assert cut_excerpt("họp báo", []).text == "họp báo"
