"""Finding the phrases of a list in a text, ignoring case.

A pattern of many words tries each of them at each letter of a text. The prefilter says
which phrases a text may have and where they may begin, so the pattern seldom runs.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache, reduce
from operator import or_

from tm.text.phrases.pattern import alternatives
from tm.text.phrases.prefilter import (
    UNCERTAIN_PLACES,
    Prefilter,
    first_words,
    is_ending,
)
from tm.text.word_pattern import LETTERS_PATTERN, WORD_END, WORD_START


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
        before_pattern: str = WORD_START,
        end_pattern: str = WORD_END,
        is_unspaced: bool = False,
    ) -> None:
        """`name` is that of the listing, which each language has once.

        `before_pattern` and `end_pattern`: patterns for what is around a phrase, which
        is no letter. `is_unspaced`: whether the language puts no spaces between words,
        so that words tell nothing.
        """
        self._prefilter = prefilter
        self._phrases = tuple(phrases)
        self._before = "" if is_unspaced else before_pattern
        self._end = end_pattern
        self.is_unspaced = is_unspaced
        """Whether words tell nothing."""
        self.words = first_words(self._phrases)
        """The first words of the phrases, as a prefilter takes them."""
        self.bit = prefilter.add(name, self._phrases)
        """That of the texts which may have one of the phrases."""
        self._has_exact_places = all(
            phrase[:1].isalpha() for phrase in self._phrases
        ) and not any(map(is_ending, self._phrases))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern of the phrases, compiled when it is first asked for."""
        endings = [phrase for phrase in self._phrases if is_ending(phrase)]
        whole_phrases = [phrase for phrase in self._phrases if not is_ending(phrase)]
        either = self._before + alternatives(
            whole_phrases, end=self._end, is_unspaced=self.is_unspaced
        )
        if endings:  # what is before them is the rest of the word
            either += f"|{alternatives(endings, end=self._end)}"
        return re.compile(either, re.IGNORECASE)

    def may_be_in(self, text: str) -> bool:
        """Whether any phrase may stand in a text, by its words."""
        return self.is_unspaced or bool(self._prefilter.bits_of(text) & self.bit)

    def among(self, bits: Iterable[int]) -> list[object]:
        """Whether each of many texts may contain a phrase, by the bits of its words."""
        return (
            [True for _ in bits]
            if self.is_unspaced
            else [text_bits & self.bit for text_bits in bits]
        )

    def matches(self, text: str) -> Iterator[re.Match[str]]:
        """Find the phrases of a text, in order, without overlaps."""
        if self.is_unspaced:
            return self.pattern.finditer(text)
        bits, bit = self._prefilter.bits_of(text), self.bit
        if not bits & bit:
            return iter(())
        if bits & UNCERTAIN_PLACES or not self._has_exact_places:
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
        self._has_unspaced = any(
            phrase_list.is_unspaced for phrase_list in self._phrase_lists
        )

    def may_be_in(self, text: str) -> bool:
        """Whether a phrase of any may stand in a text, by its words."""
        return self._has_unspaced or bool(self._prefilter.bits_of(text) & self._bits)

    def among(self, bits: Iterable[int]) -> list[object]:
        """Whether each of many texts may contain a phrase, by the bits of its words."""
        return (
            [True for _ in bits]
            if self._has_unspaced
            else [text_bits & self._bits for text_bits in bits]
        )

    def matches(self, text: str) -> Iterator[re.Match[str]]:
        """Find the phrases of a text, list by list, each in order."""
        bits = self._prefilter.bits_of(text)
        for phrase_list in self._phrase_lists:
            if phrase_list.is_unspaced or phrase_list.bit & bits:
                yield from phrase_list.matches(text)

    def is_in(self, text: str) -> bool:
        """Whether a phrase of any stands in a text."""
        bits = self._prefilter.bits_of(text)
        return self.may_be_in(text) and any(
            phrase_list.is_in(text)
            for phrase_list in self._phrase_lists
            if phrase_list.is_unspaced or phrase_list.bit & bits
        )


def _matches_at(
    pattern: re.Pattern[str], text: str, places: Iterable[int]
) -> list[re.Match[str]]:
    """Find the matches of a pattern that begin at one of the given offsets."""
    end, matches = 0, []
    for place in places:
        match = pattern.match(text, place) if place >= end else None
        if match is not None:
            matches.append(match)
            end = match.end()
    return matches


def pattern_of_first_letters(pattern: str, letters: Iterable[str]) -> re.Pattern[str]:
    """Make a pattern of the first characters of all matches of another pattern.

    `letters` are those that a match of the pattern begins with, in any case, if it does
    not begin with a digit. See `tm.text.tokens.has_common_letters`.
    """
    first_letters = re.escape("".join({*letters}))
    if first_letters:
        any_case = re.compile(f"[{first_letters}]", re.IGNORECASE)
        first_letters += re.escape("".join({*any_case.findall(_letters())}))
    return re.compile(rf"(?-i:[0-9{first_letters}])(?<=(?={pattern}).)", re.IGNORECASE)


def last_words(names: Iterable[str]) -> tuple[str, ...]:
    """List the last word of each name, case-folded."""
    return tuple(sorted({name.split()[-1].casefold() for name in names}))


def longest_word(name: str) -> str:
    """The longest word of a name, which is the rarest; of `a.m.` the last."""
    words: list[str] = LETTERS_PATTERN.findall(name.casefold())
    return max(reversed(words), key=len)


@lru_cache(maxsize=1)
def _letters() -> str:
    """All letters that a text of common letters may have, and others."""
    return "".join(filter(str.isalpha, map(chr, range(0x1F00))))
