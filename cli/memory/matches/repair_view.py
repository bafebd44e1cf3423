"""What was repaired in a translation and what is left to do, as JSON and as text."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cli.memory.matches.match_rate_explanation import convert_to_display_span
from tm.finding import Span
from tm.match.match_rate import Match
from tm.match.replacement import OpenDifference
from tm.text.segment import Segment

if TYPE_CHECKING:
    from rich.text import Text

_REPLACED_STYLE, _OPEN_STYLE = "green", "yellow underline"
_REPLACED_BRACKETS, _OPEN_BRACKETS = ("{+", "+}"), ("[?", "?]")
"""What stands around a span where there are no colours."""


def make_repair_json(match: Match) -> dict[str, Any]:
    """The fields of a match that describe its repair.

    Spans are of `repaired`, or of `target` where nothing was replaced.
    """
    segment = match.repaired_target or match.target
    if segment is None:
        return {"repairs": [], "by_hand": []}
    return {
        "repairs": [
            {
                "kind": replacement.kind.value,
                "span": _convert_span(segment, replacement.span),
                "old": replacement.old_text,
                "new": replacement.new_text,
                "source": replacement.source_text,
                "query": replacement.query_text,
            }
            for replacement in match.replacements
        ],
        "by_hand": [
            {
                "span": difference.target_span
                and _convert_span(segment, difference.target_span),
                "source": difference.source_text,
                "query": difference.query_text,
            }
            for difference in match.open_differences
        ],
    }


def draw_translation(match: Match, segment: Segment, *, is_coloured: bool) -> "Text":
    """Draw a translation with its replaced spans and those to translate by hand.

    In colour, or as `{+replaced+}` and `[?to be translated?]`.
    """
    from rich.text import Text

    display_text = segment.display_text
    drawn_text = Text()
    drawn_end = 0
    for span, style, brackets in _list_marked_spans(match):
        start, end = _convert_span(segment, span)
        drawn_text.append(display_text[drawn_end:start])
        marked_text = display_text[start:end]
        if is_coloured:
            drawn_text.append(marked_text, style)
        else:
            drawn_text.append(brackets[0] + marked_text + brackets[1])
        drawn_end = end
    drawn_text.append(display_text[drawn_end:])
    return drawn_text


def describe_open_differences(match: Match) -> str:
    """List what is left to do by hand: `“đến” → “vào”`; empty if there is nothing."""
    return "; ".join(map(_describe_difference, match.open_differences))


def _describe_difference(difference: OpenDifference) -> str:
    if not difference.source_text:
        # A sentence without a match stands in the translation as it is.
        verb = "add" if difference.target_span is None else "translate"
        return f"{verb} “{difference.query_text}”"
    if not difference.query_text:
        return f"leave out “{difference.source_text}”"
    return f"“{difference.source_text}” → “{difference.query_text}”"


def _list_marked_spans(match: Match) -> Iterator[tuple[Span, str, tuple[str, str]]]:
    """List the spans to mark in order, without overlaps: replaced ones first."""
    styled_spans = [
        (replacement.span, _REPLACED_STYLE, _REPLACED_BRACKETS)
        for replacement in match.replacements
    ]
    for difference in match.open_differences:
        span = difference.target_span
        if span and not any(
            span.overlaps(marked_span) for marked_span, *_ in styled_spans
        ):
            styled_spans.append((span, _OPEN_STYLE, _OPEN_BRACKETS))
    yield from sorted(styled_spans, key=lambda marked_span: marked_span[0])


def _convert_span(segment: Segment, span: Span) -> list[int]:
    return convert_to_display_span(segment, (span.start, span.end))
