"""A database with an article, units and the starter termbase."""

from pathlib import Path

import pytest

import padanan
from tests.paths import ROOT

ARTICLES = ROOT / "seeds" / "articles"


@pytest.fixture(scope="package")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The path of a database that tests only read."""
    path = tmp_path_factory.mktemp("assistants") / "memory.db"
    with padanan.open(path, source="vi", target="id") as memory:
        memory.ingest(
            ARTICLES / "hoi-nghi-rung-ngap-man.id.txt",
            original=ARTICLES / "hoi-nghi-rung-ngap-man.vi.txt",
        )
        memory.terms.load(ROOT / "seeds" / "glossary" / "official_titles.csv")
        memory.add("họp báo", "jumpa pers")
        memory.add("Cuộc họp báo ở Hà Nội.", "Jumpa pers di Hanoi.")
        memory.lookup("họp báo")  # makes the index
    return path
