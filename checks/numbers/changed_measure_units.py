"""Comparison of numbers with units, by dimension and size of the unit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from checks.engine.prefilter_conditions import SOURCE, TARGET, VALUES_DIFFER
from checks.text.measurements import (
    MeasureAndSize,
    has_equal_measure,
    read_spelt_measures,
)
from checks.text.text_values import MAX_MEASURE_UNIT_GAP, cached_values, value_span
from tm.finding import Span
from tm.result_cache import ResultCache, lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import collect_first_words, shared_prefilter
from tm.text.values.conventions import load_conventions
from tm.text.values.reader import ValueKind
from tm.text.words import read_lower_words

_CURRENCY = "currency"
"""The dimension of money."""

MeasureKey = tuple[Decimal, str]
"""Number and dimension."""
MeasureUnitSizeAndSpan = tuple[Decimal, Span]
"""Size and span of the unit."""

MoneySum = tuple[str, Span]
"""Currency, and the span of its name or sign."""


def find_changed_measure_units(
    source: str,
    target: str,
    locales: tuple[Locale, Locale],
    cache: ResultCache,
    *,
    has_units_in_figures: bool,
) -> Iterator[tuple[Span, Span]]:
    """Find units of target and source that differ after the same number: km, mil.

    `has_units_in_figures`: whether either text has a unit after figures. Number words
    are read only where both texts may have a unit after one, since reading them is
    slow.
    """
    may_have_spelt_units = _read_measure_words(locales[1]).may_be_spelt_in(target)
    may_have_spelt_units = may_have_spelt_units and _read_measure_words(
        locales[0]
    ).may_be_spelt_in(source)
    if not has_units_in_figures and not may_have_spelt_units:
        return
    source_size_and_span_by_measure = dict(_read_measures(source, locales[0], cache))
    target_size_and_span_by_measure = dict(_read_measures(target, locales[1], cache))
    if may_have_spelt_units or any(
        number_and_dimension not in target_size_and_span_by_measure
        for number_and_dimension in source_size_and_span_by_measure
    ):
        target_size_and_span_by_measure = {
            **dict(read_spelt_measures(target, locales[1], cache)),
            **target_size_and_span_by_measure,
        }
    if any(
        number_and_dimension not in source_size_and_span_by_measure
        for number_and_dimension in target_size_and_span_by_measure
    ):
        source_size_and_span_by_measure = {
            **dict(read_spelt_measures(source, locales[0], cache)),
            **source_size_and_span_by_measure,
        }
    target_measures_in_figures = {
        (number_and_dimension, unit_size)
        for number_and_dimension, (unit_size, _) in _read_measures(
            target, locales[1], cache
        )
    }
    for number_and_dimension, size_and_span in target_size_and_span_by_measure.items():
        unit_size, span = size_and_span
        if number_and_dimension not in source_size_and_span_by_measure:
            continue
        source_size, source_span = source_size_and_span_by_measure[number_and_dimension]
        # 6-foot-6 has two of the same number.
        source_measure = number_and_dimension, source_size
        if (
            source_size != unit_size
            and source_measure not in target_measures_in_figures
        ):
            yield span, source_span
    yield from _find_changed_dimensions(
        target_size_and_span_by_measure, source_size_and_span_by_measure
    )


def _read_measures(
    text: str, locale: Locale, cache: ResultCache
) -> Iterator[MeasureAndSize]:
    """Read the numbers in figures that a unit follows."""
    for number_value, measure_unit in pairwise(cached_values(text, locale, cache)):
        if (
            measure_unit.kind is not ValueKind.UNIT
            or measure_unit.start - number_value.end > MAX_MEASURE_UNIT_GAP
            or "(" in text[number_value.end : measure_unit.start]
        ):
            continue
        number, unit_size = number_value.key[0], measure_unit.key[1]
        if isinstance(number, Decimal) and isinstance(unit_size, Decimal):
            yield (
                (number, str(measure_unit.key[0])),
                (unit_size, value_span(measure_unit)),
            )


def _find_changed_dimensions(
    target_size_and_span_by_measure: Mapping[MeasureKey, MeasureUnitSizeAndSpan],
    source_size_and_span_by_measure: Mapping[MeasureKey, MeasureUnitSizeAndSpan],
) -> Iterator[tuple[Span, Span]]:
    """Find units of one number that have different dimensions: 3,5 ha, 3,5 km.

    The check ignores measures that the source has converted to another unit, which
    share the number by chance: 40 °C is 104 °F.
    """
    for (number, dimension), (
        unit_size,
        span,
    ) in target_size_and_span_by_measure.items():
        source_size_and_span_by_dimension = {
            source_dimension: source_size_and_span
            for (
                source_number,
                source_dimension,
            ), source_size_and_span in source_size_and_span_by_measure.items()
            if source_number == number
        }
        target_dimensions = {
            target_dimension
            for target_number, target_dimension in target_size_and_span_by_measure
            if target_number == number
        }
        if (
            not source_size_and_span_by_dimension
            or not target_dimensions.isdisjoint(source_size_and_span_by_dimension)
            or dimension != min(target_dimensions)
        ):
            continue
        source_measures = (
            (source_number, source_dimension, source_size)
            for (source_number, source_dimension), (
                source_size,
                _,
            ) in source_size_and_span_by_measure.items()
        )
        if not has_equal_measure(number, dimension, unit_size, source_measures):
            yield (
                span,
                source_size_and_span_by_dimension[
                    min(source_size_and_span_by_dimension)
                ][1],
            )


def read_money_sums(
    text: str, locale: Locale, cache: ResultCache
) -> dict[Decimal, MoneySum | None]:
    """Read the sums of money by number; None for a number with several currencies."""
    money_sum_by_amount: dict[Decimal, MoneySum | None] = {}
    for number_value, currency_unit in pairwise(cached_values(text, locale, cache)):
        if (
            currency_unit.start - number_value.end > MAX_MEASURE_UNIT_GAP
            or "(" in text[number_value.end : currency_unit.start]
        ):
            continue  # 40 đồng (2 USD)
        for amount_value, currency_value in (
            (number_value, currency_unit),
            (currency_unit, number_value),
        ):
            money_amount, currency_key = amount_value.key[0], currency_value.key
            if (
                currency_value.kind is not ValueKind.UNIT
                or currency_key[0] != _CURRENCY
            ):
                continue
            if amount_value.kind is ValueKind.NUMBER and isinstance(
                money_amount, Decimal
            ):
                money_sum = str(currency_key[1]), value_span(currency_value)
                recorded_money_sum = money_sum_by_amount.setdefault(
                    money_amount, money_sum
                )
                if recorded_money_sum is None or recorded_money_sum[0] != money_sum[0]:
                    money_sum_by_amount[money_amount] = None
    return money_sum_by_amount


@dataclass(frozen=True, slots=True, eq=False)
class _MeasureWords:
    """The words of one language for measures; cached."""

    last_words_of_numbers: frozenset[str]
    """Words that may end a number."""
    unit_start_words: frozenset[str]
    """Words that may begin a unit."""
    number_end_phrases: PhraseList
    """The phrase list of `last_words_of_numbers`, for the prefilter."""
    measure_unit_phrases: PhraseList

    def may_be_spelt_in(self, text: str) -> bool:
        """Whether a text may have a unit right after a number word."""
        if not self.number_end_phrases.may_be_in(
            text
        ) or not self.measure_unit_phrases.may_be_in(text):
            return False
        return any(
            number_word in self.last_words_of_numbers
            and unit_word in self.unit_start_words
            for number_word, unit_word in pairwise(read_lower_words(text))
        )


@lazy_constant
def _read_measure_words(locale: Locale) -> _MeasureWords:
    conventions, phrase_prefilter = (
        load_conventions(locale),
        shared_prefilter(locale.language),
    )
    number_conventions = conventions.numbers
    number_phrases = {
        *number_conventions.number_by_word,
        *number_conventions.multiplier_by_word,
        *number_conventions.addend_by_word,
        *number_conventions.power_by_scale_word,
    }
    last_words_of_numbers = frozenset(
        number_phrase.split()[-1] for number_phrase in number_phrases
    )
    unit_start_words = collect_first_words(conventions.measure_unit_by_name)
    return _MeasureWords(
        last_words_of_numbers,
        unit_start_words,
        PhraseList(phrase_prefilter, "number end", last_words_of_numbers),
        PhraseList(phrase_prefilter, "unit", unit_start_words),
    )


def _read_number_end_phrases(locale: Locale) -> PhraseList:
    return _read_measure_words(locale).number_end_phrases


def _read_measure_unit_phrases(locale: Locale) -> PhraseList:
    return _read_measure_words(locale).measure_unit_phrases


_MAY_HAVE_SPELT_MEASURE_UNITS = (
    TARGET.has(_read_number_end_phrases)
    & TARGET.has(_read_measure_unit_phrases)
    & SOURCE.has(_read_number_end_phrases)
    & SOURCE.has(_read_measure_unit_phrases)
)
MAY_CHANGE_MEASURE_UNIT = _MAY_HAVE_SPELT_MEASURE_UNITS | VALUES_DIFFER & (
    SOURCE.has_value(ValueKind.UNIT) | TARGET.has_value(ValueKind.UNIT)
)
"""A text has a unit after figures, or both may have one after a number in words.

Units after figures are equal if all values are.
"""
