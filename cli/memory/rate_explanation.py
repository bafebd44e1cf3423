"""The edits behind a match rate, as JSON and as coloured text."""

from typing import TYPE_CHECKING, Any

from tm.match.explanation import TextRange, explain_match
from tm.match.rank import Match, Query
from tm.text.segment import CODE, Segment

if TYPE_CHECKING:
    from rich.text import Text

_STYLES = {"insert": "green", "delete": "red strike", "alike": "yellow"}


def explanation_json(query: Query, match: Match) -> dict[str, Any]:
    """The fields that `--explain` adds to a match."""
    explained = explain_match(query, match)
    return {
        "measure": explained.measure.value,
        "without_marks": explained.without_marks,
        "edits": [
            {
                "op": edit.op,
                "query": display_span(query.segment, edit.query_range),
                "source": display_span(match.source, edit.source_range),
                "counts": list(edit.counts),
            }
            for edit in explained.edits
        ],
    }


def display_span(segment: Segment, span: TextRange) -> list[int]:
    """Convert a span of a segment's text to one of `display`, with its codes."""
    if not segment.codes:
        return list(span)
    return [
        len(
            Segment(
                segment.locale, text_before, segment.codes[: text_before.count(CODE)]
            ).display
        )
        for text_before in (segment.text[:offset] for offset in span)
    ]


def draw_edits(query: Query, match: Match, *, coloured: bool) -> "Text":
    """Draw the stored source with the edits that lead to the query.

    In colour, or as `[-stored-]{+query+}`.
    """
    from rich.text import Text

    text = match.source.display
    drawn = Text()
    stored_end = 0
    for edit in explain_match(query, match).edits:
        query_text = query.segment.display[
            slice(*display_span(query.segment, edit.query_range))
        ]
        start, end = display_span(match.source, edit.source_range)
        if start < end:
            drawn.append(text[stored_end:start])
            stored_end = end
        _append(drawn, edit.op, text[start:end], query_text, coloured=coloured)
    drawn.append(text[stored_end:])
    return drawn


def _append(
    drawn: "Text", operation: str, stored_text: str, query_text: str, *, coloured: bool
) -> None:
    if operation == "equal":
        drawn.append(stored_text)
        return
    if operation == "insert" and drawn.plain and not drawn.plain[-1].isspace():
        drawn.append(" ")
    for text, edit_kind in ((stored_text, "delete"), (query_text, "insert")):
        if not text:
            continue
        if coloured:
            is_alike = operation == "alike" and edit_kind == "insert"
            drawn.append(text, _STYLES["alike" if is_alike else edit_kind])
        else:
            opening, closing = ("[-", "-]") if edit_kind == "delete" else ("{+", "+}")
            drawn.append(opening + text + closing)
