"""Numbers up to nine in words, told by the phrase bits of a text.

A word for one of them that is no part of a larger number names it, so that most numbers
in words are known to be on both sides before any is read.
"""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from checks.text.language_words import read_language
from checks.text.text_values import cached_values, have_same_values
from tm.text.locale import Locale
from tm.text.phrases.pattern import table_key
from tm.text.phrases.prefilter import prefilter
from tm.text.values.conventions import Conventions, load_conventions
from tm.text.values.value import Value, ValueKind

_NUMBERS = range(10)
_BIT_BY_NUMBER: Mapping[object, int] = {number: 1 << number for number in _NUMBERS}
"""By number, its bit among ten."""
_ALL_BITS = sum(_BIT_BY_NUMBER.values())
_JOINED_WORD = re.compile(r"_|\d(?:(?<=[^\W\d].)|(?=[^\W\d]))")
"""What makes a word part of another one, which the prefilter parts from it: `hai_ba`.
"""
NUMBERLESS_KINDS = frozenset((ValueKind.UNIT, ValueKind.WEEKDAY, ValueKind.PERCENT))
"""Values whose parts are no numbers that a word may stand for."""
_ANY_NUMBER = -1
"""Any number, larger ones among them."""


class NumberText(NamedTuple):
    """One text of a unit."""

    text: str
    bits: int
    values: Sequence[Value]


@dataclass(frozen=True, slots=True, eq=False)
class SmallNumbers:
    """The words of one language for small numbers; one object per language."""

    rules: Conventions
    unambiguous_shift: int
    """The place of the first of ten bits: words of no other meaning, from two on."""
    ordinal_shift: int
    """The same of ordinals."""
    word_shift: int
    """The same of single words for a number, whatever else they mean."""
    larger_bit: int
    """The bit of what makes larger numbers, and of words for these."""
    any_bits: int
    """The bits without which a text has none that is told, nor an ordinal."""

    def among(self, bits: Iterable[int]) -> list[object]:
        """Tell for each text, by its bits, whether it may name a small number."""
        any_bits, is_unspaced = self.any_bits, self.rules.is_unspaced
        return [is_unspaced or text_bits & any_bits for text_bits in bits]

    def read_unambiguous(self, bits: int) -> int:
        """Read the numbers that a text may have in words with no other meaning."""
        return self._shift_bits(self.unambiguous_shift, bits)

    def read_ordinals(self, bits: int) -> int:
        """Read the numbers of which a text may have the ordinals."""
        return self._shift_bits(self.ordinal_shift, bits)

    def read_word_numbers(self, bits: int) -> int:
        """Read the numbers for which a text may have any word."""
        return self._shift_bits(self.word_shift, bits)

    def _shift_bits(self, shift: int, bits: int) -> int:
        is_larger = self.rules.is_unspaced or bits & self.larger_bit
        return _ANY_NUMBER if is_larger else bits >> shift & _ALL_BITS

    def read_named_by_words(self, side: NumberText) -> int:
        """Read the numbers that a text names by a single word."""
        if self.rules.is_unspaced or side.bits & self.larger_bit:
            return 0
        named = side.bits >> self.word_shift & _ALL_BITS
        return 0 if named and _JOINED_WORD.search(side.text) else named

    def read_named_by_ordinals(self, side: NumberText) -> int:
        """Read the numbers that a text names by ordinals."""
        ordinals = self.rules.ordinals
        matches = self.rules.ordinal_word.matches(side.text)
        return _join_bits(ordinals[table_key(match[0])] for match in matches)


_LanguageAndText = tuple[SmallNumbers, NumberText]
"""The words of a language for numbers, and a text in it."""


