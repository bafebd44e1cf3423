"""Finding a pattern that begins with one of some letters, in any case.

A pattern that begins with a set of letters is found fast, but not where case is to be
ignored; in a text of common letters all that match are known, so that they are set.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache

from tm.text.words import caseless_words_of


class Scan:
    """A pattern, case ignored, and the letters that its matches begin with, or a digit.

    >>> [found[0] for found in Scan(r"(?<!\\w)(?:dua|lima)", "dl").matches("Dua, lima")]
    ['Dua', 'lima']
    """

    def __init__(self, pattern: str, letters: Iterable[str]) -> None:
        self._source = pattern
        self._letters = "".join(sorted({*letters}))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern, which is compiled when it is first asked for."""
        return re.compile(self._source, re.IGNORECASE)

    def matches(self, text: str) -> Iterator[re.Match[str]]:
        """What the pattern finds, in order, none overlapping another."""
        if caseless_words_of(text) is None:
            yield from self.pattern.finditer(text)
            return
        place = 0
        while found := self.led.search(text, place):
            match = self.pattern.match(text, found.start())
            if match is None:
                raise ValueError(f"no match where one was found: {self.pattern}")
            yield match
            place = match.end()

    @cached_property
    def led(self) -> re.Pattern[str]:
        """Finds the first letters of all matches in a text of common letters."""
        first = re.escape(self._letters)
        if first:
            any_case = re.compile(f"[{first}]", re.IGNORECASE)
            first += re.escape("".join({*any_case.findall(_letters())}))
        return re.compile(rf"(?-i:[\d{first}])(?<=(?={self._source}).)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _letters() -> str:
    """All letters that a text of common letters may have, and others."""
    return "".join(filter(str.isalpha, map(chr, range(0x1F00))))
