"""Bylines: publisher and date, which pages glue together in many ways."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tm.text.locale import Locale
from tm.text.values.reader import read_values
from tm.text.values.value import Value, ValueKind

_LONGEST = 120
_ZONE = re.compile(r"\(?\s*(?:GMT|UTC)\s*([+-])\s*(\d{1,2})(?::?(\d\d))?\s*\)?", re.I)
_UTC_NAMES = {"wib": "+07:00", "wita": "+08:00", "wit": "+09:00"}
_NAMED_ZONE = re.compile(r"\b(WIB|WITA|WIT)\b")
_JOINTS = " \t,;:|–—-·•/"
_EMPTY_BRACKETS = re.compile(r"\(\s*\)|\[\s*\]")
_AUTHOR = re.compile(r"(?:oleh|by|penulis|tác giả|reporter)\s", re.I)
_GLUED = re.compile(r"(?<=[^\W\d_])(?=\d)")
# The name may end in a digit itself: VTV105/11/2025.
_GLUED_DATE = re.compile(r"^(.*\S)(?=\d\d[/.-]\d\d[/.-](?:19|20)\d\d\b)")
_NUMERIC = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}")
_AROUND_DATE = re.compile(
    r"^(?:ngày|date|published|updated|terbit|diterbitkan|tanggal|cập nhật|lúc|on|at|"
    r"pada|pukul|thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật|senin|selasa|rabu|kamis|"
    r"jumat|jum'at|sabtu|minggu|ahad|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r"\b[\s:,|]*",
    re.I,
)
_MOST_WORDS = 6
_MOST_WORDS_TWICE = 14
"""A name that stands there twice is no sentence, however long it is."""


@dataclass(frozen=True, slots=True)
class Byline:
    """Publisher, date and time of an article."""

    publisher: str | None
    published: date | None
    """None for an impossible date, such as 31/13/2025."""
    time: str | None
    """`09:30`, with the offset when the page names its zone: `09:30+07:00`."""
    alternative: date | None = None
    """The other reading of a date such as 11/12/2025."""

    @property
    def iso(self) -> str:
        """ISO 8601 date, or date and time; empty without a date."""
        if self.published is None:
            return ""
        day = self.published.isoformat()
        return f"{day}T{self.time}" if self.time else day


def read_byline(line: str, locale: Locale) -> Byline | None:
    """Read a line as a byline; None for a line of text.

    >>> read_byline("Báo Tin TứcBáo Tin Tức08/10/2025", Locale.parse("id")).publisher
    'Báo Tin Tức'
    """
    if len(line) > _LONGEST or line.rstrip().endswith((".", "?", "!", "”", '"')):
        return None
    text = _GLUED_DATE.sub(r"\1 ", line)
    text = text if text != line else _GLUED.sub(" ", line)
    zone = _ZONE.search(text)
    offset = _offset(text, zone)
    text_without_zone = _NAMED_ZONE.sub(" ", _ZONE.sub(" ", text))
    date_value, values = _date_and_values(text_without_zone, locale)
    rest = _remove_values(text_without_zone, values)
    publisher = remove_doubling(rest)
    is_doubled = publisher != rest
    if _AUTHOR.match(publisher):
        publisher = ""
    if date_value is None:
        wrong_date = _NUMERIC.search(publisher) if is_doubled or "/" in rest else None
        name = remove_doubling(publisher[: wrong_date.start()]) if wrong_date else ""
        return Byline(name, None, None) if name and name != publisher else None
    if len(publisher.split()) > (_MOST_WORDS_TWICE if is_doubled else _MOST_WORDS):
        return None
    if not is_doubled and re.search(r"[.!?]\s+\w", publisher):
        return None
    time = _time(values)
    published = date(*(int(part) for part in date_value.key[:3] if part is not None))
    return Byline(
        publisher=publisher or None,
        published=published,
        time=f"{time}{offset}" if time else None,
        alternative=_swap_day_and_month(published)
        if _NUMERIC.search(date_value.text)
        else None,
    )


def remove_doubling(name: str) -> str:
    """Remove the second copy of a name that a page prints twice.

    >>> remove_doubling("Báo Tin TứcBáo Tin Tức"), remove_doubling("VOV VOV")
    ('Báo Tin Tức', 'VOV')
    >>> remove_doubling("Nhân Dân")
    'Nhân Dân'
    """
    name = name.strip(_JOINTS)
    twice = re.fullmatch(r"(.{2,}?)\s*[-|–·]?\s*\1", name, re.I)
    return twice[1].strip(_JOINTS) if twice else name


def choose_day(
    byline: Byline, stamp: datetime | None
) -> tuple[date | None, bool | None]:
    """Choose the day of a byline; also whether the timestamp of an address agrees.

    A date with two readings is read as the timestamp has it.
    """
    if stamp is None or byline.published is None:
        return byline.published, None
    for day in (byline.published, byline.alternative):
        if day is not None and day == stamp.date():
            return day, True
    return byline.published, False


def _date_and_values(text: str, locale: Locale) -> tuple[Value | None, Sequence[Value]]:
    """Read the complete date of a line, and all its dates, times and weekdays.

    A date in figures is read day first, as the papers of Vietnam write it in every
    language; the address of the page may say otherwise: see `choose_day`.
    """
    readings = [locale, Locale("vi"), Locale("en"), Locale("id")]
    if _NUMERIC.search(text):
        readings.insert(0, Locale("vi"))
    for reading in dict.fromkeys(readings):
        values = [
            value
            for value in read_values(text, reading)
            if value.kind in (ValueKind.DATE, ValueKind.TIME, ValueKind.WEEKDAY)
        ]
        for value in values:
            if value.kind is ValueKind.DATE and _is_day(value):
                return value, values
    return None, ()


def _is_day(value: Value) -> bool:
    try:
        date(*(int(part) for part in value.key[:3] if part is not None))
    except (TypeError, ValueError):  # a year alone, or 31 February
        return False
    return True


def _remove_values(text: str, values: Sequence[Value]) -> str:
    for value in reversed(values):
        text = text[: value.start] + " " + text[value.end :]
    rest = " ".join(_EMPTY_BRACKETS.sub(" ", text).split()).strip(_JOINTS)
    while (shorter := _AROUND_DATE.sub("", rest).strip(_JOINTS)) != rest:
        rest = shorter
    return rest


def _offset(text: str, zone: re.Match[str] | None) -> str:
    if zone:
        return f"{zone[1]}{int(zone[2]):02}:{zone[3] or '00'}"
    named = _NAMED_ZONE.search(text)
    return _UTC_NAMES[named[1].lower()] if named else ""


def _time(values: Sequence[Value]) -> str | None:
    for value in values:
        if value.kind is ValueKind.TIME:
            hour, minute = (int(part or 0) for part in value.key[:2])
            return f"{hour:02}:{minute:02}"
    return None


def _swap_day_and_month(day: date) -> date | None:
    try:
        return day.replace(month=day.day, day=day.month)
    except ValueError:
        return None
