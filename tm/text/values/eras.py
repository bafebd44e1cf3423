"""Years of other calendars: of an emperor, the Buddhist era, a republic."""

import re
from decimal import Decimal

from tm.result_cache import lazy_constant
from tm.text.values.conventions import Conventions

_MAX_ERA_LENGTH = 16


def convert_to_common_year(
    text: str, year_start: int, year_number: Decimal, conventions: Conventions
) -> Decimal:
    """Convert a number to a common year, if it is a year of another calendar.

    `year_start`: where the number starts. It is such a year after the name of an era
    (`令和7`, `พ.ศ. 2568`), or after a word for a year if only that calendar has such
    years (`ปี 2568`).

    >>> from tm.text.values.conventions import load_conventions
    >>> from tm.text.locale import Locale
    >>> japanese = load_conventions(Locale.parse("ja"))
    >>> str(convert_to_common_year("令和7年", 2, Decimal(7), japanese))
    '2025'
    """
    date_conventions = conventions.dates
    if (
        not date_conventions.preceding_year_by_era
        and date_conventions.other_calendar is None
    ):
        return year_number
    era_pattern, year_pattern = _compile_patterns(conventions)
    search_start = max(0, year_start - _MAX_ERA_LENGTH)
    era_match = era_pattern.search(text, search_start, year_start)
    if era_match:
        return (
            year_number + date_conventions.preceding_year_by_era[era_match[1]]
            if year_number < 3000
            else year_number
        )
    if year_pattern.search(text, search_start, year_start):
        return convert_calendar_year(year_number, conventions)
    return year_number


def convert_calendar_year(year: Decimal, conventions: Conventions) -> Decimal:
    """Convert a year of a date, which may be of the language's other calendar."""
    other_calendar = conventions.dates.other_calendar
    return (
        year + other_calendar[2]
        if other_calendar and other_calendar[0] <= year <= other_calendar[1]
        else year
    )


@lazy_constant
def _compile_patterns(
    conventions: Conventions,
) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Compile the patterns of an era and of a word for a year, before a number."""
    return (
        re.compile(rf"({conventions.dates.era_pattern})\s?\Z"),
        re.compile(
            rf"{conventions.word_start_pattern}{conventions.dates.year_prefix_pattern}\s?\Z"
        ),
    )
