"""Garbage that Python looks for, in vain where there are only values."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = 50_000, 20, 50
"""New values that make one search, and such searches that make one of older values."""


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for garbage that refers to itself: values do not.

    It takes a sixth of an import's time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Few searches for garbage, and none among what there is already.

    For long work of code that anybody may have written. Checks keep what they read of
    texts for a while, and looking through it took a twentieth of their time.
    """
    usual = gc.get_threshold()
    collect_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def collect_seldom() -> None:
    """The same from now on, for a process that does one job and ends.

    Searches among what it imports are a seventh of the time of a short command.
    """
    gc.freeze()
    gc.set_threshold(*_SELDOM)
