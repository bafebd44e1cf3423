"""Spans of a text that were reported or are excluded, for tests of overlap."""

from collections.abc import Iterable

from tm.finding import Span


class SpanSet:
    """The letters of a text that some spans cover.

    >>> cover = SpanSet("Hanoi, Vietnam", [Span(0, 5)])
    >>> cover.overlaps(Span(4, 8)), cover.overlaps(Span(5, 8))
    (True, False)
    """

    def __init__(self, text: str, spans: Iterable[Span] = ()) -> None:
        self._covered_flags = bytearray(len(text))
        for span in spans:
            self.add(span)

    def add(self, span: Span) -> None:
        """Cover the letters of a span."""
        covered_length = len(self._covered_flags[span.start : span.end])
        self._covered_flags[span.start : span.end] = b"\x01" * covered_length

    def overlaps(self, span: Span) -> bool:
        """Whether any letter of a span is covered."""
        return self._covered_flags.find(1, span.start, span.end) >= 0
