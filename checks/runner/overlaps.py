"""Merge overlapping findings: the more specific check's finding stays.

The decorator of a check says which other checks it yields to.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from graphlib import TopologicalSorter

from checks.engine.check import Check
from tm.finding import Finding, Span

_CheckSpansKey = tuple[str, str, bool]
"""A unit's id, a check's id, and whether the spans are in the target."""
_SpansWithFindingIndexByCheck = Mapping[_CheckSpansKey, list[tuple[Span, int]]]


class Overlaps:
    """The precedence of checks whose findings overlap."""

    def __init__(self, checks: Sequence[Check]) -> None:
        self._winner_ids_by_check = {
            check.id: check.yields_to for check in checks if check.yields_to
        }
        sorted_check_ids = TopologicalSorter(self._winner_ids_by_check).static_order()
        self._rank_by_check = {
            check_id: check_rank for check_rank, check_id in enumerate(sorted_check_ids)
        }
        """By check, its rank: after the checks that it yields to."""

    def merge(self, findings: Sequence[Finding]) -> list[Finding]:
        """Drop the findings of a document whose fault another finding reports.

        A finding is dropped if its span overlaps one of a check that it yields to: in
        the target, or in the source where one of the two has no target span. The
        remaining finding gets the highest severity of the two. The order stays.
        """
        rank_by_check, finding_by_index = (
            self._rank_by_check,
            dict(enumerate(findings)),
        )
        ranked_indexes = [
            finding_index
            for finding_index, finding in finding_by_index.items()
            if finding.check in rank_by_check
        ]
        indexed_spans_by_check: dict[_CheckSpansKey, list[tuple[Span, int]]] = (
            defaultdict(list)
        )
        # A dropped finding hides no other: those that it may yield to come first.
        for finding_index in sorted(
            ranked_indexes,
            key=lambda index: rank_by_check[finding_by_index[index].check],
        ):
            finding = finding_by_index[finding_index]
            winner_index = self._find_winner(
                finding, finding_by_index, indexed_spans_by_check
            )
            if winner_index is None:
                for span, is_target in _list_finding_spans(finding):
                    insort(
                        indexed_spans_by_check[finding.unit, finding.check, is_target],
                        (span, finding_index),
                    )
                continue
            del finding_by_index[finding_index]
            if finding.severity.rank < finding_by_index[winner_index].severity.rank:
                finding_by_index[winner_index] = replace(
                    finding_by_index[winner_index], severity=finding.severity
                )
        return [*finding_by_index.values()]

    def _find_winner(
        self,
        finding: Finding,
        finding_by_index: Mapping[int, Finding],
        spans_with_finding_index_by_check: _SpansWithFindingIndexByCheck,
    ) -> int | None:
        """Return the index of a finding that reports the same fault, if any."""
        for check_id in self._winner_ids_by_check.get(finding.check, ()):
            for span, is_target in _list_finding_spans(finding):
                spans_with_finding_index = spans_with_finding_index_by_check.get(
                    (finding.unit, check_id, is_target), ()
                )
                # Spans of one check hardly overlap: comparing the last one suffices.
                span_index = (
                    bisect_left(
                        spans_with_finding_index, span.end, key=_read_span_start
                    )
                    - 1
                )
                if span_index < 0:
                    continue
                other_span, finding_index = spans_with_finding_index[span_index]
                is_comparable = is_target or None in (
                    finding.target_span,
                    finding_by_index[finding_index].target_span,
                )
                if (
                    is_comparable
                    and other_span.overlaps(span)
                    and _quote_same_text(finding, finding_by_index[finding_index])
                ):
                    return finding_index
        return None


class ReportedFaults:
    """The findings of documents to which checks of the corpus yield."""

    def __init__(self, corpus_checks: Iterable[Check]) -> None:
        self._winner_ids_by_check = {
            check.id: frozenset(check.yields_to) for check in corpus_checks
        }
        self._winner_ids = frozenset().union(*self._winner_ids_by_check.values())
        self._findings_by_unit: dict[str, list[Finding]] = defaultdict(list)

    def add(self, finding: Finding) -> None:
        """Remember a finding, if a check of the corpus yields to its check."""
        if finding.check in self._winner_ids:
            self._findings_by_unit[finding.unit].append(finding)

    def has_fault_of(self, finding: Finding) -> bool:
        """Whether a finding of the corpus reports a fault that is reported already."""
        winner_ids = self._winner_ids_by_check.get(finding.check, frozenset())
        spans = _list_finding_spans(finding)
        return any(
            is_target == is_other_target
            and span.overlaps(other_span)
            and _quote_same_text(finding, other_finding)
            for other_finding in self._findings_by_unit.get(finding.unit, ())
            if other_finding.check in winner_ids
            for other_span, is_other_target in _list_finding_spans(other_finding)
            for span, is_target in spans
        )


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


def _read_span_start(indexed_span: tuple[Span, int]) -> int:
    return indexed_span[0].start


def _list_finding_spans(finding: Finding) -> list[tuple[Span, bool]]:
    """List the spans of a finding, each with whether it is in the target."""
    spans_with_sides = (finding.target_span, True), (finding.source_span, False)
    return [
        (span, is_target) for span, is_target in spans_with_sides if span is not None
    ]
