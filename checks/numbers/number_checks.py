"""Checks of numbers: their value, scale, unit and way of writing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from checks.dates.clock_times import MAY_CHANGE_TIME, find_unpaired_times
from checks.dates.durations import (
    MAY_CHANGE_COUNT,
    MAY_CHANGE_PERIOD,
    MAY_HAVE_RATES,
    are_equal_durations,
    find_changed_count,
    find_changed_periods,
)
from checks.dates.impossible_dates import find_impossible_dates
from checks.engine.check import Level, check
from checks.engine.prefilter_conditions import any_of
from checks.engine.unit import Context, Unit
from checks.numbers.changed_measure_units import (
    MAY_CHANGE_MEASURE_UNIT,
    find_changed_measure_units,
    read_money_sums,
)
from checks.numbers.changed_number_words import (
    MAY_CHANGE_SPELT_NUMBER,
    find_changed_number_word,
    find_changed_ordinal,
    flag_possible_number_word_changes,
    is_inside_fraction,
)
from checks.numbers.changed_scores import SCORES_DIFFER, find_changed_scores
from checks.numbers.fractions import (
    MAY_HAVE_QUANTITY_WORDS,
    find_changed_quantity_word,
    find_shared_fractions,
)
from checks.numbers.minus_signs import MAY_BE_NEGATIVE, find_lost_sign
from checks.numbers.new_numbers import (
    MAY_HAVE_NEW_NUMBER,
    may_have_new_number,
    names_this_year,
)
from checks.numbers.number_pairs import (
    are_unrelated,
    are_years,
    has_foreign_grouping,
    has_scale_word_near,
    is_copied_with_scale,
    is_decade,
    is_fractional_part,
    is_quarter_in_months,
    may_be_changed,
    pair_numbers,
)
from checks.text.measurements import Amount
from checks.text.text_values import cached_values, value_span
from checks.text.unpaired_amounts import (
    find_lost_number_words,
    find_unpaired_amounts,
)
from tm.finding import Finding, Severity
from tm.match.match_fault import MatchFault
from tm.result_cache import ResultCache
from tm.text.locale import Locale
from tm.text.values.conventions import load_conventions
from tm.text.values.reader import Value, ValueKind

_SCALE_FACTORS = tuple(
    Decimal(10) ** (3 * exponent) for exponent in (-3, -2, -1, 1, 2, 3)
)
_AmountPair = tuple[Amount, Amount]


@check(
    "num.value",
    level=Level.BOTH,
    severity=Severity.ERROR,
    prefilter=any_of(
        MAY_HAVE_NEW_NUMBER,
        MAY_CHANGE_TIME,
        SCORES_DIFFER,
        MAY_CHANGE_SPELT_NUMBER,
        MAY_HAVE_QUANTITY_WORDS,
        MAY_CHANGE_COUNT,
        MAY_BE_NEGATIVE,
    ),
    match_fault=MatchFault.WRONG_VALUE,
)
def find_changed_value(unit: Unit, context: Context) -> Iterator[Finding]:
    """A number of the source has another value in the target.

    `16,7 tỷ`, `16,7 miliar` and `16.7 billion` are the same value. Number words,
    ordinals, parts of dates and converted lengths count as numbers; so do fractions and
    multiples. A lost minus sign changes the value. A number that is only left out or
    only added is reported by num.missing and num.added.
    """
    source, target, cache = unit.source_text, unit.target, context.cache
    locales = context.locales
    has_target_values = bool(cached_values(target, locales[1], cache))
    has_both_values = has_target_values and bool(
        cached_values(source, locales[0], cache)
    )
    if has_target_values:
        changed_score_findings = (
            [*find_changed_scores(source, target, locales)] if has_both_values else []
        )
        yield from changed_score_findings
        yield from _find_changed_numbers(unit, context, changed_score_findings)
    if has_both_values:
        yield from _find_changed_times_and_dates(unit, context)
    changed_word_pair = _find_changed_words(unit, context)
    if changed_word_pair is not None:
        yield replace(
            _make_changed_finding(*changed_word_pair),
            severity_override=Severity.WARNING,
        )
    for message_key, span_pair in (
        ("changed", find_changed_quantity_word(source, target, locales, cache)),
        (
            "changed",
            None
            if changed_word_pair
            else find_changed_count(source, target, locales, cache),
        ),
        (
            "lost_sign",
            find_lost_sign(source, target, locales, cache) if has_both_values else None,
        ),
    ):
        if span_pair:
            target_span, source_span = span_pair
            arguments = {
                "source": source_span.of(source),
                "target": target_span.of(target),
            }
            yield Finding(message_key, target_span, source_span, arguments)


def _find_changed_numbers(
    unit: Unit, context: Context, changed_score_findings: Sequence[Finding]
) -> Iterator[Finding]:
    """Find changed amounts that are not part of a score already reported.

    Those with another scale are reported by num.scale.
    """
    for source_amount, target_amount in _find_changed_amounts(
        unit.source_text, unit.target, context.locales, context.cache
    ):
        is_in_score = any(
            score_finding.target_span.overlaps(value_span(target_amount.value))
            for score_finding in changed_score_findings
            if score_finding.target_span
        )
        has_other_scale = (
            source_amount.number
            and target_amount.number / source_amount.number in _SCALE_FACTORS
        )
        if not is_in_score and not has_other_scale:
            yield _make_changed_finding(source_amount.value, target_amount.value)


def _find_changed_times_and_dates(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find times and parts of dates that became others."""
    source, target = unit.source_text, unit.target
    unpaired_times = find_unpaired_times(source, target, context.locales, context.cache)
    for source_time, target_time in zip(
        unpaired_times.source_times, unpaired_times.target_times, strict=False
    ):
        if not target[: target_time.start].endswith(":"):  # the minutes of a time
            yield _make_changed_finding(source_time, target_time)
    for source_number, target_number in find_impossible_dates(
        source, target, context.locales, context.cache
    ):
        yield _make_changed_finding(source_number, target_number)