def changed_small_numbers(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> tuple[bool, bool]:
    """Whether the target may spell a small number that the source does not name.

    And whether it may spell such an ordinal. Where the values of both are the same, the
    source must spell one that the target does not name, too.
    """
    source_numbers, target_numbers = map(cached_small_numbers, locales)
    source_text, target_text = (
        NumberText(
            text, prefilter(locale.language).bits_of(text), cached_values(text, locale)
        )
        for text, locale in zip((source, target), locales, strict=True)
    )
    if not any(target_numbers.among([target_text.bits])):
        return False, False
    added_numbers, added_ordinals = _unnamed_numbers(
        (target_numbers, target_text), (source_numbers, source_text)
    )
    values_differ = not have_same_values(source_text.values, target_text.values)
    if added_numbers | added_ordinals and not (values_differ and source_text.values):
        lost_numbers, lost_ordinals = _unnamed_numbers(
            (source_numbers, source_text), (target_numbers, target_text)
        )
        return bool(added_numbers and lost_numbers), bool(
            added_ordinals and lost_ordinals
        )
    return bool(added_numbers), bool(added_ordinals)


def may_spell_another(source: str, target: str, locales: tuple[Locale, Locale]) -> bool:
    """Whether a single word of the target may be a number that the source lacks."""
    source_numbers, target_numbers = map(cached_small_numbers, locales)
    bits = prefilter(locales[0].language).bits_of(source)
    source_text = NumberText(source, bits, cached_values(source, locales[0]))
    spelled_numbers = target_numbers.read_word_numbers(
        prefilter(locales[1].language).bits_of(target)
    )
    return bool(drop_named(spelled_numbers, source_numbers, source_text))


def _unnamed_numbers(
    spelling_side: _LanguageAndText, naming_side: _LanguageAndText
) -> tuple[int, int]:
    """Return the numbers and ordinals that a text may spell and the other lacks."""
    numbers, text = spelling_side
    spelled_numbers, ordinals = (
        numbers.read_unambiguous(text.bits),
        numbers.read_ordinals(text.bits),
    )
    unnamed = drop_named(spelled_numbers | ordinals, *naming_side)
    return spelled_numbers & unnamed, ordinals & unnamed


def drop_named(
    numbers: int, other_language: SmallNumbers, other_text: NumberText
) -> int:
    """Drop the numbers that another text surely names."""
    for read_named in (
        other_language.read_named_by_words,
        _numbers_in_figures,
        other_language.read_named_by_ordinals,
    ):
        if not numbers:
            break
        numbers &= ~read_named(other_text)
    return numbers


def _numbers_in_figures(side: NumberText) -> int:
    """Read the numbers that a text names in figures, or as a day or a month."""
    return _join_bits(
        part
        for value in side.values
        if value.kind not in NUMBERLESS_KINDS
        for part in value.key
    )


def _join_bits(numbers: Iterable[Decimal | int | str | None]) -> int:
    bits = 0
    for number in numbers:
        bits |= _BIT_BY_NUMBER.get(number, 0)
    return bits


@lru_cache(maxsize=64)
def cached_small_numbers(locale: Locale) -> SmallNumbers:
    """Read the number words of a language."""
    rules, ambiguous_words = (
        load_conventions(locale),
        read_language(locale).ambiguous_numbers,
    )
    numbers, ordinals = rules.numbers, rules.ordinals
    unambiguous_words = [
        *_filter_words(numbers.words, excluded=ambiguous_words, least_number=2),
        *_filter_words(ordinals, least_number=2),
    ]
    number_words = [*_filter_words(numbers.words), *_filter_words(ordinals)]
    single_words = [(word, number) for word, number in number_words if word.isalpha()]
    # A phrase takes its words away from other numbers, an ordinal does not.
    larger_words = {*numbers.times, *numbers.plus, *numbers.scales}
    larger_words |= {
        word for word, number in number_words if number not in _BIT_BY_NUMBER
    }
    larger_words |= {word for word in numbers.words if not word.isalpha()}
    phrase_prefilter = prefilter(locale.language)
    unambiguous_bit = phrase_prefilter.add(
        "small number", *_words_by_number(unambiguous_words)
    )
    ordinal_bit = phrase_prefilter.add(
        "small ordinal", *_words_by_number(_filter_words(ordinals))
    )
    named_bit = phrase_prefilter.add("named number", *_words_by_number(single_words))
    larger_bit = phrase_prefilter.add("larger number", larger_words)
    return SmallNumbers(
        rules,
        unambiguous_shift=unambiguous_bit.bit_length() - 1,
        ordinal_shift=ordinal_bit.bit_length() - 1,
        word_shift=named_bit.bit_length() - 1,
        larger_bit=larger_bit,
        any_bits=unambiguous_bit * _ALL_BITS | ordinal_bit * _ALL_BITS | larger_bit,
    )


def _filter_words(
    words: Mapping[str, int], *, excluded: Container[str] = (), least_number: int = 0
) -> list[tuple[str, int]]:
    return [
        (word, number)
        for word, number in words.items()
        if word not in excluded and number >= least_number
    ]


def _words_by_number(words: Iterable[tuple[str, int]]) -> list[list[str]]:
    """Group words by the small number that they name."""
    words_by_number: dict[int, list[str]] = {number: [] for number in _NUMBERS}
    for word, number in words:
        if number in words_by_number:
            words_by_number[number].append(word)
    return [*words_by_number.values()]
