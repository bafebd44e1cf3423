"""The data files of a language in `checks`, and what is said of missing ones."""

from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from checks.language_data import (
    find_file_kinds,
    has_data,
    list_files,
    read_own_table,
    read_table,
)
from tests.paths import ROOT
from tm.errors import InputError
from tm.language_data import LanguageFileKind

DATA = ROOT / "checks" / "data"
NO_LANGUAGES = {"profiles"}
_OF_THEIR_OWN = {"house_style.toml", "relative_days.toml", "territories.toml"}
"""Files whose keys are not those of the file for any language."""
FOLDERS = sorted({path.name for path in DATA.iterdir() if path.is_dir()} - NO_LANGUAGES)
NOT_NEEDED = {"data/en/clock_times.toml", "data/en/descriptions.toml"}
"""English needs no words for parts of the day, and is described by docstrings."""


def test_every_file_of_a_language_is_described() -> None:
    names = {path.name for folder in FOLDERS for path in (DATA / folder).iterdir()}
    assert names == {kind.file_name for kind in find_file_kinds()}


def test_what_is_read_of_a_module_is_what_the_module_says() -> None:
    found = find_file_kinds()
    assert len({kind.file_name for kind in found}) == len(found)
    imported = [
        kind
        for path in (ROOT / "checks").rglob("*.py")
        if "LanguageFileKind(" in path.read_text("utf-8")
        and path.name != "language_data.py"
        for kind in vars(_import(path)).values()
        if isinstance(kind, LanguageFileKind)
    ]
    assert sorted(imported) == found


def _import(path: Path) -> ModuleType:
    return import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def test_a_missing_key_is_named_with_its_file() -> None:
    table = read_table("id", LanguageFileKind("x.toml", "", "", {"words": ""}))
    assert table["words"] == ""
    with pytest.raises(
        InputError, match=r"checks/data/id/x\.toml: no key 'names'; add"
    ):
        table["names"]


@pytest.mark.parametrize("language", ["vi", "id", "en"])
def test_nothing_is_missing_for_the_languages_of_the_desk(language: str) -> None:
    missing = {found.file for found in list_files(language) if not found.is_present}
    assert missing <= NOT_NEEDED


@pytest.mark.parametrize("language", FOLDERS)
def test_a_language_has_no_table_that_the_rules_for_any_do_not_name(
    language: str,
) -> None:
    for kind in find_file_kinds():
        known = {*kind.empty_values, *read_own_table("general", kind)}
        if kind.file_name in _OF_THEIR_OWN or not (
            known or (DATA / "general" / kind.file_name).is_file()
        ):
            continue
        unknown = sorted(read_own_table(language, kind).keys() - known)
        assert not unknown, (
            f"{language}/{kind.file_name}: {unknown}: add an empty value to "
            f"checks/data/general/{kind.file_name} or to its LanguageFileKind"
        )


def test_a_language_without_data_has_the_rules_for_any() -> None:
    assert not has_data("tlh")
    assert read_table("tlh", "words.toml") == read_own_table("general", "words.toml")
    assert read_table("../en", "words.toml") == read_own_table("general", "words.toml")
