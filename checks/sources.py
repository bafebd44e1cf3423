"""Sources that are the same, or nearly so, and have different targets.

Texts are compared with their numbers and dates masked. Of a million units hashes wait
in files, dealt out to parts that are small enough to be sorted; only what is told of is
read again.
"""

from array import array
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from checks.comparison import MASK, masked, middles
from checks.corpus import hashed
from checks.rows import Rows
from checks.subject import Finding, Subject
from glossary.columns import Array, Parts
from tm.issue import Span
from tm.text.locale import Locale

_LIKE = 0.95
_LONG = 20
"""Tokens of sources that may differ by one and be nearly the same."""
_BLOCK = 6
"""Tokens at a beginning or end that make two sources worth comparing."""
_MOST_IN_BLOCK = 50
"""With so many is a source compared of those that begin or end like it: the first."""
_FEWEST_TOKENS = 3
_SHOWN = 3
"""Units that show a usual target."""
_PART = 1 << 16
"""Units that are sorted together, about."""
_WAITING = 1 << 13
"""Units that are written together."""
_PAIRS = 1 << 15
"""Pairs of sources that are compared together."""
_UNIT = np.dtype(
    [
        ("unit", np.int64),  # its number
        ("source", np.uint64),  # hashed, as the target and both blocks are
        ("target", np.uint64),
        ("begins", np.uint64),
        ("ends", np.uint64),
        ("row", np.int64),  # where the source's row begins, before the target's
        ("length", np.int64),  # of the source's row, in tokens, and of the target's
        ("target_length", np.int64),
        ("masks", np.int64),  # in the source
    ]
)

_Form = tuple[str, ...]
_Numbers = NDArray[np.int64]


