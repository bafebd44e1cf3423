"""One browser for all tests of pages."""

from collections.abc import Iterator

import pytest

from tests.browser import chromium


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[chromium.Browser]:
    """A Chromium; tests of pages are skipped where there is none."""
    path = chromium.program()
    if path is None:
        pytest.skip("no Chromium is installed")
    with chromium.running(path, tmp_path_factory.mktemp("browser")) as running:
        yield running
