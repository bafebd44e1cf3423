"""Reading dates and weekdays."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from tm.text.phrases.pattern import NEVER, table_key
from tm.text.values.amounts import ValuesRead
from tm.text.values.conventions import Conventions
from tm.text.values.eras import convert_calendar_year, to_common_year
from tm.text.values.value import Value, ValueKind

_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?!\d)"
_MONTH = r"(?:0?[1-9]|1[0-2])(?!\d)"
_YEAR = r"(?:1[0-9]|20|21)\d\d(?!\d)"
_MAX_DAYS = 4
"""The most days that share one month: 24, 25 và 26/10."""
_COMMON_DENOMINATORS = frozenset((2, 3, 4, 5, 10))
"""Denominators: `2/3` is two thirds unless a word before it says that it is a day."""
_MAX_NAME_LENGTH = 12
_MIN_FULL_YEAR = 1000
"""Smaller numbers are years of an era that is not named."""
_DAY_NUMBER = re.compile(r"\d{1,2}")


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The patterns of a language, compiled; tried in this order."""

    of_digits: tuple[re.Pattern[str], ...]
    """Dates that begin with a digit."""
    of_words: tuple[re.Pattern[str], ...]
    """Dates that begin with the name of a month, or with a word before it."""
    bare: re.Pattern[str]
    day_before: re.Pattern[str]
    weekday: re.Pattern[str]
    short_weekday: re.Pattern[str]
    certain_before: re.Pattern[str]
    doubtful_after: re.Pattern[str]
    never_before: re.Pattern[str]
    never_after: re.Pattern[str]


def read_date(text: str, offset: int, conventions: Conventions) -> ValuesRead | None:
    """Read the dates at an offset; several if days share a month."""
    patterns = _compile_patterns(conventions)
    is_digit = text[offset].isdigit()
    for date_pattern in patterns.of_digits if is_digit else patterns.of_words:
        match = date_pattern.match(text, offset)
        if match:
            return _add_weekday(
                text, _make_date_values(text, match, conventions), conventions
            )
    match = patterns.bare.match(text, offset) if is_digit else None
    if match and _is_date(text, match, patterns):
        return _make_date_values(text, match, conventions)
    return None


def read_weekday(text: str, offset: int, conventions: Conventions) -> ValuesRead | None:
    """Read the weekday at an offset."""
    if text[offset].isdigit():
        return None  # no weekday begins with one
    patterns = _compile_patterns(conventions)
    match = patterns.weekday.match(text, offset)
    if match is None:
        return None
    word = table_key(match[0])
    if word in conventions.dates.ambiguous and not _is_date_word(
        text, match, conventions
    ):
        return None
    if patterns.never_after.match(text, match.end()):
        return None
    if patterns.never_before.search(text, max(0, offset - _MAX_NAME_LENGTH), offset):
        return None
    key = (conventions.dates.weekdays[word],)
    end = match.end()
    return [Value(ValueKind.WEEKDAY, key, offset, end, match[0])], end


