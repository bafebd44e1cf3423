"""Two texts to align, with the ratio of their lengths."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from tm.align.embedding import SentenceVectors
from tm.align.encoder import SentenceEncoder
from tm.align.lexicon.dictionary import TranslationDictionary
from tm.align.side import AlignmentSide
from tm.language_data import read_table
from tm.text.locale import Locale

_PRIOR_CHARACTERS = 300
"""Characters of text that the expected ratio counts for."""


@dataclass(frozen=True, slots=True)
class TextPair:
    """Two sides and the ratio of target to source characters."""

    source: AlignmentSide
    target: AlignmentSide
    ratio: float
    meaning: SentenceVectors | None = None
    """The sentence vectors, if there is an encoder."""

    @classmethod
    def of(
        cls,
        source: Sequence[str],
        target: Sequence[str],
        *,
        source_locale: Locale,
        target_locale: Locale,
        dictionary: TranslationDictionary,
        encoder: SentenceEncoder | None = None,
    ) -> "TextPair":
        """Make the pair of two texts, given as sentences."""
        source_side = AlignmentSide.of(source, source_locale, dictionary.source)
        target_side = AlignmentSide.of(target, target_locale, dictionary.target)
        expected_ratio = _expected_ratio(source_locale, target_locale)
        ratio = _length_ratio(source_side, target_side, expected_ratio=expected_ratio)
        meaning = SentenceVectors.of(source, target, encoder) if encoder else None
        return cls(source_side, target_side, ratio, meaning)

    @property
    def size(self) -> tuple[int, int]:
        """The numbers of source and target sentences."""
        return len(self.source.sentences), len(self.target.sentences)

    def part(self, start: tuple[int, int], end: tuple[int, int]) -> "TextPair":
        """Some sentences of both sides, with the ratio of the whole texts."""
        return TextPair(
            self.source.part(start[0], end[0]),
            self.target.part(start[1], end[1]),
            self.ratio,
            self.meaning.part(start, end) if self.meaning else None,
        )


def _length_ratio(
    source: AlignmentSide, target: AlignmentSide, *, expected_ratio: float
) -> float:
    """Characters of the target for one of the source, if they say the same.

    What is left out of one text would make its language look shorter, so the ratio
    that is expected of the languages has a say, the more the shorter the texts are.
    """
    source_length = float(source.lengths.sum()) + _PRIOR_CHARACTERS
    target_length = float(target.lengths.sum()) + _PRIOR_CHARACTERS * expected_ratio
    return target_length / source_length


def _expected_ratio(source: Locale, target: Locale) -> float:
    return _length_factor(target.language) / _length_factor(source.language)


@cache
def _length_factor(language: str) -> float:
    """Characters of a text for each character of the same text in English."""
    factor: float = read_table(language, "lengths.toml").get("characters", 1.0)
    return factor
