"""The numbers of a text with the units next to them: 5 ton, USD 3, 12 persen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from checks.text.text_values import (
    MAX_MEASURE_UNIT_GAP,
    cached_values,
    find_following_measure_unit,
    value_span,
)
from tm.finding import Span
from tm.result_cache import ResultCache
from tm.text.locale import Locale
from tm.text.values.reader import Value, ValueKind

CURRENCY = "currency"
"""The dimension of money."""


@dataclass(frozen=True, slots=True)
class MeasuredAmount:
    """A number of a text with its unit, if it has one."""

    number: Decimal
    span: Span
    """The number with its unit, before or after it."""
    dimension: str = ""
    """Length, mass, currency …; empty without a unit."""
    measure_unit: str | Decimal = ""
    """The code of the currency, or the size of the unit in the base unit."""
    is_percentage: bool = False


def read_measured_amounts(
    text: str, locale: Locale, cache: ResultCache
) -> Iterator[MeasuredAmount]:
    """Read the numbers of a text with the units next to them.

    >>> amounts = read_measured_amounts("$5 dan 3 km", Locale("id"), ResultCache())
    >>> [(str(amount.number), str(amount.measure_unit)) for amount in amounts]
    [('5', 'USD'), ('3', '1000')]
    """
    values = cached_values(text, locale, cache)
    for value_index, value in enumerate(values):
        number = value.key[0]
        if value.kind not in (ValueKind.NUMBER, ValueKind.PERCENT) or not isinstance(
            number, Decimal
        ):
            continue
        is_percentage = value.kind is ValueKind.PERCENT
        measure_unit = _find_measure_unit(values, value_index)
        if measure_unit is None:
            yield MeasuredAmount(number, value_span(value), is_percentage=is_percentage)
            continue
        dimension, code_or_size = measure_unit.key
        yield MeasuredAmount(
            number,
            Span(
                min(value.start, measure_unit.start), max(value.end, measure_unit.end)
            ),
            str(dimension),
            code_or_size if isinstance(code_or_size, Decimal) else str(code_or_size),
            is_percentage,
        )


def _find_measure_unit(values: Sequence[Value], value_index: int) -> Value | None:
    """Find the unit of a number: after it, or a currency before it."""
    following_measure_unit = find_following_measure_unit(values, value_index)
    previous_value = values[value_index - 1] if value_index else None
    if (
        following_measure_unit is None
        and previous_value is not None
        and previous_value.kind is ValueKind.UNIT
        and previous_value.key[0] == CURRENCY
        and values[value_index].start - previous_value.end <= MAX_MEASURE_UNIT_GAP
    ):
        return previous_value
    return following_measure_unit
