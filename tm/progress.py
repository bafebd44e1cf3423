"""Progress of long work: how many items are done, for whoever shows it."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")

_STEP = 100


def report_counts(
    items: Iterable[Item], progress: Callable[[int], object] | None
) -> Iterator[Item]:
    """The same items, counted in steps of many, since drawing a bar takes long."""
    if progress is None:
        yield from items
        return
    count = 0
    for item in items:
        count += 1
        if count == _STEP:
            progress(count)
            count = 0
        yield item
    progress(count)
