"""The pages of terms: the list, a concept with all that is known of it, and undo."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

import padanan
from padanan.values.concepts import ConceptRelation, ConceptTerm
from tests.web.pages.opening import open_browser_page
from tests.web.serving import serve

_HOSTILE = "<img src=x onerror=alert(1)><b>họp báo</b>"
_HTML = {"accept": "text/html"}


def _make_termbase(path: Path) -> Path:
    with padanan.open(str(path), source="vi", target="id", author="siti") as memory:
        memory.add("Bộ trưởng Công an phát biểu.", "Menteri Kepolisian berbicara.")
        memory.add("Ông gặp Bộ trưởng Công an.", "Ia bertemu Menteri Keamanan.")
        memory.terms.add(
            [
                ConceptTerm("vi", "Bộ trưởng Công an"),
                ConceptTerm("id", "Menteri Keamanan Publik", valid_from="2010"),
                ConceptTerm("id", "Menteri Kepolisian", status="forbidden"),
            ],
            concept="office-1",
            subject_field="office",
        )
        memory.terms.add(
            [ConceptTerm("vi", "Tô Lâm"), ConceptTerm("id", "To Lam")],
            concept="person-1",
            subject_field="person",
            relations=[
                ConceptRelation("office held", "office-1", "2016-04-09", "2024-06-06")
            ],
        )
        memory.terms.add(
            [ConceptTerm("vi", _HOSTILE), ConceptTerm("id", "jumpa pers")],
            concept="hostile",
            note=f"{_HOSTILE} catatan",
            subject_field=_HOSTILE,
        )
    return path


@pytest.fixture(scope="module", name="client")
def _serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    path = _make_termbase(tmp_path_factory.mktemp("terms") / "memory.db")
    with serve(path) as client:
        client.headers["accept"] = "text/html"
        yield client


@pytest.mark.parametrize(
    ("language", "name"), [("en", "offices"), ("id", "jabatan"), ("vi", "chức vụ")]
)
def test_subject_fields_have_names_in_each_language(
    client: httpx.Client, language: str, name: str
) -> None:
    page = client.get("/terms", headers={"accept-language": language}).text
    assert f'<option value="office">{name} (1)</option>' in page
    assert f"<span>{name}</span>" in page
    # A field of the house's own keeps its name.
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


@pytest.mark.parametrize(
    ("conditions", "names"),
    [
        ({"q": "bo truong"}, ["office-1"]),
        ({"status": "forbidden"}, ["office-1"]),
        ({"field": "person"}, ["person-1"]),
        ({"held": "true"}, ["office-1"]),
        ({"locale": "id", "date": "2005", "q": "cong an"}, ["office-1"]),
        ({"locale": "en"}, []),
        ({}, ["hostile", "office-1", "person-1"]),
    ],
)
def test_concepts_are_listed_by_conditions(
    client: httpx.Client, conditions: dict[str, str], names: list[str]
) -> None:
    shown = client.get("/terms", params=conditions).text
    assert re.findall(r'class="open" href="/terms/([\w-]+)', shown) == names
    assert f"{len(names)} of {len(names)} concepts" in shown


def test_a_concept_with_any_characters_in_its_id_has_pages(tmp_path: Path) -> None:
    concept = "un/terms-1?#é"
    with padanan.open(str(tmp_path / "memory.db"), source="vi", target="id") as memory:
        terms = [ConceptTerm("vi", "cử tri"), ConceptTerm("id", "pemilih")]
        memory.terms.add(terms, concept=concept)
    with serve(tmp_path / "memory.db") as client:
        client.headers["accept"] = "text/html"
        [address] = re.findall(
            r'class="open" href="([^"]+)"', client.get("/terms").text
        )
        page = client.get(address)
        assert page.status_code == 200 and concept in page.text
        for action in ("edit", "remove"):
            assert f'href="{address}/{action}"' in page.text
            page_of_action = client.get(f"{address}/{action}")
            assert page_of_action.status_code == 200 and concept in page_of_action.text
        form = {"term_locale": ["vi"], "term_text": ["người bầu cử"], "action": "save"}
        stored = client.post(f"{address}/edit", data=form)
        assert stored.status_code == 303
        shown = client.get(stored.headers["location"])
        assert shown.status_code == 200 and "người bầu cử" in shown.text
        assert client.get("/terms/").headers["location"].endswith("/terms")


def test_an_unknown_text_leads_to_what_is_spelt_like_it(client: httpx.Client) -> None:
    shown = client.get("/terms", params={"q": "mentri kepolisan"}).text
    assert "No such concept" in shown
    assert 'href="/terms/office-1"' in shown


def test_an_empty_termbase_says_how_to_load_a_glossary(tmp_path: Path) -> None:
    with serve(tmp_path / "none.db") as client:
        shown = client.get("/terms", headers=_HTML).text
    assert "padanan terms import glossary.xlsx" in shown


def test_a_concept_shows_its_uses_and_who_held_the_office(
    client: httpx.Client,
) -> None:
    shown = " ".join(client.get("/terms/office-1").text.split())
    assert "forbidden" in shown
    assert '<mark class="found">Menteri Kepolisian</mark>' in shown
    assert "2 units" in shown
    assert "Apr 9, 2016 – Jun 6, 2024" in shown
    person = client.get("/terms/person-1").text
    assert "Offices over time" in person
    assert 'href="/terms/office-1"' in person


def test_a_body_leads_to_its_offices_with_their_holders_and_back(
    seeds_address: str,
) -> None:
    body = httpx.get(f"{seeds_address}/terms/ministry-003", headers=_HTML).text
    assert "Offices of this body" in body
    link = re.search(r'<a href="/terms/office-003"><span[^>]*>([^<]+).*?</li>', body)
    assert link is not None
    assert link[1] == "Bộ trưởng Bộ Ngoại giao"
    assert "Lê Hoài Trung" in link[0]
    assert "Bùi Thanh Sơn" not in link[0]
    office = httpx.get(f"{seeds_address}/terms/office-003", headers=_HTML).text
    section = office.partition('id="offices"')[2].partition("</section>")[0]
    assert 'href="/terms/ministry-003"' in section


def test_a_removal_names_the_concepts_that_lose_their_relation(
    client: httpx.Client,
) -> None:
    shown = client.get("/terms/office-1/remove").text
    assert re.search(r'<a href="/terms/person-1"><span[^>]*>[^<]', shown)
    assert "has a relation to" not in shown


def test_hostile_texts_of_a_concept_are_shown_as_text(
    browser: Browser, client: httpx.Client
) -> None:
    address = str(client.base_url).rstrip("/")
    with open_browser_page(browser, address, width=390, theme="dark") as opened:
        page = opened.open("/terms/hostile")
        assert _HOSTILE in page.locator("h1").inner_text()
        assert page.locator("main img, main b").count() == 0
        opened.verify()
        page = opened.open("/terms?q=hop+bao")
        assert _HOSTILE in page.locator(".concepts").inner_text()
        assert page.locator("main img, main b").count() == 0


def test_concepts_are_found_while_typing_and_opened_by_keys(
    browser: Browser, client: httpx.Client
) -> None:
    address = str(client.base_url).rstrip("/")
    with open_browser_page(browser, address) as opened:
        page = opened.open("/terms")
        page.locator("[name=q]:focus").wait_for()  # no letter is taken for a key
        page.keyboard.type("to lam")
        page.wait_for_url("**q=to+lam")
        assert page.locator(".concepts tbody tr").count() == 1
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/terms/person-1")
        assert page.locator("h1").inner_text() == "Tô Lâm · To Lam"


def test_a_term_that_is_searched_leads_to_its_concept(client: httpx.Client) -> None:
    shown = client.get("/", params={"q": "Bộ trưởng Công an"}).text
    assert 'href="/terms/office-1"' in shown
