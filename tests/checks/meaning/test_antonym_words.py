"""The quick test for opposites leaves out no pair that the check may report."""

from itertools import permutations

import pytest

from checks.language_data import read_table
from checks.meaning.antonym_words import may_say_opposite
from checks.text.language_words import split_phrases
from tm.text.locale import Locale

_LOCALES = tuple(map(Locale, ("vi", "id", "en", "ja")))


@pytest.mark.parametrize("locales", [*permutations(_LOCALES, 2)], ids=str)
def test_every_phrase_may_be_opposite_to_those_of_the_other_side(
    locales: tuple[Locale, Locale],
) -> None:
    source_table, target_table = (
        read_table(locale.language, "antonyms.toml")["matters"] for locale in locales
    )
    for name in source_table.keys() & target_table.keys():
        for side in (0, 1):
            targets = split_phrases(target_table[name][1 - side])
            for phrase in split_phrases(source_table[name][side]):
                source = f"“{phrase.replace('#', '5').title()}” 12"
                assert may_say_opposite(source, f"A, {targets[0]}-b.", locales), source
            for target in targets:
                source = split_phrases(source_table[name][side])[0]
                assert may_say_opposite(source, target.upper(), locales), target


def test_a_text_with_rare_letters_is_not_judged_by_its_words() -> None:
    locales = Locale("vi"), Locale("id")
    assert may_say_opposite("tăng", "İtu turun", locales)
    assert may_say_opposite("khen", "İtu", locales)


def test_texts_with_phrases_of_one_side_only_are_not_opposite() -> None:
    locales = Locale("vi"), Locale("id")
    assert not may_say_opposite("Giá gạo tăng lên.", "Harga beras naik.", locales)
