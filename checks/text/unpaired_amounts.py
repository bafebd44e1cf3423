"""Amounts of one text that the other text of a unit lacks."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from checks.text.language_words import read_language
from checks.text.measurements import (
    Amount,
    Measurements,
    has_equal_measure,
    read_spelt_measures,
)
from checks.text.text_values import (
    cached_number_words,
    cached_values,
    find_following_measure_unit,
    have_same_values,
    list_grouped_readings,
    read_possible_numbers,
)
from tm.finding import Span
from tm.result_cache import ResultCache
from tm.text.locale import Locale
from tm.text.values.conventions import load_conventions
from tm.text.values.reader import Value, ValueKind, read_number_words
from tm.text.word_pattern import LETTER_CLASS

_GLUED_START_PATTERN = re.compile(r"[^\W\d_]\d{1,3}[.,]\Z")
"""The beginning of a number without a space before it: including13,500."""
_FOOT_UNIT = "length", Decimal("0.3048")
_METRE = "m"
_INCH_SIZE = Decimal("0.0254")
_PERCENT_UNIT = "share", Decimal(1)
_SPLIT_NUMBER_PATTERN = re.compile(
    rf"(?<![\w.,])(\d{{1,3}})\s?({LETTER_CLASS}{{1,5}})\s?(?=(\d{{1,2}})(?![\w.,]\w))"
)
"""A number with its unit in place of the decimal mark: 1m75."""


@dataclass(frozen=True, slots=True)
class UnpairedAmounts:
    """Amounts of each text without a partner in the other text, in text order."""

    source_amounts: tuple[Amount, ...]
    target_amounts: tuple[Amount, ...]


def find_unpaired_amounts(
    source: str, target: str, locales: tuple[Locale, Locale], cache: ResultCache
) -> UnpairedAmounts:
    """Find the amounts of each text that the other text lacks.

    The partner of a number may be a number word, an ordinal, a part of a date or time,
    the same length or mass in another unit, or a number whose unit stands in place of
    the decimal mark.
    """
    return cache.call(_compute_unpaired_amounts, source, target, locales, cache)


def _compute_unpaired_amounts(
    source: str, target: str, locales: tuple[Locale, Locale], cache: ResultCache
) -> UnpairedAmounts:
    """Compute the amounts of each text that the other text lacks."""
    if have_same_values(
        cached_values(source, locales[0], cache),
        cached_values(target, locales[1], cache),
    ):
        return UnpairedAmounts((), ())
    target_amounts = [*_read_amounts(target, locales[1], cache)]
    source_amounts = [*_read_amounts(source, locales[0], cache)]
    if _differ_in_dimension(source_amounts, target_amounts):
        # 40 mph and 40 °C are one number by chance.
        source_measurements, target_measurements = (
            Measurements(source_amounts),
            Measurements(target_amounts),
        )
        source_amounts = _drop_equal_amounts(source_amounts, target_measurements)
        target_amounts = _drop_equal_amounts(target_amounts, source_measurements)
    unpaired_source_amounts, unpaired_target_amounts = _drop_shared_amounts(
        source_amounts, target_amounts
    )
    if not unpaired_target_amounts:
        unpaired_source_amounts = _drop_converted_amounts(
            unpaired_source_amounts, source_amounts
        )
    elif not unpaired_source_amounts:
        unpaired_target_amounts = _drop_converted_amounts(
            unpaired_target_amounts, target_amounts
        )
    if unpaired_source_amounts:
        unpaired_source_amounts = _drop_possibly_named_amounts(
            unpaired_source_amounts, target, locales[1], cache
        )
    if unpaired_target_amounts:
        unpaired_target_amounts = _drop_possibly_named_amounts(
            unpaired_target_amounts, source, locales[0], cache
        )
    unpaired_source_amounts = _drop_spelt_measures(
        unpaired_source_amounts, target, locales[1], cache
    )
    unpaired_target_amounts = _drop_spelt_measures(
        unpaired_target_amounts, source, locales[0], cache
    )
    if not unpaired_source_amounts or not unpaired_target_amounts:
        return UnpairedAmounts(
            tuple(unpaired_source_amounts), tuple(unpaired_target_amounts)
        )
    return _drop_split_and_equal_amounts(
        UnpairedAmounts(tuple(unpaired_source_amounts), tuple(unpaired_target_amounts)),
        source,
        target,
        locales,
    )


def _drop_equal_amounts(
    amounts: Sequence[Amount], other_measurements: Measurements
) -> list[Amount]:
    """Drop amounts that the other text has in the same or another unit."""
    return [
        amount for amount in amounts if not other_measurements.has_equal_amount(amount)
    ]


def _drop_split_and_equal_amounts(
    unpaired_amounts: UnpairedAmounts,
    source: str,
    target: str,
    locales: tuple[Locale, Locale],
) -> UnpairedAmounts:
    """Drop amounts whose unit splits them in the other text, then equal measures."""
    source_split_span_by_number = _find_split_numbers(
        source, locales[0], unpaired_amounts.target_amounts
    )
    target_split_span_by_number = _find_split_numbers(
        target, locales[1], unpaired_amounts.source_amounts
    )
    source_amounts = _drop_split_amounts(
        unpaired_amounts.source_amounts,
        source_split_span_by_number,
        target_split_span_by_number,
    )
    target_amounts = _drop_split_amounts(
        unpaired_amounts.target_amounts,
        target_split_span_by_number,
        source_split_span_by_number,
    )
    target_measurements, source_measurements = (
        Measurements(target_amounts),
        Measurements(source_amounts),
    )
    return UnpairedAmounts(
        tuple(_drop_equal_amounts(source_amounts, target_measurements)),
        tuple(_drop_equal_amounts(target_amounts, source_measurements)),
    )


def find_lost_number_words(
    source: str, target: str, locales: tuple[Locale, Locale], cache: ResultCache
) -> list[Amount]:
    """Find numbers that the source spells out and the target lacks in any form.

    One, which is often an article, and large numbers, which are rarely spelt out,
    are ignored.
    """
    source_number_words = cached_number_words(source, locales[0], cache)
    target_numbers = read_possible_numbers(target, locales[1], cache)
    lost_amounts = []
    for number_word in source_number_words:
        number = number_word.key[0]
        if number_word.kind is ValueKind.ORDINAL and isinstance(number, int):
            number = Decimal(number)
        elif number_word.kind is not ValueKind.NUMBER or not isinstance(
            number, Decimal
        ):
            continue
        spellings = number_word.text, number_word.text.lower()
        if not read_language(locales[0]).ambiguous_number_words.isdisjoint(spellings):
            continue
        possible_numbers = read_possible_readings(number_word, locales[0])
        if 1 < number < 100 and not possible_numbers & target_numbers:
            lost_amounts.append(Amount(number, number_word))
    return lost_amounts


def read_possible_readings(
    number_word: Value, locale: Locale
) -> set[Decimal | int | str | None]:
    """Read the numbers that number words may mean, with and without the last word.

    The last word may be no number: `mười năm` is ten years, or fifteen.
    """
    shorter_number_words = read_number_words(
        number_word.text.rpartition(" ")[0], locale
    )
    return {
        number_word.key[0],
        *(shorter_number_word.key[0] for shorter_number_word in shorter_number_words),
    }


def _read_amounts(text: str, locale: Locale, cache: ResultCache) -> Iterator[Amount]:
    """Read the amounts of a text in figures, with their units."""
    values = cached_values(text, locale, cache)
    for value_index, value in enumerate(values):
        if value.kind in (ValueKind.NUMBER, ValueKind.PERCENT):
            if _GLUED_START_PATTERN.search(text, max(0, value.start - 6), value.start):
                continue  # the end of a number that is glued to a word
            measure_unit = find_following_measure_unit(values, value_index)
            dimension_key, size_key = measure_unit.key if measure_unit else (None, None)
            if value.kind is ValueKind.PERCENT:
                dimension_key, size_key = _PERCENT_UNIT
            if len(value.key) == 1 and isinstance(value.key[0], Decimal):
                dimension = str(dimension_key) if dimension_key else None
                unit_size = size_key if isinstance(size_key, Decimal) else None
                previous_value = values[value_index - 1] if value_index else None
                if (
                    measure_unit is None
                    and previous_value
                    and _is_in_inches(text, previous_value, value)
                ):
                    dimension, unit_size = _FOOT_UNIT[0], _INCH_SIZE
                yield Amount(value.key[0], value, dimension, unit_size)
        elif value.kind is ValueKind.ORDINAL:
            yield Amount(_to_decimal(value.key[0]), value)
        elif value.kind is ValueKind.DATE and value.key[0] is not None:
            yield Amount(_to_decimal(value.key[0]), value)


def _is_in_inches(text: str, measure_unit: Value, number_value: Value) -> bool:
    """Whether a number is the inches of a height: 5-foot-9."""
    return (
        measure_unit.key == _FOOT_UNIT
        and text[measure_unit.end : number_value.start] == "-"
    )


def _find_split_numbers(
    text: str, locale: Locale, other_amounts: Iterable[Amount]
) -> dict[Decimal, Span]:
    """Find numbers of the other text that this text splits: `18 giây 10`, `1m75`.

    Minutes and hours do not stand for a decimal mark: `4 phút 18` is not 4,18.
    """
    other_numbers = {amount.number for amount in other_amounts}
    other_decimals = {
        number for number in other_numbers if number != number.to_integral_value()
    }
    number_by_base_amount = {
        amount.number * amount.unit_size: amount.number
        for amount in other_amounts
        if amount.dimension == _FOOT_UNIT[0] and amount.unit_size is not None
    }
    other_decimals |= {*number_by_base_amount.values()}
    span_by_number: dict[Decimal, Span] = {}
    time_conventions = load_conventions(locale).times
    for split_match in _SPLIT_NUMBER_PATTERN.finditer(text) if other_decimals else ():
        number = Decimal(f"{split_match[1]}.{split_match[3]}")
        time_unit_match = re.fullmatch(
            f"{time_conventions.hour_word_pattern}|{time_conventions.minute_word_pattern}",
            split_match[2],
            re.IGNORECASE,
        )
        if split_match[2] == _METRE:
            number = number_by_base_amount.get(number, number)  # 180 cm
        if number in other_decimals and not time_unit_match:
            span_by_number[number] = Span(split_match.start(), split_match.end(3))
    return span_by_number


def _drop_split_amounts(
    amounts: Sequence[Amount],
    split_span_by_number: dict[Decimal, Span],
    other_split_span_by_number: dict[Decimal, Span],
) -> Sequence[Amount]:
    """Drop parts of split numbers, and numbers that the other text splits."""
    return [
        amount
        for amount in amounts
        if amount.number not in other_split_span_by_number
        and not any(
            span.start <= amount.value.start and amount.value.end <= span.end
            for span in split_span_by_number.values()
        )
    ]


def _differ_in_dimension(
    source_amounts: Iterable[Amount], target_amounts: Iterable[Amount]
) -> bool:
    """Whether a number has different dimensions in the two texts."""
    source_dimension_by_number = {
        amount.number: amount.dimension for amount in source_amounts if amount.dimension
    }
    return bool(source_dimension_by_number) and any(
        amount.dimension
        and source_dimension_by_number.get(amount.number, amount.dimension)
        != amount.dimension
        for amount in target_amounts
    )


def _drop_shared_amounts(
    source_amounts: list[Amount], target_amounts: list[Amount]
) -> tuple[list[Amount], list[Amount]]:
    """Drop the amounts whose number both texts have."""
    target_numbers = {amount.number for amount in target_amounts}
    source_numbers = {amount.number for amount in source_amounts}
    return (
        [amount for amount in source_amounts if amount.number not in target_numbers],
        [amount for amount in target_amounts if amount.number not in source_numbers],
    )


def _drop_converted_amounts(
    unpaired_amounts: list[Amount], amounts: Sequence[Amount]
) -> list[Amount]:
    """Drop amounts that convert one with a partner: 25 miles (40 km), 40 kilometer."""
    if not any(amount.dimension for amount in unpaired_amounts):
        return unpaired_amounts
    paired_measurements = Measurements(
        amount for amount in amounts if amount not in unpaired_amounts
    )
    return [
        amount
        for amount in unpaired_amounts
        if not paired_measurements.has_equal_amount(amount)
    ]


def _drop_spelt_measures(
    amounts: list[Amount], other_text: str, other_locale: Locale, cache: ResultCache
) -> list[Amount]:
    """Drop amounts that the other text has in words and another unit: a yard, 91 cm."""
    if not any(amount.unit_size for amount in amounts):
        return amounts
    other_measures = [
        (number, dimension, unit_size)
        for (number, dimension), (unit_size, _) in read_spelt_measures(
            other_text, other_locale, cache
        )
    ]
    return [
        amount
        for amount in amounts
        if amount.dimension is None
        or amount.unit_size is None
        or not has_equal_measure(
            amount.number, amount.dimension, amount.unit_size, other_measures
        )
    ]


def _read_short_years(
    text: str, locale: Locale, cache: ResultCache
) -> frozenset[Decimal]:
    """Read the numbers that may be short forms of years, not days or months."""
    return frozenset(
        _to_decimal(value.key[0])
        for value in cached_values(text, locale, cache)
        if value.kind is ValueKind.NUMBER and isinstance(value.key[0], Decimal)
    )


def _drop_possibly_named_amounts(
    amounts: list[Amount], other_text: str, other_locale: Locale, cache: ResultCache
) -> list[Amount]:
    """Drop the amounts that the other text may name, however unlikely."""
    other_numbers, remaining_amounts = (
        read_possible_numbers(other_text, other_locale, cache),
        [],
    )
    short_years: frozenset[Decimal] | None = None
    for amount in amounts:
        number = amount.number
        if number in other_numbers or not other_numbers.isdisjoint(
            list_grouped_readings(amount.value, other_locale)
        ):
            continue
        if 1900 <= number < 2100 and number == number.to_integral():
            if short_years is None:
                short_years = _read_short_years(other_text, other_locale, cache)
            if number % 100 in short_years:
                continue
        remaining_amounts.append(amount)
    return remaining_amounts


def _to_decimal(key_part: Decimal | int | str | None) -> Decimal:
    return key_part if isinstance(key_part, Decimal) else Decimal(key_part or 0)
