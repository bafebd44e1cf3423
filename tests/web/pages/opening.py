"""Pages in a browser: opened with a language, a width and a theme, and watched."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

WIDTHS = (390, 1440)
_IGNORED = ("the server responded with a status of 4",)
"""What the browser says of an answer that a test wants."""


def pair_looks() -> list[object]:
    """Pair languages, widths and themes; in `make test` only one look is tried."""
    looks = list(product(("vi", "id", "en"), WIDTHS, ("dark", "light")))
    return [
        pytest.param(*look, marks=() if look == looks[0] else (pytest.mark.thorough,))
        for look in looks
    ]


@dataclass
class OpenedPage:
    """A page in a browser, and all that went wrong on it."""

    page: Page
    address: str
    """Of the server."""
    errors: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Open a path of the server."""
        self.page.goto(f"{self.address}{path}")
        return self.page

    def verify(self) -> None:
        """Fail for errors in the console, of scripts, of the policy and of axe.

        Nothing may move, either: this person has said so (`reduced_motion`).
        """
        assert self.errors == []
        barriers = find_barriers(self.page)
        assert barriers == [], barriers
        assert find_moving(self.page) == []
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= self.page.evaluate("innerWidth"), "wider than the screen"


def find_barriers(page: Page) -> list[str]:
    """Find what axe says of a page, by the rules of WCAG 2.2 AA and good practice."""
    results = Axe().run(
        page,
        options={
            "runOnly": [
                *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"),
                "best-practice",
            ],
            # What passes would be thousands of nodes, each with its reasons.
            "resultTypes": ["violations"],
        },
    )
    return [
        f"{violation['id']}: {node['html'][:200]} {node.get('failureSummary', '')}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]


def find_moving(page: Page) -> list[str]:
    """Find the elements whose changes take time, or that scroll smoothly."""
    moving: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((element) =>
            [null, "::before", "::after"].some((part) => {
              const style = getComputedStyle(element, part);
              const times = `${style.transitionDuration},${style.animationDuration}`;
              return times.split(",").some((time) => parseFloat(time) > 0)
                || style.scrollBehavior === "smooth";
            })).map((element) => element.outerHTML.slice(0, 100))"""
    )
    return moving


@contextmanager
def open_browser_page(
    browser: Browser,
    address: str,
    *,
    language: str = "en",
    width: int = 1440,
    theme: str = "light",
    has_scripts: bool = True,
) -> Iterator[OpenedPage]:
    """Open an empty page of a new person; what goes wrong fails the test at its end."""
    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": 900},
        locale={"en": "en-GB", "id": "id-ID", "vi": "vi-VN"}[language],
        color_scheme="dark" if theme == "dark" else "light",
        java_script_enabled=has_scripts,
        reduced_motion="reduce",
    )
    try:
        opened = OpenedPage(context.new_page(), address)
        page, errors = opened.page, opened.errors
        page.on("pageerror", lambda error: errors.append(f"script: {error}"))
        page.on(
            "console",
            lambda said: (
                errors.append(f"{said.type}: {said.text}")
                if said.type in ("error", "warning")
                and not any(part in said.text for part in _IGNORED)
                else None
            ),
        )
        page.on(
            "request",
            lambda request: (
                errors.append(f"asks elsewhere: {request.url}")
                if not request.url.startswith((address, "data:"))
                else None
            ),
        )
        yield opened
    finally:
        context.close()
    assert errors == []