def _find_changed_words(unit: Unit, context: Context) -> tuple[Value, Value] | None:
    """Find a number word, else an ordinal, and what it became."""
    texts = unit.source_text, unit.target
    may_have_changed_number, may_have_changed_ordinal = (
        flag_possible_number_word_changes(*texts, context.locales, context.cache)
    )
    if may_have_changed_number:
        changed_words = find_changed_number_word(*texts, context.locales, context.cache)
        if changed_words is not None and not are_equal_durations(
            *changed_words, texts, context.locales
        ):
            return changed_words
    if may_have_changed_ordinal:
        return find_changed_ordinal(*texts, context.locales, context.cache)
    return None


@check(
    "num.scale",
    level=Level.BOTH,
    severity=Severity.ERROR,
    prefilter=MAY_HAVE_NEW_NUMBER,
    match_fault=MatchFault.WRONG_VALUE,
)
def find_changed_scale(unit: Unit, context: Context) -> Iterator[Finding]:
    """A number is a thousand or a million times too large or small: juta for tỷ.

    The check only works where the words for such numbers are known in both languages.
    """
    locales = context.locales
    if not cached_values(unit.target, locales[1], context.cache):
        return
    if not all(
        load_conventions(locale).numbers.power_by_scale_word for locale in locales
    ):
        return
    source, target = unit.source_text, unit.target
    if source == target:
        return  # reported by seg.untranslated
    for source_amount, target_amount in _find_changed_amounts(
        source, target, locales, context.cache
    ):
        if (
            source_amount.number
            and target_amount.number / source_amount.number in _SCALE_FACTORS
        ):
            if _has_scale_letter(source, source_amount, target_amount, locales[0]):
                continue
            if _has_scale_letter(target, target_amount, source_amount, locales[1]):
                continue
            if is_copied_with_scale(target_amount, source):
                continue
            if any(
                has_scale_word_near(amount, text, locales)
                for amount, text in ((source_amount, source), (target_amount, target))
            ):
                continue
            yield Finding(
                "mixed_up",
                value_span(target_amount.value),
                value_span(source_amount.value),
                {
                    "source": source_amount.value.text,
                    "target": target_amount.value.text,
                },
            )


@check(
    "num.unit",
    level=Level.BOTH,
    severity=Severity.ERROR,
    prefilter=any_of(MAY_CHANGE_MEASURE_UNIT, MAY_CHANGE_PERIOD, MAY_HAVE_RATES),
    match_fault=MatchFault.WRONG_VALUE,
)
def find_changed_measure_unit(unit: Unit, context: Context) -> Iterator[Finding]:
    """The number is the same, but the unit differs: km became mil.

    Money and time count as units: 18 tỷ USD is not 18 miliar euro, 3 tháng is not 3
    tahun, and 5 % per tahun is not 5 % per bulan. So does the quantity that is
    measured: 3 ha is not 3 km.
    """
    locales = context.locales
    source, target = unit.source_text, unit.target
    values = (
        *cached_values(source, locales[0], context.cache),
        *cached_values(target, locales[1], context.cache),
    )
    has_measure_units = any(value.kind is ValueKind.UNIT for value in values)
    changed_unit_spans = [
        *find_changed_measure_units(
            source,
            target,
            locales,
            context.cache,
            has_units_in_figures=has_measure_units,
        )
    ]
    changed_unit_spans += find_changed_periods(source, target, locales, context.cache)
    for target_span, source_span in changed_unit_spans:
        yield Finding(
            "unit", target_span, source_span, {"source": source_span.of(source)}
        )
    if has_measure_units:
        yield from _find_changed_currencies(source, target, locales, context.cache)


