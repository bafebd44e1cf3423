"""Clock times of one side against those of the other."""

import re
from dataclasses import dataclass
from functools import lru_cache

from checks.engine.condition import SOURCE, TARGET, VALUES_DIFFER, unit_meets
from checks.engine.unit import Context, Unit
from checks.language_data import read_table
from checks.text.values import cached_values
from tm.text.locale import Locale
from tm.text.values.conventions import load_conventions
from tm.text.values.value import Value, ValueKind
from tm.text.words import read_lower_words

_NOON = 12
_WITH_MINUTES = re.compile(r"\d+\D+\d")


@dataclass(frozen=True, slots=True)
class UnpairedTimes:
    """Clock times of one side without a partner on the other, in their order."""

    source: tuple[Value, ...]
    target: tuple[Value, ...]


def _is_late(value: Value) -> bool:
    hour = value.key[0]
    is_time = value.kind is ValueKind.TIME
    return is_time and isinstance(hour, int) and hour > _NOON


def _has_late_time(unit: Unit, context: Context) -> bool:
    """Whether the target has a time of the afternoon."""
    return any(map(_is_late, cached_values(unit.target, context.target)))


OTHER_TIME = (
    TARGET.has_value(ValueKind.TIME)
    & SOURCE.has_value(ValueKind.TIME)
    & (VALUES_DIFFER | unit_meets(_has_late_time))
)
"""Both texts have a clock time, and not the same one.

Of the afternoon also the same: what is written beside it may be of the morning.
"""


def unpaired_times(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> UnpairedTimes:
    """The clock times that one side has and the other has not, by the twelve hours.

    An hour after noon is none with a word for the morning, nor one that is written by
    the 24 hours in a text without any word for a part of the day.
    """
    source_times = _times(source, locales[0])
    target_times = _times(target, locales[1])
    if not source_times or not target_times:
        return UnpairedTimes((), ())
    opposite_keys = {
        key
        for key in source_times.keys() & target_times.keys()
        if _are_opposite(source_times[key], target_times[key], target, locales[1])
        or _are_opposite(target_times[key], source_times[key], source, locales[0])
    }
    return UnpairedTimes(
        tuple(
            time
            for key, time in source_times.items()
            if key not in target_times or key in opposite_keys
        ),
        tuple(
            time
            for key, time in target_times.items()
            if key not in source_times or key in opposite_keys
        ),
    )


def _times(text: str, locale: Locale) -> dict[tuple[int, object], Value]:
    return {
        (value.key[0] % 12, value.key[1]): value
        for value in cached_values(text, locale)
        if value.kind is ValueKind.TIME and isinstance(value.key[0], int)
    }


def _are_opposite(late: Value, early: Value, text: str, locale: Locale) -> bool:
    """Whether one is after noon, and the other, of the text given, before it.

    Words for the night say neither: `1 giờ đêm` is 1 a.m.
    """
    hour = re.match(r"\d+", late.text)
    written = early.text.lower()
    halves = load_conventions(locale).times.day_halves
    if hour is not None and int(hour[0]) > _NOON:
        if any(
            hours == 0 and written.endswith(ending) for ending, hours in halves.items()
        ):
            return True
    parts = _parts_of_day(locale)
    return (
        bool(parts)
        and _WITH_MINUTES.match(written) is not None  # `2 giờ` leaves it to the reader
        and early.key[0] in range(1, _NOON)
        and late.key[0] in range(_NOON + 1, 24)
        and parts.isdisjoint(read_lower_words(text))
    )


@lru_cache(maxsize=64)
def _parts_of_day(locale: Locale) -> frozenset[str]:
    return frozenset(read_table(locale.language, "clock_times.toml")["parts"].split())
