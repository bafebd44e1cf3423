"""The check of numbers that are written by the rules of another language."""

import re
from collections.abc import Iterator, Sequence, Set
from decimal import Decimal
from functools import cached_property
from itertools import chain

from checks.engine.check import Level, check
from checks.engine.prefilter_conditions import TARGET
from checks.engine.text_traits import Trait
from checks.engine.unit import Context, Unit
from checks.language_data import read_table
from checks.text.language_words import Language, split_phrases
from checks.text.span_set import SpanSet
from checks.text.text_values import cached_values, value_span
from tm.finding import Finding, Severity, Span
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.values.conventions import Conventions, load_conventions
from tm.text.values.number_date_and_time_conventions import NumberConventions
from tm.text.values.value import ValueKind

_DIGITS_BEFORE_SEPARATOR_PATTERN = re.compile(r"\d(?<!\d.)(?>\d*)(?=[.,]\d)")
"""The digits before the separator of such a number."""

_DIGIT_WITH_SEPARATOR_PATTERN = re.compile(r"\d([.,])(?=\d)")
"""A part of every number that may be written by the wrong rules."""
_POSSIBLE_FOREIGN_NUMBER_PATTERN_BY_MARK = {
    ",": re.compile(r"\d(?:\.\d{1,2}(?!\d)|,\d{3}(?!\d))"),
    ".": re.compile(r"\d(?:,\d{1,2}(?!\d)|\.\d{3}(?!\d))"),
}
"""By decimal mark, a part of a foreign decimal or of foreign thousands."""


_UNROUNDED_PATTERN = re.compile(r"\d{1,3}[.,](?!\d00)\d{3}")
"""One to three digits, and three more that do not end in two zeros."""
_ONE_OR_TWO_DIGITS_PATTERN = re.compile(r"\d{1,2}[.,]")
_NEXT_WORD_PATTERN = re.compile(r"\s([^\W\d_]+)")
_CURRENCY_BEFORE_PATTERN = re.compile(r"(?:[$€£¥₫]|\bRp\.?|\b[A-Z]{3})\s?$")
"""A sign or an abbreviation of a currency before an amount."""
_SEPARATOR_PATTERN = re.compile(r"(?<=\d)[.,](?=\d)")
_MAX_WHOLE_DIGITS, _MAX_DECIMAL_DIGITS = 9, 3
"""How many digits on each side of a separator are indexed."""
_DECIMAL_PATTERN = re.compile(
    rf"\d{{1,{_MAX_WHOLE_DIGITS}}}[.,]\d{{1,{_MAX_DECIMAL_DIGITS}}}"
)


class NumberSubstrings:
    """An index of the decimals in a text that answers `number in text`.

    >>> "3.26" in NumberSubstrings("13.265"), "3.27" in NumberSubstrings("13.265")
    (True, False)
    """

    def __init__(self, text: str) -> None:
        self._text = text

    def __contains__(self, number: str) -> bool:
        if _DECIMAL_PATTERN.fullmatch(number) is None:
            return number in self._text
        return number in self._substrings

    @cached_property
    def _substrings(self) -> frozenset[str]:
        """All decimals that stand in the text, also inside longer numbers."""
        text = self._text
        substrings: set[str] = set()
        for separator_match in _SEPARATOR_PATTERN.finditer(text):
            separator_offset = separator_match.start()
            for start in range(
                separator_offset - 1,
                max(-1, separator_offset - 1 - _MAX_WHOLE_DIGITS),
                -1,
            ):
                if not text[start].isdecimal():
                    break
                for end in range(
                    separator_offset + 2,
                    min(len(text), separator_offset + 1 + _MAX_DECIMAL_DIGITS) + 1,
                ):
                    if not text[end - 1].isdecimal():
                        break
                    substrings.add(text[start:end])
        return frozenset(substrings)


