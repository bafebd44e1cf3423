"""Hits of a concordance with their phrases below each other: keyword in context."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cli.memory.matches.match_view import draw_origin
from tm.match.concordance.concordance import ConcordanceHit

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


def draw_kwic(console: "Console", hits: Sequence[ConcordanceHit]) -> None:
    """Print hits with their phrases below each other, and their translations."""
    from rich.cells import cell_len

    width_limit = console.width // 3
    widest_phrase_width = max(
        (cell_len(hit.span.of(hit.source.text)) for hit in hits), default=0
    )
    phrase_column = (console.width - min(widest_phrase_width, width_limit)) // 2
    for hit in hits:
        line = _make_kwic_line(hit, phrase_column, console.width)
        console.print(line, no_wrap=True, overflow="crop", crop=True)
        target_text = hit.target.display_text if hit.target else "(no translation yet)"
        console.print(f"  →  {target_text}", markup=False, soft_wrap=True)
        draw_origin(console, hit.unit.origin)


def _make_kwic_line(hit: ConcordanceHit, phrase_column: int, line_width: int) -> "Text":
    """Make the line of a hit, with the phrase beginning in the given column."""
    from rich.cells import cell_len
    from rich.text import Text

    text = "".join(
        character if character.isprintable() else " " for character in hit.source.text
    )
    text_before, text_after = text[: hit.span.start], text[hit.span.end :]
    phrase = _cut_to_width(
        text[hit.span.start : hit.span.end], line_width - phrase_column
    )
    while cell_len(text_before) > phrase_column:
        # Each letter takes two cells at most.
        text_before = text_before[
            max(1, (cell_len(text_before) - phrase_column) // 2) :
        ]
    text_after = _cut_to_width(
        text_after, line_width - phrase_column - cell_len(phrase)
    )
    kwic_line = Text(" " * (phrase_column - cell_len(text_before)) + text_before)
    kwic_line.append(phrase, style="bold reverse")
    return kwic_line.append(text_after.rstrip())


def _cut_to_width(text: str, width: int) -> str:
    """Cut a text to the number of terminal cells."""
    from rich.cells import cell_len

    text = text[:width]
    while cell_len(text) > width:
        text = text[:-1]
    return text
