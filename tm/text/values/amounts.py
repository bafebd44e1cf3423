"""Reading amounts: digits with scale, per cent, unit or currency; ordinals."""

import re
from decimal import Decimal
from typing import NamedTuple

from tm.result_cache import lazy_constant
from tm.text.pattern_store import compile_pattern
from tm.text.phrases.pattern import NO_MATCH_PATTERN, any_phrase_pattern, phrase_key
from tm.text.values.conventions import Conventions
from tm.text.values.eras import convert_to_common_year
from tm.text.values.numerals import read_digits, read_roman
from tm.text.values.value import Value, ValueKey, ValueKind

ValuesAndEnd = tuple[list[Value], int]
"""The values read at an offset, and the offset where reading continues."""

_MAX_LENGTH_OF_WORD_BEFORE = 20
"""Characters before a number in which the end of a word is looked for."""
_MAX_CODE_DIGIT_COUNT = 40
"""Digits of the longest code that is split into parts."""
_ROMAN_WORD_PATTERN = compile_pattern(r"[IVX]+(?!\w)")
_AMBIGUOUS_ROMAN_NUMERAL = "IV"
_SURE_ROMAN_NUMERAL_PATTERN = compile_pattern(r"I{2,3}|IV|VI{1,3}|IX|X[IVX]+")


class _AmountPatterns(NamedTuple):
    """The patterns of a language, compiled."""

    digits_pattern: re.Pattern[str]
    currency_pattern: re.Pattern[str]
    range_mark_pattern: re.Pattern[str]
    tail_pattern: re.Pattern[str]
    leading_percent_pattern: re.Pattern[str]
    attached_letter_pattern: re.Pattern[str]
    prefixed_ordinal_pattern: re.Pattern[str]
    suffixed_ordinal_pattern: re.Pattern[str]
    roman_prefix_pattern: re.Pattern[str]


class _AmountInDigits(NamedTuple):
    """The digits of an amount and the words after them."""

    start: int
    end: int
    key: ValueKey
    tail_match: re.Match[str] | None = None


def read_amount(
    text: str, offset: int, conventions: Conventions
) -> ValuesAndEnd | None:
    """Read the amounts at an offset: a number, or both ends of a range."""
    patterns = _compile_patterns(conventions)
    values: list[Value] = []
    # Most are digits, before which no currency can start.
    currency_match = (
        None
        if text[offset].isdigit()
        else patterns.currency_pattern.match(text, offset)
    )
    numeral_start = offset
    if currency_match:
        values.append(
            _make_unit_value(
                text, currency_match.start(1), currency_match.end(1), conventions
            )
        )
        numeral_start = currency_match.end()
    first_amount = _read_digits(text, numeral_start, conventions)
    if first_amount is None:
        return None
    if currency_match:
        first_amount = _apply_attached_scale(text, first_amount, conventions)
    range_match = (
        patterns.range_mark_pattern.match(text, first_amount.end)
        if first_amount.tail_match is None
        else None
    )
    second_amount = (
        _read_digits(text, range_match.end(), conventions) if range_match else None
    )
    if second_amount is not None and _is_range(first_amount, second_amount):
        values += _make_amount_values(
            text, first_amount, second_amount.tail_match, conventions
        )
        values += _make_amount_values(
            text,
            second_amount,
            second_amount.tail_match,
            conventions,
            includes_unit=True,
        )
        return values, values[-1].end
    values += _make_amount_values(
        text, first_amount, first_amount.tail_match, conventions, includes_unit=True
    )
    return values, values[-1].end


def read_ordinal(
    text: str, offset: int, conventions: Conventions
) -> ValuesAndEnd | None:
    """Read the ordinal or Roman numeral at an offset."""
    patterns = _compile_patterns(conventions)
    if text[offset].isdigit():  # neither a prefix nor a numeral
        ordinal_match = patterns.suffixed_ordinal_pattern.match(text, offset)
        return (
            _make_ordinal_value(
                text, offset, ordinal_match.end(), int(ordinal_match[1])
            )
            if ordinal_match
            else None
        )
    ordinal_match = patterns.prefixed_ordinal_pattern.match(text, offset)
    if ordinal_match:
        digits_text = ordinal_match["digits"]
        number = int(digits_text) if digits_text.isdigit() else read_roman(digits_text)
        if number is not None:
            return _make_ordinal_value(text, offset, ordinal_match.end(), number)
    ordinal_match = _ROMAN_WORD_PATTERN.match(text, offset)
    if ordinal_match and (
        _is_sure_roman(text, ordinal_match)
        or patterns.roman_prefix_pattern.search(text, max(0, offset - 40), offset)
    ):
        number = read_roman(ordinal_match[0])
        if number is not None:
            return _make_ordinal_value(text, offset, ordinal_match.end(), number)
    return None


