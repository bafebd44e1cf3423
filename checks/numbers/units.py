"""Numbers with a unit: what they measure, and how large the unit is."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from checks.engine.batch import Batch, refined
from checks.text.amounts import is_converted
from checks.text.language import language
from checks.text.values import has_kind, span_of, values_of
from tm.finding import Span
from tm.text.locale import Locale
from tm.text.phrases.pattern import alternatives, known
from tm.text.phrases.prefilter import Prefilter, first_words, prefilter
from tm.text.values.conventions import conventions
from tm.text.values.reader import ValueKind, read_number_words
from tm.text.words import lower_words_of

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


def measured(columns: Batch) -> list[object]:
    """Tells the units of which a text has a unit, or both may have one spelt.

    What is in figures is the same if all values are.
    """
    theirs, ours = map(_words, columns.context.locales)
    bits = columns.source_bits
    spelt = ours.among(columns.target_bits)

    def has_units(at: int) -> bool:
        if spelt[at] and any(theirs.among(bits[at : at + 1])):
            return True
        values = (*columns.source_values[at], *columns.target_values[at])
        return columns.values_differ[at] and has_kind(ValueKind.UNIT, values)

    pairs = zip(columns.values_differ, spelt, strict=True)
    return refined([differ or told for differ, told in pairs], has_units)


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
            dimension, size = units[known(unit[1])]
            yield (number, dimension), (size, Span(*unit.span(1)))


@dataclass(frozen=True, slots=True, eq=False)
class _Words:
    """Words of one language for measures; there is one value a language."""

    prefilter: Prefilter
    numbers: frozenset[str]
    """Those that may end a number."""
    units: frozenset[str]
    """Those with which a unit may begin."""
    number: int
    """The bit of the former."""
    unit: int

    def among(self, bits: Iterable[int]) -> list[bool]:
        """Of texts, by the bits of their words, whether each may have both."""
        return [bool(one & self.number and one & self.unit) for one in bits]

    def may_be_spelt_in(self, text: str) -> bool:
        """Whether a text may have a unit right after a number word, by its words."""
        if not all(self.among([self.prefilter.of(text)])):
            return False
        numbers, units = self.numbers, self.units
        words = pairwise(lower_words_of(text))
        return any(number in numbers and unit in units for number, unit in words)


@lru_cache(maxsize=64)
def _words(locale: Locale) -> _Words:
    known, words = conventions(locale), prefilter(locale.language)
    numbers = known.numbers
    ends = {*numbers.words, *numbers.times, *numbers.plus, *numbers.scales}
    last = frozenset(one.split()[-1] for one in ends)
    units = first_words(known.units)
    bits = words.add("number end", last), words.add("unit", units)
    return _Words(words, last, units, *bits)


@lru_cache(maxsize=64)
def _unit_after(locale: Locale) -> re.Pattern[str]:
    return re.compile(rf"[\s-]({conventions(locale).unit})", re.IGNORECASE)
