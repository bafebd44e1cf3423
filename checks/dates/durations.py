"""Comparison of durations and rates: 3 tháng became 3 tahun."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from checks.dates.duration_words import (
    UNIT_SIZES,
    DurationWords,
    read_duration_words,
)
from checks.engine.condition import SOURCE, TARGET, unit_meets
from checks.engine.unit import Context, Unit
from checks.text.small_number_words import may_spell_new_number
from checks.text.text_values import (
    cached_number_words,
    cached_values,
    read_possible_numbers,
    value_span,
)
from tm.finding import Span
from tm.result_cache import ResultCache
from tm.text.locale import Locale
from tm.text.phrases.pattern import phrase_key
from tm.text.phrases.phrase_groups import PhraseGroups
from tm.text.phrases.phrase_list import PhraseList
from tm.text.values.conventions import load_conventions
from tm.text.values.reader import Value, ValueKind

_LOOK_ALIKE = "other"
"""The data's name for phrases that only look like rates: `setiap hari Senin`."""
_UnitSpans = dict[str, Span]
"""By name of a unit, the span of its word."""


def _may_count_other_units(unit: Unit, context: Context) -> bool:
    """Whether the units of time after numbers may differ between both texts."""
    source_words, target_words = map(read_duration_words, context.locales)
    target_units = target_words.find_counted_units(
        unit.target, context.target, context.cache
    )
    if not target_units:
        return False
    source_units = source_words.find_counted_units(
        unit.source_text, context.locales[0], context.cache
    )
    return bool(source_units) and (
        source_units != target_units or len(source_units) > 1
    )


def _may_change_count(unit: Unit, context: Context) -> bool:
    """Whether the target may spell another number than the source before a time unit.

    Both texts must have the unit.
    """
    source_words, target_words = map(read_duration_words, context.locales)
    source, target = unit.source_text, unit.target
    if not target_words.spelt_unit_phrases.find_possible_groups(
        target
    ) & source_words.unit_phrases.find_possible_groups(source):
        return False
    return may_spell_new_number(source, target, context.locales, context.cache)


def _has_slash(text: str) -> bool:
    return "/" in text


def _read_unit_phrases(locale: Locale) -> PhraseGroups[str]:
    return read_duration_words(locale).unit_phrases


def _read_spelt_unit_phrases(locale: Locale) -> PhraseGroups[str]:
    return read_duration_words(locale).spelt_unit_phrases


def _read_rate_phrases(locale: Locale) -> PhraseList:
    return read_duration_words(locale).rate_phrases


MAY_CHANGE_PERIOD = (
    TARGET.has(_read_unit_phrases)
    & SOURCE.has(_read_unit_phrases)
    & unit_meets(_may_count_other_units)
)
"""Both texts may have units of time after a number, and not only one common unit."""
MAY_HAVE_RATES = (TARGET.has(_read_rate_phrases) | TARGET.meets(_has_slash)) & (
    SOURCE.has(_read_rate_phrases) | SOURCE.meets(_has_slash)
)
"""Both texts may have rates, such as `per tahun`."""
MAY_CHANGE_COUNT = (
    TARGET.has(_read_spelt_unit_phrases)
    & SOURCE.has(_read_spelt_unit_phrases)
    & unit_meets(_may_change_count)
)
"""Both texts may spell a number before a unit of time, and not the same one."""


def find_changed_periods(
    source: str, target: str, locales: tuple[Locale, Locale], cache: ResultCache
) -> Iterator[tuple[Span, Span]]:
    """Find units of time in target and source that differ after the same number.

    Also compared are the rates of texts that have one rate each.

    >>> cache = ResultCache()
    >>> both = Locale("vi"), Locale("id")
    >>> texts = "Phạt 3 tháng tù.", "Dihukum 3 tahun penjara."
    >>> (changed,) = find_changed_periods(*texts, both, cache)
    >>> changed[0].of(texts[1]), changed[1].of(texts[0])
    ('tahun', 'tháng')
    """
    source_words, target_words = (
        read_duration_words(locales[0]),
        read_duration_words(locales[1]),
    )
    yield from _find_changed_counted_units(source, target, locales, cache)
    target_rates = _find_rates(target, target_words)
    source_rates = _find_rates(source, source_words) if target_rates else {}
    if (
        len(target_rates) == len(source_rates) == 1
        and target_rates.keys() != source_rates.keys()
    ):
        yield (*target_rates.values(),)[0], (*source_rates.values(),)[0]


def _find_changed_counted_units(
    source: str, target: str, locales: tuple[Locale, Locale], cache: ResultCache
) -> Iterator[tuple[Span, Span]]:
    source_words, target_words = (
        read_duration_words(locales[0]),
        read_duration_words(locales[1]),
    )
    if not target_words.unit_phrases.may_be_in(target):
        return
    target_units_by_number = _read_units_by_number(
        target, cached_values(target, locales[1], cache), target_words
    )
    # Reading all number words is slow, and few texts have one before a unit.
    spelt_units = target_words.find_spelt_units(target)
    source_units_by_number: dict[Decimal, _UnitSpans] = {}
    if target_units_by_number or spelt_units:
        source_units_by_number = _read_units_by_number(
            source, cached_values(source, locales[0], cache), source_words
        )
    if spelt_units and spelt_units != source_words.find_spelt_units(source):
        source_units_by_number |= _read_units_by_number(
            source, cached_number_words(source, locales[0], cache), source_words
        )
        target_units_by_number |= _read_units_by_number(
            target, cached_number_words(target, locales[1], cache), target_words
        )
    for number in target_units_by_number.keys() & source_units_by_number.keys():
        if (
            target_units_by_number[number]
            .keys()
            .isdisjoint(source_units_by_number[number])
        ):
            yield (
                (*target_units_by_number[number].values(),)[0],
                (*source_units_by_number[number].values(),)[0],
            )


