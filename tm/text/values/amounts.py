"""Reading amounts: digits with scale, per cent, unit or currency; ordinals."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from tm.text.phrases.pattern import NEVER, alternatives, known
from tm.text.values.conventions import Conventions
from tm.text.values.eras import common_year
from tm.text.values.numerals import amount, roman
from tm.text.values.value import Key, Value, ValueKind

Reading = tuple[list[Value], int]
"""The values read at a place, and where to read on."""

_LONGEST_WORD = 20
_MOST_DIGITS = 40
"""What is longer has no parts."""
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


class _Amount(NamedTuple):
    """Digits, and what follows them."""

    start: int
    end: int
    key: Key
    tail: re.Match[str] | None = None


def read_amount(text: str, place: int, rules: Conventions) -> Reading | None:
    """The amounts that start at a place: a number, or both ends of a range."""
    patterns = _patterns(rules)
    values: list[Value] = []
    # Most are digits, before which no currency can start.
    money = None if text[place].isdigit() else patterns.currency.match(text, place)
    start = place
    if money:
        values.append(_unit(text, money.start(1), money.end(1), rules))
        start = money.end()
    first = _amount(text, start, rules)
    if first is None:
        return None
    if money:
        first = _attached(text, first, rules)
    joint = patterns.range.match(text, first.end) if first.tail is None else None
    second = _amount(text, joint.end(), rules) if joint else None
    if second is not None and _is_range(first, second):
        values += _written(text, first, second.tail, rules)
        values += _written(text, second, second.tail, rules, with_unit=True)
        return values, values[-1].end
    values += _written(text, first, first.tail, rules, with_unit=True)
    return values, values[-1].end


def read_ordinal(text: str, place: int, rules: Conventions) -> Reading | None:
    """The ordinal or Roman numeral that starts at a place."""
    patterns = _patterns(rules)
    if text[place].isdigit():  # neither a prefix nor a numeral
        found = patterns.ordinal_end.match(text, place)
        return _ordinal(text, place, found.end(), int(found[1])) if found else None
    found = patterns.ordinal.match(text, place)
    if found:
        written = found["digits"]
        number = int(written) if written.isdigit() else roman(written)
        if number is not None:
            return _ordinal(text, place, found.end(), number)
    found = _ROMAN_WORD.match(text, place)
    if found and (
        _SURE_ROMAN.fullmatch(found[0])
        or patterns.roman_before.search(text, max(0, place - 40), place)
    ):
        number = roman(found[0])
        if number is not None:
            return _ordinal(text, place, found.end(), number)
    return None


@lru_cache(maxsize=4096)
def amount_key(digits: str, rules: Conventions) -> Key:
    """The key of a number in digits: the amount, or the parts of what is none."""
    number = amount(digits, rules.numbers)
    if number is not None:
        return (number,)
    if len(digits) >= _MOST_DIGITS:
        return (digits,)
    return tuple(Decimal(part) for part in re.split(r"\D", digits))


@lru_cache(maxsize=64)
def _patterns(rules: Conventions) -> _Patterns:
    numbers = rules.numbers
    smaller = rf"\s+(?P<scaled>{numbers.digits})\s(?P<smaller>{numbers.scale})"
    if rules.glued:
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
        rf"|{rules.gap}{numbers.range}{rules.gap}(?=\d)"
    )
    return _Patterns(
        digits=re.compile(numbers.digits),
        currency=re.compile(rf"({rules.currency})\s?(?=\d)", re.IGNORECASE),
        range=re.compile(ranges, re.IGNORECASE),
        tail=re.compile(tail, re.IGNORECASE),
        percent_before=re.compile(
            rf"{rules.boundary}{numbers.percent_before}\s?\Z", re.IGNORECASE
        ),
        attached=re.compile(alternatives(numbers.attached), re.IGNORECASE),
        ordinal=re.compile(
            rf"{rules.ordinal_prefix}\s?(?P<digits>\d{{1,4}}(?![\d.,]\d)|(?-i:[IVXLC]+)"
            rf"){rules.end}",
            re.IGNORECASE,
        ),
        ordinal_end=re.compile(
            rf"(\d{{1,4}})\s?{rules.ordinal_suffix}"
            if rules.glued
            else rf"(\d{{1,4}}){rules.ordinal_suffix}(?!\w)",
            re.IGNORECASE,
        ),
        roman_before=re.compile(
            rf"{rules.boundary}{rules.roman_before}{rules.gap}\Z", re.IGNORECASE
        ),
    )


def _amount(text: str, place: int, rules: Conventions) -> _Amount | None:
    patterns = _patterns(rules)
    digits = patterns.digits.match(text, place)
    if digits is None:
        return None
    key = amount_key(digits[0], rules)
    tail = patterns.tail.match(text, digits.end())
    number = key[0]
    if tail is None and len(key) == 1 and isinstance(number, Decimal):
        key = (common_year(text, place, number, rules),)
    return _Amount(digits.start(), digits.end(), key, tail)


def _is_range(first: _Amount, second: _Amount) -> bool:
    """Whether what follows the second number is meant of the first too: 5–6 %."""
    if second.tail is None or len(first.key) != 1 or len(second.key) != 1:
        return False
    low, high = first.key[0], second.key[0]
    return isinstance(low, Decimal) and isinstance(high, Decimal) and low < high


def _attached(text: str, number: _Amount, rules: Conventions) -> _Amount:
    """The amount with the letter that follows it, as in £125m."""
    found = _patterns(rules).attached.match(text, number.end)
    if found is None or not isinstance(number.key[0], Decimal):
        return number
    size = number.key[0].scaleb(rules.numbers.attached[known(found[0])])
    return _Amount(number.start, found.end(), (size.normalize(),))


def _written(
    text: str,
    number: _Amount,
    tail: re.Match[str] | None,
    rules: Conventions,
    *,
    with_unit: bool = False,
) -> list[Value]:
    """The values of an amount and of what follows it."""
    kind, key, end = ValueKind.NUMBER, number.key, number.end
    if tail is None:
        if rules.numbers.percent_before != NEVER and _patterns(
            rules
        ).percent_before.search(text, _before(number), number.start):
            kind = ValueKind.PERCENT
        return [Value(kind, key, number.start, end, text[number.start : end])]
    if tail["percent"]:
        kind = ValueKind.PERCENT
        end = tail.end("percent") if with_unit else end
    elif tail["scale"] and isinstance(key[0], Decimal):
        key = (_scaled(key[0], tail, rules, compound=with_unit),)
        last = next(name for name in ("smaller", "scaled", "scale") if tail[name])
        end = tail.end(last) if with_unit else end
    values = [Value(kind, key, number.start, end, text[number.start : end])]
    for group in ("unit", "only_unit", "money", "only_money") if with_unit else ():
        if tail[group]:
            values.append(_unit(text, *tail.span(group), rules))
    return values


def _scaled(
    number: Decimal, tail: re.Match[str], rules: Conventions, *, compound: bool
) -> Decimal:
    """The number times its scale; `2 tỷ 300 triệu` is one amount."""
    scales = rules.numbers.scales
    size = number.scaleb(scales[known(tail["scale"])])
    if compound and tail["scaled"]:
        rest = amount(tail["scaled"], rules.numbers)
        if rest is not None:
            power = scales[known(tail["smaller"])] if tail["smaller"] else 0
            size += rest.scaleb(power)
    return size.normalize()


def _before(number: _Amount) -> int:
    return max(0, number.start - _LONGEST_WORD)


def _unit(text: str, start: int, end: int, rules: Conventions) -> Value:
    word = known(text[start:end])
    code = rules.currencies.get(word)
    key: Key = ("currency", code) if code else rules.units[word]
    return Value(ValueKind.UNIT, key, start, end, text[start:end])


def _ordinal(text: str, start: int, end: int, number: int) -> Reading:
    return [Value(ValueKind.ORDINAL, (number,), start, end, text[start:end])], end
