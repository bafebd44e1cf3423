"""Checks of numbers that a translation leaves out or adds."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from checks.engine.check import Level, check
from checks.engine.option import Option
from checks.engine.prefilter_conditions import VALUES_DIFFER
from checks.engine.unit import Context, Unit
from checks.numbers.fractions import has_fraction_word, has_rough_count
from checks.numbers.identifiers import (
    MAY_ADD_IDENTIFIER,
    MAY_MISS_IDENTIFIER,
    find_added_identifiers,
    find_lost_identifiers,
    is_in_identifier,
)
from checks.numbers.new_numbers import (
    HOURS_PER_CLOCK,
    has_clock_time,
    has_figures,
    names_decade,
    names_this_year,
    read_clock_times,
    read_days_of_months,
    read_spelt_numbers,
)
from checks.text.measurements import Amount
from checks.text.text_values import cached_values, read_possible_numbers, value_span
from checks.text.unpaired_amounts import find_unpaired_amounts
from tm.finding import Finding, Severity
from tm.result_cache import ResultCache, lazy_constant
from tm.text.locale import Locale
from tm.text.values.conventions import load_conventions
from tm.text.values.value import Value, ValueKind

_UNSURE_DESCRIPTION = (
    "whether numbers are reported, too, that a translator may leave out or add: "
    "ordinals, years, clock times, fractions, numbers next to a changed number"
)
_UNSURE_MISSING_OPTION = Option("num.missing", "unsure", False, _UNSURE_DESCRIPTION)
_UNSURE_ADDED_OPTION = Option("num.added", "unsure", False, _UNSURE_DESCRIPTION)
_YIELDS_TO = ("seg.empty", "seg.language", "seg.untranslated", "seg.shifted")
_HOURS_PER_DAY = 24
_MIN_CENTS = 10  # hundredths that are named as a number of their own
_DECADE_DIGITS = 4
"""The digits of the years whose decade is meant: 1980-an."""
_CLOCK_PATTERN = re.compile(r"(\d{1,2})[.:](\d\d)|(\d\d)(\d\d)")
"""Figures that may be a clock time."""
_DOTTED_DATE_PATTERN = re.compile(r"(\d{1,2})[.](\d{1,2})")  # 23.12
_ZONE_AFTER_PATTERN = re.compile(r"\s?(?:GMT|UTC)\b")
_TIME_ZONE_PATTERN = re.compile(r"(?:GMT|UTC)[+−-]\Z")
"""The text before the offset of a time zone: GMT+0100."""
_JOINED_START_PATTERN = re.compile(r"(?:[\w/:+–-]|\d[.,])\Z")
"""The text before a number that is part of a larger value: 1/3, 6-foot-6, A320."""
_JOINED_END_PATTERN = re.compile(r"[/:–-](?:\d|[^\W\d_]+-\d)|[.,]\d")
"""The text after a number that is part of a larger value."""
_AMOUNT_BEFORE_BRACKET_PATTERN = re.compile(r"\d[^\s()]*(?:\s[^\s()]+){0,3}\s?\Z")
"""A number, perhaps with its unit, right before a bracket: 400 km, 16 tỷ đồng."""
_WORD_OF_NAME_PATTERN = re.compile(r"[^\W_] [A-Z][^\W\d_]{3,} \Z")
"""A word with a capital inside a sentence, right before a number."""
_DEMONSTRATIVE_PATTERN = re.compile(r"\b[Tt]h[eo]se \Z")
"""An English word right before a number that was named before."""
_SHORT_YEAR_PATTERN = re.compile(r"['’]\Z")  # Euro '96
_FRACTION_PATTERN = re.compile(r"(?<![\d/.,])\d{1,2}/\d{1,2}(?![\d/])")
"""A fraction in figures: 2/3."""
_MAX_FRACTION_LENGTH = 5
_YEARS_START_PATTERN = re.compile(r"\d{4}[/–-]\Z")  # 2024/25
_MAX_CONVERSION_LENGTH = 45
"""The most letters of a bracket with a converted measure."""
_MAX_PRECEDING_LENGTH = 200
"""The most letters before a number that are looked at."""
_YEARS = range(1900, 2100)
_IMPLIED_NUMBERS = (0, 1, 2)
"""Numbers that other words may imply: both, double."""
_LEADING_FIGURES_PATTERN = re.compile(r"(\d+)[^\W\d_]{1,3}")
"""An ordinal in figures: 2nd."""
_FRACTION_BY_PERCENTAGE = {
    Decimal(50): "1/2",
    Decimal(25): "1/4",
    Decimal(75): "3/4",
    Decimal("0.5"): "1/2",  # half a percent
    Decimal("0.25"): "1/4",
    Decimal("0.75"): "3/4",
}


@check(
    "num.missing",
    level=Level.BOTH,
    severity=Severity.ERROR,
    prefilter=VALUES_DIFFER | MAY_MISS_IDENTIFIER,
    options=[_UNSURE_MISSING_OPTION],
    yields_to=_YIELDS_TO,
)
def find_missing_numbers(unit: Unit, context: Context) -> Iterator[Finding]:
    """A number of the source is missing from the target: `tăng 12%` was left out.

    The check looks for the number in figures, in words, in another unit, and as a part
    of a date; for a name such as VN631 it looks for the figures. A number that became
    another one is reported by num.value.
    """
    if not unit.target.strip():
        return
    reports_unsure_numbers = _UNSURE_MISSING_OPTION.read_value(context.options)
    source, target = unit.source_text, unit.target
    target_locale = context.target_locale
    unpaired_amounts = find_unpaired_amounts(
        source, target, context.locales, context.cache
    )
    for amount in _select_amounts(
        unpaired_amounts.source_amounts,
        unpaired_amounts.target_amounts,
        source,
        reports_unsure_numbers,
    ):
        if _has_other_form(amount, source, target, target_locale, context.cache) or (
            not reports_unsure_numbers
            and _may_be_named(amount, target, target_locale, context.cache)
        ):
            continue
        arguments = {"source": amount.value.text}
        yield Finding("missing", None, value_span(amount.value), arguments)
    for value in _find_lost_days(unit, context):
        yield Finding("missing", None, value_span(value), {"source": value.text})
    for span in find_lost_identifiers(source, target, target_locale, context):
        if source[span.start].isdigit() and unpaired_amounts.target_amounts:
            continue  # 1m80 became 1,60 m
        yield Finding("missing", None, span, {"source": span.of(source)})


@check(
    "num.added",
    level=Level.BOTH,
    severity=Severity.WARNING,
    prefilter=VALUES_DIFFER | MAY_ADD_IDENTIFIER,
    options=[_UNSURE_ADDED_OPTION],
    yields_to=(*_YIELDS_TO, "num.scale", "num.unit", "num.value"),
)
def find_added_numbers(unit: Unit, context: Context) -> Iterator[Finding]:
    """The target has a number that the source lacks in any form.

    A year is ignored, since it may only say which year “this year” or “last year” is.
    """
    if not unit.source_text.strip():
        return
    reports_unsure_numbers = _UNSURE_ADDED_OPTION.read_value(context.options)
    source, target = unit.source_text, unit.target
    source_locale = context.locales[0]
    unpaired_amounts = find_unpaired_amounts(
        source, target, context.locales, context.cache
    )
    for amount in _select_amounts(
        unpaired_amounts.target_amounts,
        unpaired_amounts.source_amounts,
        target,
        reports_unsure_numbers,
    ):
        if _has_other_form(amount, target, source, source_locale, context.cache) or (
            not reports_unsure_numbers
            and (
                _is_year(amount)
                or amount.number == 1  # a dollar
                or _may_be_named(amount, source, source_locale, context.cache)
            )
        ):
            continue
        arguments = {"target": amount.value.text}
        yield Finding("added", value_span(amount.value), None, arguments)
    for span in find_added_identifiers(unit, context, reports_unsure_numbers):
        yield Finding("added", span, None, {"target": span.of(target)})


def _find_lost_days(unit: Unit, context: Context) -> Iterator[Value]:
    """Find dates of which the target has the month and no day: `27 tháng 6`, Juni."""
    source_locale, target_locale = context.locales
    source_dates, target_dates = (
        [value for value in values if value.kind is ValueKind.DATE]
        for values in (
            cached_values(unit.source_text, source_locale, context.cache),
            cached_values(unit.target, target_locale, context.cache),
        )
    )
    months_without_days = {date.key[1] for date in target_dates if date.key[2] is None}
    for source_date in source_dates if months_without_days else ():
        if (
            source_date.key[2] is not None
            and source_date.key[1] in months_without_days
            and source_date.key[2]
            not in read_possible_numbers(unit.target, target_locale, context.cache)
        ):
            yield source_date


def _select_amounts(
    amounts: Sequence[Amount],
    other_amounts: Sequence[Amount],
    text: str,
    reports_unsure_numbers: bool,
) -> Iterator[Amount]:
    """Select the amounts of a text that the other text certainly lacks.

    `other_amounts`: those of the other text without a partner, which num.value may have
    reported as changed.
    """
    if reports_unsure_numbers:
        for amount in amounts[len(other_amounts) :]:
            if (
                amount.number != 1
                and not is_in_identifier(amount.value.start, text)
                and not _SHORT_YEAR_PATTERN.search(text[: amount.value.start][-1:])
                and not _YEARS_START_PATTERN.search(text[: amount.value.start][-5:])
                and not _is_annotation(amount, text)
                and not _is_conversion(amount, text)
            ):
                yield amount
    elif not other_amounts:
        for amount in amounts:
            if (
                not _may_be_implied(amount, text)
                and not is_in_identifier(amount.value.start, text)
                and not (amount.number in _IMPLIED_NUMBERS and amount.dimension is None)
            ):
                yield amount


def _may_be_implied(amount: Amount, text: str) -> bool:
    """Whether a value need not be translated as such.

    It is an ordinal, the year of a date or name, part of a larger value (1/3,
    6-foot-6), a conversion, or one that was named before: those 800 pupils.
    """
    value = amount.value
    return (
        value.kind in (ValueKind.DATE, ValueKind.ORDINAL)
        or _SHORT_YEAR_PATTERN.search(text[: value.start][-1:]) is not None
        or _JOINED_START_PATTERN.search(text[: value.start][-2:]) is not None
        or _JOINED_END_PATTERN.match(text, value.end) is not None
        or _is_conversion(amount, text)
        or _is_list_number(value, text)
        or _is_year_of_name(amount, text)
        or _DEMONSTRATIVE_PATTERN.search(text[max(0, value.start - 8) : value.start])
        is not None
    )


def _is_list_number(value: Value, text: str) -> bool:
    """Whether a number counts the items of a list in a sentence: `(3)`."""
    return text.startswith(")", value.end) and text[: value.start][-1:] == "("


def _is_year_of_name(amount: Amount, text: str) -> bool:
    """Whether an amount is the year of a name, which may be left out: Euro 2012."""
    return (
        _is_year(amount)
        and _WORD_OF_NAME_PATTERN.search(
            text, max(0, amount.value.start - _MAX_PRECEDING_LENGTH), amount.value.start
        )
        is not None
    )


def _is_annotation(amount: Amount, text: str) -> bool:
    """Whether an amount only explains another value: GMT+0100."""
    return _TIME_ZONE_PATTERN.search(text[: amount.value.start][-4:]) is not None


def _has_other_form(
    amount: Amount,
    text: str,
    other_text: str,
    other_locale: Locale,
    cache: ResultCache,
) -> bool:
    """Whether the other text names a number in another form.

    In figures joined with a word (usia13), in words of which the last may be none
    (`mười năm` is ten years, or fifteen), as a decade (the 80s, 1980-an), or as a
    clock time (5.30, 17:30).
    """
    if _ZONE_AFTER_PATTERN.match(text, amount.value.end):
        return True  # 1000 GMT, which translators convert
    figures = amount.value.text.strip(" %")
    if figures_match := _LEADING_FIGURES_PATTERN.fullmatch(figures):
        figures = figures_match[1]  # 2 of 2nd
    if cache.call(has_figures, figures, other_text, cache):
        return True
    is_percentage = amount.value.kind is ValueKind.PERCENT or "%" in amount.value.text
    percentage = amount.number if is_percentage else amount.number * 100
    if any(
        fraction and cache.call(has_fraction_word, fraction, other_text, other_locale)
        for fraction in (
            _FRACTION_BY_PERCENTAGE.get(percentage),
            _find_fraction(text, amount.value.start),
        )
    ):
        return True  # half: 50%, 0.5, two thirds
    if (
        amount.number.adjusted() < _DECADE_DIGITS
        and amount.number % 1 * 100 >= _MIN_CENTS
        and amount.number % 1 * 100
        in read_possible_numbers(other_text, other_locale, cache)
    ):
        return True  # a dollar and twenty-five cents: 1.25
    # A remainder of a number of thirty digits cannot be computed.
    if amount.number in cache.call(
        read_spelt_numbers, other_text, other_locale, cache
    ) or (
        amount.number.adjusted() < _DECADE_DIGITS
        and amount.number % 10 == 0
        and names_decade(
            amount.number, read_possible_numbers(other_text, other_locale, cache)
        )
    ):
        return True
    date_match = _DOTTED_DATE_PATTERN.fullmatch(figures)
    if date_match and (int(date_match[2]), int(date_match[1])) in cache.call(
        read_days_of_months, other_text, other_locale, cache
    ):
        return True
    clock_match = _CLOCK_PATTERN.fullmatch(figures)
    return clock_match is not None and (
        int(clock_match[1] or clock_match[3]) % HOURS_PER_CLOCK,
        int(clock_match[2] or clock_match[4]),
    ) in cache.call(read_clock_times, other_text, other_locale, cache)


def _find_fraction(text: str, offset: int) -> str | None:
    """Find the fraction in figures that the character at an offset is part of."""
    for start in range(max(0, offset - _MAX_FRACTION_LENGTH + 1), offset + 1):
        fraction_match = _FRACTION_PATTERN.match(text, start)
        if fraction_match is not None and offset < fraction_match.end():
            return fraction_match[0]
    return None


def _is_year(amount: Amount) -> bool:
    """Whether an amount may be a year of now."""
    return amount.dimension is None and amount.number in _YEARS


def _may_be_named(
    amount: Amount, other_text: str, other_locale: Locale, cache: ResultCache
) -> bool:
    """Whether the other text may name a number after all.

    As a clock time (7 giờ, 7.30), rounded, as thousands, or by `this year`.
    """
    if has_rough_count(amount.number, other_text, other_locale, cache) or (
        _is_year(amount) and cache.call(names_this_year, other_text, other_locale)
    ):
        return True
    return amount.number < _HOURS_PER_DAY and (
        cache.call(has_clock_time, other_text, other_locale, cache)
        or (
            _may_be_clock_time(amount.value.text)
            and cache.call(_has_clock_word, other_text, other_locale)
        )
    )


def _may_be_clock_time(figures: str) -> bool:
    """Whether figures have two digits for minutes: 7.30."""
    clock_match = _CLOCK_PATTERN.fullmatch(figures)
    return clock_match is not None and clock_match[2] is not None


def _has_clock_word(text: str, locale: Locale) -> bool:
    """Whether a text has a word for a clock time: pukul, giờ, o'clock."""
    return _compile_clock_word_pattern(locale).search(text) is not None


@lazy_constant
def _compile_clock_word_pattern(locale: Locale) -> re.Pattern[str]:
    time_conventions = load_conventions(locale).times
    return re.compile(
        rf"(?<![^\W_])(?:{time_conventions.time_prefix_pattern}|{time_conventions.hour_word_pattern})",
        re.IGNORECASE,
    )


def _is_conversion(amount: Amount, text: str) -> bool:
    """Whether an amount in brackets converts the one before them: 400 km (250 miles).

    A measure with its unit does so also after words: `hai mét (khoảng 6 feet)`.
    """
    value = amount.value
    bracket_start = text.rfind("(", 0, value.start)
    if bracket_start < 0 or text.find(")", bracket_start, value.start) >= 0:
        return False
    if amount.dimension is not None and (
        text.find(")", value.end, bracket_start + _MAX_CONVERSION_LENGTH) >= 0
    ):
        return True
    context_start = max(0, bracket_start - _MAX_PRECEDING_LENGTH)
    return (
        _AMOUNT_BEFORE_BRACKET_PATTERN.search(text, context_start, bracket_start)
        is not None
    )
