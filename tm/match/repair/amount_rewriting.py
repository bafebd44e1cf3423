"""Replacing one amount by another: digits, separators, scale words, per cent."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from tm.text.phrases.pattern import phrase_key
from tm.text.values.conventions import Conventions
from tm.text.values.number_date_and_time_conventions import NumberConventions
from tm.text.values.numerals import read_digits
from tm.text.values.value import Value, ValueKind
from tm.text.word_pattern import LETTERS_PATTERN

_SPACES = " \u00a0\u202f\u2009"
_MIN_GROUPED_AMOUNT = 10_000
"""The least amount that is written with separators where the target had a scale."""
_MAX_DECIMAL_COUNT = 2
"""Decimals of an amount with a scale word if the query has none."""


class _WrittenAmount(NamedTuple):
    """An amount as written in a text: `16,7 miliar`."""

    numeral: str
    numeral_value: Decimal
    """The value of the digits alone."""
    full_value: Decimal
    """The value of the whole, scale word included."""
    tail: str
    """The text after the digits: a scale word, a per cent sign."""
    scale_word: str
    """The scale word, or the letter that stands for it."""
    exponent: int
    """The power of ten of the scale word, or that of the range's end: 5–6 triệu."""

    @property
    def decimal_count(self) -> int:
        """Digits after the decimal mark."""
        digits_and_marks = "".join(
            character for character in self.numeral if character not in _SPACES
        )
        decimal_count = (
            len(re.split("[.,]", digits_and_marks)[-1])
            if re.search("[.,]", digits_and_marks)
            else 0
        )
        digits_as_integer = Decimal(re.sub(r"\D", "", digits_and_marks))
        return (
            decimal_count
            if self.numeral_value.scaleb(decimal_count) == digits_as_integer
            else 0
        )

    @property
    def is_grouped(self) -> bool:
        """Whether thousands are separated."""
        separator_count = len(re.findall(r"\D", self.numeral))
        return separator_count > bool(self.decimal_count)


def rewrite_amount(
    target_value: Value,
    *,
    old_value: Value,
    new_value: Value,
    target_and_query_conventions: tuple[Conventions, Conventions],
) -> str | None:
    """Write a new amount in the style of a stored one; None if that is uncertain.

    `target_and_query_conventions`: of the languages of the target and of the query.
    """
    target_number_conventions, query_number_conventions = (
        conventions.numbers for conventions in target_and_query_conventions
    )
    if any(
        _is_version_or_code(value) for value in (target_value, old_value, new_value)
    ):
        return new_value.text if target_value.text == old_value.text else None
    target_amount, source_amount = (
        _parse_amount(target_value, target_number_conventions),
        _parse_amount(old_value, query_number_conventions),
    )
    query_amount = _parse_amount(new_value, query_number_conventions)
    if target_amount is None or source_amount is None or query_amount is None:
        return None
    if target_value.kind is ValueKind.PERCENT:
        return (
            _format_in_style(
                query_amount,
                query_amount.numeral_value,
                target_amount,
                source_amount,
                target_number_conventions,
            )
            + target_amount.tail
        )
    if target_amount.scale_word:
        return _write_with_scale(
            query_amount, target_amount, source_amount, target_number_conventions
        )
    if target_amount.exponent:
        return _format_in_style(
            query_amount,
            query_amount.numeral_value,
            target_amount,
            source_amount,
            target_number_conventions,
        )
    if (
        query_amount.scale_word
        and not source_amount.scale_word
        and not source_amount.exponent
    ):
        return _write_with_query_scale(
            query_amount, target_amount, source_amount, target_number_conventions
        )
    return _write_in_full(
        query_amount, target_amount, source_amount, target_number_conventions
    )


def _is_version_or_code(value: Value) -> bool:
    """Whether the digits are a version, a section or a number with leading zeros."""
    return (
        len(value.key) != 1
        or not isinstance(value.key[0], Decimal)
        or bool(re.match(r"0\d", value.text))
    )