@lru_cache(maxsize=64)
def _compile_patterns(conventions: Conventions) -> _Patterns:
    dates = conventions.dates
    gap, one_gap = conventions.word_gap, r"\s?" if conventions.is_unspaced else r"\s"
    day_separator = (
        rf"(?:\s?[-–,]\s?|{one_gap}{conventions.numbers.range}{one_gap}"
        rf"|{one_gap}{conventions.numbers.list}{one_gap})"
    )
    days = rf"(?P<days>{_DAY}(?:{day_separator}{_DAY}){{0,{_MAX_DAYS - 1}}})"
    month_link = rf"(?:{gap}{dates.joiner})?{gap}"
    year_pattern = _year_pattern(conventions)
    year = (
        rf"(?:\s?[,/-]\s?(?P<year>{year_pattern})"
        rf"|{gap}(?:(?:{dates.year_before}|{dates.era}){gap})?(?P<later>{year_pattern}))?"
    )
    ordinal_ending = rf"(?:{conventions.ordinal_suffix})?"
    month_word = rf"{dates.month_before}{gap}(?P<number>{_MONTH}|{dates.month})"
    month_name = rf"(?P<name>{dates.month_alone})\.?"
    first_number, second_number = rf"(?P<first>{_DAY})", rf"(?P<second>{_DAY})"
    of_digits: tuple[str, ...] = (
        rf"(?P<year>{_YEAR})-(?P<month>0[1-9]|1[0-2])-(?P<days>[0-3]\d)(?!\d)",
        rf"(?:(?P<extra>{_DAY}){day_separator})?{first_number}(?P<mark>[-/.]){second_number}(?P=mark)"
        rf"(?P<year>{year_pattern})(?!/)",
        rf"{days}{ordinal_ending}{month_link}{month_word}{year}",
        rf"{days}{ordinal_ending}{month_link}{month_name}{year}",
        rf"(?P<number>{_MONTH})/(?P<year>{year_pattern})(?!/)",
    )
    of_words: tuple[str, ...] = (
        rf"{month_name}{gap}{days}{ordinal_ending}(?!%|\s?(?:{conventions.numbers.percent}"
        rf"|{conventions.numbers.scale}|{conventions.unit}|{conventions.currency})){year}",
        rf"{month_word}{year}",
        rf"{month_name}{year}",
    )
    if dates.month_after != NEVER:
        signed_patterns = _signed_date_patterns(conventions, day_separator)
        of_digits, of_words = (
            (*signed_patterns, *of_digits),
            (*signed_patterns, *of_words),
        )
    flags = re.IGNORECASE
    return _Patterns(
        of_digits=tuple(re.compile(date_pattern, flags) for date_pattern in of_digits),
        of_words=tuple(re.compile(date_pattern, flags) for date_pattern in of_words),
        bare=re.compile(rf"{days}/(?P<number>{_MONTH})(?!/?\w)", flags),
        day_before=re.compile(
            rf"(?:{conventions.word_start}{dates.day_before}(?:\s{dates.weekday})?,?|\()"
            r"\s{0,2}\Z",
            flags,
        ),
        weekday=re.compile(dates.weekday, flags),
        short_weekday=re.compile(
            rf"\s?[(（]\s?({dates.short_weekday})[^)）]{{0,3}}[)）]"
        ),
        certain_before=re.compile(
            rf"{conventions.word_start}{dates.certain_before}{gap}\Z", flags
        ),
        doubtful_after=re.compile(rf"{gap}{dates.doubtful_after}", flags),
        never_before=re.compile(rf"{dates.never_before}\Z", flags),
        never_after=re.compile(dates.never_after, flags),
    )


