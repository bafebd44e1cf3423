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
_CACHE_SIZE = 10_000
"""Phrases cached for each side, since each is compared with several of the other."""


class WordSupport:
    """Scores phrase pairs by a lexicon and a dictionary of two languages."""

    def __init__(
        self,
        lexicon: AlignmentLexicon,
        dictionary: TranslationDictionary,
        source: Locale,
        target: Locale,
    ) -> None:
        self._lexicon = lexicon
        self._source = _make_reader(source, dictionary.source)
        self._target = _make_reader(target, dictionary.target)

    def measure(self, source: str, target: str) -> float:
        """Measure how well the words of two phrases translate one another, 0 to 1.

        The average over all words of their best translation on the other side.
        """
        source_words, target_words = self._source(source), self._target(target)
        if not source_words.stems or not target_words.stems:
            return 0.0
        forward = _explained_share(source_words, target_words, self._lexicon.targets)
        back = _explained_share(target_words, source_words, self._lexicon.sources)
        return (forward + back) / 2


@dataclass(frozen=True, slots=True)
class _PhraseWords:
    """The words of a phrase, and their translations in a dictionary."""

    stems: StemPhrase
    given: frozenset[str]


def _make_reader(locale: Locale, book: Phrasebook) -> Callable[[str], _PhraseWords]:
    @lru_cache(_CACHE_SIZE)
    def read(text: str) -> _PhraseWords:
        stems = stem_phrase(text, locale)
        dictionary_words = (
            word
            for known_phrase in book.split_phrases(stems)
            for translation in book.translations.get(known_phrase, ())
            for word in translation
        )
        return _PhraseWords(stems, frozenset(dictionary_words))

    return read


def _explained_share(
    words: _PhraseWords,
    other_words: _PhraseWords,
    likely: Callable[[str], Mapping[str, float]],
) -> float:
    """Measure the average probability of each word's best translation."""
    total = 0.0
    for word in words.stems:
        table = likely(word)
        best = max(table.get(other, 0.0) for other in other_words.stems)
        total += max(best, _DICTIONARY_SCORE if word in other_words.given else 0.0)
    return total / len(words.stems)
