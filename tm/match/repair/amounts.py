"""Replacing one amount by another: digits, separators, scale words, per cent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tm.text.phrases.pattern import table_key
from tm.text.values.convention_parts import NumberConventions
from tm.text.values.conventions import Conventions
from tm.text.values.numerals import read_digits
from tm.text.values.value import Value, ValueKind

_SPACES = " \u00a0\u202f\u2009"
_GROUPED_FROM = 10_000
"""The least amount written in full that gets separators after a scale word."""
_MAX_DECIMALS = 2
"""Decimals of an amount with a scale word if the query has none."""


@dataclass(frozen=True, slots=True)
class _WrittenAmount:
    """An amount as written in a text: `16,7 miliar`."""

    digits: str
    digits_value: Decimal
    """The value of the digits alone."""
    full_value: Decimal
    """The value of the whole, scale word included."""
    tail: str
    """The text after the digits: a scale word, a per cent sign."""
    scale: str
    """The scale word, or the letter that stands for it."""
    exponent: int
    """The power of ten of the scale word, or of a range's other end: 5–6 triệu."""

    @property
    def decimals(self) -> int:
        """Digits after the decimal mark."""
        plain = "".join(mark for mark in self.digits if mark not in _SPACES)
        decimals = len(re.split("[.,]", plain)[-1]) if re.search("[.,]", plain) else 0
        without_marks = Decimal(re.sub(r"\D", "", plain))
        return decimals if self.digits_value.scaleb(decimals) == without_marks else 0

    @property
    def is_grouped(self) -> bool:
        """Whether thousands are separated."""
        marks = len(re.findall(r"\D", self.digits))
        return marks > bool(self.decimals)


def rewrite_amount(
    stored: Value, *, old: Value, new: Value, rules: tuple[Conventions, Conventions]
) -> str | None:
    """Write a new amount as a stored one is written; None if it is unclear how.

    `rules` are those of the language to write and those of the query.
    """
    target_numbers, query_numbers = (conventions.numbers for conventions in rules)
    if any(_is_code(value) for value in (stored, old, new)):
        return new.text if stored.text == old.text else None
    target, source = (
        _read_amount(stored, target_numbers),
        _read_amount(old, query_numbers),
    )
    query = _read_amount(new, query_numbers)
    if target is None or source is None or query is None:
        return None
    if stored.kind is ValueKind.PERCENT:
        return (
            _format_like(query, query.digits_value, target, source, target_numbers)
            + target.tail
        )
    if target.scale:
        return _write_with_scale(query, target, source, target_numbers)
    if target.exponent:
        return _format_like(query, query.digits_value, target, source, target_numbers)
    if query.scale and not source.scale and not source.exponent:
        return _write_with_query_scale(query, target, source, target_numbers)
    return _write_in_full(query, target, source, target_numbers)


def _is_code(value: Value) -> bool:
    """Whether the digits are a version, a section or a number with leading zeros."""
    return (
        len(value.key) != 1
        or not isinstance(value.key[0], Decimal)
        or bool(re.match(r"0\d", value.text))
    )


def _read_amount(value: Value, numbers: NumberConventions) -> _WrittenAmount | None:
    digits = re.match(numbers.digits, value.text)
    digits_value = read_digits(digits[0], numbers) if digits else None
    full_value = value.key[0]
    if digits is None or digits_value is None or not isinstance(full_value, Decimal):
        return None
    tail = value.text[digits.end() :]
    for table in (numbers.scales, numbers.attached):
        pattern = numbers.scale if table is numbers.scales else r"[^\W\d_]+"
        word = re.match(rf"\s?({pattern})", tail, re.IGNORECASE)
        if word and table_key(word[1]) in table:
            exponent = table[table_key(word[1])]
            return _WrittenAmount(
                digits[0], digits_value, full_value, tail, word[1], exponent
            )
    exponent = 0
    if digits_value and full_value != digits_value:
        exponent = (full_value / digits_value).adjusted()
        if digits_value.scaleb(exponent) != full_value:
            return None  # a year of another calendar
    return _WrittenAmount(digits[0], digits_value, full_value, tail, "", exponent)


