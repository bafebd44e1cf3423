"""Numbers up to nine in words, read from the phrase bits of a text.

A word for one of them that is not part of a larger number names it. So most numbers in
words are known to be in both texts before the texts are read.
"""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from checks.text.language_words import read_language
from checks.text.text_values import cached_values, have_same_values
from tm.result_cache import ResultCache, lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.pattern import phrase_key
from tm.text.phrases.prefilter import shared_prefilter
from tm.text.values.conventions import Conventions, load_conventions
from tm.text.values.value import Value, ValueKind

_SMALL_NUMBERS = range(10)
_BIT_BY_NUMBER: Mapping[object, int] = {
    number: 1 << number for number in _SMALL_NUMBERS
}
"""By number, its bit; sets of numbers up to nine are ten bits."""
_ALL_SMALL_NUMBER_BITS = sum(_BIT_BY_NUMBER.values())
_JOINED_WORD_PATTERN = re.compile(r"_|\d(?:(?<=[^\W\d].)|(?=[^\W\d]))")
"""A joint in a word that the prefilter reads as two words: `hai_ba`."""
NUMBERLESS_KINDS = frozenset((ValueKind.UNIT, ValueKind.WEEKDAY, ValueKind.PERCENT))
"""Kinds of values without a number that a word may stand for."""
_ANY_NUMBER_BITS = -1
"""The bits of all numbers, larger ones too."""


class NumberText(NamedTuple):
    """One text of a unit, with its phrase bits and its values."""

    text: str
    phrase_bits: int
    values: Sequence[Value]


@dataclass(frozen=True, slots=True, eq=False)
class SmallNumberWords:
    """The words of one language for small numbers; one object per language."""

    conventions: Conventions
    unambiguous_bit_shift: int
    """The position of the first of ten bits: unambiguous words from two on."""
    ordinal_bit_shift: int
    """The position of the first of ten bits: ordinals."""
    word_bit_shift: int
    """The position of the first of ten bits: single words of any meaning."""
    larger_number_bit: int
    """The bit of words that make larger numbers, or name them."""
    any_number_word_bits: int
    """The bits of all words for numbers and ordinals, one of which a text must have."""

    @property
    def alternative_bits(self) -> int | None:
        """The bits of which a text with a small number in words has at least one.

        None if bits exclude no text.
        """
        return None if self.conventions.is_unspaced else self.any_number_word_bits

    def read_unambiguous_number_bits(self, phrase_bits: int) -> int:
        """Read, as bits, the numbers that a text may have in unambiguous words."""
        return self._read_number_bits(self.unambiguous_bit_shift, phrase_bits)

    def read_ordinal_bits(self, phrase_bits: int) -> int:
        """Read, as bits, the numbers whose ordinals a text may have."""
        return self._read_number_bits(self.ordinal_bit_shift, phrase_bits)

    def read_word_number_bits(self, phrase_bits: int) -> int:
        """Read, as bits, the numbers for which a text may have any word."""
        return self._read_number_bits(self.word_bit_shift, phrase_bits)

    def _read_number_bits(self, bit_shift: int, phrase_bits: int) -> int:
        has_larger_number = (
            self.conventions.is_unspaced or phrase_bits & self.larger_number_bit
        )
        return (
            _ANY_NUMBER_BITS
            if has_larger_number
            else phrase_bits >> bit_shift & _ALL_SMALL_NUMBER_BITS
        )

    def read_surely_named_number_bits(self, number_text: NumberText) -> int:
        """Read the numbers that a text names by a single word."""
        if (
            self.conventions.is_unspaced
            or number_text.phrase_bits & self.larger_number_bit
        ):
            return 0
        number_bits = (
            number_text.phrase_bits >> self.word_bit_shift & _ALL_SMALL_NUMBER_BITS
        )
        return (
            0
            if number_bits and _JOINED_WORD_PATTERN.search(number_text.text)
            else number_bits
        )

    def read_bits_named_by_ordinals(self, number_text: NumberText) -> int:
        """Read the numbers that a text names by ordinals."""
        ordinals_by_word = self.conventions.ordinals_by_word
        ordinal_matches = self.conventions.ordinal_word_list.find_matches(
            number_text.text
        )
        return _join_number_bits(
            ordinals_by_word[phrase_key(ordinal_match[0])]
            for ordinal_match in ordinal_matches
        )


