"""Bar charts as SVG, for pages without scripts; each stands next to its table.

No library: the small ones for SVG are not maintained, and the maintained ones bring a
renderer of 20 MB for two shapes.
"""

from collections.abc import Sequence
from html import escape

from tm.text.control_characters import show_control_characters

_WIDTH = 640
_LABEL_WIDTH = 190
_VALUE_WIDTH = 80
_ROW_HEIGHT = 24
_COLUMN_HEIGHT = 160
_MAX_COLUMN_WIDTH = 72
_MAX_LABEL_LENGTH = 26
_MAX_SHOWN_MONTH_COUNT = 12


def draw_bars(
    title: str,
    labels: Sequence[str],
    values: Sequence[float],
    value_texts: Sequence[str],
) -> str:
    """Draw a horizontal bar for each value, with its label and its text."""
    highest_value = max([*values, 0]) or 1
    bar_space = _WIDTH - _LABEL_WIDTH - _VALUE_WIDTH
    markup_parts = []
    for index, (label, value, value_text) in enumerate(
        zip(labels, values, value_texts, strict=True)
    ):
        bar_top = index * _ROW_HEIGHT
        bar_width = max(value, 0) / highest_value * bar_space
        text_baseline = bar_top + _ROW_HEIGHT - 8
        markup_parts.append(
            f'<text x="{_LABEL_WIDTH - 8}" y="{text_baseline}" text-anchor="end">'
            f"{_shorten_label(label)}</text>"
            f'<rect x="{_LABEL_WIDTH}" y="{bar_top + 4}" width="{bar_width:.1f}" '
            f'height="{_ROW_HEIGHT - 8}"/>'
            f'<text x="{_LABEL_WIDTH + bar_width + 6:.1f}" y="{text_baseline}">'
            f"{escape(value_text)}</text>"
        )
    return _wrap_in_svg(title, len(values) * _ROW_HEIGHT, markup_parts)


def draw_columns(
    title: str,
    labels: Sequence[str],
    values: Sequence[float],
    value_texts: Sequence[str],
) -> str:
    """Draw an upright bar for each value; some labels are left out if they are many."""
    highest_value = max([*values, 0]) or 1
    column_width = min(_WIDTH / max(len(values), 1), _MAX_COLUMN_WIDTH)
    label_step = (len(values) - 1) // _MAX_SHOWN_MONTH_COUNT + 1
    markup_parts = [
        f'<line x1="0" y1="{_COLUMN_HEIGHT + 20}" x2="{_WIDTH}" '
        f'y2="{_COLUMN_HEIGHT + 20}"/>'
    ]
    for index, (label, value, value_text) in enumerate(
        zip(labels, values, value_texts, strict=True)
    ):
        bar_height = max(value, 0) / highest_value * _COLUMN_HEIGHT
        left, top = index * column_width, _COLUMN_HEIGHT + 20 - bar_height
        center = left + column_width / 2
        markup_parts.append(
            f'<rect x="{left + column_width * 0.1:.1f}" y="{top:.1f}" '
            f'width="{column_width * 0.8:.1f}" height="{bar_height:.1f}"/>'
        )
        if index % label_step == 0:
            markup_parts.append(
                f'<text x="{center:.1f}" y="{_COLUMN_HEIGHT + 36}" '
                f'text-anchor="middle">{_shorten_label(label)}</text>'
                f'<text x="{center:.1f}" y="{top - 4:.1f}" text-anchor="middle">'
                f"{escape(value_text)}</text>"
            )
    return _wrap_in_svg(title, _COLUMN_HEIGHT + 44, markup_parts)


def _wrap_in_svg(title: str, height: int, markup_parts: Sequence[str]) -> str:
    return (
        f'<svg role="img" viewBox="0 0 {_WIDTH} {height}" '
        f'aria-label="{escape(title)}">{"".join(markup_parts)}</svg>'
    )


def _shorten_label(label: str) -> str:
    """Escape a label for SVG, cut to what fits."""
    shown_label = show_control_characters(label)
    if len(shown_label) > _MAX_LABEL_LENGTH:
        shown_label = f"{shown_label[: _MAX_LABEL_LENGTH - 1]}…"
    return escape(shown_label)
