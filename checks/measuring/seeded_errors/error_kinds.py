"""The kinds of fault that come with Padanan: importing this registers them."""

from checks.measuring.seeded_errors import (
    characters,
    codes,
    dates,
    meaning,
    names,
    numbers,
    punctuation,
    repetitions,
    segments,
    terms,
    words,
)
from checks.measuring.seeded_errors.seeded_error import KINDS, Kind

__all__ = ["FAMILIES", "KINDS", "Kind", "kinds"]

FAMILIES = (
    numbers,
    dates,
    words,
    meaning,
    names,
    terms,
    segments,
    repetitions,
    punctuation,
    characters,
    codes,
)
"""The modules whose functions propose faults, in the order in which they are shown."""


def kinds() -> list[Kind]:
    """All kinds, those of a family together."""
    order = [module.__name__ for module in FAMILIES]
    return sorted(KINDS.values(), key=lambda kind: order.index(kind.propose.__module__))
