"""Translations of phrases, proposed from aligned units in which both occur.

A pair of phrases is scored by the Dice coefficient of the units that contain them,
counted only outside longer terms (`Bộ Công an` inside `Bộ trưởng Bộ Công an` is not
translated as it is alone). A lexicon of words, and whether both are written as names,
decide between pairs with similar scores.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from glossary.extraction.phrase_occurrences import (
    BoolColumn,
    IntegerColumn,
    Occurrences,
    TermPhrases,
)
from glossary.extraction.word_translations import WordSupport
from tm.align.lexicon.dictionary import TranslationDictionary
from tm.align.lexicon.lexicon import AlignmentLexicon
from tm.spill.array import MOST_PARTITIONS, SpillPartitions

MOST_UNITS = 400
"""The most units examined for a phrase, spread evenly over all its units."""
_MAX_OPPOSITES = 12
"""The most target phrases scored for each candidate."""
_NAME_MISMATCH_FACTOR = 0.8
"""Score factor of a pair of which only one side is a name."""
_LENGTH_SPREAD = 1.0
"""Standard deviation of the logarithm of the length ratio of a pair."""
_WORD_SUPPORT_SHARE = 0.4
"""The part of a pair's score that depends on the translations of its words."""
_MIN_DICE = 0.1
_GROUP = 64
"""The least number of source phrases in a partition."""


@dataclass(frozen=True, slots=True)
class ProposedEquivalent:
    """A proposed translation of a candidate."""

    text: str
    count: int
    """Units that contain the translation outside longer terms."""
    together: int
    """Units that contain the candidate, too."""
    score: float
    """Confidence in the pair, 0 to 1."""


@dataclass(frozen=True, slots=True)
class OppositePairs:
    """Pairs of a source and a target phrase in the same units, as equally long arrays.

    Sorted by source phrase, then the best pairs first.
    """

    firsts: IntegerColumn
    """The source phrases, in ascending order."""
    phrases: IntegerColumn
    """The target phrases."""
    together: IntegerColumn
    """The number of units with both phrases."""
    units: IntegerColumn
    """The number of units with the target phrase."""
    dice: NDArray[np.float64]


def propose_equivalents(
    source_phrases: TermPhrases,
    source_occurrences: Occurrences,
    target_phrases: TermPhrases,
    lexicon: AlignmentLexicon,
    dictionary: TranslationDictionary,
    *,
    max_equivalents: int,
) -> Iterator[list[ProposedEquivalent]]:
    """Propose translations for each source phrase among the target phrases.

    At most `max_equivalents` for each, the best first.
    """
    support = WordSupport(
        lexicon, dictionary, source_phrases.text.locale, target_phrases.text.locale
    )
    units = choose_units(source_occurrences, len(source_phrases))
    target_occurrences = Occurrences(
        target_phrases, mark_units(units, len(source_phrases.text.starts))
    )
    opposites_found = find_opposites(
        units,
        target_occurrences,
        size=len(target_phrases),
        max_opposites=_MAX_OPPOSITES,
    )
    likely = _pair_likelihoods(source_phrases, target_phrases, opposites_found)
    best_pairs: list[list[tuple[float, int]]] = []
    ends = np.searchsorted(
        opposites_found.firsts, np.arange(len(source_phrases) + 1)
    ).tolist()
    for number, (begin, end) in enumerate(pairwise(ends)):
        weigh = partial(
            _word_support_factor,
            support,
            source_phrases.surface(number),
            target_phrases,
            opposites_found,
        )
        best_pairs.append(
            _select_best(
                range(begin, end), likely[begin:end].tolist(), weigh, max_equivalents
            )
        )
    is_asked = np.zeros(len(target_phrases), bool)
    is_asked[
        [
            opposites_found.phrases[pair]
            for pairs_of_phrase in best_pairs
            for _, pair in pairs_of_phrase
        ]
    ] = True
    forms = target_occurrences.spellings(is_asked)
    for pairs_of_phrase in best_pairs:
        equivalents_of_phrase = [
            ProposedEquivalent(
                forms[int(opposites_found.phrases[pair])],
                int(opposites_found.units[pair]),
                int(opposites_found.together[pair]),
                score,
            )
            for score, pair in pairs_of_phrase
        ]
        yield sorted(equivalents_of_phrase, key=lambda one: (-one.score, one.text))[
            :max_equivalents
        ]


def _pair_likelihoods(
    source_phrases: TermPhrases,
    target_phrases: TermPhrases,
    opposites_found: OppositePairs,
) -> NDArray[np.float64]:
    """Score pairs as if their words translated one another.

    By their common units, their lengths, and whether both are names.
    """
    ratio = max(target_phrases.text.words, 1) / max(source_phrases.text.words, 1)
    length_ratio = target_phrases.lengths[opposites_found.phrases] / (
        ratio * source_phrases.lengths[opposites_found.firsts]
    )
    worth = opposites_found.dice * np.exp(
        -(np.log(length_ratio) ** 2) / (2 * _LENGTH_SPREAD**2)
    )
    are_both_names = (
        source_phrases.are_names[opposites_found.firsts]
        == target_phrases.are_names[opposites_found.phrases]
    )
    return np.where(are_both_names, worth, worth * _NAME_MISMATCH_FACTOR)