def _is_sure_roman(text: str, roman_match: re.Match[str]) -> bool:
    """Whether letters are a numeral for sure; `IV` needs a name before it.

    Else it may be a drip: IV antibiotics.
    """
    if not _SURE_ROMAN_NUMERAL_PATTERN.fullmatch(roman_match[0]):
        return False
    if roman_match[0] != _AMBIGUOUS_ROMAN_NUMERAL:
        return True
    words_before = text[
        max(0, roman_match.start() - _MAX_LENGTH_OF_WORD_BEFORE) : roman_match.start()
    ].split()
    return bool(words_before) and words_before[-1][0].isupper()


def make_amount_key(numeral: str, conventions: Conventions) -> ValueKey:
    """The key of digits: the amount, or the parts of a code such as 1.2.3."""
    number = read_digits(numeral, conventions.numbers)
    if number is not None:
        return (number,)
    if len(numeral) >= _MAX_CODE_DIGIT_COUNT:
        return (numeral,)
    return tuple(Decimal(code_part) for code_part in re.split(r"\D", numeral))


@lazy_constant
def _compile_patterns(conventions: Conventions) -> _AmountPatterns:
    number_conventions = conventions.numbers
    smaller_part_pattern = (
        rf"\s+(?P<scaled>{number_conventions.digits_pattern})"
        rf"\s(?P<smaller>{number_conventions.scale_word_pattern})"
    )
    if conventions.is_unspaced:
        # `3万5000` and `1억 2345만`; what is longer is another number.
        smaller_part_pattern = (
            rf"\s?(?P<scaled>\d{{1,4}})(?![\d.,:/])\s?(?P<smaller>{number_conventions.scale_word_pattern})?"
            rf"(?!\s?(?:{conventions.dates.year_suffix_pattern}|{conventions.dates.month_suffix_pattern}))"
        )
    # A space too many, which `space.double` reports, does not make another number.
    gap_pattern = r"(?:\s{1,2}|-)?"
    tail_pattern = (
        rf"{gap_pattern}(?P<percent>{number_conventions.percent_pattern})"
        rf"|{gap_pattern}[\u200b\ufeff]{{0,4}}(?P<scale>{number_conventions.scale_word_pattern})(?:{smaller_part_pattern})?(?:{gap_pattern}(?P<unit>{conventions.measure_unit_pattern})"
        rf"|{gap_pattern}(?P<money>{conventions.currency_pattern}))?"
        rf"|{gap_pattern}(?P<only_unit>{conventions.measure_unit_pattern})|{gap_pattern}(?P<only_money>{conventions.currency_pattern})"
    )
    # A gap of a tenth of a line is no range; a bound keeps matching linear.
    range_pattern = (
        rf"(?:\s{{0,2}}[-–—~]\s{{0,2}}"
        rf"|{conventions.word_gap_pattern}{number_conventions.range_word_pattern}{conventions.word_gap_pattern})"
        rf"(?:{conventions.currency_pattern}\s?)?(?=\d)"
    )
    return _AmountPatterns(
        digits_pattern=compile_pattern(number_conventions.digits_pattern),
        currency_pattern=compile_pattern(
            rf"({conventions.currency_pattern})\s?(?=\d)", re.IGNORECASE
        ),
        range_mark_pattern=compile_pattern(range_pattern, re.IGNORECASE),
        tail_pattern=compile_pattern(tail_pattern, re.IGNORECASE),
        leading_percent_pattern=compile_pattern(
            rf"{conventions.word_start_pattern}{number_conventions.leading_percent_pattern}\s?\Z",
            re.IGNORECASE,
        ),
        attached_letter_pattern=compile_pattern(
            any_phrase_pattern(number_conventions.power_by_attached_letter),
            re.IGNORECASE,
        ),
        prefixed_ordinal_pattern=compile_pattern(
            rf"{conventions.ordinal_prefix_pattern}\s?(?P<digits>\d{{1,4}}(?![\d.,]\d)|(?-i:[IVXLC]+)"
            rf"){conventions.number_end_pattern}",
            re.IGNORECASE,
        ),
        suffixed_ordinal_pattern=compile_pattern(
            rf"(\d{{1,4}})\s?{conventions.ordinal_suffix_pattern}"
            if conventions.is_unspaced
            else rf"(\d{{1,4}}){conventions.ordinal_suffix_pattern}(?!\w)",
            re.IGNORECASE,
        ),
        roman_prefix_pattern=compile_pattern(
            rf"{conventions.word_start_pattern}{conventions.roman_prefix_pattern}{conventions.word_gap_pattern}\Z",
            re.IGNORECASE,
        ),
    )