def _parse_amount(
    value: Value, number_conventions: NumberConventions
) -> _WrittenAmount | None:
    numeral_match = re.match(number_conventions.digits_pattern, value.text)
    numeral_value = (
        read_digits(numeral_match[0], number_conventions) if numeral_match else None
    )
    full_value = value.key[0]
    if (
        numeral_match is None
        or numeral_value is None
        or not isinstance(full_value, Decimal)
    ):
        return None
    tail = value.text[numeral_match.end() :]
    for exponent_by_scale_word in (
        number_conventions.power_by_scale_word,
        number_conventions.power_by_attached_letter,
    ):
        scale_pattern_text = (
            number_conventions.scale_word_pattern
            if exponent_by_scale_word is number_conventions.power_by_scale_word
            else LETTERS_PATTERN.pattern
        )
        scale_match = re.match(rf"\s?({scale_pattern_text})", tail, re.IGNORECASE)
        if scale_match and phrase_key(scale_match[1]) in exponent_by_scale_word:
            exponent = exponent_by_scale_word[phrase_key(scale_match[1])]
            return _WrittenAmount(
                numeral_match[0],
                numeral_value,
                full_value,
                tail,
                scale_match[1],
                exponent,
            )
    exponent = 0
    if numeral_value and full_value != numeral_value:
        exponent = (full_value / numeral_value).adjusted()
        if numeral_value.scaleb(exponent) != full_value:
            return None  # a year of another calendar
    return _WrittenAmount(
        numeral_match[0], numeral_value, full_value, tail, "", exponent
    )


def _write_with_scale(
    query_amount: _WrittenAmount,
    target_amount: _WrittenAmount,
    source_amount: _WrittenAmount,
    number_conventions: NumberConventions,
) -> str | None:
    """Write the query's amount for a target whose amount has a scale word."""
    if query_amount.exponent:
        return _write_with_query_scale(
            query_amount, target_amount, source_amount, number_conventions
        )
    if source_amount.exponent:
        return _write_in_full(
            query_amount, target_amount, source_amount, number_conventions
        )
    # The source writes the amount in full, and the target with a scale word.
    scaled_number = query_amount.full_value.scaleb(-target_amount.exponent).normalize()
    if -int(scaled_number.as_tuple().exponent) > _MAX_DECIMAL_COUNT:
        return _write_in_full(
            query_amount, target_amount, source_amount, number_conventions
        )
    return _append_scale_word(
        _format_number(scaled_number, number_conventions),
        target_amount.scale_word,
        target_amount,
    )


def _write_with_query_scale(
    query_amount: _WrittenAmount,
    target_amount: _WrittenAmount,
    source_amount: _WrittenAmount,
    number_conventions: NumberConventions,
) -> str | None:
    """Write the query's amount with its scale, in the target's scale words."""
    uses_scale_letter = bool(
        target_amount.scale_word
        and phrase_key(target_amount.scale_word)
        not in number_conventions.power_by_scale_word
    )
    exponent_by_scale_word = (
        number_conventions.power_by_attached_letter
        if uses_scale_letter
        else number_conventions.power_by_scale_word
    )
    number, exponent = query_amount.numeral_value, query_amount.exponent
    if query_amount.full_value != number.scaleb(exponent):  # 2 tỷ 300 triệu
        number = query_amount.full_value.scaleb(-exponent).normalize()
    scale_word = (
        target_amount.scale_word
        if exponent == target_amount.exponent
        else _find_scale_word(exponent_by_scale_word, exponent)
    )
    if scale_word is None and target_amount.scale_word:
        # Chinese has no word for 10⁹: 17 tỷ is 170亿.
        number_in_target_scale = query_amount.full_value.scaleb(
            -target_amount.exponent
        ).normalize()
        if (
            number_in_target_scale >= 1
            and -int(number_in_target_scale.as_tuple().exponent) <= _MAX_DECIMAL_COUNT
        ):
            return _append_scale_word(
                _format_number(number_in_target_scale, number_conventions),
                target_amount.scale_word,
                target_amount,
            )
    while scale_word is None and exponent > 3:
        exponent -= 1
        number = number.scaleb(1)
        if exponent % 3 == 0:
            has_target_scale = exponent == target_amount.exponent
            scale_word = (
                target_amount.scale_word
                if has_target_scale
                else _find_scale_word(exponent_by_scale_word, exponent)
            )
    if scale_word is None:
        return None
    return _append_scale_word(
        _format_in_style(
            query_amount, number, target_amount, source_amount, number_conventions
        ),
        scale_word,
        target_amount,
    )


