"""How much a memory holds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MemoryStatistics:
    """How much a memory holds."""

    segments: dict[str, int]
    """By language: those of units in use and of current articles."""
    unused_segments: dict[str, int]
    """By language: those of what was replaced, removed or undone."""
    units: dict[str, int]
    """Units in use by languages: `vi-id`."""
    articles: int
    concepts: int
