"""The page of findings in a browser: its filters, on a phone, and printed."""

import json
from base64 import b64decode
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from exports.reports.labels import load_labels
from tests.browser.chromium import Browser, Page
from tests.cli.calling import call

PHONE = 360
LONG = "https://example.org/" + "rat-dai-" * 40
HOSTILE = "</script><script>hostile = 1</script><img src=https://example.org/x.png>"
ROWS = [
    ("báo một", "Có 5 người đã đến.", "Ada  6 orang tiba ."),
    ("báo một", "Thứ Tư, trời mưa.", "Hujan turun pada Kamis,  begitulah ."),
    ("báo hai", "Có 5 người đã đến.", "Ada 7 orang\u00a0yang tiba ."),
    (LONG, f"Xem {LONG} nhé.", f"Lihat {LONG}x  ya."),
    (HOSTILE, f"Viết {HOSTILE}.", f"Tulis  {HOSTILE} ."),
]
SHOWN = """
[...document.querySelectorAll("main article")].filter((one) => one.offsetHeight).map(
  (one) => [one.dataset.check, one.className, one.closest("section").dataset.document])
"""
"""Check, severity and document of each finding that can be seen."""


def report(folder: Path, *words: str) -> Path:
    """The page of a run over the rows."""
    units = folder / "u.jsonl"
    rows = [
        {"document": document, "id": f"u{number}", "source": source, "target": target}
        for number, (document, source, target) in enumerate(ROWS)
    ]
    units.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    file = folder / "report.html"
    call("check", str(units), "-s", "vi", "-t", "id", "--report", str(file), *words)
    return file


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Page:
    return Page(browser, report(tmp_path))


def choose(page: Page, **wishes: str) -> list[list[str]]:
    """Put wishes into the fields, all others empty, and tell what can be seen."""
    page.value("document.querySelector('form').reset()")
    for name, wish in wishes.items():
        page.value(
            f"field = document.querySelector('form').elements[{json.dumps(name)}];"
            f"field.value = {json.dumps(wish)};"
            "field.dispatchEvent(new Event('input', {bubbles: true})); 0"
        )
    found: list[list[str]] = page.value(SHOWN)
    return found


@pytest.mark.parametrize(
    ("name", "place"), [("check", 0), ("severity", 1), ("document", 2)]
)
def test_a_filter_shows_what_is_chosen_and_hides_the_rest(
    page: Page, name: str, place: int
) -> None:
    everything: list[list[str]] = page.value(SHOWN)
    values = Counter(one[place] for one in everything)
    assert len(values) > 1
    for value, count in values.items():
        shown = choose(page, **{name: value})
        assert [one for one in everything if one[place] == value] == shown
        said = load_labels("en").fill_in("shown", str(count), str(len(everything)))
        assert page.value("document.querySelector('output').textContent") == said


def test_filters_go_together(page: Page) -> None:
    everything: list[list[str]] = page.value(SHOWN)
    wish = {"check": "space.double", "severity": "warning", "document": "báo một"}
    shown = choose(page, **wish)
    assert shown == [one for one in everything if one == [*wish.values()]] != []
    assert choose(page, check="space.double", severity="error") == []
    # A document of which nothing is shown has no heading left, either.
    headings = "[...document.querySelectorAll('h2')].filter((h) => h.offsetHeight)"
    assert page.value(f"{headings}.length") == 0


def test_words_are_looked_for_whatever_their_case(page: Page) -> None:
    shown = choose(page, words="  HUJAN ")
    assert shown and {document for _, _, document in shown} == {"báo một"}


def test_all_can_be_shown_again(page: Page) -> None:
    everything = page.value(SHOWN)
    assert choose(page, check="num.value") != everything
    page.value("document.querySelector('button[type=reset]').click()")
    later = "new Promise((done) => setTimeout(done))"
    page.call("Runtime.evaluate", expression=later, awaitPromise=True)
    assert page.value(SHOWN) == everything


@pytest.mark.parametrize("language", ["en", "id", "vi"])
@pytest.mark.parametrize("width", [320, PHONE, 600, 1200])
def test_nothing_is_wider_than_the_screen(
    browser: Browser, tmp_path: Path, language: str, width: int
) -> None:
    page = Page(browser, report(tmp_path, "--language", language), width=width)
    page.value("for (one of document.querySelectorAll('details')) one.open = true; 0")
    assert page.value("document.documentElement.scrollWidth") <= width
    beyond: Any = page.value(
        "[...document.querySelectorAll('article, table, form, h1, h2')].filter("
        f"(one) => one.getBoundingClientRect().right > {width}).length"
    )
    assert beyond == 0


def test_texts_stand_below_each_other_on_a_phone(page: Page) -> None:
    sides = (
        "[...document.querySelector('.texts').children].map("
        "(one) => one.getBoundingClientRect().left)"
    )
    left, right = page.value(sides)
    assert left < right
    page.resize(PHONE)
    left, right = page.value(sides)
    assert left == right


def test_the_printed_page_has_all_but_the_form(page: Page) -> None:
    page.value("for (one of document.querySelectorAll('details')) one.open = false; 0")
    seen = "document.querySelector('table.checks').checkVisibility()"
    assert page.value(seen) is False
    page.call("Emulation.setEmulatedMedia", media="print")
    assert page.value("document.querySelector('form').offsetHeight") == 0
    assert page.value(seen) is True
    assert len(page.value(SHOWN)) == page.value(
        "document.querySelectorAll('article').length"
    )
    assert b64decode(page.call("Page.printToPDF")["data"]).startswith(b"%PDF")


def test_the_page_asks_for_nothing_and_has_no_error(
    browser: Browser, tmp_path: Path
) -> None:
    file = report(tmp_path)
    page = Page(browser, file)
    choose(page, check="num.value")
    assert page.asked == [file.as_uri()]
    assert page.errors == []
    assert page.value("typeof hostile") == "undefined"


def test_without_scripts_all_findings_are_there(
    browser: Browser, tmp_path: Path
) -> None:
    file = report(tmp_path)
    everything = Page(browser, file).value(SHOWN)
    page = Page(browser, file, scripts=False)
    assert page.value(SHOWN) == everything
    assert page.value("document.querySelector('form').offsetHeight") == 0