def _find_scale_word(
    exponent_by_scale_word: Mapping[str, int], exponent: int
) -> str | None:
    return next(
        (
            scale_word
            for scale_word, word_exponent in exponent_by_scale_word.items()
            if word_exponent == exponent
        ),
        None,
    )


def _append_scale_word(
    numeral: str, scale_word: str, target_amount: _WrittenAmount
) -> str:
    leading_space_match = re.match(r"\s*", target_amount.tail)
    space_before_scale_word = (
        leading_space_match[0]
        if leading_space_match and target_amount.scale_word
        else " "
    )
    if target_amount.scale_word[:1].isupper() and scale_word.islower():
        scale_word = (
            scale_word.upper() if len(scale_word) == 1 else scale_word.capitalize()
        )
    return f"{numeral}{space_before_scale_word}{scale_word}"


def _write_in_full(
    query_amount: _WrittenAmount,
    target_amount: _WrittenAmount,
    source_amount: _WrittenAmount,
    number_conventions: NumberConventions,
) -> str | None:
    """Write the query's amount without a scale word."""
    if query_amount.full_value == query_amount.numeral_value:
        return _format_in_style(
            query_amount,
            query_amount.full_value,
            target_amount,
            source_amount,
            number_conventions,
        )
    if query_amount.full_value != query_amount.full_value.to_integral():
        return None
    is_grouped = (
        target_amount.is_grouped or query_amount.full_value >= _MIN_GROUPED_AMOUNT
    )
    return _format_number(
        query_amount.full_value,
        number_conventions,
        group_separator=number_conventions.group_mark if is_grouped else "",
    )


def _format_in_style(
    query_amount: _WrittenAmount,
    number: Decimal,
    target_amount: _WrittenAmount,
    source_amount: _WrittenAmount,
    number_conventions: NumberConventions,
) -> str:
    """Format a number with the query's decimals and the target's grouping."""
    decimal_count = (
        query_amount.decimal_count if number == query_amount.numeral_value else 0
    )
    is_grouped = query_amount.is_grouped
    if (
        target_amount.is_grouped != source_amount.is_grouped
        and target_amount.numeral_value >= 1000
    ):
        is_grouped = target_amount.is_grouped  # the languages group differently
    separator_spaces = [
        separator for separator in target_amount.numeral if separator in _SPACES
    ]
    group_separator = (
        separator_spaces[0] if separator_spaces else number_conventions.group_mark
    )
    return _format_number(
        number,
        number_conventions,
        group_separator=group_separator if is_grouped else "",
        decimal_count=decimal_count,
    )


def _format_number(
    number: Decimal,
    number_conventions: NumberConventions,
    *,
    group_separator: str = "",
    decimal_count: int = 0,
) -> str:
    integer_part, _, fraction_digits = f"{number.normalize():f}".partition(".")
    if group_separator:
        integer_part = f"{int(integer_part):,}".replace(",", group_separator)
    fraction_digits = fraction_digits.ljust(decimal_count, "0")
    return (
        f"{integer_part}{number_conventions.decimal_mark}{fraction_digits}"
        if fraction_digits
        else integer_part
    )
