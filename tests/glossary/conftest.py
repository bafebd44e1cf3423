"""A small termbase, made for recognition."""

from pathlib import Path

import pytest

from exports.terms import csv as terms_csv
from glossary.entries.entry import ConceptEntry

TERMS = Path(__file__).parents[1] / "data" / "terms"


@pytest.fixture(scope="session")
def termbase() -> list[ConceptEntry]:
    """The entries of tests/data/terms/termbase.csv."""
    return terms_csv.read(TERMS / "termbase.csv").entries
