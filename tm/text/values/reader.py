"""Numbers, dates and times of a text as values that compare across languages.

`16,7 tỷ`, `16,7 miliar` and `16.7 billion` are one value; so are `ngày 8/10` and
`8 Oktober`. They are read for comparing: what may be a date or a fraction is a date
only where something says so. Text should be NFC, as segments are.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter

from tm.text.locale import Locale
from tm.text.phrases.pattern import known
from tm.text.phrases.phrase_list import led
from tm.text.phrases.prefilter import (
    ADDRESSED,
    FIGURES,
    NUMERALS,
    ODD,
    OTHER_FIGURES,
    PARTED,
    STRANGE,
)
from tm.text.values.amounts import Reading, amount_key, read_amount, read_ordinal
from tm.text.values.conventions import FREE_DIGIT, Conventions, conventions
from tm.text.values.dates import read_date, read_weekday
from tm.text.values.numerals import spelt_numbers
from tm.text.values.plain_numbers import plain_number
from tm.text.values.times import read_time
from tm.text.values.value import Value, ValueKind

__all__ = ["Value", "ValueKind", "read_number_words", "read_values"]

_Reader = Callable[[str, int, Conventions], Reading | None]
_NUMBER_READERS: Sequence[_Reader] = (read_ordinal, read_amount)
_MANY_DIGITS = re.compile(r"\d{3}(?!\d?-)")
"""The beginning of a number of three digits or more; a date may begin with a year and a
hyphen, and an hour or a day has two digits at most."""
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w.-]+", re.IGNORECASE)
_REST_OF_WORD = re.compile(r"\w*")
_MAIL = r"[^\W\d_]{1,64}@"
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
_LONGEST_LEAD = 20
"""Letters of the last word of a currency, and the space after it."""
_SPACES = re.compile(r"\s\s")
_OTHER_START = re.compile(
    r"[IVXhHwW](?:(?<=[IVX])(?<!\w.)(?<=(?=[IVX]+(?!\w)).)"
    r"|(?<=(?=(?i:https?://|www\.)).))"
)
"""The first letter of a numeral or a web address."""
_FREE_DIGIT = re.compile(FREE_DIGIT)
_NUMERIC_DATE = re.compile(r"[-/.](?<=[0-9].)(?:(?<=[-/])[0-9]|[0-9]{1,2}\.[0-9])")
"""What a date without words has."""


def read_values(text: str, locale: Locale) -> list[Value]:
    """All values of a text in order, none overlapping another.

    Web and mail addresses are passed over, digits inside a word (G20) too. Amounts in
    words are left to `read_number_words`. Never raises on any text.

    >>> indonesian = Locale("id")
    >>> [value.key for value in read_values("25 dan 26 Oktober 2025", indonesian)]
    [(2025, 10, 25), (2025, 10, 26)]
    >>> [str(value.key[0]) for value in read_values("16,7 tỷ đồng", Locale.parse("vi"))]
    ['1.67E+10', 'currency']
    """
    rules = conventions(locale)
    bits = rules.prefilter.of(text)
    if not bits & rules.valued:
        return []  # most texts are told apart by this
    if not bits & OTHER_FIGURES:
        return _values(text, bits, rules)
    plain = _OTHER_DIGIT.sub(lambda digit: str(int(digit[0])), text)
    return [
        value._replace(text=text[value.start : value.end])
        for value in _values(plain, bits | FIGURES, rules)
    ]


def _values(text: str, bits: int, rules: Conventions) -> list[Value]:
    """The values of a text of plain digits."""
    found: list[Value] = []
    readers = _readers(text, bits, rules)
    plain = _plain(bits, rules, readers)
    place = 0
    for start in _starts(text, bits, rules):
        if start < place:
            continue
        number = plain.match(text, start) if plain else None
        if number:
            place = number.end()
            key = amount_key(number[0], rules)
            found.append(Value(ValueKind.NUMBER, key, start, place, number[0]))
            continue
        address = _ADDRESS.match(text, start) if bits & ADDRESSED else None
        if address:
            place = address.end()
        else:
            read, place = _read(text, start, rules, readers)
            found += read
    return found


def read_number_words(text: str, locale: Locale) -> list[Value]:
    """Amounts and ordinals that are written in words, in order of place.

    They are possible readings, to excuse a number that seems to be missing: many of
    the words (`năm`, `one`) mean other things too.

    >>> [str(value.key[0]) for value in read_number_words("dua belas", Locale("id"))]
    ['12']
    """
    rules = conventions(locale)
    if not rules.counting.may_be_in(text):
        return []
    found = [
        Value(ValueKind.NUMBER, (Decimal(number),), start, end, text[start:end])
        for start, end, number in spelt_numbers(text, rules)
    ]
    for match in rules.ordinal_word.matches(text):
        key = (rules.ordinals[known(match[0])],)
        found.append(Value(ValueKind.ORDINAL, key, *match.span(), match[0]))
    return sorted(found, key=attrgetter("start"))


def _readers(text: str, bits: int, rules: Conventions) -> Sequence[_Reader]:
    """What reads a value that may be in a text, in order of precedence."""
    readers: list[_Reader] = []
    words = -1 if rules.glued else bits
    if words & rules.dated or (bits & PARTED and _NUMERIC_DATE.search(text)):
        readers += read_weekday, read_date
    if words & rules.times.telling or (bits & PARTED and ":" in text):
        readers.append(read_time)
    return (*readers, *_NUMBER_READERS) if readers else _NUMBER_READERS


def _plain(
    bits: int, rules: Conventions, readers: Sequence[_Reader]
) -> re.Pattern[str] | None:
    """What tells at once a number that no reader takes for another thing."""
    if bits & ADDRESSED or read_time in readers:
        return None
    return plain_number(rules, dated=readers is not _NUMBER_READERS)


def _starts(text: str, bits: int, rules: Conventions) -> Iterable[int]:
    """The places where a value may start, in order."""
    # Every letter may begin a mail address, so these are looked for only where one is.
    has_mail = bits & ADDRESSED and "@" in text
    if bits & STRANGE or has_mail:
        pattern = _trigger(rules, mail=bool(has_mail))
        return [found.start() for found in pattern.finditer(text)]
    leads = _currency_leads(text, rules) if bits & rules.money else []
    is_untold = rules.glued or (bits & ODD and bits & rules.leading)
    if is_untold or (leads and _SPACES.search(text)):
        pattern = _led(rules, money=bool(leads))
        return [found.start() for found in pattern.finditer(text)]
    return _told_starts(text, bits, rules, leads)


def _told_starts(
    text: str, bits: int, rules: Conventions, leads: Iterable[int]
) -> list[int]:
    """These places where words tell them; `leads`: the digits after currencies."""
    found = (
        [digit.start() for digit in _FREE_DIGIT.finditer(text)]
        if bits & FIGURES
        else []
    )
    single = len(found)
    if bits & (ADDRESSED | NUMERALS):
        found += [other.start() for other in _OTHER_START.finditer(text)]
    if bits & rules.leading:
        told, match = rules.prefilter.places(text, rules.leading), _leading(rules).match
        found += [place for place in told if match(text, place)]
    for digit in leads:
        begin = max(0, digit - _longest_currency(rules))
        money = _currency(rules).finditer(text, begin, digit + 1)
        found += [one.start() for one in money]
    return found if len(found) == single else sorted(found)


def _currency_leads(text: str, rules: Conventions) -> list[int]:
    """The digits before which a currency, which is no part of a word, may stand."""
    found = []
    for digit in _after_currency(rules).finditer(text):
        place = digit.start()
        lead = text[max(0, place - _LONGEST_LEAD) : place]
        if lead.rstrip().casefold().endswith(rules.currency_ends):
            found.append(place)
    return found


@lru_cache(maxsize=64)
def _currency(rules: Conventions) -> re.Pattern[str]:
    """Where a currency begins that is before a digit."""
    return re.compile(rf"(?=(?:{rules.currency})\s*\d)", re.IGNORECASE)


@lru_cache(maxsize=64)
def _longest_currency(rules: Conventions) -> int:
    """Its letters and the space after it, if no spaces stand together."""
    return max(map(len, rules.currencies)) + 1


@lru_cache(maxsize=64)
def _after_currency(rules: Conventions) -> re.Pattern[str]:
    """A digit after a letter or sign that a currency ends with."""
    ends = re.escape("".join({end[-1] for end in rules.currency_ends}))
    return re.compile(rf"(?-i:[0-9])(?:(?<=[{ends}].)|(?<=[{ends}]\s.))", re.IGNORECASE)


@lru_cache(maxsize=64)
def _trigger(rules: Conventions, *, mail: bool) -> re.Pattern[str]:
    """What finds these places in any text."""
    pattern = rf"{_MAIL}|{rules.trigger}" if mail else rules.trigger
    return re.compile(rf"(?={pattern})", re.IGNORECASE)


@lru_cache(maxsize=64)
def _led(rules: Conventions, *, money: bool) -> re.Pattern[str]:
    """What finds them in a text of common letters, without mail addresses."""
    if not money:
        return led(rules.moneyless, rules.firsts)
    return led(rules.trigger, rules.firsts.union(one[0] for one in rules.currencies))


@lru_cache(maxsize=64)
def _leading(rules: Conventions) -> re.Pattern[str]:
    """What is at such a place, if a word is."""
    return re.compile(rules.leader, re.IGNORECASE)


def _read(
    text: str, place: int, rules: Conventions, readers: Sequence[_Reader]
) -> Reading:
    """The values at a place where one may start, and where to look on."""
    if readers is not _NUMBER_READERS and not rules.signed_dates:
        if _MANY_DIGITS.match(text, place):
            readers = _NUMBER_READERS
    for reader in readers:
        reading = reader(text, place, rules)
        if reading is not None:
            return reading
    rest = _REST_OF_WORD.match(text, place)
    return [], max(rest.end() if rest else 0, place + 1)
