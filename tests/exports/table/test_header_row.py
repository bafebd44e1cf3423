"""Which first row of a table names its columns, in files of other tools."""

from pathlib import Path

import pytest

from exports.files import read
from exports.format import ReadOptions
from exports.table.column_names import find_column_locale
from tm.errors import FormatError
from tm.text.locale import Locale
from tm.unit import TranslationUnit

OPTIONS = ReadOptions(Locale("en"), Locale("id"), with_untranslated=True)


def read_pairs(folder: Path, text: str, name: str = "a.csv") -> list[tuple[str, str]]:
    path = folder / name
    path.write_text(text, "utf-8")
    return [
        (unit.source.text, unit.target.text if unit.target else "")
        for unit in read(path, OPTIONS)
        if isinstance(unit, TranslationUnit)
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "key,English,Indonesian\nk1,Boat,Perahu\n"),
        ("a.tsv", "key\tEnglish\tIndonesian\nk1\tBoat\tPerahu\n"),
        ("a.csv", "code,original,translated\nk1,Boat,Perahu\n"),
        ("a.csv", "en,id,kde\nBoat,Perahu,x\n"),
        ("a.csv", "Boat,Perahu\n"),
    ],
)
def test_a_header_does_not_become_a_unit(name: str, text: str, tmp_path: Path) -> None:
    assert read_pairs(tmp_path, text, name) == [("Boat", "Perahu")]


@pytest.mark.parametrize(
    "text",
    [
        "code,translated\nk1,Perahu\n",
        "post_id,post_title,post_text\n1,Boat,A boat\n",
    ],
)
def test_a_header_without_texts_is_refused_with_its_names(
    text: str, tmp_path: Path
) -> None:
    first_name = text.partition(",")[0]
    with pytest.raises(FormatError, match=f"known: {first_name}"):
        read_pairs(tmp_path, text)


@pytest.mark.parametrize("name", ["kde", "tag", "src", "was"])
def test_a_word_is_no_language(name: str) -> None:
    assert find_column_locale(name) is None


@pytest.mark.parametrize("name", ["mad", "min", "bug", "sas", "jv", "ban"])
def test_languages_of_indonesia_are_languages(name: str) -> None:
    assert find_column_locale(name) is not None
