"""Spans of time, and how often something is: 3 tháng is no 3 tahun."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from checks.engine.condition import SOURCE, TARGET, unit_meets
from checks.engine.unit import Context, Unit
from checks.language_data import read_table
from checks.text.language import phrases
from checks.text.small_numbers import may_spell_another
from checks.text.values import (
    cached_number_words,
    cached_values,
    possible_numbers,
    value_span,
)
from tm.finding import Span
from tm.text.locale import Locale
from tm.text.phrases.pattern import alternatives, table_key
from tm.text.phrases.phrase_groups import PhraseGroups
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import prefilter
from tm.text.values.conventions import load_conventions
from tm.text.values.reader import Value, ValueKind
from tm.text.words import read_lower_words

_NO_RATE = "other"
"""In the data the name of phrases that only look like rates: `setiap hari Senin`."""
_SIZES = {
    name: (dimension, Decimal(size))
    for dimension, sizes in (
        ("hours", {"minute": 1, "hour": 60, "day": 1440, "week": 10080}),
        ("months", {"month": 1, "year": 12, "decade": 120, "century": 1200}),
    )
    for name, size in sizes.items()
}
"""What a unit measures, so that four decades are 40 years, and how large it is."""
_NAMES = "second", *_SIZES
"""The names of the units."""
_Places = dict[str, Span]
"""By name of a unit, the place of its word."""


@dataclass(frozen=True, slots=True, eq=False)
class _Words:
    """Words of one language for spans of time; there is one value a language."""

    units: Mapping[str, str]
    """By word, the name of the unit."""
    after_number: re.Pattern[str]
    """A unit right after a number, and not before a year: `quý 3 năm 2024`."""
    numbers: frozenset[str]
    """Words that may end a number."""
    rates: Mapping[str, str]
    rate: PhraseList
    """Finds those that begin with a word."""
    slashed: re.Pattern[str]
    """Finds those that begin with a slash."""
    periods: PhraseGroups[str]
    """By name of a unit, its words."""
    spelt: PhraseGroups[str]
    """The same right after a word that may end a number, or scale it."""

    def counted_in(self, text: str, locale: Locale) -> frozenset[str]:
        """The units of a text that may follow a number."""
        periods = self.periods.possible_in(text)
        if periods and (self.spelt.may_be_in(text) or cached_values(text, locale)):
            return periods
        return frozenset()

    def units_spelt(self, text: str) -> set[str]:
        """The units that a text has right after a number word, as far as one tells."""
        units, numbers = self.units, self.numbers
        if not self.spelt.may_be_in(text):
            return set()
        return {
            units[word]
            for number, word in pairwise(read_lower_words(text))
            if number in numbers and word in units
        }


def _may_count_other_periods(unit: Unit, context: Context) -> bool:
    """Whether units of time after numbers are not one and the same in both texts."""
    source_words, target_words = map(_words, context.locales)
    target_periods = target_words.counted_in(unit.target, context.target)
    if not target_periods:
        return False
    source_periods = source_words.counted_in(unit.source_text, context.locales[0])
    return bool(source_periods) and (
        source_periods != target_periods or len(source_periods) > 1
    )


def _may_count_otherwise(unit: Unit, context: Context) -> bool:
    """Whether the target may spell a number before a unit of time that both have.

    Where the source names the number, the values tell.
    """
    source_words, target_words = map(_words, context.locales)
    source, target = unit.source_text, unit.target
    if not target_words.spelt.possible_in(target) & source_words.periods.possible_in(
        source
    ):
        return False
    return may_spell_another(source, target, context.locales)


def _has_slash(text: str) -> bool:
    return "/" in text


def _periods(locale: Locale) -> PhraseGroups[str]:
    return _words(locale).periods


def _spelt_periods(locale: Locale) -> PhraseGroups[str]:
    return _words(locale).spelt


def _rate_phrases(locale: Locale) -> PhraseList:
    return _words(locale).rate


OTHER_PERIOD = (
    TARGET.has(_periods) & SOURCE.has(_periods) & unit_meets(_may_count_other_periods)
)
"""Both texts may have units of time after a number, and not the same one only."""
RATES = (TARGET.has(_rate_phrases) | TARGET.meets(_has_slash)) & (
    SOURCE.has(_rate_phrases) | SOURCE.meets(_has_slash)
)
"""Both texts may say how often something is."""
OTHER_COUNT = (
    TARGET.has(_spelt_periods)
    & SOURCE.has(_spelt_periods)
    & unit_meets(_may_count_otherwise)
)
"""Both texts may spell a number before a unit of time, and not the same one."""


def other_periods(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> Iterator[tuple[Span, Span]]:
    """Words of the target and of the source for spans of time that are not the same.

    After the same number, or of the only rate that each text has.

    >>> both = Locale("vi"), Locale("id")
    >>> texts = "Phạt 3 tháng tù.", "Dihukum 3 tahun penjara."
    >>> [(a.of(texts[1]), b.of(texts[0])) for a, b in other_periods(*texts, both)]
    [('tahun', 'tháng')]
    """
    source_words, target_words = _words(locales[0]), _words(locales[1])
    yield from _other_counted(source, target, locales)
    target_rates = _rates(target, target_words)
    source_rates = _rates(source, source_words) if target_rates else {}
    if (
        len(target_rates) == len(source_rates) == 1
        and target_rates.keys() != source_rates.keys()
    ):
        yield (*target_rates.values(),)[0], (*source_rates.values(),)[0]


def _other_counted(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> Iterator[tuple[Span, Span]]:
    source_words, target_words = _words(locales[0]), _words(locales[1])
    if not target_words.periods.may_be_in(target):
        return
    target_periods = _counted(target, cached_values(target, locales[1]), target_words)
    # Few texts spell a number before a unit, and reading all such words takes long.
    spelt_units = target_words.units_spelt(target)
    source_periods: dict[Decimal, _Places] = {}
    if target_periods or spelt_units:
        source_periods = _counted(
            source, cached_values(source, locales[0]), source_words
        )
    if spelt_units and spelt_units != source_words.units_spelt(source):
        source_periods |= _counted(
            source, cached_number_words(source, locales[0]), source_words
        )
        target_periods |= _counted(
            target, cached_number_words(target, locales[1]), target_words
        )
    for number in target_periods.keys() & source_periods.keys():
        if target_periods[number].keys().isdisjoint(source_periods[number]):
            yield (
                (*target_periods[number].values(),)[0],
                (*source_periods[number].values(),)[0],
            )


def other_count(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> tuple[Span, Span] | None:
    """The number of target and source before a unit of time that each counts once.

    Where they are not the same, and the source names that of the target nowhere;
    what else is two does not excuse that every two years are three.

    >>> both = Locale("en"), Locale("id")
    >>> texts = "The two meet every two years.", "Keduanya bertemu setiap tiga tahun."
    >>> found = other_count(*texts, both)
    >>> found and (found[0].of(texts[1]), found[1].of(texts[0]))
    ('tiga', 'two')
    """
    source_words, target_words = _words(locales[0]), _words(locales[1])
    if not target_words.units_spelt(target) or not source_words.units_spelt(source):
        return None  # figures are compared with all others
    target_numbers = _numbers(target, locales[1], target_words)
    source_numbers = (
        _numbers(source, locales[0], source_words) if target_numbers else {}
    )
    for unit in target_numbers.keys() & source_numbers.keys():
        if len(target_numbers[unit]) == len(source_numbers[unit]) == 1:
            ((number, value),), ((source_number, source_value),) = (
                target_numbers[unit].items(),
                source_numbers[unit].items(),
            )
            if number != source_number and number not in possible_numbers(
                source, locales[0]
            ):
                return value_span(value), value_span(source_value)
    return None


def are_same_span(
    source_value: Value,
    target_value: Value,
    texts: tuple[str, str],
    locales: tuple[Locale, Locale],
) -> bool:
    """Whether a number of the source and one of the target count the same time.

    >>> both = Locale("vi"), Locale("id")
    >>> texts = "Sau bốn thập kỷ.", "Setelah 40 tahun."
    >>> (four,) = cached_number_words(texts[0], both[0])
    >>> (forty,) = cached_values(texts[1], both[1])
    >>> are_same_span(four, forty, texts, both)
    True
    """
    spans = []
    for value, text, locale in zip(
        (source_value, target_value), texts, locales, strict=True
    ):
        words, number = _words(locale), value.key[0]
        unit = words.after_number.match(text, value.end)
        if not unit or not isinstance(number, Decimal):
            return False
        dimension, size = _SIZES.get(words.units[table_key(unit[1])], ("", Decimal(0)))
        spans.append((dimension, number * size))
    return spans[0] == spans[1] and bool(spans[0][0])


def _numbers(
    text: str, locale: Locale, words: _Words
) -> dict[str, dict[Decimal, Value]]:
    """By unit of time the numbers, in figures or words, that stand right before it."""
    numbers_by_unit: dict[str, dict[Decimal, Value]] = defaultdict(dict)
    scales = load_conventions(locale).numbers.scales
    for value in (*cached_values(text, locale), *cached_number_words(text, locale)):
        number = value.key[0]
        if value.kind is not ValueKind.NUMBER or not isinstance(number, Decimal):
            continue
        if number != number.to_integral() or value.text.lower().split()[0] in scales:
            continue  # 18 giây 10; 1,7 juta empat tahun lalu
        unit = words.after_number.match(text, value.end)
        if unit:
            numbers_by_unit[words.units[table_key(unit[1])]].setdefault(number, value)
    return numbers_by_unit


def counted_units(text: str, locale: Locale) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """The words for spans of time after figures, each with words for other spans."""
    words = _words(locale)
    for places in _counted(text, cached_values(text, locale), words).values():
        for unit, span in places.items():
            yield span, tuple(word for word, of in words.units.items() if of != unit)


def _counted(
    text: str, numbers: Iterable[Value], words: _Words
) -> dict[Decimal, _Places]:
    """By number, the units of time right after it."""
    periods_by_number: dict[Decimal, _Places] = defaultdict(dict)
    for value in numbers:
        number = value.key[0]
        if value.kind is not ValueKind.NUMBER or not isinstance(number, Decimal):
            continue
        unit = words.after_number.match(text, value.end)
        if unit:
            periods_by_number[number].setdefault(
                words.units[table_key(unit[1])], Span(*unit.span(1))
            )
    return dict(periods_by_number)


def _rates(text: str, words: _Words) -> _Places:
    """By name of a unit, how often something is; phrases that only look so are none."""
    phrases = [*words.rate.matches(text)]
    if "/" in text:
        phrases += words.slashed.finditer(text)
        phrases.sort(key=re.Match.start)
    rates = {
        words.rates[table_key(rate_word[0])]: Span(*rate_word.span())
        for rate_word in phrases
    }
    rates.pop(_NO_RATE, None)
    return rates


@lru_cache(maxsize=64)
def _words(locale: Locale) -> _Words:
    """What is known of a language; without data, nothing."""
    data = read_table(locale.language, "durations.toml")
    units, rates = _by_word(data["units"]), _by_word(data["rates"])
    numbers = load_conventions(locale).numbers
    ending = frozenset((*numbers.words, *numbers.times, *numbers.plus))
    whole_phrase = [phrase for phrase in rates if not phrase.startswith("/")]
    last = (*ending, *numbers.scales)
    named = {
        name: [word for word, unit in units.items() if unit == name] for name in _NAMES
    }
    spelt = {
        name: [f"{end} {unit}" for end in last for unit in unit_phrases]
        for name, unit_phrases in named.items()
    }
    words = prefilter(locale.language)
    return _Words(
        units,
        re.compile(rf"[\s-]({alternatives(units)})(?!\s\d{{4}})", re.IGNORECASE),
        ending,
        rates,
        PhraseList(words, "rate", whole_phrase),
        re.compile(alternatives({*rates} - {*whole_phrase}), re.IGNORECASE),
        _groups("period", named, locale.language),
        _groups("spelt period", spelt, locale.language),
    )


def _groups(
    name: str, phrases_of: Mapping[str, Iterable[str]], language: str
) -> PhraseGroups[str]:
    words = prefilter(language)
    return PhraseGroups(
        language,
        {
            unit: PhraseList(words, f"{name} {unit}", unit_phrases)
            for unit, unit_phrases in phrases_of.items()
        },
    )


def _by_word(listings: Mapping[str, str]) -> dict[str, str]:
    return {
        phrase: unit
        for unit, listing in listings.items()
        for phrase in phrases(listing)
    }
