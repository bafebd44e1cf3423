"""How a language writes numbers, dates and times: data, made ready for reading.

The data of a language is `data/LANGUAGE.toml` in this package; a language is added by
adding a file. Languages without one get `root.toml`: digits, signs and ISO dates.

There is one value a language, so these are compared, and kept in caches, by identity.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from typing import Any

from tm.text.locale import Locale
from tm.text.normal import nfc

NEVER = "(?!)"
"""A pattern that matches nothing: what an empty list of words compiles to."""


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """Separators and words of amounts; every word is in lower case."""

    decimal: str
    group: str
    scales: Mapping[str, int]
    """Powers of ten: `juta` is 6."""
    attached: Mapping[str, int]
    """The same for letters stuck to a sum of money: £125m."""
    words: Mapping[str, int]
    times: Mapping[str, int]
    """Words that multiply what stands before them: dua *puluh*."""
    plus: Mapping[str, int]
    """Words that add to what stands before them: dua *belas*."""
    skip: frozenset[str]
    percent: str
    """Patterns from here on; each matches one of the words."""
    scale: str
    range: str
    list: str
    word: str


@dataclass(frozen=True, slots=True, eq=False)
class Dates:
    """Words and order of dates; every word is in lower case."""

    order: str
    """`dmy` or `mdy`: how 8/10/2025 is read."""
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    ambiguous: frozenset[str]
    """Names that are ordinary words too."""
    day_before: str
    """Patterns from here on."""
    month_before: str
    year_before: str
    joiner: str
    month: str
    month_alone: str
    """The same, or nothing where a month is named only after its word: `tháng Mười`."""
    weekday: str
    certain_before: str
    doubtful_after: str


@dataclass(frozen=True, slots=True, eq=False)
class Times:
    """Words and marks of clock times."""

    marks: str
    """Characters that may part hours and minutes."""
    halves: Mapping[str, int]
    """Hours to add before noon: `sore` is 12."""
    hour_alone: bool
    """Whether an hour may stand without minutes: `pukul 10`."""
    before: str
    """Patterns from here on."""
    after: str
    half: str
    hour: str
    minute: str


@dataclass(frozen=True, slots=True, eq=False)
class Conventions:
    """All of a language."""

    numbers: Numbers
    dates: Dates
    times: Times
    ordinals: Mapping[str, int]
    """Words that are ordinals: `kedua` is 2."""
    ordinal_prefix: str
    """Patterns from here on."""
    ordinal_suffix: str
    ordinal_word: str
    roman_before: str
    units: Mapping[str, tuple[str, Decimal]]
    """What is measured, and how large the unit is."""
    unit: str
    currencies: Mapping[str, str]
    """ISO 4217 codes."""
    currency: str
    trigger: re.Pattern[str]
    """Finds every place where a value may start; a mail address is none of them."""
    moneyless: re.Pattern[str]
    """The same for a text in which no currency stands before digits."""
    money: re.Pattern[str]
    """Finds something in every text in which one does."""
    first_words: frozenset[str]
    """What a value without digits and numerals begins with, in full case folding."""


def conventions(locale: Locale) -> Conventions:
    """How the locale's language writes values; general rules if it is not known."""
    return _loaded(locale.language)


def alternatives(words: Iterable[str], *, before_digits: bool = False) -> str:
    """A pattern for any of the words, the longest first, as a whole word.

    Some may stand right before digits: `Rp1.500`.

    >>> bool(re.match(alternatives(["ke", "ke-"]), "ke-14"))
    True
    """
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    if not ordered:
        return NEVER
    end = r"(?![^\W\d_])" if before_digits else r"(?!\w)"
    # Told by its first letter, most of a text is passed at once.
    by_letter: dict[str, list[str]] = {}
    for word in ordered:
        by_letter.setdefault(word[0], []).append(_whole(word, end))
    letters = "".join(map(re.escape, by_letter))
    groups = (_either(words) for words in by_letter.values())
    return rf"(?:(?=[{letters}])(?:{'|'.join(groups)}))"


def known(word: str) -> str:
    """The form in which words are keys of the tables: lower case, single spaces.

    >>> known("Thứ  Hai")
    'thứ hai'
    """
    return " ".join(word.lower().split())


def _either(patterns: Sequence[str]) -> str:
    return patterns[0] if len(patterns) == 1 else f"(?:{'|'.join(patterns)})"


def _whole(word: str, end: str) -> str:
    pattern = r"\s+".join(re.escape(part) for part in word.split())
    return pattern + end if word[-1:].isalnum() else pattern


# TOML tables are of any shape; the tables below are checked by the tests of the data.
_Table = Mapping[str, Any]


@lru_cache(maxsize=64)
def _loaded(language: str) -> Conventions:
    folder = files("tm.text") / "data"
    found = folder / f"{language}.toml"
    if not found.is_file():
        found = folder / "root.toml"
    return _made(tomllib.loads(nfc(found.read_text(encoding="utf-8"))))