def _read_digits(
    text: str, offset: int, conventions: Conventions
) -> _AmountInDigits | None:
    """Read the digits at an offset, with the words after them."""
    patterns = _compile_patterns(conventions)
    numeral_match = patterns.digits_pattern.match(text, offset)
    if numeral_match is None:
        return None
    amount_key = make_amount_key(numeral_match[0], conventions)
    tail_match = patterns.tail_pattern.match(text, numeral_match.end())
    number = amount_key[0]
    if tail_match is None and len(amount_key) == 1 and isinstance(number, Decimal):
        amount_key = (convert_to_common_year(text, offset, number, conventions),)
    return _AmountInDigits(
        numeral_match.start(), numeral_match.end(), amount_key, tail_match
    )


def _is_range(first_amount: _AmountInDigits, second_amount: _AmountInDigits) -> bool:
    """Whether the unit of the second number is that of the first too: 5–6 %."""
    if (
        second_amount.tail_match is None
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
    text: str, amount: _AmountInDigits, conventions: Conventions
) -> _AmountInDigits:
    """Multiply an amount by the letter attached to it, as in £125m."""
    letter_match = _compile_patterns(conventions).attached_letter_pattern.match(
        text, amount.end
    )
    if letter_match is None or not isinstance(amount.key[0], Decimal):
        return amount
    scaled_number = amount.key[0].scaleb(
        conventions.numbers.power_by_attached_letter[phrase_key(letter_match[0])]
    )
    return _AmountInDigits(
        amount.start, letter_match.end(), (scaled_number.normalize(),)
    )


def _make_amount_values(
    text: str,
    amount: _AmountInDigits,
    tail_match: re.Match[str] | None,
    conventions: Conventions,
    *,
    includes_unit: bool = False,
) -> list[Value]:
    """List the values of an amount and of the unit after it."""
    kind, key, value_end = ValueKind.NUMBER, amount.key, amount.end
    if tail_match is None:
        if (
            conventions.numbers.leading_percent_pattern != NO_MATCH_PATTERN
            and _compile_patterns(conventions).leading_percent_pattern.search(
                text, _find_search_start(amount), amount.start
            )
        ):
            kind = ValueKind.PERCENT
        return [
            Value(kind, key, amount.start, value_end, text[amount.start : value_end])
        ]
    if tail_match["percent"]:
        kind = ValueKind.PERCENT
        value_end = tail_match.end("percent") if includes_unit else value_end
    elif tail_match["scale"] and isinstance(key[0], Decimal):
        key = (
            _apply_scale(
                key[0], tail_match, conventions, includes_smaller_part=includes_unit
            ),
        )
        scale_group_name = next(
            group_name
            for group_name in ("smaller", "scaled", "scale")
            if tail_match[group_name]
        )
        value_end = tail_match.end(scale_group_name) if includes_unit else value_end
    values = [Value(kind, key, amount.start, value_end, text[amount.start : value_end])]
    for unit_group_name in (
        ("unit", "only_unit", "money", "only_money") if includes_unit else ()
    ):
        if tail_match[unit_group_name]:
            values.append(
                _make_unit_value(text, *tail_match.span(unit_group_name), conventions)
            )
    return values


def _apply_scale(
    number: Decimal,
    tail_match: re.Match[str],
    conventions: Conventions,
    *,
    includes_smaller_part: bool,
) -> Decimal:
    """Multiply a number by its scale word; `2 tỷ 300 triệu` is one amount."""
    power_by_scale_word = conventions.numbers.power_by_scale_after_figures
    scaled_number = number.scaleb(power_by_scale_word[phrase_key(tail_match["scale"])])
    if includes_smaller_part and tail_match["scaled"]:
        smaller_number = read_digits(tail_match["scaled"], conventions.numbers)
        if smaller_number is not None:
            power_of_ten = (
                power_by_scale_word[phrase_key(tail_match["smaller"])]
                if tail_match["smaller"]
                else 0
            )
            scaled_number += smaller_number.scaleb(power_of_ten)
    return scaled_number.normalize()


def _find_search_start(amount: _AmountInDigits) -> int:
    """Find where a word before an amount may begin."""
    return max(0, amount.start - _MAX_LENGTH_OF_WORD_BEFORE)


def _make_unit_value(
    text: str, unit_start: int, unit_end: int, conventions: Conventions
) -> Value:
    """Make the value of a unit of measure or a currency."""
    unit_name = phrase_key(text[unit_start:unit_end])
    currency_code = conventions.currency_code_by_name.get(unit_name)
    unit_key: ValueKey = (
        ("currency", currency_code)
        if currency_code
        else conventions.measure_unit_by_name[unit_name]
    )
    return Value(
        ValueKind.UNIT, unit_key, unit_start, unit_end, text[unit_start:unit_end]
    )


def _make_ordinal_value(
    text: str, ordinal_start: int, ordinal_end: int, number: int
) -> ValuesAndEnd:
    return [
        Value(
            ValueKind.ORDINAL,
            (number,),
            ordinal_start,
            ordinal_end,
            text[ordinal_start:ordinal_end],
        )
    ], ordinal_end