def find_changed_count(
    source: str, target: str, locales: tuple[Locale, Locale], cache: ResultCache
) -> tuple[Span, Span] | None:
    """Find numbers of target and source that differ before the same unit of time.

    Each text must have the unit once, and the source must lack the target's number.

    >>> cache = ResultCache()
    >>> both = Locale("en"), Locale("id")
    >>> texts = "The two meet every two years.", "Keduanya bertemu setiap tiga tahun."
    >>> found = find_changed_count(*texts, both, cache)
    >>> found and (found[0].of(texts[1]), found[1].of(texts[0]))
    ('tiga', 'two')
    """
    source_words, target_words = (
        read_duration_words(locales[0]),
        read_duration_words(locales[1]),
    )
    if not target_words.find_spelt_units(target) or not source_words.find_spelt_units(
        source
    ):
        return None  # numbers in figures are compared elsewhere
    target_numbers = _read_numbers_by_unit(target, locales[1], target_words, cache)
    source_numbers = (
        _read_numbers_by_unit(source, locales[0], source_words, cache)
        if target_numbers
        else {}
    )
    for time_unit in target_numbers.keys() & source_numbers.keys():
        if len(target_numbers[time_unit]) == len(source_numbers[time_unit]) == 1:
            ((number, value),), ((source_number, source_value),) = (
                target_numbers[time_unit].items(),
                source_numbers[time_unit].items(),
            )
            if number != source_number and number not in read_possible_numbers(
                source, locales[0], cache
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

    >>> cache = ResultCache()
    >>> both = Locale("vi"), Locale("id")
    >>> texts = "Sau bốn thập kỷ.", "Setelah 40 tahun."
    >>> (four,) = cached_number_words(texts[0], both[0], cache)
    >>> (forty,) = cached_values(texts[1], both[1], cache)
    >>> are_equal_durations(four, forty, texts, both)
    True
    """
    durations = []
    for value, text, locale in zip(
        (source_value, target_value), texts, locales, strict=True
    ):
        duration_words, number = read_duration_words(locale), value.key[0]
        unit_match = duration_words.unit_pattern.match(text, value.end)
        if not unit_match or not isinstance(number, Decimal):
            return False
        dimension, size = UNIT_SIZES.get(
            duration_words.unit_by_word[phrase_key(unit_match[1])], ("", Decimal(0))
        )
        durations.append((dimension, number * size))
    return durations[0] == durations[1] and bool(durations[0][0])


def _read_numbers_by_unit(
    text: str, locale: Locale, duration_words: DurationWords, cache: ResultCache
) -> dict[str, dict[Decimal, Value]]:
    """Read the numbers in figures or words right before each unit of time."""
    numbers_by_unit: dict[str, dict[Decimal, Value]] = defaultdict(dict)
    scales = load_conventions(locale).numbers.powers_by_scale_word
    for value in (
        *cached_values(text, locale, cache),
        *cached_number_words(text, locale, cache),
    ):
        number = value.key[0]
        if value.kind is not ValueKind.NUMBER or not isinstance(number, Decimal):
            continue
        if number != number.to_integral() or value.text.lower().split()[0] in scales:
            continue  # 18 giây 10; 1,7 juta empat tahun lalu
        unit_match = duration_words.unit_pattern.match(text, value.end)
        if unit_match:
            numbers_by_unit[
                duration_words.unit_by_word[phrase_key(unit_match[1])]
            ].setdefault(number, value)
    return numbers_by_unit


def find_counted_time_units(
    text: str, locale: Locale, cache: ResultCache
) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """Find the units of time after figures, each with the words of other units."""
    duration_words = read_duration_words(locale)
    for unit_spans in _read_units_by_number(
        text, cached_values(text, locale, cache), duration_words
    ).values():
        for time_unit, span in unit_spans.items():
            yield (
                span,
                tuple(
                    word
                    for word, word_unit in duration_words.unit_by_word.items()
                    if word_unit != time_unit
                ),
            )


def _read_units_by_number(
    text: str, number_values: Iterable[Value], duration_words: DurationWords
) -> dict[Decimal, _UnitSpans]:
    """Read the units of time right after each number."""
    units_by_number: dict[Decimal, _UnitSpans] = defaultdict(dict)
    for value in number_values:
        number = value.key[0]
        if value.kind is not ValueKind.NUMBER or not isinstance(number, Decimal):
            continue
        unit_match = duration_words.unit_pattern.match(text, value.end)
        if unit_match:
            units_by_number[number].setdefault(
                duration_words.unit_by_word[phrase_key(unit_match[1])],
                Span(*unit_match.span(1)),
            )
    return dict(units_by_number)


def _find_rates(text: str, duration_words: DurationWords) -> _UnitSpans:
    """Find the rates of a text by unit, without phrases that only look like rates."""
    rate_matches = [*duration_words.rate_phrases.find_matches(text)]
    if "/" in text:
        rate_matches += duration_words.slashed_rate_pattern.finditer(text)
        rate_matches.sort(key=re.Match.start)
    rate_spans = {
        duration_words.unit_by_rate[phrase_key(rate_match[0])]: Span(*rate_match.span())
        for rate_match in rate_matches
    }
    rate_spans.pop(_LOOK_ALIKE, None)
    return rate_spans
