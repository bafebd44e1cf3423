"""Errors of dates: another month, day or weekday."""

import re
from collections.abc import Iterator, Mapping
from random import Random

from checks.measuring.seeded_errors.clean_corpus import CleanUnit, is_inside_sentence
from checks.measuring.seeded_errors.seeded_error import TextEdit, error_kind
from tm.finding import Span
from tm.text.capitals import copy_capitals
from tm.text.phrases.pattern import phrase_key
from tm.text.values.conventions import Conventions

_DAY_NUMBERS = range(1, 29)
_MONTH_NUMBERS = range(1, 13)


def _build_month_and_day_patterns(
    conventions: Conventions,
) -> tuple[re.Pattern[str], ...]:
    """Build the patterns of months and of days in dates, each matching one group."""
    date_conventions = conventions.dates
    month_prefix_pattern = rf"{date_conventions.month_prefix_pattern}\s+"
    prefixable_month_name_pattern = date_conventions.month_pattern
    month_with_word_pattern = (
        rf"{month_prefix_pattern}"
        rf"(?:{prefixable_month_name_pattern}|\d{{1,2}}(?![\d/.]))"
    )
    unprefixed_month_name_pattern = date_conventions.unprefixed_month_pattern
    month_pattern = (
        rf"(?<!\w){month_prefix_pattern}"
        rf"({prefixable_month_name_pattern}|\d{{1,2}}(?![\d/]))"
        rf"|(?<=\d\s)({unprefixed_month_name_pattern})"
        rf"|(?<!\w)({unprefixed_month_name_pattern})(?=\s+\d)"
    )
    day_pattern = (
        rf"(?<![\w.,:/-])(\d{{1,2}})"
        rf"(?=\s+(?:{unprefixed_month_name_pattern}|{month_with_word_pattern}))"
        rf"|(?<!\w){unprefixed_month_name_pattern}\s+(\d{{1,2}})(?![\w:%])(?![.,]\d)"
    )
    first_number_pattern, second_number_pattern = (
        r"(\d{1,2})/\d{1,2}",
        r"\d{1,2}/(\d{1,2})",
    )
    if date_conventions.number_order != "dmy":
        first_number_pattern, second_number_pattern = (
            second_number_pattern,
            first_number_pattern,
        )
    return tuple(
        re.compile(
            rf"{named_date_pattern}|(?<!\w){date_conventions.day_prefix_pattern}\s+"
            rf"{numeric_date_pattern}(?![\d/])",
            re.IGNORECASE,
        )
        for named_date_pattern, numeric_date_pattern in (
            (month_pattern, second_number_pattern),
            (day_pattern, first_number_pattern),
        )
    )


