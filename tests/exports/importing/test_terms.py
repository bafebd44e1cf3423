"""Importing terms by Python: values in, values out, and nothing printed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exports.importing.term_import import TermImportOptions, import_terms
from glossary.termbase import Glossary
from tm.store.database import Database


@pytest.fixture
def glossary(tmp_path: Path) -> Iterator[Glossary]:
    with Database.open(str(tmp_path / "memory.db")) as database:
        yield Glossary(database)


def table(path: Path, text: str) -> list[str]:
    path.write_text(text, "utf-8")
    return [str(path)]


def test_concepts_are_counted_and_named_for_undo(
    glossary: Glossary, tmp_path: Path
) -> None:
    files = table(tmp_path / "a.csv", "vi,id\nhọp báo,jumpa pers\n")
    counts: list[int] = []
    imported = import_terms(
        glossary, files, author="lan", report_progress=counts.append
    )
    assert (imported.new, imported.change_set, sum(counts)) == (1, "i1", 1)
    again = import_terms(glossary, files, author="lan")
    assert (again.known, again.change_set) == (1, None)


def test_dry_run_lists_changes_and_stores_nothing(
    glossary: Glossary, tmp_path: Path
) -> None:
    files = table(tmp_path / "a.csv", "vi,id\nhọp báo,jumpa pers\n")
    imported = import_terms(glossary, files, TermImportOptions(dry_run=True), author="")
    assert [change.action for change in imported.changes] == ["add"]
    assert imported.change_set is None and glossary.is_empty()


def test_duplicates_are_listed_or_merged(glossary: Glossary, tmp_path: Path) -> None:
    first = table(tmp_path / "a.csv", "concept,vi,id\nc1,họp báo,jumpa pers\n")
    import_terms(glossary, first, author="")
    files = table(
        tmp_path / "b.csv", "concept,vi,id,note\nc2,họp báo,jumpa pers,of the press\n"
    )
    dry = import_terms(glossary, files, TermImportOptions(dry_run=True), author="")
    assert [(twin.concept, twin.like) for twin in dry.duplicates] == [("c2", "c1")]
    import_terms(glossary, files, TermImportOptions(merge=True), author="")
    assert [entry.id for entry in glossary.entries()] == ["c1"]
