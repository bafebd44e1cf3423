"""Amounts of one text that the other text of a unit lacks."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from checks.text.language_words import read_language
from checks.text.text_values import (
    cached_number_words,
    cached_values,
    have_same_values,
    possible_numbers,
)
from tm.finding import Span
from tm.text.locale import Locale
from tm.text.values.conventions import load_conventions
from tm.text.values.reader import Value, ValueKind, read_number_words

_FOOT_UNIT = "length", Decimal("0.3048")
_INCH_SIZE = Decimal("0.0254")
_TEMPERATURE = "temperature"
"""The dimension whose units are 1, Celsius, and 2, Fahrenheit, rather than sizes."""
_PERCENT_UNIT = "share", Decimal(1)
_LARGER_UNIT_LETTERS = 12
"""The most letters of a larger unit between an amount and its rest: 6 feet 6 inches."""
_SPLIT_NUMBER = re.compile(
    r"(?<![\w.,])(\d{1,3})\s?([^\W\d_]{1,5})\s?(?=(\d{1,2})(?![\w.,]\w))"
)
"""A number with its unit in place of the decimal mark: 1m75."""


class Amount(NamedTuple):
    """A number in a text with the unit after it; a tuple, since texts have many."""

    number: Decimal
    value: Value
    dimension: str | None = None
    """The dimension of the unit after it, if one follows: length, mass …"""
    size: Decimal | None = None
    """The size of that unit in the base unit."""


@dataclass(frozen=True, slots=True)
class UnpairedAmounts:
    """Amounts of one side without a partner on the other, in order of place."""

    source: tuple[Amount, ...]
    target: tuple[Amount, ...]


@lru_cache(maxsize=2048)
def find_unpaired_amounts(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> UnpairedAmounts:
    """Find the amounts of each side that the other side lacks.

    A number may be answered by a number word, an ordinal, a part of a date or time,
    the same length, mass … in another unit, or one whose unit stands for its mark.
    """
    if have_same_values(
        cached_values(source, locales[0]), cached_values(target, locales[1])
    ):
        return UnpairedAmounts((), ())
    target_amounts = [*_read_amounts(target, locales[1])]
    source_amounts = [*_read_amounts(source, locales[0])]
    if _differ_in_dimension(
        source_amounts, target_amounts
    ):  # 40 mph and 40 °C are one number by chance
        source_measures, target_measures = (
            _Measurements(source_amounts),
            _Measurements(target_amounts),
        )
        source_amounts = [
            amount
            for amount in source_amounts
            if not target_measures.has_converted(amount)
        ]
        target_amounts = [
            amount
            for amount in target_amounts
            if not source_measures.has_converted(amount)
        ]
    unpaired_source, unpaired_target = _drop_equal_numbers(
        source_amounts, target_amounts
    )
    if unpaired_source:
        unpaired_source = _drop_possible_numbers(unpaired_source, target, locales[1])
    if unpaired_target:
        unpaired_target = _drop_possible_numbers(unpaired_target, source, locales[0])
    if not unpaired_source or not unpaired_target:
        return UnpairedAmounts(tuple(unpaired_source), tuple(unpaired_target))
    source_splits = _find_split_numbers(source, locales[0], unpaired_target)
    target_splits = _find_split_numbers(target, locales[1], unpaired_source)
    unpaired_source = _drop_split_numbers(unpaired_source, source_splits, target_splits)
    unpaired_target = _drop_split_numbers(unpaired_target, target_splits, source_splits)
    unpaired_target_measures, unpaired_source_measures = (
        _Measurements(unpaired_target),
        _Measurements(unpaired_source),
    )
    return UnpairedAmounts(
        tuple(
            source_amount
            for source_amount in unpaired_source
            if not unpaired_target_measures.has_converted(source_amount)
        ),
        tuple(
            target_amount
            for target_amount in unpaired_target
            if not unpaired_source_measures.has_converted(target_amount)
        ),
    )


def find_lost_number_words(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> list[Amount]:
    """Find numbers that the source spells out and the target has in no form.

    One, which is often an article, and large numbers, which are rarely spelled out,
    are ignored.
    """
    source_values = cached_number_words(source, locales[0])
    target_numbers = possible_numbers(target, locales[1])
    lost_amounts = []
    for value in source_values:
        number = value.key[0]
        if value.kind is ValueKind.ORDINAL and isinstance(number, int):
            number = Decimal(number)
        elif value.kind is not ValueKind.NUMBER or not isinstance(number, Decimal):
            continue
        spellings = value.text, value.text.lower()
        if not read_language(locales[0]).ambiguous_numbers.isdisjoint(spellings):
            continue
        # The last word may be no number: `mười năm` is ten years, or fifteen.
        shorter_values = read_number_words(value.text.rpartition(" ")[0], locales[0])
        possible_readings = {
            number,
            *(shorter_value.key[0] for shorter_value in shorter_values),
        }
        if 1 < number < 100 and not possible_readings & target_numbers:
            lost_amounts.append(Amount(number, value))
    return lost_amounts


def _read_amounts(text: str, locale: Locale) -> Iterator[Amount]:
    values = cached_values(text, locale)
    for index, value in enumerate(values):
        if value.kind in (ValueKind.NUMBER, ValueKind.PERCENT):
            unit = _following_unit(values, index)
            unit_key = unit.key if unit else (None, None)
            if value.kind is ValueKind.PERCENT:
                unit_key = _PERCENT_UNIT
            if len(value.key) == 1 and isinstance(value.key[0], Decimal):
                dimension = str(unit_key[0]) if unit_key[0] else None
                size = unit_key[1] if isinstance(unit_key[1], Decimal) else None
                previous = values[index - 1] if index else None
                if unit is None and previous and _is_in_inches(text, previous, value):
                    dimension, size = _FOOT_UNIT[0], _INCH_SIZE
                yield Amount(value.key[0], value, dimension, size)
        elif value.kind is ValueKind.ORDINAL:
            yield Amount(_as_decimal(value.key[0]), value)
        elif value.kind is ValueKind.DATE and value.key[0] is not None:
            yield Amount(_as_decimal(value.key[0]), value)


def _is_in_inches(text: str, unit: Value, number: Value) -> bool:
    """Whether a number is the inches of a height: 5-foot-9."""
    return unit.key == _FOOT_UNIT and text[unit.end : number.start] == "-"


def _following_unit(values: Sequence[Value], index: int) -> Value | None:
    """Return the unit written right after a number."""
    number = values[index]
    following = values[index + 1] if index + 1 < len(values) else None
    if (
        following
        and following.kind is ValueKind.UNIT
        and following.start - number.end <= 2
    ):
        return following
    return None


def _find_split_numbers(
    text: str, locale: Locale, other_amounts: Iterable[Amount]
) -> dict[Decimal, Span]:
    """Find numbers of the other side that this text splits: `18 giây 10`, `1m75`.

    Minutes and hours are no marks: `4 phút 18` is not 4,18.
    """
    numbers = {amount.number for amount in other_amounts}
    decimals = {number for number in numbers if number != number.to_integral_value()}
    spans: dict[Decimal, Span] = {}
    times = load_conventions(locale).times
    for match in _SPLIT_NUMBER.finditer(text) if decimals else ():
        number = Decimal(f"{match[1]}.{match[3]}")
        is_time = re.fullmatch(f"{times.hour}|{times.minute}", match[2], re.IGNORECASE)
        if number in decimals and not is_time:
            spans[number] = Span(match.start(), match.end(3))
    return spans


def _drop_split_numbers(
    amounts: list[Amount],
    own_splits: dict[Decimal, Span],
    other_splits: dict[Decimal, Span],
) -> list[Amount]:
    """Drop parts of numbers split here, and numbers that the other text splits."""
    return [
        amount
        for amount in amounts
        if amount.number not in other_splits
        and not any(
            span.start <= amount.value.start and amount.value.end <= span.end
            for span in own_splits.values()
        )
    ]


def _differ_in_dimension(
    source_amounts: Iterable[Amount], target_amounts: Iterable[Amount]
) -> bool:
    """Whether a number has different dimensions on the two sides."""
    source_dimensions = {
        amount.number: amount.dimension for amount in source_amounts if amount.dimension
    }
    return bool(source_dimensions) and any(
        amount.dimension
        and source_dimensions.get(amount.number, amount.dimension) != amount.dimension
        for amount in target_amounts
    )


def _drop_equal_numbers(
    source_amounts: list[Amount], target_amounts: list[Amount]
) -> tuple[list[Amount], list[Amount]]:
    """Drop the amounts whose number both sides have."""
    target_numbers = {amount.number for amount in target_amounts}
    source_numbers = {amount.number for amount in source_amounts}
    return (
        [amount for amount in source_amounts if amount.number not in target_numbers],
        [amount for amount in target_amounts if amount.number not in source_numbers],
    )


@lru_cache(maxsize=1024)
def _short_years(text: str, locale: Locale) -> frozenset[Decimal]:
    """Read the numbers that may be short forms of years, no days or months."""
    return frozenset(
        _as_decimal(value.key[0])
        for value in cached_values(text, locale)
        if value.kind is ValueKind.NUMBER and isinstance(value.key[0], Decimal)
    )


def _drop_possible_numbers(
    amounts: list[Amount], text: str, locale: Locale
) -> list[Amount]:
    """Drop the amounts that the other text may name in some reading."""
    numbers_in_text, remaining = possible_numbers(text, locale), []
    for amount in amounts:
        number = amount.number
        if number in numbers_in_text:
            continue
        if 1900 <= number < 2100 and number == number.to_integral():
            if number % 100 in _short_years(text, locale):
                continue
        remaining.append(amount)
    return remaining


def has_converted(
    number: Decimal,
    dimension: str,
    size: Decimal,
    measures: Iterable[tuple[Decimal, str, Decimal]],
) -> bool:
    """Whether a measure equals one of others in another unit, except for rounding.

    Each is a number, the dimension of its unit, and how large the unit is.

    >>> km, mile = Decimal(1000), Decimal("1609.344")
    >>> has_converted(Decimal(64), "length", km, [(Decimal(40), "length", mile)])
    True
    """
    for other_number, other_dimension, other_size in measures:
        if other_dimension != dimension or other_size == size:
            continue
        if dimension == _TEMPERATURE:
            if abs(_celsius(number, size) - _celsius(other_number, other_size)) <= 1:
                return True
        elif _is_close(number * size, other_number * other_size):
            return True
    return False


class _Measurements:
    """Amounts with units, searched for the same length, mass … in another unit."""

    def __init__(self, amounts: Iterable[Amount]) -> None:
        sizes_by_unit: dict[tuple[str, Decimal], list[Decimal]] = defaultdict(list)
        previous_amount: Amount | None = None
        for amount in amounts:
            if amount.dimension is not None and amount.size is not None:
                size = amount.number * amount.size
                sizes_by_unit[amount.dimension, amount.size].append(size)
                total_size = (
                    _sum_of_sizes(previous_amount, amount)
                    if previous_amount is not None
                    else None
                )
                if total_size is not None:
                    sizes_by_unit[amount.dimension, amount.size].append(total_size)
            previous_amount = amount
        self._sizes_by_unit = {
            key: sorted(unsorted_sizes) for key, unsorted_sizes in sizes_by_unit.items()
        }

    def has_converted(self, amount: Amount) -> bool:
        """Whether one equals the amount in another unit, except for rounding."""
        if amount.dimension is None or amount.size is None:
            return False
        if amount.dimension == _TEMPERATURE:
            return self._has_temperature(amount.number, amount.size)
        size = amount.number * amount.size
        for (dimension, unit_size), sizes in self._sizes_by_unit.items():
            if dimension == amount.dimension and unit_size != amount.size:
                index = bisect_right(sizes, size)
                nearest = sizes[max(0, index - 1) : index + 1]
                if any(_is_close(size, nearest_size) for nearest_size in nearest):
                    return True
        return False

    def _has_temperature(self, number: Decimal, scale: Decimal) -> bool:
        """Whether one is the temperature on the other scale, except for rounding."""
        for (dimension, other_scale), sizes in self._sizes_by_unit.items():
            if dimension != _TEMPERATURE or other_scale == scale:
                continue
            for size in sizes:
                if (
                    abs(
                        _celsius(number, scale)
                        - _celsius(size / other_scale, other_scale)
                    )
                    <= 1
                ):
                    return True
        return False


def _sum_of_sizes(first_amount: Amount, next_amount: Amount) -> Decimal | None:
    """Add an amount and its rest in a smaller unit: 6 feet 6 inches."""
    if (
        first_amount.size is None
        or next_amount.size is None
        or first_amount.dimension != next_amount.dimension
    ):
        return None
    if (
        next_amount.size >= first_amount.size
        or next_amount.value.start - first_amount.value.end > _LARGER_UNIT_LETTERS
    ):
        return None
    return (
        first_amount.number * first_amount.size + next_amount.number * next_amount.size
    )


def _celsius(degrees: Decimal, scale: Decimal) -> Decimal:
    return degrees if scale == 1 else (degrees - 32) * 5 / 9


def _is_close(number: Decimal, other_number: Decimal) -> bool:
    return abs(number - other_number) <= abs(max(number, other_number)) * Decimal(
        "0.06"
    )


def _as_decimal(part: Decimal | int | str | None) -> Decimal:
    return part if isinstance(part, Decimal) else Decimal(part or 0)
