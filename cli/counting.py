"""Counting what goes by for a bar."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")

_STEP = 100


def counted(items: Iterable[Item], progress: Callable[[int], object]) -> Iterator[Item]:
    """The same items, told to a bar, not one by one, since drawing takes long."""
    waiting = 0
    for item in items:
        waiting += 1
        if waiting == _STEP:
            progress(waiting)
            waiting = 0
        yield item
    progress(waiting)
