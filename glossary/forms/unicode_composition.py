"""Composition of letters with their combining marks, and offsets in the source."""

import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from tm.text.normal import nfc
from tm.text.pattern_store import compile_pattern

_NON_COMBINING_LETTERS = "\0-\u02ff\u0370-\u0482\u1e00-\u1fff\u2000-\u20cf\u4e00-\u9fff"
_POSSIBLY_COMBINING_LETTER_PATTERN = compile_pattern(f"[^{_NON_COMBINING_LETTERS}]")
"""Matches the few letters that may be combining marks of the letter before."""
_RARE_LETTER_PATTERN = compile_pattern(f"[^{_NON_COMBINING_LETTERS}\u0300-\u036f]")
"""Matches letters that may compose without being marks, such as those of Hangul."""


def compose_letters(text: str) -> str:
    """Compose each letter with its marks where Unicode has a composed letter.

    >>> compose_letters("Hà Nội") == "Hà Nội"
    True
    """
    composed_text = nfc(text)
    if composed_text == text or not _RARE_LETTER_PATTERN.search(text):
        return composed_text
    return "".join(
        composed_letters
        for _, _, composed_letters, _ in _split_into_composed_stretches(text)
    )


def find_letter_spans(text: str) -> list[tuple[int, int]]:
    """Find the start and end in a text of each letter of the composed text.

    >>> find_letter_spans("a\\u0323b")
    [(0, 2), (2, 3)]
    """
    if not _RARE_LETTER_PATTERN.search(text):
        # Only marks are absorbed by letters; equal counts show that all of them are.
        letter_starts = [
            letter_index
            for letter_index, character in enumerate(text)
            if not "\u0300" <= character <= "\u036f"
        ]
        if len(letter_starts) == len(nfc(text)):
            return [*pairwise([*letter_starts, len(text)])]
    letter_spans: list[tuple[int, int]] = []
    for start, end, composed_letters, is_unchanged in _split_into_composed_stretches(
        text
    ):
        if is_unchanged:
            letter_spans += zip(
                range(start, end), range(start + 1, end + 1), strict=True
            )
        else:
            letter_spans += [(start, end)] * len(composed_letters)
    return letter_spans


def _split_into_composed_stretches(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """Yield start, end and composition of each stretch, and whether it is unchanged.

    A changed stretch is one letter with the marks after it, if it has any.
    """
    stretch_start = 0
    for marked_start, marked_end in (
        *_find_letters_with_combining_marks(text),
        (len(text), len(text)),
    ):
        text_between = text[stretch_start:marked_start]
        if unicodedata.is_normalized("NFC", text_between):
            yield stretch_start, marked_start, text_between, True
        else:
            for position, letter in enumerate(text_between, stretch_start):
                yield position, position + 1, nfc(letter), False
        yield marked_start, marked_end, nfc(text[marked_start:marked_end]), False
        stretch_start = marked_end


def _find_letters_with_combining_marks(text: str) -> Iterator[tuple[int, int]]:
    """Find the letters that are followed by marks: start and end of each."""
    marked_start = marked_end = 0
    for combining_mark_match in _POSSIBLY_COMBINING_LETTER_PATTERN.finditer(text):
        combining_mark_position = combining_mark_match.start()
        if combining_mark_position and unicodedata.combining(combining_mark_match[0]):
            if combining_mark_position != marked_end:
                if marked_end:
                    yield marked_start, marked_end
                marked_start = combining_mark_position - 1
            marked_end = combining_mark_position + 1
    if marked_end:
        yield marked_start, marked_end
