"""Conventions of a language for numbers, for dates and for times.

Each is compiled from a table of the language's `values.toml`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from tm.text.phrases.pattern import phrase_key
from tm.text.phrases.phrase_list import find_longest_word
from tm.text.phrases.prefilter import Prefilter

DIGITS_PATTERN = r"\d+(?:[.,\u066b\u066c]\d+|[\u00a0\u202f\u2009]\d{3}(?!\d))*"
"""The pattern of a number in digits with separators, also those of Arabic."""
SPACED_DIGITS_PATTERN = r"\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?!\d)(?:,\d+)?"
"""The pattern of a number in digits whose groups are separated by spaces."""

# TOML tables are of any shape; they are checked by the tests of the data.
TomlTable = Mapping[str, Any]
MakePattern = Callable[..., str]
"""`any_phrase_pattern`, with the word ends of the language."""


@dataclass(frozen=True, slots=True, eq=False)
class NumberConventions:
    """Separators and words of amounts; every word is in lower case."""

    decimal_mark: str
    group_mark: str
    power_by_scale_word: Mapping[str, int]
    """Powers of ten by scale word: `juta` is 6."""
    power_by_scale_after_figures: Mapping[str, int]
    """The same and those that follow figures only: 5 millions, millions of people."""
    power_by_attached_letter: Mapping[str, int]
    """Powers of ten by the letter after a sum of money: £125m."""
    number_by_word: Mapping[str, int]
    multiplier_by_word: Mapping[str, int]
    """Words that multiply the number before them: dua *puluh*."""
    addend_by_word: Mapping[str, int]
    """Words that add to the number before them: dua *belas*."""
    skipped_words: frozenset[str]
    half_phrases: tuple[tuple[str, ...], ...]
    """Phrases, as words, that add a half to the number before them: `setengah`."""
    half_of_phrases: tuple[tuple[str, ...], ...]
    """Phrases, as words, that halve the scale word after them: half a million."""
    point_words: frozenset[str]
    """Words for the decimal mark: `koma`."""
    number_by_decade: Mapping[str, int]
    """Years of a century by the name of a decade: the eighties."""
    digits_pattern: str
    """The pattern, as text, of a number in digits; so are all fields below patterns."""
    percent_pattern: str
    """The pattern of words and signs for per cent."""
    leading_percent_pattern: str
    scale_word_pattern: str
    range_word_pattern: str
    list_word_pattern: str


@dataclass(frozen=True, slots=True, eq=False)
class DateConventions:
    """Words and order of dates; every word is in lower case."""

    number_order: str
    """`dmy` or `mdy`: how 8/10/2025 is read."""
    month_number_by_name: Mapping[str, int]
    weekday_number_by_name: Mapping[str, int]
    ambiguous_names: frozenset[str]
    """Names that are ordinary words too."""
    capitalises_names: bool
    """Whether months and weekdays have capitals, unlike the ambiguous words."""
    weekday_number_by_sign: Mapping[str, int]
    """Signs for weekdays in brackets after a day: `8日(水)`."""
    preceding_year_by_era: Mapping[str, int]
    """By name of an era, the year before its first year: `令和` is 2018."""
    other_calendar: tuple[int, int, int] | None
    """Years of another calendar: the first, the last, and the number to add."""
    day_prefix_pattern: str
    """The pattern, as text, of words before a day; all fields below are patterns."""
    day_suffix_pattern: str
    month_suffix_pattern: str
    year_suffix_pattern: str
    weekday_sign_pattern: str
    era_pattern: str
    excluded_prefix_pattern: str
    """The pattern of words that never precede a weekday: `一周一次`."""
    excluded_suffix_pattern: str
    month_prefix_pattern: str
    year_prefix_pattern: str
    month_joiner_pattern: str
    month_pattern: str
    unprefixed_month_pattern: str
    """The pattern of months that need no word before them, unlike `tháng Mười`."""
    weekday_pattern: str
    certain_prefix_pattern: str
    doubtful_suffix_pattern: str


@dataclass(frozen=True, slots=True, eq=False)
class TimeConventions:
    """Words and marks of clock times."""

    minute_marks: str
    """Characters that may separate hours and minutes."""
    added_hours_by_day_half: Mapping[str, int]
    """Hours to add, by the word after the hour: `sore` is 12."""
    added_hours_by_leading_day_half: Mapping[str, int]
    """Hours to add, by the word before the hour: `午後` is 12."""
    allows_hours_without_minutes: bool
    """Whether an hour may stand without minutes: `pukul 10`."""
    time_word_bit: int
    """The bit of words of which each time without a colon has one."""
    time_prefix_pattern: str
    """The pattern, as text, of words before a time; all fields below are patterns."""
    time_suffix_pattern: str
    day_half_pattern: str
    leading_day_half_pattern: str
    hour_word_pattern: str
    minute_word_pattern: str
    half_hour_pattern: str


def compile_number_conventions(
    number_table: TomlTable, make_pattern: MakePattern
) -> NumberConventions:
    power_by_scale_word, number_by_word = (
        key_numbers_by_phrase(number_table.get("scales", {})),
        key_numbers_by_phrase(number_table.get("words", {})),
    )
    multiplier_by_word, addend_by_word = (
        key_numbers_by_phrase(number_table.get("times", {})),
        key_numbers_by_phrase(number_table.get("plus", {})),
    )
    power_by_scale_after_figures = {
        **power_by_scale_word,
        **key_numbers_by_phrase(number_table.get("scales_after_figures", {})),
    }
    part_table: TomlTable = number_table.get("parts", {})
    return NumberConventions(
        decimal_mark=number_table["decimal"],
        group_mark=number_table["group"],
        power_by_scale_word=power_by_scale_word,
        power_by_scale_after_figures=power_by_scale_after_figures,
        power_by_attached_letter=key_numbers_by_phrase(
            number_table.get("attached", {})
        ),
        number_by_word=number_by_word,
        multiplier_by_word=multiplier_by_word,
        addend_by_word=addend_by_word,
        skipped_words=frozenset(
            map(phrase_key, number_table.get("skip", {}).get("words", ()))
        ),
        half_phrases=tuple(
            tuple(phrase.split()) for phrase in part_table.get("half", ())
        ),
        half_of_phrases=tuple(
            tuple(phrase.split()) for phrase in part_table.get("half_of", ())
        ),
        point_words=frozenset(part_table.get("point", ())),
        number_by_decade=key_numbers_by_phrase(number_table.get("decades", {})),
        digits_pattern=f"(?:{SPACED_DIGITS_PATTERN}|{DIGITS_PATTERN})"
        if number_table.get("spaced")
        else DIGITS_PATTERN,
        percent_pattern=make_pattern(chain(number_table.get("percent", ()), "%％٪")),
        leading_percent_pattern=make_pattern(number_table.get("percent_before", ())),
        scale_word_pattern=make_pattern(power_by_scale_after_figures),
        range_word_pattern=make_pattern(number_table.get("range", ())),
        list_word_pattern=make_pattern(number_table.get("list", ())),
    )


def list_percent_words(number_table: TomlTable) -> list[str]:
    """List the words for per cent, which stand after a number or before it."""
    return [*number_table.get("percent", ()), *number_table.get("percent_before", ())]


def compile_date_conventions(
    date_table: TomlTable, make_pattern: MakePattern
) -> DateConventions:
    month_number_by_name, weekday_number_by_name = (
        key_numbers_by_phrase(date_table.get("months", {})),
        key_numbers_by_phrase(date_table.get("weekdays", {})),
    )
    ambiguous_table: TomlTable = date_table.get("ambiguous", {})
    preceding_year_by_era = key_numbers_by_phrase(date_table.get("eras", {}))
    weekday_number_by_sign = key_numbers_by_phrase(date_table.get("short_weekdays", {}))
    calendar_table: TomlTable | None = date_table.get("calendar")
    return DateConventions(
        number_order=date_table["order"],
        month_number_by_name=month_number_by_name,
        weekday_number_by_name=weekday_number_by_name,
        capitalises_names=ambiguous_table.get("capital_names", True),
        ambiguous_names=frozenset(map(phrase_key, ambiguous_table.get("words", ()))),
        weekday_number_by_sign=weekday_number_by_sign,
        preceding_year_by_era=preceding_year_by_era,
        other_calendar=(
            calendar_table["first"],
            calendar_table["last"],
            calendar_table["add"],
        )
        if calendar_table
        else None,
        day_prefix_pattern=make_pattern(date_table.get("before", ())),
        day_suffix_pattern=make_pattern(date_table.get("after", ())),
        month_prefix_pattern=make_pattern(date_table.get("month_before", ())),
        month_suffix_pattern=make_pattern(date_table.get("month_after", ())),
        year_prefix_pattern=make_pattern(date_table.get("year_before", ())),
        year_suffix_pattern=make_pattern(date_table.get("year_after", ())),
        month_joiner_pattern=make_pattern(date_table.get("joiners", ())),
        month_pattern=make_pattern(month_number_by_name),
        unprefixed_month_pattern=make_pattern(
            month_number_by_name if date_table.get("month_alone", True) else ()
        ),
        weekday_pattern=make_pattern(weekday_number_by_name),
        weekday_sign_pattern=make_pattern(weekday_number_by_sign),
        era_pattern=make_pattern(preceding_year_by_era),
        excluded_prefix_pattern=make_pattern(
            date_table.get("never", {}).get("before", ())
        ),
        excluded_suffix_pattern=make_pattern(
            date_table.get("never", {}).get("after", ())
        ),
        certain_prefix_pattern=make_pattern(ambiguous_table.get("before", ())),
        doubtful_suffix_pattern=make_pattern(ambiguous_table.get("not_after", ())),
    )


def list_leading_date_words(date_table: TomlTable) -> list[str]:
    """List the words with which a date may begin: a weekday, a month, `tháng`."""
    month_names = (
        date_table.get("months", ()) if date_table.get("month_alone", True) else ()
    )
    return [
        *month_names,
        *date_table.get("weekdays", ()),
        *date_table.get("month_before", ()),
    ]


def list_worded_dates(date_table: TomlTable) -> list[str]:
    """List the dates without digits: weekdays, and months with the words they need."""
    month_names: list[str] = [*date_table.get("months", ())]
    if not date_table.get("month_alone", True):
        month_prefix_words = date_table.get("month_before", ())
        month_names = [
            f"{word} {month_name}"
            for word in month_prefix_words
            for month_name in month_names
        ]
    month_and_weekday_names = (*month_names, *date_table.get("weekdays", ()))
    return [
        date_name
        for date_name in month_and_weekday_names
        if not re.search(r"\d", date_name)
    ]


def compile_time_conventions(
    time_table: TomlTable, make_pattern: MakePattern, language_prefilter: Prefilter
) -> TimeConventions:
    hours_by_day_half = key_numbers_by_phrase(time_table.get("halves", {}))
    hours_by_leading_day_half = key_numbers_by_phrase(
        time_table.get("halves_before", {})
    )
    time_words = [*hours_by_day_half, *time_table.get("hour", ()), "h"]
    if time_table.get("hour_alone", False) or time_table["marks"] != ":":
        time_words += [
            *hours_by_leading_day_half,
            *time_table.get("before", ()),
            *time_table.get("after", ()),
        ]
    return TimeConventions(
        minute_marks=time_table["marks"],
        time_word_bit=language_prefilter.add(
            "time", map(find_longest_word, time_words)
        ),
        added_hours_by_day_half=hours_by_day_half,
        added_hours_by_leading_day_half=hours_by_leading_day_half,
        allows_hours_without_minutes=time_table.get("hour_alone", False),
        time_prefix_pattern=make_pattern(time_table.get("before", ())),
        time_suffix_pattern=make_pattern(time_table.get("after", ())),
        day_half_pattern=make_pattern(hours_by_day_half),
        leading_day_half_pattern=make_pattern(hours_by_leading_day_half),
        hour_word_pattern=make_pattern(time_table.get("hour", ())),
        minute_word_pattern=make_pattern(time_table.get("minute", ())),
        half_hour_pattern=make_pattern(time_table.get("half_hour", ())),
    )


def key_numbers_by_phrase(number_by_word: Mapping[str, int]) -> dict[str, int]:
    """Bring the words of a table into the form in which they are looked up."""
    return {phrase_key(word): number for word, number in number_by_word.items()}
