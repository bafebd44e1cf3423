"""A small termbase, made for recognition."""

import pytest

from exports.terms import csv as terms_csv
from glossary.entries.entry import ConceptEntry
from tests.paths import DATA

TERMS = DATA / "terms"


@pytest.fixture(scope="session")
def termbase() -> list[ConceptEntry]:
    """The entries of tests/data/terms/termbase.csv."""
    return terms_csv.read_content(TERMS / "termbase.csv").entries
