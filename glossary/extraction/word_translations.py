"""How well the words of two phrases translate one another."""

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
"""What a dictionary's word is worth, where a certain translation is worth 1."""
_CACHE_SIZE = 10_000
"""Phrases of a side that are at hand: each is compared with several of the other."""


class WordSupport:
    """What is known of the words of two languages."""

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
        """How much of two phrases their words explain, 0 to 1.

        Of every word the best that the other side has for it, on average.
        """
        source_words, target_words = self._source(source), self._target(target)
        if not source_words.stems or not target_words.stems:
            return 0.0
        forward = _explained_share(source_words, target_words, self._lexicon.targets)
        back = _explained_share(target_words, source_words, self._lexicon.sources)
        return (forward + back) / 2


@dataclass(frozen=True, slots=True)
class _PhraseWords:
    """The words of a phrase, and those that a dictionary has for them."""

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
    """The average over words of how likely the best of the others is one's source."""
    total = 0.0
    for word in words.stems:
        table = likely(word)
        best = max(table.get(other, 0.0) for other in other_words.stems)
        total += max(best, _DICTIONARY_SCORE if word in other_words.given else 0.0)
    return total / len(words.stems)
