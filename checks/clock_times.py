"""Clock times of one side against those of the other."""

import re
from dataclasses import dataclass

from checks.comparison import values_of
from tm.text.conventions import conventions
from tm.text.locale import Locale
from tm.text.value import Value, ValueKind


@dataclass(frozen=True, slots=True)
class UnpairedTimes:
    """Clock times of one side without a partner on the other, in their order."""

    source: tuple[Value, ...]
    target: tuple[Value, ...]


def unpaired_times(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> UnpairedTimes:
    """The clock times that one side has and the other has not, by the twelve hours.

    An hour after noon, written by the 24 hours, is none with a word for the morning.
    """
    theirs = _times(source, locales[0])
    ours = _times(target, locales[1])
    if not theirs or not ours:
        return UnpairedTimes((), ())
    other = {
        key
        for key in theirs.keys() & ours.keys()
        if _are_opposite(theirs[key], ours[key], locales[1])
        or _are_opposite(ours[key], theirs[key], locales[0])
    }
    return UnpairedTimes(
        tuple(time for key, time in theirs.items() if key not in ours or key in other),
        tuple(time for key, time in ours.items() if key not in theirs or key in other),
    )


def _times(text: str, locale: Locale) -> dict[tuple[int, object], Value]:
    return {
        (value.key[0] % 12, value.key[1]): value
        for value in values_of(text, locale)
        if value.kind is ValueKind.TIME and isinstance(value.key[0], int)
    }


def _are_opposite(late: Value, early: Value, locale: Locale) -> bool:
    """Whether one is after noon by its number, the other before it by its word.

    Words for the night say neither: `1 giờ đêm` is 1 a.m.
    """
    hour = re.match(r"\d+", late.text)
    if hour is None or int(hour[0]) <= 12:
        return False
    halves = conventions(locale).times.halves
    return any(
        added == 0 and early.text.lower().endswith(word)
        for word, added in halves.items()
    )