_LanguageAndText = tuple[SmallNumberWords, NumberText]
"""The words of a language for numbers, and a text in it."""


def flag_possible_new_numbers(
    source: str, target: str, locales: tuple[Locale, Locale], cache: ResultCache
) -> tuple[bool, bool]:
    """Whether the target may spell a small number, or an ordinal, new to the source.

    Returns a flag for numbers and a flag for ordinals. Where both texts have the same
    values, the source must also spell a number that the target does not name.
    """
    source_small_number_words, target_small_number_words = map(
        read_small_number_words, locales
    )
    source_number_text, target_number_text = (
        NumberText(
            text,
            shared_prefilter(locale.language).read_bits(text),
            cached_values(text, locale, cache),
        )
        for text, locale in zip((source, target), locales, strict=True)
    )
    alternative_bits = target_small_number_words.alternative_bits
    if (
        alternative_bits is not None
        and not target_number_text.phrase_bits & alternative_bits
    ):
        return False, False
    added_number_bits, added_ordinal_bits = _find_unnamed_number_bits(
        (target_small_number_words, target_number_text),
        (source_small_number_words, source_number_text),
    )
    has_different_values = not have_same_values(
        source_number_text.values, target_number_text.values
    )
    if added_number_bits | added_ordinal_bits and not (
        has_different_values and source_number_text.values
    ):
        lost_number_bits, lost_ordinal_bits = _find_unnamed_number_bits(
            (source_small_number_words, source_number_text),
            (target_small_number_words, target_number_text),
        )
        return bool(added_number_bits and lost_number_bits), bool(
            added_ordinal_bits and lost_ordinal_bits
        )
    return bool(added_number_bits), bool(added_ordinal_bits)


def may_spell_new_number(
    source: str, target: str, locales: tuple[Locale, Locale], cache: ResultCache
) -> bool:
    """Whether a single word of the target may be a number that the source lacks."""
    source_small_number_words, target_small_number_words = map(
        read_small_number_words, locales
    )
    source_phrase_bits = shared_prefilter(locales[0].language).read_bits(source)
    source_number_text = NumberText(
        source, source_phrase_bits, cached_values(source, locales[0], cache)
    )
    spelt_number_bits = target_small_number_words.read_word_number_bits(
        shared_prefilter(locales[1].language).read_bits(target)
    )
    return bool(
        drop_named_number_bits(
            spelt_number_bits, source_small_number_words, source_number_text
        )
    )


def _find_unnamed_number_bits(
    spelling_side: _LanguageAndText, naming_side: _LanguageAndText
) -> tuple[int, int]:
    """Find the numbers and ordinals that a text may spell and the other text lacks."""
    spelling_small_number_words, spelling_number_text = spelling_side
    number_bits, ordinal_bits = (
        spelling_small_number_words.read_unambiguous_number_bits(
            spelling_number_text.phrase_bits
        ),
        spelling_small_number_words.read_ordinal_bits(spelling_number_text.phrase_bits),
    )
    unnamed_bits = drop_named_number_bits(number_bits | ordinal_bits, *naming_side)
    return number_bits & unnamed_bits, ordinal_bits & unnamed_bits


def drop_named_number_bits(
    number_bits: int,
    other_small_number_words: SmallNumberWords,
    other_number_text: NumberText,
) -> int:
    """Drop the numbers that another text surely names."""
    for read_named_bits in (
        other_small_number_words.read_surely_named_number_bits,
        _read_bits_named_in_figures,
        other_small_number_words.read_bits_named_by_ordinals,
    ):
        if not number_bits:
            break
        number_bits &= ~read_named_bits(other_number_text)
    return number_bits


