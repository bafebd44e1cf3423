"""Years of other calendars: of an emperor, of the Buddha, of a republic."""

import re
from decimal import Decimal
from functools import lru_cache

from tm.text.values.conventions import Conventions

_LONGEST_NAME = 16


def common_year(text: str, place: int, number: Decimal, rules: Conventions) -> Decimal:
    """What a number is in common years, if it is a year of another calendar.

    `place` is where it starts. By the name of an era before it (`令和7`, `พ.ศ. 2568`),
    or by a word for a year and a number that can be of that calendar only (`ปี 2568`).

    >>> from tm.text.values.conventions import conventions
    >>> from tm.text.locale import Locale
    >>> text = "令和7年"
    >>> str(common_year(text, 2, Decimal(7), conventions(Locale.parse("ja"))))
    '2025'
    """
    dates = rules.dates
    if not dates.eras and dates.far_years is None:
        return number
    era, year = _patterns(rules)
    first = max(0, place - _LONGEST_NAME)
    found = era.search(text, first, place)
    if found:
        return number + dates.eras[found[1]] if number < 3000 else number
    if year.search(text, first, place):
        return near_year(number, rules)
    return number


def near_year(number: Decimal, rules: Conventions) -> Decimal:
    """A year of a date, which may be of the language's other calendar."""
    far = rules.dates.far_years
    return number + far[2] if far and far[0] <= number <= far[1] else number


@lru_cache(maxsize=64)
def _patterns(rules: Conventions) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return (
        re.compile(rf"({rules.dates.era})\s?\Z"),
        re.compile(rf"{rules.boundary}{rules.dates.year_before}\s?\Z"),
    )
