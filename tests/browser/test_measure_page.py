"""The page of a measure of the checks in a browser."""

import json
from base64 import b64decode
from pathlib import Path

import pytest

from tests.browser.chromium import Browser, Page
from tests.checks.measuring.seeded_errors.test_seeded_errors import PAIRS
from tests.cli.calling import call


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page in each language."""
    folder = tmp_path_factory.mktemp("measured")
    rows = [{"document": "d", "source": a, "target": f"{b}  "} for a, b in PAIRS]
    units = folder / "u.jsonl"
    units.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    for language in ("en", "id", "vi"):
        done = call(
            *("--database", str(folder / "x.db"), "checks", "measure", str(units)),
            *("-s", "vi", "-t", "id", "--rounds", "2", "--language", language),
            *("--report", str(folder / f"{language}.html")),
        )
        assert done.code == 0, done.err
    return folder


@pytest.mark.parametrize("language", ["en", "id", "vi"])
@pytest.mark.parametrize("width", [320, 1200])
def test_nothing_but_its_tables_is_wider_than_the_screen(
    browser: Browser, folder: Path, language: str, width: int
) -> None:
    page = Page(browser, folder / f"{language}.html", width=width)
    page.value("for (one of document.querySelectorAll('details')) one.open = true; 0")
    assert page.value("document.documentElement.scrollWidth") <= width
    assert page.value("document.documentElement.lang") == language


def test_the_page_asks_for_nothing_and_has_no_error(
    browser: Browser, folder: Path
) -> None:
    page = Page(browser, folder / "en.html")
    assert page.asked == [(folder / "en.html").as_uri()]
    assert page.errors == []


def test_examples_are_opened_and_the_page_is_printed(
    browser: Browser, folder: Path
) -> None:
    page = Page(browser, folder / "en.html")
    seen = "document.querySelector('details blockquote').checkVisibility()"
    assert page.value(seen) is False
    page.value("document.querySelector('details summary').click()")
    assert page.value(seen) is True
    assert b64decode(page.call("Page.printToPDF")["data"]).startswith(b"%PDF")
