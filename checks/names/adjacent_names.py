"""Adjacent capitalised words of a document, and their counts."""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from checks.engine.document_capitals import read_capitalised_words_of_targets
from checks.engine.unit import Unit
from checks.text.capitalised_words import CapitalisedWords
from tm.result_cache import ResultCache

WordPositions = NDArray[np.int64]
"""Sorted positions of words in pairs: twice the index of the pair, plus 0 or 1.

0 is the position of the right word, by the left word of its pair, and 1 that of the
left word.
"""
_PAIRS_PER_PARTITION = 1 << 15
"""How many pairs of words are sorted at a time."""


class AdjacentNames:
    """The capitalised words of a document, grouped by the adjacent words.

    In memory are 18 bytes for each pair of adjacent words, since a long document has
    many of them, and every form with its count.
    """

    def __init__(self, units: Sequence[Unit], cache: ResultCache) -> None:
        self._id_by_form: dict[str, int] = {}
        self._form_count_column = array("I")
        self._pair_form_id_columns = array("I"), array("I")
        """For each pair, the forms of the left and of the right word."""
        self._unit_index_column, self._left_word_index_column = array("I"), array("I")
        self._diacritics_flag_column = array("B")
        """For each position, 1 if the word there has diacritics."""
        for unit_index, capitalised_words in enumerate(
            read_capitalised_words_of_targets(units, cache)
        ):
            self._add_text(unit_index, capitalised_words)

    def _add_text(self, unit_index: int, capitalised_words: CapitalisedWords) -> None:
        for form, count in _count_forms(capitalised_words).items():
            form_id = self._id_by_form.setdefault(form, len(self._form_count_column))
            if form_id == len(self._form_count_column):
                self._form_count_column.append(count)
            else:
                self._form_count_column[form_id] += count
        for word_index, (left_word, right_word) in enumerate(
            pairwise(capitalised_words.words)
        ):
            if right_word.follows_capital:
                for form_id_column, word in zip(
                    reversed(self._pair_form_id_columns),
                    (right_word, left_word),
                    strict=True,
                ):
                    form_id_column.append(self._id_by_form[word.form])
                    self._diacritics_flag_column.append(not word.text.isascii())
                self._unit_index_column.append(unit_index)
                self._left_word_index_column.append(word_index)

    def count_form(self, form: str) -> int:
        """Count a form in the document, in capitals or lower case."""
        return self._form_count_column[self._id_by_form[form]]

    def find_unit_index(self, word_position: int) -> int:
        """Find the index of the unit that has the word at a position."""
        return self._unit_index_column[word_position >> 1]

    def find_word_index(self, word_position: int) -> int:
        """Find the index of a word among the capitalised words of its target."""
        return self._left_word_index_column[word_position >> 1] + (
            not word_position & 1
        )

    def has_diacritics(self, word_position: int) -> bool:
        """Whether the word at a position is written with diacritics."""
        return bool(self._diacritics_flag_column[word_position])

    def has_neighbour_diacritics(self, word_position: int) -> bool:
        """Whether the other word of the pair is written with diacritics."""
        return self.has_diacritics(word_position ^ 1)

    def iterate_groups(
        self, pairs_per_partition: int = _PAIRS_PER_PARTITION
    ) -> Iterator[tuple[int, dict[str, WordPositions]]]:
        """Iterate over groups of forms that stand on the same side of the same word.

        Each group comes with its first position, by which it can be sorted: groups come
        partition by partition. Skipped are groups in which no form is rare and no form
        is written both with and without diacritics.
        """
        left_form_ids, right_form_ids = (
            np.asarray(form_ids) for form_ids in self._pair_form_id_columns
        )
        forms_in_id_order = [*self._id_by_form]
        partition_count = 1 + len(left_form_ids) // pairs_per_partition
        for partition_index in range(partition_count):
            partition_pairs = [
                np.flatnonzero(form_ids % partition_count == partition_index)
                for form_ids in (left_form_ids, right_form_ids)
            ]
            positions = np.concatenate(
                [partition_pairs[0] * 2, partition_pairs[1] * 2 + 1]
            )
            if len(positions):
                for forms_with_positions in self._select_varying_groups(
                    positions, left_form_ids, right_form_ids
                ):
                    first_position = min(
                        int(form_positions[0])
                        for _, form_positions in forms_with_positions
                    )
                    forms_with_positions.sort(
                        key=lambda form_and_positions: int(form_and_positions[1][0])
                    )
                    yield (
                        first_position,
                        {
                            forms_in_id_order[form_id]: form_positions
                            for form_id, form_positions in forms_with_positions
                        },
                    )

    def _select_varying_groups(
        self,
        positions: WordPositions,
        left_form_ids: NDArray[Any],
        right_form_ids: NDArray[Any],
    ) -> Iterator[list[tuple[int, WordPositions]]]:
        """Select the groups of a partition in which spellings vary, by form ids."""
        pair_indexes, right_word_flags = positions >> 1, positions & 1
        group_keys = (
            np.where(
                right_word_flags,
                right_form_ids[pair_indexes],
                left_form_ids[pair_indexes],
            )
            * 2
            + right_word_flags
        )
        form_ids = np.where(
            right_word_flags, left_form_ids[pair_indexes], right_form_ids[pair_indexes]
        )
        sorted_indexes = np.lexsort((positions, form_ids, group_keys))
        positions, group_keys, form_ids = (
            positions[sorted_indexes],
            group_keys[sorted_indexes],
            form_ids[sorted_indexes],
        )
        diacritics_flags = np.asarray(self._diacritics_flag_column)[positions] > 0
        group_start_flags = np.append(True, group_keys[1:] != group_keys[:-1])
        form_start_flags = group_start_flags | np.append(
            True, form_ids[1:] != form_ids[:-1]
        )
        form_starts = np.flatnonzero(form_start_flags)
        form_counts = np.diff(form_starts, append=len(positions))
        mixed_diacritics_flags = np.logical_or.reduceat(
            diacritics_flags, form_starts
        ) & ~np.logical_and.reduceat(diacritics_flags, form_starts)
        group_form_starts = np.flatnonzero(group_start_flags[form_starts])
        rare_form_flags = np.minimum.reduceat(form_counts, group_form_starts) == 1
        rare_form_flags &= np.maximum.reduceat(form_counts, group_form_starts) > 1
        varying_group_flags = rare_form_flags | np.logical_or.reduceat(
            mixed_diacritics_flags, group_form_starts
        )
        group_form_ends = np.append(group_form_starts[1:], len(form_starts))
        for group_index in np.flatnonzero(varying_group_flags):
            yield [
                (
                    int(form_ids[form_start]),
                    positions[form_start : form_start + form_count],
                )
                for form_index in range(
                    group_form_starts[group_index], group_form_ends[group_index]
                )
                for form_start, form_count in [
                    (form_starts[form_index], form_counts[form_index])
                ]
            ]


def _count_forms(capitalised_words: CapitalisedWords) -> Counter[str]:
    """Count the forms of a text: capitalised words, and lower-case ones once."""
    counts = Counter(word.form for word in capitalised_words.words)
    counts.update(capitalised_words.word_forms - counts.keys())
    return counts
