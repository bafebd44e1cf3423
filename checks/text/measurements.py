"""Amounts with units, compared across units: 6 feet 6 inches, 1.98 m."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from checks.text.language_words import read_language
from checks.text.text_values import cached_number_words, cached_values
from tm.finding import Span
from tm.result_cache import ResultCache, lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.pattern import any_phrase_pattern, phrase_key
from tm.text.values.conventions import load_conventions
from tm.text.values.value import Value
from tm.text.word_pattern import WORD_START_PATTERN

MeasureAndSize = tuple[tuple[Decimal, str], tuple[Decimal, Span]]
"""Number and dimension of a measure; size and span of its unit."""
_HALF = Decimal("0.5")

_TEMPERATURE = "temperature"
"""The dimension whose units are 1, Celsius, and 2, Fahrenheit, rather than sizes."""
_MAX_LETTERS_BETWEEN_AMOUNTS = 12
"""How many letters of a larger unit may stand between two amounts: 6 feet 6 inches."""


class Amount(NamedTuple):
    """A number in a text with the unit after it; a tuple, since texts have many."""

    number: Decimal
    value: Value
    dimension: str | None = None
    """The dimension of the unit after it, if one follows: length, mass …"""
    unit_size: Decimal | None = None
    """The size of that unit in the base unit."""


def has_equal_measure(
    number: Decimal,
    dimension: str,
    unit_size: Decimal,
    other_measures: Iterable[tuple[Decimal, str, Decimal]],
) -> bool:
    """Whether another measure is equal in another unit, except for rounding.

    A measure is a number, the dimension of its unit, and the size of the unit.

    >>> km, mile = Decimal(1000), Decimal("1609.344")
    >>> has_equal_measure(Decimal(64), "length", km, [(Decimal(40), "length", mile)])
    True
    """
    for other_number, other_dimension, other_unit_size in other_measures:
        if other_dimension != dimension or other_unit_size == unit_size:
            continue
        if dimension == _TEMPERATURE:
            if (
                abs(
                    _to_celsius(number, unit_size)
                    - _to_celsius(other_number, other_unit_size)
                )
                <= 1
            ):
                return True
        elif _are_nearly_equal(number * unit_size, other_number * other_unit_size):
            return True
    return False


class Measurements:
    """Amounts with units, searched for an equal length, mass … in another unit."""

    def __init__(self, amounts: Iterable[Amount]) -> None:
        base_amounts_by_unit: dict[tuple[str, Decimal], list[Decimal]] = defaultdict(
            list
        )
        previous_amount: Amount | None = None
        for amount in amounts:
            if amount.dimension is not None and amount.unit_size is not None:
                base_amount = amount.number * amount.unit_size
                base_amounts_by_unit[amount.dimension, amount.unit_size].append(
                    base_amount
                )
                total_base_amount = (
                    _add_base_amounts(previous_amount, amount)
                    if previous_amount is not None
                    else None
                )
                if total_base_amount is not None:
                    base_amounts_by_unit[amount.dimension, amount.unit_size].append(
                        total_base_amount
                    )
            previous_amount = amount
        self._base_amounts_by_unit = {
            dimension_and_size: sorted(unit_base_amounts)
            for dimension_and_size, unit_base_amounts in base_amounts_by_unit.items()
        }

    def has_equal_amount(self, amount: Amount) -> bool:
        """Whether a measurement equals an amount in another unit, rounded."""
        if amount.dimension is None or amount.unit_size is None:
            return False
        if amount.dimension == _TEMPERATURE:
            return self._has_temperature(amount.number, amount.unit_size)
        base_amount = amount.number * amount.unit_size
        for (dimension, unit_size), base_amounts in self._base_amounts_by_unit.items():
            if dimension == amount.dimension and unit_size != amount.unit_size:
                insertion_index = bisect_right(base_amounts, base_amount)
                nearest_base_amounts = base_amounts[
                    max(0, insertion_index - 1) : insertion_index + 1
                ]
                if any(
                    _are_nearly_equal(base_amount, nearest_base_amount)
                    for nearest_base_amount in nearest_base_amounts
                ):
                    return True
        return False

    def _has_temperature(self, degrees: Decimal, temperature_unit: Decimal) -> bool:
        """Whether a measurement is the temperature on the other scale, rounded."""
        for (
            dimension,
            other_temperature_unit,
        ), base_amounts in self._base_amounts_by_unit.items():
            if dimension != _TEMPERATURE or other_temperature_unit == temperature_unit:
                continue
            for base_amount in base_amounts:
                if (
                    abs(
                        _to_celsius(degrees, temperature_unit)
                        - _to_celsius(
                            base_amount / other_temperature_unit, other_temperature_unit
                        )
                    )
                    <= 1
                ):
                    return True
        return False


def _add_base_amounts(first_amount: Amount, next_amount: Amount) -> Decimal | None:
    """Add an amount and the following one in a smaller unit: 6 feet 6 inches."""
    if (
        first_amount.unit_size is None
        or next_amount.unit_size is None
        or first_amount.dimension != next_amount.dimension
    ):
        return None
    if (
        next_amount.unit_size >= first_amount.unit_size
        or next_amount.value.start - first_amount.value.end
        > _MAX_LETTERS_BETWEEN_AMOUNTS
    ):
        return None
    return (
        first_amount.number * first_amount.unit_size
        + next_amount.number * next_amount.unit_size
    )


def _to_celsius(degrees: Decimal, temperature_unit: Decimal) -> Decimal:
    """Convert degrees to Celsius; unit 1 is Celsius, unit 2 Fahrenheit."""
    return degrees if temperature_unit == 1 else (degrees - 32) * 5 / 9


def _are_nearly_equal(number: Decimal, other_number: Decimal) -> bool:
    """Whether two numbers differ by 6 % at most."""
    return abs(number - other_number) <= abs(max(number, other_number)) * Decimal(
        "0.06"
    )


def read_spelt_measures(
    text: str, locale: Locale, cache: ResultCache
) -> Iterator[MeasureAndSize]:
    """Read the numbers in words that a unit follows; an article is 1: `a mile`.

    >>> english = Locale("en")
    >>> measures = read_spelt_measures("a mile and a half", english, ResultCache())
    >>> [str(number) for (number, _), _ in measures]
    ['1.5']
    """
    patterns = _compile_patterns(locale)
    value_ends = {value.end for value in cached_values(text, locale, cache)}
    number_ends_and_values = [
        (number_word.end, number_word.key[0])
        for number_word in cached_number_words(text, locale, cache)
        if number_word.end not in value_ends  # the billion of 3.1 billion miles
    ]
    if patterns.article_pattern is not None:
        number_ends_and_values += [
            (article_match.end(), Decimal(1))
            for article_match in patterns.article_pattern.finditer(text)
        ]
    measure_unit_by_name = load_conventions(locale).measure_unit_by_name
    for number_end, number in number_ends_and_values:
        measure_unit_match = patterns.measure_unit_pattern.match(text, number_end)
        if measure_unit_match and isinstance(number, Decimal):
            dimension, unit_size = measure_unit_by_name[
                phrase_key(measure_unit_match["unit"])
            ]
            if measure_unit_match["half"]:
                number += _HALF
            yield (
                (number, dimension),
                (unit_size, Span(*measure_unit_match.span("unit"))),
            )


class _MeasurePatterns:
    """The patterns of one language for measures in words; cached."""

    def __init__(self, locale: Locale) -> None:
        conventions = load_conventions(locale)
        half_pattern = any_phrase_pattern(
            " ".join(half_phrase) for half_phrase in conventions.numbers.half_phrases
        )
        self.measure_unit_pattern = re.compile(
            rf"[\s-](?P<unit>{conventions.measure_unit_pattern})"
            rf"(?P<half>[\s-]{half_pattern})?",
            re.IGNORECASE,
        )
        article_words = read_language(locale).article_words
        self.article_pattern = (
            re.compile(
                rf"{WORD_START_PATTERN}{any_phrase_pattern(article_words)}",
                re.IGNORECASE,
            )
            if article_words
            else None
        )


@lazy_constant
def _compile_patterns(locale: Locale) -> _MeasurePatterns:
    return _MeasurePatterns(locale)
