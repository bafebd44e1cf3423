"""Baselines: dismissed findings in a file for version control.

Each line is a JSON object, sorted by fingerprint, so that two people's additions
merge. A finding stays dismissed until its text changes, which changes the fingerprint.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

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
    who: str | None = None
    at: str | None = None
    until: str | None = None
    """The last day in force, ISO 8601; None for ever."""

    def is_in_force(self, today: date) -> bool:
        """Whether the dismissal is still in force on a day."""
        return self.until is None or today.isoformat() <= self.until


@dataclass(frozen=True, slots=True)
class DamagedLine:
    """A line of a baseline that cannot be read."""

    line_number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """The dismissals of one file."""

    dismissals_by_fingerprint: Mapping[str, Dismissal]
    damaged_lines: tuple[DamagedLine, ...] = ()

    def find_dismissal(self, finding: Finding) -> Dismissal | None:
        """Find the dismissal of a finding, in force or not."""
        return self.dismissals_by_fingerprint.get(finding.fingerprint)

    def add(self, new_dismissals: Iterable[Dismissal]) -> "Baseline":
        """Return a baseline with more dismissals; new ones replace old ones."""
        new_dismissals_by_fingerprint = {
            dismissal.fingerprint: dismissal for dismissal in new_dismissals
        }
        return Baseline(
            {**self.dismissals_by_fingerprint, **new_dismissals_by_fingerprint},
            self.damaged_lines,
        )

    def keep_only(self, fingerprints: Iterable[str]) -> "Baseline":
        """Return a baseline with the dismissals of some fingerprints only."""
        return self.remove(self.dismissals_by_fingerprint.keys() - set(fingerprints))

    def remove(self, fingerprints: Iterable[str]) -> "Baseline":
        """Return a baseline without the dismissals of some fingerprints."""
        removed_fingerprints = set(fingerprints)
        dismissals_by_fingerprint = {
            fingerprint: dismissal
            for fingerprint, dismissal in self.dismissals_by_fingerprint.items()
            if fingerprint not in removed_fingerprints
        }
        return Baseline(dismissals_by_fingerprint, self.damaged_lines)


def parse_baseline(text: str) -> Baseline:
    """Parse the text of a baseline's file; damaged lines are listed."""
    dismissals_by_fingerprint: dict[str, Dismissal] = {}
    damaged_lines = []
    for line_number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if not line.strip():
            continue
        try:
            dismissal = _make_dismissal(_parse_json(line))
        except ValueError as error:
            damaged_lines.append(DamagedLine(line_number, str(error)))
            continue
        dismissals_by_fingerprint[dismissal.fingerprint] = dismissal
    return Baseline(dismissals_by_fingerprint, tuple(damaged_lines))


def format_baseline(baseline: Baseline) -> str:
    """Format the text of a baseline's file; equal baselines have equal texts."""
    return "".join(f"{line}\n" for line in _format_lines(baseline))


def _format_lines(baseline: Baseline) -> Iterator[str]:
    for _, dismissal in sorted(baseline.dismissals_by_fingerprint.items()):
        present_values = {
            field_name: field_value
            for field_name, field_value in asdict(dismissal).items()
            if field_value is not None
        }
        json_text = json.dumps(present_values, ensure_ascii=False)
        try:
            json_text.encode()
        except UnicodeEncodeError:
            json_text = json.dumps(present_values)  # lone surrogates, escaped
        yield json_text.replace("\u0085", "\\u0085").replace("\u2028", "\\u2028")


# Any: what JSON may be.
def _parse_json(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not JSON, but begins {line[:20]!r}") from error


_FIELD_NAMES = [dismissal_field.name for dismissal_field in fields(Dismissal)]


def _make_dismissal(json_record: Any) -> Dismissal:  # what JSON may be
    if not isinstance(json_record, dict):
        raise ValueError("not a JSON object")
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
