"""Written numbers as amounts: digits, Roman numerals, number words."""

import re
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal, InvalidOperation

from tm.text.phrases.pattern import phrase_key
from tm.text.values.conventions import Conventions
from tm.text.values.number_date_and_time_conventions import NumberConventions

_SPACES_PATTERN = re.compile("[ \u00a0\u202f\u2009]")
_ARABIC_DECIMAL_MARK, _ARABIC_GROUP_MARK = "\u066b", "\u066c"
_ARABIC_MARKS = frozenset((_ARABIC_DECIMAL_MARK, _ARABIC_GROUP_MARK))
_ROMAN_NUMERAL_PATTERN = re.compile(
    "(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
)
_NUMBER_BY_ROMAN_DIGIT = {
    "I": 1,
    "V": 5,
    "X": 10,
    "L": 50,
    "C": 100,
    "D": 500,
    "M": 1000,
}
_MAX_AMOUNT_DIGIT_COUNT = 27
"""Digits of the longest amount; more would be rounded, and are rather a code."""


def read_digits(numeral: str, number_conventions: NumberConventions) -> Decimal | None:
    """Read a number in digits by the conventions of a language.

    A mark that cannot separate groups is the decimal mark, even if it is the wrong one:
    `3.26` is 3.26 in Indonesian too. None for what is no amount, such as `1.2.3`.

    >>> from tm.text.values.conventions import load_conventions
    >>> from tm.text.locale import Locale
    >>> vietnamese = load_conventions(Locale.parse("vi")).numbers
    >>> [str(read_digits(text, vietnamese)) for text in ("16.700", "16,7", "3.26")]
    ['16700', '16.7', '3.26']
    """
    if numeral.isdecimal() and len(numeral) <= _MAX_AMOUNT_DIGIT_COUNT:
        return Decimal(numeral)
    return next(list_possible_amounts(numeral, number_conventions), None)


def list_possible_amounts(
    numeral: str, number_conventions: NumberConventions
) -> Iterator[Decimal]:
    """Yield all amounts that digits may mean, that of the language's own rule first.

    >>> from tm.text.values.conventions import load_conventions
    >>> from tm.text.locale import Locale
    >>> indonesian = load_conventions(Locale.parse("id")).numbers
    >>> [str(reading) for reading in list_possible_amounts("16,700", indonesian)]
    ['16.7', '16700']
    """
    numeral_without_spaces = _SPACES_PATTERN.sub("", numeral)
    if len(numeral_without_spaces) > _MAX_AMOUNT_DIGIT_COUNT:
        return
    if not numeral_without_spaces.isascii() and not _ARABIC_MARKS.isdisjoint(
        numeral_without_spaces
    ):
        # These marks are the same in every language that uses them.
        numeral_without_spaces = numeral_without_spaces.replace(_ARABIC_GROUP_MARK, "")
        with suppress(InvalidOperation):
            yield Decimal(
                numeral_without_spaces.replace(_ARABIC_DECIMAL_MARK, ".").replace(
                    ",", "."
                )
            )
        return
    marks = [mark for mark in numeral_without_spaces if mark in ".,"]
    if not marks:
        yield Decimal(numeral_without_spaces)
    elif len(set(marks)) == 2:
        if marks.count(marks[-1]) == 1 and _is_grouped(
            numeral_without_spaces.partition(marks[-1])[0], marks[0]
        ):
            yield _read_decimal(numeral_without_spaces, marks[-1])
    elif len(marks) > 1:
        if _is_grouped(numeral_without_spaces, marks[0]):
            yield Decimal(numeral_without_spaces.replace(marks[0], ""))
    else:
        yield from _list_amounts_with_one_mark(
            numeral_without_spaces, marks[0], number_conventions
        )


def _list_amounts_with_one_mark(
    numeral_without_spaces: str, only_mark: str, number_conventions: NumberConventions
) -> Iterator[Decimal]:
    """List the amounts with the mark as decimal mark and as group mark."""
    decimal_amount = _read_decimal(numeral_without_spaces, only_mark)
    if not _is_grouped(numeral_without_spaces, only_mark):
        yield decimal_amount
        return
    grouped_amount = Decimal(numeral_without_spaces.replace(only_mark, ""))
    ordered_amounts = (
        (decimal_amount, grouped_amount)
        if only_mark == number_conventions.decimal_mark
        else (grouped_amount, decimal_amount)
    )
    yield from ordered_amounts


