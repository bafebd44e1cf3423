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
    kept = decode_editable(data, encoding, path=path)
    text = kept.text
    edits: list[_Edit] = []
    missed = []
    position = 0
    for one in corrections:
        start = _place(text, one.before, position)
        if start is not None:
            end = start + len(one.before)
            if one.after != one.before:
                edits.append((start, end, one.after))
            position = max(position, end)
        elif one.after != one.before:
            pieces = _pieces(text, one)
            if pieces is None:
                missed.append(one)
            else:
                edits += pieces
    whole = _edited(text, edits)
    try:
        return CorrectedFile(kept.encoded(whole), tuple(missed))
    except UnicodeEncodeError as error:
        letter = error.object[error.start]
        reason = f"{kept.encoding} has no {letter!r}; make it UTF-8 first"
        raise FormatError(reason, path=path) from error


def _edited(text: str, edits: Sequence[_Edit]) -> str:
    pieces = []
    position = 0
    for start, end, new in sorted(set(edits)):
        if start < position:
            continue  # two segments at one place: the first has it
        pieces += [text[position:start], new]
        position = end
    return "".join([*pieces, text[position:]])


def _place(text: str, segment: str, after: int) -> int | None:
    """Where a segment stands: its only place, or the first one after another."""
    if not segment:
        return None
    first = text.find(segment)
    if first < 0:
        return None
    if text.find(segment, first + 1) < 0:
        return first
    found = text.find(segment, after)
    return found if found >= 0 else None


def _pieces(text: str, one: Correction) -> list[_Edit] | None:
    """The places of a segment's changes; absent if one of them is not found."""
    if max(len(one.before), len(one.after)) > _LONG:
        return None
    found = []
    for start, end, new in _changes(one.before, one.after):
        place = _found(text, one.before, start, end)
        if place is None:
            return None
        found.append((place, place + end - start, new))
    return found


def _changes(before: str, after: str) -> Iterator[_Edit]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind != "equal":
            yield start, end, after[first:last]


def _found(text: str, before: str, start: int, end: int) -> int | None:
    for around in _AROUND:
        first = max(0, start - around)
        piece = before[first : end + around]
        place = text.find(piece)
        if place >= 0 and text.find(piece, place + 1) < 0:
            return place + start - first
    return None
