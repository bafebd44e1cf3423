"""The data of languages: each file is described, and names only what there is."""

import tomllib
from importlib.resources import files

import pytest

from glossary.language_data import (
    LANGUAGE_FILE_KINDS,
    list_files,
    list_languages_with_file,
    read_table,
)

DATA = files("glossary") / "data"
LANGUAGES = sorted(folder.name for folder in DATA.iterdir())
GENERAL = tomllib.loads(
    (files("glossary.titles") / "data" / "titles.toml").read_text("utf-8")
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_of_a_language_is_described(language: str) -> None:
    names = {file.name for file in (DATA / language).iterdir()}
    assert names <= {kind.file_name for kind in LANGUAGE_FILE_KINDS}
    present = {found.file for found in list_files(language) if found.is_present}
    assert present == {f"data/{language}/{name}" for name in names}


def test_language_without_files_is_described_with_what_that_costs() -> None:
    missing = list(list_files("tlh"))
    assert not any(found.is_present for found in missing)
    assert all(found.cost_of_absence for found in missing)


@pytest.mark.parametrize("language", list_languages_with_file("titles.toml"))
def test_titles_of_a_language_are_those_of_the_rules(language: str) -> None:
    table = read_table(language, "titles.toml")
    assert table is not None
    assert set(table["body"]) <= {kind["name"] for kind in GENERAL["kind"]}
    assert set(table["office"]) <= {office["name"] for office in GENERAL["office"]}
    levels = table.get("place", {}).get("levels", GENERAL["place"]["levels"])
    assert len(levels) == len(GENERAL["place"]["levels"])
