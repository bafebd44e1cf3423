"""Written numbers as amounts: digits, Roman numerals, number words."""

import re
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal, InvalidOperation

from tm.text.phrases.pattern import known
from tm.text.values.conventions import Conventions, Numbers

_SPACES = re.compile("[ \u00a0\u202f\u2009]")
_ARABIC_DECIMAL, _ARABIC_GROUP = "\u066b", "\u066c"
_ARABIC = frozenset((_ARABIC_DECIMAL, _ARABIC_GROUP))
_ROMAN = re.compile(
    "(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
)
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_MOST_DIGITS = 27
"""More would be rounded; what is longer is a code rather than an amount."""


def amount(digits: str, numbers: Numbers) -> Decimal | None:
    """What a number in digits amounts to in a language.

    A mark that cannot part groups is taken for the decimal mark, even where it is the
    wrong one: `3.26` is 3.26 in Indonesian too. None for what is no amount, such as
    `1.2.3`.

    >>> from tm.text.values.conventions import conventions
    >>> from tm.text.locale import Locale
    >>> vietnamese = conventions(Locale.parse("vi")).numbers
    >>> [str(amount(text, vietnamese)) for text in ("16.700", "16,7", "3.26")]
    ['16700', '16.7', '3.26']
    """
    if digits.isdecimal() and len(digits) <= _MOST_DIGITS:
        return Decimal(digits)
    return next(readings(digits, numbers), None)


def readings(digits: str, numbers: Numbers) -> Iterator[Decimal]:
    """All that the digits may mean, what the language's own rule says first.

    >>> from tm.text.values.conventions import conventions
    >>> from tm.text.locale import Locale
    >>> indonesian = conventions(Locale.parse("id")).numbers
    >>> [str(reading) for reading in readings("16,700", indonesian)]
    ['16.7', '16700']
    """
    plain = _SPACES.sub("", digits)
    if len(plain) > _MOST_DIGITS:
        return
    if not plain.isascii() and not _ARABIC.isdisjoint(plain):
        # These marks are the same in every language that uses them.
        plain = plain.replace(_ARABIC_GROUP, "")
        with suppress(InvalidOperation):
            yield Decimal(plain.replace(_ARABIC_DECIMAL, ".").replace(",", "."))
        return
    marks = [mark for mark in plain if mark in ".,"]
    if not marks:
        yield Decimal(plain)
    elif len(set(marks)) == 2:
        if marks.count(marks[-1]) == 1 and _is_grouped(
            plain.partition(marks[-1])[0], marks[0]
        ):
            yield _decimal(plain, marks[-1])
    elif len(marks) > 1:
        if _is_grouped(plain, marks[0]):
            yield Decimal(plain.replace(marks[0], ""))
    else:
        yield from _one_mark(plain, marks[0], numbers)


def _one_mark(plain: str, mark: str, numbers: Numbers) -> Iterator[Decimal]:
    as_decimal = _decimal(plain, mark)
    if not _is_grouped(plain, mark):
        yield as_decimal
        return
    as_group = Decimal(plain.replace(mark, ""))
    own = (as_decimal, as_group) if mark == numbers.decimal else (as_group, as_decimal)
    yield from own


def _is_grouped(plain: str, mark: str) -> bool:
    first, *rest = plain.split(mark)
    return (
        len(first) <= 3 and first[:1] != "0" and all(len(group) == 3 for group in rest)
    )


def _decimal(plain: str, mark: str) -> Decimal:
    other = "," if mark == "." else "."
    return Decimal(plain.replace(other, "").replace(mark, ".")).normalize()


def roman(text: str) -> int | None:
    """What a Roman numeral amounts to, or None when it is none.

    >>> roman("XIV"), roman("IIX")
    (14, None)
    """
    if not _ROMAN.fullmatch(text):
        return None
    digits = [_ROMAN_DIGITS[letter] for letter in text]
    following = [*digits[1:], 0]
    return sum(
        -digit if digit < after else digit
        for digit, after in zip(digits, following, strict=True)
    )


def spelt_numbers(text: str, rules: Conventions) -> Iterator[tuple[int, int, int]]:
    """Start, end and amount of each number written in words.

    >>> from tm.text.values.conventions import conventions
    >>> from tm.text.locale import Locale
    >>> list(spelt_numbers("dua puluh lima orang", conventions(Locale.parse("id"))))
    [(0, 14, 25)]
    """
    run: list[re.Match[str]] = []
    for found in rules.number_word.matches(text):
        if run and not _joined(text[run[-1].end() : found.start()], rules):
            yield from _sums(run, rules.numbers)
            run = []
        run.append(found)
    yield from _sums(run, rules.numbers)


def _joined(between: str, rules: Conventions) -> bool:
    if between == " ":  # as most are
        return True
    words = between.replace("-", " ").split()
    skip = rules.numbers.skip
    return (rules.glued or bool(between)) and all(known(word) in skip for word in words)


def _sums(run: list[re.Match[str]], numbers: Numbers) -> Iterator[tuple[int, int, int]]:
    """Add up a run of number words, parted where a new number starts: `five, six`."""
    start, total, group, unit = 0, 0, 0, 0
    for place, found in enumerate(run):
        word = known(found[0])
        if unit and word in numbers.times:
            group, unit = group + unit * (numbers.times[word] - 1), 0
        elif unit and word in numbers.plus:
            group, unit = group + numbers.plus[word], 0
        elif word in numbers.scales:
            total += (group or 1) * 10 ** numbers.scales[word]
            group = unit = 0
        else:
            number = numbers.words.get(word, 1)
            if place > start and group % 10 ** len(str(number)):
                yield run[start].start(), run[place - 1].end(), total + group
                start, total, group = place, 0, 0
            group, unit = group + number, number
    if run:
        yield run[start].start(), run[-1].end(), total + group