def _made(data: _Table) -> Conventions:
    numbers, dates = _numbers(data["numbers"]), _dates(data["dates"])
    ordinals: _Table = data.get("ordinals", {})
    units = {
        known(name): (dimension, Decimal(str(size)))
        for dimension, table in data.get("units", {}).items()
        for name, size in table.items()
    }
    currencies = {known(name): code for name, code in data["currencies"].items()}
    currency = alternatives(currencies, before_digits=True)
    ordinal_words = _lower(ordinals.get("words", {}))
    prefix = alternatives(ordinals.get("prefixes", ()))
    return Conventions(
        numbers=numbers,
        dates=dates,
        times=_times(data["times"]),
        ordinals=ordinal_words,
        ordinal_prefix=prefix,
        ordinal_suffix=alternatives(ordinals.get("suffixes", ())),
        ordinal_word=alternatives(ordinal_words),
        roman_before=alternatives(ordinals.get("roman_after", ())),
        units=units,
        unit=alternatives(units),
        currencies=currencies,
        currency=currency,
        trigger=_trigger(dates, prefix, currency),
        moneyless=_trigger(dates, prefix),
        money=_money(currencies),
        first_words=_first_words(data["dates"]),
    )


def _numbers(data: _Table) -> Numbers:
    scales, words = _lower(data.get("scales", {})), _lower(data.get("words", {}))
    times, plus = _lower(data.get("times", {})), _lower(data.get("plus", {}))
    return Numbers(
        decimal=data["decimal"],
        group=data["group"],
        scales=scales,
        attached=_lower(data.get("attached", {})),
        words=words,
        times=times,
        plus=plus,
        skip=frozenset(map(known, data.get("skip", {}).get("words", ()))),
        percent=alternatives(chain(data.get("percent", ()), "%％٪")),
        scale=alternatives(scales),
        range=alternatives(data.get("range", ())),
        list=alternatives(data.get("list", ())),
        word=alternatives(chain(words, times, plus, scales)),
    )


def _dates(data: _Table) -> Dates:
    months, weekdays = _lower(data.get("months", {})), _lower(data.get("weekdays", {}))
    doubt: _Table = data.get("ambiguous", {})
    return Dates(
        order=data["order"],
        months=months,
        weekdays=weekdays,
        ambiguous=frozenset(map(known, doubt.get("words", ()))),
        day_before=alternatives(data.get("before", ())),
        month_before=alternatives(data.get("month_before", ())),
        year_before=alternatives(data.get("year_before", ())),
        joiner=alternatives(data.get("joiners", ())),
        month=alternatives(months),
        month_alone=alternatives(months if data.get("month_alone", True) else ()),
        weekday=alternatives(weekdays),
        certain_before=alternatives(doubt.get("before", ())),
        doubtful_after=alternatives(doubt.get("not_after", ())),
    )


def _first_words(data: _Table) -> frozenset[str]:
    """The first word of what may be a value: a weekday, a month, what announces one."""
    months = data.get("months", ()) if data.get("month_alone", True) else ()
    names = chain(months, data.get("weekdays", ()), data.get("month_before", ()))
    found = (re.findall(r"\w+", name.casefold()) for name in names)
    return frozenset(words[0] for words in found if words)


def _times(data: _Table) -> Times:
    halves = _lower(data.get("halves", {}))
    return Times(
        marks=data["marks"],
        halves=halves,
        hour_alone=data.get("hour_alone", False),
        before=alternatives(data.get("before", ())),
        after=alternatives(data.get("after", ())),
        half=alternatives(halves),
        hour=alternatives(data.get("hour", ())),
        minute=alternatives(data.get("minute", ())),
    )


def _lower(table: Mapping[str, int]) -> dict[str, int]:
    return {known(word): number for word, number in table.items()}


def _trigger(
    dates: Dates, ordinal_prefix: str, currency: str = NEVER
) -> re.Pattern[str]:
    return re.compile(
        # A digit may follow a sign of a script without spaces, but no letter: 长5%, G2.
        # It is looked at before what it follows, which few characters come to.
        rf"""\d(?<![^\W\u2e80-\u9fff].)|(?=[hw])(?:https?://|www\.)
        |(?<!\w)(?:{dates.weekday}|{dates.month_before}|{dates.month_alone}
        |(?:{ordinal_prefix})(?=\s*[\dIVX])|(?-i:[IVX]+)(?!\w))
        |(?:{currency})(?=\s*\d)""",
        re.IGNORECASE | re.VERBOSE,
    )


def _money(currencies: Iterable[str]) -> re.Pattern[str]:
    lasts = "".join(sorted({re.escape(name[-1]) for name in currencies}))
    return re.compile(rf"[{lasts}]\s*\d" if lasts else NEVER, re.IGNORECASE)
