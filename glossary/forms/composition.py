"""Letters and their marks put together, with the way back to the text as it is."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from tm.text.normal import nfc

_ORDINARY = "\0-\u02ff\u0370-\u0482\u1e00-\u1fff\u2000-\u20cf\u4e00-\u9fff"
_MAY_COMBINE = re.compile(f"[^{_ORDINARY}]")
"""Few letters may be marks of the letter before them."""
_RARE = re.compile(f"[^{_ORDINARY}\u0300-\u036f]")
"""Some of these compose though they are no marks, such as letters of Hangul."""


_compose_cached = lru_cache(maxsize=4096)(nfc)
"""A letter with its marks composed; a language has few of them."""


def compose_letters(text: str) -> str:
    """The text with each letter and its marks as one, where Unicode has such a one.

    >>> compose_letters("Hà Nội") == "Hà Nội"
    True
    """
    composed_text = nfc(text)
    if composed_text == text or not _RARE.search(text):
        return composed_text
    return "".join(letters for _, _, letters, _ in _pieces(text))


def letter_spans(text: str) -> list[tuple[int, int]]:
    """Where in a text each letter of the composed text stands: start and end.

    >>> letter_spans("a\\u0323b")
    [(0, 2), (2, 3)]
    """
    if not _RARE.search(text):
        # Nothing but marks goes into a letter, and all of them do if so many are left.
        starts = [
            index
            for index, character in enumerate(text)
            if not "\u0300" <= character <= "\u036f"
        ]
        if len(starts) == len(nfc(text)):
            return [*pairwise([*starts, len(text)])]
    spans: list[tuple[int, int]] = []
    for start, end, letters, plain in _pieces(text):
        if plain:
            spans += zip(range(start, end), range(start + 1, end + 1), strict=True)
        else:
            spans += [(start, end)] * len(letters)
    return spans


def _pieces(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """Start, end and composition of each stretch, and whether that changes nothing.

    Else it is a letter, with the marks after it if there are any.
    """
    piece_start = 0
    for start, end in (*_clusters(text), (len(text), len(text))):
        ordinary = text[piece_start:start]
        if unicodedata.is_normalized("NFC", ordinary):
            yield piece_start, start, ordinary, True
        else:
            for position, letter in enumerate(ordinary, piece_start):
                yield position, position + 1, nfc(letter), False
        yield start, end, _compose_cached(text[start:end]), False
        piece_start = end


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Letters with the marks that follow them; most letters are composed."""
    start = end = 0
    for match in _MAY_COMBINE.finditer(text):
        position = match.start()
        if position and unicodedata.combining(match[0]):
            if position != end:
                if end:
                    yield start, end
                start = position - 1
            end = position + 1
    if end:
        yield start, end
