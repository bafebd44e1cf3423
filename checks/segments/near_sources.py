"""Long sources that are nearly equal but have clearly different targets.

Numbers of a million units are kept in files; only reported units are read again.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from checks.engine.unit import related_ids
from checks.segments.rendering_groups import BlockSizes
from checks.segments.source_index import LONG_SOURCE_COLUMNS, SourceIndex
from checks.segments.text_differences import count_differing_tokens, cut_out_difference
from tm.finding import MOST_RELATED, Finding, Span
from tm.spill.array import Array, SpillArray
from tm.spill.unit_groups import SpillGroups, mark_group_starts, sort_by_unit

_LEAST_SIMILARITY = 0.95
_PAIR_COLUMNS = np.dtype(
    [
        ("first", np.int64),  # the indexes of two units
        ("second", np.int64),
        ("changed", np.int64),  # number of tokens in which their sources differ
    ]
)
_NEAR_UNIT_COLUMNS = np.dtype(
    [
        ("unit", np.int64),
        ("other", np.int64),
        ("changed", np.int64),
        ("times", np.int64),  # number of units that the row represents
    ]
)

_IntegerArray = NDArray[np.int64]


class NearSources:
    """The long sources of a corpus, compared with sources of equal start or end."""

    def __init__(self, sources: SourceIndex) -> None:
        self._sources = sources
        unit_count = len(sources.units)
        self._unit_counts = np.zeros(unit_count, np.int32)
        """By index of a unit that represents a source, the units with both its texts.
        """
        self._agreeing_counts = np.zeros(unit_count, np.int32)
        """By index of a unit, the units of similar sources whose targets are similar,
        too.
        """
        self._is_compared = np.zeros(unit_count, np.bool_)
        """By index of a unit, whether sources of equal start are compared with it."""
        self._differing_pairs = SpillArray(_PAIR_COLUMNS)
        """Pairs of similar sources whose targets are different."""
        groups_by_beginning, groups_by_end = (
            SpillGroups(LONG_SOURCE_COLUMNS, field, unit_count)
            for field in ("begins", "ends")
        )
        for long_sources, unit_counts in sources.iterate_long_sources():
            self._unit_counts[long_sources["unit"]] = unit_counts
            groups_by_beginning.extend(long_sources)
            groups_by_end.extend(long_sources)
        for long_sources in groups_by_beginning.iterate_partitions():
            self._compare_block(long_sources, "begins")
        for long_sources in groups_by_end.iterate_partitions():
            self._compare_block(long_sources, "ends")

    def find_inconsistent(self) -> Iterator[Finding]:
        """Find sources whose translation differs from those of similar sources.

        Of two different ones, the one that fewer units support is reported; of equals
        the later.
        """
        rows = sort_by_unit(
            self._select_rare_units(), _NEAR_UNIT_COLUMNS, len(self._unit_counts)
        )
        for unit, similar_rows in groupby(rows, key=itemgetter(0)):
            yield from self._report_unit(unit, [*similar_rows])

    def _compare_block(self, long_sources: Array, field: str) -> None:
        """Compare the sources of equal start or equal end, and keep similar pairs."""
        long_sources = long_sources[
            np.lexsort([long_sources["unit"], long_sources[field]])
        ]
        for first_rows, second_rows in _iterate_pairs(
            long_sources[field], self._sources.block_sizes
        ):
            first_sources, second_sources = (
                long_sources[first_rows],
                long_sources[second_rows],
            )
            most_changes = _count_allowed_changes(first_sources, second_sources)
            length_gap = np.abs(first_sources["length"] - second_sources["length"])
            masks = first_sources["masks"]
            may_be_similar = (length_gap <= most_changes) & (
                (masks == 0) | (masks == second_sources["masks"])
            )
            if field == "begins":
                self._is_compared[first_sources["unit"]] = True
            else:  # sources of equal start may have been compared
                may_be_similar &= (
                    first_sources["begins"] != second_sources["begins"]
                ) | ~self._is_compared[first_sources["unit"]]
            first_rows, second_rows, most_changes = (
                first_rows[may_be_similar],
                second_rows[may_be_similar],
                most_changes[may_be_similar],
            )
            needed_rows = np.unique(np.concatenate([first_rows, second_rows]))
            needed_sources = long_sources[needed_rows]
            lengths = np.stack(
                [needed_sources["length"], needed_sources["target_length"]], axis=1
            )
            row_starts = np.stack(
                [
                    needed_sources["row"],
                    needed_sources["row"] + needed_sources["length"],
                ],
                axis=1,
            )
            rows = self._sources.token_rows.read(row_starts.ravel(), lengths.ravel())
            first_tokens, second_tokens = (
                2 * np.searchsorted(needed_rows, row_numbers)
                for row_numbers in (first_rows, second_rows)
            )
            changed = rows.count_differing_words(first_tokens, second_tokens)
            similar_pairs = np.flatnonzero(changed <= most_changes)
            changed, first_tokens, second_tokens = (
                changed[similar_pairs],
                first_tokens[similar_pairs],
                second_tokens[similar_pairs],
            )
            have_differing_targets = (
                rows.count_differing_words(first_tokens + 1, second_tokens + 1)
                > 3 * changed + 2
            )
            pair_rows = np.zeros(len(similar_pairs), _PAIR_COLUMNS)
            pair_rows["first"] = long_sources["unit"][first_rows[similar_pairs]]
            pair_rows["second"] = long_sources["unit"][second_rows[similar_pairs]]
            pair_rows["changed"] = changed
            self._differing_pairs.append(pair_rows[have_differing_targets])
            first_sources, second_sources = (
                pair_rows[~have_differing_targets][column]
                for column in ("first", "second")
            )
            np.add.at(
                self._agreeing_counts, first_sources, self._unit_counts[second_sources]
            )
            np.add.at(
                self._agreeing_counts, second_sources, self._unit_counts[first_sources]
            )

    def _select_rare_units(self) -> Iterator[Array]:
        """Iterate over the less supported unit of each pair, with the other unit."""
        weights = self._unit_counts + self._agreeing_counts
        row_count, block_size = (
            len(self._differing_pairs),
            self._sources.block_sizes.rows,
        )
        for block_start in range(0, row_count, block_size):
            pairs = self._differing_pairs.read(
                block_start, min(block_start + block_size, row_count)
            )
            first_units, second_units = pairs["first"], pairs["second"]
            is_first = weights[first_units] < weights[second_units]
            near_rows = np.zeros(len(pairs), _NEAR_UNIT_COLUMNS)
            near_rows["unit"] = np.where(is_first, first_units, second_units)
            near_rows["other"] = np.where(is_first, second_units, first_units)
            near_rows["changed"], near_rows["times"] = pairs["changed"], 1
            yield _select_nearest(near_rows)

    def _report_unit(
        self, unit: int, similar_rows: list[tuple[int, ...]]
    ) -> Iterator[Finding]:
        """Report a unit with other units of similar sources.

        Hashes of tokens were compared, so the tokens themselves are compared again.
        """
        mask_texts, units = self._sources.mask_texts, self._sources.units
        reported_unit = units[unit]
        masked_source, masked_target = mask_texts(reported_unit)
        related_units = []
        for _, unit_index, *_ in sorted(similar_rows, key=itemgetter(2, 1))[
            :MOST_RELATED
        ]:
            other_source, other_target = mask_texts(units[unit_index])
            changed = max(count_differing_tokens(masked_source, other_source))
            if changed <= (1 - _LEAST_SIMILARITY) * max(
                len(masked_source), len(other_source)
            ):
                if (
                    max(count_differing_tokens(masked_target, other_target))
                    > 3 * changed + 2
                ):
                    related_units.append(units[unit_index])
        if not related_units:
            return
        excerpt = cut_out_difference(related_units[0].target, reported_unit.target)
        other_count = sum(row[-1] for row in similar_rows)
        yield Finding(
            "similar_many" if other_count > 1 else "similar",
            Span(0, len(reported_unit.target)),
            arguments={"count": int(other_count), "other": excerpt},
            about=reported_unit,
            related=related_ids(related_units),
        )


def _select_nearest(rows: Array) -> Array:
    """Select the most similar units of each unit; the first row counts all of them."""
    rows = rows[np.lexsort([rows["other"], rows["changed"], rows["unit"]])]
    group_starts = np.flatnonzero(mark_group_starts(rows["unit"]))
    group_sizes = np.diff(np.append(group_starts, len(rows)))
    rows["times"] = 0
    rows["times"][group_starts] = group_sizes
    return rows[
        np.arange(len(rows)) - np.repeat(group_starts, group_sizes) < MOST_RELATED
    ]


def _count_allowed_changes(first: Array, second: Array) -> Array:
    """Calculate how many tokens of similar sources may differ."""
    longest: Array = np.maximum(first["length"], second["length"])
    return longest * (1 - _LEAST_SIMILARITY)


def _iterate_pairs(
    blocks: Array, block_sizes: BlockSizes
) -> Iterator[tuple[_IntegerArray, _IntegerArray]]:
    """Iterate over the indexes of pairs within blocks, which are sorted.

    Each source is paired with the sources before it in its block, at most with the
    first `compared_sources`; the pairs come in batches.
    """
    source_indexes = np.arange(len(blocks))
    block_starts = np.maximum.accumulate(
        np.where(mark_group_starts(blocks), source_indexes, 0)
    )
    pair_counts = np.minimum(
        source_indexes - block_starts, block_sizes.compared_sources
    )
    pair_ends = np.cumsum(pair_counts)
    start_index = 0
    while start_index < len(source_indexes):
        pairs_before = pair_ends[start_index] - pair_counts[start_index]
        end_index = max(
            start_index + 1,
            int(np.searchsorted(pair_ends, pairs_before + block_sizes.pairs, "right")),
        )
        block_counts = pair_counts[start_index:end_index]
        second_rows = np.repeat(source_indexes[start_index:end_index], block_counts)
        offsets = np.arange(len(second_rows)) - np.repeat(
            pair_ends[start_index:end_index] - block_counts - pairs_before, block_counts
        )
        yield block_starts[second_rows] + offsets, second_rows
        start_index = end_index
