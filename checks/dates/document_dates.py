"""Dates of a document in its text, its page and the address of its source."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from checks.engine.unit import Context, Unit
from checks.language_data import read_table
from checks.text.language_words import read_language
from checks.text.text_values import cached_values
from tm.articles.headline.slug import read_slug
from tm.finding import Finding, Span
from tm.language_data import LanguageFileKind
from tm.result_cache import ResultCache, lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.pattern import any_phrase_pattern
from tm.text.values.conventions import load_conventions
from tm.text.values.reader import Value, ValueKind
from tm.text.word_pattern import WORD_END_PATTERN, WORD_START_PATTERN

_FILE_KIND = LanguageFileKind(
    "relative_days.toml",
    "words for today, yesterday and tomorrow",
    "date.cross does not compare such words with the publication date",
)

_MAX_DAYS_AFTER_SOURCE = 7
"""How many days after its source a translation may be published."""
_MAX_DAYS_APART = 1
"""How many days a text and its page may differ, by time zones for instance."""


def are_adjacent(text: str, start: int, end: int, locale: Locale) -> bool:
    """Whether a text has only a word such as `ngày` between two offsets, if any."""
    return _build_connection_pattern(locale).fullmatch(text, start, end) is not None


def iterate_possible_days(
    date_value: Value, document_date: str | None
) -> Iterator[date]:
    """Yield the days that a date may mean, with day and month in either order.

    A date without a year is the one nearest to the date of the document.
    """
    year, month, day = date_value.key
    if not isinstance(month, int) or not isinstance(day, int):
        return
    publication_day = _parse_day(document_date)
    if isinstance(year, int):
        years: tuple[int, ...] = (year,)
    elif publication_day is not None:
        years = tuple(publication_day.year + year_offset for year_offset in (-1, 0, 1))
    else:
        return
    for month_number, day_number in dict.fromkeys(((month, day), (day, month))):
        candidate_days = [
            candidate_day
            for candidate_year in years
            if (candidate_day := _make_day(candidate_year, month_number, day_number))
        ]
        if candidate_days:
            yield min(
                candidate_days,
                key=lambda candidate_day: abs(
                    candidate_day - (publication_day or candidate_day)
                ),
            )


def find_contradicting_dates(
    units: Sequence[Unit], context: Context
) -> Iterator[Finding]:
    """Report days called today, or a page date, that contradict the document's date."""
    first_unit = units[0]
    publication_day = _parse_day(first_unit.published)
    if publication_day is None:
        return
    source_publication_time = (
        read_slug(first_unit.source_url).published if first_unit.source_url else None
    )
    if source_publication_time is not None:
        day_count_after_source = (publication_day - source_publication_time.date()).days
        if not 0 <= day_count_after_source <= _MAX_DAYS_AFTER_SOURCE:
            yield Finding(
                "published",
                Span(0, len(first_unit.target)),
                arguments={
                    "published": publication_day.isoformat(),
                    "source": source_publication_time.date().isoformat(),
                },
                checked_unit=first_unit,
            )
    for unit in units:
        yield from _find_contradicting_relative_days(
            unit, context.target_locale, publication_day, context.cache
        )


def _find_contradicting_relative_days(
    unit: Unit, locale: Locale, publication_day: date, cache: ResultCache
) -> Iterator[Finding]:
    day_offset_by_word, relative_word_pattern = _read_relative_days(locale)
    if not day_offset_by_word:
        return
    for relative_word_match in relative_word_pattern.finditer(unit.target):
        date_value = _find_following_date(
            unit.target, relative_word_match.end(), locale, cache
        )
        if date_value is None:
            continue
        relative_day = publication_day + timedelta(
            days=day_offset_by_word[" ".join(relative_word_match[0].lower().split())]
        )
        possible_days = [*iterate_possible_days(date_value, unit.published)]
        if (
            possible_days
            and min(
                abs((possible_day - relative_day).days)
                for possible_day in possible_days
            )
            > _MAX_DAYS_APART
        ):
            yield Finding(
                "relative",
                Span(relative_word_match.start(), date_value.end),
                arguments={
                    "word": relative_word_match[0],
                    "date": relative_day.isoformat(),
                },
                checked_unit=unit,
            )


def _find_following_date(
    text: str, start_offset: int, locale: Locale, cache: ResultCache
) -> Value | None:
    """Find the date right after an offset, with or without a weekday before it."""
    for following_value in cached_values(text, locale, cache):
        if following_value.start < start_offset:
            continue
        if not are_adjacent(text, start_offset, following_value.start, locale):
            return None
        if following_value.kind is ValueKind.DATE:
            return following_value
        if following_value.kind is not ValueKind.WEEKDAY:
            return None
        start_offset = following_value.end
    return None


@lazy_constant
def _build_connection_pattern(locale: Locale) -> re.Pattern[str]:
    """Build the pattern of the text between a weekday, or today, and its date."""
    words_before_dates = read_language(locale).words_before_dates
    optional_words_pattern = (
        rf"(?:{any_phrase_pattern(words_before_dates)} )?" if words_before_dates else ""
    )
    return re.compile(rf"[ ,]*\(?{optional_words_pattern}", re.IGNORECASE)


@lazy_constant
def _read_relative_days(locale: Locale) -> tuple[Mapping[str, int], re.Pattern[str]]:
    """Read words such as today, with their offsets in days, and their pattern."""
    day_offset_by_word = read_table(locale.language, _FILE_KIND)
    words_pattern = any_phrase_pattern(day_offset_by_word)
    pattern_text = rf"{WORD_START_PATTERN}{words_pattern}{WORD_END_PATTERN}"
    return day_offset_by_word, re.compile(
        pattern_text if day_offset_by_word else "(?!)", re.IGNORECASE
    )


def _make_day(year: int, month: int, day: int) -> date | None:
    """Make a day; None if there is none, as in 29 February of most years."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _parse_day(timestamp: str | None) -> date | None:
    try:
        return date.fromisoformat(timestamp[:10]) if timestamp else None
    except ValueError:
        return None


def find_weekday_name(day: date, locale: Locale) -> str | None:
    """Name the weekday of a day in a language; None if its name is not known."""
    date_conventions = load_conventions(locale).dates
    weekday_name = next(
        (
            possible_name
            for possible_name, number in date_conventions.weekday_number_by_name.items()
            if number == day.isoweekday()
        ),
        None,
    )
    if (
        weekday_name is None
        or " " in weekday_name
        or not date_conventions.capitalises_names
    ):
        return weekday_name  # `thứ hai`
    return weekday_name.capitalize()
