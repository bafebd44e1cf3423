"""Periods of validity: ISO 8601 days, months or years, inclusive.

A date may be incomplete: `1975` and `2025-03` mean any of their days, so that no period
ends too early.
"""

import re
from datetime import date

from tm.errors import InputError

_DATE_PATTERN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_EARLIEST_DAY, _LATEST_DAY = "0001-01-01", "9999-12-31"


def parse_date(date_text: str) -> str:
    """Parse a date as the termbase stores it.

    Raises InputError for what is neither a year, nor a month, nor a day.

    >>> parse_date(" 2025-03 ")
    '2025-03'
    """
    stripped_text = date_text.strip()
    if not _is_valid_date(stripped_text):
        raise InputError(
            f"{stripped_text!r} is not a date; give it as 2025-03-01, 2025-03 or 2025"
        )
    return stripped_text


def _is_valid_date(text: str) -> bool:
    date_match = _DATE_PATTERN.fullmatch(text)
    if date_match is None or not text.isascii():
        return False
    year, month, day = (
        int(date_part) if date_part else 1 for date_part in date_match.groups()
    )
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def get_first_day(date: str | None) -> str:
    """Get the first day of a date; without a date, the earliest day of all.

    >>> get_first_day("2025-03"), get_first_day(None)
    ('2025-03-01', '0001-01-01')
    """
    if not date or not _is_valid_date(date[:10]):
        return _EARLIEST_DAY
    date_without_time = date[:10]
    return (
        date_without_time + "-01-01"[len(date_without_time) - 4 :]
        if len(date_without_time) < 10
        else date_without_time
    )


def get_last_day(date: str | None) -> str:
    """Get the last day of a date; without a date, the latest day of all.

    >>> get_last_day("2024-02"), get_last_day("1975"), get_last_day(None)
    ('2024-02-29', '1975-12-31', '9999-12-31')
    """
    if not date or not _is_valid_date(date[:10]):
        return _LATEST_DAY
    date_without_time = date[:10]
    if len(date_without_time) == 4:
        return f"{date_without_time}-12-31"
    if len(date_without_time) == 7:
        from calendar import monthrange

        year, month = int(date_without_time[:4]), int(date_without_time[5:])
        return f"{date_without_time}-{monthrange(year, month)[1]}"
    return date_without_time


def is_valid_on(valid_from: str | None, valid_to: str | None, date: str | None) -> bool:
    """Whether a period of validity may include a date.

    `date` may be a date, or a date and a time; without it there is nothing against it.

    >>> is_valid_on("2023-05", "2025-03-01", "2025-03-01T08:00:00Z")
    True
    >>> is_valid_on("2023-05", "2025-03-01", "2025-03-02")
    False
    """
    if date is None:
        return True
    return get_first_day(valid_from) <= get_last_day(date) and get_first_day(
        date
    ) <= get_last_day(valid_to)


def do_periods_overlap(
    first_period: tuple[str | None, str | None],
    second_period: tuple[str | None, str | None],
) -> bool:
    """Whether two periods have a day in common.

    If one period ends on the day on which the other starts, they do not overlap: it is
    the day of the change.
    """
    (first_start, first_end), (second_start, second_end) = first_period, second_period
    return get_first_day(first_start) < get_last_day(second_end) and get_first_day(
        second_start
    ) < get_last_day(first_end)


def ends_before_start(valid_from: str | None, valid_to: str | None) -> bool:
    """Whether a period would end before it starts.

    >>> ends_before_start("2025-03", "2025-03-01")
    False
    >>> ends_before_start("2025", "2024-12-31")
    True
    """
    return get_first_day(valid_from) > get_last_day(valid_to)
