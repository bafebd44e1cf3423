"""Each text of the memory and of the termbase stands on a page under its own `lang`."""

import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import httpx
import lxml.html
import pytest
from lxml.etree import _Element

import padanan
from glossary.seed_files import find_seeds_folder
from tests.web.serving import serve
from tm.settings import AlignSettings, Settings
from web.pages.route_table import PAGES

_PAIR = find_seeds_folder() / "articles" / "hoi-nghi-rung-ngap-man"
_HTML = {"accept": "text/html"}
_ROUTES_WITH_TEXTS = {
    "/",
    "/articles",
    "/articles/{key}",
    "/checks/{id}",
    "/checks/{id}/groups/{group}",
    "/review",
    "/search/attestation",
    "/search/units/{key}",
    "/terms",
    "/terms/{concept}",
    "/terms/suggestions",
    "/translate",
    "/translate/{id}",
}
"""Pages that show texts of the memory or the termbase, at least."""
_PATTERNS = {
    page.route.path: re.sub(r"\{\w+\}", "[^/]+", page.route.path)
    for page in PAGES
    if page.route.verb == "GET" and page.template
}
_MOST_PAGES_OF_A_ROUTE = 1
_LEAST_PART = 20
"""The shortest part of a text that is looked for; whole texts may be shorter."""


class _TextLanguages:
    """The languages of the texts that are stored."""

    def __init__(self, texts_by_locale: Mapping[str, Iterable[str]]) -> None:
        self._texts_by_locale = {
            locale: frozenset(map(_join_words, texts))
            for locale, texts in texts_by_locale.items()
        }
        self._all_by_locale = {
            locale: "\n".join(texts) for locale, texts in self._texts_by_locale.items()
        }
        self.longest = max(map(len, chain(*self._texts_by_locale.values())))

    def find_locale(self, shown_text: str) -> str | None:
        """Find the language that a text, or a part of one, must have."""
        texts = self._texts_by_locale.items()
        locales = [locale for locale, whole in texts if shown_text in whole]
        if not locales and len(shown_text) >= _LEAST_PART:
            parts = self._all_by_locale.items()
            locales = [locale for locale, text in parts if shown_text in text]
        return locales[0] if len(locales) == 1 else None


def _join_words(text: str) -> str:
    return " ".join(text.strip(" …\n").split())


