"""Putting corrected sentences into a page of text, whatever stands around them."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from exports.edit.correct import CorrectedFile, Correction
from exports.io.editable_text import decode_editable
from tm.errors import FormatError
from tm.text.input.encoding import decode_text, marked_encoding

_AROUND = (40, 20, 10)
"""Characters around a change by which its place is looked for, the most first."""
_LONG = 2000
"""Characters of a text from which on its changes are not told apart."""

_Edit = tuple[int, int, str]
"""Where a page is changed, and what stands there then."""


def correct_page(
    data: bytes, corrections: Sequence[Correction], *, path: str
) -> CorrectedFile:
    """Correct a page; all its segments, in order, are given.

    A segment is corrected where it stands exactly once, or where the one before it in
    the order of reading leaves but one place. One that stands there in another way,
    broken over lines or with marks of HTML inside, is corrected piece by piece, where
    what is around each piece stands exactly once.
    """
    encoding = marked_encoding(data) or decode_text(data, path=path).encoding
    editable = decode_editable(data, encoding, path=path)
    text = editable.text
    edits: list[_Edit] = []
    missed = []
    position = 0
    for correction in corrections:
        start = _place(text, correction.before, position)
        if start is not None:
            end = start + len(correction.before)
            if correction.after != correction.before:
                edits.append((start, end, correction.after))
            position = max(position, end)
        elif correction.after != correction.before:
            changes = _pieces(text, correction)
            if changes is None:
                missed.append(correction)
            else:
                edits += changes
    edited = _edited(text, edits)
    try:
        return CorrectedFile(editable.encode(edited), tuple(missed))
    except UnicodeEncodeError as error:
        letter = error.object[error.start]
        reason = f"{editable.encoding} has no {letter!r}; make it UTF-8 first"
        raise FormatError(reason, path=path) from error


def _edited(text: str, edits: Sequence[_Edit]) -> str:
    texts = []
    position = 0
    for start, end, replacement in sorted(set(edits)):
        if start < position:
            continue  # two segments at one place: the first has it
        texts += [text[position:start], replacement]
        position = end
    return "".join([*texts, text[position:]])


def _place(text: str, segment: str, earliest: int) -> int | None:
    """Where a segment stands: its only place, or the first one after another."""
    if not segment:
        return None
    first = text.find(segment)
    if first < 0:
        return None
    if text.find(segment, first + 1) < 0:
        return first
    later = text.find(segment, earliest)
    return later if later >= 0 else None


def _pieces(text: str, correction: Correction) -> list[_Edit] | None:
    """The places of a segment's changes; absent if one of them is not found."""
    if max(len(correction.before), len(correction.after)) > _LONG:
        return None
    edits = []
    for start, end, replacement in _changes(correction.before, correction.after):
        change_start = _found(text, correction.before, start, end)
        if change_start is None:
            return None
        edits.append((change_start, change_start + end - start, replacement))
    return edits


def _changes(before: str, after: str) -> Iterator[_Edit]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind != "equal":
            yield start, end, after[first:last]


def _found(text: str, before: str, start: int, end: int) -> int | None:
    for context_length in _AROUND:
        first = max(0, start - context_length)
        context = before[first : end + context_length]
        found_at = text.find(context)
        if found_at >= 0 and text.find(context, found_at + 1) < 0:
            return found_at + start - first
    return None
