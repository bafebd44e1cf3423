"""The check of amounts that no such thing can have: rice at 648,000 dollars a ton."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

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
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.pattern import NO_MATCH_PATTERN
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import shared_prefilter

_FILE_KIND = LanguageFileKind(
    "quantity_limits.toml",
    "the least and the most that prices, numbers of people and the like can be",
    "num.impossible is silent",
    {"quantity": [], "change": ""},
)
_MAX_LETTERS_BEFORE_AMOUNT = 40
"""How many letters before an amount are searched for the words that limits need."""


@dataclass(frozen=True, slots=True, eq=False)
class _QuantityLimits:
    """The least and the most that a kind of quantity can be."""

    quantity_words: frozenset[str]
    """What is measured, somewhere in the text."""
    measure_unit: str
    """Currency, or dimension and size of the unit; empty for a number without one."""
    is_percentage: bool
    before_pattern: re.Pattern[str]
    """The text right before the amount."""
    after_pattern: re.Pattern[str]
    """The text right after the amount."""
    least_number: Decimal
    most_number: Decimal


@lazy_constant
def _read_limits(locale: Locale) -> tuple[_QuantityLimits, ...]:
    limits: list[_QuantityLimits] = []
    for table in read_table(locale.language, _FILE_KIND)["quantity"]:
        words = frozenset(split_phrases(table["words"]))
        limits.append(
            _QuantityLimits(
                words,
                table.get("unit", ""),
                table.get("percentage", False),
                re.compile(rf"(?:{table.get('before', '')})\Z", re.IGNORECASE),
                re.compile(table.get("after", ""), re.IGNORECASE),
                Decimal(str(table.get("least", 0))),
                Decimal(str(table["most"])),
            )
        )
    return tuple(limits)


@lazy_constant
def _read_change_pattern(locale: Locale) -> re.Pattern[str]:
    pattern_text = read_table(locale.language, _FILE_KIND)["change"]
    return re.compile(rf"(?:{pattern_text or NO_MATCH_PATTERN})\Z", re.IGNORECASE)


@lazy_constant
def _read_quantity_words(locale: Locale) -> PhraseList:
    return PhraseList(
        shared_prefilter(locale.language),
        "quantities",
        {
            *chain.from_iterable(
                limits.quantity_words for limits in _read_limits(locale)
            )
        },
        is_unspaced=not locale.uses_spaces,
    )


@check(
    "num.impossible",
    level=Level.ONE,
    severity=Severity.WARNING,
    prefilter=TARGET.has(_read_quantity_words) & TARGET.has(Trait.DIGITS),
    yields_to=("num.scale", "num.value", "num.unit", "num.format"),
)
def find_impossible_amounts(unit: Unit, context: Context) -> Iterator[Finding]:
    """An amount that no such thing can have: rice at 648,000 dollars a ton.

    The list has prices of goods, numbers of people, shares of a whole, magnitudes,
    temperatures, wind speeds and ages, with limits far beyond what has ever been
    measured. The usual cause is that the thousands or the unit were mistranslated.
    """
    locale, text = context.target_locale, unit.target
    words = {
        word_match[0].lower()
        for word_match in _read_quantity_words(locale).find_matches(text)
    }
    limits_of_text = [
        limits
        for limits in _read_limits(locale)
        if not words.isdisjoint(limits.quantity_words)
    ]
    if not limits_of_text:
        return
    for amount in read_measured_amounts(text, locale, context.cache):
        for limits in limits_of_text:
            if _are_limits_for(amount, limits, text):
                if amount.number > limits.most_number:
                    key, limit = "above", limits.most_number
                elif amount.number < limits.least_number and not _is_change(
                    text, amount, locale
                ):
                    key, limit = "below", limits.least_number
                else:
                    continue
                yield Finding(key, amount.span, arguments={"limit": f"{limit:f}"})
                break


def _is_change(text: str, amount: MeasuredAmount, locale: Locale) -> bool:
    """Whether an amount tells by how much a price changed: `naik 30 USD per ons`."""
    start = amount.span.start
    return (
        _read_change_pattern(locale).search(
            text, max(0, start - _MAX_LETTERS_BEFORE_AMOUNT), start
        )
        is not None
    )


def _are_limits_for(amount: MeasuredAmount, limits: _QuantityLimits, text: str) -> bool:
    """Whether limits are for an amount, by its unit and the text next to it."""
    start, end = amount.span.start, amount.span.end
    return (
        _make_measure_unit_name(amount) == limits.measure_unit
        and amount.is_percentage == limits.is_percentage
        and limits.after_pattern.match(text, end) is not None
        and limits.before_pattern.search(
            text[max(0, start - _MAX_LETTERS_BEFORE_AMOUNT) : start]
        )
        is not None
    )


def _make_measure_unit_name(amount: MeasuredAmount) -> str:
    """Name the unit of an amount as the data file does."""
    if amount.dimension == CURRENCY:
        return str(amount.measure_unit)
    return f"{amount.dimension} {amount.measure_unit}".strip()
