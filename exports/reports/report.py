"""A report of findings, in no particular file format."""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate
from typing import Any, BinaryIO, Protocol

from exports.reports.labels import ReportLabels
from tm.finding import Finding, Severity, Span
from tm.text.locale import Locale
from tm.text.segment import CODE, Code

_MAX_WHOLE_LENGTH = 6000
"""Reports show an excerpt of texts with more characters than this."""
_CONTEXT_LENGTH = 300
"""Characters of an excerpt on each side of the finding."""
_UNKNOWN_CODE = "{}"
"""What is shown for an inline code of which nothing is known."""


class TextLocation(Protocol):
    """Where a unit was read: a file and its line, or a page with its headline."""

    @property
    def path(self) -> str | None: ...
    @property
    def line(self) -> int | None: ...
    @property
    def url(self) -> str | None: ...
    @property
    def headline(self) -> str | None: ...


class LocatedUnit(Protocol):
    """A unit that was checked, with the place where it was read."""

    @property
    def source(self) -> str | None: ...
    @property
    def target(self) -> str: ...
    @property
    def source_codes(self) -> tuple[Code, ...]: ...
    @property
    def target_codes(self) -> tuple[Code, ...]: ...
    @property
    def location(self) -> TextLocation | None: ...


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """A finding with the texts of its unit."""

    finding: Finding
    target: str
    source: str | None = None
    path: str | None = None
    """The file that the unit came from."""
    line: int | None = None
    """The line of that file, from 1, if it is known."""
    url: str | None = None
    """The address of the unit's page, else of that page's original."""
    headline: str | None = None
    """The headline of the unit's document, else of that document's original."""
    source_codes: tuple[str, ...] = ()
    """What is shown for each inline code of the source; empty if it is unknown."""
    target_codes: tuple[str, ...] = ()

    @property
    def document(self) -> str:
        """The name of the finding's document, else its file, else its unit."""
        return self.finding.document or self.path or self.finding.unit


def make_report_entry(finding: Finding, unit: LocatedUnit | None) -> ReportEntry:
    """Make the entry of a finding, with the texts of its unit if they are known."""
    if unit is None:
        return ReportEntry(finding, finding.quote)
    place = unit.location
    return ReportEntry(
        finding,
        unit.target,
        unit.source,
        path=place.path if place else None,
        line=place.line if place else None,
        url=place.url if place else None,
        headline=place.headline if place and finding.document is not None else None,
        source_codes=tuple(map(_show_code, unit.source_codes)),
        target_codes=tuple(map(_show_code, unit.target_codes)),
    )


def _show_code(code: Code) -> str:
    """Show an inline code: its native code, else its kind and id, `{ph 1}`."""
    return code.data or f"{{{f'{code.kind} {code.id}'.strip()}}}"


def make_finding_json(report_entry: ReportEntry) -> dict[str, Any]:  # JSON
    """Make the JSON of a finding, as docs/checks.md describes it."""
    finding = report_entry.finding
    span_by_key = {
        key: [span.start, span.end] if (span := getattr(finding, key)) else None
        for key in ("source_span", "target_span")
    }
    finding_record: dict[str, Any] = {
        "file": report_entry.path,
        "line": report_entry.line,
        "unit": finding.unit,
        "document": finding.document,
        "check": finding.check,
        "severity": finding.severity.value,
        "message": finding.message,
        "quote": finding.quote,
        **span_by_key,
        "fix": finding.fix,
        "related": list(finding.related),
        "fingerprint": finding.fingerprint,
        "source": _shorten(report_entry.source),
        "target": _shorten(report_entry.target),
    }
    for record_key in ("source_codes", "target_codes"):
        if codes := getattr(report_entry, record_key):
            finding_record[record_key] = list(codes)
    renderings = finding.renderings
    if renderings is not None:
        for record_key in ("source_locale", "target_locale", "source_phrase"):
            finding_record[record_key] = getattr(renderings, record_key)
        for record_key, rendering in (
            ("usual", renderings.usual),
            ("rare", renderings.rare),
        ):
            finding_record[record_key] = rendering.text
            finding_record[f"{record_key}_count"] = rendering.count
            finding_record[f"{record_key}_dates"] = [rendering.first, rendering.last]
    return finding_record


def _shorten(text: str | None) -> str | None:
    """Leave a very long text out, which would be repeated for each of its findings."""
    return text if text is None or len(text) <= _MAX_WHOLE_LENGTH else None


@dataclass(frozen=True, slots=True)
class ReportedCheck:
    """A check, as reports explain it."""

    description: str
    """In the language of the report."""
    severity: Severity
    """The severity of the check; a finding may have another."""


