"""Finding words and signs in any case, by what tells that they cannot be there.

A pattern of many words looks at each of them at each letter of a text. But the words of
a text are known, and so is where one of them stands; and a pattern that begins with a
set of letters is found fast.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache

from tm.text.words import caseless_words_of, lower_words_of


class Scan:
    """A pattern, case ignored, all of whose matches begin with one of some words.

    The words are those that `\\w+` finds first in names. The pattern matches no part of
    a word, unless `glued`: then each letter is looked at.

    >>> numbers = Scan(r"(?<!\\w)(?:dua puluh|dua|lima)(?!\\w)", ["dua puluh", "lima"])
    >>> [found[0] for found in numbers.matches("Dua puluh-lima, dua")]
    ['Dua puluh', 'lima', 'dua']
    """

    def __init__(
        self, pattern: str, names: Iterable[str], *, glued: bool = False
    ) -> None:
        self._pattern = pattern
        self._glued = glued
        self.words = first_words(names)
        """The words, in full case folding."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern, compiled when it is first asked for."""
        return re.compile(self._pattern, re.IGNORECASE)

    def matches(self, text: str) -> Iterator[re.Match[str]]:
        """What the pattern finds, in order, none overlapping another."""
        words = caseless_words_of(text)
        if words is None or self._glued:
            yield from self.pattern.finditer(text)
            return
        there = self.words.intersection(words)
        if not there:
            return
        lower = _lower(text)
        if lower is None:
            yield from self.pattern.finditer(text)
        else:
            yield from _matches_at(self.pattern, text, _places(lower, there))


def matches_at_words(
    pattern: re.Pattern[str], text: str, words: Iterable[str]
) -> Iterator[re.Match[str]]:
    """What a pattern finds in a text, if each match begins with one of some words.

    The words are such of the text as `lower_words_of` has them.
    """
    if caseless_words_of(text) is not lower_words_of(text):
        return pattern.finditer(text)  # an apostrophe is part of a word there
    lower = _lower(text)
    if lower is None:
        return pattern.finditer(text)
    return _matches_at(pattern, text, _places(lower, words))


def led(pattern: str, letters: Iterable[str]) -> re.Pattern[str]:
    """What finds the first characters of all matches in a text of common letters.

    `letters` are those that a match of the pattern begins with, in any case, if it does
    not begin with a digit. See `tm.text.tokens.has_common_letters`.
    """
    first = re.escape("".join({*letters}))
    if first:
        any_case = re.compile(f"[{first}]", re.IGNORECASE)
        first += re.escape("".join({*any_case.findall(_letters())}))
    return re.compile(rf"(?-i:[0-9{first}])(?<=(?={pattern}).)", re.IGNORECASE)


def first_words(names: Iterable[str]) -> frozenset[str]:
    """The first word of each name that has any, in full case folding.

    >>> first_words(["Chủ nhật", "%"])
    frozenset({'chủ'})
    """
    found = (re.search(r"\w+", name.casefold()) for name in names)
    return frozenset(word[0] for word in found if word)


def last_words(names: Iterable[str]) -> tuple[str, ...]:
    """What stands last in each name, after white space, in full case folding."""
    return tuple(sorted({name.split()[-1].casefold() for name in names}))


def longest_word(name: str) -> str:
    """The longest word of a name, which is the rarest; of `a.m.` the last."""
    words: list[str] = re.findall(r"[^\W\d_]+", name.casefold())
    return max(reversed(words), key=len)


@lru_cache(maxsize=2048)
def _lower(text: str) -> str | None:
    """A text in small letters, if these are all there is to case, each in its place."""
    lower = text.lower()
    return lower if len(lower) == len(text) and lower == text.casefold() else None


def _matches_at(
    pattern: re.Pattern[str], text: str, places: Iterable[int]
) -> Iterator[re.Match[str]]:
    """What matches at some places, in order, none overlapping another."""
    end = 0
    for place in sorted(places):
        match = pattern.match(text, place) if place >= end else None
        if match is not None:
            yield match
            end = match.end()


def _places(text: str, words: Iterable[str]) -> Iterator[int]:
    """Where some words stand in a text, inside of others too."""
    for word in words:
        place = text.find(word)
        while place >= 0:
            yield place
            place = text.find(word, place + 1)


@lru_cache(maxsize=1)
def _letters() -> str:
    """All letters that a text of common letters may have, and others."""
    return "".join(filter(str.isalpha, map(chr, range(0x1F00))))
