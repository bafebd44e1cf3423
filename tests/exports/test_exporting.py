"""Exporting by Python: values in, values out, and nothing printed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exports.exporting import export_file
from exports.format import ReadOptions, WriteOptions
from exports.importing.unit_import import ImportOptions, import_file
from tm.errors import InputError, NotFound
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.text.locale import Locale

VI, ID = Locale("vi"), Locale("id")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[UnitStore]:
    path = tmp_path / "in.tsv"
    path.write_text("câu\tkalimat\nvăn\tteks\n", "utf-8")
    with Database.open(str(tmp_path / "memory.db")) as database:
        store = UnitStore(database)
        import_file(store, path, ImportOptions(ReadOptions(VI, ID)), author="lan")
        yield store


def test_all_units_are_exported_and_counted(store: UnitStore, tmp_path: Path) -> None:
    counts: list[int] = []
    path = tmp_path / "out.tmx"
    written = export_file(store, str(path), report_progress=counts.append)
    assert (written.written, sum(counts), written.is_complete) == (2, 2, True)
    assert 'srclang="vi"' in path.read_text("utf-8")


def test_units_are_chosen_by_a_filter(store: UnitStore, tmp_path: Path) -> None:
    path = str(tmp_path / "out.jsonl")
    assert export_file(store, path, unit_filter=UnitFilter(query="VAN")).written == 1
    with pytest.raises(NotFound, match="no units match"):
        export_file(store, path, unit_filter=UnitFilter(query="x"))


def test_two_files_name_their_languages(store: UnitStore, tmp_path: Path) -> None:
    assert export_file(store, str(tmp_path / "out.vi-id")).written == 2
    assert (tmp_path / "out.id").read_text("utf-8") == "kalimat\nteks\n"


def test_format_of_one_pair_needs_its_languages(
    store: UnitStore, tmp_path: Path
) -> None:
    path = tmp_path / "out.po"
    with pytest.raises(InputError, match="one source and one target language"):
        export_file(store, str(path))
    assert not path.exists()
    assert export_file(store, str(path), WriteOptions(VI, ID)).written == 2


def test_compendium_is_a_gettext_file(store: UnitStore, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="PO or MO"):
        export_file(store, str(tmp_path / "a.tmx"), WriteOptions(is_compendium=True))