@dataclass(frozen=True)
class Report:
    """The findings of one run of checks, with counts and descriptions."""

    title: str
    entries: Sequence[ReportEntry]
    """Read in order and few times, since they may be in a file."""
    target_locale: Locale
    source_locale: Locale | None
    unit_count: int
    """Number of checked units."""
    dismissed_count: int
    checked_at: str
    """ISO 8601."""
    check_by_id: Mapping[str, ReportedCheck]
    """The checks of the run; a check of another package may be missing."""
    labels: ReportLabels
    failure_by_check_id: Mapping[str, str] = field(default_factory=dict)
    """Checks that failed themselves and may have missed errors: on what, and why."""

    @cached_property
    def _finding_counts(self) -> "_FindingCounts":
        return _FindingCounts(self.entries)

    @property
    def severity_counts(self) -> Counter[Severity]:
        """Number of findings of each severity."""
        return sum(self.severity_counts_by_check_id.values(), Counter[Severity]())

    @property
    def severity_counts_by_check_id(self) -> Mapping[str, Counter[Severity]]:
        """Numbers of findings of each severity; checks with most findings first."""
        counts_by_check_id = self._finding_counts.severity_counts_by_check_id
        return dict(
            sorted(counts_by_check_id.items(), key=lambda item: -item[1].total())
        )

    @property
    def document_names(self) -> Sequence[str]:
        """Names of the documents that have findings, in the order of the run."""
        return [*self._finding_counts.index_by_document]

    @property
    def document_titles(self) -> Sequence[str]:
        """Headlines of these documents; for a document without one, its name."""
        headlines_and_names = zip(
            self._finding_counts.headlines, self.document_names, strict=True
        )
        return [headline or name for headline, name in headlines_and_names]

    def count_severities(self, document_index: int) -> Counter[Severity]:
        """Count the findings of a document by severity."""
        document_counts = self._finding_counts.read_document_counts(document_index)
        return Counter(dict(zip(Severity, document_counts, strict=True)))

    def group_by_document(self) -> Iterator[Iterator[ReportEntry]]:
        """Group the findings by document, in the order of the run."""
        entry_indexes, start = self._finding_counts.group_entry_indexes(), 0
        for document_index in range(len(self._finding_counts.index_by_document)):
            end = start + self.count_severities(document_index).total()
            yield map(self.entries.__getitem__, entry_indexes[start:end])
            start = end

    def limit_entries(self, max_entry_count: int) -> "Report":
        """Limit the report to the first findings of each check.

        Checks with few findings keep all of them; the others keep equally many.
        """
        if len(self.entries) <= max_entry_count:
            return self
        remaining_count_by_check_id: dict[str, int] = {}
        ascending_check_counts = sorted(
            self.severity_counts_by_check_id.items(), key=lambda item: item[1].total()
        )
        for preceding_check_count, (check_id, severity_counts) in enumerate(
            ascending_check_counts
        ):
            share = (max_entry_count - sum(remaining_count_by_check_id.values())) // (
                len(ascending_check_counts) - preceding_check_count
            )
            remaining_count_by_check_id[check_id] = min(share, severity_counts.total())
        chosen_entries: list[ReportEntry] = []
        for entry in self.entries:
            if len(chosen_entries) == max_entry_count:
                break
            if remaining_count_by_check_id[entry.finding.check]:
                remaining_count_by_check_id[entry.finding.check] -= 1
                chosen_entries.append(entry)
        return replace(self, entries=chosen_entries)

    @property
    def language_pair(self) -> str:
        """The language tags, the source first."""
        return (
            f"{self.source_locale} – {self.target_locale}"
            if self.source_locale
            else str(self.target_locale)
        )

    def describe_check(self, check_id: str) -> str:
        """Describe a check; return an empty text for a check of another package."""
        reported_check = self.check_by_id.get(check_id)
        return reported_check.description if reported_check is not None else ""


