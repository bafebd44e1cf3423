"""Numbers, dates and times of a text as values that compare across languages.

`16,7 tỷ`, `16,7 miliar` and `16.7 billion` are one value; so are `ngày 8/10` and
`8 Oktober`. They are read for comparing: what may be a date or a fraction is a date
only where something says so. Text should be NFC, as segments are.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from operator import attrgetter

from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.pattern_store import compile_pattern
from tm.text.phrases.pattern import phrase_key
from tm.text.phrases.phrase_list import compile_first_letter_pattern
from tm.text.phrases.prefilter import (
    ADDRESSES_BIT,
    OTHER_DIGITS_BIT,
    PLAIN_DIGITS_BIT,
    RARE_LETTERS_BIT,
    ROMAN_NUMERALS_BIT,
    SEPARATED_DIGITS_BIT,
    UNCERTAIN_OFFSETS_BIT,
)
from tm.text.values.amounts import (
    ValuesAndEnd,
    read_amount,
    read_ordinal,
)
from tm.text.values.conventions import (
    NUMBER_START_PATTERN,
    Conventions,
    load_conventions,
)
from tm.text.values.dates import read_date, read_weekday
from tm.text.values.numerals import iterate_spelt_numbers
from tm.text.values.times import read_time
from tm.text.values.value import Value, ValueKind

__all__ = ["Value", "ValueKind", "read_number_words", "read_values"]

_MIN_ROUND_ORDINAL = 100
"""The least ordinal that multiplies the number before it: two-hundredth."""
_ReadAtOffset = Callable[[str, int, Conventions], ValuesAndEnd | None]
_NUMBER_READERS: Sequence[_ReadAtOffset] = (read_ordinal, read_amount)
_MANY_DIGITS_PATTERN = compile_pattern(r"\d{3}(?!\d?-)")
"""The beginning of a number of three digits or more; a date may begin with a year and a
hyphen, and an hour or a day has two digits at most."""
_ADDRESS_PATTERN = compile_pattern(
    r"(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w.-]+", re.IGNORECASE
)
_WORD_REST_PATTERN = compile_pattern(r"\w*")
_MAIL_START_PATTERN = r"[^\W\d_]{1,64}@"
_OTHER_DIGIT_PATTERN = compile_pattern(r"[^\D0-9]")
_MAX_CURRENCY_ENDING_LENGTH = 20
"""Letters of the last word of a currency, and the space after it."""
_DOUBLE_SPACE_PATTERN = compile_pattern(r"\s\s")
_OTHER_START_PATTERN = compile_pattern(
    r"[IVXhHwW](?:(?<=[IVX])(?<!\w.)(?<=(?=[IVX]+(?!\w)).)"
    r"|(?<=(?=(?i:https?://|www\.)).))"
)
"""The first letter of a numeral or a web address."""
_COMPILED_NUMBER_START_PATTERN = compile_pattern(NUMBER_START_PATTERN)
_NUMERIC_DATE_PATTERN = compile_pattern(
    r"[-/.](?<=[0-9].)(?:(?<=[-/])[0-9]|[0-9]{1,2}\.[0-9])"
)
"""The pattern of a date without words, from its first separator on."""


def read_values(text: str, locale: Locale) -> list[Value]:
    """Read all values of a text in order, none overlapping another.

    Web and mail addresses are passed over, digits inside a word (G20) too. Amounts in
    words are left to `read_number_words`. Never raises on any text.

    >>> indonesian = Locale("id")
    >>> [value.key for value in read_values("25 dan 26 Oktober 2025", indonesian)]
    [(2025, 10, 25), (2025, 10, 26)]
    >>> [str(value.key[0]) for value in read_values("16,7 tỷ đồng", Locale.parse("vi"))]
    ['1.67E+10', 'currency']
    """
    conventions = load_conventions(locale)
    text_bits = conventions.prefilter.read_bits(text)
    if not text_bits & conventions.value_bits:
        return []  # as in most texts
    if not text_bits & OTHER_DIGITS_BIT:
        return _read_values_in_ascii_digits(text, text_bits, conventions)
    text_in_ascii_digits = _OTHER_DIGIT_PATTERN.sub(
        lambda digit: str(int(digit[0])), text
    )
    return [
        value._replace(text=text[value.start : value.end])
        for value in _read_values_in_ascii_digits(
            text_in_ascii_digits, text_bits | PLAIN_DIGITS_BIT, conventions
        )
    ]


def _read_values_in_ascii_digits(
    text: str, text_bits: int, conventions: Conventions
) -> list[Value]:
    """Read the values of a text whose digits are ASCII."""
    values: list[Value] = []
    readers = _choose_readers(text, text_bits, conventions)
    offset = 0
    for value_start in _find_value_starts(text, text_bits, conventions):
        if value_start < offset:
            continue
        address_match = (
            _ADDRESS_PATTERN.match(text, value_start)
            if text_bits & ADDRESSES_BIT
            else None
        )
        if address_match:
            offset = address_match.end()
        else:
            values_and_end, offset = _read_values_at(
                text, value_start, conventions, readers
            )
            values += values_and_end
    return values


def read_number_words(text: str, locale: Locale) -> list[Value]:
    """Read amounts and ordinals written in words, in order of place.

    They are only possible values, to excuse a number that seems to be missing: many of
    the words (`năm`, `one`) have other meanings.

    >>> [str(value.key[0]) for value in read_number_words("dua belas", Locale("id"))]
    ['12']
    """
    conventions = load_conventions(locale)
    if not conventions.counting_word_lists.may_be_in(text):
        return []
    values = [
        Value(
            ValueKind.NUMBER,
            (Decimal(number),),
            number_start,
            number_end,
            text[number_start:number_end],
        )
        for number_start, number_end, number in iterate_spelt_numbers(text, conventions)
    ]
    for ordinal_match in conventions.ordinal_word_list.find_matches(text):
        ordinal_key = (conventions.ordinals_by_word[phrase_key(ordinal_match[0])],)
        values.append(
            Value(
                ValueKind.ORDINAL, ordinal_key, *ordinal_match.span(), ordinal_match[0]
            )
        )
    values.sort(key=attrgetter("start"))
    # Only languages that write numbers with hyphens have ordinals of several words.
    return (
        _join_ordinals(values, text)
        if "-" in text and conventions.numbers.number_by_decade
        else values
    )


def _join_ordinals(values: Sequence[Value], text: str) -> list[Value]:
    """Join numbers and the ordinals right after them: thirty-fifth, two-hundredth."""
    joined_values: list[Value] = []
    for value in values:
        previous_value = joined_values[-1] if joined_values else None
        number, ordinal = (previous_value.key[0] if previous_value else 0), value.key[0]
        if (
            previous_value is not None
            and previous_value.kind is ValueKind.NUMBER
            and value.kind is ValueKind.ORDINAL
            and isinstance(number, Decimal)
            and isinstance(ordinal, int)
            and text[previous_value.end : value.start] == "-"
            and (ordinal >= _MIN_ROUND_ORDINAL or ordinal < 10 <= number)
        ):
            joined_ordinal = int(
                number * ordinal if ordinal >= _MIN_ROUND_ORDINAL else number + ordinal
            )
            joined_values[-1] = Value(
                ValueKind.ORDINAL,
                (joined_ordinal,),
                previous_value.start,
                value.end,
                text[previous_value.start : value.end],
            )
        else:
            joined_values.append(value)
    return joined_values


def _choose_readers(
    text: str, text_bits: int, conventions: Conventions
) -> Sequence[_ReadAtOffset]:
    """Choose the readers of values that the text may have, in order of precedence."""
    readers: list[_ReadAtOffset] = []
    word_bits = -1 if conventions.is_unspaced else text_bits
    if word_bits & conventions.date_word_bit or (
        text_bits & SEPARATED_DIGITS_BIT and _NUMERIC_DATE_PATTERN.search(text)
    ):
        readers += read_weekday, read_date
    if word_bits & conventions.times.time_word_bit or (
        text_bits & SEPARATED_DIGITS_BIT and ":" in text
    ):
        readers.append(read_time)
    return (*readers, *_NUMBER_READERS) if readers else _NUMBER_READERS


def _find_value_starts(
    text: str, text_bits: int, conventions: Conventions
) -> Iterable[int]:
    """Find the offsets where a value may start, in order."""
    # Every letter may begin a mail address, so these are looked for only where one is.
    has_mail = bool(text_bits & ADDRESSES_BIT) and "@" in text
    if text_bits & RARE_LETTERS_BIT or has_mail:
        start_pattern = _compile_any_value_start(conventions, includes_mail=has_mail)
        return [start_match.start() for start_match in start_pattern.finditer(text)]
    currency_digit_offsets = (
        _find_digits_after_currency(text, conventions)
        if text_bits & conventions.currency_bits
        else []
    )
    has_uncertain_starts = conventions.is_unspaced or bool(
        text_bits & UNCERTAIN_OFFSETS_BIT and text_bits & conventions.leading_word_bit
    )
    if has_uncertain_starts or (
        currency_digit_offsets and _DOUBLE_SPACE_PATTERN.search(text)
    ):
        start_pattern = _compile_value_start(
            conventions, includes_currency=bool(currency_digit_offsets)
        )
        return [start_match.start() for start_match in start_pattern.finditer(text)]
    return _find_starts_by_prefilter(
        text, text_bits, conventions, currency_digit_offsets
    )


def _find_starts_by_prefilter(
    text: str,
    text_bits: int,
    conventions: Conventions,
    currency_digit_offsets: Iterable[int],
) -> list[int]:
    """Find the offsets where a value may start by the words of the prefilter.

    `currency_digit_offsets`: the offsets of digits after currencies.
    """
    value_starts = (
        [
            digit_match.start()
            for digit_match in _COMPILED_NUMBER_START_PATTERN.finditer(text)
        ]
        if text_bits & PLAIN_DIGITS_BIT
        else []
    )
    digit_count = len(value_starts)
    if text_bits & (ADDRESSES_BIT | ROMAN_NUMERALS_BIT):
        value_starts += [
            other_match.start() for other_match in _OTHER_START_PATTERN.finditer(text)
        ]
    if text_bits & conventions.leading_word_bit:
        phrase_starts, match_leading_word = (
            conventions.prefilter.find_offsets(text, conventions.leading_word_bit),
            _compile_leading_word(conventions).match,
        )
        value_starts += [
            offset for offset in phrase_starts if match_leading_word(text, offset)
        ]
    for digit_offset in currency_digit_offsets:
        search_start = max(0, digit_offset - _measure_longest_currency(conventions))
        currency_matches = _compile_currency_start(conventions).finditer(
            text, search_start, digit_offset + 1
        )
        value_starts += [currency_match.start() for currency_match in currency_matches]
    return value_starts if len(value_starts) == digit_count else sorted(value_starts)


def _find_digits_after_currency(text: str, conventions: Conventions) -> list[int]:
    """Find the offsets of digits that may follow a currency."""
    digit_offsets = []
    for digit_match in _compile_digit_after_currency(conventions).finditer(text):
        digit_offset = digit_match.start()
        text_before = text[
            max(0, digit_offset - _MAX_CURRENCY_ENDING_LENGTH) : digit_offset
        ]
        if text_before.rstrip().casefold().endswith(conventions.last_currency_words):
            digit_offsets.append(digit_offset)
    return digit_offsets


@lazy_constant
def _compile_currency_start(conventions: Conventions) -> re.Pattern[str]:
    """The pattern of the start of a currency before a digit."""
    return compile_pattern(
        rf"(?=(?:{conventions.currency_pattern})\s*\d)", re.IGNORECASE
    )


@lazy_constant
def _measure_longest_currency(conventions: Conventions) -> int:
    """Characters of the longest currency and the space after it."""
    return max(map(len, conventions.currency_code_by_name)) + 1


@lazy_constant
def _compile_digit_after_currency(conventions: Conventions) -> re.Pattern[str]:
    """The pattern of a digit after the last letter or sign of a currency."""
    last_words = conventions.last_currency_words
    last_characters = re.escape("".join(sorted({ending[-1] for ending in last_words})))
    return compile_pattern(
        rf"(?-i:[0-9])(?:(?<=[{last_characters}].)|(?<=[{last_characters}]\s.))",
        re.IGNORECASE,
    )


@lazy_constant
def _compile_any_value_start(
    conventions: Conventions, *, includes_mail: bool
) -> re.Pattern[str]:
    """The pattern of value starts in any text."""
    value_start_pattern = (
        rf"{_MAIL_START_PATTERN}|{conventions.any_value_start_pattern}"
        if includes_mail
        else conventions.any_value_start_pattern
    )
    return compile_pattern(rf"(?={value_start_pattern})", re.IGNORECASE)


@lazy_constant
def _compile_value_start(
    conventions: Conventions, *, includes_currency: bool
) -> re.Pattern[str]:
    """The pattern of value starts in a text of common letters, without addresses."""
    if not includes_currency:
        return compile_first_letter_pattern(
            conventions.value_start_pattern, conventions.first_letters
        )
    return compile_first_letter_pattern(
        conventions.any_value_start_pattern,
        conventions.first_letters.union(
            currency_name[0] for currency_name in conventions.currency_code_by_name
        ),
    )


@lazy_constant
def _compile_leading_word(conventions: Conventions) -> re.Pattern[str]:
    """The pattern of a word that a value begins with."""
    return compile_pattern(conventions.leading_word_pattern, re.IGNORECASE)


def _read_values_at(
    text: str, offset: int, conventions: Conventions, readers: Sequence[_ReadAtOffset]
) -> ValuesAndEnd:
    """Read the values at an offset, and return the offset where reading continues."""
    if readers is not _NUMBER_READERS and not conventions.uses_date_suffixes:
        if _MANY_DIGITS_PATTERN.match(text, offset):
            readers = _NUMBER_READERS
    for read_at_offset in readers:
        values_and_end = read_at_offset(text, offset, conventions)
        if values_and_end is not None:
            return values_and_end
    word_rest_match = _WORD_REST_PATTERN.match(text, offset)
    return [], max(word_rest_match.end() if word_rest_match else 0, offset + 1)
