"""Patterns of dates: made of the words for months, years and weekdays of a language."""

import re
from typing import NamedTuple

from tm.result_cache import lazy_constant
from tm.text.pattern_store import compile_pattern
from tm.text.phrases.pattern import NO_MATCH_PATTERN
from tm.text.values.conventions import Conventions

_DAY_PATTERN = r"(?:0?[1-9]|[12]\d|3[01])(?!\d)"
_MONTH_PATTERN = r"(?:0?[1-9]|1[0-2])(?!\d)"
_YEAR_PATTERN = r"(?:1[0-9]|20|21)\d\d(?!\d)"
_MAX_DAY_COUNT = 4
"""The most days that share one month: 24, 25 và 26/10."""


class DatePatterns(NamedTuple):
    """The patterns of a language, compiled; tried in this order."""

    digit_date_patterns: tuple[re.Pattern[str], ...]
    """Dates that begin with a digit."""
    worded_date_patterns: tuple[re.Pattern[str], ...]
    """Dates that begin with the name of a month, or with a word before it."""
    day_and_month_pattern: re.Pattern[str]
    day_prefix_pattern: re.Pattern[str]
    weekday_pattern: re.Pattern[str]
    weekday_sign_pattern: re.Pattern[str]
    certain_prefix_pattern: re.Pattern[str]
    doubtful_suffix_pattern: re.Pattern[str]
    excluded_prefix_pattern: re.Pattern[str]
    excluded_suffix_pattern: re.Pattern[str]


class _DatePartPatterns(NamedTuple):
    """Patterns, as texts, of the parts of dates in one language."""

    day_separator_pattern: str
    """What stands between two days: 5-7, 5 and 7."""
    days_pattern: str
    month_link_pattern: str
    """What stands between a day and its month."""
    year_pattern: str
    optional_year_pattern: str
    ordinal_ending_pattern: str
    prefixed_month_pattern: str
    """A month after its word: `tháng 5`, `bulan Mei`."""
    month_name_pattern: str


def _make_date_part_patterns(conventions: Conventions) -> _DatePartPatterns:
    """Make the patterns of the parts of dates."""
    date_conventions = conventions.dates
    gap_pattern = conventions.word_gap_pattern
    one_space_pattern = r"\s?" if conventions.is_unspaced else r"\s"
    day_separator_pattern = (
        rf"(?:\s?[-–,]\s?|{one_space_pattern}{conventions.numbers.range_word_pattern}{one_space_pattern}"
        rf"|{one_space_pattern}{conventions.numbers.list_word_pattern}{one_space_pattern})"
    )
    next_day_pattern = rf"{day_separator_pattern}{_DAY_PATTERN}(?![.,]\d)"
    year_pattern = _make_year_pattern(conventions)
    return _DatePartPatterns(
        day_separator_pattern=day_separator_pattern,
        days_pattern=(
            rf"(?P<days>{_DAY_PATTERN}(?:{next_day_pattern}){{0,{_MAX_DAY_COUNT - 1}}})"
        ),
        month_link_pattern=(
            rf"(?:{gap_pattern}{date_conventions.month_joiner_pattern})?{gap_pattern}"
        ),
        year_pattern=year_pattern,
        optional_year_pattern=(
            rf"(?:\s?[,/-]\s?(?P<year>{year_pattern})"
            rf"|{gap_pattern}(?:(?:{date_conventions.year_prefix_pattern}|{date_conventions.era_pattern}){gap_pattern})?(?P<later>{year_pattern}))?"
        ),
        ordinal_ending_pattern=rf"(?:{conventions.ordinal_suffix_pattern})?",
        prefixed_month_pattern=(
            rf"{date_conventions.month_prefix_pattern}{gap_pattern}"
            rf"(?P<number>{_MONTH_PATTERN}|{date_conventions.month_pattern})"
        ),
        month_name_pattern=rf"(?P<name>{date_conventions.unprefixed_month_pattern})\.?",
    )


def _make_digit_date_patterns(patterns: _DatePartPatterns) -> tuple[str, ...]:
    """Make the patterns of dates that begin with digits."""
    days_and_ordinal = (
        rf"{patterns.days_pattern}{patterns.ordinal_ending_pattern}"
        rf"{patterns.month_link_pattern}"
    )
    return (
        rf"(?P<year>{_YEAR_PATTERN})-(?P<month>0[1-9]|1[0-2])-(?P<days>[0-3]\d)(?!\d)",
        rf"(?:(?P<extra>{_DAY_PATTERN}){patterns.day_separator_pattern})?"
        rf"(?P<first>{_DAY_PATTERN})(?P<mark>[-/.])(?P<second>{_DAY_PATTERN})(?P=mark)"
        rf"(?P<year>{patterns.year_pattern})(?!/)",
        rf"{days_and_ordinal}{patterns.prefixed_month_pattern}{patterns.optional_year_pattern}",
        rf"{days_and_ordinal}{patterns.month_name_pattern}{patterns.optional_year_pattern}",
        rf"(?P<number>{_MONTH_PATTERN})/(?P<year>{patterns.year_pattern})(?!/)",
    )


