"""Parts of long texts with marks in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MarkedSpan = tuple[int, int, str]
"""Start, end and the class of the mark."""
_CONTEXT_LENGTH_BEFORE = 90
_CONTEXT_LENGTH_AFTER = 150
_MAX_WORD_LENGTH = 40
"""How far from there the nearest space is looked for; some languages have none."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a text, with marks in it."""

    text: str
    marks: tuple[MarkedSpan, ...]
    text_before: str
    """What was cut off before the part."""
    text_after: str
    """What was cut off after it."""

    @property
    def whole_text(self) -> str:
        """The text that the part is of."""
        return self.text_before + self.text + self.text_after

    @property
    def is_cut_before(self) -> bool:
        """Whether the whole text has more before the part."""
        return bool(self.text_before)

    @property
    def is_cut_after(self) -> bool:
        """Whether the whole text has more after the part."""
        return bool(self.text_after)


def cut_excerpt(text: str, marks: Sequence[MarkedSpan]) -> Excerpt:
    """Cut what stands around the first mark out of a long text, at spaces."""
    first_start, first_end = marks[0][:2] if marks else (0, 0)
    start = max(0, first_start - _CONTEXT_LENGTH_BEFORE)
    end = min(len(text), max(first_end, _CONTEXT_LENGTH_BEFORE) + _CONTEXT_LENGTH_AFTER)
    if start > 0:
        space_index = text.rfind(" ", max(0, start - _MAX_WORD_LENGTH), start + 1)
        start = (
            space_index + 1 if space_index >= 0 or start <= _MAX_WORD_LENGTH else start
        )
    if end < len(text):
        space_index = text.find(" ", end, end + _MAX_WORD_LENGTH)
        if space_index >= 0 or len(text) - end <= _MAX_WORD_LENGTH:
            end = space_index if space_index >= 0 else len(text)
    return Excerpt(
        text[start:end],
        sort_marks(
            (max(0, mark_start - start), min(mark_end, end) - start, mark_class)
            for mark_start, mark_end, mark_class in marks
            if mark_start < end and mark_end > start
        ),
        text[:start],
        text[end:],
    )


def sort_marks(marks: Iterable[MarkedSpan]) -> tuple[MarkedSpan, ...]:
    """Sort marks, and leave out those that overlap an earlier one or are empty."""
    sorted_marks: list[MarkedSpan] = []
    for mark in sorted(marks):
        end = sorted_marks[-1][1] if sorted_marks else 0
        if mark[0] >= end and mark[1] > mark[0]:
            sorted_marks.append(mark)
    return tuple(sorted_marks)
