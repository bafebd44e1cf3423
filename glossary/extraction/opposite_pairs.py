"""Pairs of a source and a target phrase that occur in the same units."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glossary.extraction.phrase_occurrences import (
    BoolColumn,
    IntegerColumn,
    Occurrences,
)
from tm.spill.array import MAX_PARTITION_COUNT, SpillPartitions

MAX_UNIT_COUNT_PER_PHRASE = 400
"""The most units examined for a phrase, spread evenly over all its units."""
_MIN_DICE_COEFFICIENT = 0.1
"""The least Dice coefficient of a pair that is examined."""
_MIN_PHRASES_PER_PARTITION = 64
"""The least number of source phrases in a partition."""


@dataclass(frozen=True, slots=True)
class OppositePairs:
    """Pairs of a source and a target phrase in the same units, as equally long arrays.

    Sorted by source phrase, then the best pairs first.
    """

    source_phrase_indexes: IntegerColumn
    """The source phrases, in ascending order."""
    target_phrase_indexes: IntegerColumn
    """The target phrases."""
    common_unit_counts: IntegerColumn
    """The number of units with both phrases."""
    target_unit_counts: IntegerColumn
    """The number of units with the target phrase."""
    dice_coefficients: NDArray[np.float64]


def choose_units(
    occurrences: Occurrences, phrase_count: int
) -> list[NDArray[np.int32]]:
    """Choose the units that show the translation of each phrase.

    Those with the phrase outside longer terms; if there are none, all with the phrase.
    """
    unit_indexes_by_phrase = [np.zeros(0, np.int32)] * phrase_count
    for (
        phrase_index,
        unit_indexes,
        outside_longer_term_flags,
    ) in occurrences.group_by_phrase():
        distinct_unit_indexes = np.unique(
            unit_indexes[outside_longer_term_flags]
            if outside_longer_term_flags.any()
            else unit_indexes
        )
        if len(distinct_unit_indexes) > MAX_UNIT_COUNT_PER_PHRASE:
            sampled_indexes = np.linspace(
                0, len(distinct_unit_indexes) - 1, MAX_UNIT_COUNT_PER_PHRASE
            ).astype(np.int64)
            distinct_unit_indexes = distinct_unit_indexes[sampled_indexes]
        unit_indexes_by_phrase[phrase_index] = distinct_unit_indexes.astype(np.int32)
    return unit_indexes_by_phrase


def find_opposite_pairs(
    unit_indexes_by_phrase: Sequence[IntegerColumn],
    target_occurrences: Occurrences,
    *,
    target_phrase_count: int,
    max_opposite_count: int,
) -> OppositePairs:
    """Find the target phrases that occur in the units of each source phrase.

    `unit_indexes_by_phrase`: the units of each source phrase. `target_occurrences`:
    those of the target phrases in these units.
    """
    units_to_match = _sort_by_unit(unit_indexes_by_phrase)
    target_unit_counts = np.zeros(target_phrase_count, np.int64)
    phrases_per_partition = max(
        _MIN_PHRASES_PER_PARTITION,
        1 + len(unit_indexes_by_phrase) // MAX_PARTITION_COUNT,
    )
    pair_partitions = SpillPartitions(
        1 + len(unit_indexes_by_phrase) // phrases_per_partition, np.int32, np.int32
    )
    for block in target_occurrences.read_blocks():
        unit_indexes, phrase_indexes = block.find_pairs_outside_longer_terms()
        if not len(unit_indexes):
            continue
        target_unit_counts += np.bincount(phrase_indexes, minlength=target_phrase_count)
        source_phrase_indexes, occurrence_indexes = _find_occurrences_in_units(
            *units_to_match, unit_indexes
        )
        pair_partitions.append(
            source_phrase_indexes // phrases_per_partition,
            source_phrase_indexes,
            phrase_indexes[occurrence_indexes],
        )
    source_unit_counts = np.array(
        [len(unit_indexes) for unit_indexes in unit_indexes_by_phrase], np.int64
    )
    partition_columns = [
        _rank_opposites(
            pair_partitions.read(partition_index),
            source_unit_counts,
            target_unit_counts,
            max_opposite_count,
        )
        for partition_index in range(pair_partitions.partition_count)
    ]
    return OppositePairs(*map(np.concatenate, zip(*partition_columns, strict=True)))


def _sort_by_unit(
    unit_indexes_by_phrase: Sequence[IntegerColumn],
) -> tuple[IntegerColumn, IntegerColumn]:
    """List the units of all source phrases in order, and the phrase of each."""
    phrase_indexes = np.repeat(
        np.arange(len(unit_indexes_by_phrase), dtype=np.int32),
        [len(unit_indexes) for unit_indexes in unit_indexes_by_phrase],
    )
    unit_indexes = np.concatenate([np.zeros(0, np.int32), *unit_indexes_by_phrase])
    unit_order = np.argsort(unit_indexes, kind="stable")
    return unit_indexes[unit_order], phrase_indexes[unit_order]


def _find_occurrences_in_units(
    wanted_unit_indexes: IntegerColumn,
    source_phrase_indexes: IntegerColumn,
    occurrence_unit_indexes: IntegerColumn,
) -> tuple[IntegerColumn, IntegerColumn]:
    """Find the occurrences in the units of source phrases.

    The first two columns belong together, the last are the units of the occurrences;
    both are in the order of units. Returns two columns: a source phrase, and the index
    of an occurrence in one of its units.
    """
    first_index, end_index = np.searchsorted(
        wanted_unit_indexes,
        [occurrence_unit_indexes[0], occurrence_unit_indexes[-1] + 1],
    )
    block_unit_indexes = wanted_unit_indexes[first_index:end_index]
    first_occurrences = np.searchsorted(
        occurrence_unit_indexes, block_unit_indexes, "left"
    )
    occurrence_counts = (
        np.searchsorted(occurrence_unit_indexes, block_unit_indexes, "right")
        - first_occurrences
    )
    end_indexes = np.cumsum(occurrence_counts)
    occurrence_indexes = np.repeat(
        first_occurrences - end_indexes + occurrence_counts, occurrence_counts
    ) + np.arange(occurrence_counts.sum())
    return (
        np.repeat(source_phrase_indexes[first_index:end_index], occurrence_counts),
        occurrence_indexes,
    )


def mark_units(
    unit_indexes_by_phrase: Sequence[IntegerColumn], unit_count: int
) -> BoolColumn:
    """Mark the units that belong to any phrase."""
    marked_unit_flags = np.zeros(unit_count, bool)
    for unit_indexes in unit_indexes_by_phrase:
        marked_unit_flags[unit_indexes] = True
    return marked_unit_flags


def _rank_opposites(
    phrase_columns: Sequence[IntegerColumn],
    unit_counts_by_source_phrase: IntegerColumn,
    unit_counts_by_target_phrase: NDArray[np.int64],
    max_opposite_count: int,
) -> tuple[
    IntegerColumn, IntegerColumn, IntegerColumn, IntegerColumn, NDArray[np.float64]
]:
    """Rank the target phrases of each source phrase; return the columns of the pairs.

    `phrase_columns`: source and target phrases, a row for each unit that has both.
    `unit_counts_by_source_phrase` and `unit_counts_by_target_phrase`: the number of
    units with each phrase.
    """
    source_phrase_indexes, target_phrase_indexes = phrase_columns
    pair_keys = (
        source_phrase_indexes.astype(np.int64) * len(unit_counts_by_target_phrase)
        + target_phrase_indexes
    )
    pair_keys, common_unit_counts = np.unique(pair_keys, return_counts=True)
    source_phrase_indexes, target_phrase_indexes = np.divmod(
        pair_keys, max(len(unit_counts_by_target_phrase), 1)
    )
    unit_counts_of_targets = unit_counts_by_target_phrase[target_phrase_indexes]
    dice_coefficients = (
        2
        * common_unit_counts
        / (unit_counts_by_source_phrase[source_phrase_indexes] + unit_counts_of_targets)
    )
    pair_order = np.lexsort(
        (target_phrase_indexes, -dice_coefficients, source_phrase_indexes)
    )
    sorted_source_indexes = source_phrase_indexes[pair_order]
    pair_ranks = np.arange(len(pair_order)) - np.searchsorted(
        sorted_source_indexes, sorted_source_indexes
    )
    pair_order = pair_order[
        (pair_ranks < max_opposite_count)
        & (dice_coefficients[pair_order] >= _MIN_DICE_COEFFICIENT)
    ]
    columns = (
        column[pair_order]
        for column in (
            source_phrase_indexes,
            target_phrase_indexes,
            common_unit_counts,
            unit_counts_of_targets,
        )
    )
    return (*columns, dice_coefficients[pair_order])
