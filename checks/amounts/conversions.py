"""The check of conversions in brackets that cannot be right: 10 miles (33 km)."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise

from checks.amounts.measured_amounts import (
    CURRENCY,
    MeasuredAmount,
    read_measured_amounts,
)
from checks.engine.check import Level, check
from checks.engine.prefilter_conditions import TARGET
from checks.engine.text_traits import Trait
from checks.engine.unit import Context, Unit
from checks.language_data import read_table
from checks.text.language_words import split_phrases
from tm.finding import Finding, Severity
from tm.language_data import LanguageFileKind
from tm.result_cache import ResultCache, lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.pattern import any_phrase_pattern

_FILE_KIND = LanguageFileKind(
    "conversions.toml",
    "words before a conversion in brackets: (about 16 km)",
    "num.conversion sees no conversion after such a word",
)
_TEMPERATURE = "temperature"
"""The dimension whose units are no multiples of each other."""
_MAX_MEASURE_RATIO = Decimal("1.5")
"""Rounding, and miles or tons of another kind, make less of a difference."""
_MAX_MONEY_RATIO = 5
"""Exchange rates changed less since 1999, but for currencies that lost their value."""
_BRACKET_END_PATTERN = re.compile(r"\s*[)）]")


@check(
    "num.conversion",
    level=Level.ONE,
    severity=Severity.WARNING,
    prefilter=TARGET.has(Trait.BRACKET) & TARGET.has(Trait.DIGITS),
    yields_to=("num.scale", "num.value", "num.unit", "num.format", "num.impossible"),
)
def find_wrong_conversions(unit: Unit, context: Context) -> Iterator[Finding]:
    """An amount and its conversion in brackets differ: 10 mil (33 km).

    Measures may differ by half, amounts of money fivefold, since exchange rates change.
    The usual cause is a wrong word for thousand, million or billion, or a wrong
    separator: 12 juta dolar AS (Rp192 triliun).
    """
    dollars_by_currency = _read_dollars_by_currency(context.target_locale)
    for amount, converted_amount in find_conversions(
        unit.target, context.target_locale, context.cache
    ):
        if _cannot_be_equal(amount, converted_amount, dollars_by_currency):
            yield Finding(
                "differs",
                converted_amount.span,
                arguments={"amount": amount.span.of(unit.target)},
            )


def find_conversions(
    text: str, locale: Locale, cache: ResultCache
) -> Iterator[tuple[MeasuredAmount, MeasuredAmount]]:
    """Find amounts that are followed by another amount, alone in brackets.

    >>> text = "Jaraknya 10 mil (sekitar 16 km)."
    >>> [(amount, converted)] = find_conversions(text, Locale("id"), ResultCache())
    >>> amount.span.of(text), converted.span.of(text)
    ('10 mil', '16 km')
    """
    bracket_start_pattern = _compile_bracket_start_pattern(locale)
    amounts = read_measured_amounts(text, locale, cache)
    for amount, converted_amount in pairwise(amounts):
        bracket_match = bracket_start_pattern.match(text, amount.span.end)
        if (
            bracket_match is not None
            and bracket_match.end() == converted_amount.span.start
            and _BRACKET_END_PATTERN.match(text, converted_amount.span.end)
        ):
            yield amount, converted_amount


def _cannot_be_equal(
    amount: MeasuredAmount,
    converted_amount: MeasuredAmount,
    dollars_by_currency: Mapping[str, Decimal],
) -> bool:
    """Whether two amounts in different units of one dimension cannot be equal."""
    if (
        not amount.dimension
        or amount.dimension != converted_amount.dimension
        or amount.dimension == _TEMPERATURE
        or amount.measure_unit == converted_amount.measure_unit
    ):
        return False
    amounts_in_base_unit = []
    for compared_amount in (amount, converted_amount):
        measure_unit_size = (
            compared_amount.measure_unit
            if isinstance(compared_amount.measure_unit, Decimal)
            else dollars_by_currency.get(compared_amount.measure_unit)
        )
        if not measure_unit_size or compared_amount.number <= 0:
            return False
        amounts_in_base_unit.append(compared_amount.number * measure_unit_size)
    is_money = amount.dimension == CURRENCY
    return max(amounts_in_base_unit) > min(amounts_in_base_unit) * (
        _MAX_MONEY_RATIO if is_money else _MAX_MEASURE_RATIO
    )


@lazy_constant
def _read_dollars_by_currency(locale: Locale) -> Mapping[str, Decimal]:
    """Read how many dollars a unit of each currency is worth, very roughly."""
    units_per_dollar = read_table(locale.language, _FILE_KIND)["units_per_dollar"]
    return {
        currency_code: 1 / Decimal(str(units))
        for currency_code, units in units_per_dollar.items()
    }


@lazy_constant
def _compile_bracket_start_pattern(locale: Locale) -> re.Pattern[str]:
    """Compile a pattern of an opening bracket and the words before a conversion."""
    phrases = split_phrases(read_table(locale.language, _FILE_KIND)["before"])
    words_pattern = rf"(?:{any_phrase_pattern(phrases)}\s+)*" if phrases else ""
    return re.compile(rf"\s*[(（]\s*{words_pattern}", re.IGNORECASE)
