"""Baselines: dismissed findings in a file for version control.

Each line is a JSON object, sorted by fingerprint, so that two people's additions
merge. A finding stays dismissed until its text changes, which changes the fingerprint.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from checks.record_lines import DamagedLine, format_record, parse_records
from tm.finding import Finding

DEFAULT_BASELINE = "padanan-dismissed.jsonl"
"""The file of dismissed findings in a folder, its baseline."""


@dataclass(frozen=True, slots=True)
class Dismissal:
    """A dismissed finding, which is not shown again."""

    fingerprint: str
    check: str | None = None
    quote: str | None = None
    """The quote of the finding, for people who read the file."""
    why: str | None = None
    """The reason that the person gave."""
    who: str | None = None
    """The person who dismissed it."""
    at: str | None = None
    """The day of the dismissal."""
    until: str | None = None
    """The last day in force, ISO 8601; None for ever."""

    def is_in_force(self, today: date) -> bool:
        """Whether the dismissal is still in force on a day."""
        return self.until is None or today.isoformat() <= self.until


@dataclass(frozen=True, slots=True)
class Baseline:
    """The dismissals of one file."""

    dismissal_by_fingerprint: Mapping[str, Dismissal]
    damaged_lines: tuple[DamagedLine, ...] = ()

    def find_dismissal(self, finding: Finding) -> Dismissal | None:
        """Find the dismissal of a finding, in force or not."""
        return self.dismissal_by_fingerprint.get(finding.fingerprint)

    def add(self, new_dismissals: Iterable[Dismissal]) -> "Baseline":
        """Return a baseline with more dismissals; new ones replace old ones."""
        new_dismissal_by_fingerprint = {
            dismissal.fingerprint: dismissal for dismissal in new_dismissals
        }
        return Baseline(
            {**self.dismissal_by_fingerprint, **new_dismissal_by_fingerprint},
            self.damaged_lines,
        )

    def keep_only(self, fingerprints: Iterable[str]) -> "Baseline":
        """Return a baseline with the dismissals of some fingerprints only."""
        return self.remove(self.dismissal_by_fingerprint.keys() - set(fingerprints))

    def remove(self, fingerprints: Iterable[str]) -> "Baseline":
        """Return a baseline without the dismissals of some fingerprints."""
        removed_fingerprints = set(fingerprints)
        dismissal_by_fingerprint = {
            fingerprint: dismissal
            for fingerprint, dismissal in self.dismissal_by_fingerprint.items()
            if fingerprint not in removed_fingerprints
        }
        return Baseline(dismissal_by_fingerprint, self.damaged_lines)


def parse_baseline(text: str) -> Baseline:
    """Parse the text of a baseline's file; damaged lines are listed."""
    dismissal_by_fingerprint: dict[str, Dismissal] = {}
    dismissals, damaged_lines = parse_records(text, _make_dismissal)
    for dismissal in dismissals:
        dismissal_by_fingerprint[dismissal.fingerprint] = dismissal
    return Baseline(dismissal_by_fingerprint, damaged_lines)


def format_baseline(baseline: Baseline) -> str:
    """Format the text of a baseline's file; equal baselines have equal texts."""
    return "".join(f"{line}\n" for line in _format_lines(baseline))


def _format_lines(baseline: Baseline) -> Iterator[str]:
    for _, dismissal in sorted(baseline.dismissal_by_fingerprint.items()):
        yield format_record(asdict(dismissal))


_FIELD_NAMES = [dismissal_field.name for dismissal_field in fields(Dismissal)]


def _make_dismissal(json_record: Mapping[str, Any]) -> Dismissal:  # what JSON may be
    fingerprint = json_record.get("fingerprint")
    if not isinstance(fingerprint, str) or not fingerprint:
        raise ValueError("no fingerprint")
    for field_name in _FIELD_NAMES:
        if not isinstance(json_record.get(field_name), str | None):
            raise ValueError(f"{field_name} is not text")
    last_day = json_record.get("until")
    if last_day is not None and not _is_day(last_day):
        raise ValueError(f"until is {last_day!r}, not a day such as 2027-01-31")
    # Fields that a later version may add are ignored.
    field_values: dict[str, Any] = {
        field_name: json_record.get(field_name) for field_name in _FIELD_NAMES
    }  # JSON
    return Dismissal(**field_values)


def _is_day(text: str) -> bool:
    """Whether a text is a day in the form YYYY-MM-DD, in which days can be compared.

    >>> _is_day("2027-01-31"), _is_day("20270131"), _is_day("2027-02-31")
    (True, False, False)
    """
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
