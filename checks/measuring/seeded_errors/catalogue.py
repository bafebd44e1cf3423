"""The kinds of fault that come with Padanan: importing this registers them."""

from checks.measuring.seeded_errors import (
    characters,
    codes,
    dates,
    marks,
    names,
    numbers,
    repetitions,
    segments,
    sense,
    terms,
    words,
)
from checks.measuring.seeded_errors.fault import KINDS, Kind

__all__ = ["FAMILIES", "KINDS", "Kind", "kinds"]

FAMILIES = (
    numbers,
    dates,
    words,
    sense,
    names,
    terms,
    segments,
    repetitions,
    marks,
    characters,
    codes,
)
"""The modules whose functions propose faults, in the order in which they are shown."""


def kinds() -> list[Kind]:
    """All kinds, those of a family together."""
    order = [module.__name__ for module in FAMILIES]
    return sorted(KINDS.values(), key=lambda kind: order.index(kind.propose.__module__))
