"""The values of a text: its numbers, dates, times and units, read once for a run."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from operator import attrgetter

from tm.finding import Span
from tm.result_cache import ResultCache
from tm.text.locale import Locale
from tm.text.values.conventions import load_conventions
from tm.text.values.numerals import list_possible_amounts
from tm.text.values.reader import Value, ValueKind, read_number_words, read_values
from tm.text.values.spelt_fractions import read_fractional_words

_NUMBER_TYPES = (int, Decimal)
_GROUPED_FIGURES_PATTERN = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_read_kind_and_key = attrgetter("kind", "key")
MAX_MEASURE_UNIT_GAP = 2
"""How many letters may stand between a number and its unit."""


def cached_values(text: str, locale: Locale, cache: ResultCache) -> tuple[Value, ...]:
    """Read the values of a text, cached for several checks."""
    return cache.call(_read_value_tuple, text, locale)


def cached_number_words(
    text: str, locale: Locale, cache: ResultCache
) -> tuple[Value, ...]:
    """Read the amounts and ordinals of a text in words, cached for several checks."""
    return cache.call(_read_number_word_tuple, text, locale)


def have_same_values(
    first_values: Sequence[Value], second_values: Sequence[Value]
) -> bool:
    """Whether two texts have the same values in the same order."""
    if len(first_values) != len(second_values):
        return False
    return [*map(_read_kind_and_key, first_values)] == [
        *map(_read_kind_and_key, second_values)
    ]


def has_value_of_kind(kind: ValueKind, values: Iterable[Value]) -> bool:
    """Whether any of the values is of a kind."""
    return kind in [value.kind for value in values]


def find_following_measure_unit(
    values: Sequence[Value], value_index: int
) -> Value | None:
    """Find the unit of measure or the currency right after a number."""
    following_values = values[value_index + 1 : value_index + 2]
    return next(
        (
            value
            for value in following_values
            if value.kind is ValueKind.UNIT
            and value.start - values[value_index].end <= MAX_MEASURE_UNIT_GAP
        ),
        None,
    )


def value_span(value: Value) -> Span:
    """Return the span of a value."""
    return Span(value.start, value.end)


def read_possible_numbers(
    text: str, locale: Locale, cache: ResultCache
) -> frozenset[Decimal | int]:
    """Read all numbers that a text may name, however unlikely; cached."""
    return cache.call(_collect_possible_numbers, text, locale, cache)


def list_grouped_readings(value: Value, locale: Locale) -> list[Decimal]:
    """List what a number may mean by the rules of other languages: 250,000.

    Empty without a separator; the check num.format reports the wrong one.
    """
    if value.kind is not ValueKind.NUMBER or not _GROUPED_FIGURES_PATTERN.fullmatch(
        value.text
    ):
        return []
    return [*list_possible_amounts(value.text, load_conventions(locale).numbers)]


def _read_value_tuple(text: str, locale: Locale) -> tuple[Value, ...]:
    return tuple(read_values(text, locale))


def _read_number_word_tuple(text: str, locale: Locale) -> tuple[Value, ...]:
    return tuple(read_number_words(text, locale))


def _collect_possible_numbers(
    text: str, locale: Locale, cache: ResultCache
) -> frozenset[Decimal | int]:
    """Collect all numbers that a text may name."""
    numbers: set[Decimal | int] = set()
    for value in (
        *cached_values(text, locale, cache),
        *cached_number_words(text, locale, cache),
    ):
        if value.kind is ValueKind.UNIT or value.kind is ValueKind.WEEKDAY:
            continue
        numbers.update(
            [key_part for key_part in value.key if isinstance(key_part, _NUMBER_TYPES)]
        )
        if value.kind is ValueKind.TIME and isinstance(value.key[0], int):
            numbers |= {(value.key[0] + 12) % 24, value.key[0] % 12}
        if value.kind is ValueKind.DATE and isinstance(value.key[0], int):
            numbers.add(value.key[0] % 100)
        numbers.update(list_grouped_readings(value, locale))
    numbers |= read_fractional_words(text, locale)
    return frozenset(numbers)


def is_dated_since(
    texts: Iterable[str], day: str, locale: Locale, cache: ResultCache
) -> bool:
    """Whether texts have dates of a day's year or later, none from before its month.

    `day`: such as 2025-07-01. Dates of earlier years tell of history.
    """
    years_and_months = [
        (year, month)
        for text in texts
        for value in cached_values(text, locale, cache)
        if value.kind is ValueKind.DATE
        for year, month, *_ in [value.key]
        if isinstance(year, int) and isinstance(month, int) and year >= int(day[:4])
    ]
    return bool(years_and_months) and min(years_and_months) >= (
        int(day[:4]),
        int(day[5:7]),
    )
