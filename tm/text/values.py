"""Numbers, dates and times of a text as values that compare across languages.

`16,7 tỷ`, `16,7 miliar` and `16.7 billion` are one value; so are `ngày 8/10` and
`8 Oktober`. They are read for comparing: what may be a date or a fraction is a date
only where something says so. Text should be NFC, as segments are.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from tm.text.amounts import Reading, read_amount, read_ordinal
from tm.text.calendar import read_date, read_weekday
from tm.text.clock import read_time
from tm.text.conventions import FREE_DIGIT, Conventions, conventions, known
from tm.text.locale import Locale
from tm.text.numerals import spelt_numbers
from tm.text.scan import led
from tm.text.value import Value, ValueKind
from tm.text.words import caseless_words_of, lower_words_of

__all__ = ["Value", "ValueKind", "number_words", "values"]

_Reader = Callable[[str, int, Conventions], Reading | None]
_READERS: Sequence[_Reader] = (
    read_weekday,
    read_date,
    read_time,
    read_ordinal,
    read_amount,
)
_NUMBER_READERS: Sequence[_Reader] = (read_ordinal, read_amount)
"""What reads a number of three digits or more; an hour or a day has two at most."""
_MANY_DIGITS = re.compile(r"\d{3}(?!\d?-)")
"""The beginning of such a number; a date may begin with a year and a hyphen."""
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w.-]+", re.IGNORECASE)
_REST_OF_WORD = re.compile(r"\w*")
_MAIL = r"[^\W\d_]{1,64}@"
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
"""Digits of other scripts, and wide ones: １０, ๑๐."""
_DIGITS = re.compile(r"\d[\d.,]*")
_LONGEST_LEAD = 20
"""Letters of the last word of a currency, and the space after it."""
_DIGIT_OR_NUMERAL = re.compile(r"[0-9IVXLC](?:(?<=[0-9])|(?<=[IVXLC])[IVXLC]*(?!\w))")
"""A set comes first, since such a pattern is found fast."""
_NUMERAL_OR_ADDRESS = re.compile(
    r"[IVXLC/.](?:(?<=[IVXLC])(?!\w)|(?<=://)|(?<=[wW]\.))"
)
_FREE_DIGIT = re.compile(FREE_DIGIT)
_NUMERIC_DATE = re.compile(r"[-/.](?<=[0-9].)(?:(?<=[-/])[0-9]|[0-9]{1,2}\.[0-9])")
"""What a date without words has."""


def values(text: str, locale: Locale) -> list[Value]:
    """All values of a text in order, none overlapping another.

    Web and mail addresses are passed over, digits inside a word (G20) too. Amounts in
    words are left to `number_words`. Never raises on any text.

    >>> [value.key for value in values("25 dan 26 Oktober 2025", Locale.parse("id"))]
    [(2025, 10, 25), (2025, 10, 26)]
    >>> [str(value.key[0]) for value in values("16,7 tỷ đồng", Locale.parse("vi"))]
    ['1.67E+10', 'currency']
    """
    rules = conventions(locale)
    if not text.isascii() and _OTHER_DIGIT.search(text):
        plain = _OTHER_DIGIT.sub(lambda digit: str(int(digit[0])), text)
        return [
            replace(value, text=text[value.start : value.end])
            for value in _values(plain, rules)
        ]
    return _values(text, rules)


def _values(text: str, rules: Conventions) -> list[Value]:
    found: list[Value] = []
    words = caseless_words_of(text)
    if (
        words is not None
        and rules.first_words.isdisjoint(words)
        and not _DIGIT_OR_NUMERAL.search(text)
    ):
        return found  # most texts are told apart by this
    pattern = _pattern(text, words, rules)
    readers = _READERS
    if pattern is _FREE_DIGIT and _has_no_time(text, words, rules):
        readers = _NUMBER_READERS
    place = 0
    while trigger := pattern.search(text, place):
        read, place = _read(text, trigger.start(), rules, readers)
        found += read
    return found


def number_words(text: str, locale: Locale) -> list[Value]:
    """Amounts and ordinals that are written in words, in order of place.

    They are possible readings, to excuse a number that seems to be missing: many of
    the words (`năm`, `one`) mean other things too.

    >>> [str(value.key[0]) for value in number_words("dua belas", Locale.parse("id"))]
    ['12']
    """
    rules = conventions(locale)
    found = [
        Value(ValueKind.NUMBER, (Decimal(number),), start, end, text[start:end])
        for start, end, number in spelt_numbers(text, rules)
    ]
    for match in rules.ordinal_word.matches(text):
        key = (rules.ordinals[known(match[0])],)
        found.append(Value(ValueKind.ORDINAL, key, *match.span(), match[0]))
    return sorted(found, key=lambda value: value.start)


def _pattern(
    text: str, words: Sequence[str] | None, rules: Conventions
) -> re.Pattern[str]:
    """What finds the places where a value may start, or more of them."""
    # Every letter may begin a mail address, so these are looked for only where one is.
    if words is None or "@" in text:
        return _trigger(rules, mail="@" in text)
    leads = [*_leads(text)]
    if any(lead.endswith(rules.currency_ends) for lead in leads):
        return _led(rules, money=True)
    if (
        rules.glued
        or not rules.first_words.isdisjoint(words)
        or any(lead.endswith(rules.ordinal_ends) for lead in leads)
        or _NUMERAL_OR_ADDRESS.search(text)
    ):
        return _led(rules, money=False)
    return _FREE_DIGIT


def _has_no_time(text: str, words: Sequence[str] | None, rules: Conventions) -> bool:
    """Whether no digits are a clock time or a date, if the text names no month."""
    return (
        words is lower_words_of(text)  # not if an apostrophe is part of one
        and ":" not in text
        and rules.times.telling.isdisjoint(words)
        and not _NUMERIC_DATE.search(text)
    )


def _leads(text: str) -> Iterator[str]:
    """What stands before the numbers of a text, in full case folding."""
    for number in _DIGITS.finditer(text):
        start = number.start()
        yield text[max(0, start - _LONGEST_LEAD) : start].rstrip().casefold()


@lru_cache(maxsize=64)
def _trigger(rules: Conventions, *, mail: bool) -> re.Pattern[str]:
    """What finds these places in any text."""
    pattern = rf"{_MAIL}|{rules.trigger}" if mail else rules.trigger
    return re.compile(pattern, re.IGNORECASE)


@lru_cache(maxsize=64)
def _led(rules: Conventions, *, money: bool) -> re.Pattern[str]:
    """What finds them in a text of common letters, without mail addresses."""
    if not money:
        return led(rules.moneyless, rules.firsts)
    return led(rules.trigger, rules.firsts.union(one[0] for one in rules.currencies))


def _read(
    text: str, place: int, rules: Conventions, readers: Sequence[_Reader]
) -> Reading:
    """The values at a place where one may start, and where to look on."""
    address = _ADDRESS.match(text, place)
    if address:
        return [], address.end()
    if not rules.signed_dates and _MANY_DIGITS.match(text, place):
        readers = _NUMBER_READERS
    for reader in readers:
        reading = reader(text, place, rules)
        if reading is not None:
            return reading
    rest = _REST_OF_WORD.match(text, place)
    return [], max(rest.end() if rest else 0, place + 1)