@error_kind("date-month", "date.month")
def change_month(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """The month of a date becomes another one."""
    conventions = clean_unit.conventions
    for month_match in _read_month_and_day_patterns(clean_unit)[0].finditer(
        clean_unit.target
    ):
        span = _find_matched_group_span(month_match)
        old_text = span.of(clean_unit.target)
        month_number = _read_number(old_text, conventions.dates.month_number_by_name)
        if (
            month_number is None
            or month_number not in _MONTH_NUMBERS
            or not _source_names_month(clean_unit, month_number)
        ):
            continue
        new_month_number = random.choice(
            [
                other_month_number
                for other_month_number in _MONTH_NUMBERS
                if other_month_number != month_number
            ]
        )
        new_text = (
            str(new_month_number)
            if old_text.isdigit()
            else _find_name(new_month_number, conventions.dates.month_number_by_name)
        )
        if new_text:
            yield TextEdit(span, copy_capitals(new_text, old_text))


@error_kind("date-day", "date.day")
def change_day(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """The day of a date becomes another day of the same month."""
    for day_match in _read_month_and_day_patterns(clean_unit)[1].finditer(
        clean_unit.target
    ):
        span = _find_matched_group_span(day_match)
        day_number = int(span.of(clean_unit.target))
        if re.search(rf"(?<!\d)0?{day_number}(?!\d)", clean_unit.source):
            new_day_number = random.choice(
                [
                    other_day_number
                    for other_day_number in _DAY_NUMBERS
                    if other_day_number != day_number
                ]
            )
            yield TextEdit(span, str(new_day_number))


@error_kind("weekday", "date.weekday")
def change_weekday(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A day of the week becomes another one."""
    target_date_conventions, source_date_conventions = (
        clean_unit.conventions.dates,
        clean_unit.source_conventions.dates,
    )
    source_weekday_numbers = {
        source_date_conventions.weekday_number_by_name.get(phrase_key(weekday_match[0]))
        for weekday_match in re.finditer(
            rf"(?<!\w){source_date_conventions.weekday_pattern}",
            clean_unit.source,
            re.IGNORECASE,
        )
    }
    for weekday_match in re.finditer(
        rf"(?<!\w){target_date_conventions.weekday_pattern}",
        clean_unit.target,
        re.IGNORECASE,
    ):
        weekday_number = target_date_conventions.weekday_number_by_name.get(
            phrase_key(weekday_match[0])
        )
        if weekday_number not in source_weekday_numbers or not _is_certain_weekday(
            clean_unit, weekday_match
        ):
            continue
        new_name = _find_name(
            random.choice(
                [
                    other_weekday_number
                    for other_weekday_number in range(1, 8)
                    if other_weekday_number != weekday_number
                ]
            ),
            target_date_conventions.weekday_number_by_name,
        )
        if new_name:
            yield TextEdit(
                Span(*weekday_match.span()), copy_capitals(new_name, weekday_match[0])
            )


def _read_month_and_day_patterns(clean_unit: CleanUnit) -> tuple[re.Pattern[str], ...]:
    return clean_unit.context.cache.call(
        _build_month_and_day_patterns, clean_unit.conventions
    )


def _is_certain_weekday(clean_unit: CleanUnit, weekday_match: re.Match[str]) -> bool:
    """Whether a match is surely a weekday: see `[dates.ambiguous]` of the language."""
    date_conventions, text = clean_unit.conventions.dates, clean_unit.target
    if phrase_key(weekday_match[0]) not in date_conventions.ambiguous_names:
        return True
    if weekday_match[0] != weekday_match[0].lower() and is_inside_sentence(
        text, weekday_match.start()
    ):
        return True
    certain_before_pattern = rf"(?<!\w){date_conventions.certain_prefix_pattern}\s+$"
    return bool(
        re.search(certain_before_pattern, text[: weekday_match.start()], re.IGNORECASE)
    )


def _find_matched_group_span(match: re.Match[str]) -> Span:
    """Return the span of the only group that matched."""
    group_number = next(
        candidate_group_number
        for candidate_group_number in range(1, len(match.groups()) + 1)
        if match[candidate_group_number] is not None
    )
    return Span(*match.span(group_number))


def _read_number(text: str, number_by_name: Mapping[str, int]) -> int | None:
    """Read a number in figures, else by its name in the language's data."""
    return int(text) if text.isdecimal() else number_by_name.get(phrase_key(text))


def _find_name(number: int, number_by_name: Mapping[str, int]) -> str | None:
    """Find the first name of a number in the language's data."""
    return next(
        (
            name
            for name, named_number in number_by_name.items()
            if named_number == number
        ),
        None,
    )


def _source_names_month(clean_unit: CleanUnit, month_number: int) -> bool:
    """Whether the source names the month, in words or in digits."""
    if re.search(rf"(?<!\d)0?{month_number}(?!\d)", clean_unit.source):
        return True
    source_date_conventions = clean_unit.source_conventions.dates
    return any(
        source_date_conventions.month_number_by_name.get(phrase_key(month_match[0]))
        == month_number
        for month_match in re.finditer(
            rf"(?<!\w){source_date_conventions.month_pattern}",
            clean_unit.source,
            re.IGNORECASE,
        )
    )
