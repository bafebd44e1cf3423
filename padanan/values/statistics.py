"""Counts of a memory: contents, changes by week and person, leverage."""

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


@dataclass(frozen=True, slots=True)
class WeekCounts:
    """What changed in a week."""

    week: str
    """Its Monday: 2026-11-30."""
    units: int
    """New units, less those of changes that were undone; here and below."""
    concepts: int
    """New concepts."""
    reviews: int
    """Decisions on pairs that waited for review."""


@dataclass(frozen=True, slots=True)
class SiteCounts:
    """What a memory has of a site."""

    site: str
    """Its host; empty for units of no page."""
    articles: int
    """Pages with units."""
    units: int


@dataclass(frozen=True, slots=True)
class PersonCounts:
    """What a person did in a memory."""

    person: str
    """The name or id that signs the changes."""
    units: int
    concepts: int
    reviews: int
    """Decisions on pairs that waited for review."""


@dataclass(frozen=True, slots=True)
class MemoryOverview:
    """What a manager asks about a memory."""

    weeks: tuple[WeekCounts, ...]
    """The latest last, with those without any change between them."""
    sites: tuple[SiteCounts, ...]
    """Those with most units first."""
    units_by_state: dict[str, int]
    waiting: int
    """Pairs that wait for review."""
    people: tuple[PersonCounts, ...]
    """Those who changed the memory, with how much each did."""
    backed_up_at: str | None = None
    """When `padanan backup` last made a backup; other copies are not known."""


@dataclass(frozen=True, slots=True)
class MemoryLeverage:
    """How much of its own texts a memory can translate without their own units."""

    source: str
    target: str
    sample: int
    """Units that were looked up in the rest of the memory."""
    share_by_band: dict[str, float]
    """Share of the sample by match rate, 0 to 1; `new` for those without a match."""
