"""How well the words of two phrases translate one another."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from tm.align.lexicon.dictionary import Dictionary, Phrase, Phrasebook, phrase
from tm.align.lexicon.lexicon import AlignmentLexicon
from tm.text.locale import Locale

_GIVEN = 0.5
"""What a dictionary's word is worth, where a certain translation is worth 1."""
_KEPT = 10_000
"""Phrases of a side that are at hand: each is compared with several of the other."""


class WordSupport:
    """What is known of the words of two languages."""

    def __init__(
        self,
        lexicon: AlignmentLexicon,
        dictionary: Dictionary,
        source: Locale,
        target: Locale,
    ) -> None:
        self._lexicon = lexicon
        self._source = _reader(source, dictionary.source)
        self._target = _reader(target, dictionary.target)

    def of(self, source: str, target: str) -> float:
        """How much of two phrases their words explain, 0 to 1.

        Of every word the best that the other side has for it, on average.
        """
        left, right = self._source(source), self._target(target)
        if not left.stems or not right.stems:
            return 0.0
        forward = _explained(left, right, self._lexicon.targets)
        back = _explained(right, left, self._lexicon.sources)
        return (forward + back) / 2


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a phrase, and those that a dictionary has for them."""

    stems: Phrase
    given: frozenset[str]


def _reader(locale: Locale, book: Phrasebook) -> Callable[[str], _Words]:
    @lru_cache(_KEPT)
    def read(text: str) -> _Words:
        stems = phrase(text, locale)
        given = (
            word
            for known in book.phrases(stems)
            for translation in book.translations.get(known, ())
            for word in translation
        )
        return _Words(stems, frozenset(given))

    return read


def _explained(
    words: _Words, others: _Words, likely: Callable[[str], Mapping[str, float]]
) -> float:
    """The average over words of how likely the best of the others is one's source."""
    total = 0.0
    for word in words.stems:
        table = likely(word)
        best = max(table.get(other, 0.0) for other in others.stems)
        total += max(best, _GIVEN if word in others.given else 0.0)
    return total / len(words.stems)