def _write_with_scale(
    query: _WrittenAmount,
    target: _WrittenAmount,
    source: _WrittenAmount,
    numbers: NumberConventions,
) -> str | None:
    if query.exponent:
        return _write_with_query_scale(query, target, source, numbers)
    if source.exponent:
        return _write_in_full(query, target, source, numbers)
    # The source writes it in full and the target shortens it.
    scaled_number = query.full_value.scaleb(-target.exponent).normalize()
    if -int(scaled_number.as_tuple().exponent) > _MAX_DECIMALS:
        return _write_in_full(query, target, source, numbers)
    return _join_scale(_format_number(scaled_number, numbers), target.scale, target)


def _write_with_query_scale(
    query: _WrittenAmount,
    target: _WrittenAmount,
    source: _WrittenAmount,
    numbers: NumberConventions,
) -> str | None:
    """Write the query's amount with its scale, in the target's scale words."""
    is_letter = target.scale and table_key(target.scale) not in numbers.scales
    table = numbers.attached if is_letter else numbers.scales
    number, exponent = query.digits_value, query.exponent
    if query.full_value != number.scaleb(exponent):  # 2 tỷ 300 triệu
        number = query.full_value.scaleb(-exponent).normalize()
    scale = (
        target.scale if exponent == target.exponent else _scale_word(table, exponent)
    )
    if scale is None and target.scale:
        # Chinese has no word for 10⁹: 17 tỷ is 170亿.
        scaled_number = query.full_value.scaleb(-target.exponent).normalize()
        if (
            scaled_number >= 1
            and -int(scaled_number.as_tuple().exponent) <= _MAX_DECIMALS
        ):
            return _join_scale(
                _format_number(scaled_number, numbers), target.scale, target
            )
    while scale is None and exponent > 3:
        exponent -= 1
        number = number.scaleb(1)
        if exponent % 3 == 0:
            is_same = exponent == target.exponent
            scale = target.scale if is_same else _scale_word(table, exponent)
    if scale is None:
        return None
    return _join_scale(
        _format_like(query, number, target, source, numbers), scale, target
    )


def _scale_word(table: Mapping[str, int], exponent: int) -> str | None:
    return next((word for word, power in table.items() if power == exponent), None)


def _join_scale(digits: str, scale: str, target: _WrittenAmount) -> str:
    gap = re.match(r"\s*", target.tail)
    space = gap[0] if gap and target.scale else " "
    if target.scale[:1].isupper() and scale.islower():
        scale = scale.upper() if len(scale) == 1 else scale.capitalize()
    return f"{digits}{space}{scale}"


def _write_in_full(
    query: _WrittenAmount,
    target: _WrittenAmount,
    source: _WrittenAmount,
    numbers: NumberConventions,
) -> str | None:
    if query.full_value == query.digits_value:
        return _format_like(query, query.full_value, target, source, numbers)
    if query.full_value != query.full_value.to_integral():
        return None
    is_grouped = target.is_grouped or query.full_value >= _GROUPED_FROM
    return _format_number(
        query.full_value, numbers, group=numbers.group if is_grouped else ""
    )


def _format_like(
    query: _WrittenAmount,
    number: Decimal,
    target: _WrittenAmount,
    source: _WrittenAmount,
    numbers: NumberConventions,
) -> str:
    """Format a number with the query's decimals and the target's grouping."""
    decimals = query.decimals if number == query.digits_value else 0
    is_grouped = query.is_grouped
    if target.is_grouped != source.is_grouped and target.digits_value >= 1000:
        is_grouped = target.is_grouped  # its habit differs from the source's
    spaces = [mark for mark in target.digits if mark in _SPACES]
    group = spaces[0] if spaces else numbers.group
    return _format_number(
        number, numbers, group=group if is_grouped else "", decimals=decimals
    )


def _format_number(
    number: Decimal, numbers: NumberConventions, *, group: str = "", decimals: int = 0
) -> str:
    integer_part, _, fraction = f"{number.normalize():f}".partition(".")
    if group:
        integer_part = f"{int(integer_part):,}".replace(",", group)
    fraction = fraction.ljust(decimals, "0")
    return f"{integer_part}{numbers.decimal}{fraction}" if fraction else integer_part
