"""How well the words of two phrases translate one another."""

from collections.abc import Sequence
from dataclasses import dataclass

from tm.align.dictionary import Dictionary, Phrasebook, phrase
from tm.align.lexicon import Lexicon
from tm.text.locale import Locale

_GIVEN = 0.5
"""What a dictionary's word is worth, where a certain translation is worth 1."""


@dataclass(frozen=True, slots=True)
class WordSupport:
    """What is known of the words of two languages."""

    lexicon: Lexicon
    dictionary: Dictionary
    source: Locale
    target: Locale

    def of(self, source: str, target: str) -> float:
        """How much of two phrases their words explain, 0 to 1.

        Of every word the best that the other side has for it, on average.
        """
        left, right = phrase(source, self.source), phrase(target, self.target)
        if not left or not right:
            return 0.0
        forward = _explained(left, right, self.lexicon, self.dictionary.target, False)
        back = _explained(right, left, self.lexicon, self.dictionary.source, True)
        return (forward + back) / 2


def _explained(
    words: Sequence[str],
    others: Sequence[str],
    lexicon: Lexicon,
    book: Phrasebook,
    turned: bool,
) -> float:
    """The average over words of how likely the best of the others is one's source."""
    given = {
        word
        for other in book.phrases(others)
        for translation in book.translations.get(other, ())
        for word in translation
    }
    total = 0.0
    for word in words:
        likely = lexicon.sources(word) if turned else lexicon.targets(word)
        best = max((likely.get(other, 0.0) for other in others), default=0.0)
        total += max(best, _GIVEN if word in given else 0.0)
    return total / len(words)
