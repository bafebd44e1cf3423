"""Importing terms by Python: values in, values out, and nothing printed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exports.importing.term_import import TermImportOptions, import_terms
from glossary.concept_store import ConceptStore
from tm.store.database import Database


@pytest.fixture
def concept_store(tmp_path: Path) -> Iterator[ConceptStore]:
    with Database.open(str(tmp_path / "memory.db")) as database:
        yield ConceptStore(database)


def table(path: Path, text: str) -> list[str]:
    path.write_text(text, "utf-8")
    return [str(path)]


def test_concepts_are_counted_and_named_for_undo(
    concept_store: ConceptStore, tmp_path: Path
) -> None:
    files = table(tmp_path / "a.csv", "vi,id\nhọp báo,jumpa pers\n")
    counts: list[int] = []
    imported = import_terms(
        concept_store, files, author="lan", report_progress=counts.append
    )
    assert (imported.new, imported.change_set_name, sum(counts)) == (1, "i1", 1)
    again = import_terms(concept_store, files, author="lan")
    assert (again.known, again.change_set_name) == (1, None)


def test_dry_run_lists_changes_and_stores_nothing(
    concept_store: ConceptStore, tmp_path: Path
) -> None:
    files = table(tmp_path / "a.csv", "vi,id\nhọp báo,jumpa pers\n")
    imported = import_terms(
        concept_store, files, TermImportOptions(dry_run=True), author=""
    )
    assert [change.action for change in imported.changes] == ["add"]
    assert imported.change_set_name is None and concept_store.is_empty()


def test_duplicates_are_listed_or_merged(
    concept_store: ConceptStore, tmp_path: Path
) -> None:
    first = table(tmp_path / "a.csv", "concept,vi,id\nc1,họp báo,jumpa pers\n")
    import_terms(concept_store, first, author="")
    files = table(
        tmp_path / "b.csv", "concept,vi,id,note\nc2,họp báo,jumpa pers,of the press\n"
    )
    dry = import_terms(concept_store, files, TermImportOptions(dry_run=True), author="")
    assert [(twin.concept, twin.like) for twin in dry.duplicates] == [("c2", "c1")]
    import_terms(
        concept_store, files, TermImportOptions(merges_duplicates=True), author=""
    )
    assert [entry.id for entry in concept_store.entries()] == ["c1"]
