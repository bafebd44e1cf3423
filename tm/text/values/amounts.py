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
"""The values read at a place, and the place where reading goes on."""

_LONGEST_WORD = 20
_MOST_DIGITS = 40
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


def read_amount(text: str, place: int, rules: Conventions) -> ValuesRead | None:
    """Read the amounts at a place: a number, or both ends of a range."""
    patterns = _patterns(rules)
    values: list[Value] = []
    # Most are digits, before which no currency can start.
    currency = None if text[place].isdigit() else patterns.currency.match(text, place)
    start = place
    if currency:
        values.append(_unit_value(text, currency.start(1), currency.end(1), rules))
        start = currency.end()
    first = _read_digits(text, start, rules)
    if first is None:
        return None
    if currency:
        first = _with_attached_scale(text, first, rules)
    range_mark = patterns.range.match(text, first.end) if first.tail is None else None
    second = _read_digits(text, range_mark.end(), rules) if range_mark else None
    if second is not None and _is_range(first, second):
        values += _amount_values(text, first, second.tail, rules)
        values += _amount_values(text, second, second.tail, rules, with_unit=True)
        return values, values[-1].end
    values += _amount_values(text, first, first.tail, rules, with_unit=True)
    return values, values[-1].end


def read_ordinal(text: str, place: int, rules: Conventions) -> ValuesRead | None:
    """Read the ordinal or Roman numeral at a place."""
    patterns = _patterns(rules)
    if text[place].isdigit():  # neither a prefix nor a numeral
        match = patterns.ordinal_end.match(text, place)
        return (
            _ordinal_value(text, place, match.end(), int(match[1])) if match else None
        )
    match = patterns.ordinal.match(text, place)
    if match:
        digits = match["digits"]
        number = int(digits) if digits.isdigit() else read_roman(digits)
        if number is not None:
            return _ordinal_value(text, place, match.end(), number)
    match = _ROMAN_WORD.match(text, place)
    if match and (
        _SURE_ROMAN.fullmatch(match[0])
        or patterns.roman_before.search(text, max(0, place - 40), place)
    ):
        number = read_roman(match[0])
        if number is not None:
            return _ordinal_value(text, place, match.end(), number)
    return None


@lru_cache(maxsize=4096)
def amount_key(digits: str, rules: Conventions) -> ValueKey:
    """The key of digits: the amount, or the parts of a code such as 1.2.3."""
    number = read_digits(digits, rules.numbers)
    if number is not None:
        return (number,)
    if len(digits) >= _MOST_DIGITS:
        return (digits,)
    return tuple(Decimal(part) for part in re.split(r"\D", digits))


@lru_cache(maxsize=64)
def _patterns(rules: Conventions) -> _Patterns:
    numbers = rules.numbers
    smaller = rf"\s+(?P<scaled>{numbers.digits})\s(?P<smaller>{numbers.scale})"
    if rules.is_unspaced:
        # `3万5000` and `1억 2345만`; what is longer is another number.
        smaller = (
            rf"\s?(?P<scaled>\d{{1,4}})(?![\d.,:/])\s?(?P<smaller>{numbers.scale})?"
            rf"(?!\s?(?:{rules.dates.year_after}|{rules.dates.month_after}))"
        )
    tail = (
        rf"\s?(?P<percent>{numbers.percent})"
        rf"|\s?(?P<scale>{numbers.scale})(?:{smaller})?(?:[\s-]?(?P<unit>{rules.unit})"
        rf"|[\s-]?(?P<money>{rules.currency}))?"
        rf"|[\s-]?(?P<only_unit>{rules.unit})|[\s-]?(?P<only_money>{rules.currency})"
    )
    # A gap of a tenth of a line is no range; a bound keeps matching linear.
    ranges = (
        rf"\s{{0,2}}[-–—~]\s{{0,2}}(?=\d)"
        rf"|{rules.word_gap}{numbers.range}{rules.word_gap}(?=\d)"
    )
    return _Patterns(
        digits=re.compile(numbers.digits),
        currency=re.compile(rf"({rules.currency})\s?(?=\d)", re.IGNORECASE),
        range=re.compile(ranges, re.IGNORECASE),
        tail=re.compile(tail, re.IGNORECASE),
        percent_before=re.compile(
            rf"{rules.word_start}{numbers.percent_before}\s?\Z", re.IGNORECASE
        ),
        attached=re.compile(alternatives(numbers.attached), re.IGNORECASE),
        ordinal=re.compile(
            rf"{rules.ordinal_prefix}\s?(?P<digits>\d{{1,4}}(?![\d.,]\d)|(?-i:[IVXLC]+)"
            rf"){rules.number_end}",
            re.IGNORECASE,
        ),
        ordinal_end=re.compile(
            rf"(\d{{1,4}})\s?{rules.ordinal_suffix}"
            if rules.is_unspaced
            else rf"(\d{{1,4}}){rules.ordinal_suffix}(?!\w)",
            re.IGNORECASE,
        ),
        roman_before=re.compile(
            rf"{rules.word_start}{rules.roman_before}{rules.word_gap}\Z", re.IGNORECASE
        ),
    )


