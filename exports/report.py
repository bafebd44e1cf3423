"""A report of findings, whatever format it is written in."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from exports.report_words import Words
from tm.issue import Issue, Severity, Span
from tm.text.locale import Locale

_ROOM = 2000
"""Characters of a long text that a report shows on each side of a finding."""


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """A finding with the texts of its unit."""

    issue: Issue
    target: str
    source: str | None = None
    path: str | None = None
    """The file that the unit came from."""
    line: int | None = None
    """Of that file, from 1, where it is known."""
    url: str | None = None
    """The address of the unit's page, else of that page's original."""

    @property
    def document(self) -> str:
        """The document that it is about: its name, else its file or its unit."""
        return self.issue.document or self.path or self.issue.unit


@dataclass(frozen=True, slots=True)
class Rule:
    """A check, as reports explain it."""

    description: str
    """What it finds, in the language of the report."""
    severity: Severity
    """That of the check, whatever a finding has."""


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
    rules: Mapping[str, Rule]
    """By id, each check that was run; one of another package may be missing."""
    words: Words

    @property
    def severities(self) -> Counter[Severity]:
        """How many findings there are of each severity."""
        return Counter(entry.issue.severity for entry in self.entries)

    @property
    def checks(self) -> Counter[str]:
        """How many findings there are of each check."""
        return Counter(entry.issue.check for entry in self.entries)

    @property
    def documents(self) -> dict[str, list[ReportEntry]]:
        """The findings of each document together, in the order of the run."""
        found: dict[str, list[ReportEntry]] = {}
        for entry in self.entries:
            found.setdefault(entry.document, []).append(entry)
        return found

    @property
    def pair(self) -> str:
        """The languages, the source first."""
        return f"{self.source} – {self.target}" if self.source else str(self.target)

    def description(self, check: str) -> str:
        """What a check finds; nothing for one that nobody knows."""
        rule = self.rules.get(check)
        return rule.description if rule is not None else ""


Render = Callable[[Report], bytes]
"""A format of reports: the whole file."""


def excerpt(text: str, span: Span | None) -> tuple[str, Span | None]:
    """A long text around a finding, and the place of the finding in it.

    A unit with many findings stands in a report as often; with all of a text of 100,000
    letters each time the report would be larger than a browser can show.

    >>> excerpt("kata", Span(0, 2))
    ('kata', Span(start=0, end=2))
    """
    if len(text) <= 3 * _ROOM:
        return text, span
    start, end = (span.start, span.end) if span is not None else (0, 0)
    end = min(end, start + _ROOM)
    first, last = max(0, start - _ROOM), min(len(text), end + _ROOM)
    before, after = "…" if first else "", "…" if last < len(text) else ""
    moved = len(before) - first
    place = Span(start + moved, end + moved) if span is not None else None
    return before + text[first:last] + after, place


def visible(text: str) -> str:
    """Text without control characters, which files of texts cannot hold.

    >>> visible("a" + chr(7) + "b")
    'a⟨0007⟩b'
    """
    if text.isprintable():
        return text
    return "".join(
        letter
        if letter in "\n\t" or not (letter < " " or "\x7f" <= letter <= "\x9f")
        else f"⟨{ord(letter):04X}⟩"
        for letter in text
    )