def _find_changed_currencies(
    source: str, target: str, locales: tuple[Locale, Locale], cache: ResultCache
) -> Iterator[Finding]:
    """Report sums of equal amount in different currencies."""
    target_money_sum_by_amount = read_money_sums(target, locales[1], cache)
    source_money_sum_by_amount = (
        read_money_sums(source, locales[0], cache) if target_money_sum_by_amount else {}
    )
    for amount, target_money_sum in target_money_sum_by_amount.items():
        source_money_sum = source_money_sum_by_amount.get(amount)
        if (
            target_money_sum is not None
            and source_money_sum is not None
            and target_money_sum[0] != source_money_sum[0]
        ):
            arguments = {"source": source_money_sum[1].of(source)}
            yield Finding(
                "currency", target_money_sum[1], source_money_sum[1], arguments
            )


def _make_changed_finding(source_value: Value, target_value: Value) -> Finding:
    return Finding(
        "changed",
        value_span(target_value),
        value_span(source_value),
        {"source": source_value.text, "target": target_value.text},
    )


def _find_changed_amounts(
    source: str, target: str, locales: tuple[Locale, Locale], cache: ResultCache
) -> Sequence[_AmountPair]:
    """Find pairs of source and target numbers that translate each other and differ."""
    return cache.call(_pair_changed_amounts, source, target, locales, cache)


def _pair_changed_amounts(
    source: str, target: str, locales: tuple[Locale, Locale], cache: ResultCache
) -> Sequence[_AmountPair]:
    """Pair the amounts of both texts that the other text lacks."""
    if not may_have_new_number(
        cached_values(source, locales[0], cache),
        cached_values(target, locales[1], cache),
    ):
        return ()
    unpaired_amounts = find_unpaired_amounts(source, target, locales, cache)
    if not unpaired_amounts.target_amounts:
        return ()
    text_lengths = len(source), len(target)
    partner_pairs, unpaired_target_amounts = pair_numbers(
        unpaired_amounts.source_amounts, unpaired_amounts.target_amounts, text_lengths
    )
    amount_pairs = [
        (source_amount, target_amount)
        for source_amount, target_amount in partner_pairs
        if not is_decade(source_amount, target_amount)
        and not are_unrelated(source_amount, target_amount)
        and not has_foreign_grouping(source_amount, target_amount)
        and not is_quarter_in_months(source_amount, target_amount)
        and not (
            are_years(source_amount, target_amount)
            and any(
                cache.call(names_this_year, text, locale)
                for text, locale in zip((source, target), locales, strict=True)
            )
        )
    ]
    if unpaired_target_amounts:
        lost_word_amounts = find_lost_number_words(source, target, locales, cache)
        if lost_word_amounts:
            fraction_spans = find_shared_fractions(
                source, locales[0], target, locales[1], cache
            )
            lost_word_amounts = [
                amount
                for amount in lost_word_amounts
                if not is_inside_fraction(amount.value, fraction_spans)
            ]
        text_lengths = len(source), len(target)
        amount_pairs += [
            amount_pair
            for amount_pair in zip(
                lost_word_amounts, unpaired_target_amounts, strict=False
            )
            if may_be_changed(*amount_pair, text_lengths)
            and not is_fractional_part(*amount_pair)
            and not is_quarter_in_months(*amount_pair)
        ]
    texts = source, target
    return [
        (source_amount, target_amount)
        for source_amount, target_amount in amount_pairs
        if not are_equal_durations(
            source_amount.value, target_amount.value, texts, locales
        )
    ]


def _has_scale_letter(
    text: str, amount: Amount, other_amount: Amount, locale: Locale
) -> bool:
    """Whether a letter after an amount scales it to the other one: `1.9m people`.

    Values have such letters only for sums of money, since `30m` may be a length.
    """
    end = amount.value.end
    if text[end : end + 1] == "+":
        return True  # $300+ billion
    letter_exponent = load_conventions(locale).numbers.power_by_attached_letter.get(
        text[end : end + 1].casefold()
    )
    return (
        letter_exponent is not None
        and amount.number.scaleb(letter_exponent) == other_amount.number
    )
