"""Reading amounts: digits with scale, per cent, unit or currency; ordinals."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from tm.text.phrases.pattern import NEVER, alternatives, table_key
from tm.text.values.conventions import Conventions
from tm.text.values.eras import to_common_year
from tm.text.values.numerals import read_digits, read_roman
from tm.text.values.value import Value, ValueKey, ValueKind

ValuesRead = tuple[list[Value], int]
"""The values read at an offset, and the offset where reading continues."""

_MAX_WORD_LENGTH = 20
_MAX_CODE_DIGITS = 40
"""Digits of the longest code that is split into parts."""
_ROMAN_WORD = re.compile(r"[IVX]+(?!\w)")
_SURE_ROMAN = re.compile(r"I{2,3}|IV|VI{1,3}|IX|X[IVX]+")


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The patterns of a language, compiled."""

    digits: re.Pattern[str]
    currency: re.Pattern[str]
    range: re.Pattern[str]
    tail: re.Pattern[str]
    percent_before: re.Pattern[str]
    attached: re.Pattern[str]
    ordinal: re.Pattern[str]
    ordinal_end: re.Pattern[str]
    roman_before: re.Pattern[str]


class _ReadAmount(NamedTuple):
    """The digits of an amount and the words after them."""

    start: int
    end: int
    key: ValueKey
    tail: re.Match[str] | None = None


def read_amount(text: str, offset: int, conventions: Conventions) -> ValuesRead | None:
    """Read the amounts at an offset: a number, or both ends of a range."""
    patterns = _compile_patterns(conventions)
    values: list[Value] = []
    # Most are digits, before which no currency can start.
    currency = None if text[offset].isdigit() else patterns.currency.match(text, offset)
    start = offset
    if currency:
        values.append(
            _make_unit_value(text, currency.start(1), currency.end(1), conventions)
        )
        start = currency.end()
    first_amount = _read_digits(text, start, conventions)
    if first_amount is None:
        return None
    if currency:
        first_amount = _apply_attached_scale(text, first_amount, conventions)
    range_mark = (
        patterns.range.match(text, first_amount.end)
        if first_amount.tail is None
        else None
    )
    second_amount = (
        _read_digits(text, range_mark.end(), conventions) if range_mark else None
    )
    if second_amount is not None and _is_range(first_amount, second_amount):
        values += _make_amount_values(
            text, first_amount, second_amount.tail, conventions
        )
        values += _make_amount_values(
            text, second_amount, second_amount.tail, conventions, with_unit=True
        )
        return values, values[-1].end
    values += _make_amount_values(
        text, first_amount, first_amount.tail, conventions, with_unit=True
    )
    return values, values[-1].end


def read_ordinal(text: str, offset: int, conventions: Conventions) -> ValuesRead | None:
    """Read the ordinal or Roman numeral at an offset."""
    patterns = _compile_patterns(conventions)
    if text[offset].isdigit():  # neither a prefix nor a numeral
        match = patterns.ordinal_end.match(text, offset)
        return (
            _make_ordinal_value(text, offset, match.end(), int(match[1]))
            if match
            else None
        )
    match = patterns.ordinal.match(text, offset)
    if match:
        digits = match["digits"]
        number = int(digits) if digits.isdigit() else read_roman(digits)
        if number is not None:
            return _make_ordinal_value(text, offset, match.end(), number)
    match = _ROMAN_WORD.match(text, offset)
    if match and (
        _SURE_ROMAN.fullmatch(match[0])
        or patterns.roman_before.search(text, max(0, offset - 40), offset)
    ):
        number = read_roman(match[0])
        if number is not None:
            return _make_ordinal_value(text, offset, match.end(), number)
    return None


@lru_cache(maxsize=4096)
def make_amount_key(digits: str, conventions: Conventions) -> ValueKey:
    """The key of digits: the amount, or the parts of a code such as 1.2.3."""
    number = read_digits(digits, conventions.numbers)
    if number is not None:
        return (number,)
    if len(digits) >= _MAX_CODE_DIGITS:
        return (digits,)
    return tuple(Decimal(part) for part in re.split(r"\D", digits))


@lru_cache(maxsize=64)
def _compile_patterns(conventions: Conventions) -> _Patterns:
    numbers = conventions.numbers
    smaller = rf"\s+(?P<scaled>{numbers.digits})\s(?P<smaller>{numbers.scale})"
    if conventions.is_unspaced:
        # `3万5000` and `1억 2345만`; what is longer is another number.
        smaller = (
            rf"\s?(?P<scaled>\d{{1,4}})(?![\d.,:/])\s?(?P<smaller>{numbers.scale})?"
            rf"(?!\s?(?:{conventions.dates.year_after}|{conventions.dates.month_after}))"
        )
    tail = (
        rf"\s?(?P<percent>{numbers.percent})"
        rf"|\s?(?P<scale>{numbers.scale})(?:{smaller})?(?:[\s-]?(?P<unit>{conventions.unit})"
        rf"|[\s-]?(?P<money>{conventions.currency}))?"
        rf"|[\s-]?(?P<only_unit>{conventions.unit})|[\s-]?(?P<only_money>{conventions.currency})"
    )
    # A gap of a tenth of a line is no range; a bound keeps matching linear.
    ranges = (
        rf"\s{{0,2}}[-–—~]\s{{0,2}}(?=\d)"
        rf"|{conventions.word_gap}{numbers.range}{conventions.word_gap}(?=\d)"
    )
    return _Patterns(
        digits=re.compile(numbers.digits),
        currency=re.compile(rf"({conventions.currency})\s?(?=\d)", re.IGNORECASE),
        range=re.compile(ranges, re.IGNORECASE),
        tail=re.compile(tail, re.IGNORECASE),
        percent_before=re.compile(
            rf"{conventions.word_start}{numbers.percent_before}\s?\Z", re.IGNORECASE
        ),
        attached=re.compile(alternatives(numbers.attached), re.IGNORECASE),
        ordinal=re.compile(
            rf"{conventions.ordinal_prefix}\s?(?P<digits>\d{{1,4}}(?![\d.,]\d)|(?-i:[IVXLC]+)"
            rf"){conventions.number_end}",
            re.IGNORECASE,
        ),
        ordinal_end=re.compile(
            rf"(\d{{1,4}})\s?{conventions.ordinal_suffix}"
            if conventions.is_unspaced
            else rf"(\d{{1,4}}){conventions.ordinal_suffix}(?!\w)",
            re.IGNORECASE,
        ),
        roman_before=re.compile(
            rf"{conventions.word_start}{conventions.roman_before}{conventions.word_gap}\Z",
            re.IGNORECASE,
        ),
    )


