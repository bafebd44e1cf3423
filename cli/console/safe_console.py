"""A console that shows control characters of texts instead of obeying them.

Text of pages and files may hold escape sequences, which would set the title of a
terminal, write its clipboard or hide what follows.
"""

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from tm.text.control_characters import (
    find_control_characters,
    has_control_characters,
    show_control_characters,
)


class SafeConsole(Console):
    """A console whose texts are shown with their control characters visible."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Render an object; a text of it that has control characters is changed."""
        if isinstance(renderable, str):
            renderable = show_control_characters(renderable)
        elif isinstance(renderable, Text) and has_control_characters(renderable.plain):
            renderable = _show_controls_of_styled_text(renderable)
        return super().render(renderable, options)


def _show_controls_of_styled_text(text: Text) -> Text:
    """Replace control characters, with the styles of all else kept."""
    boundaries = {
        offset + shift
        for offset in find_control_characters(text.plain)
        for shift in (0, 1)
    }
    pieces = text.divide(sorted(boundaries))
    for piece in pieces:
        if has_control_characters(piece.plain):
            piece.plain = show_control_characters(piece.plain)
    return text.blank_copy().join(pieces)
