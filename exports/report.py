"""A report of findings, whatever format it is written in."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tm.issue import Issue, Severity
from tm.text.locale import Locale


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """A finding with the texts of its unit."""

    issue: Issue
    target: str
    source: str | None = None
    path: str | None = None
    """The file that the unit came from."""

    @property
    def document(self) -> str:
        """The document that it is about: its name, else its file or its unit."""
        return self.issue.document or self.path or self.issue.unit


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of one run, and what was checked."""

    title: str
    entries: Sequence[ReportEntry]
    target: Locale
    source: Locale | None
    units: int
    """How many were checked."""
    dismissed: int
    at: str
    """ISO 8601."""
    descriptions: Mapping[str, str]
    """What each check finds."""

    @property
    def severities(self) -> Counter[Severity]:
        """How many findings there are of each severity."""
        return Counter(entry.issue.severity for entry in self.entries)

    @property
    def checks(self) -> Counter[str]:
        """How many findings there are of each check."""
        return Counter(entry.issue.check for entry in self.entries)


Render = Callable[[Report], bytes]
"""A format of reports: the whole file."""
