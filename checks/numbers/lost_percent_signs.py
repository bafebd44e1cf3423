"""The check of the percent sign: a percentage that became a plain number."""

import re
from collections.abc import Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.prefilter_conditions import SOURCE, TARGET, VALUES_DIFFER, unit_meets
from checks.engine.unit import Context, Unit
from checks.numbers.percentage_points import (
    find_lost_percentage_points,
    read_percentage_point_words,
)
from checks.text.language_words import Language
from checks.text.text_values import cached_values, value_span
from tm.finding import Finding, Severity, Span
from tm.match.match_fault import MatchFault
from tm.result_cache import ResultCache, lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.phrase_list import PhraseLists
from tm.text.values.conventions import load_conventions
from tm.text.values.reader import ValueKind, read_number_words
from tm.text.values.value import Value

_SHARING_MARKS = (",", "-", "–", "/")
"""Marks between numbers that share a percent sign."""
_RATIO_MARKS = ("-", "–", ":", "/")
"""Marks between the parts of a ratio, or the ends of a range."""
_BASIS_POINT_WORD_BEGINNINGS = ("basis", "điểm cơ bản", "điểm phần")
"""Beginnings of the words for hundredths of a percentage point."""
_MAX_NUMBER_WORD_LETTERS = 200
"""How many letters before a percent sign are searched for number words."""


def _read_counting_words(locale: Locale) -> PhraseLists:
    return load_conventions(locale).counting_word_lists


def _source_names_percent(unit: Unit, context: Context) -> bool:
    return (
        _build_percent_patterns(context.locales[0])[0].search(unit.source_text)
        is not None
    )


@check(
    "num.percent",
    level=Level.BOTH,
    severity=Severity.ERROR,
    prefilter=TARGET.has_value()
    & (
        VALUES_DIFFER & SOURCE.has_value(ValueKind.PERCENT)
        | SOURCE.has(read_percentage_point_words)
        | SOURCE.has(_read_counting_words) & unit_meets(_source_names_percent)
    ),
    match_fault=MatchFault.WRONG_VALUE,
    yields_to=("seg.untranslated",),
)
def find_lost_percent(unit: Unit, context: Context) -> Iterator[Finding]:
    """A percentage of the source is a plain number in the target.

    Percentage points that became a percentage are reported, too: from 3 % to 4 % is
    not 1 %.
    """
    source_locale, target_locale = context.source_locale, context.target_locale
    target_values = cached_values(unit.target, target_locale, context.cache)
    if source_locale is None or not target_values:
        return
    source_values = cached_values(unit.source_text, source_locale, context.cache)
    yield from _find_lost_percent_words(
        unit, source_locale, target_locale, context.cache
    )
    lost_point_spans = find_lost_percentage_points(
        unit.source_text, unit.target, (source_locale, target_locale), context.cache
    )
    if lost_point_spans is not None:
        yield Finding("lost_points", lost_point_spans[0], lost_point_spans[1])
    source_percentages = [
        value for value in source_values if value.kind is ValueKind.PERCENT
    ]
    if not source_percentages:
        return
    target_percentage_keys = {
        value.key for value in target_values if value.kind is ValueKind.PERCENT
    }
    plain_source_number_keys = {
        value.key for value in source_values if value.kind is not ValueKind.PERCENT
    }
    target_number_by_key = {
        target_value.key: target_value
        for target_value in reversed(target_values)
        if target_value.kind is ValueKind.NUMBER
    }
    for percentage in source_percentages:
        if percentage.key in target_percentage_keys | plain_source_number_keys:
            continue
        target_number = target_number_by_key.get(percentage.key)
        if target_number is not None and not _shares_sign(
            target_number,
            target_values,
            unit.source_text,
            unit.target,
            context.language,
        ):
            arguments = {"source": percentage.text}
            yield Finding(
                "lost_sign",
                value_span(target_number),
                value_span(percentage),
                arguments,
            )


def _shares_sign(
    number: Value, values: Sequence[Value], source: str, target: str, language: Language
) -> bool:
    """Whether a number shares the sign of the next one, or is part of a ratio.

    `0,72 dan 0,75 persen`, `50:50`, `25 basis poin`; but a range may have lost its
    sign: 70-90.
    """
    joining_words = {*_SHARING_MARKS, *language.coordinators}
    for value in values:
        if value.start >= number.end:
            text_between = target[number.end : value.start].strip().lower()
            if text_between in joining_words and value.kind is ValueKind.PERCENT:
                return True
        else:
            text_between = target[value.end : number.start].strip()
        if text_between in _RATIO_MARKS:
            first_value, second_value = sorted(
                (number, value), key=lambda each: each.start
            )
            return f"{first_value.text}{text_between}{second_value.text}" not in source
    return (
        target[number.end :].lstrip().lower().startswith(_BASIS_POINT_WORD_BEGINNINGS)
    )


def _find_lost_percent_words(
    unit: Unit, source_locale: Locale, target_locale: Locale, cache: ResultCache
) -> Iterator[Finding]:
    """Report a percentage in words whose number stands alone in the target."""
    text = unit.source_text
    percent_pattern, percent_after_word_pattern = _build_percent_patterns(source_locale)
    # Tested first, since the pattern with a look-behind is slow.
    if not load_conventions(source_locale).counting_word_lists.may_be_in(
        text
    ) or not percent_pattern.search(text):
        return
    target_values = cached_values(unit.target, target_locale, cache)
    target_percentage_keys = {
        value.key for value in target_values if value.kind is ValueKind.PERCENT
    }
    for percent_match in percent_after_word_pattern.finditer(text):
        window_start = max(0, percent_match.start() - _MAX_NUMBER_WORD_LETTERS)
        for number_word in read_number_words(
            text[window_start : percent_match.start()], source_locale
        ):
            if (
                percent_match.start() - window_start - number_word.end > 1
                or number_word.key in target_percentage_keys
            ):
                continue
            for value in target_values:
                if value.kind is ValueKind.NUMBER and value.key == number_word.key:
                    yield Finding(
                        "lost_sign",
                        value_span(value),
                        Span(window_start + number_word.start, percent_match.end()),
                        {"source": f"{number_word.text} {percent_match[0]}"},
                    )


@lazy_constant
def _build_percent_patterns(locale: Locale) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Build the patterns of per cent anywhere, and of per cent after a word."""
    percent_pattern_text = load_conventions(locale).numbers.percent_pattern
    pattern_texts = (
        rf"(?:{percent_pattern_text})",
        rf"(?<=\w )(?:{percent_pattern_text})",
    )
    percent_pattern, percent_after_word_pattern = (
        re.compile(pattern_text, re.IGNORECASE) for pattern_text in pattern_texts
    )
    return percent_pattern, percent_after_word_pattern
