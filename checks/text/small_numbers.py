"""Numbers up to nine in words, as far as the bits of a text tell them.

A word for one of them that is no part of a larger number names it, so that most numbers
in words are known to be on both sides before any is read.
"""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from checks.text.language import language
from checks.text.values import cached_values, have_same_values
from tm.text.locale import Locale
from tm.text.phrases.pattern import table_key
from tm.text.phrases.prefilter import prefilter
from tm.text.values.conventions import Conventions, load_conventions
from tm.text.values.value import Value, ValueKind

_NUMBERS = range(10)
_BITS: Mapping[object, int] = {number: 1 << number for number in _NUMBERS}
"""By number, its bit among ten."""
_ALL = sum(_BITS.values())
_IN_A_WORD = re.compile(r"_|\d(?:(?<=[^\W\d].)|(?=[^\W\d]))")
"""What makes a word part of another one, which the prefilter parts from it: `hai_ba`.
"""
NO_NUMBERS = frozenset((ValueKind.UNIT, ValueKind.WEEKDAY, ValueKind.PERCENT))
"""Values whose parts are no numbers that a word may stand for."""
_ANY = -1
"""Any number, larger ones among them."""


class NumberText(NamedTuple):
    """One text of a unit."""

    text: str
    bits: int
    values: Sequence[Value]


@dataclass(frozen=True, slots=True, eq=False)
class SmallNumbers:
    """The words of one language for them; there is one value a language."""

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
        """Of texts, by their bits, whether each may have one that is told."""
        any_bits, glued = self.any_bits, self.rules.is_unspaced
        return [glued or text_bits & any_bits for text_bits in bits]

    def unambiguous_in(self, bits: int) -> int:
        """Those that a text may have in words with no other meaning."""
        return self._shifted(self.unambiguous_shift, bits)

    def ordinals_in(self, bits: int) -> int:
        """Those of which it may have the ordinals."""
        return self._shifted(self.ordinal_shift, bits)

    def words_in(self, bits: int) -> int:
        """Those for which it may have any words."""
        return self._shifted(self.word_shift, bits)

    def _shifted(self, place: int, bits: int) -> int:
        is_larger = self.rules.is_unspaced or bits & self.larger_bit
        return _ANY if is_larger else bits >> place & _ALL

    def named_by_words(self, side: NumberText) -> int:
        """Those that a text names by a single word, as far as no larger one is told."""
        if self.rules.is_unspaced or side.bits & self.larger_bit:
            return 0
        named = side.bits >> self.word_shift & _ALL
        return 0 if named and _IN_A_WORD.search(side.text) else named

    def named_by_ordinals(self, side: NumberText) -> int:
        """Those that it names by ordinals."""
        ordinals = self.rules.ordinals
        matches = self.rules.ordinal_word.matches(side.text)
        return _join_bits(ordinals[table_key(match[0])] for match in matches)


_NumbersAndText = tuple[SmallNumbers, NumberText]
"""The words of a language for numbers, and a text in it."""


