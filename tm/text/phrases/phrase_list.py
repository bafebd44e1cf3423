"""Finding the phrases of a list in a text, ignoring case.

A pattern of many words tries each of them at each letter of a text. The prefilter says
which phrases a text may have and where they may begin, so the pattern seldom runs.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, reduce
from operator import or_

from tm.result_cache import lazy_constant
from tm.text.pattern_store import compile_pattern
from tm.text.phrases.pattern import any_phrase_pattern
from tm.text.phrases.prefilter import (
    UNCERTAIN_OFFSETS_BIT,
    Prefilter,
    collect_first_words,
    is_word_ending,
)
from tm.text.word_pattern import LETTERS_PATTERN, WORD_END_PATTERN, WORD_START_PATTERN


class PhraseList:
    """A list of phrases of one language, in the notation of `tm.text.phrases.pattern`.

    >>> numbers = PhraseList(Prefilter(), "numbers", ["dua puluh", "dua", "lima"])
    >>> [match[0] for match in numbers.find_matches("Dua puluh-lima, dua")]
    ['Dua puluh', 'lima', 'dua']
    """

    def __init__(
        self,
        prefilter: Prefilter,
        list_name: str,
        phrases: Iterable[str],
        *,
        start_pattern: str = WORD_START_PATTERN,
        end_pattern: str = WORD_END_PATTERN,
        is_unspaced: bool = False,
    ) -> None:
        """`list_name`: the name of the list, which is unique in its language.

        `start_pattern` and `end_pattern`: patterns for the places before and after a
        phrase, by default where words start and end. `is_unspaced`: whether the
        language puts no spaces between words.
        """
        self._prefilter = prefilter
        self._phrases = tuple(phrases)
        self._start_pattern = "" if is_unspaced else start_pattern
        self._end_pattern = end_pattern
        self.is_unspaced = is_unspaced
        """Whether the language puts no spaces between words, so that bits exclude none.
        """
        self.bit = prefilter.add(list_name, self._phrases)
        """The prefilter bit of texts that may have one of the phrases."""
        self._has_exact_offsets = all(
            phrase.isalpha() or (phrase[:1].isalpha() and not is_word_ending(phrase))
            for phrase in self._phrases
        )

    @cached_property
    def first_words(self) -> frozenset[str]:
        """The first words of the phrases, in the notation of a prefilter."""
        return collect_first_words(self._phrases)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern of the phrases, compiled when it is first used."""
        word_endings = [phrase for phrase in self._phrases if is_word_ending(phrase)]
        whole_phrases = [
            phrase for phrase in self._phrases if not is_word_ending(phrase)
        ]
        pattern_text = self._start_pattern + any_phrase_pattern(
            whole_phrases, end_pattern=self._end_pattern, is_unspaced=self.is_unspaced
        )
        if word_endings:  # the word before an ending is of any length
            pattern_text += (
                f"|{any_phrase_pattern(word_endings, end_pattern=self._end_pattern)}"
            )
        return compile_pattern(pattern_text, re.IGNORECASE)

    def may_be_in(self, text: str) -> bool:
        """Whether any phrase may stand in a text, by its words."""
        return self.is_unspaced or bool(self._prefilter.read_bits(text) & self.bit)

    @property
    def alternative_bits(self) -> int | None:
        """The bits that a text with a phrase has; None if bits exclude no text."""
        return None if self.is_unspaced else self.bit

    def find_matches(self, text: str) -> Iterator[re.Match[str]]:
        """Find the phrases of a text, in order, without overlaps."""
        if self.is_unspaced:
            return self.pattern.finditer(text)
        text_bits, list_bit = self._prefilter.read_bits(text), self.bit
        if not text_bits & list_bit:
            return iter(())
        if text_bits & UNCERTAIN_OFFSETS_BIT or not self._has_exact_offsets:
            return self.pattern.finditer(text)
        return iter(
            _match_at_offsets(
                self.pattern, text, self._prefilter.find_offsets(text, list_bit)
            )
        )

    def is_in(self, text: str) -> bool:
        """Whether any phrase stands in a text."""
        return next(self.find_matches(text), None) is not None

    def find_first(self, text: str) -> re.Match[str] | None:
        """Find the first phrase of a text; None without any."""
        return next(self.find_matches(text), None)


