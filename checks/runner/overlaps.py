"""Merge overlapping findings: the more specific check's finding stays.

The decorator of a check says which other checks it yields to.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from graphlib import TopologicalSorter

from checks.engine.check import Check
from tm.finding import Finding, Span

_CheckSpansKey = tuple[str, str, bool]
"""A unit's id, a check's id, and whether the spans are in the target."""
_SpansByCheck = Mapping[_CheckSpansKey, list[tuple[Span, int]]]


class Overlaps:
    """The precedence of checks whose findings overlap."""

    def __init__(self, checks: Sequence[Check]) -> None:
        self._yields_to = {
            check.id: check.yields_to for check in checks if check.yields_to
        }
        order = TopologicalSorter(self._yields_to).static_order()
        self._order_by_check = {check: index for index, check in enumerate(order)}
        """By check, its rank: after the checks that it yields to."""

    def merge(self, findings: Sequence[Finding]) -> list[Finding]:
        """Drop the findings of a document whose fault another finding reports.

        A finding is dropped if its span overlaps one of a check that it yields to: in
        the target, or in the source where one of the two has no target span. The
        remaining finding gets the highest severity of the two. The order stays.
        """
        order_by_check, remaining = self._order_by_check, dict(enumerate(findings))
        ranked_indexes = [
            index
            for index, finding in remaining.items()
            if finding.check in order_by_check
        ]
        spans_by_check: dict[_CheckSpansKey, list[tuple[Span, int]]] = defaultdict(list)
        # A dropped finding hides no other: those that it may yield to come first.
        for index in sorted(
            ranked_indexes, key=lambda index: order_by_check[remaining[index].check]
        ):
            finding = remaining[index]
            winner_index = self._find_winner(finding, remaining, spans_by_check)
            if winner_index is None:
                for span, is_target in _finding_spans(finding):
                    insort(
                        spans_by_check[finding.unit, finding.check, is_target],
                        (span, index),
                    )
                continue
            del remaining[index]
            if finding.severity.rank < remaining[winner_index].severity.rank:
                remaining[winner_index] = replace(
                    remaining[winner_index], severity=finding.severity
                )
        return [*remaining.values()]

    def _find_winner(
        self,
        finding: Finding,
        remaining: Mapping[int, Finding],
        spans_by_check: _SpansByCheck,
    ) -> int | None:
        """Return the index of a finding that reports the same fault, if any."""
        for check in self._yields_to.get(finding.check, ()):
            for span, is_target in _finding_spans(finding):
                spans = spans_by_check.get((finding.unit, check, is_target), ())
                # Spans of one check hardly overlap: comparing the last one suffices.
                last_index = bisect_left(spans, span.end, key=_indexed_span_start) - 1
                if last_index < 0:
                    continue
                other_span, index = spans[last_index]
                is_comparable = is_target or None in (
                    finding.target_span,
                    remaining[index].target_span,
                )
                if (
                    is_comparable
                    and other_span.overlaps(span)
                    and _quote_same_text(finding, remaining[index])
                ):
                    return index
        return None


def _quote_same_text(finding: Finding, other_finding: Finding) -> bool:
    """Whether both quote the same text where they overlap (unit ids may repeat)."""
    span, other_span = finding.target_span, other_finding.target_span
    if span is None or other_span is None:
        return True
    start, end = max(span.start, other_span.start), min(span.end, other_span.end)
    return (
        finding.quote[start - span.start : end - span.start]
        == other_finding.quote[start - other_span.start : end - other_span.start]
    )


def _indexed_span_start(indexed_span: tuple[Span, int]) -> int:
    return indexed_span[0].start


def _finding_spans(finding: Finding) -> list[tuple[Span, bool]]:
    spans = (finding.target_span, True), (finding.source_span, False)
    return [(span, is_target) for span, is_target in spans if span is not None]