def _read_digits(text: str, place: int, rules: Conventions) -> _ReadAmount | None:
    patterns = _patterns(rules)
    digits = patterns.digits.match(text, place)
    if digits is None:
        return None
    key = amount_key(digits[0], rules)
    tail = patterns.tail.match(text, digits.end())
    number = key[0]
    if tail is None and len(key) == 1 and isinstance(number, Decimal):
        key = (to_common_year(text, place, number, rules),)
    return _ReadAmount(digits.start(), digits.end(), key, tail)


def _is_range(first: _ReadAmount, second: _ReadAmount) -> bool:
    """Whether the unit of the second number is that of the first too: 5–6 %."""
    if second.tail is None or len(first.key) != 1 or len(second.key) != 1:
        return False
    low, high = first.key[0], second.key[0]
    return isinstance(low, Decimal) and isinstance(high, Decimal) and low < high


def _with_attached_scale(
    text: str, number: _ReadAmount, rules: Conventions
) -> _ReadAmount:
    """Multiply an amount by the letter attached to it, as in £125m."""
    letter = _patterns(rules).attached.match(text, number.end)
    if letter is None or not isinstance(number.key[0], Decimal):
        return number
    size = number.key[0].scaleb(rules.numbers.attached[table_key(letter[0])])
    return _ReadAmount(number.start, letter.end(), (size.normalize(),))


def _amount_values(
    text: str,
    number: _ReadAmount,
    tail: re.Match[str] | None,
    rules: Conventions,
    *,
    with_unit: bool = False,
) -> list[Value]:
    """List the values of an amount and of the unit after it."""
    kind, key, end = ValueKind.NUMBER, number.key, number.end
    if tail is None:
        if rules.numbers.percent_before != NEVER and _patterns(
            rules
        ).percent_before.search(text, _words_before(number), number.start):
            kind = ValueKind.PERCENT
        return [Value(kind, key, number.start, end, text[number.start : end])]
    if tail["percent"]:
        kind = ValueKind.PERCENT
        end = tail.end("percent") if with_unit else end
    elif tail["scale"] and isinstance(key[0], Decimal):
        key = (_apply_scale(key[0], tail, rules, with_rest=with_unit),)
        last_group = next(name for name in ("smaller", "scaled", "scale") if tail[name])
        end = tail.end(last_group) if with_unit else end
    values = [Value(kind, key, number.start, end, text[number.start : end])]
    for group in ("unit", "only_unit", "money", "only_money") if with_unit else ():
        if tail[group]:
            values.append(_unit_value(text, *tail.span(group), rules))
    return values


def _apply_scale(
    number: Decimal, tail: re.Match[str], rules: Conventions, *, with_rest: bool
) -> Decimal:
    """Multiply a number by its scale word; `2 tỷ 300 triệu` is one amount."""
    scales = rules.numbers.scales
    size = number.scaleb(scales[table_key(tail["scale"])])
    if with_rest and tail["scaled"]:
        rest = read_digits(tail["scaled"], rules.numbers)
        if rest is not None:
            power = scales[table_key(tail["smaller"])] if tail["smaller"] else 0
            size += rest.scaleb(power)
    return size.normalize()


def _words_before(number: _ReadAmount) -> int:
    return max(0, number.start - _LONGEST_WORD)


def _unit_value(text: str, start: int, end: int, rules: Conventions) -> Value:
    word = table_key(text[start:end])
    code = rules.currencies.get(word)
    key: ValueKey = ("currency", code) if code else rules.units[word]
    return Value(ValueKind.UNIT, key, start, end, text[start:end])


def _ordinal_value(text: str, start: int, end: int, number: int) -> ValuesRead:
    return [Value(ValueKind.ORDINAL, (number,), start, end, text[start:end])], end
