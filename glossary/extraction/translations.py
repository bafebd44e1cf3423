"""Translations of phrases, proposed from aligned units in which both occur.

A pair of phrases is scored by the Dice coefficient of the units that contain them,
counted only outside longer terms (`Bộ Công an` inside `Bộ trưởng Bộ Công an` is not
translated as it is alone). A lexicon of words, and whether both are written as names,
decide between pairs with similar scores.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from glossary.extraction.opposite_pairs import (
    OppositePairs,
    choose_units,
    find_opposite_pairs,
    mark_units,
)
from glossary.extraction.phrase_occurrences import (
    Occurrences,
    TermPhrases,
)
from glossary.extraction.word_translations import WordSupport
from tm.align.lexicon.dictionary import TranslationDictionary
from tm.align.lexicon.lexicon import AlignmentLexicon

_MAX_OPPOSITE_COUNT = 12
"""The most target phrases scored for each candidate."""
_NAME_MISMATCH_FACTOR = 0.8
"""Score factor of a pair of which only one side is a name."""
_LENGTH_RATIO_SPREAD = 1.0
"""Standard deviation of the logarithm of the length ratio of a pair."""
_WORD_SUPPORT_WEIGHT = 0.4
"""The part of a pair's score that depends on the translations of its words."""


@dataclass(frozen=True, slots=True)
class ProposedEquivalent:
    """A proposed translation of a candidate."""

    text: str
    unit_count: int
    """Units that contain the translation outside longer terms."""
    common_unit_count: int
    """Units that contain the candidate, too."""
    score: float
    """Confidence in the pair, 0 to 1."""


def propose_equivalents(
    source_phrases: TermPhrases,
    source_occurrences: Occurrences,
    target_phrases: TermPhrases,
    lexicon: AlignmentLexicon,
    dictionary: TranslationDictionary,
    *,
    max_equivalent_count: int,
) -> Iterator[list[ProposedEquivalent]]:
    """Propose translations for each source phrase among the target phrases.

    At most `max_equivalent_count` for each, the best first.
    """
    word_support = WordSupport(
        lexicon, dictionary, source_phrases.text.locale, target_phrases.text.locale
    )
    unit_indexes_by_phrase = choose_units(source_occurrences, len(source_phrases))
    target_occurrences = Occurrences(
        target_phrases,
        mark_units(unit_indexes_by_phrase, len(source_phrases.text.unit_starts)),
    )
    opposite_pairs = find_opposite_pairs(
        unit_indexes_by_phrase,
        target_occurrences,
        target_phrase_count=len(target_phrases),
        max_opposite_count=_MAX_OPPOSITE_COUNT,
    )
    likelihoods = _measure_pair_likelihoods(
        source_phrases, target_phrases, opposite_pairs
    )
    pair_boundaries = np.searchsorted(
        opposite_pairs.source_phrase_indexes, np.arange(len(source_phrases) + 1)
    ).tolist()
    scored_pair_lists = [
        _select_best_pairs(
            range(first_pair_index, end_pair_index),
            likelihoods[first_pair_index:end_pair_index].tolist(),
            partial(
                _measure_word_support_factor,
                word_support,
                source_phrases.read_surface(source_phrase_index),
                target_phrases,
                opposite_pairs,
            ),
            max_equivalent_count,
        )
        for source_phrase_index, (first_pair_index, end_pair_index) in enumerate(
            pairwise(pair_boundaries)
        )
    ]
    proposed_flags = np.zeros(len(target_phrases), bool)
    proposed_flags[
        [
            opposite_pairs.target_phrase_indexes[pair_index]
            for scored_pairs in scored_pair_lists
            for _, pair_index in scored_pairs
        ]
    ] = True
    yield from _make_equivalents(
        scored_pair_lists,
        opposite_pairs,
        target_occurrences.find_spellings(proposed_flags),
        max_equivalent_count,
    )


def _make_equivalents(
    scored_pair_lists: Sequence[Sequence[tuple[float, int]]],
    opposite_pairs: OppositePairs,
    spelling_by_phrase_index: Mapping[int, str],
    max_equivalent_count: int,
) -> Iterator[list[ProposedEquivalent]]:
    """Make the best equivalents of each phrase from its scored pairs."""
    for scored_pairs in scored_pair_lists:
        phrase_equivalents = [
            ProposedEquivalent(
                spelling_by_phrase_index[
                    int(opposite_pairs.target_phrase_indexes[pair_index])
                ],
                int(opposite_pairs.target_unit_counts[pair_index]),
                int(opposite_pairs.common_unit_counts[pair_index]),
                score,
            )
            for score, pair_index in scored_pairs
        ]
        yield sorted(
            phrase_equivalents,
            key=lambda equivalent: (-equivalent.score, equivalent.text),
        )[:max_equivalent_count]


def _measure_pair_likelihoods(
    source_phrases: TermPhrases,
    target_phrases: TermPhrases,
    opposite_pairs: OppositePairs,
) -> NDArray[np.float64]:
    """Score pairs as if their words translated one another.

    By their common units, their lengths, and whether both are names.
    """
    word_count_ratio = max(target_phrases.text.word_count, 1) / max(
        source_phrases.text.word_count, 1
    )
    length_ratio = target_phrases.lengths[opposite_pairs.target_phrase_indexes] / (
        word_count_ratio * source_phrases.lengths[opposite_pairs.source_phrase_indexes]
    )
    likelihoods = opposite_pairs.dice_coefficients * np.exp(
        -(np.log(length_ratio) ** 2) / (2 * _LENGTH_RATIO_SPREAD**2)
    )
    same_kind_flags = (
        source_phrases.name_flags[opposite_pairs.source_phrase_indexes]
        == target_phrases.name_flags[opposite_pairs.target_phrase_indexes]
    )
    return np.where(same_kind_flags, likelihoods, likelihoods * _NAME_MISMATCH_FACTOR)


def _measure_word_support_factor(
    word_support: WordSupport,
    source_text: str,
    target_phrases: TermPhrases,
    opposite_pairs: OppositePairs,
    pair_index: int,
) -> float:
    """Measure the score factor of a pair that depends on its words."""
    # Any spelling will do, since capitals do not matter to word translations.
    translation = target_phrases.read_surface(
        int(opposite_pairs.target_phrase_indexes[pair_index])
    )
    return (
        1
        - _WORD_SUPPORT_WEIGHT
        + _WORD_SUPPORT_WEIGHT * word_support.measure_support(source_text, translation)
    )


def _select_best_pairs(
    pair_indexes: Iterable[int],
    likelihoods: Sequence[float],
    measure_support: Callable[[int], float],
    max_pair_count: int,
) -> list[tuple[float, int]]:
    """Select the `max_pair_count` best pairs and those with equal scores, with their
    scores.

    `measure_support` is slow, and returns a factor of at most 1, so it is called only
    for pairs that may be among the best.
    """
    scored_pairs: list[tuple[float, int]] = []
    scores: list[float] = []
    for likelihood, pair_index in sorted(
        zip(likelihoods, pair_indexes, strict=True), reverse=True
    ):
        if len(scores) >= max_pair_count and likelihood < min(
            scores[:max_pair_count], default=math.inf
        ):
            break
        scored_pairs.append((likelihood * measure_support(pair_index), pair_index))
        scores = sorted((score for score, _ in scored_pairs), reverse=True)
    min_score = min(scores[:max_pair_count], default=math.inf)
    return [scored_pair for scored_pair in scored_pairs if scored_pair[0] >= min_score]
