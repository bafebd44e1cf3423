"""What holds for every page of the table, in each language, on each screen."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.examples import tries_all
from tests.web.pages.opening import OpenedPage, find_moving, open_browser_page
from web.pages.page_endpoint import PAGE_CONTENT_SECURITY_POLICY
from web.pages.page_route import PageRoute
from web.pages.route_table import PAGES
from web.route import Scope

_SHOWN = [
    page
    for page in PAGES
    if page.route.verb == "GET"
    and page.template
    and ("{" not in page.route.path or page.route.example)
]
_LOOKS = [
    ("en", 1440, "light"),
    ("vi", 390, "dark"),
    ("id", 390, "light"),
    ("vi", 1440, "light"),
    ("id", 2560, "dark"),
]
_MOST_HTML_BYTES = 60_000


def _name(page: PageRoute) -> str:
    return page.route.name


@pytest.fixture
def address(page: PageRoute, request: pytest.FixtureRequest) -> str:
    """The address of the page: of those for people not logged in, with accounts."""
    is_open = page.route.scope is Scope.ANYONE
    name = "team_address" if is_open else "seeds_address"
    server_address: str = request.getfixturevalue(name)
    return server_address


def _pair_pages_with_looks() -> Iterator[object]:
    """Each page in each look; in `make test` each page in one, each look on some."""
    for number, page in enumerate(_SHOWN):
        for look, (language, width, theme) in enumerate(_LOOKS):
            marks = () if look == number % len(_LOOKS) else (pytest.mark.thorough,)
            name = f"{_name(page)}-{language}-{width}-{theme}"
            yield pytest.param(page, language, width, theme, marks=marks, id=name)


def _wait_until_loaded(page: Page) -> None:
    """Wait until all is there; only what loads more of itself is waited for longer."""
    page.wait_for_load_state("load")
    if page.locator("[hx-trigger*=load], [data-rest]").count():
        page.wait_for_load_state("networkidle")  # half a second, at least


@pytest.mark.parametrize(
    ("page", "language", "width", "theme"), list(_pair_pages_with_looks())
)
def test_a_page_has_no_barriers_and_no_errors(
    browser: Browser,
    address: str,
    screenshots: Path,
    page: PageRoute,
    language: str,
    width: int,
    theme: str,
) -> None:
    look = {"language": language, "width": width, "theme": theme}
    with open_browser_page(browser, address, **look) as opened:  # type: ignore[arg-type]
        shown = opened.open(page.route.example_address)
        _wait_until_loaded(shown)
        if tries_all():  # for people to look at
            name = f"{page.route.name}-{language}-{width}-{theme}.png"
            shown.screenshot(path=screenshots / name, full_page=True)
        opened.verify()
        assert shown.locator("html").get_attribute("lang") == language
        assert shown.locator("h1").count() == 1


def test_what_moves_is_found_and_rests_for_who_wants_it_so(
    browser: Browser, seeds_address: str
) -> None:
    with open_browser_page(browser, seeds_address) as opened:
        page = opened.open("/")
        assert find_moving(page) == []
        page.emulate_media(reduced_motion="no-preference")
        assert any("button" in element for element in find_moving(page))


@pytest.mark.parametrize("page", _SHOWN, ids=_name)
def test_a_page_is_small_and_has_the_policy(address: str, page: PageRoute) -> None:
    answer = httpx.get(
        f"{address}{page.route.example_address}",
        headers={"accept": "text/html"},
        follow_redirects=True,
        timeout=60,
    )
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-security-policy"] == PAGE_CONTENT_SECURITY_POLICY
    assert len(answer.content) <= _MOST_HTML_BYTES


@pytest.fixture(scope="module")
def scriptless(browser: Browser) -> Iterator[OpenedPage]:
    """A browser without scripts that goes from page to page, of whichever server."""
    local = "http://127.0.0.1"
    with open_browser_page(browser, local, has_scripts=False) as opened:
        yield opened


@pytest.mark.parametrize("page", _SHOWN, ids=_name)
def test_a_page_can_be_read_without_scripts(
    scriptless: OpenedPage, address: str, page: PageRoute
) -> None:
    scriptless.page.goto(f"{address}{page.route.example_address}")
    assert scriptless.page.locator("h1").inner_text().strip()
    assert scriptless.errors == []
