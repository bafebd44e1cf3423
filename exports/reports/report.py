"""A report of findings, whatever format it is written in."""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from typing import BinaryIO

from exports.reports.words import ReportWords
from tm.finding import Finding, Severity, Span
from tm.text.locale import Locale

_LONG = 6000
"""Characters of a text that a report does not show as a whole."""
_ROOM = 300
"""Characters of such a text that it shows on each side of a finding."""


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """A finding with the texts of its unit."""

    finding: Finding
    target: str
    source: str | None = None
    path: str | None = None
    """The file that the unit came from."""
    line: int | None = None
    """Of that file, from 1, where it is known."""
    url: str | None = None
    """The address of the unit's page, else of that page's original."""
    headline: str | None = None
    """The headline of its document, else of that document's original."""

    @property
    def document(self) -> str:
        """The document that it is about: its name, else its file or its unit."""
        return self.finding.document or self.path or self.finding.unit


@dataclass(frozen=True, slots=True)
class ReportedCheck:
    """A check, as reports explain it."""

    description: str
    """What it finds, in the language of the report."""
    severity: Severity
    """That of the check, whatever a finding has."""


@dataclass(frozen=True)
class Report:
    """The findings of one run, and what was checked."""

    title: str
    entries: Sequence[ReportEntry]
    """Read in order, and few times, since they need not be in memory."""
    target: Locale
    source: Locale | None
    units: int
    """How many were checked."""
    dismissed: int
    at: str
    """ISO 8601."""
    rules: Mapping[str, ReportedCheck]
    """By id, each check that was run; one of another package may be missing."""
    words: ReportWords

    @cached_property
    def _tally(self) -> "_FindingCounts":
        return _FindingCounts(self.entries)

    @property
    def severities(self) -> Counter[Severity]:
        """How many findings there are of each severity."""
        return sum(self.checks.values(), Counter[Severity]())

    @property
    def checks(self) -> Mapping[str, Counter[Severity]]:
        """How many findings each check has of each severity, the most first."""
        counts = self._tally.checks
        return dict(sorted(counts.items(), key=lambda item: -item[1].total()))

    @property
    def documents(self) -> Sequence[str]:
        """The documents that have findings, in the order of the run."""
        return [*self._tally.documents]

    @property
    def titles(self) -> Sequence[str]:
        """What people call each of the documents: its headline, else its name."""
        names = zip(self._tally.headlines, self.documents, strict=True)
        return [headline or name for headline, name in names]

    def of_document(self, number: int) -> Counter[Severity]:
        """How many findings one of the documents has of each severity."""
        position = number * len(Severity)
        counts = self._tally.by_document[position : position + len(Severity)]
        return Counter(dict(zip(Severity, counts, strict=True)))

    def by_document(self) -> Iterator[Iterator[ReportEntry]]:
        """The findings of each document together, in the order of the run."""
        indexes_by_document, begin = self._tally.places(), 0
        for number in range(len(self._tally.documents)):
            end = begin + self.of_document(number).total()
            yield map(self.entries.__getitem__, indexes_by_document[begin:end])
            begin = end

    def some(self, limit: int) -> "Report":
        """The same with at most so many findings: of each check the first ones.

        Checks with few have all of theirs, and the others equally many.
        """
        if len(self.entries) <= limit:
            return self
        remaining_by_check: dict[str, int] = {}
        checks = sorted(self.checks.items(), key=lambda item: item[1].total())
        for number, (check, counts) in enumerate(checks):
            share = (limit - sum(remaining_by_check.values())) // (len(checks) - number)
            remaining_by_check[check] = min(share, counts.total())
        chosen_entries: list[ReportEntry] = []
        for entry in self.entries:
            if len(chosen_entries) == limit:
                break
            if remaining_by_check[entry.finding.check]:
                remaining_by_check[entry.finding.check] -= 1
                chosen_entries.append(entry)
        return replace(self, entries=chosen_entries)

    @property
    def pair(self) -> str:
        """The languages, the source first."""
        return f"{self.source} – {self.target}" if self.source else str(self.target)

    def description(self, check: str) -> str:
        """What a check finds; nothing for one that nobody knows."""
        rule = self.rules.get(check)
        return rule.description if rule is not None else ""


class _FindingCounts:
    """What is counted of findings, in one reading."""

    def __init__(self, entries: Iterable[ReportEntry]) -> None:
        self.checks: dict[str, Counter[Severity]] = {}
        self.documents: dict[str, int] = {}
        self.headlines: list[str | None] = []
        """Of each document, as far as any of its findings tells it."""
        self.by_document = array("I")
        """Of each document, how many findings it has of each severity."""
        self._numbers = array("I")
        """The document of each finding."""
        ranks = {severity: rank for rank, severity in enumerate(Severity)}
        for entry in entries:
            finding = entry.finding
            self.checks.setdefault(finding.check, Counter())[finding.severity] += 1
            number = self.documents.setdefault(entry.document, len(self.documents))
            if number * len(ranks) == len(self.by_document):
                self.by_document.extend([0] * len(ranks))
                self.headlines.append(entry.headline)
            self.headlines[number] = self.headlines[number] or entry.headline
            self.by_document[number * len(ranks) + ranks[finding.severity]] += 1
            self._numbers.append(number)

    def places(self) -> "array[int]":
        """Where the findings of each document are, document by document."""
        width = len(Severity)
        totals = (
            sum(self.by_document[index : index + width])
            for index in range(0, len(self.by_document), width)
        )
        next_of = array("I", accumulate(totals, initial=0))
        positions = array("I", bytes(self._numbers.itemsize * len(self._numbers)))
        for position, number in enumerate(self._numbers):
            positions[next_of[number]] = position
            next_of[number] += 1
        return positions


Render = Callable[[Report, BinaryIO], None]
"""A format of reports: writes the whole file."""


def excerpt(text: str, span: Span | None) -> tuple[str, Span | None]:
    """A long text around a finding, and the place of the finding in it.

    A unit with many findings stands in a report as often; with all of a text of 100,000
    letters each time the report would be larger than a browser can show.

    >>> excerpt("kata", Span(0, 2))
    ('kata', Span(start=0, end=2))
    """
    if len(text) <= _LONG:
        return text, span
    start, end = (span.start, span.end) if span is not None else (0, 0)
    end = min(end, start + _ROOM)
    first, last = max(0, start - _ROOM), min(len(text), end + _ROOM)
    before, after = "…" if first else "", "…" if last < len(text) else ""
    moved = len(before) - first
    shifted_span = Span(start + moved, end + moved) if span is not None else None
    return before + text[first:last] + after, shifted_span


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
