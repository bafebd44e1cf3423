"""Correction of sentences in a page of text or HTML."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from exports.edit.correction import CorrectedFile, Correction
from exports.io.editable_text import decode_editable_text
from tm.errors import FormatError
from tm.text.input.encoding import decode_text, find_marked_encoding

_CONTEXT_LENGTHS = (40, 20, 10)
"""Characters of context by which a change is found, the longest first."""
_MAX_COMPARED_LENGTH = 2000
"""Longest text, in characters, whose changes are made one by one."""

_TextEdit = tuple[int, int, str]
"""Start and end of a span of the page, and its new text."""


def correct_page(
    data: bytes, corrections: Sequence[Correction], *, path: str
) -> CorrectedFile:
    """Correct a page.

    `corrections`: one for each segment of the page, in order. A segment is corrected
    where it occurs only once, or next after the segment before it. A segment that is
    broken over lines, or has HTML tags inside, is corrected change by change, where the
    context of each change occurs only once.
    """
    encoding = find_marked_encoding(data) or decode_text(data, path=path).encoding
    editable_text = decode_editable_text(data, encoding, path=path)
    page_text = editable_text.text
    edits: list[_TextEdit] = []
    missed_corrections = []
    reading_position = 0
    for correction in corrections:
        start = _find_segment(page_text, correction.old_text, reading_position)
        if start is not None:
            end = start + len(correction.old_text)
            if correction.new_text != correction.old_text:
                edits.append((start, end, correction.new_text))
            reading_position = max(reading_position, end)
        elif correction.new_text != correction.old_text:
            change_edits = _locate_edits(page_text, correction)
            if change_edits is None:
                missed_corrections.append(correction)
            else:
                edits += change_edits
    edited_text = _apply_edits(page_text, edits)
    try:
        return CorrectedFile(
            editable_text.encode(edited_text), tuple(missed_corrections)
        )
    except UnicodeEncodeError as error:
        letter = error.object[error.start]
        reason = f"{editable_text.encoding} has no {letter!r}; save the file as UTF-8"
        raise FormatError(reason, path=path) from error


def _apply_edits(page_text: str, edits: Sequence[_TextEdit]) -> str:
    """Make the text of the page with its edits; overlapping ones are left out."""
    text_parts = []
    copied_end = 0
    for start, end, replacement in sorted(set(edits)):
        if start < copied_end:
            continue  # two edits overlap: the first one wins
        text_parts += [page_text[copied_end:start], replacement]
        copied_end = end
    return "".join([*text_parts, page_text[copied_end:]])


def _find_segment(
    page_text: str, segment_text: str, reading_position: int
) -> int | None:
    """Find a segment: its only occurrence, or the first one after a position."""
    if not segment_text:
        return None
    first_position = page_text.find(segment_text)
    if first_position < 0:
        return None
    if page_text.find(segment_text, first_position + 1) < 0:
        return first_position
    next_position = page_text.find(segment_text, reading_position)
    return next_position if next_position >= 0 else None


def _locate_edits(page_text: str, correction: Correction) -> list[_TextEdit] | None:
    """Locate the changes of a segment in a page; None if one is not found."""
    if max(len(correction.old_text), len(correction.new_text)) > _MAX_COMPARED_LENGTH:
        return None
    edits = []
    for start, change_end, replacement in _list_edits(
        correction.old_text, correction.new_text
    ):
        page_position = _find_change(page_text, correction.old_text, start, change_end)
        if page_position is None:
            return None
        edits.append((page_position, page_position + change_end - start, replacement))
    return edits


def _list_edits(old_text: str, new_text: str) -> Iterator[_TextEdit]:
    matcher = SequenceMatcher(None, old_text, new_text, autojunk=False)
    for operation, start, end, new_start, new_end in matcher.get_opcodes():
        if operation != "equal":
            yield start, end, new_text[new_start:new_end]


def _find_change(
    page_text: str, segment_text: str, change_start: int, change_end: int
) -> int | None:
    """Find the position of a change by its context, if that occurs only once."""
    for context_length in _CONTEXT_LENGTHS:
        context_start = max(0, change_start - context_length)
        context = segment_text[context_start : change_end + context_length]
        context_position = page_text.find(context)
        if context_position >= 0 and page_text.find(context, context_position + 1) < 0:
            return context_position + change_start - context_start
    return None
