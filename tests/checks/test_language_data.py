"""The data files of a language in `checks`, and what is said of missing ones."""

import pytest

from checks.language_data import (
    LANGUAGE_FILE_KINDS,
    has_data,
    list_files,
    read_own_table,
    read_table,
)
from tests.paths import ROOT

DATA = ROOT / "checks" / "data"
NO_LANGUAGES = {"profiles"}
_OF_THEIR_OWN = {"house_style.toml", "relative_days.toml", "territories.toml"}
"""Files whose keys are not those of the file for any language."""
FOLDERS = sorted({path.name for path in DATA.iterdir() if path.is_dir()} - NO_LANGUAGES)
NOT_NEEDED = {"data/en/clock_times.toml", "data/en/descriptions.toml"}
"""English needs no words for parts of the day, and is described by docstrings."""


def test_every_file_of_a_language_is_described() -> None:
    names = {path.name for folder in FOLDERS for path in (DATA / folder).iterdir()}
    assert names == {kind.file_name for kind in LANGUAGE_FILE_KINDS}


@pytest.mark.parametrize("language", ["vi", "id", "en"])
def test_nothing_is_missing_for_the_languages_of_the_desk(language: str) -> None:
    missing = {found.file for found in list_files(language) if not found.is_present}
    assert missing <= NOT_NEEDED


@pytest.mark.parametrize("language", FOLDERS)
def test_a_language_has_no_table_that_the_rules_for_any_do_not_name(
    language: str,
) -> None:
    for kind in LANGUAGE_FILE_KINDS:
        general = read_own_table("general", kind.file_name)
        own = read_own_table(language, kind.file_name)
        if general and kind.file_name not in _OF_THEIR_OWN:
            assert own.keys() <= general.keys(), (
                f"add an empty value to checks/data/general/{kind.file_name}"
            )


def test_a_language_without_data_has_the_rules_for_any() -> None:
    assert not has_data("tlh")
    assert read_table("tlh", "words.toml") == read_own_table("general", "words.toml")
    assert read_table("../en", "words.toml") == read_own_table("general", "words.toml")
