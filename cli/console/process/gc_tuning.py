"""Python's cyclic garbage collector, switched off or run rarely during long jobs."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_RARE_THRESHOLDS = 200_000, 20, 50
"""New objects until a collection of the youngest, and collections until the next of
older ones; see `gc.set_threshold`.

More than the caches of checks take to fill, so that these are hardly ever searched.
"""


@contextmanager
def pause_garbage_collection() -> Iterator[None]:
    """Switch the collector off, which takes a sixth of the time of an import.

    For jobs whose objects form no cycles.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def reduce_garbage_collection() -> Iterator[None]:
    """Collect rarely, and only among new objects.

    For jobs that run code of others, such as checks of a plugin. Checks cache what they
    read of texts, and searching the caches took a twentieth of their time.
    """
    thresholds = gc.get_threshold()
    collect_rarely()
    try:
        yield
    finally:
        # What the job has left counts as old: it is not searched for the next object.
        gc.freeze()
        gc.set_threshold(*thresholds)
        gc.unfreeze()


def collect_rarely() -> None:
    """Collect rarely from now on, for a process that does one job and ends.

    Searching the imported modules took a seventh of the time of a short command.
    """
    gc.freeze()
    gc.set_threshold(*_RARE_THRESHOLDS)
