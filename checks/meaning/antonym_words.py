"""The words of opposites, such as rise and fall, as a set.

A lookup first tests whether two texts differ in such a word. Most do not, so that the
phrase lists of opposites need not be read.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from checks.language_data import read_table
from tm.text.locale import Locale
from tm.text.values.conventions import load_conventions
from tm.text.words import read_word_set


def may_have_opposites(first_text: str, second_text: str, locale: Locale) -> bool:
    """Whether a text has a word of opposites that a similar text lacks.

    >>> vietnamese = Locale("vi")
    >>> may_have_opposites("Giá gạo giảm.", "Giá gạo tăng.", vietnamese)
    True
    >>> may_have_opposites("Giá gạo tăng.", "Giá ngô tăng.", vietnamese)
    False
    """
    own_words = read_word_set(first_text) - read_word_set(second_text)
    return not own_words.isdisjoint(_read_antonym_words(locale.language))


@lru_cache(maxsize=64)
def _read_antonym_words(language_tag: str) -> frozenset[str]:
    """Read the words of all phrases for both sides of opposites, in lower case."""
    phrase_lists = read_table(language_tag, "antonyms.toml")["matters"].values()
    return frozenset(
        word
        for phrases_of_sides in phrase_lists
        for phrases in phrases_of_sides
        for word in phrases.lower().replace("_", " ").split()
    )


def add_number_words(phrases: Sequence[str], locale: Locale) -> list[str]:
    """Add to phrases that need a number the same phrases with each number word."""
    numbers_by_word = load_conventions(locale).numbers.number_by_word
    number_words = [word for word, number in numbers_by_word.items() if number > 1]
    phrases_before_number = [
        phrase.removesuffix("#") for phrase in phrases if phrase.endswith(" #")
    ]
    return [
        *phrases,
        *(
            phrase + number_word
            for phrase in phrases_before_number
            for number_word in number_words
        ),
    ]


def map_side_numbers(phrases_by_side: Iterable[Iterable[str]]) -> dict[str, int]:
    """Map the phrases of each side to the number of the side."""
    return {
        phrase.removesuffix(" #"): side_number
        for side_number, side_phrases in enumerate(phrases_by_side)
        for phrase in side_phrases
    }