class _FindingCounts:
    """Counts of findings by check, document and severity, made in one reading."""

    def __init__(self, entries: Iterable[ReportEntry]) -> None:
        self.severity_counts_by_check_id: dict[str, Counter[Severity]] = {}
        self.index_by_document: dict[str, int] = {}
        self.headlines: list[str | None] = []
        """The headline of each document that has one in any of its findings."""
        self._severity_counts = array("I")
        """A count for each severity, document by document."""
        self._document_indexes = array("I")
        """The index of each finding's document."""
        index_by_severity = {severity: index for index, severity in enumerate(Severity)}
        for entry in entries:
            check_id, severity = entry.finding.check, entry.finding.severity
            self.severity_counts_by_check_id.setdefault(check_id, Counter())[
                severity
            ] += 1
            document_index = self.index_by_document.setdefault(
                entry.document, len(self.index_by_document)
            )
            if document_index == len(self.headlines):
                self._severity_counts.extend([0] * len(Severity))
                self.headlines.append(entry.headline)
            self.headlines[document_index] = (
                self.headlines[document_index] or entry.headline
            )
            first_index = document_index * len(Severity)
            self._severity_counts[first_index + index_by_severity[severity]] += 1
            self._document_indexes.append(document_index)

    def read_document_counts(self, document_index: int) -> "array[int]":
        """Return how many findings of each severity a document has."""
        first_index = document_index * len(Severity)
        return self._severity_counts[first_index : first_index + len(Severity)]

    def group_entry_indexes(self) -> "array[int]":
        """Sort the indexes of the findings by document, keeping their order."""
        totals = (
            sum(self.read_document_counts(document_index))
            for document_index in range(len(self.headlines))
        )
        next_position_by_document = array("I", accumulate(totals, initial=0))
        entry_indexes = array(
            "I", bytes(self._document_indexes.itemsize * len(self._document_indexes))
        )
        for entry_index, document_index in enumerate(self._document_indexes):
            entry_indexes[next_position_by_document[document_index]] = entry_index
            next_position_by_document[document_index] += 1
        return entry_indexes


def write_out_codes(entry: ReportEntry) -> ReportEntry:
    """Write the inline codes of an entry's texts out, with the finding's spans moved.

    >>> finding = Finding("x", Span(4, 5), quote="b")
    >>> entry = ReportEntry(finding, f"a {CODE} b", target_codes=("<i>",))
    >>> entry = write_out_codes(entry)
    >>> entry.target, entry.finding.target_span
    ('a <i> b', Span(start=6, end=7))
    """
    finding, source, target = entry.finding, entry.source, entry.target
    if CODE not in target and (source is None or CODE not in source):
        return entry
    target, target_span = _write_out(target, entry.target_codes, finding.target_span)
    source_span = finding.source_span
    if source is not None:
        source, source_span = _write_out(source, entry.source_codes, source_span)
    quote, fix = finding.quote, finding.fix
    if CODE in quote:
        if target_span is not None:
            quote = target_span.of(target)
        elif source_span is not None and source is not None:
            quote = source_span.of(source)
    if fix is not None and CODE in fix:
        code_count = entry.target.count(
            CODE, 0, (finding.target_span or Span(0, 0)).start
        )
        fix_codes = entry.target_codes[code_count : code_count + fix.count(CODE)]
        fix, _ = _write_out(fix, fix_codes, None)
    return replace(
        entry,
        finding=replace(
            finding,
            quote=quote,
            fix=fix,
            source_span=source_span,
            target_span=target_span,
        ),
        source=source,
        target=target,
    )


def _write_out(
    text: str, codes: Sequence[str], span: Span | None
) -> tuple[str, Span | None]:
    """Write codes out in a text, and move a span of it."""
    parts = text.split(CODE)
    if len(codes) != len(parts) - 1:
        codes = [_UNKNOWN_CODE] * (len(parts) - 1)
    written_text = "".join(
        part_or_code
        for part, code in zip(parts, (*codes, ""), strict=True)
        for part_or_code in (part, code)
    )
    if span is None:
        return written_text, None
    start, end = (
        offset + sum(len(code) - 1 for code in codes[: text.count(CODE, 0, offset)])
        for offset in (span.start, span.end)
    )
    return written_text, Span(start, end)


WriteReport = Callable[[Report, BinaryIO], None]
"""Writes a report as a whole file of one format."""


def cut_excerpt(text: str, span: Span | None) -> tuple[str, Span | None]:
    """Cut a long text around a finding; also return the finding's span in the excerpt.

    A report repeats the texts of a unit for each of its findings. With texts of 100,000
    characters it would be larger than a browser can show.

    >>> cut_excerpt("kata", Span(0, 2))
    ('kata', Span(start=0, end=2))
    """
    if len(text) <= _MAX_WHOLE_LENGTH:
        return text, span
    finding_start, finding_end = (span.start, span.end) if span is not None else (0, 0)
    finding_end = min(finding_end, finding_start + _CONTEXT_LENGTH)
    excerpt_start = max(0, finding_start - _CONTEXT_LENGTH)
    excerpt_end = min(len(text), finding_end + _CONTEXT_LENGTH)
    leading_ellipsis = "…" if excerpt_start else ""
    trailing_ellipsis = "…" if excerpt_end < len(text) else ""
    excerpt = leading_ellipsis + text[excerpt_start:excerpt_end] + trailing_ellipsis
    if span is None:
        return excerpt, None
    offset_shift = len(leading_ellipsis) - excerpt_start
    return excerpt, Span(finding_start + offset_shift, finding_end + offset_shift)
