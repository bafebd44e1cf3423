"""A memory with an article, the starter termbase and some units."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import padanan
from tests.paths import ROOT

ARTICLES = ROOT / "seeds" / "articles"


@pytest.fixture(scope="package")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[padanan.Memory]:
    """A memory that tests only read."""
    path: Path = tmp_path_factory.mktemp("assistants") / "memory.db"
    with padanan.open(path, source="vi", target="id") as opened:
        opened.ingest(
            ARTICLES / "hoi-nghi-rung-ngap-man.id.txt",
            original=ARTICLES / "hoi-nghi-rung-ngap-man.vi.txt",
        )
        opened.terms.load(ROOT / "seeds" / "glossary" / "official_titles.csv")
        opened.add("họp báo", "jumpa pers", author="lan")
        yield opened
