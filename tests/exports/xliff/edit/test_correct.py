"""Correcting XLIFF in its place: the text of a target, and nothing else."""

from pathlib import Path

import pytest

from exports.edit.correction import Correction, correct_units
from exports.files import read
from exports.format import ReadOptions
from tests.exports.xliff.test_dialects import FILES, FOLDER
from tm.unit import TranslationUnit


def corrections(path: Path, before: str, after: str) -> list[Correction]:
    """What was checked, with one word for another."""
    return [
        Correction(
            unit.source.text,
            unit.target.text,
            unit.target.text.replace(before, after),
            unit.source.codes,
            unit.target.codes,
        )
        for unit in read(path, ReadOptions())
        if isinstance(unit, TranslationUnit) and unit.target is not None
    ]


@pytest.mark.parametrize("name", FILES)
def test_without_corrections_a_file_stays_byte_for_byte(name: str) -> None:
    path = FOLDER / name
    made = correct_units(path, corrections(path, "no such word", ""), ReadOptions())
    assert (
        made.data == path.read_bytes() and not made.missed_corrections and not made.lost
    )


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("memoq.mqxliff", "Luong Cuong", "Lương Cường & rekan"),
        ("trados.sdlxliff", "berkata", "menyatakan"),
        ("okapi.xlf", "Rồi đi", "Sau đó đi"),
        ("angular2.xlf", "Halo ", "Hai, "),
        ("modules.xlf", "penandatanganan", "tanda tangan"),
        ("weblate.xlf", "Kementerian", "Kemendagri <1>"),
        ("symfony.xlf", "Bài của", "Tin của"),
    ],
)
def test_a_word_is_corrected_around_the_codes(
    name: str, before: str, after: str
) -> None:
    path = FOLDER / name
    made = correct_units(path, corrections(path, before, after), ReadOptions())
    assert not made.missed_corrections
    written = after.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    old = path.read_text("utf-8")
    start, found, end = old.rpartition(before)
    assert found and made.data.decode() == start + written + end


def test_a_text_with_tracked_changes_is_left_to_people() -> None:
    path = FOLDER / "trados.sdlxliff"
    made = correct_units(path, corrections(path, "Balai", "Aula"), ReadOptions())
    assert [one.new_text for one in made.missed_corrections] == ["Aula ba\ufffcru"]
    assert made.data == path.read_bytes()


def test_a_text_that_the_tool_has_locked_is_left_to_people() -> None:
    path = FOLDER / "memoq.mqxliff"
    made = correct_units(
        path, corrections(path, "Konvensi", "Perjanjian"), ReadOptions()
    )
    assert [one.new_text for one in made.missed_corrections] == ["Perjanjian Hanoi"]
    assert made.data == path.read_bytes()


def test_a_text_that_is_not_there_is_missed() -> None:
    path = FOLDER / "xcode.xliff"
    made = correct_units(path, [Correction("a", "b", "c")], ReadOptions())
    assert made.missed_corrections == (Correction("a", "b", "c"),)
    assert made.data == path.read_bytes()
