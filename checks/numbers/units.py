"""Numbers with a unit: what they measure, and how large the unit is."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from checks.engine.condition import SOURCE, TARGET, VALUES_DIFFER
from checks.text.amounts import has_converted
from checks.text.language import language
from checks.text.values import cached_values, value_span
from tm.finding import Span
from tm.text.locale import Locale
from tm.text.phrases.pattern import alternatives, table_key
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import first_words, prefilter
from tm.text.values.conventions import load_conventions
from tm.text.values.reader import ValueKind, read_number_words
from tm.text.words import read_lower_words

_LARGEST_GAP = 2
"""Letters between a number and its unit."""
_CURRENCY = "currency"
"""The dimension of money."""

MeasureKey = tuple[Decimal, str]
"""Number and dimension."""
UnitSize = tuple[Decimal, Span]
"""Size and place of the unit."""
Measure = tuple[MeasureKey, UnitSize]

MoneySum = tuple[str, Span]
"""Currency, and the place of its name or sign."""


def find_changed_units(
    source: str, target: str, locales: tuple[Locale, Locale], *, in_figures: bool
) -> Iterator[tuple[Span, Span]]:
    """Units of target and source after the same number that are not the same: km, mil.

    `in_figures`: whether either text has a unit after figures. Few texts have any after
    number words; all such words are read only where both may, which takes long.
    """
    may_be_spelt = _read_measure_words(locales[1]).may_be_spelt_in(target)
    may_be_spelt = may_be_spelt and _read_measure_words(locales[0]).may_be_spelt_in(
        source
    )
    if not in_figures and not may_be_spelt:
        return
    source_measures = dict(_measures(source, locales[0]))
    target_measures = dict(_measures(target, locales[1]))
    if may_be_spelt or any(key not in target_measures for key in source_measures):
        target_measures = {
            **dict(_spelt_measures(target, locales[1])),
            **target_measures,
        }
    if any(key not in source_measures for key in target_measures):
        source_measures = {
            **dict(_spelt_measures(source, locales[0])),
            **source_measures,
        }
    sizes = {(key, size) for key, (size, _) in _measures(target, locales[1])}
    for key, (size, span) in target_measures.items():
        if key not in source_measures or source_measures[key][0] == size:
            continue
        if (
            key,
            source_measures[key][0],
        ) not in sizes:  # 6-foot-6 has two of the same number
            yield span, source_measures[key][1]
    yield from _changed_dimensions(target_measures, source_measures)


def _measures(text: str, locale: Locale) -> Iterator[Measure]:
    """The numbers in digits that a unit follows."""
    for value, unit in pairwise(cached_values(text, locale)):
        if unit.kind is not ValueKind.UNIT or unit.start - value.end > _LARGEST_GAP:
            continue
        number, size = value.key[0], unit.key[1]
        if isinstance(number, Decimal) and isinstance(size, Decimal):
            yield (number, str(unit.key[0])), (size, value_span(unit))


def _changed_dimensions(
    target_measures: Mapping[MeasureKey, UnitSize],
    source_measures: Mapping[MeasureKey, UnitSize],
) -> Iterator[tuple[Span, Span]]:
    """The units of a number that measure another thing on each side: 3,5 ha, 3,5 km.

    A measure that the other side has in another unit has its number by chance: 40 °C
    is 104 °F, whatever is 40 mph.
    """
    for (number, dimension), (size, span) in target_measures.items():
        source_units = {
            other_dimension: unit_size
            for (other_number, other_dimension), unit_size in source_measures.items()
            if other_number == number
        }
        target_dimensions = {
            other_dimension
            for other_number, other_dimension in target_measures
            if other_number == number
        }
        if (
            not source_units
            or not target_dimensions.isdisjoint(source_units)
            or dimension != min(target_dimensions)
        ):
            continue
        source_amounts = (
            (other_number, other_dimension, unit)
            for (other_number, other_dimension), (unit, _) in source_measures.items()
        )
        if not has_converted(number, dimension, size, source_amounts):
            yield span, source_units[min(source_units)][1]


def sums_by_number(text: str, locale: Locale) -> dict[Decimal, MoneySum | None]:
    """The sums of money: by number, the currency; None where it has several."""
    sums: dict[Decimal, MoneySum | None] = {}
    for number_value, unit_value in pairwise(cached_values(text, locale)):
        if unit_value.start - number_value.end > _LARGEST_GAP:
            continue
        for number, unit in ((number_value, unit_value), (unit_value, number_value)):
            amount, currency = number.key[0], unit.key
            if unit.kind is not ValueKind.UNIT or currency[0] != _CURRENCY:
                continue
            if number.kind is ValueKind.NUMBER and isinstance(amount, Decimal):
                currency_sum = str(currency[1]), value_span(unit)
                recorded_sum = sums.setdefault(amount, currency_sum)
                if recorded_sum is None or recorded_sum[0] != currency_sum[0]:
                    sums[amount] = None
    return sums


def _spelt_measures(text: str, locale: Locale) -> Iterator[Measure]:
    """The numbers in words that a unit follows; an article is one: `a mile`."""
    unit_after = _unit_after(locale)
    ends = {value.end for value in cached_values(text, locale)}
    numbers = [
        (word.end, word.key[0])
        for word in read_number_words(text, locale)
        if word.end not in ends  # the billion of 3.1 billion miles
    ]
    articles = language(locale).articles
    if articles:
        pattern = re.compile(rf"(?<!\w){alternatives(articles)}", re.IGNORECASE)
        numbers += [(match.end(), Decimal(1)) for match in pattern.finditer(text)]
    units = load_conventions(locale).units
    for end, number in numbers:
        unit = unit_after.match(text, end)
        if unit and isinstance(number, Decimal):
            dimension, size = units[table_key(unit[1])]
            yield (number, dimension), (size, Span(*unit.span(1)))


@dataclass(frozen=True, slots=True, eq=False)
class _MeasureWords:
    """Words of one language for measures; there is one value a language."""

    number_ends: frozenset[str]
    """Those that may end a number."""
    unit_starts: frozenset[str]
    """Those with which a unit may begin."""
    numbers: PhraseList
    """The former, as a text may have them."""
    units: PhraseList

    def may_be_spelt_in(self, text: str) -> bool:
        """Whether a text may have a unit right after a number word, by its words."""
        if not self.numbers.may_be_in(text) or not self.units.may_be_in(text):
            return False
        return any(
            number in self.number_ends and unit in self.unit_starts
            for number, unit in pairwise(read_lower_words(text))
        )


@lru_cache(maxsize=64)
def _read_measure_words(locale: Locale) -> _MeasureWords:
    number_conventions, phrase_prefilter = (
        load_conventions(locale),
        prefilter(locale.language),
    )
    numbers = number_conventions.numbers
    ends = {*numbers.words, *numbers.times, *numbers.plus, *numbers.scales}
    number_ends = frozenset(number_phrase.split()[-1] for number_phrase in ends)
    units = first_words(number_conventions.units)
    return _MeasureWords(
        number_ends,
        units,
        PhraseList(phrase_prefilter, "number end", number_ends),
        PhraseList(phrase_prefilter, "unit", units),
    )


@lru_cache(maxsize=64)
def _unit_after(locale: Locale) -> re.Pattern[str]:
    return re.compile(rf"[\s-]({load_conventions(locale).unit})", re.IGNORECASE)


def _number_ends(locale: Locale) -> PhraseList:
    return _read_measure_words(locale).numbers


def _unit_starts(locale: Locale) -> PhraseList:
    return _read_measure_words(locale).units


_SPELT_UNITS = (
    TARGET.has(_number_ends)
    & TARGET.has(_unit_starts)
    & SOURCE.has(_number_ends)
    & SOURCE.has(_unit_starts)
)
MEASURES = _SPELT_UNITS | VALUES_DIFFER & (
    SOURCE.has_value(ValueKind.UNIT) | TARGET.has_value(ValueKind.UNIT)
)
"""A text has a unit after figures, or both may have one after a number in words.

What is in figures is the same if all values are.
"""