class Sources:
    """The sources of a corpus, as they are compared, and their targets."""

    def __init__(
        self, subjects: Sequence[Subject], source: Locale, target: Locale
    ) -> None:
        self._subjects = subjects
        self._locales = source, target
        self._rows = Rows()
        """The words of long sources, and of their targets."""
        self._units = Parts(1 + len(subjects) // _PART, _UNIT)
        """By source, so that the same ones are in one part."""
        some: list[tuple[int, ...]] = []
        for at, subject in enumerate(subjects):
            if (subject.source or "").strip() and subject.target.strip():
                some += self._compared_by(at, subject)
            if len(some) == _WAITING:
                self._write(some)
                some = []
        self._write(some)

    def inconsistent(self) -> Iterator[Finding]:
        """Findings for each source that is there twice: all but its usual target."""
        odd = array("q")
        for part in range(self._units.count):
            for variants in _varied(*self._units.read(part)):
                # Of equals, the one that comes first is taken for the usual one.
                usual = max(variants, key=lambda units: (len(units), -units[0]))
                shown = [*usual[:_SHOWN].tolist(), *[-1] * (_SHOWN - len(usual))]
                for units in variants:
                    for unit in units.tolist() if units is not usual else ():
                        odd.extend((unit, len(usual), *shown))
        rows = np.frombuffer(odd, np.int64).reshape(-1, 2 + _SHOWN)
        for at in np.argsort(rows[:, 0]):
            unit, times, *shown = rows[at].tolist()
            subject = self._subjects[unit]
            yield Finding(
                "the same source is translated differently elsewhere"
                + (f" ({times} times)" if times > 1 else ""),
                Span(0, len(subject.target)),
                subject=subject,
                related=[self._subjects[one] for one in shown if one >= 0],
            )

    def nearly_same(self) -> Iterator[Finding]:
        """Findings for long sources that differ by a word, and targets by more."""
        blocks = self._blocks()
        found = [np.zeros((0, 2), np.int64)]
        for part in range(blocks.count):
            found += self._alike(*blocks.read(part))
        for second, first in np.unique(np.concatenate(found), axis=0):
            yield from self._compared(int(first), int(second))

    def _compared_by(self, at: int, subject: Subject) -> Iterator[tuple[int, ...]]:
        key, form = self._masks(subject)
        if len(key) < _FEWEST_TOKENS or not form or _is_copy(subject):
            return
        row = -1
        if len(key) >= _LONG:
            row = self._rows.append(key)
            self._rows.append(form)
        blocks = ("first", *key[:_BLOCK]), ("last", *key[-_BLOCK:])
        hashes = map(hashed, (key, form, *blocks))
        yield at, *hashes, row, len(key), len(form), key.count(MASK)

    def _masks(self, subject: Subject) -> tuple[_Form, _Form]:
        source, target = self._locales
        return masked(subject.source or "", source), masked(subject.target, target)

    def _write(self, units: list[tuple[int, ...]]) -> None:
        written = np.array(units, _UNIT)
        self._units.append(written["source"] % np.uint64(self._units.count), written)

    def _blocks(self) -> Parts:
        """The first unit of each long source by its beginning, and by its end."""
        count = self._units.count
        blocks = Parts(count, np.uint64, _UNIT)
        for part in range(count):
            (units,) = self._units.read(part)
            long = units[units["length"] >= _LONG]
            first = long[np.unique(long["source"], return_index=True)[1]]
            for name in ("begins", "ends"):
                blocks.append(first[name] % np.uint64(count), first[name], first)
        return blocks

    def _alike(self, blocks: Array, units: Array) -> Iterator[_Numbers]:
        """Pairs of units of a block that may be told of: the later, the earlier."""
        order = np.lexsort([units["unit"], blocks])
        blocks, units = blocks[order], units[order]
        for ones, others in _pairs(blocks):
            first, second = units[ones], units[others]
            most = _most(first, second)
            apart = np.abs(first["length"] - second["length"])
            masks = first["masks"]
            fit = (apart <= most) & ((masks == 0) | (masks == second["masks"]))
            ones, others, most = ones[fit], others[fit], most[fit]
            needed = np.unique(np.concatenate([ones, others]))
            kept = units[needed]
            lengths = np.stack([kept["length"], kept["target_length"]], axis=1)
            begins = np.stack([kept["row"], kept["row"] + kept["length"]], axis=1)
            rows = self._rows.read(begins.ravel(), lengths.ravel())
            here, there = (2 * np.searchsorted(needed, one) for one in (ones, others))
            changed = rows.middles(here, there)
            near = np.flatnonzero(changed <= most)
            changed = changed[near]
            differ = rows.middles(here[near] + 1, there[near] + 1) > 3 * changed + 2
            told = near[differ]
            yield np.stack([units["unit"][others[told]], units["unit"][ones[told]]], 1)

    def _compared(self, first: int, second: int) -> Iterator[Finding]:
        """Of words numbers were compared, which might be those of others."""
        earlier, later = self._subjects[first], self._subjects[second]
        (one, form), (two, other) = self._masks(earlier), self._masks(later)
        changed = max(middles(one, two))
        most = (1 - _LIKE) * max(len(one), len(two))
        if changed <= most and max(middles(form, other)) > 3 * changed + 2:
            yield Finding(
                "a source that is almost the same is translated differently",
                Span(0, len(later.target)),
                subject=later,
                related=[earlier],
            )


def _is_copy(subject: Subject) -> bool:
    return (subject.source or "").strip().lower() == subject.target.strip().lower()


def _most(first: Array, second: Array) -> Array:
    """How many tokens of two sources may differ."""
    longest: Array = np.maximum(first["length"], second["length"])
    return longest * (1 - _LIKE)


def _varied(units: Array) -> Iterator[list[_Numbers]]:
    """Of each source that has several targets the units of each, rising."""
    units = units[np.lexsort([units[name] for name in ("unit", "target", "source")])]
    sources = _begins(units["source"])
    begins = np.flatnonzero(sources | _begins(units["target"]))
    ends = np.append(begins[1:], len(units))
    firsts = np.flatnonzero(sources[begins])
    lasts = np.append(firsts[1:], len(begins))
    several = lasts - firsts > 1
    for first, last in zip(firsts[several], lasts[several], strict=True):
        spans = zip(begins[first:last], ends[first:last], strict=True)
        yield [units["unit"][begin:end] for begin, end in spans]


def _begins(numbers: Array) -> NDArray[np.bool_]:
    """Whether each is another than the one before."""
    return np.append(True, numbers[1:] != numbers[:-1])[: len(numbers)]


def _pairs(blocks: Array) -> Iterator[tuple[_Numbers, _Numbers]]:
    """The places of pairs in a row of blocks, of which equal ones are side by side.

    Each is paired with those before it in its block, but for those after the first
    _MOST_IN_BLOCK; some pairs at a time.
    """
    places = np.arange(len(blocks))
    first = np.maximum.accumulate(np.where(_begins(blocks), places, 0))
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
