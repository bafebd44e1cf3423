"""From when to when something holds: ISO 8601 days, months or years, inclusive.

A date may be as rough as what is known: `1975`, `2025-03` or `2025-03-01`. A rough
one stands for all of its days, so that nothing is said to be over too early.
"""

import re
from calendar import monthrange
from datetime import date

from tm.errors import InputError

_ROUGH = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_EARLIEST, _LATEST = "0001-01-01", "9999-12-31"


def parse_date(text: str) -> str:
    """Parse a date as the termbase stores it.

    Raises InputError for what is neither a year, nor a month, nor a day.

    >>> parse_date(" 2025-03 ")
    '2025-03'
    """
    plain = text.strip()
    if not _is_date(plain):
        raise InputError(
            f"{plain!r} is not a date; give it as 2025-03-01, 2025-03 or 2025"
        )
    return plain


def _is_date(text: str) -> bool:
    match = _ROUGH.fullmatch(text)
    if match is None or not text.isascii():
        return False
    year, month, day = (int(part) if part else 1 for part in match.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def first_day(text: str | None) -> str:
    """The first day that a date stands for; the earliest of all where there is none.

    >>> first_day("2025-03"), first_day(None)
    ('2025-03-01', '0001-01-01')
    """
    if not text or not _is_date(text[:10]):
        return _EARLIEST
    day = text[:10]
    return day + "-01-01"[len(day) - 4 :] if len(day) < 10 else day


def last_day(text: str | None) -> str:
    """The last day that a date stands for; the latest of all where there is none.

    >>> last_day("2024-02"), last_day("1975"), last_day(None)
    ('2024-02-29', '1975-12-31', '9999-12-31')
    """
    if not text or not _is_date(text[:10]):
        return _LATEST
    day = text[:10]
    if len(day) == 4:
        return f"{day}-12-31"
    if len(day) == 7:
        return f"{day}-{monthrange(int(day[:4]), int(day[5:]))[1]}"
    return day


def is_valid_on(valid_from: str | None, valid_to: str | None, on: str | None) -> bool:
    """Whether something that is valid from one date to another may hold on a date.

    `on` may be a date, or a date and a time; without it there is nothing against it.

    >>> is_valid_on("2023-05", "2025-03-01", "2025-03-01T08:00:00Z")
    True
    >>> is_valid_on("2023-05", "2025-03-01", "2025-03-02")
    False
    """
    if on is None:
        return True
    return first_day(valid_from) <= last_day(on) and first_day(on) <= last_day(valid_to)


def periods_overlap(
    first_period: tuple[str | None, str | None],
    second_period: tuple[str | None, str | None],
) -> bool:
    """Whether two periods have a day in common.

    A last day that is the first day of the next is the day of the change itself, and
    counts as no overlap.
    """
    (first_from, first_to), (second_from, second_to) = first_period, second_period
    return first_day(first_from) < last_day(second_to) and first_day(
        second_from
    ) < last_day(first_to)


def ends_before_start(valid_from: str | None, valid_to: str | None) -> bool:
    """Whether something would end before it begins.

    >>> ends_before_start("2025-03", "2025-03-01")
    False
    >>> ends_before_start("2025", "2024-12-31")
    True
    """
    return first_day(valid_from) > last_day(valid_to)
