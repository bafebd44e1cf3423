"""Amounts of one text that the other text of a unit lacks."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from checks.text.language import language
from checks.text.values import (
    cached_number_words,
    cached_values,
    have_same_values,
    possible_numbers,
)
from tm.finding import Span
from tm.text.locale import Locale
from tm.text.values.conventions import load_conventions
from tm.text.values.reader import Value, ValueKind, read_number_words

_FOOT = "length", Decimal("0.3048")
_INCH = Decimal("0.0254")
_TEMPERATURE = "temperature"
"""The dimension whose units are 1, Celsius, and 2, Fahrenheit, rather than sizes."""
_PERCENT = "share", Decimal(1)
_REST = 12
"""Letters between an amount and the rest of it in a smaller unit: the larger unit."""
_SPLIT_NUMBER = re.compile(
    r"(?<![\w.,])(\d{1,3})\s?([^\W\d_]{1,5})\s?(?=(\d{1,2})(?![\w.,]\w))"
)
"""A number whose unit stands where its decimal mark would."""


class Amount(NamedTuple):
    """A number in a text, whatever it counts; a tuple, since texts have so many."""

    number: Decimal
    value: Value
    dimension: str | None = None
    """What the unit after it measures, if one follows: length, mass …"""
    size: Decimal | None = None
    """How large that unit is."""


@dataclass(frozen=True, slots=True)
class UnpairedAmounts:
    """Amounts of one side without a partner on the other, in order of place."""

    source: tuple[Amount, ...]
    target: tuple[Amount, ...]


@lru_cache(maxsize=2048)
def find_unpaired_amounts(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> UnpairedAmounts:
    """The amounts that one side has and the other has not.

    A number may be answered by a number word, an ordinal, a part of a date or time,
    the same length, mass … in another unit, or one whose unit stands for its mark.
    """
    if have_same_values(
        cached_values(source, locales[0]), cached_values(target, locales[1])
    ):
        return UnpairedAmounts((), ())
    target_amounts = [*_read_amounts(target, locales[1])]
    source_amounts = [*_read_amounts(source, locales[0])]
    if _measure_otherwise(
        source_amounts, target_amounts
    ):  # 40 mph and 40 °C are one number by chance
        source_measures, target_measures = (
            _Measures(source_amounts),
            _Measures(target_amounts),
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
        _Measures(unpaired_target),
        _Measures(unpaired_source),
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
    """Numbers that the source spells in words and the target has in no form.

    One, which is often an article, and large numbers, which are rarely spelt, are
    passed.
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
        texts = value.text, value.text.lower()
        if not language(locales[0]).ambiguous_numbers.isdisjoint(texts):
            continue
        # The last word may be no number: `mười năm` is ten years, or fifteen.
        shorter = read_number_words(value.text.rpartition(" ")[0], locales[0])
        readings = {number, *(other.key[0] for other in shorter)}
        if 1 < number < 100 and not readings & target_numbers:
            lost_amounts.append(Amount(number, value))
    return lost_amounts


def _read_amounts(text: str, locale: Locale) -> Iterator[Amount]:
    values = cached_values(text, locale)
    for index, value in enumerate(values):
        if value.kind in (ValueKind.NUMBER, ValueKind.PERCENT):
            unit = _following_unit(values, index)
            kind = unit.key if unit else (None, None)
            if value.kind is ValueKind.PERCENT:
                kind = _PERCENT
            if len(value.key) == 1 and isinstance(value.key[0], Decimal):
                dimension = str(kind[0]) if kind[0] else None
                size = kind[1] if isinstance(kind[1], Decimal) else None
                previous = values[index - 1] if index else None
                if unit is None and previous and _is_in_inches(text, previous, value):
                    dimension, size = _FOOT[0], _INCH
                yield Amount(value.key[0], value, dimension, size)
        elif value.kind is ValueKind.ORDINAL:
            yield Amount(_decimal(value.key[0]), value)
        elif value.kind is ValueKind.DATE and value.key[0] is not None:
            yield Amount(_decimal(value.key[0]), value)


def _is_in_inches(text: str, unit: Value, number: Value) -> bool:
    """Whether a number without a unit has that of a height: 5-foot-9."""
    return unit.key == _FOOT and text[unit.end : number.start] == "-"


