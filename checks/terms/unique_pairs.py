"""Units with distinct pairs of texts, and alternative renderings found in them."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import overload

import numpy as np
from numpy.typing import NDArray

from checks.engine.unit import Unit
from glossary.extraction.phrase_renderings import TranslatedPair
from tm.finding import MAX_RELATED_COUNT, Rendering, Span
from tm.spill.list import SpillList
from tm.spill.unit_groups import SpilledUnitRows
from tm.spill.value_hash import hash_value
from tm.text.normal import match_form

_HASHED_PAIR_TYPE = np.dtype([("texts", np.uint64), ("unit_index", np.int32)])
"""The hash of both texts of a unit, and the unit's index."""


MIN_CHOICE_UNITS = 3
"""In this many units another rendering is deliberate, and is reported once."""
UnitSpan = tuple[Unit, Span]


class UniquePairs(Sequence[TranslatedPair]):
    """The units with distinct pairs of texts, read from the units on access."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._units = units
        day_indexes = array("I")
        hashed_pairs = SpilledUnitRows(_HASHED_PAIR_TYPE, "texts", len(units))
        day_index_by_day: dict[str, int] = {"": 0}
        for unit_index, unit in enumerate(units):
            day = (unit.published or "")[:10]
            day_indexes.append(day_index_by_day.setdefault(day, len(day_index_by_day)))
            if unit.source and unit.target:
                hashed_pairs.append(
                    (hash_value((unit.source, unit.target)), unit_index)
                )
        first_unit_flags = np.zeros(len(units), np.bool_)
        for partition in hashed_pairs.iterate_partitions():
            _, first_row_indexes = np.unique(partition["texts"], return_index=True)
            first_unit_flags[partition["unit_index"][first_row_indexes]] = True
        self._unit_indexes = np.flatnonzero(first_unit_flags).astype(np.int32)
        self._day_indexes = np.frombuffer(day_indexes, np.uint32)[self._unit_indexes]
        """By pair: the index of its publication day in `_days`."""
        self._days = [*day_index_by_day]

    def __len__(self) -> int:
        return len(self._unit_indexes)

    def __iter__(self) -> Iterator[TranslatedPair]:
        return (_read_text_pair(unit) for _, unit in self.enumerate_units())

    @overload
    def __getitem__(self, index: int) -> TranslatedPair: ...
    @overload
    def __getitem__(self, index: slice) -> list[TranslatedPair]: ...
    def __getitem__(self, index: int | slice) -> TranslatedPair | list[TranslatedPair]:
        if isinstance(index, slice):
            return [
                _read_text_pair(self._units[int(unit_index)])
                for unit_index in self._unit_indexes[index]
            ]
        return _read_text_pair(self.read_unit(index))

    def read_unit(self, pair_index: int) -> Unit:
        """Read the unit of a pair."""
        return self._units[int(self._unit_indexes[pair_index])]

    def enumerate_units(self) -> Iterator[tuple[int, Unit]]:
        """Read the units of all pairs in order, each with the index of its pair."""
        numbered_unit_indexes = iter(enumerate(map(int, self._unit_indexes)))
        pair_index, next_unit_index = next(numbered_unit_indexes, (0, -1))
        for unit_index, unit in enumerate(self._units):
            if unit_index == next_unit_index:
                yield pair_index, unit
                pair_index, next_unit_index = next(numbered_unit_indexes, (0, -1))

    def describe_rendering(
        self, text: str, pair_indexes: NDArray[np.int32]
    ) -> Rendering:
        """Describe a rendering by its number of pairs, and its first and last day."""
        day_indexes = np.unique(self._day_indexes[pair_indexes])
        days = sorted(self._days[day_index] for day_index in day_indexes if day_index)
        return Rendering(
            text,
            len(pair_indexes),
            days[0] if days else None,
            days[-1] if days else None,
        )

    def read_examples(self, pair_indexes: NDArray[np.int32]) -> list[Unit]:
        """Read the first units of some pairs, with distinct ids, for a finding."""
        unit_by_id: dict[str, Unit] = {}
        for pair_index in pair_indexes:
            unit = self.read_unit(int(pair_index))
            unit_by_id.setdefault(unit.id, unit)
            if (
                len(unit_by_id) > MAX_RELATED_COUNT
            ):  # one of them may be the finding's own
                break
        return [*unit_by_id.values()]


def _read_text_pair(unit: Unit) -> TranslatedPair:
    return unit.source_text, unit.target


class AlternativeList:
    """The alternative renderings of phrases, by phrase and form, in unit order."""

    def __init__(self, phrase_count: int) -> None:
        self._alternative_by_form_of_phrases: list[dict[str, _Alternative]] = [
            {} for _ in range(phrase_count)
        ]
        self._examples: SpillList[UnitSpan] = SpillList(block_size=1)

    def add(self, phrase_index: int, pair_index: int, unit: Unit, span: Span) -> None:
        """Add a unit with the span that translates the phrase."""
        form = match_form(span.of(unit.target))
        alternative = self._alternative_by_form_of_phrases[phrase_index].setdefault(
            form, _Alternative()
        )
        alternative.pair_indexes.append(pair_index)
        if (
            len(alternative.example_indexes) < MIN_CHOICE_UNITS
        ):  # of more units only the first is reported
            alternative.example_indexes.append(len(self._examples))
            self._examples.append((unit, span))

    def read_alternatives(
        self, phrase_index: int
    ) -> list[tuple[NDArray[np.int32], list[UnitSpan]]]:
        """Read, for each form, the pairs that have it, and the first of their spans."""
        return [
            (
                np.frombuffer(alternative.pair_indexes, np.int32),
                [
                    self._examples[example_index]
                    for example_index in alternative.example_indexes
                ],
            )
            for alternative in self._alternative_by_form_of_phrases[
                phrase_index
            ].values()
        ]

    def close(self) -> None:
        """Delete the spill file."""
        self._examples.close()


@dataclass(slots=True)
class _Alternative:
    """The pairs that translate a phrase by one alternative form."""

    pair_indexes: "array[int]" = field(default_factory=lambda: array("i"))
    example_indexes: list[int] = field(default_factory=list)
    """Indexes of the first unit spans in the list of examples."""
