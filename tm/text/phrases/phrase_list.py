"""Finding listed phrases in any case, by what tells that they cannot be there.

A pattern of many words looks at each of them at each letter of a text. But a prefilter
knows which phrases a text may have, and where they begin.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache, reduce
from operator import or_

from tm.text.phrases.pattern import WORD_END, alternatives
from tm.text.phrases.prefilter import ODD, Prefilter, first_words, is_ending

_WORD_START = r"(?<!\w)"


class PhraseList:
    """Listed phrases of one language; see `tm.text.phrases.pattern` for how they are
    written.

    >>> numbers = PhraseList(Prefilter(), "numbers", ["dua puluh", "dua", "lima"])
    >>> [found[0] for found in numbers.matches("Dua puluh-lima, dua")]
    ['Dua puluh', 'lima', 'dua']
    """

    def __init__(
        self,
        prefilter: Prefilter,
        name: str,
        phrases: Iterable[str],
        *,
        before: str = _WORD_START,
        end: str = WORD_END,
        glued: bool = False,
    ) -> None:
        """`name` is that of the listing, which each language has once.

        `before` and `end`: patterns for what is around a phrase, which is no letter.
        `glued`: whether the language puts no spaces between words, so that words tell
        nothing.
        """
        self._prefilter = prefilter
        self._phrases = tuple(phrases)
        self._before = "" if glued else before
        self._end = end
        self.glued = glued
        """Whether words tell nothing."""
        self.words = first_words(self._phrases)
        """The first words of the phrases, as a prefilter takes them."""
        self.bit = prefilter.add(name, self._phrases)
        """That of the texts which may have one of the phrases."""
        self._places_tell = all(one[:1].isalpha() for one in self._phrases) and not any(
            map(is_ending, self._phrases)
        )

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern of the phrases, compiled when it is first asked for."""
        endings = [one for one in self._phrases if is_ending(one)]
        whole = [one for one in self._phrases if not is_ending(one)]
        either = self._before + alternatives(whole, end=self._end, glued=self.glued)
        if endings:  # what is before them is the rest of the word
            either += f"|{alternatives(endings, end=self._end)}"
        return re.compile(either, re.IGNORECASE)

    def may_be_in(self, text: str) -> bool:
        """Whether any phrase may stand in a text, by its words."""
        return self.glued or bool(self._prefilter.of(text) & self.bit)

    def among(self, bits: Iterable[int]) -> list[object]:
        """Of many texts, by the bits of their words, whether it may stand in each."""
        return [True for _ in bits] if self.glued else [one & self.bit for one in bits]

    def matches(self, text: str) -> Iterator[re.Match[str]]:
        """What stands in a text, in order, none overlapping another."""
        if self.glued:
            return self.pattern.finditer(text)
        bits, bit = self._prefilter.of(text), self.bit
        if not bits & bit:
            return iter(())
        if bits & ODD or not self._places_tell:
            return self.pattern.finditer(text)
        return iter(_matches_at(self.pattern, text, self._prefilter.places(text, bit)))

    def is_in(self, text: str) -> bool:
        """Whether any phrase stands in a text."""
        return next(self.matches(text), None) is not None

    def first(self, text: str) -> re.Match[str] | None:
        """The first phrase in a text, if it has any."""
        return next(self.matches(text), None)


class PhraseLists:
    """Several listings of one language, asked at once."""

    def __init__(
        self, prefilter: Prefilter, phrase_lists: Iterable[PhraseList]
    ) -> None:
        self._prefilter = prefilter
        self._phrase_lists = tuple(phrase_lists)
        self._bits = reduce(
            or_, (phrase_list.bit for phrase_list in self._phrase_lists), 0
        )
        self._glued = any(phrase_list.glued for phrase_list in self._phrase_lists)

    def may_be_in(self, text: str) -> bool:
        """Whether a phrase of any may stand in a text, by its words."""
        return self._glued or bool(self._prefilter.of(text) & self._bits)

    def among(self, bits: Iterable[int]) -> list[object]:
        """Of many texts, by the bits of their words, whether one may stand in each."""
        return (
            [True for _ in bits] if self._glued else [one & self._bits for one in bits]
        )

    def matches(self, text: str) -> Iterator[re.Match[str]]:
        """What stands in a text, listing by listing, each in order."""
        bits = self._prefilter.of(text)
        for phrase_list in self._phrase_lists:
            if phrase_list.glued or phrase_list.bit & bits:
                yield from phrase_list.matches(text)

    def is_in(self, text: str) -> bool:
        """Whether a phrase of any stands in a text."""
        bits = self._prefilter.of(text)
        return self.may_be_in(text) and any(
            phrase_list.is_in(text)
            for phrase_list in self._phrase_lists
            if phrase_list.glued or phrase_list.bit & bits
        )


def _matches_at(
    pattern: re.Pattern[str], text: str, places: Iterable[int]
) -> list[re.Match[str]]:
    """What a pattern finds in a text, if each match begins at one of some places."""
    end, found = 0, []
    for place in places:
        match = pattern.match(text, place) if place >= end else None
        if match is not None:
            found.append(match)
            end = match.end()
    return found


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


def last_words(names: Iterable[str]) -> tuple[str, ...]:
    """What stands last in each name, after white space, in full case folding."""
    return tuple(sorted({name.split()[-1].casefold() for name in names}))


def longest_word(name: str) -> str:
    """The longest word of a name, which is the rarest; of `a.m.` the last."""
    words: list[str] = re.findall(r"[^\W\d_]+", name.casefold())
    return max(reversed(words), key=len)


@lru_cache(maxsize=1)
def _letters() -> str:
    """All letters that a text of common letters may have, and others."""
    return "".join(filter(str.isalpha, map(chr, range(0x1F00))))
