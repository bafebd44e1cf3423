"""The words of a text, in small letters or as written; each text is read once.

Several readers ask for the words of one text: values, and most checks.
"""

import re
from functools import lru_cache
from itertools import filterfalse

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
"""A word of a script with spaces."""
_MOST_SHARED = 32_768
"""Words of which there is one value in memory; common ones come first.

Then the words of many texts stay near the processor, where they are looked up often.
"""


@lru_cache(maxsize=2048)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, as they are written.

    >>> words_of("Tăng 16,7% ở G20, don't!")
    ('Tăng', 'ở', 'G', "don't")
    """
    return _found(text)


@lru_cache(maxsize=2048)
def lower_words_of(text: str) -> tuple[str, ...]:
    """The words of a text in small letters."""
    lower = text.lower()
    # Small letters of a text are those of its words, but for `İ`, which becomes two
    # characters, and `Σ`, which is written by what follows.
    if len(lower) == len(text) and "Σ" not in text:
        return _found(lower)
    return tuple(word.lower() for word in words_of(text))


@lru_cache(maxsize=2048)
def word_set_of(text: str) -> frozenset[str]:
    """The different words of a text in small letters."""
    return frozenset(lower_words_of(text))


def _found(text: str) -> tuple[str, ...]:
    """What the pattern finds; most pieces between spaces are a word and nothing else.

    Looking at these by themselves takes half the time.
    """
    pieces = text.replace(", ", " ").replace(". ", " ").rstrip(".").split()
    found: list[str] = []
    place = 0
    for piece in [*filterfalse(str.isalpha, pieces)]:
        other = pieces.index(piece, place)
        found += pieces[place:other]
        found += WORD.findall(piece)
        place = other + 1
    found += pieces[place:]
    return tuple(map(_shared, found))


class _Shared(dict[str, str]):
    """By word, one value for all that are equal."""

    def __missing__(self, word: str) -> str:
        if len(self) < _MOST_SHARED:
            self[word] = word
        return word


_shared = _Shared().__getitem__
