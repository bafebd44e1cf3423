"""Finding the phrases of a source that a target renders, by a dictionary."""

from functools import lru_cache

from checks.text.language_words import read_language
from tm.align.lexicon.dictionary import StemPhrase, TranslationDictionary, stem_phrase
from tm.align.lexicon.starter_dictionary import (
    list_known_stems,
    load_starter_dictionary,
)
from tm.text.locale import Locale

_FEWEST_KNOWN_WORDS = 2000
"""The fewest words of a dictionary for which an unknown word is evidence; more than
the names of the CLDR."""


class RenderingFinder:
    """Finds renderings of phrases in two languages; the last texts are cached.

    The dictionary is read at its first use, which takes a fifth of a second.
    """

    def __init__(self, source: Locale, target: Locale) -> None:
        self._source, self._target = source, target
        self._function_words = read_language(source).function_words
        self._renderings: dict[StemPhrase, list[str]] = {}
        self._cached_source_phrases = lru_cache(maxsize=64)(self._read_source_phrases)
        self._cached_target_stems = lru_cache(maxsize=64)(self._read_target_stems)

    @property
    def _dictionary(self) -> TranslationDictionary:
        return load_starter_dictionary(self._source, self._target)

    def count_rendered(self, source: str, target: str) -> int:
        """Count the known phrases of a source that a target renders."""
        phrases = set(self._cached_source_phrases(source))
        return sum(self._is_rendered(phrase, target) for phrase in phrases)

    def are_rendered(self, source: str, target: str) -> list[bool]:
        """Tell for each known phrase of a source, in order, if a target renders it."""
        return [
            self._is_rendered(phrase, target)
            for phrase in self._cached_source_phrases(source)
        ]

    def is_unknown(self, word: str) -> bool:
        """Whether a dictionary of many words lacks a word of the source language.

        Where every noun has a capital, nothing that it lacks is a name for that.
        """
        if (
            read_language(self._source).capital_nouns
            or len(self._known_source_stems) < _FEWEST_KNOWN_WORDS
        ):
            return False
        stems = stem_phrase(word, self._source)
        return not stems or stems[0] not in self._known_source_stems

    def is_untranslated_name(self, word: str) -> bool:
        """Whether a name is unknown, or the dictionary leaves it untranslated."""
        if self.is_unknown(word):
            return True
        stems = tuple(stem_phrase(word, self._source))
        return stems in self._dictionary.source.translations.get(stems, ())

    def knows_target_word(self, word: str) -> bool:
        """Whether the dictionary knows a word of the target."""
        stems = stem_phrase(word, self._target)
        target_stems = list_known_stems(self._target, self._source)
        return bool(stems) and stems[0] in target_stems

    @property
    def _known_source_stems(self) -> frozenset[str]:
        return list_known_stems(self._source, self._target)

    def _is_rendered(self, phrase: StemPhrase, target: str) -> bool:
        stems = self._cached_target_stems(target)
        if phrase not in self._renderings:
            translations = self._dictionary.source.translations[phrase]
            self._renderings[phrase] = [
                f" {' '.join(translation)} " for translation in translations
            ]
        return any(translation in stems for translation in self._renderings[phrase])

    def _read_source_phrases(self, text: str) -> list[StemPhrase]:
        """Read the known phrases of a text, except those of function words only."""
        translations, stems = self._dictionary.source, stem_phrase(text, self._source)
        phrases, phrase_end = [], 0
        for start, phrase in enumerate(translations.split_phrases(stems)):
            if start < phrase_end:
                continue  # a phrase of several words comes once for each
            phrase_end = start + len(phrase)
            if phrase in translations.translations and not self._function_words >= {
                *phrase
            }:
                phrases.append(phrase)
        return phrases

    def _read_target_stems(self, text: str) -> str:
        return f" {' '.join(stem_phrase(text, self._target))} "


@lru_cache(maxsize=16)
def cached_rendering_finder(source: Locale, target: Locale) -> RenderingFinder:
    """Return the rendering finder of two languages, with its caches."""
    return RenderingFinder(source, target)
