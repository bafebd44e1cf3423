"""Reading clock times."""

import re
from dataclasses import dataclass
from functools import lru_cache

from tm.text.phrases.pattern import NO_MATCH_PATTERN, phrase_key
from tm.text.values.amounts import ValuesRead
from tm.text.values.conventions import Conventions
from tm.text.values.value import Value, ValueKind

_HOUR_PATTERN = r"(?:[01]?\d|2[0-3])(?!\d)"
_MINUTE_PATTERN = r"[0-5]\d"


@dataclass(frozen=True, slots=True)
class _TimePatterns:
    """The patterns of a language, compiled."""

    marked_time: re.Pattern[str]
    worded_time: re.Pattern[str]
    bare_hour: re.Pattern[str]
    time_prefix: re.Pattern[str]
    range_mark: re.Pattern[str]
    day_half: re.Pattern[str]
    leading_day_half: re.Pattern[str]
    time_suffix: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _WrittenTime:
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
    leading_half_match = patterns.leading_day_half.search(
        text, max(0, offset - 12), offset
    )
    prefix_match = patterns.time_prefix.search(text, max(0, offset - 12), offset)
    if (
        prefix_match
        and not leading_half_match
        and text[max(0, prefix_match.start() - 2) : prefix_match.start()]
        .strip()[-1:]
        .isdigit()
    ):
        return None  # 2 jam 15 menit is a while
    is_announced = bool(leading_half_match or prefix_match)
    range_match = patterns.range_mark.match(text, first_time.end)
    second_time = None
    if range_match:
        second_time = _read_one_time(text, range_match.end(), patterns)
        if second_time and not (
            is_announced
            or second_time.is_sure
            or patterns.time_suffix.match(text, second_time.end)
        ):
            second_time = None
    times = [first_time, second_time] if second_time else [first_time]
    last_end = times[-1].end
    day_half_match = patterns.day_half.match(text, last_end)
    suffix_match = patterns.time_suffix.match(
        text, day_half_match.end() if day_half_match else last_end
    )
    if not (
        is_announced
        or suffix_match
        or day_half_match
        or any(time.is_sure for time in times)
    ):
        return None
    if day_half_match:
        last_end = day_half_match.end()
    added_hours = (
        conventions.times.hours_by_day_half[phrase_key(day_half_match[1])]
        if day_half_match
        else 0
    )
    if leading_half_match and not day_half_match:
        added_hours = conventions.times.hours_by_leading_day_half[
            phrase_key(leading_half_match[1])
        ]
    end_offsets = [time.end for time in times[:-1]] + [last_end]
    return [
        _make_time_value(text, time, added_hours, end=end_offset)
        for time, end_offset in zip(times, end_offsets, strict=True)
    ], last_end


@lru_cache(maxsize=64)
def _compile_patterns(conventions: Conventions) -> _TimePatterns:
    times = conventions.times
    escaped_marks = re.escape(times.minute_marks)
    flags, gap_pattern = re.IGNORECASE, conventions.word_gap_pattern
    hour_word_pattern = f"(?:{times.hour_word_pattern}|h(?=\\d))"
    bare_hour_end_pattern = (
        r"(?![.,:/%]?\w|%)" if times.allows_bare_hours else NO_MATCH_PATTERN
    )
    return _TimePatterns(
        marked_time=re.compile(
            rf"({_HOUR_PATTERN})(?P<mark>[{escaped_marks}])({_MINUTE_PATTERN})(?![\d%]|[.,:]\d)",
            flags,
        ),
        worded_time=re.compile(
            rf"({_HOUR_PATTERN})\s?{hour_word_pattern}(?:\s?({_MINUTE_PATTERN})(?![\d/])(?P<minute>\s?{times.minute_word_pattern})?"
            rf"|\s?(?P<half>{times.half_hour_pattern}))?",
            flags,
        ),
        bare_hour=re.compile(
            rf"({_HOUR_PATTERN})(?=\s?{times.day_half_pattern}|{bare_hour_end_pattern})",
            flags,
        ),
        time_prefix=re.compile(
            rf"{conventions.word_start_pattern}{times.time_prefix_pattern}{gap_pattern}\Z",
            flags,
        ),
        range_mark=re.compile(
            r"\s{0,2}[-–—]\s{0,2}"
            rf"|{gap_pattern}{conventions.numbers.range_word_pattern}{gap_pattern}",
            flags,
        ),
        day_half=re.compile(rf"\s?({times.day_half_pattern})", flags),
        leading_day_half=re.compile(rf"({times.leading_day_half_pattern})\s?\Z", flags),
        time_suffix=re.compile(rf"{gap_pattern}{times.time_suffix_pattern}", flags),
    )


def _read_one_time(
    text: str, offset: int, patterns: _TimePatterns
) -> _WrittenTime | None:
    time_match = patterns.marked_time.match(text, offset)
    if time_match:
        is_sure = time_match["mark"] == ":" and len(time_match[3]) == 2
        return _WrittenTime(
            offset, time_match.end(), int(time_match[1]), int(time_match[3]), is_sure
        )
    time_match = patterns.worded_time.match(text, offset)
    if time_match:
        is_sure = time_match[2] is not None or "h" in time_match[0]
        minute = 30 if time_match["half"] else int(time_match[2] or 0)
        return _WrittenTime(
            offset, time_match.end(), int(time_match[1]), minute, is_sure
        )
    time_match = patterns.bare_hour.match(text, offset)
    if time_match:
        return _WrittenTime(offset, time_match.end(), int(time_match[1]), 0, False)
    return None


def _make_time_value(
    text: str, time: _WrittenTime, added_hours: int, *, end: int
) -> Value:
    # `12 trưa` is noon already: only hours before noon move.
    hour = time.hour + added_hours if time.hour < 12 else time.hour
    key = (hour, time.minute)
    return Value(ValueKind.TIME, key, time.start, end, text[time.start : end])
