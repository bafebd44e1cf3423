"""The data of the languages is complete and in order."""

import pytest
from babel.core import Locale as Cldr

from checks.language_data import has_data, read_own_table, read_table
from checks.meaning.negation.negation_words import read_negation_vocabulary
from checks.text.language_words import read_language
from tm.text.locale import Locale

COMPLETE = ("id", "vi", "en")


@pytest.mark.parametrize("tag", COMPLETE)
def test_a_complete_language_knows_words_of_every_kind(tag: str) -> None:
    data = read_language(Locale(tag))
    kinds = (
        data.function_words,
        data.name_connectors,
        data.speech_verbs,
        data.abbreviations,
        read_negation_vocabulary(Locale(tag)).negating_words.first_words,
    )
    assert all(kinds)


@pytest.mark.parametrize("tag", COMPLETE)
def test_words_are_in_lower_case(tag: str) -> None:
    data = read_language(Locale(tag))
    words = (
        data.function_words
        | data.name_connectors
        | data.speech_verbs
        | data.abbreviations
    )
    assert {word for word in words if word != word.lower()} == set()


@pytest.mark.parametrize("tag", COMPLETE)
def test_territories_have_codes_of_the_cldr(tag: str) -> None:
    codes = read_own_table(tag, "territories.toml").keys()
    assert codes - {"none"} <= {*Cldr("en").territories}


def test_all_languages_name_the_same_things_of_a_kind() -> None:
    """What one of two languages cannot name would pass for another thing."""
    every = [
        read_table(Locale(tag).language, "cohyponyms.toml")["kinds"] for tag in COMPLETE
    ]
    for kind in {name for kinds in every for name in kinds}:
        things = {frozenset(kinds[kind]) - {"none"} for kinds in every if kind in kinds}
        assert len(things) == 1, kind


def test_a_language_without_a_file_knows_no_words() -> None:
    assert not has_data("sw")
    assert read_language(Locale("sw")).function_words == frozenset()
    assert read_language(Locale("sw")).curly_quotes == ("“", "”")


def test_a_variant_is_its_language() -> None:
    assert read_language(Locale("en-GB")) is read_language(Locale("en"))
