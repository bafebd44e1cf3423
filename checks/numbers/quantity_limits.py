"""The check of amounts that no such thing can have: rice at 648,000 dollars a ton."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import chain

from checks.engine.check import Level, check
from checks.engine.condition import TARGET
from checks.engine.traits import Trait
from checks.engine.unit import Context, Unit
from checks.language_data import read_table
from checks.text.language_words import split_phrases
from checks.text.text_values import cached_values, value_span
from tm.finding import Finding, Severity, Span
from tm.result_cache import ResultCache
from tm.text.locale import Locale
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import shared_prefilter
from tm.text.values.reader import Value, ValueKind

_FILE_NAME = "quantity_limits.toml"
_MAX_PRECEDING_LETTERS = 40
_CURRENCY = "currency"
_MAX_UNIT_GAP = 2
"""How many letters may stand between a number and its unit."""


@dataclass(frozen=True, slots=True, eq=False)
class _QuantityLimits:
    """The least and the most that a kind of quantity can be."""

    words: frozenset[str]
    """What is measured, somewhere in the text."""
    unit: str
    """Currency, or dimension and size of the unit; empty for a number without one."""
    is_percentage: bool
    before_pattern: re.Pattern[str]
    """The text right before the amount."""
    after_pattern: re.Pattern[str]
    """The text right after the amount."""
    least: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True)
class _Amount:
    """An amount with its unit."""

    number: Decimal
    span: Span
    """The number with its unit, before or after it."""
    unit: str
    is_percentage: bool


@lru_cache(maxsize=64)
def _read_limits(locale: Locale) -> tuple[_QuantityLimits, ...]:
    limits: list[_QuantityLimits] = []
    for table in read_table(locale.language, _FILE_NAME)["quantity"]:
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


@lru_cache(maxsize=64)
def _read_quantity_words(locale: Locale) -> PhraseList:
    return PhraseList(
        shared_prefilter(locale.language),
        "quantities",
        {*chain.from_iterable(limits.words for limits in _read_limits(locale))},
        is_unspaced=not locale.uses_spaces,
    )


@check(
    "num.impossible",
    level=Level.ONE,
    severity=Severity.WARNING,
    prefilter=TARGET.has(_read_quantity_words) & TARGET.has(Trait.FIGURES),
    yields_to=("num.scale", "num.value", "num.unit", "num.format"),
)
def find_impossible_amounts(unit: Unit, context: Context) -> Iterator[Finding]:
    """An amount that no such thing can have: rice at 648,000 dollars a ton.

    Listed are prices of goods, numbers of people, shares of a whole, magnitudes,
    temperatures, wind speeds and ages, with limits far beyond what has ever been
    measured. Mostly the thousands or the unit were mixed up in translation.
    """
    locale, text = context.target_locale, unit.target
    words = {
        word_match[0].lower()
        for word_match in _read_quantity_words(locale).find_matches(text)
    }
    limits_of_text = [
        limits for limits in _read_limits(locale) if not words.isdisjoint(limits.words)
    ]
    if not limits_of_text:
        return
    for amount in _read_amounts(text, locale, context.cache):
        for limits in limits_of_text:
            if _fits(amount, limits, text):
                if amount.number > limits.most:
                    key, limit = "above", limits.most
                elif amount.number < limits.least:
                    key, limit = "below", limits.least
                else:
                    continue
                yield Finding(key, amount.span, arguments={"limit": f"{limit:f}"})
                break


def _fits(amount: _Amount, limits: _QuantityLimits, text: str) -> bool:
    """Whether limits are for an amount, by its unit and the text next to it."""
    start, end = amount.span.start, amount.span.end
    return (
        amount.unit == limits.unit
        and amount.is_percentage == limits.is_percentage
        and limits.after_pattern.match(text, end) is not None
        and limits.before_pattern.search(
            text[max(0, start - _MAX_PRECEDING_LETTERS) : start]
        )
        is not None
    )


def _read_amounts(text: str, locale: Locale, cache: ResultCache) -> Iterator[_Amount]:
    """Read the numbers of a text with the units next to them."""
    values = cached_values(text, locale, cache)
    for value_index, value in enumerate(values):
        number = value.key[0]
        if value.kind not in (ValueKind.NUMBER, ValueKind.PERCENT) or not isinstance(
            number, Decimal
        ):
            continue
        is_percentage = value.kind is ValueKind.PERCENT
        unit_value = _find_unit(
            value, values[max(0, value_index - 1) : value_index + 2]
        )
        if unit_value is None:
            yield _Amount(number, value_span(value), "", is_percentage)
            continue
        dimension, size = unit_value.key
        yield _Amount(
            number,
            Span(min(value.start, unit_value.start), max(value.end, unit_value.end)),
            str(size) if dimension == _CURRENCY else f"{dimension} {size}",
            is_percentage,
        )


def _find_unit(value: Value, neighbours: Sequence[Value]) -> Value | None:
    """Find the unit of a number: after it, or a currency before it."""
    for neighbour in reversed(neighbours):
        gap = max(neighbour.start - value.end, value.start - neighbour.end)
        if (
            neighbour.kind is ValueKind.UNIT
            and gap <= _MAX_UNIT_GAP
            and (neighbour.start > value.start or neighbour.key[0] == _CURRENCY)
        ):
            return neighbour
    return None