def _word_support_factor(
    support: WordSupport,
    text: str,
    target_phrases: TermPhrases,
    opposites_found: OppositePairs,
    pair: int,
) -> float:
    """Measure the score factor of a pair that depends on its words."""
    # Any spelling will do, since capitals do not matter to word translations.
    translation = target_phrases.surface(int(opposites_found.phrases[pair]))
    return (
        1
        - _WORD_SUPPORT_SHARE
        + _WORD_SUPPORT_SHARE * support.measure(text, translation)
    )


def _select_best(
    pairs: Iterable[int],
    likely: Sequence[float],
    weigh: Callable[[int], float],
    max_pairs: int,
) -> list[tuple[float, int]]:
    """Select the `max_pairs` best pairs and those with equal scores, with their scores.

    `weigh` is slow, and returns a factor of at most 1, so it is called only for pairs
    that may be among the best.
    """
    scored_pairs: list[tuple[float, int]] = []
    scores: list[float] = []
    for worth, pair in sorted(zip(likely, pairs, strict=True), reverse=True):
        if len(scores) >= max_pairs and worth < min(
            scores[:max_pairs], default=math.inf
        ):
            break
        scored_pairs.append((worth * weigh(pair), pair))
        scores = sorted((score for score, _ in scored_pairs), reverse=True)
    least = min(scores[:max_pairs], default=math.inf)
    return [scored_pair for scored_pair in scored_pairs if scored_pair[0] >= least]


def choose_units(occurrences: Occurrences, size: int) -> list[NDArray[np.int32]]:
    """Choose the units that show the translation of each phrase.

    Those with the phrase outside longer terms; if there are none, all with the phrase.
    """
    units_by_phrase = [np.zeros(0, np.int32)] * size
    for number, units, free in occurrences.by_phrase():
        units_of_phrase = np.unique(units[free] if free.any() else units)
        if len(units_of_phrase) > MOST_UNITS:
            spread = np.linspace(0, len(units_of_phrase) - 1, MOST_UNITS).astype(
                np.int64
            )
            units_of_phrase = units_of_phrase[spread]
        units_by_phrase[number] = units_of_phrase.astype(np.int32)
    return units_by_phrase


def find_opposites(
    units_by_phrase: Sequence[IntegerColumn],
    occurrences: Occurrences,
    *,
    size: int,
    max_opposites: int,
) -> OppositePairs:
    """Find the target phrases that occur in the units of each source phrase.

    `units_by_phrase`: the units of each source phrase. `occurrences`: those of the
    target phrases in these units; there are `size` target phrases.
    """
    numbers = np.arange(len(units_by_phrase), dtype=np.int32)
    first_phrases = np.repeat(
        numbers, [len(unit_counts) for unit_counts in units_by_phrase]
    )
    units_to_match = np.concatenate([np.zeros(0, np.int32), *units_by_phrase])
    order = np.argsort(units_to_match, kind="stable")
    units_to_match, first_phrases = units_to_match[order], first_phrases[order]
    totals = np.zeros(size, np.int64)
    group = max(_GROUP, 1 + len(units_by_phrase) // MOST_PARTITIONS)
    together = SpillPartitions(1 + len(units_by_phrase) // group, np.int32, np.int32)
    for block in occurrences.blocks():
        units, phrases = block.pairs()
        if not len(units):
            continue
        totals += np.bincount(phrases, minlength=size)
        first, last = np.searchsorted(units_to_match, [units[0], units[-1] + 1])
        begins = np.searchsorted(units, units_to_match[first:last], "left")
        counts = np.searchsorted(units, units_to_match[first:last], "right") - begins
        ends = np.cumsum(counts)
        indices = np.repeat(begins - ends + counts, counts) + np.arange(counts.sum())
        numbers = np.repeat(first_phrases[first:last], counts)
        together.append(numbers // group, numbers, phrases[indices])
    unit_counts = np.array([len(units) for units in units_by_phrase], np.int64)
    columns_of_parts = [
        _rank_opposites(together.read(part), unit_counts, totals, max_opposites)
        for part in range(together.count)
    ]
    return OppositePairs(*map(np.concatenate, zip(*columns_of_parts, strict=True)))


def mark_units(units_by_phrase: Sequence[IntegerColumn], units: int) -> BoolColumn:
    """Mark the units that belong to any phrase."""
    is_wanted = np.zeros(units, bool)
    for units_of_phrase in units_by_phrase:
        is_wanted[units_of_phrase] = True
    return is_wanted


def _rank_opposites(
    pairs: Sequence[IntegerColumn],
    first_counts: IntegerColumn,
    other_counts: NDArray[np.int64],
    max_opposites: int,
) -> tuple[
    IntegerColumn, IntegerColumn, IntegerColumn, IntegerColumn, NDArray[np.float64]
]:
    """Rank the target phrases of each source phrase; return the columns of the pairs.

    `pairs`: source and target phrases, a row for each unit that has both.
    `first_counts` and `other_counts`: the number of units with each phrase.
    """
    firsts, phrases = pairs
    keys = firsts.astype(np.int64) * len(other_counts) + phrases
    keys, together = np.unique(keys, return_counts=True)
    firsts, phrases = np.divmod(keys, max(len(other_counts), 1))
    units = other_counts[phrases]
    dice = 2 * together / (first_counts[firsts] + units)
    order = np.lexsort((phrases, -dice, firsts))
    ordered = firsts[order]
    rank = np.arange(len(order)) - np.searchsorted(ordered, ordered)
    order = order[(rank < max_opposites) & (dice[order] >= _MIN_DICE)]
    columns = (column[order] for column in (firsts, phrases, together, units))
    return (*columns, dice[order])
