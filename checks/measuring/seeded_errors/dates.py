"""Faults of dates: another month, day, weekday."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from random import Random

from checks.measuring.seeded_errors.corpus import Site, is_inside
from checks.measuring.seeded_errors.fault import Edit, kind
from tm.finding import Span
from tm.text.capitals import copy_capitals
from tm.text.phrases.pattern import table_key
from tm.text.values.conventions import Conventions

_DAYS = range(1, 29)
_MONTHS = range(1, 13)


@lru_cache(maxsize=64)
def _patterns(rules: Conventions) -> tuple[re.Pattern[str], ...]:
    """Months and days in their places, the number or word as the only group set."""
    dates = rules.dates
    named = rf"{dates.month_before}\s+(?:{dates.month}|\d{{1,2}}(?![\d/.]))"
    alone = dates.month_alone
    months = (
        rf"(?<!\w){dates.month_before}\s+({dates.month}|\d{{1,2}}(?![\d/]))"
        rf"|(?<=\d\s)({alone})|(?<!\w)({alone})(?=\s+\d)"
    )
    days = (
        rf"(?<![\w.,:/-])(\d{{1,2}})(?=\s+(?:{alone}|{named}))"
        rf"|(?<!\w){alone}\s+(\d{{1,2}})(?![\w:%])(?![.,]\d)"
    )
    first, second = r"(\d{1,2})/\d{1,2}", r"\d{1,2}/(\d{1,2})"
    if dates.order != "dmy":
        first, second = second, first
    return tuple(
        re.compile(
            rf"{written}|(?<!\w){dates.day_before}\s+{short}(?![\d/])", re.IGNORECASE
        )
        for written, short in ((months, second), (days, first))
    )


@kind("date-month", "date.month")
def month(site: Site, random: Random) -> Iterator[Edit]:
    """The month of a date becomes another one."""
    rules = site.conventions
    for found in _patterns(rules)[0].finditer(site.target):
        span = _group(found)
        old = span.of(site.target)
        number = _number(old, rules.dates.months)
        if number is None or number not in _MONTHS or not _has_month(site, number):
            continue
        other = random.choice([n for n in _MONTHS if n != number])
        new = str(other) if old.isdigit() else _name(other, rules.dates.months)
        if new:
            yield Edit(span, copy_capitals(new, old))


@kind("date-day", "date.day")
def day(site: Site, random: Random) -> Iterator[Edit]:
    """The day of a date becomes another day of the same month."""
    for found in _patterns(site.conventions)[1].finditer(site.target):
        span = _group(found)
        number = int(span.of(site.target))
        if re.search(rf"(?<!\d)0?{number}(?!\d)", site.source):
            other = random.choice([n for n in _DAYS if n != number])
            yield Edit(span, str(other))


@kind("weekday", "date.weekday")
def weekday(site: Site, random: Random) -> Iterator[Edit]:
    """A day of the week becomes another one."""
    own, other = site.conventions.dates, site.source_conventions.dates
    meant = {
        other.weekdays.get(table_key(found[0]))
        for found in re.finditer(rf"(?<!\w){other.weekday}", site.source, re.IGNORECASE)
    }
    for found in re.finditer(rf"(?<!\w){own.weekday}", site.target, re.IGNORECASE):
        number = own.weekdays.get(table_key(found[0]))
        if number not in meant or not _is_weekday(site, found):
            continue
        name = _name(
            random.choice([n for n in range(1, 8) if n != number]), own.weekdays
        )
        if name:
            yield Edit(Span(*found.span()), copy_capitals(name, found[0]))


def _is_weekday(site: Site, found: re.Match[str]) -> bool:
    """Whether it is no ordinary word: see `[dates.ambiguous]` of the language."""
    dates, text = site.conventions.dates, site.target
    if table_key(found[0]) not in dates.ambiguous:
        return True
    if found[0] != found[0].lower() and is_inside(text, found.start()):
        return True
    before = rf"(?<!\w){dates.certain_before}\s+$"
    return bool(re.search(before, text[: found.start()], re.IGNORECASE))


def _group(found: re.Match[str]) -> Span:
    """The place of the one group that took part."""
    number = next(n for n in range(1, len(found.groups()) + 1) if found[n] is not None)
    return Span(*found.span(number))


def _number(text: str, names: Mapping[str, int]) -> int | None:
    return int(text) if text.isdecimal() else names.get(table_key(text))


def _name(number: int, names: Mapping[str, int]) -> str | None:
    """The usual name: the first one of the language's data."""
    return next((name for name, value in names.items() if value == number), None)


def _has_month(site: Site, number: int) -> bool:
    """Whether the source names the month, in words or in digits."""
    if re.search(rf"(?<!\d)0?{number}(?!\d)", site.source):
        return True
    dates = site.source_conventions.dates
    return any(
        dates.months.get(table_key(found[0])) == number
        for found in re.finditer(rf"(?<!\w){dates.month}", site.source, re.IGNORECASE)
    )
