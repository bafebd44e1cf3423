"""The data of the languages is complete and in order."""

import tomllib
from importlib.resources import files

import pytest
from babel.core import Locale as Cldr

from checks.meaning.negators import denial
from checks.text.language import has_data, language, table
from tm.text.locale import Locale

COMPLETE = ("id", "vi", "en")


@pytest.mark.parametrize("tag", COMPLETE)
def test_a_complete_language_knows_words_of_every_kind(tag: str) -> None:
    data = language(Locale(tag))
    kinds = (
        data.function_words,
        data.connectors,
        data.saying,
        data.abbreviations,
        denial(Locale(tag)).words.words,
    )
    assert all(kinds)


@pytest.mark.parametrize("tag", COMPLETE)
def test_words_are_in_lower_case(tag: str) -> None:
    data = language(Locale(tag))
    words = data.function_words | data.connectors | data.saying | data.abbreviations
    assert {word for word in words if word != word.lower()} == set()


def test_files_have_only_what_the_root_has() -> None:
    folder = files("checks") / "data"
    root = tomllib.loads((folder / "root.toml").read_text(encoding="utf-8"))
    for file in folder.iterdir():
        if file.is_dir():
            continue  # rules of style, of another form
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        for name, keys in data.items():
            if name == "days":
                continue  # its keys are words of the language
            if name == "territories":
                assert set(keys) - {"none"} <= {*Cldr("en").territories}
                continue
            assert set(keys) <= set(root[name]), f"{file.name}: {name}"


def test_all_languages_name_the_same_things_of_a_kind() -> None:
    """What one of two languages cannot name would pass for another thing."""
    every = [table(Locale(tag), "cohyponyms")["kinds"] for tag in COMPLETE]
    for kind in {name for kinds in every for name in kinds}:
        things = {frozenset(kinds[kind]) - {"none"} for kinds in every if kind in kinds}
        assert len(things) == 1, kind


def test_a_language_without_a_file_knows_no_words() -> None:
    assert not has_data(Locale("sw"))
    assert language(Locale("sw")).function_words == frozenset()
    assert language(Locale("sw")).curly_quotes == ("“", "”")


def test_a_variant_is_its_language() -> None:
    assert language(Locale("en-GB")) is language(Locale("en"))
