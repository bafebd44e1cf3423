"""Findings of a run, grouped by their cause: the same check, words and fix.

A fault of punctuation or spacing is one cause, whatever word it stands beside.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import msgspec

from checks.typography.house_style import SKIPPED_RULES_OPTION
from padanan.values.findings import DismissedFinding, FindingInContext
from tm.finding import Severity
from web.pages.search.excerpts import Excerpt, cut_excerpt
from web.requests import match_whole

GroupId = Annotated[str, msgspec.Meta(pattern=match_whole("[0-9a-f]{12}"))]
_CHECK_PREFIXES_OF_ANY_WORDS = (
    "char.",
    "punct.",
    "space.",
    "quote.style",
    "caps.start",
)
"""Beginnings of the ids of checks whose message alone tells the cause."""
_INLINE_CODE = "\ufffc"
_SHOWN_CODE = "◇"
"""What stands for an inline code, whose own character has no picture."""


class FindingState(StrEnum):
    """What has become of a finding."""

    OPEN = "open"
    NEW = "new"
    """Open, and not found by the run before."""
    DISMISSED = "dismissed"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding, with what has become of it."""

    finding: FindingInContext
    state: FindingState
    dismissal: DismissedFinding | None
    is_critical: bool = False
    """Whether somebody has marked it as critical, in this run or another."""

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided on it."""
        return self.state in (FindingState.OPEN, FindingState.NEW)

    @property
    def is_in_unit(self) -> bool:
        """Whether its text is that of a unit, not only a paragraph of a page."""
        return self.finding.source_text is not None or "#" not in self.finding.unit

    @property
    def target_excerpt(self) -> Excerpt:
        """The place in the translation."""
        finding = self.finding
        return _cut_around(finding.target_text, finding.target_span, "lacking")

    @property
    def source_excerpt(self) -> Excerpt | None:
        """The place in the source text, if there is one."""
        finding = self.finding
        if finding.source_text is None:
            return None
        return _cut_around(finding.source_text, finding.source_span, "match")

    @property
    def fixed_excerpt(self) -> Excerpt | None:
        """The translation with the fix, if one is safe."""
        finding = self.finding
        if finding.fix is None or finding.target_span is None:
            return None
        start = finding.target_span[0]
        fixed_span = (start, start + len(finding.fix))
        return _cut_around(self.fixed_text or "", fixed_span, "changed")

    @property
    def fixed_text(self) -> str | None:
        """The whole translation with the fix."""
        finding = self.finding
        if finding.fix is None or finding.target_span is None:
            return None
        start, end = finding.target_span
        return finding.target_text[:start] + finding.fix + finding.target_text[end:]


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """The findings of one cause."""

    id: str
    """The same in each run."""
    findings: Sequence[ShownFinding]

    @property
    def first_finding(self) -> FindingInContext:
        """The finding that stands for all."""
        return self.findings[0].finding

    @property
    def quote(self) -> str | None:
        """What was found, where it is the same in all findings."""
        quotes = {shown_finding.finding.quote for shown_finding in self.findings}
        return (
            self.first_finding.quote.replace(_INLINE_CODE, _SHOWN_CODE)
            if len(quotes) == 1
            else None
        )

    @property
    def severity(self) -> Severity:
        """The worst severity of the findings."""
        return min(
            (shown_finding.finding.severity for shown_finding in self.findings),
            key=lambda severity: severity.rank,
        )

    @property
    def count_by_state(self) -> Mapping[FindingState, int]:
        """How many findings have each state."""
        return Counter(shown_finding.state for shown_finding in self.findings)

    @property
    def open_findings(self) -> Sequence[ShownFinding]:
        """Those on which nobody has decided."""
        return [
            shown_finding for shown_finding in self.findings if shown_finding.is_open
        ]

    @property
    def new_count(self) -> int:
        """How many the run before had not found."""
        return self.count_by_state.get(FindingState.NEW, 0)

    @property
    def has_fix_in_unit(self) -> bool:
        """Whether an open finding has a safe fix of a unit."""
        return any(
            shown_finding.finding.fix is not None and shown_finding.is_in_unit
            for shown_finding in self.open_findings
        )


def find_state(
    finding: FindingInContext,
    *,
    dismissal_by_fingerprint: Mapping[str, DismissedFinding],
    fixed_fingerprints: Collection[str],
    earlier_fingerprints: Collection[str] | None,
) -> FindingState:
    """Find what has become of a finding; `earlier_fingerprints`: of the run before."""
    if finding.fingerprint in fixed_fingerprints:
        return FindingState.FIXED
    if finding.fingerprint in dismissal_by_fingerprint:
        return FindingState.DISMISSED
    if (
        earlier_fingerprints is not None
        and finding.fingerprint not in earlier_fingerprints
    ):
        return FindingState.NEW
    return FindingState.OPEN


def group_findings(findings: Iterable[ShownFinding]) -> list[FindingGroup]:
    """Group findings by cause: the worst first, then the largest group."""
    findings_by_id: dict[str, list[ShownFinding]] = {}
    for shown_finding in findings:
        findings_by_id.setdefault(_make_group_id(shown_finding.finding), []).append(
            shown_finding
        )
    groups = [
        FindingGroup(group_id, shown_findings)
        for group_id, shown_findings in findings_by_id.items()
    ]
    return sorted(
        groups,
        key=lambda group: (
            group.severity.rank,
            -len(group.findings),
            group.first_finding.check,
        ),
    )


def _make_group_id(finding: FindingInContext) -> str:
    """Make the id of the cause of a finding.

    Where nothing is quoted, the message tells one cause from another; so it does for
    house rules and for punctuation, which find other words each time.
    """
    cause_words = finding.quote.strip().casefold() or finding.message
    if finding.target_span is None and finding.source_span is None:
        cause_words = finding.message
    fix = finding.fix or ""
    if finding.check == SKIPPED_RULES_OPTION.check_id or finding.check.startswith(
        _CHECK_PREFIXES_OF_ANY_WORDS
    ):
        cause_words, fix = finding.messages.get("en", finding.message), ""
    cause_text = "\0".join((finding.check, " ".join(cause_words.split()), fix))
    return hashlib.blake2b(
        cause_text.encode("utf-8", "surrogatepass"), digest_size=6
    ).hexdigest()


def _cut_around(text: str, span: tuple[int, int] | None, mark_class: str) -> Excerpt:
    """Cut a text around the place of a finding; the beginning without one."""
    text = text.replace(_INLINE_CODE, _SHOWN_CODE)
    return cut_excerpt(text, [(*span, mark_class)] if span else [])
