"""The edits behind a match rate: as JSON, and drawn for people."""

from typing import TYPE_CHECKING, Any

from tm.match.explanation import Span, explain
from tm.match.rank import Match, Query
from tm.text.segment import CODE, Segment

if TYPE_CHECKING:
    from rich.text import Text

_STYLES = {"insert": "green", "delete": "red strike", "alike": "yellow"}


def explanation_json(query: Query, match: Match) -> dict[str, Any]:
    """The fields that `--explain` adds to a match."""
    explained = explain(query, match)
    return {
        "measure": explained.measure.value,
        "without_marks": explained.without_marks,
        "edits": [
            {
                "op": edit.op,
                "query": shown_span(query.segment, edit.query),
                "source": shown_span(match.source, edit.source),
                "counts": list(edit.counts),
            }
            for edit in explained.edits
        ],
    }


def shown_span(segment: Segment, span: Span) -> list[int]:
    """A place in a segment's text as one in `display`, where codes are written out."""
    if not segment.codes:
        return list(span)
    return [
        len(Segment(segment.locale, head, segment.codes[: head.count(CODE)]).display)
        for head in (segment.text[:place] for place in span)
    ]


def edited(query: Query, match: Match, *, coloured: bool) -> "Text":
    """The stored source with what the query has instead.

    In colour, or else as `[-stored-]{+query+}`.
    """
    from rich.text import Text

    text = match.source.display
    shown = Text()
    last = 0
    for edit in explain(query, match).edits:
        asked = query.segment.display[slice(*shown_span(query.segment, edit.query))]
        start, end = shown_span(match.source, edit.source)
        if start < end:
            shown.append(text[last:start])
            last = end
        _append(shown, edit.op, text[start:end], asked, coloured=coloured)
    shown.append(text[last:])
    return shown


def _append(shown: "Text", op: str, stored: str, asked: str, *, coloured: bool) -> None:
    if op == "equal":
        shown.append(stored)
        return
    if op == "insert" and shown.plain and not shown.plain[-1].isspace():
        shown.append(" ")
    for text, kind in ((stored, "delete"), (asked, "insert")):
        if not text:
            continue
        if coloured:
            alike = op == "alike" and kind == "insert"
            shown.append(text, _STYLES["alike" if alike else kind])
        else:
            left, right = ("[-", "-]") if kind == "delete" else ("{+", "+}")
            shown.append(left + text + right)
