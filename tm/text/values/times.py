"""Reading clock times."""

import re
from typing import NamedTuple

from tm.result_cache import lazy_constant
from tm.text.phrases.pattern import NO_MATCH_PATTERN, phrase_key
from tm.text.values.amounts import ValuesAndEnd
from tm.text.values.conventions import Conventions
from tm.text.values.value import Value, ValueKind

_HOUR_PATTERN = r"(?:[01]?\d|2[0-3])(?!\d)"
_MINUTE_PATTERN = r"[0-5]\d"


class _TimePatterns(NamedTuple):
    """The patterns of a language, compiled."""

    marked_time_pattern: re.Pattern[str]
    worded_time_pattern: re.Pattern[str]
    lone_hour_pattern: re.Pattern[str]
    time_prefix_pattern: re.Pattern[str]
    range_mark_pattern: re.Pattern[str]
    day_half_pattern: re.Pattern[str]
    leading_day_half_pattern: re.Pattern[str]
    time_suffix_pattern: re.Pattern[str]


class _WrittenTime(NamedTuple):
    """A time as written, before the half of the day is known."""

    start: int
    end: int
    hour: int
    minute: int
    is_sure: bool
    """Whether its form alone shows that it is a time."""


def read_time(text: str, offset: int, conventions: Conventions) -> ValuesAndEnd | None:
    """Read the clock times at an offset: one, or both ends of a range."""
    if not text[offset].isdigit():
        return None
    patterns = _compile_patterns(conventions)
    first_time = _read_one_time(text, offset, patterns)
    if first_time is None:
        return None
    leading_half_match = patterns.leading_day_half_pattern.search(
        text, max(0, offset - 12), offset
    )
    prefix_match = patterns.time_prefix_pattern.search(
        text, max(0, offset - 12), offset
    )
    if (
        prefix_match
        and not leading_half_match
        and not first_time.is_sure
        and text[max(0, prefix_match.start() - 2) : prefix_match.start()]
        .strip()[-1:]
        .isdigit()
    ):
        return None  # 2 jam 15 menit is a while
    is_announced = bool(leading_half_match or prefix_match)
    second_time = _read_range_end(
        text, first_time.end, patterns, is_announced=is_announced
    )
    written_times = [first_time, second_time] if second_time else [first_time]
    values_end = written_times[-1].end
    day_half_match = patterns.day_half_pattern.match(text, values_end)
    suffix_match = patterns.time_suffix_pattern.match(
        text, day_half_match.end() if day_half_match else values_end
    )
    if not (
        is_announced
        or suffix_match
        or day_half_match
        or any(written_time.is_sure for written_time in written_times)
    ):
        return None
    if day_half_match:
        values_end = day_half_match.end()
    added_hours = (
        conventions.times.added_hours_by_day_half[phrase_key(day_half_match[1])]
        if day_half_match
        else 0
    )
    if leading_half_match and not day_half_match:
        added_hours = conventions.times.added_hours_by_leading_day_half[
            phrase_key(leading_half_match[1])
        ]
    end_offsets = [written_time.end for written_time in written_times[:-1]] + [
        values_end
    ]
    return [
        _make_time_value(text, written_time, added_hours, time_end=end_offset)
        for written_time, end_offset in zip(written_times, end_offsets, strict=True)
    ], values_end


def _read_range_end(
    text: str, first_time_end: int, patterns: _TimePatterns, *, is_announced: bool
) -> _WrittenTime | None:
    """Read the time after the dash of a range; None if it may be another number."""
    range_match = patterns.range_mark_pattern.match(text, first_time_end)
    if range_match is None:
        return None
    second_time = _read_one_time(text, range_match.end(), patterns)
    if second_time and (
        is_announced
        or second_time.is_sure
        or patterns.time_suffix_pattern.match(text, second_time.end)
    ):
        return second_time
    return None


@lazy_constant
def _compile_patterns(conventions: Conventions) -> _TimePatterns:
    """Compile the patterns of times by the conventions of a language."""
    time_conventions = conventions.times
    escaped_marks = re.escape(time_conventions.minute_marks)
    regex_flags, gap_pattern = re.IGNORECASE, conventions.word_gap_pattern
    hour_word_pattern = f"(?:{time_conventions.hour_word_pattern}|h(?=\\d))"
    lone_hour_end_pattern = (
        r"(?![.,:/%]?\w|%)"
        if time_conventions.allows_hours_without_minutes
        else NO_MATCH_PATTERN
    )
    return _TimePatterns(
        marked_time_pattern=re.compile(
            rf"({_HOUR_PATTERN})(?P<mark>[{escaped_marks}])({_MINUTE_PATTERN})(?![\d%]|[.,:]\d)",
            regex_flags,
        ),
        worded_time_pattern=re.compile(
            rf"({_HOUR_PATTERN})\s?{hour_word_pattern}(?:\s?({_MINUTE_PATTERN})(?![\d/])(?P<minute>\s?{time_conventions.minute_word_pattern})?"
            rf"|\s?(?P<half>{time_conventions.half_hour_pattern}))?",
            regex_flags,
        ),
        lone_hour_pattern=re.compile(
            rf"({_HOUR_PATTERN})(?=\s?{time_conventions.day_half_pattern}|{lone_hour_end_pattern})",
            regex_flags,
        ),
        time_prefix_pattern=re.compile(
            rf"{conventions.word_start_pattern}{time_conventions.time_prefix_pattern}{gap_pattern}\Z",
            regex_flags,
        ),
        range_mark_pattern=re.compile(
            r"\s{0,2}[-–—]\s{0,2}"
            rf"|{gap_pattern}{conventions.numbers.range_word_pattern}{gap_pattern}",
            regex_flags,
        ),
        day_half_pattern=re.compile(
            rf"\s?({time_conventions.day_half_pattern})", regex_flags
        ),
        leading_day_half_pattern=re.compile(
            rf"({time_conventions.leading_day_half_pattern})\s?\Z", regex_flags
        ),
        time_suffix_pattern=re.compile(
            rf"{gap_pattern}{time_conventions.time_suffix_pattern}", regex_flags
        ),
    )


def _read_one_time(
    text: str, offset: int, patterns: _TimePatterns
) -> _WrittenTime | None:
    """Read the time at an offset: with a mark, with words, or an hour alone."""
    time_match = patterns.marked_time_pattern.match(text, offset)
    if time_match:
        is_sure = time_match["mark"] == ":" and len(time_match[3]) == 2
        return _WrittenTime(
            offset, time_match.end(), int(time_match[1]), int(time_match[3]), is_sure
        )
    time_match = patterns.worded_time_pattern.match(text, offset)
    if time_match:
        is_sure = time_match[2] is not None or "h" in time_match[0]
        minute = 30 if time_match["half"] else int(time_match[2] or 0)
        return _WrittenTime(
            offset, time_match.end(), int(time_match[1]), minute, is_sure
        )
    time_match = patterns.lone_hour_pattern.match(text, offset)
    if time_match:
        return _WrittenTime(offset, time_match.end(), int(time_match[1]), 0, False)
    return None


def _make_time_value(
    text: str, written_time: _WrittenTime, added_hours: int, *, time_end: int
) -> Value:
    """Make the value of a time, with hours added for the half of the day."""
    # `12 trưa` is noon already: only hours before noon move.
    hour = (
        written_time.hour + added_hours if written_time.hour < 12 else written_time.hour
    )
    time_key = (hour, written_time.minute)
    return Value(
        ValueKind.TIME,
        time_key,
        written_time.start,
        time_end,
        text[written_time.start : time_end],
    )