def _read_bits_named_in_figures(number_text: NumberText) -> int:
    """Read the numbers that a text names in figures, or as a day or a month."""
    return _join_number_bits(
        key_part
        for value in number_text.values
        if value.kind not in NUMBERLESS_KINDS
        for key_part in value.key
    )


def _join_number_bits(numbers: Iterable[Decimal | int | str | None]) -> int:
    """Join the bits of numbers; larger numbers have none."""
    number_bits = 0
    for number in numbers:
        number_bits |= _BIT_BY_NUMBER.get(number, 0)
    return number_bits


@lazy_constant
def read_small_number_words(locale: Locale) -> SmallNumberWords:
    """Read the number words of a language."""
    conventions, ambiguous_words = (
        load_conventions(locale),
        read_language(locale).ambiguous_number_words,
    )
    number_conventions, ordinals_by_word = (
        conventions.numbers,
        conventions.ordinals_by_word,
    )
    unambiguous_words_with_numbers = [
        *_filter_words(
            number_conventions.number_by_word,
            excluded_words=ambiguous_words,
            least_number=2,
        ),
        *_filter_words(ordinals_by_word, least_number=2),
    ]
    words_with_numbers = [
        *_filter_words(number_conventions.number_by_word),
        *_filter_words(ordinals_by_word),
    ]
    single_words_with_numbers = [
        (word, number) for word, number in words_with_numbers if word.isalpha()
    ]
    # A phrase takes its words away from other numbers, an ordinal does not.
    larger_words = {
        *number_conventions.multiplier_by_word,
        *number_conventions.addend_by_word,
        *number_conventions.power_by_scale_word,
    }
    larger_words |= {
        word for word, number in words_with_numbers if number not in _BIT_BY_NUMBER
    }
    larger_words |= {
        word for word in number_conventions.number_by_word if not word.isalpha()
    }
    phrase_prefilter = shared_prefilter(locale.language)
    unambiguous_bit = phrase_prefilter.add(
        "small number", *_group_words_by_number(unambiguous_words_with_numbers)
    )
    ordinal_bit = phrase_prefilter.add(
        "small ordinal", *_group_words_by_number(_filter_words(ordinals_by_word))
    )
    single_word_bit = phrase_prefilter.add(
        "named number", *_group_words_by_number(single_words_with_numbers)
    )
    larger_number_bit = phrase_prefilter.add("larger number", larger_words)
    return SmallNumberWords(
        conventions,
        unambiguous_bit_shift=unambiguous_bit.bit_length() - 1,
        ordinal_bit_shift=ordinal_bit.bit_length() - 1,
        word_bit_shift=single_word_bit.bit_length() - 1,
        larger_number_bit=larger_number_bit,
        any_number_word_bits=unambiguous_bit * _ALL_SMALL_NUMBER_BITS
        | ordinal_bit * _ALL_SMALL_NUMBER_BITS
        | larger_number_bit,
    )


def _filter_words(
    number_by_word: Mapping[str, int],
    *,
    excluded_words: Container[str] = (),
    least_number: int = 0,
) -> list[tuple[str, int]]:
    """List words with their numbers, from a least number on."""
    return [
        (word, number)
        for word, number in number_by_word.items()
        if word not in excluded_words and number >= least_number
    ]


def _group_words_by_number(
    words_with_numbers: Iterable[tuple[str, int]],
) -> list[list[str]]:
    """Group words by the small number that they name."""
    words_by_number: dict[int, list[str]] = {number: [] for number in _SMALL_NUMBERS}
    for word, number in words_with_numbers:
        if number in words_by_number:
            words_by_number[number].append(word)
    return [*words_by_number.values()]
