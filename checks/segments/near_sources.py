"""Long sources that are nearly the same, and have targets that differ by more.

Of a million units numbers wait in files; only what is told of is read again.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from checks.engine.unit import related_ids
from checks.segments.difference_excerpt import cut_out_difference
from checks.segments.same_source import LONG_SOURCE, SourceIndex
from checks.text.masked_values import count_differing_tokens
from tm.finding import MOST_RELATED, Finding, Span
from tm.spill.array import BLOCK_SIZE, Array, SpillArray
from tm.spill.partition import SpillGroups, mark_group_starts, sort_by_unit

_LIKE = 0.95
_MOST_IN_BLOCK = 50
"""With so many is a source compared of those that begin or end like it: the first."""
_PAIRS = 1 << 15
"""Pairs of sources that are compared together."""
_PAIR = np.dtype(
    [
        ("first", np.int64),  # the numbers of two units
        ("second", np.int64),
        ("changed", np.int64),  # tokens in which their sources differ
    ]
)
_NEAR = np.dtype(
    [
        ("unit", np.int64),
        ("other", np.int64),
        ("changed", np.int64),
        ("times", np.int64),  # how many others this row stands for
    ]
)

_Numbers = NDArray[np.int64]


class NearSources:
    """Sources of a corpus that are compared with those that begin or end alike."""

    def __init__(self, sources: SourceIndex) -> None:
        self._sources = sources
        units = len(sources.units)
        self._unit_counts = np.zeros(units, np.int32)
        """By number of a unit that stands for a source: units with both its texts."""
        self._agreeing_counts = np.zeros(units, np.int32)
        """The same of those whose sources are nearly the same, and that agree."""
        self._is_compared = np.zeros(units, np.bool_)
        """Whether all that begin like it are compared with it."""
        self._pairs = SpillArray(_PAIR)
        """Those whose targets differ by more."""
        by_beginning, by_end = (
            SpillGroups(LONG_SOURCE, field, units) for field in ("begins", "ends")
        )
        for part, times in sources.iterate_long_sources():
            self._unit_counts[part["unit"]] = times
            by_beginning.extend(part)
            by_end.extend(part)
        for part in by_beginning.iterate_partitions():
            self._compare(part, "begins")
        for part in by_end.iterate_partitions():
            self._compare(part, "ends")

    def inconsistent(self) -> Iterator[Finding]:
        """A finding for each source whose translation is odd beside those like it.

        Of two that differ that is the one that fewer units agree with; of equals the
        later.
        """
        rows = sort_by_unit(self._select_rare_units(), _NEAR, len(self._unit_counts))
        for unit, similar_rows in groupby(rows, key=itemgetter(0)):
            yield from self._report_unit(unit, [*similar_rows])

    def _compare(self, units: Array, field: str) -> None:
        """Note which sources of a block are nearly the same."""
        units = units[np.lexsort([units["unit"], units[field]])]
        for first_rows, second_rows in _iterate_pairs(units[field]):
            first, second = units[first_rows], units[second_rows]
            most_changes = _most_changes(first, second)
            length_gap = np.abs(first["length"] - second["length"])
            masks = first["masks"]
            fit = (length_gap <= most_changes) & (
                (masks == 0) | (masks == second["masks"])
            )
            if field == "begins":
                self._is_compared[first["unit"]] = True
            else:  # those that begin alike may have been compared
                fit &= (first["begins"] != second["begins"]) | ~self._is_compared[
                    first["unit"]
                ]
            first_rows, second_rows, most_changes = (
                first_rows[fit],
                second_rows[fit],
                most_changes[fit],
            )
            needed = np.unique(np.concatenate([first_rows, second_rows]))
            needed_units = units[needed]
            lengths = np.stack(
                [needed_units["length"], needed_units["target_length"]], axis=1
            )
            places = np.stack(
                [needed_units["row"], needed_units["row"] + needed_units["length"]],
                axis=1,
            )
            rows = self._sources.rows.read(places.ravel(), lengths.ravel())
            first_tokens, second_tokens = (
                2 * np.searchsorted(needed, row_numbers)
                for row_numbers in (first_rows, second_rows)
            )
            changed = rows.count_differing_words(first_tokens, second_tokens)
            similar = np.flatnonzero(changed <= most_changes)
            changed, first_tokens, second_tokens = (
                changed[similar],
                first_tokens[similar],
                second_tokens[similar],
            )
            differ = (
                rows.count_differing_words(first_tokens + 1, second_tokens + 1)
                > 3 * changed + 2
            )
            pairs = np.zeros(len(similar), _PAIR)
            pairs["first"] = units["unit"][first_rows[similar]]
            pairs["second"] = units["unit"][second_rows[similar]]
            pairs["changed"] = changed
            self._pairs.append(pairs[differ])
            first, second = (pairs[~differ][name] for name in ("first", "second"))
            np.add.at(self._agreeing_counts, first, self._unit_counts[second])
            np.add.at(self._agreeing_counts, second, self._unit_counts[first])

    def _select_rare_units(self) -> Iterator[Array]:
        """Of each pair that differs the unit to tell of, with the other."""
        weights = self._unit_counts + self._agreeing_counts
        for begin in range(0, len(self._pairs), BLOCK_SIZE):
            pairs = self._pairs.read(begin, min(begin + BLOCK_SIZE, len(self._pairs)))
            first, second = pairs["first"], pairs["second"]
            is_first = weights[first] < weights[second]
            rows = np.zeros(len(pairs), _NEAR)
            rows["unit"] = np.where(is_first, first, second)
            rows["other"] = np.where(is_first, second, first)
            rows["changed"], rows["times"] = pairs["changed"], 1
            yield _select_nearest(rows)

    def _report_unit(
        self, unit: int, similar_rows: list[tuple[int, ...]]
    ) -> Iterator[Finding]:
        """What to say of a unit, with others whose sources are nearly the same.

        Of words numbers were compared, which might be those of others.
        """
        masks, units = self._sources.mask_texts, self._sources.units
        subject = units[unit]
        masked_source, masked_target = masks(subject)
        related = []
        for _, unit_index, *_ in sorted(similar_rows, key=itemgetter(2, 1))[
            :MOST_RELATED
        ]:
            other_source, other_target = masks(units[unit_index])
            changed = max(count_differing_tokens(masked_source, other_source))
            if changed <= (1 - _LIKE) * max(len(masked_source), len(other_source)):
                if (
                    max(count_differing_tokens(masked_target, other_target))
                    > 3 * changed + 2
                ):
                    related.append(units[unit_index])
        if not related:
            return
        excerpt = cut_out_difference(related[0].target, subject.target)
        other_count = sum(row[-1] for row in similar_rows)
        yield Finding(
            "similar_many" if other_count > 1 else "similar",
            Span(0, len(subject.target)),
            arguments={"count": int(other_count), "other": excerpt},
            about=subject,
            related=related_ids(related),
        )


def _select_nearest(rows: Array) -> Array:
    """Of each unit the others that are most alike; the first stands for the rest."""
    rows = rows[np.lexsort([rows["other"], rows["changed"], rows["unit"]])]
    leads = np.flatnonzero(mark_group_starts(rows["unit"]))
    sizes = np.diff(np.append(leads, len(rows)))
    rows["times"] = 0
    rows["times"][leads] = sizes
    return rows[np.arange(len(rows)) - np.repeat(leads, sizes) < MOST_RELATED]


def _most_changes(first: Array, second: Array) -> Array:
    """How many tokens of two sources may differ."""
    longest: Array = np.maximum(first["length"], second["length"])
    return longest * (1 - _LIKE)


def _iterate_pairs(blocks: Array) -> Iterator[tuple[_Numbers, _Numbers]]:
    """The places of pairs in a row of blocks, of which equal ones are side by side.

    Each is paired with those before it in its block, but for those after the first
    _MOST_IN_BLOCK; some pairs at a time.
    """
    places = np.arange(len(blocks))
    first = np.maximum.accumulate(np.where(mark_group_starts(blocks), places, 0))
    counts = np.minimum(places - first, _MOST_IN_BLOCK)
    ends = np.cumsum(counts)
    block_start = 0
    while block_start < len(places):
        pairs_before = ends[block_start] - counts[block_start]
        end = max(
            block_start + 1, int(np.searchsorted(ends, pairs_before + _PAIRS, "right"))
        )
        block_counts = counts[block_start:end]
        second_rows = np.repeat(places[block_start:end], block_counts)
        offsets = np.arange(len(second_rows)) - np.repeat(
            ends[block_start:end] - block_counts - pairs_before, block_counts
        )
        yield first[second_rows] + offsets, second_rows
        block_start = end
