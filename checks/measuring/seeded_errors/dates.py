"""Faults of dates: another month, day, weekday."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from random import Random

from checks.measuring.seeded_errors.clean_corpus import Site, is_inside
from checks.measuring.seeded_errors.seeded_error import Edit, kind
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
    for match in _patterns(rules)[0].finditer(site.target):
        span = _group(match)
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
    for match in _patterns(site.conventions)[1].finditer(site.target):
        span = _group(match)
        number = int(span.of(site.target))
        if re.search(rf"(?<!\d)0?{number}(?!\d)", site.source):
            other = random.choice([n for n in _DAYS if n != number])
            yield Edit(span, str(other))


@kind("weekday", "date.weekday")
def weekday(site: Site, random: Random) -> Iterator[Edit]:
    """A day of the week becomes another one."""
    target_rules, source_rules = site.conventions.dates, site.source_conventions.dates
    source_weekdays = {
        source_rules.weekdays.get(table_key(match[0]))
        for match in re.finditer(
            rf"(?<!\w){source_rules.weekday}", site.source, re.IGNORECASE
        )
    }
    for match in re.finditer(
        rf"(?<!\w){target_rules.weekday}", site.target, re.IGNORECASE
    ):
        number = target_rules.weekdays.get(table_key(match[0]))
        if number not in source_weekdays or not _is_weekday(site, match):
            continue
        name = _name(
            random.choice([n for n in range(1, 8) if n != number]),
            target_rules.weekdays,
        )
        if name:
            yield Edit(Span(*match.span()), copy_capitals(name, match[0]))


def _is_weekday(site: Site, match: re.Match[str]) -> bool:
    """Whether it is no ordinary word: see `[dates.ambiguous]` of the language."""
    dates, text = site.conventions.dates, site.target
    if table_key(match[0]) not in dates.ambiguous:
        return True
    if match[0] != match[0].lower() and is_inside(text, match.start()):
        return True
    pattern_before = rf"(?<!\w){dates.certain_before}\s+$"
    return bool(re.search(pattern_before, text[: match.start()], re.IGNORECASE))


def _group(match: re.Match[str]) -> Span:
    """The place of the one group that took part."""
    number = next(n for n in range(1, len(match.groups()) + 1) if match[n] is not None)
    return Span(*match.span(number))


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
        dates.months.get(table_key(match[0])) == number
        for match in re.finditer(rf"(?<!\w){dates.month}", site.source, re.IGNORECASE)
    )
