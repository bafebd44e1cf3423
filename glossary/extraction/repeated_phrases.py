"""Repeated phrases of a text, counted by length: one word, two words, three …

A phrase of n words is counted only where both phrases of n - 1 words in it are frequent
(Agrawal and Srikant 1994), so that each length needs one number for each position.
Positions are spilled to disk, partitioned by phrase, so that each partition can be
counted separately. Counts are exact.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glossary.extraction.corpus_text import PHRASE_BREAK_ID, RunningText
from tm.spill.array import BLOCK_SIZE, SpillArray, SpillPartitions

IndexColumn = NDArray[np.integer]
PositionBlock = tuple[IndexColumn, IndexColumn]
"""Positions in ascending order, and a key or an index for each of them."""


@dataclass(frozen=True, slots=True)
class PhrasesOfLength:
    """All frequent phrases of one length, by index."""

    length: int
    counts: NDArray[np.int32]
    head_phrase_indexes: NDArray[np.int32]
    """Each phrase without its last word, as a phrase of one word less."""
    tail_phrase_indexes: NDArray[np.int32]
    """Each phrase without its first word; for one word, both are its form id."""
    first_positions: NDArray[np.int32]
    """The position of the first occurrence of each phrase."""

    def __len__(self) -> int:
        return len(self.counts)


class PhrasePositions:
    """The positions of all phrases of one length, with the phrase at each."""

    def __init__(self) -> None:
        self._positions = SpillArray(np.int32)
        self._phrase_indexes = SpillArray(np.int32)

    def append(self, positions: IndexColumn, phrase_indexes: IndexColumn) -> None:
        """Append positions after the existing ones."""
        self._positions.append(positions)
        self._phrase_indexes.append(phrase_indexes)

    def read_blocks(self, overlap_length: int = 0) -> Iterator[PositionBlock]:
        """Read blocks of positions; each has `overlap_length` of the next."""
        for start_index in range(0, len(self), BLOCK_SIZE):
            end_index = min(start_index + BLOCK_SIZE + overlap_length, len(self))
            yield (
                self._positions.read(start_index, end_index),
                self._phrase_indexes.read(start_index, end_index),
            )

    def __len__(self) -> int:
        return len(self._positions)


def find_repeated_phrases(
    text: RunningText, *, min_count: int, max_word_count: int
) -> Iterator[tuple[PhrasesOfLength, PhrasePositions]]:
    """Find the phrases that occur `min_count` times or more, by ascending length.

    PHRASE_BREAK_ID stands in no phrase. The same text always gives the same indexes.
    """

    def read_word_positions() -> Iterator[PositionBlock]:
        for block_start, form_ids in text.read_blocks():
            word_indexes = np.flatnonzero(form_ids != PHRASE_BREAK_ID)
            yield word_indexes + block_start, form_ids[word_indexes]

    phrases, phrase_positions = _find_phrases_of_length(
        1, read_word_positions, len(text.surface_ids), min_count, None
    )
    while len(phrases):
        yield phrases, phrase_positions
        if phrases.length == max_word_count:
            break
        read_adjacent_phrases = _make_adjacent_phrase_reader(
            phrase_positions, len(phrases)
        )
        phrases, phrase_positions = _find_phrases_of_length(
            phrases.length + 1,
            read_adjacent_phrases,
            len(phrase_positions),
            min_count,
            len(phrases),
        )


def _make_adjacent_phrase_reader(
    phrase_positions: PhrasePositions, phrase_count: int
) -> Callable[[], Iterator[PositionBlock]]:
    """Make a function that reads each two adjacent phrases as one key."""

    def read_adjacent_phrases() -> Iterator[PositionBlock]:
        for positions, phrase_indexes in phrase_positions.read_blocks(overlap_length=1):
            adjacent_indexes = np.flatnonzero(positions[1:] - positions[:-1] == 1)
            phrase_pair_keys = (
                phrase_indexes[adjacent_indexes].astype(np.int64) * phrase_count
            )
            phrase_pair_keys += phrase_indexes[adjacent_indexes + 1]
            yield positions[adjacent_indexes], phrase_pair_keys

    return read_adjacent_phrases


def _find_phrases_of_length(
    length: int,
    read_keys: Callable[[], Iterator[PositionBlock]],
    max_position_count: int,
    min_count: int,
    previous_phrase_count: int | None,
) -> tuple[PhrasesOfLength, PhrasePositions]:
    """Find the phrases of a length whose keys are frequent.

    `max_position_count`: an upper bound on positions. `previous_phrase_count`: the
    number of phrases of one word less, if a key is made of two of them.
    """
    partitions = SpillPartitions(
        SpillPartitions.choose_partition_count(max_position_count), np.int64, np.int32
    )
    for block_positions, phrase_keys in read_keys():
        partitions.append(
            phrase_keys % partitions.partition_count, phrase_keys, block_positions
        )
    phrase_keys, counts, first_positions = _find_frequent_keys(partitions, min_count)
    # Numbering by first position makes phrase indexes independent of the word ids.
    position_order = np.argsort(first_positions)
    phrase_indexes = np.empty(len(position_order), np.int32)
    phrase_indexes[position_order] = np.arange(len(position_order), dtype=np.int32)
    phrase_positions = PhrasePositions()
    for candidate_indexes, block_positions in partitions.iterate_blocks():
        frequent_indexes = np.flatnonzero(candidate_indexes >= 0)
        frequent_indexes = frequent_indexes[
            np.argsort(block_positions[frequent_indexes], kind="stable")
        ]  # merges a few runs
        phrase_positions.append(
            block_positions[frequent_indexes],
            phrase_indexes[candidate_indexes[frequent_indexes]],
        )
    phrase_keys = phrase_keys[position_order]
    head_phrase_indexes, tail_phrase_indexes = (
        (phrase_keys, phrase_keys)
        if previous_phrase_count is None
        else np.divmod(phrase_keys, previous_phrase_count)
    )
    phrases = PhrasesOfLength(
        length,
        counts[position_order],
        head_phrase_indexes.astype(np.int32),
        tail_phrase_indexes.astype(np.int32),
        first_positions[position_order],
    )
    return phrases, phrase_positions


def _find_frequent_keys(
    partitions: SpillPartitions, min_count: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """Find the frequent keys, their counts and first positions.

    In the partitions each key is replaced by its index among these, or by -1.
    """
    partition_columns: list[tuple[IndexColumn, IndexColumn, IndexColumn]] = []
    frequent_count = 0
    for partition_index in range(partitions.partition_count):
        partition_keys, positions = partitions.read(partition_index)
        key_order = np.argsort(partition_keys)
        new_key_flags = np.ones(len(partition_keys), bool)
        sorted_keys = partition_keys[key_order]
        np.not_equal(sorted_keys[1:], sorted_keys[:-1], out=new_key_flags[1:])
        group_starts = np.flatnonzero(new_key_flags)
        counts = np.diff(np.append(group_starts, len(key_order)))
        frequent_group_indexes = np.flatnonzero(counts >= min_count)
        key_indexes = np.full(len(group_starts), -1)
        key_indexes[frequent_group_indexes] = np.arange(
            frequent_count, frequent_count + len(frequent_group_indexes)
        )
        key_index_by_row = np.empty(len(key_order), np.int64)
        key_index_by_row[key_order] = np.repeat(key_indexes, counts)
        partitions.overwrite(partition_index, 0, key_index_by_row)
        first_positions = positions
        if len(group_starts):
            first_positions = np.minimum.reduceat(positions[key_order], group_starts)
        frequent_columns = (
            sorted_keys[group_starts[frequent_group_indexes]],
            counts[frequent_group_indexes],
            first_positions[frequent_group_indexes],
        )
        partition_columns.append(
            (
                frequent_columns[0],
                frequent_columns[1].astype(np.int32),
                frequent_columns[2],
            )
        )
        frequent_count += len(frequent_group_indexes)
    partition_keys, counts, first_positions = (
        np.concatenate(columns) for columns in zip(*partition_columns, strict=True)
    )
    return partition_keys, counts, first_positions


def split_phrases(
    phrases_by_length: Sequence[PhrasesOfLength],
    length: int,
    phrase_indexes: IndexColumn,
) -> list[list[IndexColumn]]:
    """Split phrases of one length into all their shorter parts.

    There is a list for each shorter length, longest first, with the parts that start at
    each word, from left to right.
    """
    parts_by_length = [[phrase_indexes]]
    for shorter_length in range(length - 1, 0, -1):
        shorter_phrases = phrases_by_length[shorter_length]
        longer_parts = parts_by_length[-1]
        parts_by_length.append(
            [
                shorter_phrases.head_phrase_indexes[part_indexes]
                for part_indexes in longer_parts
            ]
        )
        parts_by_length[-1].append(
            shorter_phrases.tail_phrase_indexes[longer_parts[-1]]
        )
    return parts_by_length[1:]
