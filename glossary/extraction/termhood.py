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

from glossary.extraction.boundary_words import BoundaryWords, read_boundary_words
from glossary.extraction.corpus_text import (
    PHRASE_BREAK_ID,
    RunningText,
)
from glossary.extraction.repeated_phrases import (
    IndexColumn,
    PhrasePositions,
    PhrasesOfLength,
    find_repeated_phrases,
    split_phrases,
)
from glossary.extraction.word_properties import (
    BoolColumn,
    WordProperties,
    read_word_properties,
)

_LOWER_CASE_FACTOR = 0.35
"""Score factor of a term in small letters in a text with capitals."""
_SINGLE_WORD_FACTOR = 0.3
"""Score factor of a single word in small letters, and of a single syllable."""
_NAME_FRAGMENT_FACTOR = 0.1
"""Score factor of a name with a word in small letters before it."""
_MIN_COHESION = 0.4
"""Below it, the parts of a phrase may stand next to each other by chance."""
_CHANCE_PAIR_FACTOR = 0.2
"""Score factor of a term with an adjacent word that is there by chance."""
_OPEN_END_FACTOR = 0.05
"""Score factor of an incomplete phrase: the next word is always the same."""

_CHUNK_SIZE = 1 << 16
"""Phrases whose words are read at once."""

FloatColumn = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RankedPhrases:
    """The closed phrases of one length that may be terms, with their scores."""

    length: int
    phrase_indexes: IndexColumn
    scores: FloatColumn
    c_values: FloatColumn
    capital_shares: FloatColumn
    """The share of occurrences that begin with a capital, 0 to 1; 0.5 if unknown."""


def rank_phrases(
    text: RunningText, *, min_count: int, max_word_count: int
) -> tuple[list[PhrasesOfLength], list[RankedPhrases]]:
    """Score the closed phrases that may be terms; return all phrases, too.

    A phrase is closed if no longer phrase that may be a term contains it and occurs as
    often.
    """
    word_properties = read_word_properties(text)
    phrases_by_length: list[PhrasesOfLength] = []
    capital_shares_by_length: list[FloatColumn] = []
    # Phrases one word too long for a term show which phrases are parts of quotations.
    for phrases, phrase_positions in find_repeated_phrases(
        text, min_count=min_count, max_word_count=max_word_count + 1
    ):
        capital_shares_by_length.append(
            _measure_capital_shares(word_properties, phrase_positions, len(phrases))
        )
        phrases_by_length.append(phrases)
    c_values_by_length = _compute_c_values(
        word_properties, phrases_by_length, max_word_count
    )
    boundary_words = read_boundary_words(text.locale.language)
    ranked_phrases_by_length: list[RankedPhrases] = []
    for length_index, phrases in enumerate(phrases_by_length):
        closed_indexes, c_values = c_values_by_length[length_index]
        longer_phrases = (
            phrases_by_length[length_index + 1]
            if length_index + 1 < len(phrases_by_length)
            else None
        )
        variety = _measure_context_variety(phrases, longer_phrases)[closed_indexes]
        capital_shares = capital_shares_by_length[length_index][closed_indexes]
        cohesion, cut_indexes = _measure_cohesion(
            phrases_by_length, length_index, closed_indexes
        )
        scores = c_values * variety * cohesion
        if phrases.length == 1:
            scores *= _weigh_single_words(capital_shares, boundary_words)
        first_positions = phrases.first_positions[closed_indexes]
        scores[
            _flag_chance_pairs(word_properties, first_positions, cohesion, cut_indexes)
        ] *= _CHANCE_PAIR_FACTOR
        scores *= np.where(
            (capital_shares < 0.5)
            & _flag_inner_capitals(word_properties, first_positions, phrases.length),
            _NAME_FRAGMENT_FACTOR,
            _LOWER_CASE_FACTOR + (1 - _LOWER_CASE_FACTOR) * capital_shares,
        )
        ranked_phrases_by_length.append(
            RankedPhrases(
                phrases.length, closed_indexes, scores, c_values, capital_shares
            )
        )
    return phrases_by_length, ranked_phrases_by_length


def _compute_c_values(
    word_properties: WordProperties,
    phrases_by_length: Sequence[PhrasesOfLength],
    max_word_count: int,
) -> list[tuple[IndexColumn, FloatColumn]]:
    """Compute the closed phrases of each length, and their C-values.

    The C-value weighs how often a phrase occurs outside longer ones by its length.
    """
    allowed_flags_by_length = _flag_allowed_phrases(
        word_properties, phrases_by_length, max_word_count
    )
    closed_flags_by_length = _flag_closed_phrases(
        phrases_by_length, allowed_flags_by_length, max_word_count
    )
    covered_counts_by_length, covering_phrase_counts_by_length = (
        _count_covering_phrases(phrases_by_length, closed_flags_by_length)
    )
    c_values_by_length: list[tuple[IndexColumn, FloatColumn]] = []
    for length_index, phrases in enumerate(phrases_by_length):
        closed_indexes = np.flatnonzero(closed_flags_by_length[length_index])
        occurrence_counts = phrases.counts[closed_indexes].astype(np.float64)
        free_counts = (
            occurrence_counts
            - (
                covered_counts_by_length[length_index]
                / np.maximum(covering_phrase_counts_by_length[length_index], 1)
            )[closed_indexes]
        )
        length_weight = math.log2(phrases.length + 0.5)
        c_values_by_length.append((closed_indexes, length_weight * free_counts))
    return c_values_by_length


