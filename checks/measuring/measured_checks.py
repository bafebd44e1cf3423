"""How often the findings of each check were right, as measured for this release.

The counts are those of `checks/data/measured.toml`: findings on real pages that an
editor judged, and errors seeded into clean text.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from checks.profile import load_profile
from tm.language_data import read_data_file
from tm.result_cache import lazy_constant

MIN_JUDGED_FINDINGS = 20
"""From how many judged findings on the precision of a check is taken as known."""
MIN_PRECISION = 0.9
"""The precision that a check needs to be a warning or an error by default."""
DEFAULT_PROFILE = "news"


@dataclass(frozen=True, slots=True)
class JudgementCounts:
    """Counts of the findings on real pages, by the verdict of an editor."""

    wanted: int
    """Findings of real errors."""
    arguable: int
    """Findings on which editors may differ."""
    wrong: int
    """Findings on what is right."""

    @property
    def total(self) -> int:
        """All judged findings."""
        return self.wanted + self.arguable + self.wrong

    @property
    def is_often_wrong(self) -> bool:
        """Whether it is known that too few findings were wanted.

        >>> JudgementCounts(12, 3, 5).is_often_wrong
        True
        >>> JudgementCounts(0, 0, 5).is_often_wrong
        False
        """
        return (
            self.total >= MIN_JUDGED_FINDINGS
            and self.wanted < MIN_PRECISION * self.total
        )


@dataclass(frozen=True, slots=True)
class SeedingCounts:
    """Counts of errors seeded into clean units, and of findings on the clean units."""

    seeded: int
    found: int
    """How many of the seeded errors the check found."""
    units: int
    """How many clean units were checked."""
    false: int
    """How many of them had a finding."""


@dataclass(frozen=True, slots=True)
class MeasuredChecks:
    """The measured counts of all checks, by id."""

    judgement_counts_by_check: Mapping[str, JudgementCounts]
    seeding_counts_by_check: Mapping[str, SeedingCounts]


@lazy_constant
def read_measured_checks() -> MeasuredChecks:
    """Read the counts that come with Padanan."""
    table = read_data_file("checks", "data/measured.toml")
    unit_count = table["clean_units"]
    return MeasuredChecks(
        {check_id: JudgementCounts(**row) for check_id, row in table["pages"].items()},
        {
            check_id: SeedingCounts(units=unit_count, **row)
            for check_id, row in table["seeded"].items()
        },
    )


def is_in_default_profile(check_id: str) -> bool:
    """Whether a check runs in the default profile."""
    return check_id not in load_profile(DEFAULT_PROFILE, {}).skip
