"""Importing by Python: values in, values out, and nothing printed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exports.format import ReadOptions
from exports.importing.unit_import import (
    ImportNotice,
    ImportOptions,
    ImportStage,
    ImportStep,
    NoticeKind,
    import_file,
    import_files,
)
from tm.errors import FormatError, InputError
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale

LOCALES = ReadOptions(Locale("vi"), Locale("id"), with_untranslated=True)


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[UnitStore]:
    with Database.open(str(tmp_path / "memory.db")) as database:
        yield UnitStore(database)


def table(path: Path, lines: int) -> Path:
    text = "".join(f"câu {n}\tkalimat {n}\n" for n in range(lines))
    path.write_text(text, "utf-8")
    return path


def test_units_of_a_file_are_counted_and_named_for_undo(
    memory: UnitStore, tmp_path: Path
) -> None:
    path = table(tmp_path / "a.tsv", 3)
    imported = import_file(memory, path, ImportOptions(LOCALES), author="lan")
    assert (imported.new, imported.known, imported.change_set_name) == (3, 0, "i1")
    assert imported.path == path and not imported.skipped and not imported.lost


def test_file_imported_before_is_recognised(memory: UnitStore, tmp_path: Path) -> None:
    path, options = table(tmp_path / "a.tsv", 3), ImportOptions(LOCALES)
    import_file(memory, path, options, author="lan")
    again = import_file(memory, path, options, author="lan")
    assert (
        again.imported_before is not None
        and again.imported_before.change_set_name == "i1"
    )
    assert (again.new, again.known, again.change_set_name) == (0, 3, None)


def test_progress_counts_units_and_then_segments(
    memory: UnitStore, tmp_path: Path
) -> None:
    steps: list[ImportStep] = []
    path = table(tmp_path / "a.tsv", 6000)
    import_file(
        memory, path, ImportOptions(LOCALES), author="", report_step=steps.append
    )
    counts = {
        stage: sum(step.count for step in steps if step.stage is stage)
        for stage in ImportStage
    }
    assert counts[ImportStage.UNITS] == 6000
    assert counts[ImportStage.SEARCH] > 0
    assert {(step.path, step.file) for step in steps} == {(path, path)}


def test_interrupted_import_goes_on_and_says_so(
    memory: UnitStore, tmp_path: Path
) -> None:
    notices: list[ImportNotice] = []
    path = table(tmp_path / "a.tsv", 30)
    options = ImportOptions(LOCALES, units_per_batch=10)

    steps: list[ImportStep] = []

    def interrupt(step: ImportStep) -> None:
        steps.append(step)
        if len(steps) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_file(
            memory,
            path,
            options,
            author="",
            report_step=interrupt,
            report_notice=notices.append,
        )
    whole = import_file(memory, path, options, author="", report_notice=notices.append)
    assert [notice.kind for notice in notices] == [
        NoticeKind.INTERRUPTED,
        NoticeKind.RESUMED,
    ]
    assert [notice.file.entry_count for notice in notices] == [10, 10]
    assert (whole.new, whole.change_set_name) == (30, "i1")


def test_nothing_is_stored_where_one_file_is_of_no_known_format(
    memory: UnitStore, tmp_path: Path
) -> None:
    (tmp_path / "b.bin").write_bytes(b"")
    paths = [table(tmp_path / "a.tsv", 3), tmp_path / "b.bin"]
    with pytest.raises(FormatError, match="empty"):
        import_files(memory, paths, ImportOptions(LOCALES), author="")
    with pytest.raises(InputError, match="no such file"):
        import_file(memory, tmp_path / "c.tsv", ImportOptions(LOCALES), author="")
    assert memory.count_units() == 0


def test_both_sides_of_a_corpus_may_be_named(memory: UnitStore, tmp_path: Path) -> None:
    (tmp_path / "a.vi").write_text("câu\n", "utf-8")
    (tmp_path / "a.id").write_text("kalimat\n", "utf-8")
    paths = [tmp_path / "a.vi", tmp_path / "a.id"]
    options = ImportOptions(LOCALES, format="moses")
    imported = list(import_files(memory, paths, options, author=""))
    assert [(file.path.name, file.new) for file in imported] == [("a.vi-id", 1)]