def _weigh_single_words(
    capital_shares: FloatColumn, boundary_words: BoundaryWords
) -> FloatColumn:
    """Weigh single words: less without a capital, and less if words are syllables."""
    syllable_factor = _SINGLE_WORD_FACTOR if boundary_words.are_words_syllables else 1.0
    return np.where(
        capital_shares < 0.5, _SINGLE_WORD_FACTOR * syllable_factor, syllable_factor
    )


def _flag_allowed_phrases(
    word_properties: WordProperties,
    phrases_by_length: Sequence[PhrasesOfLength],
    max_word_count: int,
) -> list[BoolColumn]:
    """Flag the phrases of each length whose words are allowed in a term."""
    allowed_flags_by_length = []
    first_word_ids = last_word_ids = np.zeros(0, np.int32)
    forbidden_word_flags = np.zeros(0, bool)
    for phrases in phrases_by_length:
        if phrases.length == 1:
            first_word_ids = last_word_ids = phrases.head_phrase_indexes
            forbidden_word_flags = word_properties.never_inside_flags[first_word_ids]
        else:
            first_word_ids = first_word_ids[phrases.head_phrase_indexes]
            last_word_ids = last_word_ids[phrases.tail_phrase_indexes]
            forbidden_word_flags = (
                forbidden_word_flags[phrases.head_phrase_indexes]
                | forbidden_word_flags[phrases.tail_phrase_indexes]
            )
        allowed_flags = (
            ~word_properties.never_first_flags[first_word_ids]
            & ~word_properties.never_last_flags[last_word_ids]
            & ~forbidden_word_flags
        )
        allowed_flags &= phrases.length <= max_word_count
        if phrases.length == 1:
            allowed_flags &= ~word_properties.spaceless_flags[first_word_ids]
        allowed_flags_by_length.append(allowed_flags)
    return allowed_flags_by_length


def _flag_closed_phrases(
    phrases_by_length: Sequence[PhrasesOfLength],
    allowed_flags_by_length: Sequence[BoolColumn],
    max_word_count: int,
) -> list[BoolColumn]:
    """Flag the allowed phrases that are not part of an equally frequent allowed one.

    A phrase too long for a term is a quotation, and its parts are no terms.
    """
    closed_flags_by_length: list[BoolColumn] = [np.zeros(0, bool)] * len(
        phrases_by_length
    )
    covered_flags = np.zeros(
        len(phrases_by_length[-1]) if phrases_by_length else 0, bool
    )
    for length_index in range(len(phrases_by_length) - 1, -1, -1):
        phrases = phrases_by_length[length_index]
        closed_flags_by_length[length_index] = (
            allowed_flags_by_length[length_index] & ~covered_flags
        )
        if length_index == 0:
            break
        shorter_phrases = phrases_by_length[length_index - 1]
        covering_flags = (
            allowed_flags_by_length[length_index]
            | covered_flags
            | (phrases.length > max_word_count)
        )
        covered_flags = np.zeros(len(shorter_phrases), bool)
        for shorter_phrase_indexes in (
            phrases.head_phrase_indexes,
            phrases.tail_phrase_indexes,
        ):
            equally_frequent_flags = covering_flags & (
                phrases.counts == shorter_phrases.counts[shorter_phrase_indexes]
            )
            covered_flags[shorter_phrase_indexes[equally_frequent_flags]] = True
    return closed_flags_by_length


def _count_covering_phrases(
    phrases_by_length: Sequence[PhrasesOfLength],
    closed_flags_by_length: Sequence[BoolColumn],
) -> tuple[list[FloatColumn], list[FloatColumn]]:
    """Count the occurrences of each phrase in closed phrases, and those phrases."""
    covered_counts_by_length = [np.zeros(len(phrases)) for phrases in phrases_by_length]
    covering_phrase_counts_by_length = [
        np.zeros(len(phrases)) for phrases in phrases_by_length
    ]
    for length_index in range(len(phrases_by_length) - 1, 0, -1):
        closed_indexes = np.flatnonzero(closed_flags_by_length[length_index])
        closed_phrase_counts = (
            phrases_by_length[length_index].counts[closed_indexes].astype(np.float64)
        )
        for removed_word_count, contained_phrase_columns in enumerate(
            split_phrases(
                phrases_by_length,
                phrases_by_length[length_index].length,
                closed_indexes,
            ),
            start=1,
        ):
            for contained_indexes in contained_phrase_columns:
                np.add.at(
                    covered_counts_by_length[length_index - removed_word_count],
                    contained_indexes,
                    closed_phrase_counts,
                )
                np.add.at(
                    covering_phrase_counts_by_length[length_index - removed_word_count],
                    contained_indexes,
                    1,
                )
    return covered_counts_by_length, covering_phrase_counts_by_length


