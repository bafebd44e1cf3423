"""Capitalised phrases of a text: names of bodies, offices and persons, by form."""

from collections.abc import Iterator
from dataclasses import dataclass

from checks.text.capitalised_words import CAPITAL_PATTERN
from checks.text.language_words import Language
from tm.finding import Span
from tm.result_cache import ResultCache
from tm.text.pattern_store import compile_pattern

_MAYBE_CAPITALISED_PATTERN = compile_pattern(
    # The look-behind follows the first letter, for speed: see `CAPITAL_PATTERN`.
    rf"{CAPITAL_PATTERN}(?:(?<=[^\W_])(?<![^\W_].)(?<![^\W_][-’'].)"
    r"[^\W_]*(?:[-’'][^\W_]+)*|(?<![\w\s]))"
)
"""Words that may begin with a capital, with those that a hyphen joins to them."""
_MAX_CONNECTORS = 2
"""The most lower-case words between two parts of a name."""
_MARKS_BEFORE_SENTENCE = frozenset('.!?:;"“”‘’(…•–—')


@dataclass(frozen=True, slots=True)
class CapitalisedPhrase:
    """A run of capitalised words, with the lower-case words between them."""

    words: tuple[str, ...]
    span: Span
    starts_sentence: bool


def cached_capitalised_phrases(
    text: str, language: Language, cache: ResultCache
) -> tuple[CapitalisedPhrase, ...]:
    """Read the capitalised phrases of a text, cached for several checks.

    Connectors may join the parts of a phrase.
    """
    return cache.call(_read_phrase_tuple, text, language)


def _read_phrase_tuple(text: str, language: Language) -> tuple[CapitalisedPhrase, ...]:
    return () if text.islower() else tuple(_read_phrases(text, language))


def _read_phrases(text: str, language: Language) -> Iterator[CapitalisedPhrase]:
    phrase_words: list[str] = []
    phrase_start = phrase_end = 0
    for word_match in _MAYBE_CAPITALISED_PATTERN.finditer(text):
        if not word_match[0][0].isupper():
            continue
        words_between = (
            text[phrase_end : word_match.start()].replace("_", " ").split()
            if phrase_words
            else []
        )
        if phrase_words and not (
            len(words_between) <= _MAX_CONNECTORS
            and language.name_connectors.issuperset(words_between)
        ):
            yield _make_phrase(text, phrase_words, phrase_start, phrase_end)
            phrase_words, words_between = [], []
        if not phrase_words:
            phrase_start = word_match.start()
        phrase_words += *words_between, word_match[0]
        phrase_end = word_match.end()
    if phrase_words:
        yield _make_phrase(text, phrase_words, phrase_start, phrase_end)


def _make_phrase(
    text: str, words: list[str], start: int, end: int
) -> CapitalisedPhrase:
    previous_offset = start - 1
    while previous_offset >= 0 and (
        text[previous_offset].isspace() or text[previous_offset] == "_"
    ):
        previous_offset -= 1
    starts_sentence = (
        previous_offset < 0 or text[previous_offset] in _MARKS_BEFORE_SENTENCE
    )
    return CapitalisedPhrase(tuple(words), Span(start, end), starts_sentence)
