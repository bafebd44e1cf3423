"""Reading bylines: publisher, date and time, which pages write in many ways."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from tm.articles.page_text.page_labels import load_page_labels
from tm.articles.page_text.publishers import (
    find_publisher,
    is_person_name,
    may_be_person,
    names_publisher,
)
from tm.text.locale import Locale
from tm.text.pattern_store import compile_pattern
from tm.text.values.reader import read_values
from tm.text.values.value import Value, ValueKind

_MAX_BYLINE_LENGTH = 120
_UTC_OFFSET_PATTERN = compile_pattern(
    r"\(?\s*(?:GMT|UTC)\s*([+-])\s*(\d{1,2})(?::?(\d\d))?\s*\)?", re.I
)
_OFFSET_BY_ZONE_NAME = {
    **{"wib": "+07:00", "wita": "+08:00", "wit": "+09:00", "ict": "+07:00"},
    **{"sgt": "+08:00", "myt": "+08:00", "jst": "+09:00", "kst": "+09:00"},
    **{"gmt": "+00:00", "utc": "+00:00", "bst": "+01:00", "cet": "+01:00"},
    **{"cest": "+02:00", "sast": "+02:00", "aest": "+10:00", "aedt": "+11:00"},
    **{"est": "-05:00", "edt": "-04:00", "cst": "-06:00", "cdt": "-05:00"},
    **{"mst": "-07:00", "mdt": "-06:00", "pst": "-08:00", "pdt": "-07:00"},
    **{"et": "", "pt": "", "ct": "", "mt": "", "ist": ""},
}
"""Offsets by the name of a zone; empty for names that stand for several."""
_NAMED_ZONE_PATTERN = compile_pattern(
    rf"\b({'|'.join(_OFFSET_BY_ZONE_NAME).upper()})\b(?!\s*[+-]\s*\d)"
    r"|(?<=\d[:.]\d\d)\s?(wib|wita|wit)\b"
)
_ISO_TIME_PATTERN = compile_pattern(
    r"\b(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::[\d.]+)?(?:Z\b)?"
)
_SECONDS_PATTERN = compile_pattern(r"\b(\d{1,2}:\d\d):\d\d\b")
_SEPARATORS = " \t,;:|–—-·•/"
_AUTHOR_LABEL_PATTERN = compile_pattern(
    r"(?:oleh|by|posted by|written by|penulis|tác giả|reporter|pewarta|laporan)\s?:?\s",
    re.I,
)
_LETTER_BEFORE_DIGIT_PATTERN = compile_pattern(r"(?<=[^\W\d_])(?=\d)")
# The name may end in a digit itself: VTV105/11/2025.
_GLUED_DATE_PATTERN = compile_pattern(r"^(.*\S)(?=\d\d[/.-]\d\d[/.-](?:19|20)\d\d\b)")
_NUMERIC_DATE_PATTERN = compile_pattern(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}")
_SOURCE_LABEL_PATTERN = compile_pattern(r"^theo\s+(?=\S)", re.I)
_BRACKETED_PATTERN = compile_pattern(r"[(\[]([^()\[\]]*)[)\]]")
_JOB_PATTERN = compile_pattern(
    r"\s*,?\s*\b(?:jurnalis|wartawan|reporter|kontributor|phóng viên|PV)\b.*$", re.I
)
_NAME_SEPARATOR_PATTERN = compile_pattern(r"\s+[-–—|]\s+|\s*[|·•]\s*")
_PERSON_SEPARATOR_PATTERN = compile_pattern(r"\s*(?:[,;/&]|\s(?:dan|and|và)\s)\s*")
_MAX_NAME_WORD_COUNT = 6
_MAX_REPEATED_NAME_WORD_COUNT = 14
"""A name printed twice may be longer: a sentence would not repeat itself."""


@dataclass(frozen=True, slots=True)
class Byline:
    """Publisher, date and time of an article."""

    publisher: str | None
    published: date | None
    """None without a date, or for an impossible one, such as 31/13/2025."""
    time_text: str | None
    """`09:30`, with the UTC offset if the page names its time zone: `09:30+07:00`."""
    alternative_date: date | None = None
    """The date with day and month swapped, if it may be meant: 11/12/2025."""
    author: str | None = None
    partial_date: tuple[int, int] | None = None
    """Month and day, if the year is missing."""
    has_impossible_date: bool = False
    """Whether the page states a date that no calendar has."""

    @property
    def iso(self) -> str:
        """ISO 8601 date, or date and time; empty without a date."""
        if self.published is None:
            return ""
        iso_date = self.published.isoformat()
        return f"{iso_date}T{self.time_text}" if self.time_text else iso_date


def read_byline(line: str, locale: Locale) -> Byline | None:
    """Read a line as a byline; None for a line of text.

    >>> read_byline("Báo Tin TứcBáo Tin Tức08/10/2025", Locale.parse("id")).publisher
    'Báo Tin Tức'
    """
    if not _may_be_byline(line):
        return None
    labels = load_page_labels()
    line = labels.count_pattern.sub(" ", labels.reading_time_pattern.sub(" ", line))
    line = labels.glued_date_label_pattern.sub(" ", line)
    separated_text = _separate_date(line)
    offset_match = _UTC_OFFSET_PATTERN.search(separated_text)
    utc_offset = _read_utc_offset(separated_text, offset_match)
    text_without_zone = _NAMED_ZONE_PATTERN.sub(
        " ", _UTC_OFFSET_PATTERN.sub(" ", _SECONDS_PATTERN.sub(r"\1", separated_text))
    )
    complete_date, date_values = _read_date_values(text_without_zone, locale)
    remaining_text = _remove_date_values(text_without_zone, date_values)
    publisher = remove_repeated_name(remaining_text)
    is_repeated = publisher != remaining_text
    labelled_author = None
    if label_match := _AUTHOR_LABEL_PATTERN.match(publisher):
        author_name = publisher[label_match.end() :].strip(_SEPARATORS)
        labelled_author = _remove_date_labels(author_name) or None
        publisher = ""
    if complete_date is None and (partial_byline := _read_partial_byline(line, locale)):
        return partial_byline
    if complete_date is None:
        return (
            _read_impossible_date(publisher)
            if is_repeated or "/" in remaining_text
            else None
        )
    if len(publisher.split()) > (
        _MAX_REPEATED_NAME_WORD_COUNT if is_repeated else _MAX_NAME_WORD_COUNT
    ):
        return None
    if not is_repeated and re.search(r"[.!?]\s+\w", publisher):
        return None
    time_text = _read_time_text(date_values)
    publication_date = date(
        *(
            int(date_component)
            for date_component in complete_date.key[:3]
            if date_component is not None
        )
    )
    publisher, author = (publisher, None) if is_repeated else split_names(publisher)
    if not (is_repeated or names_publisher(publisher)):
        publisher = ""
    return Byline(
        publisher=publisher or None,
        author=labelled_author or author,
        published=publication_date,
        time_text=f"{time_text}{utc_offset}" if time_text else None,
        alternative_date=_swap_day_and_month(publication_date)
        if _NUMERIC_DATE_PATTERN.search(complete_date.text)
        else None,
    )


def _may_be_byline(line: str) -> bool:
    """Whether a line is short, has digits, and ends unlike a sentence."""
    return (
        len(line) <= _MAX_BYLINE_LENGTH
        and not line.rstrip().endswith((".", "?", "!", "”", '"'))
        and any(map(str.isdigit, line))
        and "(@" not in line  # `— Kabar (@kabar) 5 May 2025`
    )


def _separate_date(line: str) -> str:
    """Put spaces between a date and the words that a page prints right before it."""
    line = _ISO_TIME_PATTERN.sub(r"\1 \2", line)
    separated_line = _GLUED_DATE_PATTERN.sub(r"\1 ", line)
    if separated_line != line:
        return separated_line
    return _LETTER_BEFORE_DIGIT_PATTERN.sub(" ", line)


def _read_impossible_date(text: str) -> Byline | None:
    """Read a publisher before a date that no calendar has: 31/02/2025."""
    date_match = _NUMERIC_DATE_PATTERN.search(text)
    publisher = remove_repeated_name(text[: date_match.start()]) if date_match else ""
    if not publisher or publisher == text:
        return None
    return Byline(publisher, None, None, has_impossible_date=True)


def remove_repeated_name(name: str) -> str:
    """Remove the second copy of a name that a page prints twice.

    >>> remove_repeated_name("Báo Tin TứcBáo Tin Tức"), remove_repeated_name("VOV VOV")
    ('Báo Tin Tức', 'VOV')
    >>> remove_repeated_name("Nhân Dân")
    'Nhân Dân'
    """
    name = name.strip(_SEPARATORS)
    repeated_name_match = re.fullmatch(r"(.{2,}?)\s*[-|–·]?\s*\1", name, re.I)
    return repeated_name_match[1].strip(_SEPARATORS) if repeated_name_match else name


def choose_day(
    byline: Byline, address_time: datetime | None
) -> tuple[date | None, bool | None]:
    """Choose the day of a byline; return whether the time in the address agrees, too.

    An ambiguous date, such as 11/12/2025, is read as the address has it.
    """
    if address_time is None or byline.published is None:
        return byline.published, None
    for day in (byline.published, byline.alternative_date):
        if day is not None and day == address_time.date():
            return day, True
    return byline.published, False


def complete_year(byline: Byline, year: int) -> Byline:
    """Complete a date without a year; a date that does not exist stays as it is."""
    if byline.published is not None or byline.partial_date is None:
        return byline
    try:
        return replace(byline, published=date(year, *byline.partial_date))
    except ValueError:
        return byline


def read_partial_date(text: str, locale: Locale) -> tuple[int, int] | None:
    """Read month and day of a date without a year.

    >>> read_partial_date("12 Maret", Locale("id"))
    (3, 12)
    """
    for reading_locale in dict.fromkeys((locale, Locale("vi"), Locale("en"))):
        for value in read_values(text, reading_locale):
            if value.kind is ValueKind.DATE and value.key[0] is None:
                month, day = value.key[1:3]
                if month is not None and day is not None:
                    return int(month), int(day)
    return None


def _read_partial_byline(text: str, locale: Locale) -> Byline | None:
    """Read a line of a date without a year, with a weekday, a time or a publisher."""
    text_without_zone = _NAMED_ZONE_PATTERN.sub(" ", text)
    values = [
        value
        for value in read_values(text_without_zone, locale)
        if value.kind in (ValueKind.DATE, ValueKind.TIME, ValueKind.WEEKDAY)
    ]
    partial_date = read_partial_date(text_without_zone, locale)
    name = remove_repeated_name(_remove_date_values(text_without_zone, values))
    publisher = find_publisher(name, is_abbreviation_enough=False) if name else None
    if partial_date is None or (name and publisher is None):
        return None
    if len(values) < 2 and publisher is None:
        return None
    offset_match = _UTC_OFFSET_PATTERN.search(text)
    time_text = _read_time_text(values)
    return Byline(
        publisher=publisher,
        published=None,
        time_text=f"{time_text}{_read_utc_offset(text, offset_match)}"
        if time_text
        else None,
        partial_date=partial_date,
    )


def split_names(names: str) -> tuple[str, str | None]:
    """Split the names of a byline into publisher and author."""
    name_parts = [part.strip() for part in _NAME_SEPARATOR_PATTERN.split(names)]
    if is_person_name(names) or may_be_person(names):
        return "", names
    if job_match := _JOB_PATTERN.search(names):
        return "", names[: job_match.start()].strip(_SEPARATORS)
    if len(name_parts) == 2 and all(name_parts):
        for author, publisher in (name_parts, reversed(name_parts)):
            if is_person_name(author) or find_publisher(
                publisher, is_abbreviation_enough=False
            ):
                return publisher, author
    return names, None


def _read_date_values(
    text: str, locale: Locale
) -> tuple[Value | None, Sequence[Value]]:
    """Read the complete date of a line, and all its dates, times and weekdays.

    A date in digits is read day first, as Vietnamese papers write it in every language;
    the address of the page may show another reading: see `choose_day`.
    """
    locales = [locale, Locale("vi"), Locale("en"), Locale("id")]
    if _NUMERIC_DATE_PATTERN.search(text):
        locales.insert(0, Locale("vi"))
    for reading_locale in dict.fromkeys(locales):
        date_values = [
            value
            for value in read_values(text, reading_locale)
            if value.kind in (ValueKind.DATE, ValueKind.TIME, ValueKind.WEEKDAY)
        ]
        for value in date_values:
            if value.kind is ValueKind.DATE and _is_complete_date(value):
                return value, date_values
    return None, ()


def _is_complete_date(date_value: Value) -> bool:
    """Whether a date has a year, a month and a day, and exists."""
    try:
        date(
            *(
                int(component)
                for component in date_value.key[:3]
                if component is not None
            )
        )
    except (TypeError, ValueError):  # a year alone, or 31 February
        return False
    return True


def _remove_date_values(line_text: str, date_values: Sequence[Value]) -> str:
    """Remove dates and times from a line, with their labels."""
    for date_value in reversed(date_values):
        line_text = line_text[: date_value.start] + " " + line_text[date_value.end :]
    remaining_text = _BRACKETED_PATTERN.sub(
        lambda match: match[0] if _remove_date_labels(match[1]) else " ", line_text
    )
    remaining_text = " ".join(remaining_text.split())
    return _SOURCE_LABEL_PATTERN.sub("", _remove_date_labels(remaining_text))


def _remove_date_labels(text: str) -> str:
    """Remove the labels of a date from both ends of a text.

    >>> _remove_date_labels("Báo Mẫu | Cập nhật")
    'Báo Mẫu'
    """
    text = text.strip(_SEPARATORS)
    label_pattern = load_page_labels().date_label_pattern
    while (shortened_text := label_pattern.sub("", text).strip(_SEPARATORS)) != text:
        text = shortened_text
    return text


def read_name_line(name: str) -> tuple[str | None, str | None]:
    """Read the line above a date as publisher or author; neither if it is no name.

    >>> read_name_line("By Dewi Ayu"), read_name_line("Kabar Desa")
    ((None, 'Dewi Ayu'), ('Kabar Desa', None))
    """
    if label_match := _AUTHOR_LABEL_PATTERN.match(name):
        labelled_name = name[label_match.end() :].strip(_SEPARATORS)
        publisher = find_publisher(labelled_name, is_abbreviation_enough=False)
        return publisher, None if publisher else labelled_name or None
    name = name.strip(_SEPARATORS)
    publisher_name, author = split_names(name)
    if author and not publisher_name:
        return None, author
    return remove_repeated_name(name) if names_publisher(name) else None, None


def read_names(text: str) -> tuple[str | None, list[str]]:
    """Read a line of names: an author and a known publisher, or several persons.

    >>> read_names("Dewi Ayu - detikNews"), read_names("Dewi Ayu, Budi Raya")
    (('detikNews', ['Dewi Ayu']), (None, ['Dewi Ayu', 'Budi Raya']))
    >>> read_names("Padi Dipanen, Warga Senang Sekali Hari Ini")
    (None, [])
    """
    publisher, author = split_names(text)
    if author and len(author.split()) <= _MAX_NAME_WORD_COUNT:
        publisher_name = find_publisher(publisher, is_abbreviation_enough=False)
        if publisher_name:
            return publisher_name, [author]
    persons = _PERSON_SEPARATOR_PATTERN.split(text)
    if len(persons) > 1 and all(
        is_person_name(person) or may_be_person(person) for person in persons
    ):
        return None, persons
    return None, []


def _read_utc_offset(text: str, offset_match: re.Match[str] | None) -> str:
    """Read the UTC offset of a line, by number or name; empty without one."""
    if offset_match:
        return f"{offset_match[1]}{int(offset_match[2]):02}:{offset_match[3] or '00'}"
    zone_match = _NAMED_ZONE_PATTERN.search(text)
    return _OFFSET_BY_ZONE_NAME[zone_match[0].strip().lower()] if zone_match else ""


def _read_time_text(date_values: Sequence[Value]) -> str | None:
    """Read the first time of a line as `09:30`; None without one."""
    for date_value in date_values:
        if date_value.kind is ValueKind.TIME:
            hour, minute = (int(component or 0) for component in date_value.key[:2])
            return f"{hour:02}:{minute:02}"
    return None


def _swap_day_and_month(day: date) -> date | None:
    """Swap day and month of a date; None if that is no date."""
    try:
        return day.replace(month=day.day, day=day.month)
    except ValueError:
        return None
