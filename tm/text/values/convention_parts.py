"""Conventions of a language for numbers, for dates and for times, apart.

Each is compiled from a table of the language's `values.toml`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from tm.text.phrases.pattern import table_key
from tm.text.phrases.phrase_list import longest_word
from tm.text.phrases.prefilter import Prefilter

DIGITS = r"\d+(?:[.,\u066b\u066c]\d+|[\u00a0\u202f\u2009]\d{3}(?!\d))*"
"""A pattern for a number in digits, with its separators, those of Arabic too."""
SPACED = r"\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?!\d)(?:,\d+)?"
"""A pattern for one whose groups are parted by spaces of any kind."""

# TOML tables are of any shape; they are checked by the tests of the data.
TomlTable = Mapping[str, Any]
MakePattern = Callable[..., str]
"""`alternatives`, for the way in which the language parts its words."""


@dataclass(frozen=True, slots=True, eq=False)
class NumberConventions:
    """Separators and words of amounts; every word is in lower case."""

    decimal: str
    group: str
    scales: Mapping[str, int]
    """Powers of ten: `juta` is 6."""
    attached: Mapping[str, int]
    """The same for letters stuck to a sum of money: £125m."""
    words: Mapping[str, int]
    times: Mapping[str, int]
    """Words that multiply what stands before them: dua *puluh*."""
    plus: Mapping[str, int]
    """Words that add to what stands before them: dua *belas*."""
    skip: frozenset[str]
    digits: str
    """Patterns from here on; this one matches a number in digits."""
    percent: str
    """This one and those after it match one of the words."""
    percent_before: str
    scale: str
    range: str
    list: str


@dataclass(frozen=True, slots=True, eq=False)
class DateConventions:
    """Words and order of dates; every word is in lower case."""

    order: str
    """`dmy` or `mdy`: how 8/10/2025 is read."""
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    ambiguous: frozenset[str]
    """Names that are ordinary words too."""
    capital_names: bool
    """Whether months and weekdays have capitals, which tell them from such words."""
    short_weekdays: Mapping[str, int]
    """Signs for weekdays in brackets after a day: `8日(水)`."""
    eras: Mapping[str, int]
    """Names before a year, and the year before its first: `令和` is 2018."""
    other_calendar: tuple[int, int, int] | None
    """Years of another calendar, the first and the last, and what to add to them."""
    day_before: str
    """Patterns from here on."""
    day_after: str
    month_after: str
    year_after: str
    short_weekday: str
    era: str
    never_before: str
    """What is never before, or after, the name of a weekday: `一周一次`."""
    never_after: str
    month_before: str
    year_before: str
    joiner: str
    month: str
    month_alone: str
    """The same, or nothing where a month is named only after its word: `tháng Mười`."""
    weekday: str
    certain_before: str
    doubtful_after: str


@dataclass(frozen=True, slots=True, eq=False)
class TimeConventions:
    """Words and marks of clock times."""

    marks: str
    """Characters that may part hours and minutes."""
    day_halves: Mapping[str, int]
    """Hours to add before noon: `sore` is 12."""
    day_halves_before: Mapping[str, int]
    """The same for words before the hour: `午後` is 12."""
    hour_alone: bool
    """Whether an hour may stand without minutes: `pukul 10`."""
    time_bit: int
    """The bit of the words of which one is beside each time without a colon."""
    before: str
    """Patterns from here on."""
    after: str
    half: str
    half_before: str
    hour: str
    minute: str
    half_hour: str


def make_numbers(data: TomlTable, make_pattern: MakePattern) -> NumberConventions:
    scales, words = (
        with_table_keys(data.get("scales", {})),
        with_table_keys(data.get("words", {})),
    )
    times, plus = (
        with_table_keys(data.get("times", {})),
        with_table_keys(data.get("plus", {})),
    )
    return NumberConventions(
        decimal=data["decimal"],
        group=data["group"],
        scales=scales,
        attached=with_table_keys(data.get("attached", {})),
        words=words,
        times=times,
        plus=plus,
        skip=frozenset(map(table_key, data.get("skip", {}).get("words", ()))),
        digits=f"(?:{SPACED}|{DIGITS})" if data.get("spaced") else DIGITS,
        percent=make_pattern(chain(data.get("percent", ()), "%％٪")),
        percent_before=make_pattern(data.get("percent_before", ())),
        scale=make_pattern(scales),
        range=make_pattern(data.get("range", ())),
        list=make_pattern(data.get("list", ())),
    )


def percent_words(data: TomlTable) -> list[str]:
    """The words for per cent, behind a number or before it."""
    return [*data.get("percent", ()), *data.get("percent_before", ())]


def make_dates(data: TomlTable, make_pattern: MakePattern) -> DateConventions:
    months, weekdays = (
        with_table_keys(data.get("months", {})),
        with_table_keys(data.get("weekdays", {})),
    )
    ambiguity: TomlTable = data.get("ambiguous", {})
    eras = with_table_keys(data.get("eras", {}))
    signs = with_table_keys(data.get("short_weekdays", {}))
    calendar: TomlTable | None = data.get("calendar")
    return DateConventions(
        order=data["order"],
        months=months,
        weekdays=weekdays,
        capital_names=ambiguity.get("capital_names", True),
        ambiguous=frozenset(map(table_key, ambiguity.get("words", ()))),
        short_weekdays=signs,
        eras=eras,
        other_calendar=(calendar["first"], calendar["last"], calendar["add"])
        if calendar
        else None,
        day_before=make_pattern(data.get("before", ())),
        day_after=make_pattern(data.get("after", ())),
        month_before=make_pattern(data.get("month_before", ())),
        month_after=make_pattern(data.get("month_after", ())),
        year_before=make_pattern(data.get("year_before", ())),
        year_after=make_pattern(data.get("year_after", ())),
        joiner=make_pattern(data.get("joiners", ())),
        month=make_pattern(months),
        month_alone=make_pattern(months if data.get("month_alone", True) else ()),
        weekday=make_pattern(weekdays),
        short_weekday=make_pattern(signs),
        era=make_pattern(eras),
        never_before=make_pattern(data.get("never", {}).get("before", ())),
        never_after=make_pattern(data.get("never", {}).get("after", ())),
        certain_before=make_pattern(ambiguity.get("before", ())),
        doubtful_after=make_pattern(ambiguity.get("not_after", ())),
    )


def first_words_of_values(data: TomlTable) -> list[str]:
    """What may be a value without digits: a weekday, a month, what announces one."""
    months = data.get("months", ()) if data.get("month_alone", True) else ()
    return [*months, *data.get("weekdays", ()), *data.get("month_before", ())]


def date_words(data: TomlTable) -> list[str]:
    """What may be a value without figures: a weekday, a month with all its words."""
    months: list[str] = [*data.get("months", ())]
    if not data.get("month_alone", True):
        words_before = data.get("month_before", ())
        months = [f"{word} {month}" for word in words_before for month in months]
    names = (*months, *data.get("weekdays", ()))
    return [name for name in names if not re.search(r"\d", name)]


def make_times(
    data: TomlTable, make_pattern: MakePattern, language_prefilter: Prefilter
) -> TimeConventions:
    halves = with_table_keys(data.get("halves", {}))
    day_halves_before = with_table_keys(data.get("halves_before", {}))
    time_words = [*halves, *data.get("hour", ()), "h"]
    if data.get("hour_alone", False) or data["marks"] != ":":
        time_words += [
            *day_halves_before,
            *data.get("before", ()),
            *data.get("after", ()),
        ]
    return TimeConventions(
        marks=data["marks"],
        time_bit=language_prefilter.add("time", map(longest_word, time_words)),
        day_halves=halves,
        day_halves_before=day_halves_before,
        hour_alone=data.get("hour_alone", False),
        before=make_pattern(data.get("before", ())),
        after=make_pattern(data.get("after", ())),
        half=make_pattern(halves),
        half_before=make_pattern(day_halves_before),
        hour=make_pattern(data.get("hour", ())),
        minute=make_pattern(data.get("minute", ())),
        half_hour=make_pattern(data.get("half_hour", ())),
    )


def with_table_keys(table: Mapping[str, int]) -> dict[str, int]:
    return {table_key(word): number for word, number in table.items()}
