"""Search for numbers that cannot be the day, month or hour that they replace."""

import re
from collections import deque
from collections.abc import Iterator

from checks.text.text_values import cached_values, read_possible_numbers
from tm.result_cache import ResultCache, lazy_constant
from tm.text.locale import Locale
from tm.text.values.conventions import load_conventions
from tm.text.values.reader import Value, ValueKind
from tm.text.word_pattern import WORD_START_PATTERN

_DATE_KINDS = frozenset((ValueKind.DATE, ValueKind.TIME))
_IMPOSSIBLE_DAYS, _IMPOSSIBLE_MONTHS = (
    frozenset(range(32, 100)),
    frozenset(range(13, 100)),
)
_CLOCK_TIME_PATTERN = re.compile(r"(?<![\d.,:])(\d{1,2})[.:](\d\d)(?![\d.,:]\d|\d)")
_NUMERIC_DATE_PATTERN = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?![\d])")

DateAndNumber = tuple[Value, Value]


def find_impossible_dates(
    source: str, target: str, locales: tuple[Locale, Locale], cache: ResultCache
) -> Iterator[DateAndNumber]:
    """Find dates and times that the target lacks, each with an impossible number.

    >>> cache = ResultCache()
    >>> both = Locale("vi"), Locale("id")
    >>> texts = "Hội nghị ngày 20/7.", "Rapat pada 40 Juli."
    >>> found = find_impossible_dates(*texts, both, cache)
    >>> [(date.text, number.text) for date, number in found]
    [('20/7', '40')]
    >>> found = find_impossible_dates("Lúc 12:00.", "Pada pukul 12.80.", both, cache)
    >>> [(time.text, number.text) for time, number in found]
    [('12:00', '12.80')]
    """
    source_values = cached_values(source, locales[0], cache)
    if _DATE_KINDS.isdisjoint([source_value.kind for source_value in source_values]):
        return
    target_values = cached_values(target, locales[1], cache)
    lost_values_by_day = _find_lost_dates(source_values, target_values)
    if not lost_values_by_day:
        return
    source_numbers = read_possible_numbers(source, locales[0], cache)
    for value_index, number_value in enumerate(target_values):
        if (
            number_value.kind is not ValueKind.NUMBER
            or number_value.key[0] in source_numbers
        ):
            continue
        adjacent_values = (
            *target_values[max(0, value_index - 1) : value_index],
            *target_values[value_index + 1 : value_index + 2],
        )
        first_lost_values = sorted(
            (values_of_day[0] for values_of_day in lost_values_by_day.values()),
            key=_read_value_start,
        )
        for lost_value in first_lost_values:
            if _is_impossible_value(
                lost_value, number_value, target, locales[1]
            ) or _is_impossible_day(lost_value, number_value, adjacent_values):
                values_of_day = lost_values_by_day[_read_day_and_month(lost_value)]
                values_of_day.popleft()
                if not values_of_day:
                    del lost_values_by_day[_read_day_and_month(lost_value)]
                yield lost_value, number_value
                break


def _find_lost_dates(
    source_values: tuple[Value, ...], target_values: tuple[Value, ...]
) -> dict[tuple[object, ...], deque[Value]]:
    """Find the dates and times of the source that the target lacks, ignoring years.

    Grouped by day and month; all times are one group.
    """
    target_keys = {
        (target_value.kind, _read_key_without_year(target_value))
        for target_value in target_values
        if target_value.kind in _DATE_KINDS
    }
    lost_values_by_day: dict[tuple[object, ...], deque[Value]] = {}
    for source_value in source_values:
        if (
            source_value.kind in _DATE_KINDS
            and (source_value.kind, _read_key_without_year(source_value))
            not in target_keys
        ):
            lost_values_by_day.setdefault(
                _read_day_and_month(source_value), deque()
            ).append(source_value)
    return lost_values_by_day


def _read_day_and_month(value: Value) -> tuple[object, ...]:
    """Read the month and day of a date; empty for a clock time."""
    return value.key[1:] if value.kind is ValueKind.DATE else ()


def _read_value_start(value: Value) -> int:
    return value.start


def _read_key_without_year(value: Value) -> tuple[object, ...]:
    """Read the key of a date or clock time, without a year."""
    return value.key[1:] if value.kind is ValueKind.DATE else value.key


def _is_impossible_day(
    lost_value: Value, number_value: Value, adjacent_values: tuple[Value, ...]
) -> bool:
    """Whether a number next to the month of a date is too large for a day."""
    if (
        lost_value.kind is not ValueKind.DATE
        or number_value.key[0] not in _IMPOSSIBLE_DAYS
    ):
        return False
    return any(
        adjacent_value.kind is ValueKind.DATE
        and adjacent_value.key[1:] == (lost_value.key[1], None)
        and max(
            adjacent_value.start - number_value.end,
            number_value.start - adjacent_value.end,
        )
        <= 1
        for adjacent_value in adjacent_values
    )


def _is_impossible_value(
    lost_value: Value, number_value: Value, text: str, locale: Locale
) -> bool:
    """Whether a number has the form of a date or time, but an impossible value."""
    if lost_value.kind is ValueKind.TIME:
        clock_match = _CLOCK_TIME_PATTERN.match(text, number_value.start)
        return clock_match is not None and (
            int(clock_match[1]) > 24 or int(clock_match[2]) >= 60
        )
    date_match = _NUMERIC_DATE_PATTERN.match(text, number_value.start)
    if date_match is not None:
        day, month = int(date_match[1]), int(date_match[2])
        is_one_part_changed = (lost_value.key[2] == day) != (lost_value.key[1] == month)
        return is_one_part_changed and (
            day in _IMPOSSIBLE_DAYS or month in _IMPOSSIBLE_MONTHS
        )
    month_context_match = _build_month_context_pattern(locale).search(
        text, max(0, number_value.start - 12), number_value.start
    )
    return month_context_match is not None and number_value.key[0] in _IMPOSSIBLE_MONTHS


@lazy_constant
def _build_month_context_pattern(locale: Locale) -> re.Pattern[str]:
    """Build the pattern of the words before a month in figures."""
    month_word_pattern = load_conventions(locale).dates.month_prefix_pattern
    return re.compile(
        rf"{WORD_START_PATTERN}(?:{month_word_pattern})\s$", re.IGNORECASE
    )
