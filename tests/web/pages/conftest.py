"""One server on the seeds and one browser for all tests of pages."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import chromium
from tests.web.pages.seeds import make_seeds_database
from tests.web.people.team import serve_team
from tests.web.serving import serve


@pytest.fixture(scope="session")
def seeds_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the seeds; do not change it, copy it."""
    return make_seeds_database(tmp_path_factory.mktemp("seeds") / "seeds.db")


@pytest.fixture(scope="package")
def seeds_address(
    seeds_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a server on the seeds; what changes them serves its own copy."""
    copy = tmp_path_factory.mktemp("served") / "seeds.db"
    shutil.copy(seeds_database, copy)
    with serve(copy) as client:
        yield str(client.base_url).rstrip("/")


@pytest.fixture(scope="package")
def team_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with accounts, where nobody is logged in."""
    with serve_team(tmp_path_factory.mktemp("team")) as (client, _):
        yield str(client.base_url).rstrip("/")


# Not of the session: while Playwright runs, its thread cannot use asyncio otherwise.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A Chromium; tests of pages are skipped where there is none."""
    path = chromium.program()
    if path is None:
        pytest.skip("no Chromium is installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=chromium.OPTIONS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of screenshots in the output of the tests."""
    return tmp_path_factory.mktemp("screenshots", numbered=False)
