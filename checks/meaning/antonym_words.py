"""The words of opposites, such as rise and fall, without their phrase lists.

A lookup first tests whether two texts differ in such a word, and whether the
translation has a word of the other side. Most do not, so that the phrase lists of
opposites need not be read.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from checks.language_data import read_table
from tm.language_data import LanguageFileKind
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.tokens import has_common_letters
from tm.text.values.conventions import load_conventions
from tm.text.word_pattern import LETTERS_PATTERN
from tm.text.words import read_word_set

_FILE_KIND = LanguageFileKind(
    "antonyms.toml",
    "words of both sides of a matter",
    "sense.contrary is silent",
)

_PairSide = tuple[str, int]
"""The name of a pair of opposites, and one of its sides."""
_SIDE_COUNT = 2


def may_have_opposites(first_text: str, second_text: str, locale: Locale) -> bool:
    """Whether a text has a word of opposites that a similar text lacks.

    >>> vietnamese = Locale("vi")
    >>> may_have_opposites("Giá gạo giảm.", "Giá gạo tăng.", vietnamese)
    True
    >>> may_have_opposites("Giá gạo tăng.", "Giá ngô tăng.", vietnamese)
    False
    """
    words_only_in_first_text = read_word_set(first_text) - read_word_set(second_text)
    return not words_only_in_first_text.isdisjoint(_read_antonym_words(locale.language))


def may_say_opposite(source: str, target: str, locales: tuple[Locale, Locale]) -> bool:
    """Whether a text may have a phrase for one side, and a translation for the other.

    It is True of every translation of which the check reports an opposite.

    Speed trick: it spares the search for opposites in nine of ten matches with other
    words, and a command the reading of their lists, a tenth of a small batch
    (benchmarks/compare_checkouts.py).

    >>> locales = Locale("vi"), Locale("id")
    >>> may_say_opposite("Giá gạo giảm.", "Harga beras naik.", locales)
    True
    >>> may_say_opposite("Giá gạo giảm.", "Harga beras turun.", locales)
    False
    """
    texts = source, target
    if not all(locale.uses_spaces for locale in locales) or not all(
        map(has_common_letters, texts)
    ):
        return True  # words do not tell: let the phrases be searched
    source_words, target_words = (
        set(LETTERS_PATTERN.findall(text.casefold())) for text in texts
    )
    return any(
        target_words.issuperset(words)
        for pair_name, side_index in _find_possible_sides(
            source_words, locales[0].language
        )
        for words in _list_words_of_side(pair_name, 1 - side_index, locales[1].language)
    )


def _find_possible_sides(text_words: set[str], language_tag: str) -> set[_PairSide]:
    """Find the sides of opposites of which a text has all words of a phrase."""
    words_and_sides_by_first_word = _index_sides(language_tag)
    return {
        side
        for word in (text_words & words_and_sides_by_first_word.keys()) | {""}
        for words, side in words_and_sides_by_first_word.get(word, ())
        if text_words.issuperset(words)
    }


@lazy_constant
def _index_sides(
    language_tag: str,
) -> Mapping[str, Sequence[tuple[Sequence[str], _PairSide]]]:
    """Index the sides of opposites by the first words of their phrases.

    A phrase without whole words is indexed by no word.
    """
    words_and_sides_by_first_word: dict[str, list[tuple[Sequence[str], _PairSide]]] = (
        defaultdict(list)
    )
    for pair_name in read_table(language_tag, _FILE_KIND)["matters"]:
        for side_index in range(_SIDE_COUNT):
            for words in _list_words_of_side(pair_name, side_index, language_tag):
                words_and_sides_by_first_word[words[0] if words else ""].append(
                    (words, (pair_name, side_index))
                )
    return dict(words_and_sides_by_first_word)


def _list_words_of_side(
    pair_name: str, side_index: int, language_tag: str
) -> Sequence[Sequence[str]]:
    """List the words that a text with each phrase of a side has; not parts of words."""
    side_texts = read_table(language_tag, _FILE_KIND)["matters"].get(pair_name, ())
    if side_index >= len(side_texts):
        return ()
    return [
        LETTERS_PATTERN.findall(
            " ".join(
                word
                for word in phrase.split("_")
                if not word.endswith("*") and "'" not in word
            )
        )
        for phrase in side_texts[side_index].casefold().split()
    ]


@lazy_constant
def _read_antonym_words(language_tag: str) -> frozenset[str]:
    """Read the words of all phrases for both sides of opposites, in lower case."""
    side_texts_of_pairs = read_table(language_tag, _FILE_KIND)["matters"].values()
    return frozenset(
        word
        for side_texts in side_texts_of_pairs
        for side_text in side_texts
        for word in side_text.lower().replace("_", " ").split()
    )


def add_number_words(phrases: Sequence[str], locale: Locale) -> list[str]:
    """Add to phrases that need a number the same phrases with each number word."""
    number_by_word = load_conventions(locale).numbers.number_by_word
    number_words = [word for word, number in number_by_word.items() if number > 1]
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


def map_phrases_to_side_indexes(
    phrases_of_sides: Iterable[Iterable[str]],
) -> dict[str, int]:
    """Map the phrases of each side to the number of the side."""
    return {
        phrase.removesuffix(" #"): side_index
        for side_index, side_phrases in enumerate(phrases_of_sides)
        for phrase in side_phrases
    }