def _measure_context_variety(
    phrases: PhrasesOfLength, longer_phrases: PhrasesOfLength | None
) -> FloatColumn:
    """Measure how much the words around a phrase vary, from near 0 to 1."""
    variety = np.ones(len(phrases))
    if longer_phrases is None:
        return variety
    for shorter_phrase_indexes in (
        longer_phrases.head_phrase_indexes,
        longer_phrases.tail_phrase_indexes,
    ):
        max_counts = np.zeros(len(phrases), np.int64)
        np.maximum.at(max_counts, shorter_phrase_indexes, longer_phrases.counts)
        variety *= np.maximum(1 - max_counts / phrases.counts, _OPEN_END_FACTOR)
    return variety


def _measure_cohesion(
    phrases_by_length: Sequence[PhrasesOfLength],
    length_index: int,
    phrase_indexes: IndexColumn,
) -> tuple[FloatColumn, IndexColumn]:
    """Measure how much the parts of phrases occur together, and find the weakest cut.

    Cohesion is 0 to 1: wherever a term is cut in two, one half is seldom without the
    other. A cut is the number of words before it.
    """
    phrases = phrases_by_length[length_index]
    weakest_cohesion = np.ones(len(phrase_indexes))
    weakest_cut_indexes = np.zeros(len(phrase_indexes), np.int64)
    head_phrase_indexes = phrases.head_phrase_indexes[phrase_indexes]
    tail_phrase_indexes = phrases.tail_phrase_indexes[phrase_indexes]
    head_counts, tail_counts = [], []
    for shorter_length_index in range(length_index - 1, -1, -1):
        shorter_phrases = phrases_by_length[shorter_length_index]
        head_counts.append(shorter_phrases.counts[head_phrase_indexes])
        tail_counts.append(shorter_phrases.counts[tail_phrase_indexes])
        head_phrase_indexes = shorter_phrases.head_phrase_indexes[head_phrase_indexes]
        tail_phrase_indexes = shorter_phrases.tail_phrase_indexes[tail_phrase_indexes]
    for cut_index in range(1, length_index + 1):
        # The lists begin with the longest heads and tails.
        rarer_half_counts = np.minimum(
            head_counts[length_index - cut_index], tail_counts[cut_index - 1]
        )
        cohesion = phrases.counts[phrase_indexes] / rarer_half_counts
        weakest_cut_indexes[cohesion < weakest_cohesion] = cut_index
        weakest_cohesion = np.minimum(weakest_cohesion, cohesion)
    return weakest_cohesion, weakest_cut_indexes


def _flag_chance_pairs(
    word_properties: WordProperties,
    first_positions: IndexColumn,
    cohesion: FloatColumn,
    cut_indexes: IndexColumn,
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
    name_end_flags = (
        word_properties.capital_flags[surface_ids.take(first_positions)]
        & ~word_properties.capital_flags[surface_ids_at_cut[:, 1]]
    )
    function_word_flags = (
        word_properties.never_first_flags[form_ids[surface_ids_at_cut[:, 1]]]
        | word_properties.never_last_flags[form_ids[surface_ids_at_cut[:, 0]]]
    )
    return np.asarray(
        (cohesion < _MIN_COHESION) & (name_end_flags | function_word_flags), bool
    )


def _measure_capital_shares(
    word_properties: WordProperties,
    phrase_positions: PhrasePositions,
    phrase_count: int,
) -> FloatColumn:
    """Measure how often each phrase begins with a capital that is not a sentence's.

    A small letter is evidence everywhere, a capital only after the first word.
    """
    informative_counts, capital_counts = np.zeros(phrase_count), np.zeros(phrase_count)
    for positions, phrase_indexes in phrase_positions.read_blocks():
        surface_id_pairs = word_properties.text.surface_ids.read_windows(
            positions - 1, 2
        )
        inner_flags, capital_flags = (
            surface_id_pairs[:, 0] != PHRASE_BREAK_ID,
            word_properties.capital_flags[surface_id_pairs[:, 1]],
        )
        informative_counts += np.bincount(
            phrase_indexes, inner_flags | ~capital_flags, phrase_count
        )
        capital_counts += np.bincount(
            phrase_indexes, inner_flags & capital_flags, phrase_count
        )
    return np.asarray((capital_counts + 0.5) / (informative_counts + 1), np.float64)


def _flag_inner_capitals(
    word_properties: WordProperties, first_positions: IndexColumn, phrase_length: int
) -> BoolColumn:
    """Flag the phrases that have a capital inside where they first occur."""
    inner_capital_flags = np.zeros(len(first_positions), bool)
    for chunk_start in range(0, len(first_positions), _CHUNK_SIZE):
        chunk_slice = slice(chunk_start, chunk_start + _CHUNK_SIZE)
        surface_id_windows = word_properties.text.surface_ids.read_windows(
            first_positions[chunk_slice], phrase_length
        )
        inner_capital_flags[chunk_slice] = word_properties.capital_flags[
            surface_id_windows[:, 1:]
        ].any(axis=1)
    return inner_capital_flags
