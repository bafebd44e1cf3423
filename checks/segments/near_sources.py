"""Long sources that are nearly the same, and have targets that differ by more.

Of a million units numbers wait in files; only what is told of is read again.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from checks.engine.unit import related_ids
from checks.segments.same_source import LONG_SOURCE, Sources
from checks.text.excerpt import excerpt_of_difference
from checks.text.masking import differing_lengths
from tm.finding import MOST_RELATED, Finding, Span
from tm.spill.array import BLOCK, Array, SpillArray
from tm.spill.partition import Dealt, begins, in_order

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

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        units = len(sources.subjects)
        self._times = np.zeros(units, np.int32)
        """By number of a unit that stands for a source: units with both its texts."""
        self._backing = np.zeros(units, np.int32)
        """The same of those whose sources are nearly the same, and that agree."""
        self._met = np.zeros(units, np.bool_)
        """Whether all that begin like it are compared with it."""
        self._pairs = SpillArray(_PAIR)
        """Those whose targets differ by more."""
        by_beginning, by_end = (
            Dealt(LONG_SOURCE, field, units) for field in ("begins", "ends")
        )
        for some, times in sources.long():
            self._times[some["unit"]] = times
            by_beginning.extend(some)
            by_end.extend(some)
        for some in by_beginning.parts():
            self._compare(some, "begins")
        for some in by_end.parts():
            self._compare(some, "ends")

    def inconsistent(self) -> Iterator[Finding]:
        """A finding for each source whose translation is odd beside those like it.

        Of two that differ that is the one that fewer units agree with; of equals the
        later.
        """
        rows = in_order(self._odd(), _NEAR, len(self._times))
        for unit, near in groupby(rows, key=itemgetter(0)):
            yield from self._finding(unit, [*near])

    def _compare(self, units: Array, field: str) -> None:
        """Note which sources of a block are nearly the same."""
        units = units[np.lexsort([units["unit"], units[field]])]
        for ones, others in _pairs(units[field]):
            first, second = units[ones], units[others]
            most = _most(first, second)
            apart = np.abs(first["length"] - second["length"])
            masks = first["masks"]
            fit = (apart <= most) & ((masks == 0) | (masks == second["masks"]))
            if field == "begins":
                self._met[first["unit"]] = True
            else:  # those that begin alike may have been compared
                fit &= (first["begins"] != second["begins"]) | ~self._met[first["unit"]]
            ones, others, most = ones[fit], others[fit], most[fit]
            needed = np.unique(np.concatenate([ones, others]))
            kept = units[needed]
            lengths = np.stack([kept["length"], kept["target_length"]], axis=1)
            places = np.stack([kept["row"], kept["row"] + kept["length"]], axis=1)
            rows = self._sources.rows.read(places.ravel(), lengths.ravel())
            here, there = (2 * np.searchsorted(needed, one) for one in (ones, others))
            changed = rows.middles(here, there)
            near = np.flatnonzero(changed <= most)
            changed, here, there = changed[near], here[near], there[near]
            differ = rows.middles(here + 1, there + 1) > 3 * changed + 2
            found = np.zeros(len(near), _PAIR)
            found["first"] = units["unit"][ones[near]]
            found["second"] = units["unit"][others[near]]
            found["changed"] = changed
            self._pairs.append(found[differ])
            first, second = (found[~differ][name] for name in ("first", "second"))
            np.add.at(self._backing, first, self._times[second])
            np.add.at(self._backing, second, self._times[first])

    def _odd(self) -> Iterator[Array]:
        """Of each pair that differs the unit to tell of, with the other."""
        weights = self._times + self._backing
        for begin in range(0, len(self._pairs), BLOCK):
            pairs = self._pairs.read(begin, min(begin + BLOCK, len(self._pairs)))
            first, second = pairs["first"], pairs["second"]
            is_first = weights[first] < weights[second]
            rows = np.zeros(len(pairs), _NEAR)
            rows["unit"] = np.where(is_first, first, second)
            rows["other"] = np.where(is_first, second, first)
            rows["changed"], rows["times"] = pairs["changed"], 1
            yield _best(rows)

    def _finding(self, unit: int, near: list[tuple[int, ...]]) -> Iterator[Finding]:
        """What to say of a unit, with others whose sources are nearly the same.

        Of words numbers were compared, which might be those of others.
        """
        masks, units = self._sources.masks, self._sources.subjects
        subject = units[unit]
        one, form = masks(subject)
        related = []
        for _, at, *_ in sorted(near, key=itemgetter(2, 1))[:MOST_RELATED]:
            two, other = masks(units[at])
            changed = max(differing_lengths(one, two))
            if changed <= (1 - _LIKE) * max(len(one), len(two)):
                if max(differing_lengths(form, other)) > 3 * changed + 2:
                    related.append(units[at])
        if not related:
            return
        shown = excerpt_of_difference(related[0].target, subject.target)
        times = sum(row[-1] for row in near)
        yield Finding(
            "similar_many" if times > 1 else "similar",
            Span(0, len(subject.target)),
            arguments={"count": int(times), "other": shown},
            about=subject,
            related=related_ids(related),
        )


def _best(rows: Array) -> Array:
    """Of each unit the others that are most alike; the first stands for the rest."""
    rows = rows[np.lexsort([rows["other"], rows["changed"], rows["unit"]])]
    leads = np.flatnonzero(begins(rows["unit"]))
    sizes = np.diff(np.append(leads, len(rows)))
    rows["times"] = 0
    rows["times"][leads] = sizes
    return rows[np.arange(len(rows)) - np.repeat(leads, sizes) < MOST_RELATED]


def _most(first: Array, second: Array) -> Array:
    """How many tokens of two sources may differ."""
    longest: Array = np.maximum(first["length"], second["length"])
    return longest * (1 - _LIKE)


def _pairs(blocks: Array) -> Iterator[tuple[_Numbers, _Numbers]]:
    """The places of pairs in a row of blocks, of which equal ones are side by side.

    Each is paired with those before it in its block, but for those after the first
    _MOST_IN_BLOCK; some pairs at a time.
    """
    places = np.arange(len(blocks))
    first = np.maximum.accumulate(np.where(begins(blocks), places, 0))
    counts = np.minimum(places - first, _MOST_IN_BLOCK)
    ends = np.cumsum(counts)
    at = 0
    while at < len(places):
        before = ends[at] - counts[at]
        end = max(at + 1, int(np.searchsorted(ends, before + _PAIRS, "right")))
        some = counts[at:end]
        others = np.repeat(places[at:end], some)
        inside = np.arange(len(others)) - np.repeat(ends[at:end] - some - before, some)
        yield first[others] + inside, others
        at = end