def _make_worded_date_patterns(
    patterns: _DatePartPatterns, conventions: Conventions
) -> tuple[str, ...]:
    """Make the patterns of dates that begin with a word."""
    numbers = conventions.numbers
    return (
        rf"{patterns.month_name_pattern}{conventions.word_gap_pattern}{patterns.days_pattern}(?![.,]\d{{3}}){patterns.ordinal_ending_pattern}(?!%|\s?(?:{numbers.percent_pattern}"
        rf"|{numbers.scale_word_pattern}|{conventions.measure_unit_pattern}|{conventions.currency_pattern})){patterns.optional_year_pattern}",
        rf"{patterns.prefixed_month_pattern}(?!\d|[.,]\d{{1,2}}(?!\d)){patterns.optional_year_pattern}",
        rf"{patterns.month_name_pattern}{patterns.optional_year_pattern}",
    )


@lazy_constant
def compile_date_patterns(conventions: Conventions) -> DatePatterns:
    """Compile the patterns of dates in a language."""
    date_conventions = conventions.dates
    gap_pattern = conventions.word_gap_pattern
    patterns = _make_date_part_patterns(conventions)
    digit_date_patterns = _make_digit_date_patterns(patterns)
    worded_date_patterns = _make_worded_date_patterns(patterns, conventions)
    if date_conventions.month_suffix_pattern != NO_MATCH_PATTERN:
        signed_patterns = _make_signed_date_patterns(
            conventions, patterns.day_separator_pattern
        )
        digit_date_patterns, worded_date_patterns = (
            (*signed_patterns, *digit_date_patterns),
            (*signed_patterns, *worded_date_patterns),
        )
    regex_flags = re.IGNORECASE
    return DatePatterns(
        digit_date_patterns=tuple(
            compile_pattern(date_pattern, regex_flags)
            for date_pattern in digit_date_patterns
        ),
        worded_date_patterns=tuple(
            compile_pattern(date_pattern, regex_flags)
            for date_pattern in worded_date_patterns
        ),
        day_and_month_pattern=compile_pattern(
            rf"{patterns.days_pattern}\s?/\s?(?P<number>{_MONTH_PATTERN})(?!/?\w)",
            regex_flags,
        ),
        day_prefix_pattern=compile_pattern(
            rf"(?:{conventions.word_start_pattern}{date_conventions.day_prefix_pattern}(?:\s{date_conventions.weekday_pattern})?,?|\()"
            r"\s{0,2}\Z",
            regex_flags,
        ),
        weekday_pattern=compile_pattern(date_conventions.weekday_pattern, regex_flags),
        weekday_sign_pattern=compile_pattern(
            rf"\s?[(（]\s?({date_conventions.weekday_sign_pattern})[^)）]{{0,3}}[)）]"
        ),
        certain_prefix_pattern=compile_pattern(
            rf"{conventions.word_start_pattern}{date_conventions.certain_prefix_pattern}{gap_pattern}\Z",
            regex_flags,
        ),
        doubtful_suffix_pattern=compile_pattern(
            rf"{gap_pattern}{date_conventions.doubtful_suffix_pattern}", regex_flags
        ),
        excluded_prefix_pattern=compile_pattern(
            rf"{date_conventions.excluded_prefix_pattern}\Z", regex_flags
        ),
        excluded_suffix_pattern=compile_pattern(
            date_conventions.excluded_suffix_pattern, regex_flags
        ),
    )


def _make_year_pattern(conventions: Conventions) -> str:
    """The pattern of years in a date, including those of another calendar."""
    other_calendar = conventions.dates.other_calendar
    if other_calendar is None:
        return _YEAR_PATTERN
    centuries_pattern = "|".join(
        map(str, range(other_calendar[0] // 100, other_calendar[1] // 100 + 1))
    )
    return rf"(?:{_YEAR_PATTERN}|(?:{centuries_pattern})\d\d(?!\d))"


def _make_signed_date_patterns(
    conventions: Conventions, day_separator_pattern: str
) -> tuple[str, str, str]:
    """Patterns of dates whose numbers are followed by signs: `2025年10月8日至10日`."""
    date_conventions = conventions.dates
    year_pattern = (
        rf"(?:(?P<year>\d{{1,4}})\s?{date_conventions.year_suffix_pattern}\s?)?"
    )
    month_pattern = (
        rf"(?P<number>{_MONTH_PATTERN})\s?{date_conventions.month_suffix_pattern}"
    )
    next_day_pattern = (
        rf"(?:\s?{date_conventions.day_suffix_pattern})?"
        rf"{day_separator_pattern}{_DAY_PATTERN}"
    )
    days_pattern = (
        rf"(?P<days>{_DAY_PATTERN}(?:{next_day_pattern}){{0,{_MAX_DAY_COUNT - 1}}})"
        rf"\s?{date_conventions.day_suffix_pattern}"
    )
    return (
        rf"{year_pattern}{month_pattern}\s?{days_pattern}",
        rf"{year_pattern}{month_pattern}",
        rf"{year_pattern}(?P<name>{date_conventions.unprefixed_month_pattern})",
    )
