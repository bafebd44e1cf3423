"""Pairing off the numbers of two texts that may stand for each other."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence

from checks.text.amounts import Amount
from tm.text.values.reader import ValueKind


def pair_numbers(
    source: Sequence[Amount], target: Sequence[Amount], lengths: tuple[int, int]
) -> tuple[list[tuple[Amount, Amount]], list[Amount]]:
    """Each source number with its likeliest partner, and the target's that are left.

    In order of the source each takes the free one of its kind whose place in its text
    is most like its own; then those that found none take the nearest of any kind. The
    lengths are those of the two texts.
    """
    unpaired = _UnpairedNumbers(target, lengths[1])
    pairs, without_partner = [], []
    for amount in source:
        position = amount.value.start / max(1, lengths[0])
        nearest = unpaired.nearest(position, amount.value.kind)
        if nearest is None:
            without_partner.append((amount, position))
        else:
            pairs.append((amount, target[nearest]))
    for amount, position in without_partner:
        nearest = unpaired.nearest(position)
        if nearest is not None:
            pairs.append((amount, target[nearest]))
    return sorted(pairs, key=lambda pair: pair[0].value.start), unpaired.remaining()


class _UnpairedNumbers:
    """Numbers that have no partner yet: by kind, in order of place."""

    def __init__(self, amounts: Sequence[Amount], length: int) -> None:
        self._amounts = amounts
        self._kinds: dict[ValueKind, _KindRow] = {}
        by_kind: dict[ValueKind, list[int]] = defaultdict(list)
        for number, amount in enumerate(amounts):
            by_kind[amount.value.kind].append(number)
        for kind, indexes in by_kind.items():
            positions = [
                amounts[number].value.start / max(1, length) for number in indexes
            ]
            self._kinds[kind] = _KindRow(indexes, positions)

    def nearest(self, position: float, kind: ValueKind | None = None) -> int | None:
        """Take the number that is nearest to a place, of a kind if one is given."""
        distances = [
            (
                abs(position - row.positions[row_index]),
                row.indexes[row_index],
                row_index,
            )
            for row_kind, row in self._kinds.items()
            if kind in (None, row_kind)
            for row_index in row.free_neighbours(position)
        ]
        if not distances:
            return None
        _, index, row_index = min(distances)
        self._kinds[self._amounts[index].value.kind].remove(row_index)
        return index

    def remaining(self) -> list[Amount]:
        """What nobody has taken, in order."""
        indexes = sorted(
            index for row in self._kinds.values() for index in row.remaining()
        )
        return [self._amounts[index] for index in indexes]


class _KindRow:
    """Numbers of one kind; those taken are skipped over, each once."""

    def __init__(self, indexes: list[int], places: list[float]) -> None:
        self.indexes = indexes
        self.positions = places
        # The nearest free one at or after each, and at or before each, one further on.
        self._after = list(range(len(indexes) + 1))
        self._before = list(range(len(indexes) + 1))

    def free_neighbours(self, position: float) -> list[int]:
        """The free ones right before and right after a place."""
        insertion_index = bisect_left(self.positions, position)
        previous_end, next_index = (
            _chain_end(self._before, insertion_index),
            _chain_end(self._after, insertion_index),
        )
        neighbours = [previous_end - 1] if previous_end else []
        return neighbours + ([next_index] if next_index < len(self.indexes) else [])

    def remove(self, row_index: int) -> None:
        self._after[row_index] = row_index + 1
        self._before[row_index + 1] = row_index

    def remaining(self) -> Iterable[int]:
        return (
            index
            for row_index, index in enumerate(self.indexes)
            if self._after[row_index] == row_index
        )


def _chain_end(links: list[int], index: int) -> int:
    """Where a chain of links ends; what was passed is linked to its end."""
    end = index
    while links[end] != end:
        end = links[end]
    while links[index] != end:
        links[index], index = end, links[index]
    return end