def _read_digits(
    text: str, offset: int, conventions: Conventions
) -> _ReadAmount | None:
    patterns = _compile_patterns(conventions)
    digits = patterns.digits.match(text, offset)
    if digits is None:
        return None
    key = make_amount_key(digits[0], conventions)
    tail = patterns.tail.match(text, digits.end())
    number = key[0]
    if tail is None and len(key) == 1 and isinstance(number, Decimal):
        key = (to_common_year(text, offset, number, conventions),)
    return _ReadAmount(digits.start(), digits.end(), key, tail)


def _is_range(first_amount: _ReadAmount, second_amount: _ReadAmount) -> bool:
    """Whether the unit of the second number is that of the first too: 5–6 %."""
    if (
        second_amount.tail is None
        or len(first_amount.key) != 1
        or len(second_amount.key) != 1
    ):
        return False
    low_number, high_number = first_amount.key[0], second_amount.key[0]
    return (
        isinstance(low_number, Decimal)
        and isinstance(high_number, Decimal)
        and low_number < high_number
    )


def _apply_attached_scale(
    text: str, amount: _ReadAmount, conventions: Conventions
) -> _ReadAmount:
    """Multiply an amount by the letter attached to it, as in £125m."""
    letter = _compile_patterns(conventions).attached.match(text, amount.end)
    if letter is None or not isinstance(amount.key[0], Decimal):
        return amount
    scaled_number = amount.key[0].scaleb(
        conventions.numbers.attached[table_key(letter[0])]
    )
    return _ReadAmount(amount.start, letter.end(), (scaled_number.normalize(),))


def _make_amount_values(
    text: str,
    amount: _ReadAmount,
    tail: re.Match[str] | None,
    conventions: Conventions,
    *,
    with_unit: bool = False,
) -> list[Value]:
    """List the values of an amount and of the unit after it."""
    kind, key, end = ValueKind.NUMBER, amount.key, amount.end
    if tail is None:
        if conventions.numbers.percent_before != NEVER and _compile_patterns(
            conventions
        ).percent_before.search(text, _find_search_start(amount), amount.start):
            kind = ValueKind.PERCENT
        return [Value(kind, key, amount.start, end, text[amount.start : end])]
    if tail["percent"]:
        kind = ValueKind.PERCENT
        end = tail.end("percent") if with_unit else end
    elif tail["scale"] and isinstance(key[0], Decimal):
        key = (_apply_scale(key[0], tail, conventions, with_rest=with_unit),)
        last_group = next(name for name in ("smaller", "scaled", "scale") if tail[name])
        end = tail.end(last_group) if with_unit else end
    values = [Value(kind, key, amount.start, end, text[amount.start : end])]
    for group in ("unit", "only_unit", "money", "only_money") if with_unit else ():
        if tail[group]:
            values.append(_make_unit_value(text, *tail.span(group), conventions))
    return values


def _apply_scale(
    number: Decimal, tail: re.Match[str], conventions: Conventions, *, with_rest: bool
) -> Decimal:
    """Multiply a number by its scale word; `2 tỷ 300 triệu` is one amount."""
    scales = conventions.numbers.scales
    scaled_number = number.scaleb(scales[table_key(tail["scale"])])
    if with_rest and tail["scaled"]:
        smaller_number = read_digits(tail["scaled"], conventions.numbers)
        if smaller_number is not None:
            power = scales[table_key(tail["smaller"])] if tail["smaller"] else 0
            scaled_number += smaller_number.scaleb(power)
    return scaled_number.normalize()


def _find_search_start(amount: _ReadAmount) -> int:
    return max(0, amount.start - _MAX_WORD_LENGTH)


def _make_unit_value(
    text: str, start: int, end: int, conventions: Conventions
) -> Value:
    word = table_key(text[start:end])
    code = conventions.currencies.get(word)
    key: ValueKey = ("currency", code) if code else conventions.units[word]
    return Value(ValueKind.UNIT, key, start, end, text[start:end])


def _make_ordinal_value(text: str, start: int, end: int, number: int) -> ValuesRead:
    return [Value(ValueKind.ORDINAL, (number,), start, end, text[start:end])], end
