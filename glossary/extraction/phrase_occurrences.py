"""Occurrences of chosen phrases in a text, found through a trie of their words."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glossary.extraction.corpus_text import PHRASE_BREAK_ID, RunningText
from tm.spill.array import SpillArray, SpillPartitions

IntegerColumn = NDArray[np.integer]
BoolColumn = NDArray[np.bool_]
FloatColumn = NDArray[np.float64]

_MIN_COVERING_SCORE_RATIO = 0.2
"""Least score of a longer phrase that covers a shorter one, as a share of its score."""
_MIN_NAME_CAPITAL_SHARE = 0.5
"""The least share of capitalised occurrences of a name."""
_PHRASE_LENGTH_BOUND = 1024
"""A number above the length of any phrase, in words."""
_MAX_COUNTED_OCCURRENCE_COUNT = 200
"""The most occurrences whose spellings are counted, for each phrase."""


@dataclass(frozen=True, slots=True)
class TermPhrases:
    """Chosen phrases of a text, as arrays of equal length."""

    text: RunningText
    lengths: IntegerColumn
    counts: IntegerColumn
    """The number of occurrences of each phrase."""
    first_positions: IntegerColumn
    """The position of the first occurrence of each phrase."""
    scores: FloatColumn
    capital_shares: FloatColumn

    def __len__(self) -> int:
        return len(self.lengths)

    @property
    def name_flags(self) -> BoolColumn:
        """Mark the phrases that are mostly capitalised, like names."""
        return np.asarray(self.capital_shares >= _MIN_NAME_CAPITAL_SHARE)

    def take_best(self, count: int) -> "TermPhrases":
        """Copy the first phrases, so that the memory of the others can be freed."""
        return TermPhrases(
            self.text,
            self.lengths[:count].copy(),
            self.counts[:count].copy(),
            self.first_positions[:count].copy(),
            self.scores[:count].copy(),
            self.capital_shares[:count].copy(),
        )

    def read_surface(self, phrase_index: int) -> str:
        """Read a phrase as written at its first occurrence."""
        position, length = (
            int(self.first_positions[phrase_index]),
            int(self.lengths[phrase_index]),
        )
        return self.text.read_surface(position, length)


@dataclass(frozen=True, slots=True)
class OccurrenceBlock:
    """Occurrences in some whole units, as arrays of equal length sorted by position."""

    phrase_indexes: IntegerColumn
    positions: IntegerColumn
    unit_indexes: IntegerColumn
    outside_longer_term_flags: BoolColumn
    """Whether each occurrence is outside all longer terms."""

    def find_pairs_outside_longer_terms(self) -> tuple[IntegerColumn, IntegerColumn]:
        """Find the distinct pairs of a unit and a phrase outside longer terms in it."""
        unit_indexes, phrase_indexes = (
            self.unit_indexes[self.outside_longer_term_flags],
            self.phrase_indexes[self.outside_longer_term_flags],
        )
        pair_order = np.lexsort((phrase_indexes, unit_indexes))
        unit_indexes, phrase_indexes = (
            unit_indexes[pair_order],
            phrase_indexes[pair_order],
        )
        first_of_pair_flags = np.ones(len(unit_indexes), bool)
        first_of_pair_flags[1:] = (unit_indexes[1:] != unit_indexes[:-1]) | (
            phrase_indexes[1:] != phrase_indexes[:-1]
        )
        return unit_indexes[first_of_pair_flags], phrase_indexes[first_of_pair_flags]


class Occurrences:
    """The positions of phrases, which can be read several times."""

    def __init__(
        self, phrases: TermPhrases, searched_unit_flags: BoolColumn | None = None
    ) -> None:
        """Find the phrases in all units, or only where `searched_unit_flags`."""
        self._text = phrases.text
        self._phrase_count = len(phrases)
        self._lengths = phrases.lengths
        self._phrase_indexes, self._positions = (
            SpillArray(np.int32),
            SpillArray(np.int32),
        )
        self._outside_longer_term_flags = SpillArray(np.bool_)
        self._block_ends: list[int] = []
        phrase_finder = _PhraseFinder(phrases)
        for block_start, form_ids in self._text.read_blocks():
            found_phrase_indexes, positions_in_block = phrase_finder.find(form_ids)
            if searched_unit_flags is not None:
                searched_occurrence_flags = searched_unit_flags[
                    self._text.find_unit_indexes(positions_in_block + block_start)
                ]
                found_phrase_indexes, positions_in_block = (
                    found_phrase_indexes[searched_occurrence_flags],
                    positions_in_block[searched_occurrence_flags],
                )
            position_order = np.lexsort((found_phrase_indexes, positions_in_block))
            found_phrase_indexes, positions_in_block = (
                found_phrase_indexes[position_order],
                positions_in_block[position_order],
            )
            self._phrase_indexes.append(found_phrase_indexes)
            self._positions.append(positions_in_block + block_start)
            self._outside_longer_term_flags.append(
                _flag_outside_longer_terms(
                    phrases, found_phrase_indexes, positions_in_block
                )
            )
            self._block_ends.append(len(self._phrase_indexes))

    def read_blocks(self) -> Iterator[OccurrenceBlock]:
        """Read the occurrences in the order of the text."""
        block_start = 0
        for block_end in self._block_ends:
            positions = self._positions.read(block_start, block_end)
            yield OccurrenceBlock(
                self._phrase_indexes.read(block_start, block_end),
                positions,
                self._text.find_unit_indexes(positions),
                self._outside_longer_term_flags.read(block_start, block_end),
            )
            block_start = block_end

    def group_by_phrase(self) -> Iterator[tuple[int, IntegerColumn, BoolColumn]]:
        """Yield each phrase with its units and whether it is outside longer terms.

        The phrases come in any order; a unit comes once for each occurrence.
        """
        partitions = SpillPartitions(
            SpillPartitions.choose_partition_count(len(self._phrase_indexes)),
            np.int32,
            np.int32,
            np.bool_,
        )
        for block in self.read_blocks():
            block_phrase_indexes = block.phrase_indexes
            partitions.append(
                block_phrase_indexes % partitions.partition_count,
                block_phrase_indexes,
                block.unit_indexes,
                block.outside_longer_term_flags,
            )
        for partition_index in range(partitions.partition_count):
            phrase_indexes, unit_indexes, outside_longer_term_flags = partitions.read(
                partition_index
            )
            phrase_order = np.argsort(phrase_indexes, kind="stable")
            sorted_phrase_indexes = phrase_indexes[phrase_order]
            group_starts = np.flatnonzero(np.diff(sorted_phrase_indexes, prepend=-1))
            for group_indexes in np.split(phrase_order, group_starts[1:]):
                if len(group_indexes):
                    yield (
                        int(phrase_indexes[group_indexes[0]]),
                        unit_indexes[group_indexes],
                        outside_longer_term_flags[group_indexes],
                    )

    def find_spellings(self, requested_phrase_flags: BoolColumn) -> dict[int, str]:
        """Find the most frequent spelling of each phrase, if possible inside sentences.

        `requested_phrase_flags`: whether the spelling of each phrase is needed.
        """
        inner_spelling_counts, initial_spelling_counts = (
            _SpellingCounts(self._phrase_count) for _ in range(2)
        )
        for block in self.read_blocks():
            requested_indexes = np.flatnonzero(
                requested_phrase_flags[block.phrase_indexes]
            )
            if not len(requested_indexes):
                continue
            phrase_indexes, positions = (
                block.phrase_indexes[requested_indexes],
                block.positions[requested_indexes],
            )
            first_surface_position, end_surface_position = (
                int(positions[0]) - 1,
                int(positions[-1]) + _PHRASE_LENGTH_BOUND,
            )
            surface_ids = self._text.surface_ids.read(
                first_surface_position,
                min(end_surface_position, len(self._text.surface_ids)),
            )
            positions = positions - first_surface_position
            inner_flags = surface_ids[positions - 1] != PHRASE_BREAK_ID
            lengths = self._lengths[phrase_indexes]
            inner_spelling_counts.add(
                surface_ids,
                phrase_indexes[inner_flags],
                positions[inner_flags],
                lengths[inner_flags],
            )
            initial_only_flags = ~inner_flags & (
                inner_spelling_counts.occurrence_counts[phrase_indexes] == 0
            )
            initial_spelling_counts.add(
                surface_ids,
                phrase_indexes[initial_only_flags],
                positions[initial_only_flags],
                lengths[initial_only_flags],
            )
        return initial_spelling_counts.find_most_frequent(
            self._text
        ) | inner_spelling_counts.find_most_frequent(self._text)


class _SpellingCounts:
    """Counts of the spellings of phrases, up to a maximum for each."""

    def __init__(self, phrase_count: int) -> None:
        self.occurrence_counts = np.zeros(phrase_count, np.int64)
        self._count_by_surface_ids_by_phrase: dict[int, dict[bytes, int]] = {}

    def add(
        self,
        surface_ids: IntegerColumn,
        phrase_indexes: IntegerColumn,
        positions: IntegerColumn,
        lengths: IntegerColumn,
    ) -> None:
        """Count the spellings at some positions, up to the maximum of each phrase."""
        phrase_order = np.argsort(phrase_indexes, kind="stable")
        sorted_phrase_indexes = phrase_indexes[phrase_order]
        group_starts = np.searchsorted(sorted_phrase_indexes, sorted_phrase_indexes)
        occurrence_numbers = (
            self.occurrence_counts[sorted_phrase_indexes]
            + np.arange(len(phrase_order))
            - group_starts
        )
        phrase_order = phrase_order[occurrence_numbers < _MAX_COUNTED_OCCURRENCE_COUNT]
        self.occurrence_counts += np.bincount(
            phrase_indexes[phrase_order], minlength=len(self.occurrence_counts)
        )
        for phrase_index, position, length in zip(
            phrase_indexes[phrase_order].tolist(),
            positions[phrase_order].tolist(),
            lengths[phrase_order].tolist(),
            strict=True,
        ):
            count_by_surface_ids = self._count_by_surface_ids_by_phrase.setdefault(
                phrase_index, {}
            )
            surface_id_bytes = surface_ids[position : position + length].tobytes()
            count_by_surface_ids[surface_id_bytes] = (
                count_by_surface_ids.get(surface_id_bytes, 0) + 1
            )

    def find_most_frequent(self, text: RunningText) -> dict[int, str]:
        """Find the most frequent spelling of each phrase."""
        spelling_by_phrase_index = {}
        for (
            phrase_index,
            count_by_surface_ids,
        ) in self._count_by_surface_ids_by_phrase.items():
            count_by_spelling: dict[str, int] = {}
            for surface_id_bytes, count in count_by_surface_ids.items():
                spelling = text.join_surfaces(np.frombuffer(surface_id_bytes, np.int32))
                count_by_spelling[spelling] = count_by_spelling.get(spelling, 0) + count
            spelling_by_phrase_index[phrase_index] = min(
                count_by_spelling,
                key=lambda spelling: (-count_by_spelling[spelling], spelling),
            )
        return spelling_by_phrase_index


class _PhraseFinder:
    """A trie of phrases, each level of which is a sorted table of keys."""

    def __init__(self, phrases: TermPhrases) -> None:
        self._form_count = len(phrases.text.match_forms)
        self._key_tables: list[NDArray[np.int64]] = []
        self._ending_phrase_indexes: list[NDArray[np.int32]] = []
        """By index in a table: the phrase that ends at this node, or -1."""
        self._has_children_flags: list[BoolColumn] = []
        remaining_phrase_indexes = np.argsort(phrases.first_positions, kind="stable")
        node_indexes = np.zeros(len(remaining_phrase_indexes), np.int64)
        for depth in range(int(phrases.lengths.max(initial=0))):
            longer_flags = phrases.lengths[remaining_phrase_indexes] > depth
            if depth:
                has_children_flags = np.zeros(len(self._key_tables[-1]), bool)
                has_children_flags[node_indexes[longer_flags]] = True
                self._has_children_flags.append(has_children_flags)
            remaining_phrase_indexes, node_indexes = (
                remaining_phrase_indexes[longer_flags],
                node_indexes[longer_flags],
            )
            surface_ids = phrases.text.surface_ids.take(
                phrases.first_positions[remaining_phrase_indexes] + depth
            )
            node_keys = (
                node_indexes * self._form_count + phrases.text.form_ids[surface_ids]
            )
            key_table, node_indexes = np.unique(node_keys, return_inverse=True)
            ending_phrase_indexes = np.full(len(key_table), -1, np.int32)
            last_word_flags = phrases.lengths[remaining_phrase_indexes] == depth + 1
            ending_phrase_indexes[node_indexes[last_word_flags]] = (
                remaining_phrase_indexes[last_word_flags]
            )
            self._key_tables.append(key_table)
            self._ending_phrase_indexes.append(ending_phrase_indexes)
        if self._key_tables:
            self._has_children_flags.append(np.zeros(len(self._key_tables[-1]), bool))

    def find(self, form_ids: IntegerColumn) -> tuple[IntegerColumn, IntegerColumn]:
        """Find phrases and their positions in form ids, the shortest first."""
        found_phrase_indexes, positions = (
            [np.zeros(0, np.int32)],
            [np.zeros(0, np.int64)],
        )
        start_positions = np.flatnonzero(form_ids != PHRASE_BREAK_ID)
        node_indexes = np.zeros(len(start_positions), np.int64)
        for depth, key_table in enumerate(self._key_tables):
            node_keys = (
                node_indexes * self._form_count + form_ids[start_positions + depth]
            )
            # A search for sorted keys takes a fifth of the time.
            key_order = np.argsort(node_keys)
            sorted_keys = node_keys[key_order]
            table_indexes = np.searchsorted(key_table, sorted_keys)
            table_indexes[table_indexes == len(key_table)] = 0
            in_table_flags = key_table[table_indexes] == sorted_keys
            start_positions, node_indexes = (
                start_positions[key_order[in_table_flags]],
                table_indexes[in_table_flags],
            )
            ending_phrase_indexes = self._ending_phrase_indexes[depth][node_indexes]
            found_phrase_indexes.append(
                ending_phrase_indexes[ending_phrase_indexes >= 0]
            )
            positions.append(start_positions[ending_phrase_indexes >= 0])
            has_children_flags = self._has_children_flags[depth][node_indexes]
            start_positions, node_indexes = (
                start_positions[has_children_flags],
                node_indexes[has_children_flags],
            )
        return np.concatenate(found_phrase_indexes), np.concatenate(positions)


def _flag_outside_longer_terms(
    phrases: TermPhrases, found_phrase_indexes: IntegerColumn, positions: IntegerColumn
) -> BoolColumn:
    """Mark the occurrences outside all longer likely terms."""
    lengths = phrases.lengths[found_phrase_indexes]
    position_and_length_keys = (
        positions.astype(np.int64) * _PHRASE_LENGTH_BOUND + lengths
    )
    key_order = np.argsort(position_and_length_keys, kind="stable")
    sorted_keys = position_and_length_keys[key_order]
    outside_longer_term_flags = np.ones(len(position_and_length_keys), bool)
    distinct_lengths = np.unique(lengths)
    for longer_length in distinct_lengths[1:]:
        longer_indexes = np.flatnonzero(lengths == longer_length)
        longer_scores = phrases.scores[found_phrase_indexes[longer_indexes]]
        for shorter_length in distinct_lengths[distinct_lengths < longer_length]:
            for offset in range(int(longer_length - shorter_length) + 1):
                keys_to_find = (
                    positions[longer_indexes] + offset
                ) * _PHRASE_LENGTH_BOUND + shorter_length
                found_indexes = np.minimum(
                    np.searchsorted(sorted_keys, keys_to_find), len(sorted_keys) - 1
                )
                contained_indexes = key_order[found_indexes]
                covered_flags = (sorted_keys[found_indexes] == keys_to_find) & (
                    longer_scores
                    >= _MIN_COVERING_SCORE_RATIO
                    * phrases.scores[found_phrase_indexes[contained_indexes]]
                )
                outside_longer_term_flags[contained_indexes[covered_flags]] = False
    return outside_longer_term_flags
