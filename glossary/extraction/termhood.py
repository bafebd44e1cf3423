"""Scores of repeated phrases as terms of one language (termhood).

A score combines the occurrences outside longer terms (the C-value of Frantzi, Ananiadou
and Mima 2000), the variety of the words before and after, and capitals where the text
has them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glossary.extraction.boundary_words import read_boundary_words
from glossary.extraction.corpus_text import (
    BREAK_ID,
    RunningText,
    is_spaceless_character,
)
from glossary.extraction.repeated_phrases import (
    PhraseLevel,
    PhraseNumbers,
    PhrasePositions,
    find_repeated_phrases,
    split_phrases,
)
from tm.spill.array import BLOCK_SIZE

_FUNCTION_WORD_SHARE = 0.01
"""In a language without data, a word with a larger share is a function word."""
_MIN_TEXT_WORDS = 2000
"""The least text, in words, in which function words are found by their share."""
_LOWER_CASE_FACTOR = 0.35
"""Score factor of a term in small letters in a text with capitals."""
_PUNCTUATION_SIGNS = frozenset(",&-–")
_SINGLE_WORD_FACTOR = 0.3
"""Score factor of a single word in small letters, and of a single syllable."""
_NAME_FRAGMENT_FACTOR = 0.1
"""Score factor of a name with a word in small letters before it."""
_MIN_COHESION = 0.4
_CHANCE_PAIR_FACTOR = 0.2
"""Score factor of a term with an adjacent word that is there by chance."""
_OPEN_END_FACTOR = 0.05
"""Score factor of an incomplete phrase: the next word is always the same."""

_CHUNK_SIZE = 1 << 16
"""Phrases whose words are read at once."""

FloatColumn = NDArray[np.float64]
BoolColumn = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _WordProperties:
    """Properties of the words of a text, as arrays."""

    text: RunningText
    is_never_first: BoolColumn
    """By form id: whether no term begins with the word; `is_never_last` and
    `is_never_inside` likewise.
    """
    is_never_last: BoolColumn
    is_never_inside: BoolColumn
    is_spaceless: BoolColumn
    """By form id: whether the word is a character of a script without spaces."""
    has_capital: BoolColumn
    """By surface id: whether the word begins with a capital."""


@dataclass(frozen=True, slots=True)
class RankedPhrases:
    """The closed phrases of one length that may be terms, with their scores."""

    length: int
    phrase_numbers: PhraseNumbers
    scores: FloatColumn
    c_values: FloatColumn
    capital_shares: FloatColumn
    """The share of occurrences that begin with a capital, 0 to 1; 0.5 if unknown."""


def rank_phrases(
    text: RunningText, *, min_count: int, max_word_count: int
) -> tuple[list[PhraseLevel], list[RankedPhrases]]:
    """Score the closed phrases that may be terms; return all levels with them.

    A phrase is closed if no longer phrase that may be a term contains it and occurs as
    often.
    """
    word_properties = _read_word_properties(text)
    levels: list[PhraseLevel] = []
    capital_shares: list[FloatColumn] = []
    # Phrases one word too long for a term show which phrases are parts of quotations.
    for level, positions in find_repeated_phrases(
        text, min_count=min_count, max_word_count=max_word_count + 1
    ):
        capital_shares.append(
            _measure_capital_shares(word_properties, positions, len(level))
        )
        levels.append(level)
    is_allowed = _find_allowed_phrases(word_properties, levels, max_word_count)
    is_closed = _find_closed_phrases(levels, is_allowed, max_word_count)
    covered_counts, covering_phrase_counts = _count_covering_phrases(levels, is_closed)
    boundary_words = read_boundary_words(text.locale.language)
    ranked_levels: list[RankedPhrases] = []
    for level_index, level in enumerate(levels):
        closed_numbers = np.flatnonzero(is_closed[level_index])
        occurrence_counts = level.counts[closed_numbers].astype(np.float64)
        free_counts = (
            occurrence_counts
            - (
                covered_counts[level_index]
                / np.maximum(covering_phrase_counts[level_index], 1)
            )[closed_numbers]
        )
        length_weight = math.log2(level.length + 0.5)
        c_values = length_weight * free_counts
        longer_level = (
            levels[level_index + 1] if level_index + 1 < len(levels) else None
        )
        variety = _measure_context_variety(level, longer_level)[closed_numbers]
        phrase_capital_shares = capital_shares[level_index][closed_numbers]
        cohesion, cut_indexes = _measure_cohesion(levels, level_index, closed_numbers)
        scores = c_values * variety * cohesion
        if level.length == 1:
            syllable_factor = (
                _SINGLE_WORD_FACTOR if boundary_words.are_words_syllables else 1.0
            )
            scores *= np.where(
                phrase_capital_shares < 0.5,
                _SINGLE_WORD_FACTOR * syllable_factor,
                syllable_factor,
            )
        first_positions = level.first_positions[closed_numbers]
        scores[
            _is_chance_pair(word_properties, first_positions, cohesion, cut_indexes)
        ] *= _CHANCE_PAIR_FACTOR
        scores *= np.where(
            (phrase_capital_shares < 0.5)
            & _has_inner_capital(word_properties, first_positions, level.length),
            _NAME_FRAGMENT_FACTOR,
            _LOWER_CASE_FACTOR + (1 - _LOWER_CASE_FACTOR) * phrase_capital_shares,
        )
        ranked_levels.append(
            RankedPhrases(
                level.length,
                closed_numbers,
                scores,
                c_values,
                phrase_capital_shares,
            )
        )
    return levels, ranked_levels


def _find_allowed_phrases(
    word_properties: _WordProperties, levels: Sequence[PhraseLevel], max_word_count: int
) -> list[BoolColumn]:
    """Tell of the phrases of each level whether their words are allowed in a term."""
    is_allowed_by_level = []
    first_word_ids = last_word_ids = np.zeros(0, np.int32)
    has_forbidden_word = np.zeros(0, bool)
    for level in levels:
        if level.length == 1:
            first_word_ids = last_word_ids = level.head_numbers
            has_forbidden_word = word_properties.is_never_inside[first_word_ids]
        else:
            first_word_ids = first_word_ids[level.head_numbers]
            last_word_ids = last_word_ids[level.tail_numbers]
            has_forbidden_word = (
                has_forbidden_word[level.head_numbers]
                | has_forbidden_word[level.tail_numbers]
            )
        is_allowed = (
            ~word_properties.is_never_first[first_word_ids]
            & ~word_properties.is_never_last[last_word_ids]
            & ~has_forbidden_word
        )
        is_allowed &= level.length <= max_word_count
        if level.length == 1:
            is_allowed &= ~word_properties.is_spaceless[first_word_ids]
        is_allowed_by_level.append(is_allowed)
    return is_allowed_by_level


def _read_word_properties(text: RunningText) -> _WordProperties:
    boundary_words = read_boundary_words(text.locale.language)
    match_forms = text.match_forms
    is_never_first, is_never_last, is_never_inside = (
        np.array([word in word_set for word in match_forms], bool)
        for word_set in (
            boundary_words.excluded_first_words | _PUNCTUATION_SIGNS,
            boundary_words.excluded_last_words | _PUNCTUATION_SIGNS,
            boundary_words.excluded_inner_words,
        )
    )
    if excluded_last_suffix := boundary_words.excluded_last_suffix:
        is_never_last |= np.array(
            [word.endswith(excluded_last_suffix) for word in match_forms], bool
        )
    has_capital = np.array([word[:1].isupper() for word in text.surfaces], bool)
    if not boundary_words.has_data and text.word_count > _MIN_TEXT_WORDS:
        surface_counts = np.zeros(len(text.surfaces), np.int64)
        for block_start in range(0, len(text.surface_ids), BLOCK_SIZE):
            surface_ids = text.surface_ids.read(
                block_start, min(block_start + BLOCK_SIZE, len(text.surface_ids))
            )
            surface_counts += np.bincount(surface_ids, minlength=len(surface_counts))
        form_counts = np.bincount(text.form_ids, surface_counts, len(match_forms))
        capital_counts = np.bincount(
            text.form_ids, surface_counts * has_capital, len(match_forms)
        )
        is_function_word = (form_counts > _FUNCTION_WORD_SHARE * text.word_count) & (
            capital_counts < 0.5 * form_counts
        )
        is_never_first = is_never_first | is_function_word
        is_never_last = is_never_last | is_function_word
    is_spaceless = np.array(
        [bool(word) and is_spaceless_character(word) for word in match_forms], bool
    )
    return _WordProperties(
        text, is_never_first, is_never_last, is_never_inside, is_spaceless, has_capital
    )


def _find_closed_phrases(
    levels: Sequence[PhraseLevel], is_allowed: Sequence[BoolColumn], max_word_count: int
) -> list[BoolColumn]:
    """Find the allowed phrases that are not part of an equally frequent allowed one.

    A phrase too long for a term is a quotation, and its parts are no terms.
    """
    is_closed: list[BoolColumn] = [np.zeros(0, bool)] * len(levels)
    is_covered = np.zeros(len(levels[-1]) if levels else 0, bool)
    for level_index in range(len(levels) - 1, -1, -1):
        level = levels[level_index]
        is_closed[level_index] = is_allowed[level_index] & ~is_covered
        if level_index == 0:
            break
        shorter_level = levels[level_index - 1]
        may_cover = (
            is_allowed[level_index] | is_covered | (level.length > max_word_count)
        )
        is_covered = np.zeros(len(shorter_level), bool)
        for shorter_numbers in (level.head_numbers, level.tail_numbers):
            is_as_frequent = may_cover & (
                level.counts == shorter_level.counts[shorter_numbers]
            )
            is_covered[shorter_numbers[is_as_frequent]] = True
    return is_closed


def _count_covering_phrases(
    levels: Sequence[PhraseLevel], is_closed: Sequence[BoolColumn]
) -> tuple[list[FloatColumn], list[FloatColumn]]:
    """Count the occurrences of each phrase in closed phrases, and those phrases."""
    occurrence_counts = [np.zeros(len(level)) for level in levels]
    covering_phrase_counts = [np.zeros(len(level)) for level in levels]
    for level_index in range(len(levels) - 1, 0, -1):
        closed_numbers = np.flatnonzero(is_closed[level_index])
        closed_phrase_counts = (
            levels[level_index].counts[closed_numbers].astype(np.float64)
        )
        for removed_word_count, contained_phrase_columns in enumerate(
            split_phrases(levels, levels[level_index].length, closed_numbers),
            start=1,
        ):
            for contained_numbers in contained_phrase_columns:
                np.add.at(
                    occurrence_counts[level_index - removed_word_count],
                    contained_numbers,
                    closed_phrase_counts,
                )
                np.add.at(
                    covering_phrase_counts[level_index - removed_word_count],
                    contained_numbers,
                    1,
                )
    return occurrence_counts, covering_phrase_counts


def _measure_context_variety(
    level: PhraseLevel, longer_level: PhraseLevel | None
) -> FloatColumn:
    """Measure how much the words around a phrase vary, from near 0 to 1."""
    variety = np.ones(len(level))
    if longer_level is None:
        return variety
    part_numbers = (longer_level.head_numbers, longer_level.tail_numbers)
    for shorter_numbers in part_numbers:
        max_counts = np.zeros(len(level), np.int64)
        np.maximum.at(max_counts, shorter_numbers, longer_level.counts)
        variety *= np.maximum(1 - max_counts / level.counts, _OPEN_END_FACTOR)
    return variety


def _measure_cohesion(
    levels: Sequence[PhraseLevel], level_index: int, phrase_numbers: PhraseNumbers
) -> tuple[FloatColumn, PhraseNumbers]:
    """Measure how much the parts of phrases occur together, and find the weakest cut.

    Cohesion is 0 to 1: wherever a term is cut in two, one half is seldom without the
    other. A cut is the number of words before it.
    """
    level = levels[level_index]
    weakest_cohesion = np.ones(len(phrase_numbers))
    weakest_cut_indexes = np.zeros(len(phrase_numbers), np.int64)
    head_numbers = level.head_numbers[phrase_numbers]
    tail_numbers = level.tail_numbers[phrase_numbers]
    head_counts, tail_counts = [], []
    for shorter_level_index in range(level_index - 1, -1, -1):
        shorter_level = levels[shorter_level_index]
        head_counts.append(shorter_level.counts[head_numbers])
        tail_counts.append(shorter_level.counts[tail_numbers])
        head_numbers = shorter_level.head_numbers[head_numbers]
        tail_numbers = shorter_level.tail_numbers[tail_numbers]
    for cut_index in range(1, level_index + 1):
        # The lists begin with the longest heads and tails.
        rarer_half_counts = np.minimum(
            head_counts[level_index - cut_index], tail_counts[cut_index - 1]
        )
        cohesion = level.counts[phrase_numbers] / rarer_half_counts
        weakest_cut_indexes[cohesion < weakest_cohesion] = cut_index
        weakest_cohesion = np.minimum(weakest_cohesion, cohesion)
    return weakest_cohesion, weakest_cut_indexes


def _is_chance_pair(
    word_properties: _WordProperties,
    first_positions: PhraseNumbers,
    cohesion: FloatColumn,
    cut_indexes: PhraseNumbers,
) -> BoolColumn:
    """Mark the phrases that are a term with an accidental adjacent word.

    Its parts are more often apart than together, and at the cut there is a function
    word or punctuation, or small letters begin after a name.
    """
    surface_ids, form_ids = (
        word_properties.text.surface_ids,
        word_properties.text.form_ids,
    )
    surface_ids_at_cut = surface_ids.read_windows(first_positions + cut_indexes - 1, 2)
    is_end_of_name = (
        word_properties.has_capital[surface_ids.take(first_positions)]
        & ~word_properties.has_capital[surface_ids_at_cut[:, 1]]
    )
    is_function_word = (
        word_properties.is_never_first[form_ids[surface_ids_at_cut[:, 1]]]
        | word_properties.is_never_last[form_ids[surface_ids_at_cut[:, 0]]]
    )
    return np.asarray(
        (cohesion < _MIN_COHESION) & (is_end_of_name | is_function_word), bool
    )


def _measure_capital_shares(
    word_properties: _WordProperties,
    phrase_positions: PhrasePositions,
    phrase_count: int,
) -> FloatColumn:
    """Measure how often each phrase begins with a capital that is not a sentence's.

    A small letter is evidence everywhere, a capital only after the first word.
    """
    informative_counts, capital_counts = np.zeros(phrase_count), np.zeros(phrase_count)
    for positions, phrase_numbers in phrase_positions.read_blocks():
        surface_id_pairs = word_properties.text.surface_ids.read_windows(
            positions - 1, 2
        )
        is_inner, has_capital = (
            surface_id_pairs[:, 0] != BREAK_ID,
            word_properties.has_capital[surface_id_pairs[:, 1]],
        )
        informative_counts += np.bincount(
            phrase_numbers, is_inner | ~has_capital, phrase_count
        )
        capital_counts += np.bincount(
            phrase_numbers, is_inner & has_capital, phrase_count
        )
    return np.asarray((capital_counts + 0.5) / (informative_counts + 1), np.float64)


def _has_inner_capital(
    word_properties: _WordProperties, first_positions: PhraseNumbers, length: int
) -> BoolColumn:
    """Tell whether the first occurrence of each phrase has a capital inside."""
    has_capital = np.zeros(len(first_positions), bool)
    for chunk_start in range(0, len(first_positions), _CHUNK_SIZE):
        chunk_slice = slice(chunk_start, chunk_start + _CHUNK_SIZE)
        windows = word_properties.text.surface_ids.read_windows(
            first_positions[chunk_slice], length
        )
        has_capital[chunk_slice] = word_properties.has_capital[windows[:, 1:]].any(
            axis=1
        )
    return has_capital
