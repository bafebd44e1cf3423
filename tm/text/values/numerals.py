"""Written numbers as amounts: digits, Roman numerals, number words."""

import re
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal, InvalidOperation

from tm.text.phrases.pattern import table_key
from tm.text.values.convention_parts import NumberConventions
from tm.text.values.conventions import Conventions

_SPACES = re.compile("[ \u00a0\u202f\u2009]")
_ARABIC_DECIMAL, _ARABIC_GROUP = "\u066b", "\u066c"
_ARABIC_MARKS = frozenset((_ARABIC_DECIMAL, _ARABIC_GROUP))
_ROMAN_NUMERAL = re.compile(
    "(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
)
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_MAX_AMOUNT_DIGITS = 27
"""Digits of the longest amount; more would be rounded, and are rather a code."""


def read_digits(digits: str, numbers: NumberConventions) -> Decimal | None:
    """Read a number in digits by the conventions of a language.

    A mark that cannot separate groups is the decimal mark, even if it is the wrong one:
    `3.26` is 3.26 in Indonesian too. None for what is no amount, such as `1.2.3`.

    >>> from tm.text.values.conventions import load_conventions
    >>> from tm.text.locale import Locale
    >>> vietnamese = load_conventions(Locale.parse("vi")).numbers
    >>> [str(read_digits(text, vietnamese)) for text in ("16.700", "16,7", "3.26")]
    ['16700', '16.7', '3.26']
    """
    if digits.isdecimal() and len(digits) <= _MAX_AMOUNT_DIGITS:
        return Decimal(digits)
    return next(list_possible_amounts(digits, numbers), None)


def list_possible_amounts(digits: str, numbers: NumberConventions) -> Iterator[Decimal]:
    """Yield all amounts that digits may mean, that of the language's own rule first.

    >>> from tm.text.values.conventions import load_conventions
    >>> from tm.text.locale import Locale
    >>> indonesian = load_conventions(Locale.parse("id")).numbers
    >>> [str(reading) for reading in list_possible_amounts("16,700", indonesian)]
    ['16.7', '16700']
    """
    compact_digits = _SPACES.sub("", digits)
    if len(compact_digits) > _MAX_AMOUNT_DIGITS:
        return
    if not compact_digits.isascii() and not _ARABIC_MARKS.isdisjoint(compact_digits):
        # These marks are the same in every language that uses them.
        compact_digits = compact_digits.replace(_ARABIC_GROUP, "")
        with suppress(InvalidOperation):
            yield Decimal(
                compact_digits.replace(_ARABIC_DECIMAL, ".").replace(",", ".")
            )
        return
    marks = [mark for mark in compact_digits if mark in ".,"]
    if not marks:
        yield Decimal(compact_digits)
    elif len(set(marks)) == 2:
        if marks.count(marks[-1]) == 1 and _is_grouped(
            compact_digits.partition(marks[-1])[0], marks[0]
        ):
            yield _read_decimal(compact_digits, marks[-1])
    elif len(marks) > 1:
        if _is_grouped(compact_digits, marks[0]):
            yield Decimal(compact_digits.replace(marks[0], ""))
    else:
        yield from _amounts_with_one_mark(compact_digits, marks[0], numbers)


def _amounts_with_one_mark(
    compact_digits: str, mark: str, numbers: NumberConventions
) -> Iterator[Decimal]:
    as_decimal = _read_decimal(compact_digits, mark)
    if not _is_grouped(compact_digits, mark):
        yield as_decimal
        return
    as_grouped = Decimal(compact_digits.replace(mark, ""))
    amounts = (
        (as_decimal, as_grouped)
        if mark == numbers.decimal
        else (as_grouped, as_decimal)
    )
    yield from amounts


def _is_grouped(compact_digits: str, mark: str) -> bool:
    first_group, *other_groups = compact_digits.split(mark)
    return (
        len(first_group) <= 3
        and first_group[:1] != "0"
        and all(len(group) == 3 for group in other_groups)
    )


def _read_decimal(compact_digits: str, mark: str) -> Decimal:
    group_mark = "," if mark == "." else "."
    return Decimal(
        compact_digits.replace(group_mark, "").replace(mark, ".")
    ).normalize()


def read_roman(text: str) -> int | None:
    """Read a Roman numeral; None if it is none.

    >>> read_roman("XIV"), read_roman("IIX")
    (14, None)
    """
    if not _ROMAN_NUMERAL.fullmatch(text):
        return None
    digits = [_ROMAN_DIGITS[letter] for letter in text]
    next_digits = [*digits[1:], 0]
    return sum(
        -digit if digit < next_digit else digit
        for digit, next_digit in zip(digits, next_digits, strict=True)
    )


def read_spelled_numbers(
    text: str, conventions: Conventions
) -> Iterator[tuple[int, int, int]]:
    """Yield start, end and amount of each number written in words.

    >>> from tm.text.values.conventions import load_conventions
    >>> from tm.text.locale import Locale
    >>> rules = load_conventions(Locale("id"))
    >>> list(read_spelled_numbers("dua puluh lima orang", rules))
    [(0, 14, 25)]
    """
    word_matches: list[re.Match[str]] = []
    for match in conventions.number_word.matches(text):
        if word_matches and not _are_one_number(
            text[word_matches[-1].end() : match.start()], conventions
        ):
            yield from _add_number_words(word_matches, conventions.numbers)
            word_matches = []
        word_matches.append(match)
    yield from _add_number_words(word_matches, conventions.numbers)


def _are_one_number(text_between: str, conventions: Conventions) -> bool:
    if text_between == " ":  # as most are
        return True
    words = text_between.replace("-", " ").split()
    skip = conventions.numbers.skip
    return (conventions.is_unspaced or bool(text_between)) and all(
        table_key(word) in skip for word in words
    )


def _add_number_words(
    word_matches: list[re.Match[str]], numbers: NumberConventions
) -> Iterator[tuple[int, int, int]]:
    """Add up a run of number words, split where a new number starts: `five, six`."""
    start_index, total, group, unit = 0, 0, 0, 0
    for index, match in enumerate(word_matches):
        word = table_key(match[0])
        if unit and word in numbers.times:
            group, unit = group + unit * (numbers.times[word] - 1), 0
        elif unit and word in numbers.plus:
            group, unit = group + numbers.plus[word], 0
        elif word in numbers.scales:
            total += (group or 1) * 10 ** numbers.scales[word]
            group = unit = 0
        else:
            number = numbers.words.get(word, 1)
            if index > start_index and group % 10 ** len(str(number)):
                yield (
                    word_matches[start_index].start(),
                    word_matches[index - 1].end(),
                    total + group,
                )
                start_index, total, group = index, 0, 0
            group, unit = group + number, number
    if word_matches:
        yield word_matches[start_index].start(), word_matches[-1].end(), total + group
