"""Reading clock times."""

import re
from dataclasses import dataclass
from functools import lru_cache

from tm.text.phrases.pattern import NEVER, table_key
from tm.text.values.amounts import ValuesRead
from tm.text.values.conventions import Conventions
from tm.text.values.value import Value, ValueKind

_HOUR = r"(?:[01]?\d|2[0-3])(?!\d)"
_MINUTE = r"[0-5]\d"


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The patterns of a language, compiled."""

    marked: re.Pattern[str]
    worded: re.Pattern[str]
    bare: re.Pattern[str]
    before: re.Pattern[str]
    range: re.Pattern[str]
    half: re.Pattern[str]
    half_before: re.Pattern[str]
    zone: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _ReadTime:
    """A time as written, before the half of the day is known."""

    start: int
    end: int
    hour: int
    minute: int
    is_sure: bool
    """Whether its form alone shows that it is a time."""


def read_time(text: str, place: int, rules: Conventions) -> ValuesRead | None:
    """Read the clock times at a place: one, or both ends of a range."""
    if not text[place].isdigit():
        return None
    patterns = _patterns(rules)
    first = _read_one_time(text, place, patterns)
    if first is None:
        return None
    half_word_before = patterns.half_before.search(text, max(0, place - 12), place)
    word_before = patterns.before.search(text, max(0, place - 12), place)
    if (
        word_before
        and not half_word_before
        and text[max(0, word_before.start() - 2) : word_before.start()]
        .strip()[-1:]
        .isdigit()
    ):
        return None  # 2 jam 15 menit is a while
    is_announced = bool(half_word_before or word_before)
    range_mark = patterns.range.match(text, first.end)
    second = None
    if range_mark:
        second = _read_one_time(text, range_mark.end(), patterns)
        if second and not (
            is_announced or second.is_sure or patterns.zone.match(text, second.end)
        ):
            second = None
    times = [first, second] if second else [first]
    end = times[-1].end
    half = patterns.half.match(text, end)
    zone = patterns.zone.match(text, half.end() if half else end)
    if not (is_announced or zone or half or any(time.is_sure for time in times)):
        return None
    if half:
        end = half.end()
    hours = rules.times.day_halves[table_key(half[1])] if half else 0
    if half_word_before and not half:
        hours = rules.times.day_halves_before[table_key(half_word_before[1])]
    ends = [time.end for time in times[:-1]] + [end]
    return [
        _time_value(text, time, hours, end=stop)
        for time, stop in zip(times, ends, strict=True)
    ], end


@lru_cache(maxsize=64)
def _patterns(rules: Conventions) -> _Patterns:
    times = rules.times
    marks = re.escape(times.marks)
    flags = re.IGNORECASE
    hours = f"(?:{times.hour}|h(?=\\d))"
    alone = r"(?![.,:/%]?\w|%)" if times.hour_alone else NEVER
    return _Patterns(
        marked=re.compile(
            rf"({_HOUR})(?P<mark>[{marks}])({_MINUTE})(?![\d%]|[.,:]\d)", flags
        ),
        worded=re.compile(
            rf"({_HOUR})\s?{hours}(?:\s?({_MINUTE})(?![\d/])(?P<minute>\s?{times.minute})?"
            rf"|\s?(?P<half>{times.half_hour}))?",
            flags,
        ),
        bare=re.compile(rf"({_HOUR})(?=\s?{times.half}|{alone})", flags),
        before=re.compile(
            rf"{rules.word_start}{times.before}{rules.word_gap}\Z", flags
        ),
        range=re.compile(
            rf"\s{{0,2}}[-–—]\s{{0,2}}|{rules.word_gap}{rules.numbers.range}{rules.word_gap}",
            flags,
        ),
        half=re.compile(rf"\s?({times.half})", flags),
        half_before=re.compile(rf"({times.half_before})\s?\Z", flags),
        zone=re.compile(rf"{rules.word_gap}{times.after}", flags),
    )


def _read_one_time(text: str, place: int, patterns: _Patterns) -> _ReadTime | None:
    match = patterns.marked.match(text, place)
    if match:
        is_sure = match["mark"] == ":" and len(match[3]) == 2
        return _ReadTime(place, match.end(), int(match[1]), int(match[3]), is_sure)
    match = patterns.worded.match(text, place)
    if match:
        is_sure = match[2] is not None or "h" in match[0]
        minute = 30 if match["half"] else int(match[2] or 0)
        return _ReadTime(place, match.end(), int(match[1]), minute, is_sure)
    match = patterns.bare.match(text, place)
    if match:
        return _ReadTime(place, match.end(), int(match[1]), 0, False)
    return None


def _time_value(text: str, time: _ReadTime, hours: int, *, end: int) -> Value:
    # `12 trưa` is noon already: only hours before noon move.
    hour = time.hour + hours if time.hour < 12 else time.hour
    key = (hour, time.minute)
    return Value(ValueKind.TIME, key, time.start, end, text[time.start : end])