def _year_pattern(conventions: Conventions) -> str:
    """The pattern of years in a date, including those of another calendar."""
    other_calendar = conventions.dates.other_calendar
    if other_calendar is None:
        return _YEAR
    centuries = "|".join(
        map(str, range(other_calendar[0] // 100, other_calendar[1] // 100 + 1))
    )
    return rf"(?:{_YEAR}|(?:{centuries})\d\d(?!\d))"


def _signed_date_patterns(
    conventions: Conventions, day_separator: str
) -> tuple[str, str, str]:
    """Patterns of dates whose numbers are followed by signs: `2025年10月8日至10日`."""
    dates = conventions.dates
    year = rf"(?:(?P<year>\d{{1,4}})\s?{dates.year_after}\s?)?"
    month = rf"(?P<number>{_MONTH})\s?{dates.month_after}"
    next_day = rf"(?:\s?{dates.day_after})?{day_separator}{_DAY}"
    days = rf"(?P<days>{_DAY}(?:{next_day}){{0,{_MAX_DAYS - 1}}})\s?{dates.day_after}"
    return (
        rf"{year}{month}\s?{days}",
        rf"{year}{month}",
        rf"{year}(?P<name>{dates.month_alone})",
    )


def _add_weekday(
    text: str, reading: ValuesRead | None, conventions: Conventions
) -> ValuesRead | None:
    """Add the weekday in brackets after a date, if there is one."""
    if reading is None or not conventions.dates.short_weekdays:
        return reading
    dates, end = reading
    weekday_match = _compile_patterns(conventions).short_weekday.match(text, end)
    if weekday_match is None or dates[-1].key[2] is None:
        return reading
    key = (conventions.dates.short_weekdays[table_key(weekday_match[1])],)
    weekday = Value(ValueKind.WEEKDAY, key, *weekday_match.span(1), weekday_match[1])
    return [*dates, weekday], weekday_match.end(1)


def _make_date_values(
    text: str, match: re.Match[str], conventions: Conventions
) -> ValuesRead | None:
    groups = match.groupdict()
    year = _read_year(text, match, conventions)
    name = groups.get("name")
    if name and not groups.get("days") and not year:
        word = table_key(name)
        if word in conventions.dates.ambiguous and not _is_date_word(
            text, match, conventions
        ):
            return None
    spans, month = _read_days_and_month(match, conventions)
    if month is None:
        return None
    year_and_month = (year, month)
    end = match.end()
    if text[end - 1 : end] == "." and name:
        end -= 1 if not text[end : end + 1].strip() else 0
    if not spans:
        date_text = text[match.start() : end]
        return [
            Value(
                ValueKind.DATE, (*year_and_month, None), match.start(), end, date_text
            )
        ], end
    values = []
    for index, (start, end_of_day) in enumerate(spans):
        day = int(text[start:end_of_day])
        # The outermost days take what belongs to all: `25` and `26 Oktober 2025`.
        day_start = match.start() if index == 0 else start
        day_end = end if index == len(spans) - 1 else end_of_day
        values.append(
            Value(
                ValueKind.DATE,
                (*year_and_month, day),
                day_start,
                day_end,
                text[day_start:day_end],
            )
        )
    return values, end


def _read_year(text: str, match: re.Match[str], conventions: Conventions) -> int | None:
    """Read the common year of a date; None without a known year."""
    groups = match.groupdict()
    group = "year" if groups.get("year") else "later"
    if not groups.get(group):
        return None
    year_number = Decimal(groups[group])
    year = convert_calendar_year(
        to_common_year(text, match.start(group), year_number, conventions), conventions
    )
    return int(year) if year >= _MIN_FULL_YEAR else None


def _read_days_and_month(
    match: re.Match[str], conventions: Conventions
) -> tuple[list[tuple[int, int]], int | None]:
    """Read the spans of the days, and the month."""
    groups = match.groupdict()
    if "first" in groups:
        day, month = ("first", "second")
        if conventions.dates.order == "mdy" or int(groups[month]) > 12:
            day, month = month, day
        if int(groups[month]) > 12:
            day, month = month, day
        if int(groups[month]) > 12:
            return [], None
        spans = [match.span("extra")] if groups["extra"] and day == "first" else []
        return [*spans, match.span(day)], int(groups[month])
    month_text = groups.get("month") or groups.get("number") or groups.get("name") or ""
    known_month = conventions.dates.months.get(table_key(month_text))
    month_number = int(month_text) if month_text.isdigit() else known_month
    spans = []
    if groups.get("days"):
        offset = match.start("days")
        for day_match in _DAY_NUMBER.finditer(groups["days"]):
            spans.append((offset + day_match.start(), offset + day_match.end()))
    return spans, month_number


def _is_date(text: str, match: re.Match[str], patterns: _Patterns) -> bool:
    """Whether `8/10` is a day: by the word before it, else if it is no fraction."""
    start = match.start()
    if patterns.day_before.search(text, max(0, start - 30), start):
        return True
    day, month = int(_DAY_NUMBER.findall(match["days"])[-1]), int(match["number"])
    if (day, month) == (24, 7):
        return False
    is_fraction = day <= month and month in _COMMON_DENOMINATORS
    return not is_fraction and month != 1


def _is_date_word(text: str, match: re.Match[str], conventions: Conventions) -> bool:
    """Whether an ambiguous word is the name of a month or weekday here."""
    patterns = _compile_patterns(conventions)
    if patterns.doubtful_after.match(text, match.end()):
        return False
    start = match.start()
    last_word = match[0].rsplit(None, 1)[-1]
    is_certain = patterns.certain_before.search(text, max(0, start - 20), start)
    if not conventions.dates.capital_names:
        return bool(is_certain) and not last_word[:1].isupper()
    if is_certain:
        return True
    if " " in match[0]:
        # `thứ Hai` has its capital in the second word, and only as a weekday.
        return last_word[:1].isupper() or (
            match[0][:1].isupper() and last_word.isdigit()
        )
    character_before = text[:start].rstrip()[-1:]
    return last_word[:1].isupper() and (
        character_before.isalnum() or character_before in {",", "("}
    )