@check(
    "num.format",
    level=Level.ONE,
    severity=Severity.WARNING,
    unsafe_fixes=True,
    prefilter=TARGET.has(Trait.SEPARATED_DIGITS),
    judges_sources=True,
    yields_to=("seg.untranslated",),
)
def find_foreign_format(unit: Unit, context: Context) -> Iterator[Finding]:
    """A number is written by the rules of another language: 3.26 juta in Indonesian.

    The check ignores clock times, dates, versions and addresses, numbers that could be
    right either way, three decimals before a word such as million or a percent sign, or
    where nothing is counted (`ke level 96,319`), and languages whose number format is
    not known.
    """
    text = unit.target
    number_conventions = load_conventions(context.target_locale).numbers
    if not number_conventions.power_by_scale_word or not cached_values(
        text, context.target_locale, context.cache
    ):
        return
    own_decimal_mark = number_conventions.decimal_mark
    possible_foreign_number_pattern = _POSSIBLE_FOREIGN_NUMBER_PATTERN_BY_MARK.get(
        own_decimal_mark
    )
    if (
        possible_foreign_number_pattern is None
        or not possible_foreign_number_pattern.search(text)
    ):
        return
    separators = {*_DIGIT_WITH_SEPARATOR_PATTERN.findall(text)}
    excluded_spans = SpanSet(
        text,
        (
            value_span(value)
            for value in cached_values(text, context.target_locale, context.cache)
            if value.kind in (ValueKind.TIME, ValueKind.DATE)
        ),
    )
    for message_key, span in chain(
        _find_foreign_numbers(unit, context, separators, excluded_spans),
        _find_copied_decimals(unit, context, separators, excluded_spans),
    ):
        yield _make_format_finding(text, span, message_key, number_conventions)


def _find_foreign_numbers(
    unit: Unit, context: Context, separators: Set[str], excluded_spans: SpanSet
) -> Iterator[tuple[str, Span]]:
    """Find numbers that only rules of other languages allow; exclude their spans.

    Yields the kind of the wrong part, decimal or thousands, and the span.
    """
    text = unit.target
    decimal_mark = load_conventions(context.target_locale).numbers.decimal_mark
    decimal_pattern, thousands_pattern, _ = build_foreign_number_patterns(
        context.target_locale
    )
    source_numbers = NumberSubstrings(unit.source_text)
    patterns_with_message_keys = (
        [(decimal_pattern, "decimal")] if separators != {decimal_mark} else []
    )
    if decimal_mark in separators:
        patterns_with_message_keys.append((thousands_pattern, "thousands"))
    for pattern, message_key in patterns_with_message_keys:
        for number_match in find_number_matches(pattern, text):
            span = Span(*number_match.span("number"))
            if excluded_spans.overlaps(span):
                continue
            if message_key == "thousands" and (
                _may_be_decimal(span.of(text), source_numbers)
                or _may_be_measured_decimal(text, span, context)
            ):
                continue
            yield message_key, span
            excluded_spans.add(span)


def _find_copied_decimals(
    unit: Unit, context: Context, separators: Set[str], excluded_spans: SpanSet
) -> Iterator[tuple[str, Span]]:
    """Find decimals whose value the source has, with the mark of another language."""
    text = unit.target
    decimal_mark = load_conventions(context.target_locale).numbers.decimal_mark
    if not unit.source or context.source_locale is None or separators == {decimal_mark}:
        return
    source_number_keys = {
        value.key[0]
        for value in cached_values(unit.source, context.source_locale, context.cache)
        if value.kind is ValueKind.NUMBER
    }
    source_numbers = NumberSubstrings(unit.source_text)
    source_decimal_mark = load_conventions(context.source_locale).numbers.decimal_mark
    _, _, any_decimal_pattern = build_foreign_number_patterns(context.target_locale)
    for number_match in find_number_matches(any_decimal_pattern, text):
        span = Span(*number_match.span("number"))
        number = Decimal(span.of(text).replace(",", "."))
        # Copied from a source with the same rules, it is a version or a section.
        if source_decimal_mark == decimal_mark and span.of(text) in source_numbers:
            continue
        if _is_label_number(text, span, context.language):
            continue
        if number in source_number_keys and not excluded_spans.overlaps(span):
            yield "decimal", span


def find_number_matches(
    number_pattern: re.Pattern[str], text: str
) -> Iterator[re.Match[str]]:
    """Find the matches of one of the patterns below, all of which begin with digits.

    Searching for the digits first is faster than testing the pattern everywhere.
    """
    for digits_match in _DIGITS_BEFORE_SEPARATOR_PATTERN.finditer(text):
        number_match = number_pattern.match(text, digits_match.start())
        if number_match:
            yield number_match


def _is_label_number(text: str, span: Span, language: Language) -> bool:
    """Whether a number counts no amount: `Tabel 3.2`, `versi 2.2`, `Phone 7.5`."""
    words_before = text[: span.start].rsplit(maxsplit=1)
    if not words_before:
        return False
    word = words_before[-1].strip('([“"')
    return word[:1].isupper() or word.lower() in language.numbered_words


