"""The changes that fixes make in a text: their spans, order and limits."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from checks.engine.messages import Message
from tm.finding import Finding, Span
from tm.text.segment import CODE


def find_minimal_change(finding: Finding) -> tuple[Span, str]:
    """Reduce a fix to the span that changes and its replacement.

    Quotes include adjacent words for the reader, which several fixes may share.
    """
    assert finding.target_span is not None and finding.fix is not None
    span, quote, fix = finding.target_span, finding.quote, finding.fix
    prefix_length = 0
    while (
        prefix_length < min(len(quote), len(fix))
        and quote[prefix_length] == fix[prefix_length]
    ):
        prefix_length += 1
    suffix_length = 0
    while (
        suffix_length < min(len(quote), len(fix)) - prefix_length
        and quote[len(quote) - suffix_length - 1] == fix[-1 - suffix_length]
    ):
        suffix_length += 1
    return Span(span.start + prefix_length, span.end - suffix_length), fix[
        prefix_length : len(fix) - suffix_length
    ]


class SeparateSpans:
    """Spans of a text that do not touch each other, in order."""

    def __init__(self) -> None:
        self._spans: list[Span] = []

    def add(self, span: Span) -> bool:
        """Add a span if it touches no other; returns whether it was added."""
        insertion_index = bisect_left(self._spans, span)
        previous_spans, following_spans = (
            self._spans[max(0, insertion_index - 1) : insertion_index],
            self._spans[insertion_index : insertion_index + 1],
        )
        if any(neighbour.end >= span.start for neighbour in previous_spans):
            return False
        if any(span.end >= neighbour.start for neighbour in following_spans):
            return False
        self._spans.insert(insertion_index, span)
        return True


def find_refusal_reason(finding: Finding, text: str) -> Message | None:
    """Return the reason why a fix must not be applied; None if it may."""
    assert finding.target_span is not None and finding.fix is not None
    quote = finding.target_span.of(text)
    if quote.count(CODE) != finding.fix.count(CODE):
        return Message("fix.inline_codes")
    if finding.fix.strip():
        return None
    remaining_text = text[: finding.target_span.start] + text[finding.target_span.end :]
    return None if remaining_text.strip() else Message("fix.no_text_left")


def iterate_changed_spans(
    findings: Iterable[Finding],
) -> Iterator[tuple[Finding, Span]]:
    """Iterate over the findings with the span of each replacement in the fixed text."""
    shift = 0
    for finding in sorted(
        findings, key=lambda finding: find_minimal_change(finding)[0]
    ):
        span, replacement = find_minimal_change(finding)
        start = span.start + shift
        yield finding, Span(start, start + len(replacement))
        shift += len(replacement) - (span.end - span.start)


def apply_changes(text: str, findings: Iterable[Finding]) -> str:
    """Apply the fixes of findings to a text."""
    text_parts = []
    offset = 0
    for span, replacement in sorted(map(find_minimal_change, findings)):
        text_parts += [text[offset : span.start], replacement]
        offset = span.end
    return "".join([*text_parts, text[offset:]])
