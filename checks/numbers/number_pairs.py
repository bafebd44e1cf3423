"""Pairing of the numbers of two texts that may translate each other."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence

from checks.text.measurements import Amount
from tm.text.values.reader import ValueKind

_UNRELATED_RATIO = 100
_MAX_ORDINAL_DISTANCE = 0.2
"""The largest distance of an ordinal and its changed number, as a share of a text."""
_GROUPED_NUMBER_PATTERN = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+")


def pair_numbers(
    source_amounts: Sequence[Amount],
    target_amounts: Sequence[Amount],
    text_lengths: tuple[int, int],
) -> tuple[list[tuple[Amount, Amount]], list[Amount]]:
    """Pair each source number with its likeliest partner; list unpaired target numbers.

    In source order, each number takes the unpaired one of its kind at the nearest
    relative position; then the rest take the nearest of any kind. `text_lengths`: of
    both texts.
    """
    unpaired_target_numbers = _UnpairedNumbers(target_amounts, text_lengths[1])
    amount_pairs, unpaired_source_amounts = [], []
    for amount in source_amounts:
        relative_position = amount.value.start / max(1, text_lengths[0])
        nearest_index = unpaired_target_numbers.take_nearest(
            relative_position, amount.value.kind
        )
        if nearest_index is None:
            unpaired_source_amounts.append((amount, relative_position))
        else:
            amount_pairs.append((amount, target_amounts[nearest_index]))
    for amount, relative_position in unpaired_source_amounts:
        nearest_index = unpaired_target_numbers.take_nearest(relative_position)
        if nearest_index is not None and _may_be_changed(
            amount, target_amounts[nearest_index], text_lengths
        ):
            amount_pairs.append((amount, target_amounts[nearest_index]))
    return sorted(
        amount_pairs, key=lambda amount_pair: amount_pair[0].value.start
    ), unpaired_target_numbers.list_remaining()


def _may_be_changed(
    source_amount: Amount, target_amount: Amount, text_lengths: tuple[int, int]
) -> bool:
    """Whether one number may be the other one, changed.

    The tenth is no count of twenty, unless it stands at the same place.
    """
    kinds = {source_amount.value.kind, target_amount.value.kind}
    relative_distance = abs(
        source_amount.value.start / max(1, text_lengths[0])
        - target_amount.value.start / max(1, text_lengths[1])
    )
    return ValueKind.ORDINAL not in kinds or relative_distance <= _MAX_ORDINAL_DISTANCE


class _UnpairedNumbers:
    """Numbers without a partner, by kind and position."""

    def __init__(self, amounts: Sequence[Amount], text_length: int) -> None:
        self._amounts = amounts
        self._rows_by_kind: dict[ValueKind, _KindRow] = {}
        indexes_by_kind: dict[ValueKind, list[int]] = defaultdict(list)
        for amount_index, amount in enumerate(amounts):
            indexes_by_kind[amount.value.kind].append(amount_index)
        for kind, amount_indexes in indexes_by_kind.items():
            relative_positions = [
                amounts[amount_index].value.start / max(1, text_length)
                for amount_index in amount_indexes
            ]
            self._rows_by_kind[kind] = _KindRow(amount_indexes, relative_positions)

    def take_nearest(
        self, relative_position: float, kind: ValueKind | None = None
    ) -> int | None:
        """Take the number nearest to a position, of one kind if given; its index."""
        distances = [
            (
                abs(relative_position - kind_row.relative_positions[row_index]),
                kind_row.amount_indexes[row_index],
                row_index,
            )
            for row_kind, kind_row in self._rows_by_kind.items()
            if kind in (None, row_kind)
            for row_index in kind_row.find_free_neighbours(relative_position)
        ]
        if not distances:
            return None
        _, amount_index, row_index = min(distances)
        self._rows_by_kind[self._amounts[amount_index].value.kind].remove(row_index)
        return amount_index

    def list_remaining(self) -> list[Amount]:
        """List the numbers that were not taken, in order."""
        amount_indexes = sorted(
            amount_index
            for kind_row in self._rows_by_kind.values()
            for amount_index in kind_row.iterate_remaining_indexes()
        )
        return [self._amounts[amount_index] for amount_index in amount_indexes]


class _KindRow:
    """Numbers of one kind by position; links skip those already taken."""

    def __init__(
        self, amount_indexes: list[int], relative_positions: list[float]
    ) -> None:
        self.amount_indexes = amount_indexes
        self.relative_positions = relative_positions
        # Links to the nearest free row at or after, and at or before (plus one).
        self._next_free_indexes = list(range(len(amount_indexes) + 1))
        self._previous_free_indexes = list(range(len(amount_indexes) + 1))

    def find_free_neighbours(self, relative_position: float) -> list[int]:
        """Find the free rows right before and right after a position."""
        insertion_index = bisect_left(self.relative_positions, relative_position)
        previous_end, next_index = (
            _find_chain_end(self._previous_free_indexes, insertion_index),
            _find_chain_end(self._next_free_indexes, insertion_index),
        )
        neighbours = [previous_end - 1] if previous_end else []
        return neighbours + (
            [next_index] if next_index < len(self.amount_indexes) else []
        )

    def remove(self, row_index: int) -> None:
        self._next_free_indexes[row_index] = row_index + 1
        self._previous_free_indexes[row_index + 1] = row_index

    def iterate_remaining_indexes(self) -> Iterable[int]:
        return (
            amount_index
            for row_index, amount_index in enumerate(self.amount_indexes)
            if self._next_free_indexes[row_index] == row_index
        )


def _find_chain_end(link_indexes: list[int], link_index: int) -> int:
    """Find the end of a chain of links, and link all its members to the end."""
    end_index = link_index
    while link_indexes[end_index] != end_index:
        end_index = link_indexes[end_index]
    while link_indexes[link_index] != end_index:
        link_indexes[link_index], link_index = end_index, link_indexes[link_index]
    return end_index


def is_decade(source_amount: Amount, target_amount: Amount) -> bool:
    """Whether one number is the short form of a decade: the 80s, 1980-an."""
    smaller_number, larger_number = sorted((source_amount.number, target_amount.number))
    return (
        smaller_number < 100
        and 1900 <= larger_number < 2100
        and larger_number % 100 == smaller_number
    )


def are_unrelated(source_amount: Amount, target_amount: Amount) -> bool:
    """Whether two numbers are so different that neither is the other one, changed.

    One is at least a hundred times the other, and their first digits differ.
    """
    smaller_number, larger_number = sorted(
        (abs(source_amount.number), abs(target_amount.number))
    )
    if not smaller_number or larger_number < _UNRELATED_RATIO * smaller_number:
        return False
    return smaller_number.as_tuple().digits[0] != larger_number.as_tuple().digits[0]


def has_foreign_grouping(source_amount: Amount, target_amount: Amount) -> bool:
    """Whether both numbers have the same digits and only group them differently.

    By one language's rules, `26,750` is a thousandth of `26.750`: see num.format.
    """
    source_text, target_text = source_amount.value.text, target_amount.value.text
    if not _GROUPED_NUMBER_PATTERN.fullmatch(
        source_text
    ) or not _GROUPED_NUMBER_PATTERN.fullmatch(target_text):
        return False
    return re.sub(r"\D", "", source_text) == re.sub(r"\D", "", target_text)