def _following_unit(values: Sequence[Value], index: int) -> Value | None:
    """The unit written after a number, or a currency before it."""
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
    """Those of the other side's numbers that this text writes as `18 giây 10`, `1m75`.

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
    """Without the numbers of parted ones, and without those that the others part."""
    return [
        amount
        for amount in amounts
        if amount.number not in other_splits
        and not any(
            span.start <= amount.value.start and amount.value.end <= span.end
            for span in own_splits.values()
        )
    ]


def _measure_otherwise(source: Iterable[Amount], target: Iterable[Amount]) -> bool:
    """Whether a number measures another thing on each side."""
    source_dimensions = {
        amount.number: amount.dimension for amount in source if amount.dimension
    }
    return bool(source_dimensions) and any(
        amount.dimension
        and source_dimensions.get(amount.number, amount.dimension) != amount.dimension
        for amount in target
    )


def _drop_equal_numbers(
    source: list[Amount], target: list[Amount]
) -> tuple[list[Amount], list[Amount]]:
    """The amounts of each list whose number the other has nowhere."""
    target_numbers = {amount.number for amount in target}
    source_numbers = {amount.number for amount in source}
    return (
        [amount for amount in source if amount.number not in target_numbers],
        [amount for amount in target if amount.number not in source_numbers],
    )


@lru_cache(maxsize=1024)
def _short_years(text: str, locale: Locale) -> frozenset[Decimal]:
    """Numbers of a text that may be the short form of a year; no day, no month."""
    return frozenset(
        _decimal(value.key[0])
        for value in cached_values(text, locale)
        if value.kind is ValueKind.NUMBER and isinstance(value.key[0], Decimal)
    )


def _drop_possible_numbers(
    amounts: list[Amount], text: str, locale: Locale
) -> list[Amount]:
    """The amounts that the other text cannot be read to name."""
    possible, remaining = possible_numbers(text, locale), []
    for amount in amounts:
        number = amount.number
        if number in possible:
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
    """Whether a measure is among others in another unit, but for rounding.

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


class _Measures:
    """Amounts with a unit, in which the same length, mass … in another is found."""

    def __init__(self, amounts: Iterable[Amount]) -> None:
        sizes: dict[tuple[str, Decimal], list[Decimal]] = defaultdict(list)
        last: Amount | None = None
        for amount in amounts:
            if amount.dimension is not None and amount.size is not None:
                size = amount.number * amount.size
                sizes[amount.dimension, amount.size].append(size)
                total = _sum_of_sizes(last, amount) if last is not None else None
                if total is not None:
                    sizes[amount.dimension, amount.size].append(total)
            last = amount
        self._sizes = {
            key: sorted(unsorted_sizes) for key, unsorted_sizes in sizes.items()
        }

    def has_converted(self, amount: Amount) -> bool:
        """Whether one is the amount in another unit, but for rounding."""
        if amount.dimension is None or amount.size is None:
            return False
        if amount.dimension == _TEMPERATURE:
            return self._have_degrees(amount.number, amount.size)
        size = amount.number * amount.size
        for (dimension, unit), sizes in self._sizes.items():
            if dimension == amount.dimension and unit != amount.size:
                at = bisect_right(sizes, size)
                nearest = sizes[max(0, at - 1) : at + 1]
                if any(_is_close(size, other) for other in nearest):
                    return True
        return False

    def _have_degrees(self, number: Decimal, scale: Decimal) -> bool:
        """Whether a temperature is there on the other scale, but for rounding."""
        for (dimension, other), sizes in self._sizes.items():
            if dimension != _TEMPERATURE or other == scale:
                continue
            for size in sizes:
                if abs(_celsius(number, scale) - _celsius(size / other, other)) <= 1:
                    return True
        return False


def _sum_of_sizes(first: Amount, rest: Amount) -> Decimal | None:
    """The size of an amount and its rest in a smaller unit: 6 feet 6 inches."""
    if first.size is None or rest.size is None or first.dimension != rest.dimension:
        return None
    if rest.size >= first.size or rest.value.start - first.value.end > _REST:
        return None
    return first.number * first.size + rest.number * rest.size


def _celsius(degrees: Decimal, scale: Decimal) -> Decimal:
    return degrees if scale == 1 else (degrees - 32) * 5 / 9


def _is_close(number: Decimal, other: Decimal) -> bool:
    return abs(number - other) <= abs(max(number, other)) * Decimal("0.06")


def _decimal(part: Decimal | int | str | None) -> Decimal:
    return part if isinstance(part, Decimal) else Decimal(part or 0)
