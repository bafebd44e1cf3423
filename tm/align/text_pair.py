"""Two texts to align, and how their lengths compare."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from tm.align.embedding import Meaning
from tm.align.encoder import Encoder
from tm.align.lexicon.dictionary import Dictionary
from tm.align.side import AlignmentSide
from tm.language_data import read_table
from tm.text.locale import Locale

_CUSTOMARY = 300
"""Characters of text that the expected ratio of lengths is worth."""


@dataclass(frozen=True, slots=True)
class TextPair:
    """Two sides, and how many characters of the target go with one of the source."""

    source: AlignmentSide
    target: AlignmentSide
    ratio: float
    meaning: Meaning | None = None
    """What an encoder makes of them, where there is one."""

    @classmethod
    def of(
        cls,
        source: Sequence[str],
        target: Sequence[str],
        *,
        source_locale: Locale,
        target_locale: Locale,
        dictionary: Dictionary,
        encoder: Encoder | None = None,
    ) -> "TextPair":
        """The pair that two texts make which are given as sentences."""
        there = AlignmentSide.of(source, source_locale, dictionary.source)
        here = AlignmentSide.of(target, target_locale, dictionary.target)
        expected = _expected_ratio(source_locale, target_locale)
        ratio = _ratio(there, here, expected=expected)
        meaning = Meaning.of(source, target, encoder) if encoder else None
        return cls(there, here, ratio, meaning)

    @property
    def size(self) -> tuple[int, int]:
        """Sentences of the source and of the target."""
        return len(self.source.sentences), len(self.target.sentences)

    def part(self, start: tuple[int, int], end: tuple[int, int]) -> "TextPair":
        """Some of the sentences of both, with what is known from the whole."""
        return TextPair(
            self.source.part(start[0], end[0]),
            self.target.part(start[1], end[1]),
            self.ratio,
            self.meaning.part(start, end) if self.meaning else None,
        )


def _ratio(source: AlignmentSide, target: AlignmentSide, *, expected: float) -> float:
    """Characters of the target for one of the source, if they say the same.

    What is left out of one text would make its language look shorter, so the ratio
    that is expected of the languages has a say, the more the shorter the texts are.
    """
    there = float(source.lengths.sum()) + _CUSTOMARY
    here = float(target.lengths.sum()) + _CUSTOMARY * expected
    return here / there


def _expected_ratio(source: Locale, target: Locale) -> float:
    return _length_factor(target.language) / _length_factor(source.language)


@cache
def _length_factor(language: str) -> float:
    """Characters of a text for each character of the same text in English."""
    factor: float = read_table(language, "lengths.toml").get("characters", 1.0)
    return factor