def _is_grouped(numeral_without_spaces: str, group_mark: str) -> bool:
    """Whether a mark separates groups of three digits."""
    first_group, *other_groups = numeral_without_spaces.split(group_mark)
    return (
        len(first_group) <= 3
        and first_group[:1] != "0"
        and all(len(group) == 3 for group in other_groups)
    )


def _read_decimal(numeral_without_spaces: str, decimal_mark: str) -> Decimal:
    group_mark = "," if decimal_mark == "." else "."
    return Decimal(
        numeral_without_spaces.replace(group_mark, "").replace(decimal_mark, ".")
    ).normalize()


def read_roman(numeral: str) -> int | None:
    """Read a Roman numeral; None if it is none.

    >>> read_roman("XIV"), read_roman("IIX")
    (14, None)
    """
    if not _ROMAN_NUMERAL_PATTERN.fullmatch(numeral):
        return None
    digit_numbers = [_NUMBER_BY_ROMAN_DIGIT[letter] for letter in numeral]
    next_digit_numbers = [*digit_numbers[1:], 0]
    return sum(
        -digit_number if digit_number < next_digit_number else digit_number
        for digit_number, next_digit_number in zip(
            digit_numbers, next_digit_numbers, strict=True
        )
    )


def iterate_spelt_numbers(
    text: str, conventions: Conventions
) -> Iterator[tuple[int, int, int]]:
    """Yield start, end and amount of each number written in words.

    >>> from tm.text.values.conventions import load_conventions
    >>> from tm.text.locale import Locale
    >>> rules = load_conventions(Locale("id"))
    >>> list(iterate_spelt_numbers("dua puluh lima orang", rules))
    [(0, 14, 25)]
    """
    word_matches: list[re.Match[str]] = []
    for word_match in conventions.number_word_list.find_matches(text):
        if word_matches and not _are_one_number(
            text[word_matches[-1].end() : word_match.start()], conventions
        ):
            yield from _add_number_words(word_matches, conventions.numbers)
            word_matches = []
        word_matches.append(word_match)
    yield from _add_number_words(word_matches, conventions.numbers)


def _are_one_number(text_between: str, conventions: Conventions) -> bool:
    """Whether only words like `and` stand between two number words."""
    if text_between == " ":  # as most are
        return True
    words_between = text_between.replace("-", " ").split()
    skipped_words = conventions.numbers.skipped_words
    return (conventions.is_unspaced or bool(text_between)) and all(
        phrase_key(word_between) in skipped_words for word_between in words_between
    )


def _add_number_words(
    word_matches: list[re.Match[str]], number_conventions: NumberConventions
) -> Iterator[tuple[int, int, int]]:
    """Add up a run of number words, split where a new number starts: `five, six`."""
    first_word_index, total_amount, group_amount, last_number = 0, 0, 0, 0
    for word_index, word_match in enumerate(word_matches):
        word_key = phrase_key(word_match[0])
        if last_number and word_key in number_conventions.multiplier_by_word:
            group_amount, last_number = (
                group_amount
                + last_number * (number_conventions.multiplier_by_word[word_key] - 1),
                0,
            )
        elif last_number and word_key in number_conventions.addend_by_word:
            group_amount, last_number = (
                group_amount + number_conventions.addend_by_word[word_key],
                0,
            )
        elif word_key in number_conventions.power_by_scale_after_figures:
            scale = 10 ** number_conventions.power_by_scale_after_figures[word_key]
            if not group_amount and 0 < total_amount < scale:  # a hundred thousand
                total_amount *= scale
            else:
                total_amount += (group_amount or 1) * scale
            group_amount = last_number = 0
        else:
            number = number_conventions.number_by_word.get(word_key, 1)
            if word_index > first_word_index and group_amount % 10 ** len(str(number)):
                yield (
                    word_matches[first_word_index].start(),
                    word_matches[word_index - 1].end(),
                    total_amount + group_amount,
                )
                first_word_index, total_amount, group_amount = word_index, 0, 0
            group_amount, last_number = group_amount + number, number
    if word_matches:
        yield (
            word_matches[first_word_index].start(),
            word_matches[-1].end(),
            total_amount + group_amount,
        )
