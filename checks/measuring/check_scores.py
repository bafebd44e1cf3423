"""The scores of checks: shares of seeded errors found, and false alarms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from checks.engine.check import Check
from checks.measuring.seeded_errors.seeded_error import ErrorKind
from checks.runner.check_execution import CheckFailure
from tm.finding import Finding, Span

_STANDARD_DEVIATION_COUNT = 1.96
"""Standard deviations of a 95 % interval."""
_ALARM_RATE_UNIT_COUNT = 100
"""The number of units to which a rate of alarms refers."""


@dataclass(frozen=True, slots=True)
class Share:
    """A count out of a total, with the 95 % interval of Wilson (1927)."""

    count: int
    total_count: int

    @property
    def percent(self) -> float | None:
        """The share in percent; None if the total is 0."""
        return 100 * self.count / self.total_count if self.total_count else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The percentages between which the true share probably is.

        >>> [round(end, 1) for end in Share(38, 40).interval]
        [83.5, 98.6]
        """
        if not self.total_count:
            return None
        share, squared_deviations = (
            self.count / self.total_count,
            _STANDARD_DEVIATION_COUNT * _STANDARD_DEVIATION_COUNT,
        )
        centre = share + squared_deviations / (2 * self.total_count)
        half_width = _STANDARD_DEVIATION_COUNT * sqrt(
            share * (1 - share) / self.total_count
            + squared_deviations / (4 * self.total_count * self.total_count)
        )
        lower_bound, upper_bound = centre - half_width, centre + half_width
        divisor = 1 + squared_deviations / self.total_count
        return max(0.0, 100 * lower_bound / divisor), min(
            100.0, 100 * upper_bound / divisor
        )


@dataclass(frozen=True, slots=True)
class MeasureExample:
    """A text that shows a missed error, or a finding on the clean text."""

    unit_id: str
    target: str
    source: str | None
    span: Span
    """The changed part of the target, or the span of the finding."""
    original_text: str = ""
    """The text that a seeded error replaced."""
    finding: Finding | None = None
    """The finding on the clean text."""


class Obstacle(StrEnum):
    """The reason why no error of a kind could be seeded."""

    NO_SOURCE = "no_source"
    """No unit has a source text, which the kind needs."""
    NO_TERMBASE = "no_termbase"
    """There is no termbase, which the kind needs."""
    NO_PLACE = "no_place"
    """No unit contains a text that an error of the kind can change."""
    NO_ROOM = "no_room"
    """Errors of other kinds filled all rounds."""


@dataclass(frozen=True, slots=True)
class KindScore:
    """The result for the errors of one kind."""

    kind: ErrorKind
    check_ids: tuple[str, ...]
    """The ids of the checks of the kind that were run."""
    found_share: Share
    found_count_by_check: Mapping[str, int]
    """By id of any check, how many of the errors it found."""
    missed_examples: Sequence[MeasureExample]
    obstacle: Obstacle | None
    """The reason if no error was seeded."""


@dataclass(frozen=True, slots=True)
class CheckScore:
    """The result of one check on seeded errors and on the clean text."""

    check: Check
    found_share: Share
    """Errors found of the kinds that name the check first."""
    other_found_count: int
    """The number of errors of other kinds that it found."""
    alarm_count: int
    """The number of findings on the clean text."""
    clean_unit_count: int
    """The number of clean units."""
    alarm_examples: Sequence[MeasureExample]

    @property
    def alarms_per_hundred(self) -> float:
        """Findings on the clean text for each 100 units."""
        return (
            _ALARM_RATE_UNIT_COUNT * self.alarm_count / self.clean_unit_count
            if self.clean_unit_count
            else 0.0
        )

    @property
    def precision(self) -> float | None:
        """The estimated percentage of correct findings.

        It is assumed that one unit in a hundred has an error of the check's kinds, and
        that the rest is as the clean text: recall over recall and alarms.
        """
        recall = (self.found_share.percent or 0.0) / 100
        sum_of_recall_and_alarms = recall + self.alarms_per_hundred
        return (
            100 * recall / sum_of_recall_and_alarms
            if self.found_share.total_count and sum_of_recall_and_alarms
            else None
        )


@dataclass(frozen=True, slots=True)
class Measurement:
    """The scores of all kinds and checks."""

    kind_scores: Sequence[KindScore]
    check_scores: Sequence[CheckScore]
    clean_unit_count: int
    flagged_unit_count: int
    """The number of clean units with an error or a warning."""
    round_count: int
    failures: Sequence[CheckFailure] = ()

    @property
    def recall(self) -> float | None:
        """The mean share of errors found over all kinds except controls."""
        found_percents = [
            kind_score.found_share.percent
            for kind_score in self.kind_scores
            if not kind_score.kind.is_control
            and kind_score.found_share.percent is not None
        ]
        return sum(found_percents) / len(found_percents) if found_percents else None
