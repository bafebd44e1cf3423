"""One finding for one fault: where two checks find it, that of the more specific one.

A check says at its decorator which other checks it yields to.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from graphlib import TopologicalSorter

from checks.engine.check import Check
from tm.finding import Finding, Span

_Key = tuple[str, str, bool]
"""Unit and check, and whether the spans are those of the target."""
_Places = Mapping[_Key, list[tuple[Span, int]]]


class Overlaps:
    """What checks yield to when two find the same fault."""

    def __init__(self, checks: Sequence[Check]) -> None:
        self._yields_to = {one.id: one.yields_to for one in checks if one.yields_to}
        order = TopologicalSorter(self._yields_to).static_order()
        self._order = {check: index for index, check in enumerate(order)}
        """Each check that yields to others, behind those that it yields to."""

    def merge(self, findings: Sequence[Finding]) -> list[Finding]:
        """The findings of a document, less those whose fault another one tells, in
        order.

        A finding whose words overlap with those of a check that it yields to goes, in
        the target, or in the source where one of the two has no words of the target;
        the other one, which stays, is as severe as the most severe of them.
        """
        order, remaining = self._order, dict(enumerate(findings))
        ranked = [
            index for index, finding in remaining.items() if finding.check in order
        ]
        spans_by_check: dict[_Key, list[tuple[Span, int]]] = defaultdict(list)
        # A finding that goes hides no other: those it may yield to are judged before.
        for index in sorted(ranked, key=lambda at: order[remaining[at].check]):
            finding = remaining[index]
            winner = self._winner(finding, remaining, spans_by_check)
            if winner is None:
                for span, is_target in _spans(finding):
                    insort(
                        spans_by_check[finding.unit, finding.check, is_target],
                        (span, index),
                    )
                continue
            del remaining[index]
            if finding.severity.rank < remaining[winner].severity.rank:
                remaining[winner] = replace(
                    remaining[winner], severity=finding.severity
                )
        return [*remaining.values()]

    def _winner(
        self,
        finding: Finding,
        remaining: Mapping[int, Finding],
        spans_by_check: _Places,
    ) -> int | None:
        """The index of a finding that tells of the same fault, if there is one."""
        for check in self._yields_to.get(finding.check, ()):
            for span, is_target in _spans(finding):
                spans = spans_by_check.get((finding.unit, check, is_target), ())
                # Two of one check hardly overlap: the last that begins before is
                # enough.
                last = bisect_left(spans, span.end, key=lambda one: one[0].start) - 1
                if last < 0:
                    continue
                other, index = spans[last]
                is_comparable = is_target or None in (
                    finding.target_span,
                    remaining[index].target_span,
                )
                if (
                    is_comparable
                    and other.overlaps(span)
                    and _agree(finding, remaining[index])
                ):
                    return index
        return None


@lru_cache(maxsize=16)
def overlaps(checks: tuple[Check, ...]) -> Overlaps:
    """What some checks yield to; the same for all batches of a run."""
    return Overlaps(checks)


def _agree(finding: Finding, other: Finding) -> bool:
    """Whether both quote one text where they overlap, since ids come from users."""
    span, other_span = finding.target_span, other.target_span
    if span is None or other_span is None:
        return True
    start, end = max(span.start, other_span.start), min(span.end, other_span.end)
    return (
        finding.quote[start - span.start : end - span.start]
        == other.quote[start - other_span.start : end - other_span.start]
    )


def _spans(finding: Finding) -> list[tuple[Span, bool]]:
    both = (finding.target_span, True), (finding.source_span, False)
    return [(span, is_target) for span, is_target in both if span is not None]
