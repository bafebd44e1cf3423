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
from checks.text.values import are_same, values_of
from tm.text.locale import Locale
from tm.text.phrases.pattern import table_key
from tm.text.phrases.prefilter import prefilter
from tm.text.values.conventions import Conventions, conventions
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
    said: int
    """The place of the first of ten bits: words of no other meaning, from two on."""
    ordered: int
    """The same of ordinals."""
    named: int
    """The same of single words for a number, whatever else they mean."""
    larger: int
    """The bit of what makes larger numbers, and of words for these."""
    any: int
    """The bits without which a text has none that is told, nor an ordinal."""

    def among(self, bits: Iterable[int]) -> list[object]:
        """Of texts, by their bits, whether each may have one that is told."""
        any_bits, glued = self.any, self.rules.is_unspaced
        return [glued or told & any_bits for told in bits]

    def said_in(self, bits: int) -> int:
        """Those that a text may have in words with no other meaning."""
        return self._at(self.said, bits)

    def ordered_in(self, bits: int) -> int:
        """Those of which it may have the ordinals."""
        return self._at(self.ordered, bits)

    def words_in(self, bits: int) -> int:
        """Those for which it may have any words."""
        return self._at(self.named, bits)

    def _at(self, place: int, bits: int) -> int:
        is_larger = self.rules.is_unspaced or bits & self.larger
        return _ANY if is_larger else bits >> place & _ALL

    def in_words(self, side: NumberText) -> int:
        """Those that a text names by a single word, as far as no larger one is told."""
        if self.rules.is_unspaced or side.bits & self.larger:
            return 0
        named = side.bits >> self.named & _ALL
        return 0 if named and _IN_A_WORD.search(side.text) else named

    def in_ordinals(self, side: NumberText) -> int:
        """Those that it names by ordinals."""
        ordinals = self.rules.ordinals
        found = self.rules.ordinal_word.matches(side.text)
        return _either(ordinals[table_key(one[0])] for one in found)


_Known = tuple[SmallNumbers, NumberText]
"""The words of a language for numbers, and a text in it."""


def changed_small_numbers(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> tuple[bool, bool]:
    """Whether the target may spell a small number that the source does not name.

    And whether it may spell such an ordinal. Where the values of both are the same, the
    source must spell one that the target does not name, too.
    """
    source_numbers, target_numbers = map(small_numbers, locales)
    there, here = (
        NumberText(
            text, prefilter(locale.language).bits_of(text), values_of(text, locale)
        )
        for text, locale in zip((source, target), locales, strict=True)
    )
    if not any(target_numbers.among([here.bits])):
        return False, False
    said, ordered = _lacking((target_numbers, here), (source_numbers, there))
    differ = not are_same(there.values, here.values)
    if said | ordered and not (differ and there.values):
        lost, lost_ordinals = _lacking((source_numbers, there), (target_numbers, here))
        return bool(said and lost), bool(ordered and lost_ordinals)
    return bool(said), bool(ordered)


def may_spell_another(source: str, target: str, locales: tuple[Locale, Locale]) -> bool:
    """Whether a single word of the target may be a number that the source lacks."""
    source_numbers, target_numbers = map(small_numbers, locales)
    bits = prefilter(locales[0].language).bits_of(source)
    there = NumberText(source, bits, values_of(source, locales[0]))
    spelt = target_numbers.words_in(prefilter(locales[1].language).bits_of(target))
    return bool(unnamed(spelt, source_numbers, there))


def _lacking(here: _Known, there: _Known) -> tuple[int, int]:
    """The numbers that a text may spell and the other not name; those as ordinals."""
    numbers, side = here
    said, ordered = numbers.said_in(side.bits), numbers.ordered_in(side.bits)
    left = unnamed(said | ordered, *there)
    return said & left, ordered & left


def unnamed(numbers: int, others: SmallNumbers, there: NumberText) -> int:
    """Those of some numbers that another text does not surely name."""
    for named in (others.in_words, _in_figures, others.in_ordinals):
        if not numbers:
            break
        numbers &= ~named(there)
    return numbers


def _in_figures(side: NumberText) -> int:
    """The numbers that a text names in figures, or as a day or a month."""
    return _either(
        part
        for value in side.values
        if value.kind not in NO_NUMBERS
        for part in value.key
    )


def _either(numbers: Iterable[Decimal | int | str | None]) -> int:
    bits = 0
    for number in numbers:
        bits |= _BITS.get(number, 0)
    return bits


@lru_cache(maxsize=64)
def small_numbers(locale: Locale) -> SmallNumbers:
    """What is known of a language."""
    rules, ambiguous = conventions(locale), language(locale).ambiguous_numbers
    numbers, ordinals = rules.numbers, rules.ordinals
    sure = [*_items(numbers.words, but=ambiguous, least=2), *_items(ordinals, least=2)]
    single = [*_items(numbers.words), *_items(ordinals)]
    whole = [(one, number) for one, number in single if one.isalpha()]
    # A phrase takes its words away from other numbers, an ordinal does not.
    larger = {*numbers.times, *numbers.plus, *numbers.scales}
    larger |= {one for one, number in single if number not in _BITS}
    larger |= {one for one in numbers.words if not one.isalpha()}
    words = prefilter(locale.language)
    said = words.add("small number", *_listings(sure))
    ordered = words.add("small ordinal", *_listings(_items(ordinals)))
    named = words.add("named number", *_listings(whole))
    beyond = words.add("larger number", larger)
    return SmallNumbers(
        rules,
        said=said.bit_length() - 1,
        ordered=ordered.bit_length() - 1,
        named=named.bit_length() - 1,
        larger=beyond,
        any=said * _ALL | ordered * _ALL | beyond,
    )


def _items(
    words: Mapping[str, int], *, but: Container[str] = (), least: int = 0
) -> list[tuple[str, int]]:
    return [
        (one, number)
        for one, number in words.items()
        if one not in but and number >= least
    ]


def _listings(words: Iterable[tuple[str, int]]) -> list[list[str]]:
    """The words for each of the numbers."""
    listed: dict[int, list[str]] = {number: [] for number in _NUMBERS}
    for one, number in words:
        if number in listed:
            listed[number].append(one)
    return [*listed.values()]
