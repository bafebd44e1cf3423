"""Search for the words of a term side by side in a text, in any order."""

from collections import Counter
from collections.abc import Sequence

from checks.text.language_words import Language, read_language
from tm.result_cache import ResultCache
from tm.text.locale import Locale
from tm.text.words import read_lower_words

_FEWEST_WORDS = 2
"""How many words a term must have besides words of levels and function words."""


def has_words_of_term(text: str, term: str, locale: Locale, cache: ResultCache) -> bool:
    """Whether a text has the words of a term side by side, in any order.

    Not counted are function words, and words for the level of a body, in whose place a
    text may name the body's province. American and British spelling are one.

    >>> english, cache = Locale("en"), ResultCache()
    >>> text = "the Health Ministry's Center for Rice, Tea, and Salt Research"
    >>> has_words_of_term(
    ...     text, "Centre for Rice, Tea and Salt Research", english, cache
    ... )
    True
    >>> has_words_of_term(text, "Ministry of Health", english, cache)
    True
    >>> has_words_of_term(text, "Tea Ministry", english, cache)
    False
    """
    language = read_language(locale)
    term_words = cache.call(_read_content_words, term, language)
    word_count = len(term_words)
    if word_count < _FEWEST_WORDS:
        return False
    text_words = cache.call(_read_content_words, text, language)
    expected_counts = Counter(term_words)
    return any(
        Counter(text_words[start : start + word_count]) == expected_counts
        for start in range(len(text_words) - word_count + 1)
        if text_words[start] in expected_counts
    )


def _read_content_words(text: str, language: Language) -> Sequence[str]:
    """Read the words of a text that tell a body from others, in one spelling."""
    skipped_words = (
        language.level_words | language.name_connectors | language.function_words
    )
    words = read_lower_words(text.replace("-", " "))
    return [
        _unify_spelling(_strip_suffix(word, language), language)
        for word in words
        if word not in skipped_words
    ]


def _strip_suffix(word: str, language: Language) -> str:
    for suffix in language.suffixes:
        if word.endswith(suffix):
            return word.removesuffix(suffix)
    return word


def _unify_spelling(word: str, language: Language) -> str:
    """Spell a word the first of two ways: centre for center."""
    for first_ending, second_ending in language.regional_endings:
        if word.endswith(second_ending):
            return word.removesuffix(second_ending) + first_ending
    return word