class PhraseLists:
    """Several phrase lists of one language, searched together."""

    def __init__(
        self, prefilter: Prefilter, phrase_lists: Iterable[PhraseList]
    ) -> None:
        self._prefilter = prefilter
        self._phrase_lists = tuple(phrase_lists)
        self._list_bits = reduce(
            or_, (phrase_list.bit for phrase_list in self._phrase_lists), 0
        )
        self._has_unspaced_list = any(
            phrase_list.is_unspaced for phrase_list in self._phrase_lists
        )

    def may_be_in(self, text: str) -> bool:
        """Whether a phrase of any list may stand in a text, by its words."""
        return self._has_unspaced_list or bool(
            self._prefilter.read_bits(text) & self._list_bits
        )

    @property
    def alternative_bits(self) -> int | None:
        """The bits of which a text with a phrase has one; None if any text may."""
        return None if self._has_unspaced_list else self._list_bits

    def find_matches(self, text: str) -> Iterator[re.Match[str]]:
        """Find the phrases of a text, list by list, each in order."""
        text_bits = self._prefilter.read_bits(text)
        for phrase_list in self._phrase_lists:
            if phrase_list.is_unspaced or phrase_list.bit & text_bits:
                yield from phrase_list.find_matches(text)

    def is_in(self, text: str) -> bool:
        """Whether a phrase of any list stands in a text."""
        text_bits = self._prefilter.read_bits(text)
        return self.may_be_in(text) and any(
            phrase_list.is_in(text)
            for phrase_list in self._phrase_lists
            if phrase_list.is_unspaced or phrase_list.bit & text_bits
        )


def _match_at_offsets(
    pattern: re.Pattern[str], text: str, offsets: Iterable[int]
) -> list[re.Match[str]]:
    """Find the matches of a pattern that begin at one of the given offsets."""
    previous_end, phrase_matches = 0, []
    for offset in offsets:
        phrase_match = pattern.match(text, offset) if offset >= previous_end else None
        if phrase_match is not None:
            phrase_matches.append(phrase_match)
            previous_end = phrase_match.end()
    return phrase_matches


def compile_first_letter_pattern(
    pattern_text: str, possible_letters: Iterable[str]
) -> re.Pattern[str]:
    """Make a pattern of the first characters of all matches of another pattern.

    `possible_letters` are those that a match of the pattern begins with, in any case,
    if it does not begin with a digit. See `tm.text.tokens.has_common_letters`.
    """
    letter_class = re.escape("".join({*possible_letters}))
    if letter_class:
        any_case_pattern = compile_pattern(f"[{letter_class}]", re.IGNORECASE)
        letter_class += re.escape(
            "".join({*any_case_pattern.findall(_list_all_letters())})
        )
    return compile_pattern(
        rf"(?-i:[0-9{letter_class}])(?<=(?={pattern_text}).)", re.IGNORECASE
    )


def collect_last_words(names: Iterable[str]) -> tuple[str, ...]:
    """List the last word of each name, case-folded."""
    return tuple(sorted({name.split()[-1].casefold() for name in names}))


def find_longest_word(name: str) -> str:
    """Find the longest word of a name, as a rule the rarest; of `a.m.` the last."""
    words: list[str] = LETTERS_PATTERN.findall(name.casefold())
    return max(reversed(words), key=len)


@lazy_constant
def _list_all_letters() -> str:
    """List at least all letters that a text of common letters may have."""
    return "".join(filter(str.isalpha, map(chr, range(0x1F00))))