def changed_small_numbers(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> tuple[bool, bool]:
    """Whether the target may spell a small number that the source does not name.

    And whether it may spell such an ordinal. Where the values of both are the same, the
    source must spell one that the target does not name, too.
    """
    source_numbers, target_numbers = map(small_numbers, locales)
    source_text, target_text = (
        NumberText(
            text, prefilter(locale.language).bits_of(text), cached_values(text, locale)
        )
        for text, locale in zip((source, target), locales, strict=True)
    )
    if not any(target_numbers.among([target_text.bits])):
        return False, False
    added, added_ordinals = _unnamed_numbers(
        (target_numbers, target_text), (source_numbers, source_text)
    )
    differ = not have_same_values(source_text.values, target_text.values)
    if added | added_ordinals and not (differ and source_text.values):
        lost, lost_ordinals = _unnamed_numbers(
            (source_numbers, source_text), (target_numbers, target_text)
        )
        return bool(added and lost), bool(added_ordinals and lost_ordinals)
    return bool(added), bool(added_ordinals)


def may_spell_another(source: str, target: str, locales: tuple[Locale, Locale]) -> bool:
    """Whether a single word of the target may be a number that the source lacks."""
    source_numbers, target_numbers = map(small_numbers, locales)
    bits = prefilter(locales[0].language).bits_of(source)
    source_text = NumberText(source, bits, cached_values(source, locales[0]))
    spelt = target_numbers.words_in(prefilter(locales[1].language).bits_of(target))
    return bool(drop_named(spelt, source_numbers, source_text))


def _unnamed_numbers(
    spelling: _NumbersAndText, naming: _NumbersAndText
) -> tuple[int, int]:
    """The numbers that a text may spell and the other not name; those as ordinals."""
    numbers, text = spelling
    spelt, ordinals = numbers.unambiguous_in(text.bits), numbers.ordinals_in(text.bits)
    unnamed = drop_named(spelt | ordinals, *naming)
    return spelt & unnamed, ordinals & unnamed


def drop_named(
    numbers: int, other_language: SmallNumbers, other_text: NumberText
) -> int:
    """Those of some numbers that another text does not surely name."""
    for named_in in (
        other_language.named_by_words,
        _in_figures,
        other_language.named_by_ordinals,
    ):
        if not numbers:
            break
        numbers &= ~named_in(other_text)
    return numbers


def _in_figures(side: NumberText) -> int:
    """The numbers that a text names in figures, or as a day or a month."""
    return _join_bits(
        part
        for value in side.values
        if value.kind not in NO_NUMBERS
        for part in value.key
    )


def _join_bits(numbers: Iterable[Decimal | int | str | None]) -> int:
    bits = 0
    for number in numbers:
        bits |= _BITS.get(number, 0)
    return bits


@lru_cache(maxsize=64)
def small_numbers(locale: Locale) -> SmallNumbers:
    """What is known of a language."""
    rules, ambiguous = load_conventions(locale), language(locale).ambiguous_numbers
    numbers, ordinals = rules.numbers, rules.ordinals
    sure = [
        *_filter_words(numbers.words, excluded=ambiguous, least=2),
        *_filter_words(ordinals, least=2),
    ]
    single = [*_filter_words(numbers.words), *_filter_words(ordinals)]
    single_words = [(word, number) for word, number in single if word.isalpha()]
    # A phrase takes its words away from other numbers, an ordinal does not.
    larger = {*numbers.times, *numbers.plus, *numbers.scales}
    larger |= {word for word, number in single if number not in _BITS}
    larger |= {word for word in numbers.words if not word.isalpha()}
    words = prefilter(locale.language)
    unambiguous = words.add("small number", *_words_by_number(sure))
    ordered = words.add("small ordinal", *_words_by_number(_filter_words(ordinals)))
    named = words.add("named number", *_words_by_number(single_words))
    larger_bit = words.add("larger number", larger)
    return SmallNumbers(
        rules,
        unambiguous_shift=unambiguous.bit_length() - 1,
        ordinal_shift=ordered.bit_length() - 1,
        word_shift=named.bit_length() - 1,
        larger_bit=larger_bit,
        any_bits=unambiguous * _ALL | ordered * _ALL | larger_bit,
    )


def _filter_words(
    words: Mapping[str, int], *, excluded: Container[str] = (), least: int = 0
) -> list[tuple[str, int]]:
    return [
        (word, number)
        for word, number in words.items()
        if word not in excluded and number >= least
    ]


def _words_by_number(words: Iterable[tuple[str, int]]) -> list[list[str]]:
    """The words for each of the numbers."""
    words_by_number: dict[int, list[str]] = {number: [] for number in _NUMBERS}
    for word, number in words:
        if number in words_by_number:
            words_by_number[number].append(word)
    return [*words_by_number.values()]
