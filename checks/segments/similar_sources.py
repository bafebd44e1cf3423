"""Long sources that are nearly equal but have clearly different targets.

Numbers of a million units are kept in files; only reported units are read again.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from checks.engine.unit import list_related_ids
from checks.segments.rendering_groups import BlockSizes
from checks.segments.source_index import LONG_SOURCE_COLUMNS, SourceIndex
from checks.segments.text_differences import count_differing_tokens, cut_out_difference
from checks.segments.word_hash_rows import LoadedRows
from tm.finding import MAX_RELATED_COUNT, Finding, Span
from tm.spill.array import Array, SpillArray
from tm.spill.unit_groups import SpilledUnitRows, mark_group_starts, sort_by_unit

_MIN_SIMILARITY = 0.95
"""The least share of equal words of two similar sources."""
_PAIR_COLUMNS = np.dtype(
    [
        ("first", np.int64),  # the indexes of two units
        ("second", np.int64),
        ("changed", np.int64),  # number of tokens in which their sources differ
    ]
)
_SIMILAR_UNIT_COLUMNS = np.dtype(
    [
        ("unit", np.int64),
        ("other", np.int64),
        ("changed", np.int64),
        ("times", np.int64),  # number of units that the row represents
    ]
)

_IntegerArray = NDArray[np.int64]


class SimilarSources:
    """The long sources of a corpus, compared with sources of equal start or end."""

    def __init__(self, source_index: SourceIndex) -> None:
        self._source_index = source_index
        unit_count = len(source_index.units)
        self._unit_counts = np.zeros(unit_count, np.int32)
        """By index of a unit that represents a source, the units with both its texts.
        """
        self._agreeing_unit_counts = np.zeros(unit_count, np.int32)
        """By index of a unit, the units of similar sources whose targets are similar,
        too.
        """
        self._compared_flags = np.zeros(unit_count, np.bool_)
        """By index of a unit, whether sources of equal start are compared with it."""
        self._differing_pairs = SpillArray(_PAIR_COLUMNS)
        """Pairs of similar sources whose targets are different."""
        rows_by_beginning, rows_by_end = (
            SpilledUnitRows(LONG_SOURCE_COLUMNS, column_name, unit_count)
            for column_name in ("begins", "ends")
        )
        for long_sources, unit_counts in source_index.iterate_long_sources():
            self._unit_counts[long_sources["unit"]] = unit_counts
            rows_by_beginning.extend(long_sources)
            rows_by_end.extend(long_sources)
        for long_sources in rows_by_beginning.iterate_partitions():
            self._compare_within_blocks(long_sources, "begins")
        for long_sources in rows_by_end.iterate_partitions():
            self._compare_within_blocks(long_sources, "ends")

    def find_inconsistent_units(self) -> Iterator[Finding]:
        """Find sources whose translation differs from those of similar sources.

        Of two different ones, the one that fewer units support is reported; of equals
        the later.
        """
        rare_unit_rows = sort_by_unit(
            self._select_rare_units(), _SIMILAR_UNIT_COLUMNS, len(self._unit_counts)
        )
        for unit_index, similar_rows in groupby(rare_unit_rows, key=itemgetter(0)):
            yield from self._report_similar_unit(unit_index, [*similar_rows])

    def _compare_within_blocks(self, long_sources: Array, column_name: str) -> None:
        """Compare the sources of equal start or equal end, and keep similar pairs."""
        long_sources = long_sources[
            np.lexsort([long_sources["unit"], long_sources[column_name]])
        ]
        for first_row_indexes, second_row_indexes in _iterate_pairs(
            long_sources[column_name], self._source_index.block_sizes
        ):
            first_sources, second_sources = (
                long_sources[first_row_indexes],
                long_sources[second_row_indexes],
            )
            comparable_pair_flags = _flag_comparable_pairs(
                first_sources, second_sources
            )
            if column_name == "begins":
                self._compared_flags[first_sources["unit"]] = True
            else:  # sources of equal start may have been compared
                comparable_pair_flags &= (
                    first_sources["begins"] != second_sources["begins"]
                ) | ~self._compared_flags[first_sources["unit"]]
            self._compare_pairs(
                long_sources,
                first_row_indexes[comparable_pair_flags],
                second_row_indexes[comparable_pair_flags],
            )

    def _compare_pairs(
        self,
        long_sources: Array,
        first_row_indexes: _IntegerArray,
        second_row_indexes: _IntegerArray,
    ) -> None:
        """Compare the words of pairs of sources, and of their targets if similar."""
        needed_row_indexes = np.unique(
            np.concatenate([first_row_indexes, second_row_indexes])
        )
        word_hash_rows = self._read_word_hash_rows(long_sources[needed_row_indexes])
        first_hash_row_indexes, second_hash_row_indexes = (
            2 * np.searchsorted(needed_row_indexes, pair_row_indexes)
            for pair_row_indexes in (first_row_indexes, second_row_indexes)
        )
        changed_counts = word_hash_rows.count_differing_words(
            first_hash_row_indexes, second_hash_row_indexes
        )
        max_changed_counts = _count_allowed_changes(
            long_sources[first_row_indexes], long_sources[second_row_indexes]
        )
        similar_pair_indexes = np.flatnonzero(changed_counts <= max_changed_counts)
        pair_rows = np.zeros(len(similar_pair_indexes), _PAIR_COLUMNS)
        pair_rows["first"], pair_rows["second"] = (
            long_sources["unit"][pair_row_indexes[similar_pair_indexes]]
            for pair_row_indexes in (first_row_indexes, second_row_indexes)
        )
        pair_rows["changed"] = changed_counts[similar_pair_indexes]
        differing_target_flags = (
            word_hash_rows.count_differing_words(
                first_hash_row_indexes[similar_pair_indexes] + 1,
                second_hash_row_indexes[similar_pair_indexes] + 1,
            )
            > 3 * pair_rows["changed"] + 2
        )
        self._differing_pairs.append(pair_rows[differing_target_flags])
        self._count_agreeing_units(pair_rows[~differing_target_flags])

    def _read_word_hash_rows(self, long_sources: Array) -> LoadedRows:
        """Read the words of sources and of their targets, in turn."""
        lengths = np.stack(
            [long_sources["length"], long_sources["target_length"]], axis=1
        )
        row_starts = np.stack(
            [long_sources["row"], long_sources["row"] + long_sources["length"]], axis=1
        )
        return self._source_index.word_hash_rows.read(
            row_starts.ravel(), lengths.ravel()
        )

    def _count_agreeing_units(self, pair_rows: Array) -> None:
        """Count the units of either source of a pair as agreeing with the other."""
        for column_name, other_column_name in (
            ("first", "second"),
            ("second", "first"),
        ):
            np.add.at(
                self._agreeing_unit_counts,
                pair_rows[column_name],
                self._unit_counts[pair_rows[other_column_name]],
            )

    def _select_rare_units(self) -> Iterator[Array]:
        """Iterate over the less supported unit of each pair, with the other unit."""
        support_counts = self._unit_counts + self._agreeing_unit_counts
        row_count, block_size = (
            len(self._differing_pairs),
            self._source_index.block_sizes.row_count,
        )
        for block_start in range(0, row_count, block_size):
            pair_rows = self._differing_pairs.read(
                block_start, min(block_start + block_size, row_count)
            )
            first_unit_indexes, second_unit_indexes = (
                pair_rows["first"],
                pair_rows["second"],
            )
            first_unit_flags = (
                support_counts[first_unit_indexes] < support_counts[second_unit_indexes]
            )
            similar_unit_rows = np.zeros(len(pair_rows), _SIMILAR_UNIT_COLUMNS)
            similar_unit_rows["unit"] = np.where(
                first_unit_flags, first_unit_indexes, second_unit_indexes
            )
            similar_unit_rows["other"] = np.where(
                first_unit_flags, second_unit_indexes, first_unit_indexes
            )
            similar_unit_rows["changed"], similar_unit_rows["times"] = (
                pair_rows["changed"],
                1,
            )
            yield _select_most_similar_rows(similar_unit_rows)

    def _report_similar_unit(
        self, reported_unit_index: int, similar_rows: list[tuple[int, ...]]
    ) -> Iterator[Finding]:
        """Report a unit with other units of similar sources.

        Hashes of tokens were compared, so the tokens themselves are compared again.
        """
        mask_texts, units = self._source_index.mask_texts, self._source_index.units
        reported_unit = units[reported_unit_index]
        masked_source, masked_target = mask_texts(reported_unit)
        related_units = []
        for _, unit_index, *_ in sorted(similar_rows, key=itemgetter(2, 1))[
            :MAX_RELATED_COUNT
        ]:
            other_source, other_target = mask_texts(units[unit_index])
            changed_count = max(count_differing_tokens(masked_source, other_source))
            if changed_count <= (1 - _MIN_SIMILARITY) * max(
                len(masked_source), len(other_source)
            ):
                if (
                    max(count_differing_tokens(masked_target, other_target))
                    > 3 * changed_count + 2
                ):
                    related_units.append(units[unit_index])
        if not related_units:
            return
        excerpt = cut_out_difference(related_units[0].target, reported_unit.target)
        similar_unit_count = sum(similar_row[-1] for similar_row in similar_rows)
        yield Finding(
            "similar_many" if similar_unit_count > 1 else "similar",
            Span(0, len(reported_unit.target)),
            arguments={"count": int(similar_unit_count), "other": excerpt},
            checked_unit=reported_unit,
            related=list_related_ids(related_units),
        )


def _select_most_similar_rows(similar_unit_rows: Array) -> Array:
    """Select the most similar units of each unit; the first row counts all of them."""
    similar_unit_rows = similar_unit_rows[
        np.lexsort(
            [
                similar_unit_rows["other"],
                similar_unit_rows["changed"],
                similar_unit_rows["unit"],
            ]
        )
    ]
    group_starts = np.flatnonzero(mark_group_starts(similar_unit_rows["unit"]))
    group_sizes = np.diff(np.append(group_starts, len(similar_unit_rows)))
    similar_unit_rows["times"] = 0
    similar_unit_rows["times"][group_starts] = group_sizes
    return similar_unit_rows[
        np.arange(len(similar_unit_rows)) - np.repeat(group_starts, group_sizes)
        < MAX_RELATED_COUNT
    ]


def _flag_comparable_pairs(first_sources: Array, second_sources: Array) -> Array:
    """Mark the pairs whose lengths and masked values allow them to be similar."""
    max_changed_counts = _count_allowed_changes(first_sources, second_sources)
    length_gaps = np.abs(first_sources["length"] - second_sources["length"])
    first_mask_counts = first_sources["masks"]
    comparable_pair_flags: Array = (length_gaps <= max_changed_counts) & (
        (first_mask_counts == 0) | (first_mask_counts == second_sources["masks"])
    )
    return comparable_pair_flags


def _count_allowed_changes(first_sources: Array, second_sources: Array) -> Array:
    """Calculate how many tokens of similar sources may differ."""
    longest_lengths: Array = np.maximum(
        first_sources["length"], second_sources["length"]
    )
    return longest_lengths * (1 - _MIN_SIMILARITY)


def _iterate_pairs(
    block_keys: Array, block_sizes: BlockSizes
) -> Iterator[tuple[_IntegerArray, _IntegerArray]]:
    """Iterate over the indexes of pairs within blocks, which are sorted.

    Each source is paired with the sources before it in its block, at most with the
    first `compared_source_count` of it; the pairs come in batches.
    """
    source_indexes = np.arange(len(block_keys))
    block_starts = np.maximum.accumulate(
        np.where(mark_group_starts(block_keys), source_indexes, 0)
    )
    pair_counts = np.minimum(
        source_indexes - block_starts, block_sizes.compared_source_count
    )
    pair_ends = np.cumsum(pair_counts)
    start_index = 0
    while start_index < len(source_indexes):
        preceding_pair_count = pair_ends[start_index] - pair_counts[start_index]
        end_index = max(
            start_index + 1,
            int(
                np.searchsorted(
                    pair_ends, preceding_pair_count + block_sizes.pair_count, "right"
                )
            ),
        )
        batch_pair_counts = pair_counts[start_index:end_index]
        second_indexes = np.repeat(
            source_indexes[start_index:end_index], batch_pair_counts
        )
        source_offsets = np.arange(len(second_indexes)) - np.repeat(
            pair_ends[start_index:end_index] - batch_pair_counts - preceding_pair_count,
            batch_pair_counts,
        )
        yield block_starts[second_indexes] + source_offsets, second_indexes
        start_index = end_index
