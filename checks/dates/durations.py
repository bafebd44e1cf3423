"""Comparison of durations and rates: 3 tháng became 3 tahun."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from checks.dates.duration_words import (
    DIMENSION_AND_SIZE_BY_TIME_UNIT,
    DurationWords,
    read_duration_words,
)
from checks.engine.prefilter_conditions import SOURCE, TARGET, unit_meets
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

_LOOK_ALIKE_GROUP = "other"
"""The data's name for phrases that only look like rates: `setiap hari Senin`."""
_SpanByTimeUnit = dict[str, Span]
"""By name of a unit, the span of its word."""


def _may_count_other_time_units(unit: Unit, context: Context) -> bool:
    """Whether the units of time after numbers may differ between both texts."""
    source_duration_words, target_duration_words = map(
        read_duration_words, context.locales
    )
    target_time_units = target_duration_words.find_possible_time_units(
        unit.target, context.target_locale, context.cache
    )
    if not target_time_units:
        return False
    source_time_units = source_duration_words.find_possible_time_units(
        unit.source_text, context.locales[0], context.cache
    )
    return bool(source_time_units) and (
        source_time_units != target_time_units or len(source_time_units) > 1
    )


def _may_change_count(unit: Unit, context: Context) -> bool:
    """Whether the target may spell another number than the source before a time unit.

    Both texts must have the unit.
    """
    source_duration_words, target_duration_words = map(
        read_duration_words, context.locales
    )
    source, target = unit.source_text, unit.target
    if not target_duration_words.spelt_time_unit_phrases.find_possible_groups(
        target
    ) & source_duration_words.time_unit_phrases.find_possible_groups(source):
        return False
    return may_spell_new_number(source, target, context.locales, context.cache)


def _has_slash(text: str) -> bool:
    return "/" in text


def _read_time_unit_phrases(locale: Locale) -> PhraseGroups[str]:
    return read_duration_words(locale).time_unit_phrases


def _read_spelt_time_unit_phrases(locale: Locale) -> PhraseGroups[str]:
    return read_duration_words(locale).spelt_time_unit_phrases


def _read_rate_phrases(locale: Locale) -> PhraseList:
    return read_duration_words(locale).rate_phrases


