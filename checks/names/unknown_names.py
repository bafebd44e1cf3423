"""Finding a replaced name that neither the dictionary nor the other text has."""

import re
from collections.abc import Iterator, Set
from functools import lru_cache

from checks.names.name_typos import name_spelling
from checks.text.capitalised_words import (
    SHORTEST_NAME,
    CapitalisedText,
    CapitalisedWord,
)
from checks.text.language_words import read_language
from checks.text.rendering_finder import cached_rendering_finder
from tm.text.locale import Locale

_DOUBLED = re.compile(r"(.)\1")

NameWords = tuple[CapitalisedWord, ...]
"""Words of a name, side by side."""


@lru_cache(maxsize=8192)
def sound_form(form: str) -> str:
    """Return the beginning of a name in phonetic spelling."""
    for written, heard in name_spelling().sounds:
        form = form.replace(written, heard)
    return form[:SHORTEST_NAME]


class UnknownNames:
    """Finds the one name of each text that the other text lacks.

    Each word of both is plain, long, no office, and unknown to the dictionary or the
    same in both languages by it (Bangkok), and begins no sentence; nothing is found
    where the languages have no dictionary.
    """

    def __init__(self, source: Locale, target: Locale) -> None:
        self._locales = source, target
        self._rendering_finders = (
            cached_rendering_finder(source, target),
            cached_rendering_finder(target, source),
        )
        self._is_strange = lru_cache(maxsize=8192)(self._is_strange_word)

    def find_pair(
        self, source: CapitalisedText, target: CapitalisedText
    ) -> tuple[NameWords, NameWords] | None:
        """Find the lost and the added name, if there is exactly one each."""
        target_names = self._strange_names(target, source, 1)
        if len(target_names) != 1:
            return None
        source_names = self._strange_names(source, target, 0)
        return (source_names[0], target_names[0]) if len(source_names) == 1 else None

    def _strange_names(
        self, text: CapitalisedText, other_text: CapitalisedText, side: int
    ) -> list[NameWords]:
        forms = other_text.forms
        # Few texts have any such word, and telling names apart takes longer.
        if not any(
            word.form not in forms
            and not word.may_start_sentence
            and self._is_strange(word.text, side)
            for word in text.words
        ):
            return []
        return [
            name
            for name in _split_names(text, other_text)
            if all(self._is_strange(word.text, side) for word in name)
        ]

    def _is_strange_word(self, word: str, side: int) -> bool:
        if len(word) < SHORTEST_NAME or not word.isascii() or word.isupper():
            return False
        language_words, rendering_finder = (
            read_language(self._locales[side]),
            self._rendering_finders[side],
        )
        if word.lower() in language_words.offices | language_words.deputy_words:
            return False
        return rendering_finder.is_unknown(word) or bool(
            rendering_finder.count_rendered(word, word)
        )


def _split_names(
    text: CapitalisedText, other_text: CapitalisedText
) -> Iterator[NameWords]:
    """Split a text into names, without the words that the other text has.

    None of one with which a sentence begins, unless two are left after its first word:
    Director Reza Rahadian.
    """
    if not text.words:
        return
    forms = other_text.forms
    beginnings = {form[:SHORTEST_NAME] for form in forms}
    known_sounds: Set[str] | None = None
    words: list[CapitalisedWord] = []
    fewest_words = 1
    for word in (*text.words, None):
        if word is None or not word.follows_capital:
            if len(words) >= fewest_words:
                yield tuple(words)
            if word is None:
                return
            words, fewest_words = [], 1 + word.may_start_sentence
        if word.may_start_sentence or word.form[:SHORTEST_NAME] in beginnings:
            continue
        if known_sounds is None:
            known_sounds = {_sound_without_doubles(form) for form in forms}
        if _sound_without_doubles(word.form) not in known_sounds:
            words.append(word)


def _sound_without_doubles(form: str) -> str:
    return sound_form(_DOUBLED.sub(r"\1", form))


@lru_cache(maxsize=16)
def cached_unknown_names(source: Locale, target: Locale) -> UnknownNames:
    """Return the finder of unknown names of two languages, with its caches."""
    return UnknownNames(source, target)
