"""Selecting units by the site of their article."""

import pytest

from tests.tm.store.samples import changed_by, unit
from tm.articles.web.page_host import find_host
from tm.store.database import Database
from tm.store.saved_filters import read_selection, save_selection
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter

URLS = {
    "plain": "https://vietnam.vn/id/a.html",
    "www": "http://www.vietnam.vn",
    "capitals": "HTTPS://WWW.Vietnam.VN/id",
    "port": "https://vietnam.vn:8443/a",
    "part": "https://en.vietnam.vn?x=1",
    "other": "https://notvietnam.vn/a",
    "path": "https://example.org/https://vietnam.vn/a",
    "query": "https://example.org?u=vietnam.vn/",
    "fragment": "https://example.org#vietnam.vn",
    "file": "vietnam.vn/page.txt",
    "none": None,
    "percent": "https://vietnam%vn/a",
}
ON_SITE = {"plain", "www", "capitals", "port", "part"}


@pytest.fixture
def memory(database: Database) -> UnitStore:
    """A memory with a unit for each address."""
    store = UnitStore(database)
    with changed_by(database) as changes:
        store.add(
            [unit(name, "x", page_url=url) for name, url in URLS.items()], changes
        )
        by_original = unit("original", "x", source_url="https://vietnam.vn/b")
        store.add([by_original], changes)
    return store


def selected(memory: UnitStore, *sites: str) -> set[str]:
    """The names of the units on sites."""
    return {one.source.text for one in memory.read_units(UnitFilter(sites=sites))}


def test_hosts_and_their_parts_are_selected(memory: UnitStore) -> None:
    assert selected(memory, "vietnam.vn") == {*ON_SITE, "original"}
    assert selected(memory, "en.vietnam.vn") == {"part"}
    assert selected(memory, "example.org", "notvietnam.vn") == {
        *("other", "path", "query", "fragment")
    }
    assert selected(memory, "vietnam_vn") == set()
    assert selected(memory, "vn") == {*ON_SITE, "original", "other"}
    assert len(selected(memory)) == len(URLS) + 1


def test_the_database_finds_the_hosts_that_python_finds(memory: UnitStore) -> None:
    for name, url in URLS.items():
        host = find_host(url)
        if host:
            assert name in selected(memory, host)


def test_a_selection_keeps_its_sites(memory: UnitStore) -> None:
    wanted = UnitFilter(sites=("vietnam.vn", "antaranews.com"))
    save_selection(memory.database, "sites", wanted)
    assert read_selection(memory.database, "sites") == wanted
