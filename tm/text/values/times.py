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


def read_time(text: str, offset: int, conventions: Conventions) -> ValuesRead | None:
    """Read the clock times at an offset: one, or both ends of a range."""
    if not text[offset].isdigit():
        return None
    patterns = _compile_patterns(conventions)
    first_time = _read_one_time(text, offset, patterns)
    if first_time is None:
        return None
    half_word_before = patterns.half_before.search(text, max(0, offset - 12), offset)
    word_before = patterns.before.search(text, max(0, offset - 12), offset)
    if (
        word_before
        and not half_word_before
        and text[max(0, word_before.start() - 2) : word_before.start()]
        .strip()[-1:]
        .isdigit()
    ):
        return None  # 2 jam 15 menit is a while
    is_announced = bool(half_word_before or word_before)
    range_mark = patterns.range.match(text, first_time.end)
    second_time = None
    if range_mark:
        second_time = _read_one_time(text, range_mark.end(), patterns)
        if second_time and not (
            is_announced
            or second_time.is_sure
            or patterns.zone.match(text, second_time.end)
        ):
            second_time = None
    times = [first_time, second_time] if second_time else [first_time]
    end = times[-1].end
    day_half_match = patterns.half.match(text, end)
    zone_match = patterns.zone.match(
        text, day_half_match.end() if day_half_match else end
    )
    if not (
        is_announced
        or zone_match
        or day_half_match
        or any(time.is_sure for time in times)
    ):
        return None
    if day_half_match:
        end = day_half_match.end()
    added_hours = (
        conventions.times.day_halves[table_key(day_half_match[1])]
        if day_half_match
        else 0
    )
    if half_word_before and not day_half_match:
        added_hours = conventions.times.day_halves_before[
            table_key(half_word_before[1])
        ]
    time_ends = [time.end for time in times[:-1]] + [end]
    return [
        _make_time_value(text, time, added_hours, end=time_end)
        for time, time_end in zip(times, time_ends, strict=True)
    ], end


@lru_cache(maxsize=64)
def _compile_patterns(conventions: Conventions) -> _Patterns:
    times = conventions.times
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
            rf"{conventions.word_start}{times.before}{conventions.word_gap}\Z", flags
        ),
        range=re.compile(
            rf"\s{{0,2}}[-–—]\s{{0,2}}|{conventions.word_gap}{conventions.numbers.range}{conventions.word_gap}",
            flags,
        ),
        half=re.compile(rf"\s?({times.half})", flags),
        half_before=re.compile(rf"({times.half_before})\s?\Z", flags),
        zone=re.compile(rf"{conventions.word_gap}{times.after}", flags),
    )


def _read_one_time(text: str, offset: int, patterns: _Patterns) -> _ReadTime | None:
    match = patterns.marked.match(text, offset)
    if match:
        is_sure = match["mark"] == ":" and len(match[3]) == 2
        return _ReadTime(offset, match.end(), int(match[1]), int(match[3]), is_sure)
    match = patterns.worded.match(text, offset)
    if match:
        is_sure = match[2] is not None or "h" in match[0]
        minute = 30 if match["half"] else int(match[2] or 0)
        return _ReadTime(offset, match.end(), int(match[1]), minute, is_sure)
    match = patterns.bare.match(text, offset)
    if match:
        return _ReadTime(offset, match.end(), int(match[1]), 0, False)
    return None


def _make_time_value(
    text: str, time: _ReadTime, added_hours: int, *, end: int
) -> Value:
    # `12 trưa` is noon already: only hours before noon move.
    hour = time.hour + added_hours if time.hour < 12 else time.hour
    key = (hour, time.minute)
    return Value(ValueKind.TIME, key, time.start, end, text[time.start : end])
