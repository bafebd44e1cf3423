"""Years of other calendars: of an emperor, the Buddhist era, a republic."""

import re
from decimal import Decimal
from functools import lru_cache

from tm.text.values.conventions import Conventions

_MAX_ERA_LENGTH = 16


def to_common_year(
    text: str, offset: int, number: Decimal, conventions: Conventions
) -> Decimal:
    """Convert a number to a common year, if it is a year of another calendar.

    `offset` is its start. It is one after the name of an era (`令和7`, `พ.ศ. 2568`), or
    after a word for a year if only that calendar has such years (`ปี 2568`).

    >>> from tm.text.values.conventions import load_conventions
    >>> from tm.text.locale import Locale
    >>> text = "令和7年"
    >>> str(to_common_year(text, 2, Decimal(7), load_conventions(Locale.parse("ja"))))
    '2025'
    """
    dates = conventions.dates
    if not dates.eras and dates.other_calendar is None:
        return number
    era_pattern, year_pattern = _compile_patterns(conventions)
    search_start = max(0, offset - _MAX_ERA_LENGTH)
    era_match = era_pattern.search(text, search_start, offset)
    if era_match:
        return number + dates.eras[era_match[1]] if number < 3000 else number
    if year_pattern.search(text, search_start, offset):
        return convert_calendar_year(number, conventions)
    return number


def convert_calendar_year(number: Decimal, conventions: Conventions) -> Decimal:
    """Convert a year of a date, which may be of the language's other calendar."""
    calendar = conventions.dates.other_calendar
    return (
        number + calendar[2]
        if calendar and calendar[0] <= number <= calendar[1]
        else number
    )


@lru_cache(maxsize=64)
def _compile_patterns(
    conventions: Conventions,
) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return (
        re.compile(rf"({conventions.dates.era})\s?\Z"),
        re.compile(rf"{conventions.word_start}{conventions.dates.year_before}\s?\Z"),
    )
