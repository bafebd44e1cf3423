"""Reading dates and weekdays."""

import re
from decimal import Decimal

from tm.text.pattern_store import compile_pattern
from tm.text.phrases.pattern import phrase_key
from tm.text.values.amounts import ValuesAndEnd
from tm.text.values.conventions import Conventions
from tm.text.values.date_patterns import DatePatterns, compile_date_patterns
from tm.text.values.eras import convert_calendar_year, convert_to_common_year
from tm.text.values.value import Value, ValueKind

_COMMON_DENOMINATORS = frozenset((2, 3, 4, 5, 10))
"""Denominators: `2/3` is two thirds unless a word before it says that it is a day."""
_MAX_DATE_NAME_LENGTH = 12
_MIN_FULL_YEAR = 1000
"""Smaller numbers are years of an era that is not named."""
_DAY_NUMBER_PATTERN = compile_pattern(r"\d{1,2}")


def read_date(text: str, offset: int, conventions: Conventions) -> ValuesAndEnd | None:
    """Read the dates at an offset; several if days share a month."""
    patterns = compile_date_patterns(conventions)
    starts_with_digit = text[offset].isdigit()
    for date_pattern in (
        patterns.digit_date_patterns
        if starts_with_digit
        else patterns.worded_date_patterns
    ):
        date_match = date_pattern.match(text, offset)
        if date_match:
            return _add_weekday(
                text, _make_date_values(text, date_match, conventions), conventions
            )
    date_match = (
        patterns.day_and_month_pattern.match(text, offset)
        if starts_with_digit
        else None
    )
    if date_match and _is_day_and_month(text, date_match, patterns):
        return _make_date_values(text, date_match, conventions)
    return None


def read_weekday(
    text: str, offset: int, conventions: Conventions
) -> ValuesAndEnd | None:
    """Read the weekday at an offset."""
    if text[offset].isdigit():
        return None  # no weekday begins with one
    patterns = compile_date_patterns(conventions)
    weekday_match = patterns.weekday_pattern.match(text, offset)
    if weekday_match is None:
        return None
    weekday_name = phrase_key(weekday_match[0])
    if weekday_name in conventions.dates.ambiguous_names and not _is_date_name(
        text, weekday_match, conventions
    ):
        return None
    if patterns.excluded_suffix_pattern.match(text, weekday_match.end()):
        return None
    if patterns.excluded_prefix_pattern.search(
        text, max(0, offset - _MAX_DATE_NAME_LENGTH), offset
    ):
        return None
    weekday_key = (conventions.dates.weekday_number_by_name[weekday_name],)
    weekday_end = weekday_match.end()
    return [
        Value(ValueKind.WEEKDAY, weekday_key, offset, weekday_end, weekday_match[0])
    ], weekday_end


def _add_weekday(
    text: str, values_and_end: ValuesAndEnd | None, conventions: Conventions
) -> ValuesAndEnd | None:
    """Add the weekday in brackets after a date, if there is one."""
    if values_and_end is None or not conventions.dates.weekday_number_by_sign:
        return values_and_end
    date_values, date_end = values_and_end
    weekday_match = compile_date_patterns(conventions).weekday_sign_pattern.match(
        text, date_end
    )
    if weekday_match is None or date_values[-1].key[2] is None:
        return values_and_end
    weekday_key = (
        conventions.dates.weekday_number_by_sign[phrase_key(weekday_match[1])],
    )
    weekday_value = Value(
        ValueKind.WEEKDAY, weekday_key, *weekday_match.span(1), weekday_match[1]
    )
    return [*date_values, weekday_value], weekday_match.end(1)


def _make_date_values(
    text: str, date_match: re.Match[str], conventions: Conventions
) -> ValuesAndEnd | None:
    """Make the dates that a pattern matched; None for no possible date."""
    text_by_group = date_match.groupdict()
    year = _read_year(text, date_match, conventions)
    month_name = text_by_group.get("name")
    if month_name and not text_by_group.get("days") and not year:
        month_name_key = phrase_key(month_name)
        if month_name_key in conventions.dates.ambiguous_names and not _is_date_name(
            text, date_match, conventions
        ):
            return None
    day_spans, month = _read_days_and_month(date_match, conventions)
    if month is None:
        return None
    year_and_month = (year, month)
    date_end = date_match.end()
    if text[date_end - 1 : date_end] == "." and month_name:
        date_end -= 1 if not text[date_end : date_end + 1].strip() else 0
    if not day_spans:
        date_text = text[date_match.start() : date_end]
        return [
            Value(
                ValueKind.DATE,
                (*year_and_month, None),
                date_match.start(),
                date_end,
                date_text,
            )
        ], date_end
    date_values = []
    for day_index, (day_number_start, day_number_end) in enumerate(day_spans):
        day = int(text[day_number_start:day_number_end])
        # The outermost days take what belongs to all: `25` and `26 Oktober 2025`.
        day_start = date_match.start() if day_index == 0 else day_number_start
        day_end = date_end if day_index == len(day_spans) - 1 else day_number_end
        date_values.append(
            Value(
                ValueKind.DATE,
                (*year_and_month, day),
                day_start,
                day_end,
                text[day_start:day_end],
            )
        )
    return date_values, date_end


