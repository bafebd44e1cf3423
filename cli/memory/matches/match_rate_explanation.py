"""The edits behind a match rate, as JSON and as coloured text."""

from typing import TYPE_CHECKING, Any

from tm.match.match_rate import Match, Query
from tm.text.segment import CODE, Segment

if TYPE_CHECKING:
    from rich.text import Text

    from tm.match.explanation import TextRange

_STYLE_BY_EDIT_KIND = {"insert": "green", "delete": "red strike", "alike": "yellow"}


def make_explanation_json(query: Query, match: Match) -> dict[str, Any]:
    """The fields that `--explain` adds to a match."""
    from tm.match.explanation import explain_match  # only for --explain

    explanation = explain_match(query, match)
    return {
        "measure": explanation.measure.value,
        "without_marks": explanation.ignores_diacritics,
        "edits": [
            {
                "op": edit.operation,
                "query": convert_to_display_span(query.segment, edit.query_range),
                "source": convert_to_display_span(match.source, edit.source_range),
                "counts": list(edit.counts),
            }
            for edit in explanation.edits
        ],
    }


def convert_to_display_span(segment: Segment, text_range: "TextRange") -> list[int]:
    """Convert a span of a segment's text to one of `display`, with its codes."""
    if not segment.codes:
        return list(text_range)
    return [
        len(
            Segment(
                segment.locale, text_before, segment.codes[: text_before.count(CODE)]
            ).display_text
        )
        for text_before in (segment.text[:offset] for offset in text_range)
    ]


def draw_edits(query: Query, match: Match, *, is_coloured: bool) -> "Text":
    """Draw the stored source with the edits that lead to the query.

    In colour, or as `[-stored-]{+query+}`.
    """
    from rich.text import Text

    from tm.match.explanation import explain_match

    source_text = match.source.display_text
    drawn_text = Text()
    drawn_end = 0
    for edit in explain_match(query, match).edits:
        query_text = query.segment.display_text[
            slice(*convert_to_display_span(query.segment, edit.query_range))
        ]
        source_start, source_end = convert_to_display_span(
            match.source, edit.source_range
        )
        if source_start < source_end:
            drawn_text.append(source_text[drawn_end:source_start])
            drawn_end = source_end
        _append_edit(
            drawn_text,
            edit.operation,
            source_text[source_start:source_end],
            query_text,
            is_coloured=is_coloured,
        )
    drawn_text.append(source_text[drawn_end:])
    return drawn_text


def _append_edit(
    drawn_text: "Text",
    operation: str,
    stored_text: str,
    query_text: str,
    *,
    is_coloured: bool,
) -> None:
    """Append the stored and the queried text of an edit, marked."""
    if operation == "equal":
        drawn_text.append(stored_text)
        return
    if (
        operation == "insert"
        and drawn_text.plain
        and not drawn_text.plain[-1].isspace()
    ):
        drawn_text.append(" ")
    for text, edit_kind in ((stored_text, "delete"), (query_text, "insert")):
        if not text:
            continue
        if is_coloured:
            is_alike = operation == "alike" and edit_kind == "insert"
            drawn_text.append(
                text, _STYLE_BY_EDIT_KIND["alike" if is_alike else edit_kind]
            )
        else:
            opening_mark, closing_mark = (
                ("[-", "-]") if edit_kind == "delete" else ("{+", "+}")
            )
            drawn_text.append(opening_mark + text + closing_mark)
