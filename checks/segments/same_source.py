"""Sources that are the same and have different targets.

Texts are compared with their numbers and dates masked.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from checks.engine.unit import Unit, related_ids
from checks.segments.difference_excerpt import cut_out_difference
from checks.segments.rendering_groups import RARE_RENDERING, UNIT, RenderingGroups
from checks.segments.token_rows import TokenRows
from checks.text.masked_values import VALUE_MASK, mask_values
from tm.finding import Finding, Span
from tm.spill.array import Array
from tm.spill.partition import SpillGroups, hash_value, sort_by_unit
from tm.text.locale import Locale

LONG = 20
"""Tokens of sources that may differ by one and be nearly the same."""
_BLOCK = 6
"""Tokens at a beginning or end that make two sources worth comparing."""
_FEWEST_TOKENS = 3
_RECENT = 1 << 13
"""Long sources that are remembered, so that a million copies are added once."""
LONG_SOURCE = np.dtype(
    [
        ("unit", np.int64),  # the number of one that has it
        ("source", np.uint64),  # hashed, as both blocks are
        ("begins", np.uint64),
        ("ends", np.uint64),
        ("row", np.int64),  # where the source's row begins, before the target's
        ("length", np.int64),  # of the source's row, in tokens, and of the target's
        ("target_length", np.int64),
        ("masks", np.int64),  # in the source
    ]
)

_MaskedText = tuple[str, ...]
_Numbers = NDArray[np.int64]


class SourceIndex:
    """The sources of a corpus, as they are compared, and their targets."""

    def __init__(self, units: Sequence[Unit], source: Locale, target: Locale) -> None:
        self.units = units
        self.rows = TokenRows()
        """The words of long sources, and of their targets."""
        self._locales = source, target
        self._units = SpillGroups(UNIT, "common", len(units))
        self._long = SpillGroups(LONG_SOURCE, "source", len(units))
        self._recent: set[tuple[int, int]] = set()
        """Texts, hashed, of which a unit was added not long ago: one tells enough."""
        for index, unit in enumerate(units):
            if unit.source_text.strip() and unit.target.strip():
                self._add(index, unit)

    def mask_texts(self, unit: Unit) -> tuple[_MaskedText, _MaskedText]:
        """The words of both texts as they are compared."""
        source, target = self._locales
        return mask_values(unit.source_text, source), mask_values(unit.target, target)

    def find_inconsistent(self) -> Iterator[Finding]:
        """Findings for each source that is there twice: all but its usual target."""
        rows = (
            odd
            for units in self._units.iterate_partitions()
            for odd in RenderingGroups(units).iterate_rare()
        )
        for unit, usual, translation_count, *related_indexes in sort_by_unit(
            rows, RARE_RENDERING, len(self.units)
        ):
            subject = self.units[unit]
            related = [
                self.units[shown_index]
                for shown_index in related_indexes
                if shown_index >= 0
            ]
            usual_translation = cut_out_difference(related[0].target, subject.target)
            yield Finding(
                "same",
                Span(0, len(subject.target)),
                arguments={
                    "usual": usual_translation,
                    "usual_count": int(usual),
                    "count": int(translation_count),
                },
                about=subject,
                related=related_ids(related),
            )

    def iterate_long_sources(self) -> Iterator[tuple[Array, _Numbers]]:
        """Long sources, each with the first unit that has its usual target.

        And of each how many units have that target; part by part.
        """
        for units, long in zip(
            self._units.iterate_partitions(),
            self._long.iterate_partitions(),
            strict=True,
        ):
            firsts, sizes = RenderingGroups(units).find_usual()
            usual_rows = long[np.isin(long["unit"], firsts)]
            yield usual_rows, sizes[np.searchsorted(firsts, usual_rows["unit"])]

    def _add(self, index: int, unit: Unit) -> None:
        key, form = self.mask_texts(unit)
        if len(key) < _FEWEST_TOKENS or not form or _is_copy(unit):
            return
        source, target = hash_value(key), hash_value(form)
        self._units.append((index, source, target))
        if len(key) >= LONG and (source, target) not in self._recent:
            if len(self._recent) == _RECENT:
                self._recent.clear()
            self._recent.add((source, target))
            row = self.rows.append(key)
            self.rows.append(form)
            blocks = ("first", *key[:_BLOCK]), ("last", *key[-_BLOCK:])
            sizes = len(key), len(form), key.count(VALUE_MASK)
            self._long.append((index, source, *map(hash_value, blocks), row, *sizes))


def _is_copy(unit: Unit) -> bool:
    return unit.source_text.strip().lower() == unit.target.strip().lower()
