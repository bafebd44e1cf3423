"""Scores of how well the words of two phrases translate one another."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from tm.align.lexicon.dictionary import (
    Phrasebook,
    StemPhrase,
    TranslationDictionary,
    stem_phrase,
)
from tm.align.lexicon.lexicon import AlignmentLexicon
from tm.text.locale import Locale

_DICTIONARY_SCORE = 0.5
"""Score of a translation from a dictionary, if a certain one scores 1."""
_MAX_CACHED_PHRASES = 10_000
"""Phrases cached for each side, since each is compared with several of the other."""


class WordSupport:
    """Scores phrase pairs by a lexicon and a dictionary of two languages."""

    def __init__(
        self,
        lexicon: AlignmentLexicon,
        dictionary: TranslationDictionary,
        source_locale: Locale,
        target_locale: Locale,
    ) -> None:
        self._lexicon = lexicon
        self._read_source_words = _make_phrase_reader(
            source_locale, dictionary.source_phrasebook
        )
        self._read_target_words = _make_phrase_reader(
            target_locale, dictionary.target_phrasebook
        )

    def measure_support(self, source_text: str, target_text: str) -> float:
        """Measure how well the words of two phrases translate one another, 0 to 1.

        The average over all words of their best translation on the other side.
        """
        source_words, target_words = (
            self._read_source_words(source_text),
            self._read_target_words(target_text),
        )
        if not source_words.stems or not target_words.stems:
            return 0.0
        source_share = _measure_explained_share(
            source_words, target_words, self._lexicon.find_targets
        )
        target_share = _measure_explained_share(
            target_words, source_words, self._lexicon.find_sources
        )
        return (source_share + target_share) / 2


@dataclass(frozen=True, slots=True)
class _PhraseWords:
    """The words of a phrase, and their translations in a dictionary."""

    stems: StemPhrase
    dictionary_translations: frozenset[str]


def _make_phrase_reader(
    locale: Locale, phrasebook: Phrasebook
) -> Callable[[str], _PhraseWords]:
    """Make a cached function that reads the words of a phrase."""

    @lru_cache(_MAX_CACHED_PHRASES)
    def read_phrase_words(text: str) -> _PhraseWords:
        stems = stem_phrase(text, locale)
        dictionary_translations = (
            translation_word
            for known_phrase in phrasebook.split_phrases(stems)
            for translation in phrasebook.translations_by_phrase.get(known_phrase, ())
            for translation_word in translation
        )
        return _PhraseWords(stems, frozenset(dictionary_translations))

    return read_phrase_words


def _measure_explained_share(
    phrase_words: _PhraseWords,
    opposite_words: _PhraseWords,
    find_translations: Callable[[str], Mapping[str, float]],
) -> float:
    """Measure the average probability of each word's best translation."""
    summed_probabilities = 0.0
    for stem in phrase_words.stems:
        probability_by_stem = find_translations(stem)
        best_probability = max(
            probability_by_stem.get(opposite_stem, 0.0)
            for opposite_stem in opposite_words.stems
        )
        summed_probabilities += max(
            best_probability,
            _DICTIONARY_SCORE
            if stem in opposite_words.dictionary_translations
            else 0.0,
        )
    return summed_probabilities / len(phrase_words.stems)