def _read_year(
    text: str, date_match: re.Match[str], conventions: Conventions
) -> int | None:
    """Read the common year of a date; None without a known year."""
    text_by_group = date_match.groupdict()
    year_group_name = "year" if text_by_group.get("year") else "later"
    if not text_by_group.get(year_group_name):
        return None
    year_number = Decimal(text_by_group[year_group_name])
    year = convert_calendar_year(
        convert_to_common_year(
            text, date_match.start(year_group_name), year_number, conventions
        ),
        conventions,
    )
    return int(year) if year >= _MIN_FULL_YEAR else None


def _read_days_and_month(
    date_match: re.Match[str], conventions: Conventions
) -> tuple[list[tuple[int, int]], int | None]:
    """Read the spans of the days, and the month."""
    text_by_group = date_match.groupdict()
    if "first" in text_by_group:
        day_group_name, month_group_name = ("first", "second")
        if (
            conventions.dates.number_order == "mdy"
            or int(text_by_group[month_group_name]) > 12
        ):
            day_group_name, month_group_name = month_group_name, day_group_name
        if int(text_by_group[month_group_name]) > 12:
            day_group_name, month_group_name = month_group_name, day_group_name
        if int(text_by_group[month_group_name]) > 12:
            return [], None
        day_spans = (
            [date_match.span("extra")]
            if text_by_group["extra"] and day_group_name == "first"
            else []
        )
        return [*day_spans, date_match.span(day_group_name)], int(
            text_by_group[month_group_name]
        )
    month_text = (
        text_by_group.get("month")
        or text_by_group.get("number")
        or text_by_group.get("name")
        or ""
    )
    named_month_number = conventions.dates.month_number_by_name.get(
        phrase_key(month_text)
    )
    month_number = int(month_text) if month_text.isdigit() else named_month_number
    day_spans = []
    if text_by_group.get("days"):
        days_start = date_match.start("days")
        for day_match in _DAY_NUMBER_PATTERN.finditer(text_by_group["days"]):
            day_spans.append(
                (days_start + day_match.start(), days_start + day_match.end())
            )
    return day_spans, month_number


def _is_day_and_month(
    text: str, date_match: re.Match[str], patterns: DatePatterns
) -> bool:
    """Whether `8/10` is a day: by the word before it, else if it is no fraction."""
    date_start = date_match.start()
    if patterns.day_prefix_pattern.search(text, max(0, date_start - 30), date_start):
        return True
    if date_match.start("number") > date_match.end("days") + 1:
        return False  # 3 / 4 is a fraction or an alternative
    day, month = (
        int(_DAY_NUMBER_PATTERN.findall(date_match["days"])[-1]),
        int(date_match["number"]),
    )
    if (day, month) == (24, 7):
        return False
    is_fraction = day <= month and month in _COMMON_DENOMINATORS
    return not is_fraction and month != 1


def _is_date_name(
    text: str, name_match: re.Match[str], conventions: Conventions
) -> bool:
    """Whether an ambiguous word is the name of a month or weekday here."""
    patterns = compile_date_patterns(conventions)
    if patterns.doubtful_suffix_pattern.match(text, name_match.end()):
        return False
    name_start = name_match.start()
    last_word = name_match[0].rsplit(None, 1)[-1]
    certain_prefix_match = patterns.certain_prefix_pattern.search(
        text, max(0, name_start - 20), name_start
    )
    if not conventions.dates.capitalises_names:
        return bool(certain_prefix_match) and not last_word[:1].isupper()
    if certain_prefix_match:
        return True
    if " " in name_match[0]:
        # `thứ Hai` has its capital in the second word, and only as a weekday.
        return last_word[:1].isupper() or (
            name_match[0][:1].isupper() and last_word.isdigit()
        )
    character_before = text[:name_start].rstrip()[-1:]
    return last_word[:1].isupper() and (
        character_before.isalnum() or character_before in {",", "("}
    )
