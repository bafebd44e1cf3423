"""The data files of a language, and what is said of those that are missing."""

import pytest

from tests.paths import ROOT
from tm.language_data import FILE_KINDS, list_files, list_languages_with_file


def test_every_file_of_a_language_is_described() -> None:
    paths = (ROOT / "tm" / "data").glob("*/*")
    names = {path.name for path in paths if path.parent.name != "root"}
    assert names == {kind.file_name for kind in FILE_KINDS}


@pytest.mark.parametrize("language", ["vi", "id", "en"])
def test_nothing_is_missing_for_the_languages_of_the_desk(language: str) -> None:
    assert not [found.file for found in list_files(language) if not found.is_present]


def test_a_missing_file_says_what_it_costs() -> None:
    missing = [found for found in list_files("tlh") if not found.is_present]
    assert len(missing) == len(FILE_KINDS) + 1
    assert all(found.purpose and found.cost_of_absence for found in missing)


def test_only_languages_with_the_file_are_listed() -> None:
    assert {"vi", "ms", "ru"} <= set(list_languages_with_file("common_words.toml"))
    assert "root" not in list_languages_with_file("sentences.toml")
