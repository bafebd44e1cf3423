"""Findings that somebody has looked at and dismissed: a file for version control.

A JSON object a line, in the order of the fingerprints, so that two people's additions
merge. A finding stays dismissed until its text changes, since its fingerprint does.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from tm.finding import Finding


@dataclass(frozen=True, slots=True)
class Dismissal:
    """One finding that is not to be shown again."""

    fingerprint: str
    check: str | None = None
    quote: str | None = None
    """What was flagged; for people who read the file."""
    why: str | None = None
    who: str | None = None
    at: str | None = None
    until: str | None = None
    """The last day it holds, ISO 8601; absent: for ever."""

    def holds(self, today: date) -> bool:
        """Whether it is still in force on a day."""
        return self.until is None or today.isoformat() <= self.until


@dataclass(frozen=True, slots=True)
class Damaged:
    """A line of a baseline that says nothing."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """The dismissals of one file."""

    dismissals: Mapping[str, Dismissal]
    damaged: tuple[Damaged, ...] = ()

    def of(self, finding: Finding) -> Dismissal | None:
        """The dismissal of a finding, in force or not."""
        return self.dismissals.get(finding.fingerprint)

    def joined(self, more: Iterable[Dismissal]) -> "Baseline":
        """With more dismissals; one that is known is said anew."""
        added = {one.fingerprint: one for one in more}
        return Baseline({**self.dismissals, **added}, self.damaged)

    def only(self, fingerprints: Iterable[str]) -> "Baseline":
        """With no dismissals but these, as far as they are there."""
        return self.without(self.dismissals.keys() - set(fingerprints))

    def without(self, fingerprints: Iterable[str]) -> "Baseline":
        """Without some dismissals."""
        gone = set(fingerprints)
        kept = {key: one for key, one in self.dismissals.items() if key not in gone}
        return Baseline(kept, self.damaged)


def parsed(text: str) -> Baseline:
    """The baseline that a file's text holds; lines that say nothing are named."""
    found: dict[str, Dismissal] = {}
    damaged = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if not line.strip():
            continue
        try:
            dismissal = _dismissal(_value(line))
        except ValueError as error:
            damaged.append(Damaged(number, str(error)))
            continue
        found[dismissal.fingerprint] = dismissal
    return Baseline(found, tuple(damaged))


def written(baseline: Baseline) -> str:
    """The text of a baseline's file; equal baselines have equal texts."""
    return "".join(f"{line}\n" for line in _lines(baseline))


def _lines(baseline: Baseline) -> Iterator[str]:
    for _, dismissal in sorted(baseline.dismissals.items()):
        known = {k: v for k, v in asdict(dismissal).items() if v is not None}
        text = json.dumps(known, ensure_ascii=False)
        try:
            text.encode()
        except UnicodeEncodeError:
            text = json.dumps(known)  # lone surrogates, escaped
        yield text.replace("\u0085", "\\u0085").replace("\u2028", "\\u2028")


# Any: what JSON may be.
def _value(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"it is not JSON, but begins {line[:20]!r}") from error


_NAMES = [item.name for item in fields(Dismissal)]


def _dismissal(value: Any) -> Dismissal:  # what JSON may be
    if not isinstance(value, dict):
        raise ValueError("it is not a JSON object")
    key = value.get("fingerprint")
    if not isinstance(key, str) or not key:
        raise ValueError("it has no fingerprint")
    for name in _NAMES:
        if not isinstance(value.get(name), str | None):
            raise ValueError(f"{name} is not text")
    until = value.get("until")
    if until is not None and not _is_day(until):
        raise ValueError(f"until is {until!r}, which is no day such as 2027-01-31")
    # What a later version may add is passed over.
    named: dict[str, Any] = {name: value.get(name) for name in _NAMES}  # JSON
    return Dismissal(**named)


def _is_day(text: str) -> bool:
    """Whether a text is a day as we write it, by which days can be compared.

    >>> _is_day("2027-01-31"), _is_day("20270131"), _is_day("2027-02-31")
    (True, False, False)
    """
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