@lazy_constant
def build_foreign_number_patterns(
    locale: Locale,
) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Build the patterns of foreign decimals, foreign thousands, and any decimals.

    The third finds decimals after a word in lower case, for comparison with the source.
    """
    conventions: Conventions = load_conventions(locale)
    own_separator_pattern, foreign_separator_pattern = (
        ("\\.", ",") if conventions.numbers.decimal_mark == "." else (",", "\\.")
    )
    number_start_pattern = r"(?<![\w.,:/-])"
    number_conventions = conventions.numbers
    percent_or_scale_pattern = (
        rf"{number_conventions.percent_pattern}"
        rf"|(?:{number_conventions.scale_word_pattern})"
    )
    before_percent_or_scale_pattern = rf"(?=\s*(?:{percent_or_scale_pattern}))"
    after_currency_pattern = r"(?<=[£$€¥])"
    separators_pattern = foreign_separator_pattern + own_separator_pattern
    foreign_start_pattern = rf"\d+{foreign_separator_pattern}"
    number_end_pattern = rf"(?![\d{separators_pattern}\w])"
    decimal_pattern = re.compile(
        rf"(?P<number>{number_start_pattern}{foreign_start_pattern}\d{{1,2}}"
        rf"(?![\d{separators_pattern}]){before_percent_or_scale_pattern}"
        rf"|(?:{after_currency_pattern}){foreign_start_pattern}\d{number_end_pattern}"
        rf"|{number_start_pattern}{foreign_start_pattern}\d{number_end_pattern}"
        rf"(?=\s*(?:{conventions.measure_unit_pattern})"
        rf"|\s(?:{_build_time_pattern(locale, ('hour', 'minute'))})))",
        re.IGNORECASE,
    )
    # Before million, percent or second, three digits are decimals: 13,255 triliun.
    three_decimals_pattern = (
        rf"\d+{own_separator_pattern}(?:(?!000)\d{{3}}{before_percent_or_scale_pattern}"
        rf"|\d{{3}}(?=\s(?:{_build_time_pattern(locale, ('second',))})))"
    )
    thousands_pattern = re.compile(
        rf"(?P<number>(?<![\w.,:/])(?!{three_decimals_pattern})"
        rf"\d{{1,3}}(?:{own_separator_pattern}\d{{3}})+"
        rf"(?![\d{separators_pattern}]\d|\d))",
        re.IGNORECASE,
    )
    any_decimal_pattern = re.compile(
        rf"(?<=[^\W\dA-Z_] |[,;:)] )(?P<number>{foreign_start_pattern}\d{{1,2}})"
        rf"(?!\w|[{separators_pattern}]\w)"
    )
    return decimal_pattern, thousands_pattern, any_decimal_pattern


def _build_time_pattern(locale: Locale, time_units: Sequence[str]) -> str:
    """Build a pattern of the words for units of time; without any it never matches."""
    phrase_list_text_by_time_unit = read_table(locale.language, "durations.toml")[
        "units"
    ]
    words = [
        word
        for time_unit in time_units
        for word in split_phrases(phrase_list_text_by_time_unit.get(time_unit, ""))
    ]
    return "|".join(rf"{re.escape(word)}\b" for word in words) or "(?!)"


def _make_format_finding(
    text: str, span: Span, message_key: str, number_conventions: NumberConventions
) -> Finding:
    foreign_decimal_mark = "." if number_conventions.decimal_mark == "," else ","
    own_separator_by_code_point = {
        ord(number_conventions.decimal_mark): number_conventions.group_mark,
        ord(foreign_decimal_mark): number_conventions.decimal_mark,
    }
    fix = span.of(text).translate(own_separator_by_code_point)
    return Finding(message_key, span, fix=fix)


def _may_be_measured_decimal(text: str, span: Span, context: Context) -> bool:
    """Whether three digits behind one separator may be decimals: `ke level 96,319.`

    Thousands that are not rounded count something, or are an amount of money; a few
    of a measure may have three decimals: `seberat 1,071 kilogram`.
    """
    number_text = span.of(text)
    if not _UNROUNDED_PATTERN.fullmatch(number_text):
        return False
    if _CURRENCY_BEFORE_PATTERN.search(text[max(0, span.start - 5) : span.start]):
        return False
    next_word_match = _NEXT_WORD_PATTERN.match(text, span.end)
    if next_word_match is None:
        return True
    next_word = next_word_match[1].lower()
    if next_word in context.language.function_words:
        return True
    measure_unit_pattern = load_conventions(context.target_locale).measure_unit_pattern
    return bool(
        _ONE_OR_TWO_DIGITS_PATTERN.match(number_text)
        and re.fullmatch(measure_unit_pattern, next_word, re.IGNORECASE)
    )


def _may_be_decimal(number_text: str, source_numbers: NumberSubstrings) -> bool:
    """Whether a number that looks like thousands may be a decimal, as in the source."""
    if number_text.startswith("0"):
        return True
    return (
        number_text.count(".") == 1
        and "," not in number_text
        and number_text in source_numbers
    )
