"""The check of spans of time that end before they begin: 9-2 July."""

import re
from collections.abc import Iterator
from itertools import pairwise

from checks.engine.check import Level, check
from checks.engine.prefilter_conditions import TARGET, unit_meets
from checks.engine.text_traits import Trait
from checks.engine.unit import Context, Unit
from checks.language_data import read_table
from checks.text.text_values import cached_values
from tm.finding import Finding, Severity, Span
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.pattern import NO_MATCH_PATTERN
from tm.text.values.value import ValueKind

_RANGE_DASH_PATTERN = re.compile(r"\s?[-–—]\s?")
_TWO_YEARS_PATTERN = re.compile(r"[12]\d{3}(?=\D{1,40}[12]\d{3})")
"""A part of every text with a span of years, found faster than the span."""


@lazy_constant
def _compile_years_pattern(locale: Locale) -> re.Pattern[str]:
    years_pattern = read_table(locale.language, "range_ends.toml")["years"]
    return re.compile(years_pattern or NO_MATCH_PATTERN, re.IGNORECASE)


def _has_years(unit: Unit, context: Context) -> bool:
    years_pattern = _compile_years_pattern(context.target_locale)
    return years_pattern.search(unit.target) is not None


@check(
    "date.reversed",
    level=Level.ONE,
    severity=Severity.WARNING,
    prefilter=TARGET.has(Trait.DASH_BEFORE_DIGIT)
    | TARGET.has(Trait.DIGITS)
    & TARGET.meets(_TWO_YEARS_PATTERN.search)
    & unit_meets(_has_years),
)
def find_reversed_range(unit: Unit, context: Context) -> Iterator[Finding]:
    """A span of days or years ends before it begins: 9–2 July, from 2009 until 1983.

    The check compares days of one month with a dash between them, and years after words
    such as `tahun`. It ignores a span that the source has in the same figures.
    """
    text = unit.target
    spans: list[Span] = []
    if "-" in text or "–" in text or "—" in text:
        dates = [
            value
            for value in cached_values(text, context.target_locale, context.cache)
            if value.kind is ValueKind.DATE
        ]
        for first_date, last_date in pairwise(dates):
            if (
                len(first_date.key) == len(last_date.key) == 3
                and first_date.key[:2] == last_date.key[:2]
                and _is_earlier_day(last_date.key[2], first_date.key[2])
                and _RANGE_DASH_PATTERN.fullmatch(text, first_date.end, last_date.start)
            ):
                spans.append(Span(first_date.start, last_date.end))
    for years_match in _compile_years_pattern(context.target_locale).finditer(text):
        if int(years_match["last"]) < int(years_match["first"]):
            spans.append(Span(years_match.start("first"), years_match.end("last")))
    for span in spans:
        if span.of(text) not in unit.source_text:
            yield Finding("reversed", span)


def _is_earlier_day(day: object, other_day: object) -> bool:
    return isinstance(day, int) and isinstance(other_day, int) and day < other_day
