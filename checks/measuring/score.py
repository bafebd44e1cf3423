"""What a measure of the checks tells: shares of faults found, and false alarms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from checks.engine.check import Check
from checks.measuring.seeded_errors.seeded_error import Kind
from checks.runner.findings import CheckFailure
from tm.finding import Finding, Span

_Z = 1.96
"""Standard deviations of a 95 % interval."""
_UNITS_PER_RATE = 100
"""Alarms are told for so many units."""


@dataclass(frozen=True, slots=True)
class Share:
    """Some of a number, with the 95 % interval of Wilson (1927)."""

    count: int
    total: int

    @property
    def percent(self) -> float | None:
        """The share; nothing of nothing is no number."""
        return 100 * self.count / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Between which percentages the true share is likely to be.

        >>> [round(end, 1) for end in Share(38, 40).interval]
        [83.5, 98.6]
        """
        if not self.total:
            return None
        share, square = self.count / self.total, _Z * _Z
        middle = share + square / (2 * self.total)
        around = _Z * sqrt(
            share * (1 - share) / self.total + square / (4 * self.total * self.total)
        )
        low, high = middle - around, middle + around
        total = 1 + square / self.total
        return max(0.0, 100 * low / total), min(100.0, 100 * high / total)


@dataclass(frozen=True, slots=True)
class Example:
    """A text that shows a missed fault, or a finding on the clean text."""

    unit: str
    target: str
    source: str | None
    span: Span
    """What was changed, or what the finding is about."""
    original: str = ""
    """The text that a seeded error replaced."""
    finding: Finding | None = None
    """The finding on the clean text."""


class Obstacle(StrEnum):
    """Why no fault of a kind could be put into a text."""

    NO_SOURCE = "no_source"
    """No unit has a source text, and it is a fault of translation."""
    NO_TERMBASE = "no_termbase"
    """It is made of the forms of a termbase, and there is none."""
    NO_PLACE = "no_place"
    """No unit has what it would change."""
    NO_ROOM = "no_room"
    """Other faults took all places of the rounds."""


@dataclass(frozen=True, slots=True)
class KindScore:
    """What became of the faults of one kind."""

    kind: Kind
    checks: tuple[str, ...]
    """Those meant for it that were run."""
    found: Share
    found_by: Mapping[str, int]
    """How often each check found one, those not meant for it too."""
    missed: Sequence[Example]
    obstacle: Obstacle | None
    """Why none was put in, where none was."""


@dataclass(frozen=True, slots=True)
class CheckScore:
    """What one check found, and what it said of the clean text."""

    check: Check
    found: Share
    """Of the faults of the kinds that are its own: those that name it first."""
    also_found: int
    """Faults of other kinds that it found."""
    alarms: int
    """Findings on the clean text."""
    units: int
    """Clean units."""
    examples: Sequence[Example]

    @property
    def alarms_per_hundred(self) -> float:
        """Findings on the clean text for each 100 units."""
        return _UNITS_PER_RATE * self.alarms / self.units if self.units else 0.0

    @property
    def precision(self) -> float | None:
        """How many percent of its findings would be right.

        Where one unit in a hundred has a fault of its kinds, and the rest is as the
        clean text: recall over recall and alarms.
        """
        recall = (self.found.percent or 0.0) / 100
        total = recall + self.alarms_per_hundred
        return 100 * recall / total if self.found.total and total else None


@dataclass(frozen=True, slots=True)
class Measure:
    """All that was measured."""

    kinds: Sequence[KindScore]
    checks: Sequence[CheckScore]
    units: int
    flagged: int
    """Clean units with an error or a warning; advice is not counted."""
    rounds: int
    failures: Sequence[CheckFailure] = ()

    @property
    def recall(self) -> float | None:
        """The mean over the kinds that have faults; controls are none."""
        shares = [
            score.found.percent
            for score in self.kinds
            if not score.kind.control and score.found.percent is not None
        ]
        return sum(shares) / len(shares) if shares else None
