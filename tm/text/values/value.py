"""One value of a text: a number, a date, a clock time …"""

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

ValueKey = tuple[Decimal | int | str | None, ...]


class ValueKind(StrEnum):
    """The kind of a value."""

    NUMBER = "number"
    PERCENT = "percent"
    ORDINAL = "ordinal"
    DATE = "date"
    TIME = "time"
    WEEKDAY = "weekday"
    UNIT = "unit"


class Value(NamedTuple):
    """A value with its place; two values are the same where kind and key are equal."""

    kind: ValueKind
    key: ValueKey
    """NUMBER, PERCENT: the amount, a Decimal (several for what is no amount: `1.2.3`).
    ORDINAL: the number, an int. DATE: year, month, day, each an int or None.
    TIME: hour and minute; an hour without its half of the day may be 12 too low.
    WEEKDAY: 1 for Monday to 7. UNIT: what is measured (`length` …) and how large the
    unit is, a Decimal; or `currency` and the ISO 4217 code."""
    start: int
    end: int
    """Code point offsets, half-open."""
    text: str