@pytest.fixture(scope="module", name="client")
def _serve(
    seeds_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """A server on the seeds with something on each page: pairs that wait, a draft …"""
    copy = tmp_path_factory.mktemp("languages") / "seeds.db"
    shutil.copy(seeds_database, copy)
    page, original = (
        Path(f"{_PAIR}.{tag}.txt").read_text("utf-8") for tag in ("id", "vi")
    )
    settings = replace(Settings(), align=AlignSettings(threshold=0.999999))
    with padanan.open(copy, source="vi", target="id", settings=settings) as memory:
        page = page.replace("utan", "ebun")
        original = original.replace("rừng", "vườn")
        assert memory.articles.ingest_text(page, original_text=original).review
    with serve(copy) as client:
        yield client


def test_each_stored_text_has_its_own_language(client: httpx.Client) -> None:
    texts = _read_texts(client)
    wrong_texts: list[str] = []
    shown_routes: Counter[str] = Counter()
    for address, content in _visit_pages(client):
        for locale, shown_text, given in _find_texts(content, texts):
            shown_routes[_name_route(address)] += 1
            if locale != given:
                wrong_texts.append(f"{address}: {shown_text[:60]} ({given})")
    assert wrong_texts == []
    assert _ROUTES_WITH_TEXTS - shown_routes.keys() == set()


def test_a_text_under_a_wrong_language_is_found() -> None:
    texts = _TextLanguages({"id": ["Hutan mangrove adalah perisai hijau"]})
    content = (
        '<html lang="en"><p>mangrove adalah perisai hijau</p>'
        '<p lang="vi">Hutan <mark>mangrove</mark> adalah perisai hijau</p>'
        '<p lang="id"><b>Hutan mangrove</b> adalah perisai hijau</p></html>'
    )
    found = [*dict.fromkeys(given for _, _, given in _find_texts(content, texts))]
    assert found == ["en", "vi", "id"]


def _read_texts(client: httpx.Client) -> _TextLanguages:
    texts = defaultdict[str, set[str]](set)
    for unit in client.get("/api/v1/units?limit=100").json()["units"]:
        texts[unit["source_locale"]].add(unit["source"])
        texts[unit["target_locale"]].add(unit["target"])
    for article in client.get("/api/v1/articles").json()["articles"]:
        shown = client.get(f"/api/v1/articles/{article['key']}").json()
        texts[article["locale"]] |= {line["text"] for line in shown["lines"]}
        texts[article["locale"]].add(article["headline"])
    for concept in client.get("/api/v1/terms?limit=100").json()["concepts"]:
        for term in concept["terms"]:
            texts[term["locale"]].add(term["text"])
    assert {"vi", "id", "en"} <= texts.keys()
    return _TextLanguages(texts)


def _visit_pages(client: httpx.Client) -> Iterator[tuple[str, str]]:
    """Visit some pages of each route, by the links from page to page."""
    texts = {"source": "vi", "target": "id"}
    run = client.post("/checks", data=texts, headers=_HTML).headers["location"]
    article = client.get("/api/v1/articles?originals=true").json()["articles"]
    [original] = [one for one in article if one["locale"] == "vi"][:1]
    draft = client.post(
        "/api/v1/drafts", json={"article": original["key"], "target": "id"}
    ).json()
    suggestion = {
        "source_text": "Người dân ven biển là chủ thể",
        "target_text": "Warga pesisir menjadi pelaku utama",
        **texts,
    }
    assert client.post("/api/v1/suggestions", json=suggestion).is_success
    query = urlencode({"q": "Bộ Nông nghiệp và Môi trường"})
    waiting = [f"/?{query}", f"/search/attestation?{query}", run.partition("?")[0]]
    waiting += [f"/translate/{draft['id']}", "/terms/ministry-008"]
    seen = set(waiting)
    count_by_route: Counter[str] = Counter()
    while waiting:
        address = waiting.pop(0)
        route = _name_route(address)
        if count_by_route[route] == _MOST_PAGES_OF_A_ROUTE:
            continue
        answer = _read_page(client, address)
        if "content-disposition" in answer.headers:  # a file to save
            continue
        assert answer.is_success, address
        count_by_route[route] += 1
        yield address, answer.text
        for element in lxml.html.fromstring(answer.text).iter("a"):
            link = str(element.get("href", ""))
            is_page = link.startswith("/") and not link.startswith(("/api", "/docs"))
            if is_page and link not in seen:
                seen.add(link)
                waiting.append(link)


def _read_page(client: httpx.Client, address: str) -> httpx.Response:
    """Read a page; one of work that goes on is read until that has ended."""
    answer = client.get(address, headers=_HTML, follow_redirects=True)
    for _ in range(60):
        if "refresh" not in answer.headers:
            break
        answer = client.get(address, headers=_HTML, follow_redirects=True)
    return answer


def _name_route(address: str) -> str:
    """Name the route of an address, such as /terms/{concept}, or its path."""
    path = urlsplit(address).path
    matching_paths = [
        route_path
        for route_path, pattern in _PATTERNS.items()
        if re.fullmatch(pattern, path)
    ]
    return min(matching_paths, key=lambda one: one.count("{"), default=path)


def _find_texts(
    content: str, texts: _TextLanguages
) -> Iterator[tuple[str, str, str | None]]:
    """Find the texts that a page shows: their language, and that of the page there."""
    body = lxml.html.fromstring(content).find("body")
    assert body is not None
    for element in body.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style"):
            continue
        shown_texts = {*_list_own(element)}
        if len(element) and len(whole := _read_content(element)) <= 2 * texts.longest:
            shown_texts.add(_join_words(whole))
            shown_texts -= {_join_words(_read_content(child)) for child in element}
        for shown_text in shown_texts:
            locale = texts.find_locale(shown_text)
            if locale is not None:
                yield locale, shown_text, _find_given_language(element)


def _read_content(element: _Element) -> str:
    return "".join(map(str, element.itertext()))


def _list_own(element: _Element) -> Iterator[str]:
    """List the parts of text that an element has itself, between its elements."""
    yield _join_words(element.text or "")
    for child in element:
        yield _join_words(child.tail or "")


def _find_given_language(element: _Element) -> str | None:
    for one in [element, *element.iterancestors()]:
        if "lang" in one.attrib:
            return str(one.attrib["lang"])
    return None
