"""Two texts to align, with the ratio of their lengths."""

from collections.abc import Sequence
from dataclasses import dataclass

from tm.align.embedding import SentenceVectors
from tm.align.encoder import SentenceEncoder
from tm.align.lexicon.dictionary import TranslationDictionary
from tm.align.sentence_properties import AlignmentSide
from tm.language_data import read_table
from tm.result_cache import lazy_constant
from tm.text.locale import Locale

_EXPECTED_RATIO_WEIGHT = 300
"""The weight of the expected ratio, in characters of text."""


@dataclass(frozen=True, slots=True)
class TextPair:
    """Two sides and the ratio of target to source characters."""

    source_side: AlignmentSide
    target_side: AlignmentSide
    length_ratio: float
    sentence_vectors: SentenceVectors | None = None
    """The sentence vectors, if there is an encoder."""

    @classmethod
    def of(
        cls,
        source_sentences: Sequence[str],
        target_sentences: Sequence[str],
        *,
        source_locale: Locale,
        target_locale: Locale,
        dictionary: TranslationDictionary,
        encoder: SentenceEncoder | None = None,
    ) -> "TextPair":
        """Make the pair of two texts, given as sentences."""
        source_side = AlignmentSide.of(
            source_sentences, source_locale, dictionary.source_phrasebook
        )
        target_side = AlignmentSide.of(
            target_sentences, target_locale, dictionary.target_phrasebook
        )
        expected_ratio = _compute_expected_ratio(source_locale, target_locale)
        length_ratio = _compute_length_ratio(
            source_side, target_side, expected_ratio=expected_ratio
        )
        sentence_vectors = (
            SentenceVectors.of(source_sentences, target_sentences, encoder)
            if encoder
            else None
        )
        return cls(source_side, target_side, length_ratio, sentence_vectors)

    @property
    def sentence_counts(self) -> tuple[int, int]:
        """The numbers of source and target sentences."""
        return len(self.source_side.sentences), len(self.target_side.sentences)

    def slice_sentences(
        self, start: tuple[int, int], end: tuple[int, int]
    ) -> "TextPair":
        """Slice sentences of both sides, with the length ratio of the whole texts."""
        return TextPair(
            self.source_side.slice_sentences(start[0], end[0]),
            self.target_side.slice_sentences(start[1], end[1]),
            self.length_ratio,
            self.sentence_vectors.slice_sentences(start, end)
            if self.sentence_vectors
            else None,
        )


def _compute_length_ratio(
    source_side: AlignmentSide, target_side: AlignmentSide, *, expected_ratio: float
) -> float:
    """Compute the number of target characters for each source character.

    An omission would make a language look shorter, so the expected ratio of the
    languages counts, too: the shorter the texts, the more.
    """
    source_length = float(source_side.lengths.sum()) + _EXPECTED_RATIO_WEIGHT
    target_length = (
        float(target_side.lengths.sum()) + _EXPECTED_RATIO_WEIGHT * expected_ratio
    )
    return target_length / source_length


def _compute_expected_ratio(source_locale: Locale, target_locale: Locale) -> float:
    return _read_length_factor(target_locale.language) / _read_length_factor(
        source_locale.language
    )


@lazy_constant
def _read_length_factor(language: str) -> float:
    """Read the number of characters for each character of the text in English."""
    factor: float = read_table(language, "lengths.toml").get("characters", 1.0)
    return factor