MAY_CHANGE_PERIOD = (
    TARGET.has(_read_time_unit_phrases)
    & SOURCE.has(_read_time_unit_phrases)
    & unit_meets(_may_count_other_time_units)
)
"""Both texts may have units of time after a number, and not only one common unit."""
MAY_HAVE_RATES = (TARGET.has(_read_rate_phrases) | TARGET.meets(_has_slash)) & (
    SOURCE.has(_read_rate_phrases) | SOURCE.meets(_has_slash)
)
"""Both texts may have rates, such as `per tahun`."""
MAY_CHANGE_COUNT = (
    TARGET.has(_read_spelt_time_unit_phrases)
    & SOURCE.has(_read_spelt_time_unit_phrases)
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
    source_duration_words, target_duration_words = (
        read_duration_words(locales[0]),
        read_duration_words(locales[1]),
    )
    yield from _find_changed_counted_time_units(source, target, locales, cache)
    target_rate_span_by_time_unit = _find_rate_span_by_time_unit(
        target, target_duration_words
    )
    source_rate_span_by_time_unit = (
        _find_rate_span_by_time_unit(source, source_duration_words)
        if target_rate_span_by_time_unit
        else {}
    )
    if (
        len(target_rate_span_by_time_unit) == len(source_rate_span_by_time_unit) == 1
        and target_rate_span_by_time_unit.keys() != source_rate_span_by_time_unit.keys()
    ):
        yield (
            (*target_rate_span_by_time_unit.values(),)[0],
            (*source_rate_span_by_time_unit.values(),)[0],
        )


def _find_changed_counted_time_units(
    source: str, target: str, locales: tuple[Locale, Locale], cache: ResultCache
) -> Iterator[tuple[Span, Span]]:
    """Find units of time that differ after the same number in both texts."""
    source_duration_words, target_duration_words = (
        read_duration_words(locales[0]),
        read_duration_words(locales[1]),
    )
    if not target_duration_words.time_unit_phrases.may_be_in(target):
        return
    target_time_unit_spans_by_number = _read_time_unit_spans_by_number(
        target, cached_values(target, locales[1], cache), target_duration_words
    )
    # Reading all number words is slow, and few texts have one before a unit.
    spelt_time_units = target_duration_words.find_spelt_time_units(target)
    source_time_unit_spans_by_number: dict[Decimal, _SpanByTimeUnit] = {}
    if target_time_unit_spans_by_number or spelt_time_units:
        source_time_unit_spans_by_number = _read_time_unit_spans_by_number(
            source, cached_values(source, locales[0], cache), source_duration_words
        )
    if (
        spelt_time_units
        and spelt_time_units != source_duration_words.find_spelt_time_units(source)
    ):
        source_time_unit_spans_by_number |= _read_time_unit_spans_by_number(
            source,
            cached_number_words(source, locales[0], cache),
            source_duration_words,
        )
        target_time_unit_spans_by_number |= _read_time_unit_spans_by_number(
            target,
            cached_number_words(target, locales[1], cache),
            target_duration_words,
        )
    for number in (
        target_time_unit_spans_by_number.keys()
        & source_time_unit_spans_by_number.keys()
    ):
        if (
            target_time_unit_spans_by_number[number]
            .keys()
            .isdisjoint(source_time_unit_spans_by_number[number])
        ):
            yield (
                (*target_time_unit_spans_by_number[number].values(),)[0],
                (*source_time_unit_spans_by_number[number].values(),)[0],
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
    source_duration_words, target_duration_words = (
        read_duration_words(locales[0]),
        read_duration_words(locales[1]),
    )
    if not target_duration_words.find_spelt_time_units(
        target
    ) or not source_duration_words.find_spelt_time_units(source):
        return None  # numbers in figures are compared elsewhere
    target_numbers_by_time_unit = _read_numbers_by_time_unit(
        target, locales[1], target_duration_words, cache
    )
    source_numbers_by_time_unit = (
        _read_numbers_by_time_unit(source, locales[0], source_duration_words, cache)
        if target_numbers_by_time_unit
        else {}
    )
    for time_unit in (
        target_numbers_by_time_unit.keys() & source_numbers_by_time_unit.keys()
    ):
        if (
            len(target_numbers_by_time_unit[time_unit])
            == len(source_numbers_by_time_unit[time_unit])
            == 1
        ):
            ((target_number, target_value),), ((source_number, source_value),) = (
                target_numbers_by_time_unit[time_unit].items(),
                source_numbers_by_time_unit[time_unit].items(),
            )
            if (
                target_number != source_number
                and target_number
                not in read_possible_numbers(source, locales[0], cache)
            ):
                return value_span(target_value), value_span(source_value)
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
    for number_value, text, locale in zip(
        (source_value, target_value), texts, locales, strict=True
    ):
        duration_words, number = read_duration_words(locale), number_value.key[0]
        time_unit_match = duration_words.time_unit_pattern.match(text, number_value.end)
        if not time_unit_match or not isinstance(number, Decimal):
            return False
        dimension, time_unit_size = DIMENSION_AND_SIZE_BY_TIME_UNIT.get(
            duration_words.time_unit_by_word[phrase_key(time_unit_match[1])],
            ("", Decimal(0)),
        )
        durations.append((dimension, number * time_unit_size))
    return durations[0] == durations[1] and bool(durations[0][0])


def _read_numbers_by_time_unit(
    text: str, locale: Locale, duration_words: DurationWords, cache: ResultCache
) -> dict[str, dict[Decimal, Value]]:
    """Read the numbers in figures or words right before each unit of time."""
    numbers_by_time_unit: dict[str, dict[Decimal, Value]] = defaultdict(dict)
    power_by_scale_word = load_conventions(locale).numbers.power_by_scale_word
    for number_value in (
        *cached_values(text, locale, cache),
        *cached_number_words(text, locale, cache),
    ):
        number = number_value.key[0]
        if number_value.kind is not ValueKind.NUMBER or not isinstance(number, Decimal):
            continue
        if (
            number != number.to_integral()
            or number_value.text.lower().split()[0] in power_by_scale_word
        ):
            continue  # 18 giây 10; 1,7 juta empat tahun lalu
        time_unit_match = duration_words.time_unit_pattern.match(text, number_value.end)
        if time_unit_match:
            numbers_by_time_unit[
                duration_words.time_unit_by_word[phrase_key(time_unit_match[1])]
            ].setdefault(number, number_value)
    return numbers_by_time_unit


def find_counted_time_units(
    text: str, locale: Locale, cache: ResultCache
) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """Find the units of time after figures, each with the words of other units."""
    duration_words = read_duration_words(locale)
    time_unit_by_word = duration_words.time_unit_by_word
    for span_by_time_unit in _read_time_unit_spans_by_number(
        text, cached_values(text, locale, cache), duration_words
    ).values():
        for time_unit, span in span_by_time_unit.items():
            yield (
                span,
                tuple(
                    word
                    for word, other_time_unit in time_unit_by_word.items()
                    if other_time_unit != time_unit
                ),
            )


def _read_time_unit_spans_by_number(
    text: str, number_values: Iterable[Value], duration_words: DurationWords
) -> dict[Decimal, _SpanByTimeUnit]:
    """Read the units of time right after each number."""
    time_unit_spans_by_number: dict[Decimal, _SpanByTimeUnit] = defaultdict(dict)
    for number_value in number_values:
        number = number_value.key[0]
        if number_value.kind is not ValueKind.NUMBER or not isinstance(number, Decimal):
            continue
        time_unit_match = duration_words.time_unit_pattern.match(text, number_value.end)
        if time_unit_match:
            time_unit_spans_by_number[number].setdefault(
                duration_words.time_unit_by_word[phrase_key(time_unit_match[1])],
                Span(*time_unit_match.span(1)),
            )
    return dict(time_unit_spans_by_number)


def _find_rate_span_by_time_unit(
    text: str, duration_words: DurationWords
) -> _SpanByTimeUnit:
    """Find the rates of a text by unit, without phrases that only look like rates."""
    rate_matches = [*duration_words.rate_phrases.find_matches(text)]
    if "/" in text:
        rate_matches += duration_words.slashed_rate_pattern.finditer(text)
        rate_matches.sort(key=re.Match.start)
    rate_span_by_time_unit = {
        duration_words.time_unit_by_rate[phrase_key(rate_match[0])]: Span(
            *rate_match.span()
        )
        for rate_match in rate_matches
    }
    rate_span_by_time_unit.pop(_LOOK_ALIKE_GROUP, None)
    return rate_span_by_time_unit
