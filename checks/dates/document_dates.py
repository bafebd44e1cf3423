"""When a text says that it is, and when its page and the address of its source do."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

from checks.engine.unit import Context, Unit
from checks.language_data import read_table
from checks.text.values import cached_values
from tm.articles.headline.slug import read_slug
from tm.finding import Finding, Span
from tm.text.locale import Locale
from tm.text.phrases.pattern import alternatives
from tm.text.values.reader import Value, ValueKind

_BETWEEN = re.compile(r"[ ,]*\(?(?:(?:ngày|tanggal|tgl\.?|on|the) )?", re.IGNORECASE)
"""What may stand between a weekday, or a word such as today, and its date."""
_LATEST = 7
"""Days after its original at which a translation is still news."""
_APART = 1
"""Days that a text may be older or younger than its page: evening, time zone."""


def is_beside(text: str, first: int, second: int) -> bool:
    """Whether only small words stand between two places of a text."""
    return _BETWEEN.fullmatch(text, first, second) is not None


def days_of(value: Value, published: str | None) -> Iterator[date]:
    """The days that a date may mean, whichever of its numbers is the month.

    One without a year is the nearest to the day of the document.
    """
    year, month, day = value.key
    if not isinstance(month, int) or not isinstance(day, int):
        return
    for first, second in dict.fromkeys(((month, day), (day, month))):
        try:
            if isinstance(year, int):
                yield date(year, first, second)
            elif published:
                publication_date = date.fromisoformat(published[:10])
                candidate_days = [
                    date(publication_date.year + year_offset, first, second)
                    for year_offset in (-1, 0, 1)
                ]
                yield min(candidate_days, key=lambda one: abs(one - publication_date))
        except ValueError:
            continue  # there is no such day


def untimely(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """Days that a document calls today, and its own day, where they cannot be right."""
    first = units[0]
    published = _day(first.published)
    if published is None:
        return
    stamp = read_slug(first.source_url).published if first.source_url else None
    if stamp is not None:
        late = (published - stamp.date()).days
        if not 0 <= late <= _LATEST:
            yield Finding(
                "published",
                Span(0, len(first.target)),
                arguments={
                    "published": published.isoformat(),
                    "source": stamp.date().isoformat(),
                },
                about=first,
            )
    for unit in units:
        yield from _called_today(unit, context.target, published)


def _called_today(unit: Unit, locale: Locale, published: date) -> Iterator[Finding]:
    words, pattern = _near_days(locale)
    if not words:
        return
    for word in pattern.finditer(unit.target):
        day = _date_after(unit.target, word.end(), locale)
        if day is None:
            continue
        named_day = published + timedelta(days=words[" ".join(word[0].lower().split())])
        days = [*days_of(day, unit.published)]
        if (
            days
            and min(abs((possible_day - named_day).days) for possible_day in days)
            > _APART
        ):
            yield Finding(
                "relative",
                Span(word.start(), day.end),
                arguments={"word": word[0], "date": named_day.isoformat()},
                about=unit,
            )


def _date_after(text: str, start: int, locale: Locale) -> Value | None:
    """The date right after a place, perhaps with its weekday before it."""
    for value in cached_values(text, locale):
        if value.start < start:
            continue
        if not is_beside(text, start, value.start):
            return None
        if value.kind is ValueKind.DATE:
            return value
        if value.kind is not ValueKind.WEEKDAY:
            return None
        start = value.end
    return None


@lru_cache(maxsize=64)
def _near_days(locale: Locale) -> tuple[Mapping[str, int], re.Pattern[str]]:
    """Words for days near today, and how many days each is from it."""
    words = read_table(locale.language, "relative_days.toml")
    pattern = rf"(?<!\w){alternatives(words)}(?!\w)"
    return words, re.compile(pattern if words else "(?!)", re.IGNORECASE)


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None
