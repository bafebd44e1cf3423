"""Comparison of durations and rates: 3 tháng became 3 tahun."""

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
from checks.text.language_words import split_phrases
from checks.text.small_number_words import may_spell_another
from checks.text.text_values import (
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

_LOOK_ALIKE = "other"
"""The data's name for phrases that only look like rates: `setiap hari Senin`."""
_SIZES = {
    name: (dimension, Decimal(size))
    for dimension, sizes in (
        ("hours", {"minute": 1, "hour": 60, "day": 1440, "week": 10080}),
        ("months", {"month": 1, "year": 12, "decade": 120, "century": 1200}),
    )
    for name, size in sizes.items()
}
"""By unit: its dimension and its size, so that four decades equal 40 years."""
_UNIT_NAMES = "second", *_SIZES
"""The names of the units."""
_UnitSpans = dict[str, Span]
"""By name of a unit, the span of its word."""


@dataclass(frozen=True, slots=True, eq=False)
class _DurationWords:
    """The words of one language for durations and rates; cached."""

    units: Mapping[str, str]
    """By word, the name of the unit."""
    unit_pattern: re.Pattern[str]
    """A unit right after a number, and not before a year: `quý 3 năm 2024`."""
    number_words: frozenset[str]
    """Words that may end a number."""
    rates: Mapping[str, str]
    rate_phrases: PhraseList
    """The rates that begin with a word."""
    slashed_rate: re.Pattern[str]
    """The rates that begin with a slash."""
    periods: PhraseGroups[str]
    """By name of a unit, its words."""
    spelt_periods: PhraseGroups[str]
    """By name of a unit, its words right after a word that may end a number."""

    def find_counted_units(self, text: str, locale: Locale) -> frozenset[str]:
        """Find the units of a text that may follow a number."""
        periods = self.periods.possible_in(text)
        if periods and (
            self.spelt_periods.may_be_in(text) or cached_values(text, locale)
        ):
            return periods
        return frozenset()

    def find_spelt_units(self, text: str) -> set[str]:
        """Find the units right after a number word, in a text without figures."""
        units, number_words = self.units, self.number_words
        if not self.spelt_periods.may_be_in(text):
            return set()
        return {
            units[word]
            for number_word, word in pairwise(read_lower_words(text))
            if number_word in number_words and word in units
        }


def _may_count_other_periods(unit: Unit, context: Context) -> bool:
    """Whether the units of time after numbers may differ between both texts."""
    source_words, target_words = map(_read_duration_words, context.locales)
    target_periods = target_words.find_counted_units(unit.target, context.target)
    if not target_periods:
        return False
    source_periods = source_words.find_counted_units(
        unit.source_text, context.locales[0]
    )
    return bool(source_periods) and (
        source_periods != target_periods or len(source_periods) > 1
    )


def _may_change_count(unit: Unit, context: Context) -> bool:
    """Whether the target may spell another number than the source before a time unit.

    Both texts must have the unit.
    """
    source_words, target_words = map(_read_duration_words, context.locales)
    source, target = unit.source_text, unit.target
    if not target_words.spelt_periods.possible_in(
        target
    ) & source_words.periods.possible_in(source):
        return False
    return may_spell_another(source, target, context.locales)


def _has_slash(text: str) -> bool:
    return "/" in text


def _periods(locale: Locale) -> PhraseGroups[str]:
    return _read_duration_words(locale).periods


def _spelt_periods(locale: Locale) -> PhraseGroups[str]:
    return _read_duration_words(locale).spelt_periods


def _rate_phrases(locale: Locale) -> PhraseList:
    return _read_duration_words(locale).rate_phrases


MAY_CHANGE_PERIOD = (
    TARGET.has(_periods) & SOURCE.has(_periods) & unit_meets(_may_count_other_periods)
)
"""Both texts may have units of time after a number, and not only one common unit."""
MAY_HAVE_RATES = (TARGET.has(_rate_phrases) | TARGET.meets(_has_slash)) & (
    SOURCE.has(_rate_phrases) | SOURCE.meets(_has_slash)
)
"""Both texts may have rates, such as `per tahun`."""
MAY_CHANGE_COUNT = (
    TARGET.has(_spelt_periods)
    & SOURCE.has(_spelt_periods)
    & unit_meets(_may_change_count)
)
"""Both texts may spell a number before a unit of time, and not the same one."""


def find_changed_periods(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> Iterator[tuple[Span, Span]]:
    """Find units of time in target and source that differ after the same number.

    Also compared are the rates of texts that have one rate each.

    >>> both = Locale("vi"), Locale("id")
    >>> texts = "Phạt 3 tháng tù.", "Dihukum 3 tahun penjara."
    >>> (changed,) = find_changed_periods(*texts, both)
    >>> changed[0].of(texts[1]), changed[1].of(texts[0])
    ('tahun', 'tháng')
    """
    source_words, target_words = (
        _read_duration_words(locales[0]),
        _read_duration_words(locales[1]),
    )
    yield from _find_changed_counted_units(source, target, locales)
    target_rates = _find_rates(target, target_words)
    source_rates = _find_rates(source, source_words) if target_rates else {}
    if (
        len(target_rates) == len(source_rates) == 1
        and target_rates.keys() != source_rates.keys()
    ):
        yield (*target_rates.values(),)[0], (*source_rates.values(),)[0]


def _find_changed_counted_units(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> Iterator[tuple[Span, Span]]:
    source_words, target_words = (
        _read_duration_words(locales[0]),
        _read_duration_words(locales[1]),
    )
    if not target_words.periods.may_be_in(target):
        return
    target_periods = _read_units_by_number(
        target, cached_values(target, locales[1]), target_words
    )
    # Reading all number words is slow, and few texts have one before a unit.
    spelt_units = target_words.find_spelt_units(target)
    source_periods: dict[Decimal, _UnitSpans] = {}
    if target_periods or spelt_units:
        source_periods = _read_units_by_number(
            source, cached_values(source, locales[0]), source_words
        )
    if spelt_units and spelt_units != source_words.find_spelt_units(source):
        source_periods |= _read_units_by_number(
            source, cached_number_words(source, locales[0]), source_words
        )
        target_periods |= _read_units_by_number(
            target, cached_number_words(target, locales[1]), target_words
        )
    for number in target_periods.keys() & source_periods.keys():
        if target_periods[number].keys().isdisjoint(source_periods[number]):
            yield (
                (*target_periods[number].values(),)[0],
                (*source_periods[number].values(),)[0],
            )


def find_changed_count(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> tuple[Span, Span] | None:
    """Find numbers of target and source that differ before the same unit of time.

    Each text must have the unit once, and the source must lack the target's number.

    >>> both = Locale("en"), Locale("id")
    >>> texts = "The two meet every two years.", "Keduanya bertemu setiap tiga tahun."
    >>> found = find_changed_count(*texts, both)
    >>> found and (found[0].of(texts[1]), found[1].of(texts[0]))
    ('tiga', 'two')
    """
    source_words, target_words = (
        _read_duration_words(locales[0]),
        _read_duration_words(locales[1]),
    )
    if not target_words.find_spelt_units(target) or not source_words.find_spelt_units(
        source
    ):
        return None  # figures are compared with other numbers
    target_numbers = _read_numbers_by_unit(target, locales[1], target_words)
    source_numbers = (
        _read_numbers_by_unit(source, locales[0], source_words)
        if target_numbers
        else {}
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


def are_equal_durations(
    source_value: Value,
    target_value: Value,
    texts: tuple[str, str],
    locales: tuple[Locale, Locale],
) -> bool:
    """Whether a number of the source and one of the target measure equal durations.

    >>> both = Locale("vi"), Locale("id")
    >>> texts = "Sau bốn thập kỷ.", "Setelah 40 tahun."
    >>> (four,) = cached_number_words(texts[0], both[0])
    >>> (forty,) = cached_values(texts[1], both[1])
    >>> are_equal_durations(four, forty, texts, both)
    True
    """
    durations = []
    for value, text, locale in zip(
        (source_value, target_value), texts, locales, strict=True
    ):
        words, number = _read_duration_words(locale), value.key[0]
        unit_match = words.unit_pattern.match(text, value.end)
        if not unit_match or not isinstance(number, Decimal):
            return False
        dimension, size = _SIZES.get(
            words.units[table_key(unit_match[1])], ("", Decimal(0))
        )
        durations.append((dimension, number * size))
    return durations[0] == durations[1] and bool(durations[0][0])


def _read_numbers_by_unit(
    text: str, locale: Locale, words: _DurationWords
) -> dict[str, dict[Decimal, Value]]:
    """Read the numbers in figures or words right before each unit of time."""
    numbers_by_unit: dict[str, dict[Decimal, Value]] = defaultdict(dict)
    scales = load_conventions(locale).numbers.scales
    for value in (*cached_values(text, locale), *cached_number_words(text, locale)):
        number = value.key[0]
        if value.kind is not ValueKind.NUMBER or not isinstance(number, Decimal):
            continue
        if number != number.to_integral() or value.text.lower().split()[0] in scales:
            continue  # 18 giây 10; 1,7 juta empat tahun lalu
        unit_match = words.unit_pattern.match(text, value.end)
        if unit_match:
            numbers_by_unit[words.units[table_key(unit_match[1])]].setdefault(
                number, value
            )
    return numbers_by_unit


def counted_units(text: str, locale: Locale) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """Find the units of time after figures, each with the words of other units."""
    words = _read_duration_words(locale)
    for unit_spans in _read_units_by_number(
        text, cached_values(text, locale), words
    ).values():
        for unit, span in unit_spans.items():
            yield (
                span,
                tuple(
                    word for word, word_unit in words.units.items() if word_unit != unit
                ),
            )


def _read_units_by_number(
    text: str, numbers: Iterable[Value], words: _DurationWords
) -> dict[Decimal, _UnitSpans]:
    """Read the units of time right after each number."""
    periods_by_number: dict[Decimal, _UnitSpans] = defaultdict(dict)
    for value in numbers:
        number = value.key[0]
        if value.kind is not ValueKind.NUMBER or not isinstance(number, Decimal):
            continue
        unit_match = words.unit_pattern.match(text, value.end)
        if unit_match:
            periods_by_number[number].setdefault(
                words.units[table_key(unit_match[1])], Span(*unit_match.span(1))
            )
    return dict(periods_by_number)


def _find_rates(text: str, words: _DurationWords) -> _UnitSpans:
    """Find the rates of a text by unit, without phrases that only look like rates."""
    rate_matches = [*words.rate_phrases.matches(text)]
    if "/" in text:
        rate_matches += words.slashed_rate.finditer(text)
        rate_matches.sort(key=re.Match.start)
    rates = {
        words.rates[table_key(rate_match[0])]: Span(*rate_match.span())
        for rate_match in rate_matches
    }
    rates.pop(_LOOK_ALIKE, None)
    return rates


@lru_cache(maxsize=64)
def _read_duration_words(locale: Locale) -> _DurationWords:
    """Read the duration words of a language; empty without data."""
    data = read_table(locale.language, "durations.toml")
    units, rates = _units_by_phrase(data["units"]), _units_by_phrase(data["rates"])
    numbers = load_conventions(locale).numbers
    number_ends = frozenset((*numbers.words, *numbers.times, *numbers.plus))
    whole_phrases = [phrase for phrase in rates if not phrase.startswith("/")]
    last_words = (*number_ends, *numbers.scales)
    words_by_unit = {
        name: [word for word, unit in units.items() if unit == name]
        for name in _UNIT_NAMES
    }
    spelt_units = {
        name: [
            f"{number_end} {unit}" for number_end in last_words for unit in unit_phrases
        ]
        for name, unit_phrases in words_by_unit.items()
    }
    phrase_prefilter = prefilter(locale.language)
    return _DurationWords(
        units,
        re.compile(rf"[\s-]({alternatives(units)})(?!\s\d{{4}})", re.IGNORECASE),
        number_ends,
        rates,
        PhraseList(phrase_prefilter, "rate", whole_phrases),
        re.compile(alternatives({*rates} - {*whole_phrases}), re.IGNORECASE),
        _group_phrases("period", words_by_unit, locale.language),
        _group_phrases("spelt period", spelt_units, locale.language),
    )


def _group_phrases(
    name: str, phrases_by_unit: Mapping[str, Iterable[str]], language: str
) -> PhraseGroups[str]:
    phrase_prefilter = prefilter(language)
    return PhraseGroups(
        language,
        {
            unit: PhraseList(phrase_prefilter, f"{name} {unit}", unit_phrases)
            for unit, unit_phrases in phrases_by_unit.items()
        },
    )


def _units_by_phrase(listings: Mapping[str, str]) -> dict[str, str]:
    return {
        phrase: unit
        for unit, listing in listings.items()
        for phrase in split_phrases(listing)
    }
