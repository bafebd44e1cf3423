"""Pairing off the numbers of two texts that may stand for each other."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence

from checks.text.amounts import Amount
from tm.text.values.reader import ValueKind


def partners(
    source: Sequence[Amount], target: Sequence[Amount], lengths: tuple[int, int]
) -> tuple[list[tuple[Amount, Amount]], list[Amount]]:
    """Each source number with its likeliest partner, and the target's that are left.

    In order of the source each takes the free one of its kind whose place in its text
    is most like its own; then those that found none take the nearest of any kind. The
    lengths are those of the two texts.
    """
    free = _Free(target, lengths[1])
    pairs, alone = [], []
    for amount in source:
        place = amount.value.start / max(1, lengths[0])
        best = free.nearest(place, amount.value.kind)
        if best is None:
            alone.append((amount, place))
        else:
            pairs.append((amount, target[best]))
    for amount, place in alone:
        best = free.nearest(place)
        if best is not None:
            pairs.append((amount, target[best]))
    return sorted(pairs, key=lambda pair: pair[0].value.start), free.left()


class _Free:
    """Numbers that have no partner yet: by kind, in order of place."""

    def __init__(self, amounts: Sequence[Amount], length: int) -> None:
        self._amounts = amounts
        self._kinds: dict[ValueKind, _Row] = {}
        by_kind: dict[ValueKind, list[int]] = defaultdict(list)
        for at, amount in enumerate(amounts):
            by_kind[amount.value.kind].append(at)
        for kind, indexes in by_kind.items():
            places = [amounts[at].value.start / max(1, length) for at in indexes]
            self._kinds[kind] = _Row(indexes, places)

    def nearest(self, place: float, kind: ValueKind | None = None) -> int | None:
        """Take the number that is nearest to a place, of a kind if one is given."""
        found = [
            (abs(place - row.places[at]), row.indexes[at], at)
            for other, row in self._kinds.items()
            if kind in (None, other)
            for at in row.beside(place)
        ]
        if not found:
            return None
        _, index, at = min(found)
        self._kinds[self._amounts[index].value.kind].remove(at)
        return index

    def left(self) -> list[Amount]:
        """What nobody has taken, in order."""
        indexes = sorted(at for row in self._kinds.values() for at in row.left())
        return [self._amounts[at] for at in indexes]


class _Row:
    """Numbers of one kind; those taken are skipped over, each once."""

    def __init__(self, indexes: list[int], places: list[float]) -> None:
        self.indexes = indexes
        self.places = places
        # The nearest free one at or after each, and at or before each, one further on.
        self._after = list(range(len(indexes) + 1))
        self._before = list(range(len(indexes) + 1))

    def beside(self, place: float) -> list[int]:
        """The free ones right before and right after a place."""
        at = bisect_left(self.places, place)
        before, after = _followed(self._before, at), _followed(self._after, at)
        found = [before - 1] if before else []
        return found + ([after] if after < len(self.indexes) else [])

    def remove(self, at: int) -> None:
        self._after[at] = at + 1
        self._before[at + 1] = at

    def left(self) -> Iterable[int]:
        return (index for at, index in enumerate(self.indexes) if self._after[at] == at)


def _followed(links: list[int], at: int) -> int:
    """Where a chain of links ends; what was passed is linked to its end."""
    end = at
    while links[end] != end:
        end = links[end]
    while links[at] != end:
        links[at], at = end, links[at]
    return end
