"""Comparison of the clock times of source and target."""

import re
from dataclasses import dataclass

from checks.engine.prefilter_conditions import SOURCE, TARGET, VALUES_DIFFER, unit_meets
from checks.engine.unit import Context, Unit
from checks.language_data import read_table
from checks.text.text_values import cached_values
from tm.language_data import LanguageFileKind
from tm.result_cache import ResultCache, lazy_constant
from tm.text.locale import Locale
from tm.text.values.conventions import load_conventions
from tm.text.values.value import Value, ValueKind
from tm.text.words import read_lower_words

_FILE_KIND = LanguageFileKind(
    "clock_times.toml",
    "words for the parts of a day",
    "num.value does not match 7 in the evening with 19:00",
    {"parts": ""},
)

_NOON_HOUR = 12
_TIME_ZONE_PATTERN = re.compile(r"\s?([A-Z]{2,4})\b")
"""The abbreviation of a time zone after a time."""
_TIME_WITH_MINUTES_PATTERN = re.compile(r"\d+\D+\d")


@dataclass(frozen=True, slots=True)
class UnpairedTimes:
    """Clock times of each text that the other text lacks, in order."""

    source_times: tuple[Value, ...]
    target_times: tuple[Value, ...]


def _is_afternoon(time_value: Value) -> bool:
    hour = time_value.key[0]
    is_time = time_value.kind is ValueKind.TIME
    return is_time and isinstance(hour, int) and hour > _NOON_HOUR


def _has_afternoon_time(unit: Unit, context: Context) -> bool:
    """Whether the target has a clock time after noon."""
    return any(
        map(
            _is_afternoon,
            cached_values(unit.target, context.target_locale, context.cache),
        )
    )


MAY_CHANGE_TIME = (
    TARGET.has_value(ValueKind.TIME)
    & SOURCE.has_value(ValueKind.TIME)
    & (VALUES_DIFFER | unit_meets(_has_afternoon_time))
)
"""Both texts have clock times that differ, or the target has one after noon.

Equal afternoon times count, since a word for the morning may follow one.
"""


def find_unpaired_times(
    source: str, target: str, locales: tuple[Locale, Locale], cache: ResultCache
) -> UnpairedTimes:
    """Find the clock times of each text that the other text lacks.

    Times are compared on a 12-hour clock. An hour after noon differs from the same hour
    with a word for the morning, and from an hour without a word for a part of the day.
    """
    source_time_by_key = _read_time_by_key(source, locales[0], cache)
    target_time_by_key = _read_time_by_key(target, locales[1], cache)
    if not source_time_by_key or not target_time_by_key:
        return UnpairedTimes((), ())
    source_time_zones, target_time_zones = (
        {_read_time_zone(value, text) for value in time_by_key.values()} - {""}
        for time_by_key, text in (
            (source_time_by_key, source),
            (target_time_by_key, target),
        )
    )
    if (
        source_time_zones
        and target_time_zones
        and source_time_zones != target_time_zones
    ):
        return UnpairedTimes((), ())  # 00:42 GMT, 07:42 WIB
    opposite_day_half_keys = {
        time_key
        for time_key in source_time_by_key.keys() & target_time_by_key.keys()
        if _are_opposite_day_halves(
            source_time_by_key[time_key],
            target_time_by_key[time_key],
            target,
            locales[1],
        )
        or _are_opposite_day_halves(
            target_time_by_key[time_key],
            source_time_by_key[time_key],
            source,
            locales[0],
        )
    }
    return UnpairedTimes(
        tuple(
            time_value
            for time_key, time_value in source_time_by_key.items()
            if time_key not in target_time_by_key or time_key in opposite_day_half_keys
        ),
        tuple(
            time_value
            for time_key, time_value in target_time_by_key.items()
            if time_key not in source_time_by_key or time_key in opposite_day_half_keys
        ),
    )


def _read_time_by_key(
    text: str, locale: Locale, cache: ResultCache
) -> dict[tuple[int, object], Value]:
    return {
        (time_value.key[0] % 12, time_value.key[1]): time_value
        for time_value in cached_values(text, locale, cache)
        if time_value.kind is ValueKind.TIME and isinstance(time_value.key[0], int)
    }


def _are_opposite_day_halves(
    late_time: Value, early_time: Value, early_text: str, locale: Locale
) -> bool:
    """Whether one time is after noon, and the other one, of `early_text`, before noon.

    Words for the night do not decide: `1 giờ đêm` is 1 a.m.
    """
    hour_match = re.match(r"\d+", late_time.text)
    lower_early_time = early_time.text.lower()
    added_hours_by_day_half = load_conventions(locale).times.added_hours_by_day_half
    if hour_match is not None and int(hour_match[0]) > _NOON_HOUR:
        if any(
            added_hours == 0 and lower_early_time.endswith(ending)
            for ending, added_hours in added_hours_by_day_half.items()
        ):
            return True
    day_part_words = _read_day_part_words(locale)
    return (
        bool(day_part_words)
        and _TIME_WITH_MINUTES_PATTERN.match(lower_early_time)
        is not None  # `2 giờ` may be before or after noon
        and early_time.key[0] in range(1, _NOON_HOUR)
        and late_time.key[0] in range(_NOON_HOUR + 1, 24)
        and day_part_words.isdisjoint(read_lower_words(early_text))
    )


@lazy_constant
def _read_day_part_words(locale: Locale) -> frozenset[str]:
    return frozenset(read_table(locale.language, _FILE_KIND)["parts"].split())


def _read_time_zone(time_value: Value, text: str) -> str:
    """Read the abbreviation of a time zone after a clock time: GMT, WIB."""
    zone_match = _TIME_ZONE_PATTERN.search(time_value.text) or _TIME_ZONE_PATTERN.match(
        text, time_value.end
    )
    return zone_match[1] if zone_match else ""
