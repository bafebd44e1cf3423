"""Findings as a server gives them and its clients read them; files and dismissals."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tm.finding import Finding, Severity, Span


@dataclass(frozen=True, slots=True)
class TextFinding:
    """A finding of one check in a text; its keys are those of `padanan check`."""

    unit: str
    """The unit of the article or file; `text` of a single text, `answer` of a judged
    answer."""
    check: str
    """The id of the check, such as `num.value`."""
    severity: Severity
    message: str
    """The problem and what to do about it."""
    quote: str
    """The flagged text, of the translation unless only the source has a span."""
    source_span: tuple[int, int] | None
    """Code points, half-open."""
    target_span: tuple[int, int] | None
    fix: str | None
    """What `quote` should be; None if no fix is safe."""
    fingerprint: str
    """An id that is the same as long as the texts are."""


@dataclass(frozen=True, slots=True)
class FindingInContext(TextFinding):
    """A finding with the texts that it is about, and its message in each language."""

    source_text: str | None
    target_text: str
    source_locale: str | None
    target_locale: str
    messages: Mapping[str, str]
    """By language: `en`, `id`, `vi`."""
    article: str | None
    """The key of the article, if the unit is one of a stored article."""
    headline: str | None


@dataclass(frozen=True, slots=True)
class FixRequest:
    """A fix to apply: a part of a stored text, and what it should be."""

    unit: str
    """The key of the unit, or its position in an article: 4f1c#12."""
    target_text: str
    """The text that was checked; a unit with another text by now stays as it is."""
    target_span: tuple[int, int]
    fix: str
    """The text that replaces the span."""


@dataclass(frozen=True, slots=True)
class AppliedFixes:
    """What became of fixes."""

    change_set: str | None
    """For undoing it; None if nothing was changed."""
    changed: int
    """Units that have another text now."""
    left: tuple[str, ...]
    """Units whose text had changed since, or that are not stored."""


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """The findings in a file."""

    findings: tuple[Finding, ...]
    skipped: tuple[str, ...]
    """Entries that could not be read, each with its line and the reason."""
    remarks: tuple[str, ...]
    """What had to be guessed."""


@dataclass(frozen=True, slots=True)
class DismissedFinding:
    """A finding that is not reported again until its text changes."""

    fingerprint: str
    check: str | None
    quote: str | None
    why: str | None
    """The reason that was given."""
    who: str | None
    """The person who dismissed it."""
    at: str | None
    """The day on which it was dismissed."""
    until: str | None
    """The last day of the dismissal; None for ever."""
    is_in_force: bool
    """Whether it is dismissed today."""


def make_text_finding(finding: Finding) -> TextFinding:
    """Make the plain values of a finding."""
    return TextFinding(
        finding.unit,
        finding.check,
        finding.severity,
        finding.message,
        finding.quote,
        make_text_offsets(finding.source_span),
        make_text_offsets(finding.target_span),
        finding.fix,
        finding.fingerprint,
    )


def make_text_offsets(span: Span | None) -> tuple[int, int] | None:
    """Make the plain values of a span, if there is one."""
    return None if span is None else (span.start, span.end)


def read_text_finding(finding_fields: Mapping[str, Any]) -> Finding:  # of any types
    """Read the plain values of a finding, which lack the key of its message.

    >>> from dataclasses import asdict
    >>> text_finding = make_text_finding(Finding("double", Span(0, 2), check="space"))
    >>> read_text_finding(asdict(text_finding)).target_span
    Span(start=0, end=2)
    """
    return Finding(
        "",
        _make_span(finding_fields["target_span"]),
        _make_span(finding_fields["source_span"]),
        fix=finding_fields["fix"],
        check=finding_fields["check"],
        severity=Severity(finding_fields["severity"]),
        message=finding_fields["message"],
        unit=finding_fields["unit"],
        quote=finding_fields["quote"],
        fingerprint=finding_fields["fingerprint"],
    )


def _make_span(offsets: tuple[int, int] | None) -> Span | None:
    return None if offsets is None else Span(*offsets)
