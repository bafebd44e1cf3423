"""The words of a text, in small letters or as written; each text is read once.

Several readers ask for the words of one text: values, and most checks.
"""

import re
from functools import lru_cache

from tm.text.tokens import has_common_letters

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
"""A word of a script with spaces."""
_RUN = re.compile(r"\w+")
_MARK = re.compile("[\u0300-\u0344\u0346-\u036f]")


@lru_cache(maxsize=8192)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, as they are written.

    >>> words_of("Tăng 16,7% ở G20, don't!")
    ('Tăng', 'ở', 'G', "don't")
    """
    return _found(text)


@lru_cache(maxsize=8192)
def lower_words_of(text: str) -> tuple[str, ...]:
    """The words of a text in small letters."""
    lower = text.lower()
    # Small letters of a text are those of its words, but for `İ`, which becomes two
    # characters, and `Σ`, which is written by what follows.
    if len(lower) == len(text) and "Σ" not in text:
        return _found(lower)
    return tuple(word.lower() for word in words_of(text))


@lru_cache(maxsize=8192)
def caseless_words_of(text: str) -> tuple[str, ...] | None:
    """The words of a text in full case folding; None for letters that need more.

    What has none of some words in full case folding has none of them in any case.
    """
    if not text.isascii() and not has_common_letters(text):
        # Marks by themselves have no case; a text that is not composed has many.
        if not has_common_letters(_MARK.sub("", text)):
            return None
    folded = text.casefold()
    if "'" in folded or "’" in folded or folded != text.lower():
        return tuple(_RUN.findall(folded))
    return lower_words_of(text)


def _found(text: str) -> tuple[str, ...]:
    """What the pattern finds; most pieces between spaces are a word and nothing else.

    Looking at these by themselves takes half the time.
    """
    pieces = text.replace(", ", " ").replace(". ", " ").rstrip(".").split()
    if all(map(str.isalpha, pieces)):
        return tuple(pieces)
    found: list[str] = []
    for piece in pieces:
        if piece.isalpha():
            found.append(piece)
        else:
            found += WORD.findall(piece)
    return tuple(found)
