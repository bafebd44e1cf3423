"""What numbers a text names in any form, read once, and a prefilter for new ones."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal

from checks.engine.prefilter_conditions import VALUES_DIFFER, values_meet
from checks.meaning.antonyms import read_antonyms
from checks.text.text_values import (
    cached_number_words,
    cached_values,
    has_value_of_kind,
)
from checks.text.unpaired_amounts import read_possible_readings
from tm.result_cache import ResultCache
from tm.text.locale import Locale
from tm.text.values.value import Value, ValueKey, ValueKind

HOURS_PER_CLOCK = 12

_AMOUNT_KINDS = frozenset((ValueKind.NUMBER, ValueKind.PERCENT, ValueKind.ORDINAL))
_DIGITS_PATTERN = re.compile(r"\d+")
_SEPARATOR_PATTERN = re.compile(r"[.,]")
_GLUED_FIGURES_PATTERN = re.compile(r"(?<=[^\W\d_])(\d[\d.,]*\d)(?!\w)")
_MIN_GLUED_DIGITS = 2
"""How many digits figures have that are recognised directly after a letter."""
_RELATIVE_YEAR_PAIR_NAMES = ("lately", "this", "past")
"""Opposites whose words tell a year by the time of writing."""


def may_have_new_number(
    source_values: Sequence[Value], target_values: Sequence[Value]
) -> bool:
    """Whether the target's values may have a number that the source's values lack.

    True for numbers with units in both texts, which are compared later: 40 mph, 40 °C.
    """
    if has_value_of_kind(ValueKind.UNIT, target_values) and has_value_of_kind(
        ValueKind.UNIT, source_values
    ):
        return True
    return not {*_iterate_number_keys(target_values)} <= {
        *_iterate_number_keys(source_values)
    }


def _iterate_number_keys(
    values: Iterable[Value],
) -> Iterator[tuple[bool, ValueKey]]:
    """Iterate over the numbers of values, each with a flag for percentages."""
    for value in values:
        if value.kind is ValueKind.DATE:
            if value.key[0] is not None:
                yield False, value.key[:1]
        elif value.kind in _AMOUNT_KINDS:
            yield value.kind is ValueKind.PERCENT, value.key


MAY_HAVE_NEW_NUMBER = VALUES_DIFFER & values_meet(may_have_new_number)
"""The target may have a number that the source lacks."""


def has_figures(figures: str, text: str, cache: ResultCache) -> bool:
    """Whether a text has figures, also directly after a letter: `including13,500`."""
    digits_match = _DIGITS_PATTERN.match(figures)
    # Most are missing, and seen to be so without a search.
    if digits_match is None or digits_match[0] in cache.call(_read_digit_runs, text):
        if re.search(rf"(?<!\d){re.escape(figures)}(?!\d)", text):
            return True
    digits = _SEPARATOR_PATTERN.sub("", figures)
    return len(digits) >= _MIN_GLUED_DIGITS and digits in cache.call(
        _read_glued_figures, text
    )


def _read_digit_runs(text: str) -> frozenset[str]:
    return frozenset(_DIGITS_PATTERN.findall(text))


def _read_glued_figures(text: str) -> frozenset[str]:
    return frozenset(
        _SEPARATOR_PATTERN.sub("", figures)
        for figures in _GLUED_FIGURES_PATTERN.findall(text)
    )


def read_spelt_numbers(
    text: str, locale: Locale, cache: ResultCache
) -> frozenset[Decimal | int | str | None]:
    """Read the numbers that the number words of a text may mean."""
    return frozenset(
        reading
        for number_word in cached_number_words(text, locale, cache)
        for reading in read_possible_readings(number_word, locale)
    )


def names_decade(number: Decimal, other_numbers: Collection[Decimal | int]) -> bool:
    """Whether one of other numbers is the same decade in its other form: 80, 1980.

    >>> names_decade(Decimal(80), {1980}), names_decade(Decimal(2010), {10, 80})
    (True, True)
    """
    if 0 <= number < 100:
        return 1900 + number in other_numbers or 2000 + number in other_numbers
    return 1900 <= number < 2100 and number % 100 in other_numbers


def read_days_of_months(
    text: str, locale: Locale, cache: ResultCache
) -> frozenset[ValueKey]:
    """Read the month and day of each date of a text."""
    return frozenset(
        value.key[1:]
        for value in cached_values(text, locale, cache)
        if value.kind is ValueKind.DATE
    )


def read_clock_times(
    text: str, locale: Locale, cache: ResultCache
) -> frozenset[ValueKey]:
    """Read the hour, by a clock of twelve, and minute of each time of a text."""
    return frozenset(
        (value.key[0] % HOURS_PER_CLOCK, value.key[1])
        for value in cached_values(text, locale, cache)
        if value.kind is ValueKind.TIME and isinstance(value.key[0], int)
    )


def has_clock_time(text: str, locale: Locale, cache: ResultCache) -> bool:
    """Whether a text names a time of day."""
    return has_value_of_kind(ValueKind.TIME, cached_values(text, locale, cache))


def names_this_year(text: str, locale: Locale) -> bool:
    """Whether a text tells a year by that of its writing: tahun ini, last year."""
    antonyms = read_antonyms(locale)
    return any(
        antonyms.find_mentions(pair_name, text)
        for pair_name in _RELATIVE_YEAR_PAIR_NAMES
        if pair_name in antonyms.opposite_words_by_pair_name
    )
