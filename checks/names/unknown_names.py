"""Search for a replaced name that neither the dictionary nor the other text has."""

import re
from collections.abc import Callable, Iterator, Set
from functools import lru_cache

from checks.names.name_typos import read_name_spelling
from checks.text.capitalised_words import (
    MIN_NAME_LETTERS,
    CapitalisedText,
    CapitalisedWord,
)
from checks.text.language_words import read_language
from checks.text.rendering_finder import RenderingFinder
from tm.result_cache import ResultCache
from tm.text.locale import Locale

_DOUBLED_LETTER_PATTERN = re.compile(r"(.)\1")

NameWords = tuple[CapitalisedWord, ...]
"""Adjacent words of one name."""


def spell_by_sound(form: str) -> str:
    """Return the beginning of a name in phonetic spelling."""
    for spelling, sound in read_name_spelling().sounds_by_spelling:
        form = form.replace(spelling, sound)
    return form[:MIN_NAME_LETTERS]


class UnknownNames:
    """Finds the one name of each text that the other text lacks.

    Each word of both names is ASCII, long enough, no office, and not at the beginning
    of a sentence; the dictionary does not know it or leaves it untranslated (Bangkok).
    Without a dictionary no name is found.
    """

    def __init__(
        self, source_locale: Locale, target_locale: Locale, cache: ResultCache
    ) -> None:
        self._locales = source_locale, target_locale
        self._rendering_finders = (
            cache.call(RenderingFinder, source_locale, target_locale),
            cache.call(RenderingFinder, target_locale, source_locale),
        )
        self.spell_by_sound = lru_cache(maxsize=8192)(spell_by_sound)
        """Returns the beginning of a name in phonetic spelling."""
        self._is_unknown_or_copied_word_cached = lru_cache(maxsize=8192)(
            self._is_unknown_or_copied_word
        )

    def find_name_pair(
        self, source_capitals: CapitalisedText, target_capitals: CapitalisedText
    ) -> tuple[NameWords, NameWords] | None:
        """Find the lost and the added name, if there is exactly one each.

        None in title case, where any word has a capital.
        """
        if source_capitals.is_in_title_case or target_capitals.is_in_title_case:
            return None
        target_names = self._find_unknown_names(target_capitals, source_capitals, 1)
        if len(target_names) != 1:
            return None
        source_names = self._find_unknown_names(source_capitals, target_capitals, 0)
        return (source_names[0], target_names[0]) if len(source_names) == 1 else None

    def _find_unknown_names(
        self,
        capitals: CapitalisedText,
        other_capitals: CapitalisedText,
        side_index: int,
    ) -> list[NameWords]:
        other_forms = other_capitals.word_forms
        # Few texts have such a word, and splitting the text into names takes longer.
        if not any(
            word.form not in other_forms
            and not word.may_start_sentence
            and self._is_unknown_or_copied_word_cached(word.text, side_index)
            for word in capitals.words
        ):
            return []
        return [
            name_words
            for name_words in _split_names(
                capitals, other_capitals, self.spell_by_sound
            )
            if all(
                self._is_unknown_or_copied_word_cached(word.text, side_index)
                for word in name_words
            )
            and not self._begins_phrase(name_words, capitals, side_index)
        ]

    def _begins_phrase(
        self, name_words: NameWords, capitals: CapitalisedText, side_index: int
    ) -> bool:
        """Whether known words begin a phrase of known words: `Urban Village`."""
        rendering_finder = self._rendering_finders[side_index]
        next_form = capitals.find_neighbour_forms(name_words[-1])[1]
        return (
            next_form is not None
            and not rendering_finder.is_unknown_word(next_form)
            and not any(
                rendering_finder.is_unknown_word(word.text) for word in name_words
            )
        )

    def _is_unknown_or_copied_word(self, word: str, side_index: int) -> bool:
        """Whether a word is ASCII, and the dictionary lacks it or copies it."""
        if len(word) < MIN_NAME_LETTERS or not word.isascii() or word.isupper():
            return False
        language, rendering_finder = (
            read_language(self._locales[side_index]),
            self._rendering_finders[side_index],
        )
        if word.lower() in language.office_words | language.deputy_words:
            return False
        return rendering_finder.is_unknown_word(word) or bool(
            rendering_finder.count_rendered_phrases(word, word)
        )


def _split_names(
    capitals: CapitalisedText,
    other_capitals: CapitalisedText,
    spell_form_by_sound: Callable[[str], str],
) -> Iterator[NameWords]:
    """Split a text into names, without the words that the other text has.

    A name at the beginning of a sentence counts only if two words are left after its
    first word: Director Reza Rahadian.
    """
    if not capitals.words:
        return
    other_forms = other_capitals.word_forms
    other_beginnings = {form[:MIN_NAME_LETTERS] for form in other_forms}
    other_sounds: Set[str] | None = None
    name_words: list[CapitalisedWord] = []
    min_word_count = 1
    for word in (*capitals.words, None):
        if word is None or not word.follows_capital:
            if len(name_words) >= min_word_count:
                yield tuple(name_words)
            if word is None:
                return
            name_words, min_word_count = [], 1 + word.may_start_sentence
        if word.may_start_sentence or word.form[:MIN_NAME_LETTERS] in other_beginnings:
            continue
        if other_sounds is None:
            other_sounds = {
                spell_form_by_sound(_undouble_letters(form)) for form in other_forms
            }
        if spell_form_by_sound(_undouble_letters(word.form)) not in other_sounds:
            name_words.append(word)


def _undouble_letters(form: str) -> str:
    """Reduce doubled letters to single ones."""
    return _DOUBLED_LETTER_PATTERN.sub(r"\1", form)
