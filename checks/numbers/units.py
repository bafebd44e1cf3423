"""Numbers with a unit: what they measure, and how large the unit is."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from checks.engine.condition import SOURCE, TARGET, VALUES_DIFFER
from checks.text.amounts import is_converted
from checks.text.language import language
from checks.text.values import span_of, values_of
from tm.finding import Span
from tm.text.locale import Locale
from tm.text.phrases.pattern import alternatives, table_key
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import first_words, prefilter
from tm.text.values.conventions import conventions
from tm.text.values.reader import ValueKind, read_number_words
from tm.text.words import read_lower_words

_FARTHEST = 2
"""Letters between a number and its unit."""
_CURRENCY = "currency"
"""The dimension of money."""

Key = tuple[Decimal, str]
"""Number and dimension."""
Size = tuple[Decimal, Span]
"""Size and place of the unit."""
Measure = tuple[Key, Size]

Sum = tuple[str, Span]
"""Currency, and the place of its name or sign."""


def other_units(
    source: str, target: str, locales: tuple[Locale, Locale], *, in_figures: bool
) -> Iterator[tuple[Span, Span]]:
    """Units of target and source after the same number that are not the same: km, mil.

    `in_figures`: whether either text has a unit after figures. Few texts have any after
    number words; all such words are read only where both may, which takes long.
    """
    spelt = _words(locales[1]).may_be_spelt_in(target)
    spelt = spelt and _words(locales[0]).may_be_spelt_in(source)
    if not in_figures and not spelt:
        return
    theirs = dict(_measures(source, locales[0]))
    ours = dict(_measures(target, locales[1]))
    if spelt or any(key not in ours for key in theirs):
        ours = {**dict(_spelt_measures(target, locales[1])), **ours}
    if any(key not in theirs for key in ours):
        theirs = {**dict(_spelt_measures(source, locales[0])), **theirs}
    sizes = {(key, size) for key, (size, _) in _measures(target, locales[1])}
    for key, (size, span) in ours.items():
        if key not in theirs or theirs[key][0] == size:
            continue
        if (key, theirs[key][0]) not in sizes:  # 6-foot-6 has two of the same number
            yield span, theirs[key][1]
    yield from _other_dimensions(ours, theirs)


def _measures(text: str, locale: Locale) -> Iterator[Measure]:
    """The numbers in digits that a unit follows."""
    for value, unit in pairwise(values_of(text, locale)):
        if unit.kind is not ValueKind.UNIT or unit.start - value.end > _FARTHEST:
            continue
        number, size = value.key[0], unit.key[1]
        if isinstance(number, Decimal) and isinstance(size, Decimal):
            yield (number, str(unit.key[0])), (size, span_of(unit))


def _other_dimensions(
    ours: Mapping[Key, Size], theirs: Mapping[Key, Size]
) -> Iterator[tuple[Span, Span]]:
    """The units of a number that measure another thing on each side: 3,5 ha, 3,5 km.

    A measure that the other side has in another unit has its number by chance: 40 °C
    is 104 °F, whatever is 40 mph.
    """
    for (number, dimension), (size, span) in ours.items():
        others = {what: found for (one, what), found in theirs.items() if one == number}
        here = {what for one, what in ours if one == number}
        if not others or not here.isdisjoint(others) or dimension != min(here):
            continue
        known = ((one, what, unit) for (one, what), (unit, _) in theirs.items())
        if not is_converted(number, dimension, size, known):
            yield span, others[min(others)][1]


def sums(text: str, locale: Locale) -> dict[Decimal, Sum | None]:
    """The sums of money: by number, the currency; None where it has several."""
    found: dict[Decimal, Sum | None] = {}
    for one, other in pairwise(values_of(text, locale)):
        if other.start - one.end > _FARTHEST:
            continue
        for number, unit in ((one, other), (other, one)):
            amount, currency = number.key[0], unit.key
            if unit.kind is not ValueKind.UNIT or currency[0] != _CURRENCY:
                continue
            if number.kind is ValueKind.NUMBER and isinstance(amount, Decimal):
                sum_ = str(currency[1]), span_of(unit)
                known_as = found.setdefault(amount, sum_)
                if known_as is None or known_as[0] != sum_[0]:
                    found[amount] = None
    return found


def _spelt_measures(text: str, locale: Locale) -> Iterator[Measure]:
    """The numbers in words that a unit follows; an article is one: `a mile`."""
    unit_after = _unit_after(locale)
    ends = {value.end for value in values_of(text, locale)}
    found = [
        (word.end, word.key[0])
        for word in read_number_words(text, locale)
        if word.end not in ends  # the billion of 3.1 billion miles
    ]
    articles = language(locale).articles
    if articles:
        pattern = re.compile(rf"(?<!\w){alternatives(articles)}", re.IGNORECASE)
        found += [(one.end(), Decimal(1)) for one in pattern.finditer(text)]
    units = conventions(locale).units
    for end, number in found:
        unit = unit_after.match(text, end)
        if unit and isinstance(number, Decimal):
            dimension, size = units[table_key(unit[1])]
            yield (number, dimension), (size, Span(*unit.span(1)))


@dataclass(frozen=True, slots=True, eq=False)
class _Words:
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
def _words(locale: Locale) -> _Words:
    known, words = conventions(locale), prefilter(locale.language)
    numbers = known.numbers
    ends = {*numbers.words, *numbers.times, *numbers.plus, *numbers.scales}
    last = frozenset(one.split()[-1] for one in ends)
    units = first_words(known.units)
    return _Words(
        last,
        units,
        PhraseList(words, "number end", last),
        PhraseList(words, "unit", units),
    )


@lru_cache(maxsize=64)
def _unit_after(locale: Locale) -> re.Pattern[str]:
    return re.compile(rf"[\s-]({conventions(locale).unit})", re.IGNORECASE)


def _number_ends(locale: Locale) -> PhraseList:
    return _words(locale).numbers


def _unit_starts(locale: Locale) -> PhraseList:
    return _words(locale).units


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
