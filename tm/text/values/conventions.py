"""Conventions of a language for numbers, dates and times, compiled from its data.

The data is `tm/data/LANGUAGE/values.toml`; a language is added by adding a file.
Languages without one use that of `root`: digits, signs and ISO dates.

There is one object for each language, so caches compare conventions by identity.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, partial
from itertools import chain
from typing import Any

from tm.language_data import GENERAL, read_table
from tm.text.locale import Locale
from tm.text.phrases.pattern import NEVER, WORD_END, alternatives, table_key
from tm.text.phrases.phrase_list import (
    PhraseList,
    PhraseLists,
    last_words,
    longest_word,
)
from tm.text.phrases.prefilter import (
    OTHER_DIGITS,
    PLAIN_DIGITS,
    ROMAN_NUMERALS,
    SYMBOLS,
    Prefilter,
    prefilter,
)

DIGITS = r"\d+(?:[.,\u066b\u066c]\d+|[\u00a0\u202f\u2009]\d{3}(?!\d))*"
"""A pattern for a number in digits, with its separators, those of Arabic too."""
SPACED = r"\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?!\d)(?:,\d+)?"
"""A pattern for one whose groups are parted by spaces of any kind."""
FREE_DIGIT = r"[0-9](?<![^\W\u0e00-\u0e7f\u2e80-\u9fff\uac00-\ud7a3].)"
"""A pattern for a digit where a number may start.

It may follow a letter of a script without capitals and spaces, such as 长5%, but no
other: G2. It is looked at before what it follows, which few characters come to.
"""


@dataclass(frozen=True, slots=True, eq=False)
class NumberConventions:
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
    digits: str
    """Patterns from here on; this one matches a number in digits."""
    percent: str
    """This one and those after it match one of the words."""
    percent_before: str
    scale: str
    range: str
    list: str


@dataclass(frozen=True, slots=True, eq=False)
class DateConventions:
    """Words and order of dates; every word is in lower case."""

    order: str
    """`dmy` or `mdy`: how 8/10/2025 is read."""
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    ambiguous: frozenset[str]
    """Names that are ordinary words too."""
    capital_names: bool
    """Whether months and weekdays have capitals, which tell them from such words."""
    short_weekdays: Mapping[str, int]
    """Signs for weekdays in brackets after a day: `8日(水)`."""
    eras: Mapping[str, int]
    """Names before a year, and the year before its first: `令和` is 2018."""
    other_calendar: tuple[int, int, int] | None
    """Years of another calendar, the first and the last, and what to add to them."""
    day_before: str
    """Patterns from here on."""
    day_after: str
    month_after: str
    year_after: str
    short_weekday: str
    era: str
    never_before: str
    """What is never before, or after, the name of a weekday: `一周一次`."""
    never_after: str
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
class TimeConventions:
    """Words and marks of clock times."""

    marks: str
    """Characters that may part hours and minutes."""
    day_halves: Mapping[str, int]
    """Hours to add before noon: `sore` is 12."""
    day_halves_before: Mapping[str, int]
    """The same for words before the hour: `午後` is 12."""
    hour_alone: bool
    """Whether an hour may stand without minutes: `pukul 10`."""
    time_bit: int
    """The bit of the words of which one is beside each time without a colon."""
    before: str
    """Patterns from here on."""
    after: str
    half: str
    half_before: str
    hour: str
    minute: str
    half_hour: str


@dataclass(frozen=True, slots=True, eq=False)
class Conventions:
    """The conventions of one language."""

    is_unspaced: bool
    """Whether words stand without a space before and after them."""
    numbers: NumberConventions
    dates: DateConventions
    times: TimeConventions
    ordinals: Mapping[str, int]
    """Words that are ordinals: `kedua` is 2."""
    ordinal_prefix: str
    """Patterns from here on."""
    ordinal_suffix: str
    roman_before: str
    units: Mapping[str, tuple[str, Decimal]]
    """What is measured, and how large the unit is."""
    unit: str
    currencies: Mapping[str, str]
    """ISO 4217 codes."""
    currency: str
    number_word: PhraseList
    """Finds words of which numbers are made."""
    ordinal_word: PhraseList
    """Finds ordinals in words."""
    counting_words: PhraseLists
    """Tells whether a text may have a word of either."""
    value_start: str
    """Matches wherever a value may start; a mail address is none of them."""
    value_start_without_currency: str
    """The same for a text in which no currency stands before digits."""
    first_letters: frozenset[str]
    """The letters, in any case, with which what this matches begins, besides digits."""
    currency_ends: tuple[str, ...]
    """The last words of currencies, in full case folding."""
    prefilter: Prefilter
    date_bit: int
    """The bit of the weekdays and months, of which each date in words has one."""
    value_bits: int
    """The bits without which a text has no value."""
    leading_word: str
    """A pattern for the words with which values begin, but for currencies."""
    leading_word_bit: int
    """The bit of what it matches, as far as that is words."""
    percent_bits: int
    """The bits without which a text has no percentage but with a plain sign."""
    currency_bits: int
    """The bits of the words and the signs in names of currencies."""

    @property
    def word_start(self) -> str:
        """A pattern for where a word may begin."""
        return "" if self.is_unspaced else r"(?<!\w)"

    @property
    def has_signed_dates(self) -> bool:
        """Whether signs follow the numbers of a date, the first of them the year."""
        return self.dates.month_after != NEVER

    @property
    def number_end(self) -> str:
        """A pattern for where a number may end that stands before a word."""
        return r"(?![\dA-Za-z])" if self.is_unspaced else r"(?!\w)"

    @property
    def word_gap(self) -> str:
        """A pattern for what is between two words."""
        return r"\s{0,2}" if self.is_unspaced else r"\s{1,2}"


def conventions(locale: Locale) -> Conventions:
    """How the locale's language writes values; general rules if it is not known."""
    return _load(locale.language)


# TOML tables are of any shape; the tables below are checked by the tests of the data.
_FILE = "values.toml"
_Table = Mapping[str, Any]
_MakePattern = Callable[..., str]
"""`alternatives`, for the way in which the language parts its words."""


@lru_cache(maxsize=64)
def _load(language: str) -> Conventions:
    table = read_table(language, _FILE) or read_table(GENERAL, _FILE)
    return _make_conventions(table, prefilter(language))


def _make_conventions(data: _Table, language_prefilter: Prefilter) -> Conventions:
    is_unspaced = bool(data.get("glued", False))
    word_end = r"(?![A-Za-z\d])" if is_unspaced else WORD_END
    make_pattern = partial(alternatives, end=word_end, is_unspaced=is_unspaced)
    numbers, dates = (
        _make_numbers(data["numbers"], make_pattern),
        _make_dates(data["dates"], make_pattern),
    )
    ordinals: _Table = data.get("ordinals", {})
    units = {
        table_key(name): (dimension, Decimal(str(size)))
        for dimension, table in data.get("units", {}).items()
        for name, size in table.items()
    }
    currencies = {table_key(name): code for name, code in data["currencies"].items()}
    # Some stand right before digits: `Rp1.500`.
    currency = make_pattern(
        currencies, end=r"(?![A-Za-z])" if is_unspaced else r"(?![^\W\d_])"
    )
    ordinal_words = _with_table_keys(ordinals.get("words", {}))
    prefixes = [*map(table_key, ordinals.get("prefixes", ()))]
    prefix = make_pattern(prefixes)
    names, date_words = (
        _first_words_of_values(data["dates"]),
        _date_words(data["dates"]),
    )
    counting = {*numbers.words, *numbers.times, *numbers.plus, *numbers.scales}
    start = "" if is_unspaced else r"(?<!\w)"
    phrase_list = partial(
        PhraseList, language_prefilter, end_pattern=word_end, is_unspaced=is_unspaced
    )
    leader = (
        rf"{start}(?:{dates.weekday}|{dates.month_before}|{dates.month_alone}"
        rf"|(?:{prefix})(?=\s*[\dIVX]))"
    )
    moneyless = (
        rf"{FREE_DIGIT}|(?=[hw])(?:https?://|www\.)|{leader}"
        rf"|{start}(?<![A-Za-z])(?-i:[IVX]+)(?!\w)"
    )
    number_word, ordinal_word = (
        phrase_list("number", counting),
        phrase_list("ordinal", ordinal_words),
    )
    money = language_prefilter.add(
        "money", re.findall(r"[^\W\d_]+", " ".join(currencies))
    )
    return Conventions(
        is_unspaced=is_unspaced,
        numbers=numbers,
        dates=dates,
        times=_make_times(data["times"], make_pattern, language_prefilter),
        ordinals=ordinal_words,
        ordinal_prefix=prefix,
        ordinal_suffix=make_pattern(ordinals.get("suffixes", ())),
        roman_before=make_pattern(ordinals.get("roman_after", ())),
        units=units,
        unit=make_pattern(units),
        currencies=currencies,
        currency=currency,
        number_word=number_word,
        ordinal_word=ordinal_word,
        counting_words=PhraseLists(language_prefilter, (number_word, ordinal_word)),
        value_start=rf"{moneyless}|(?:{currency})(?=\s*\d)",
        value_start_without_currency=moneyless,
        first_letters=frozenset(name[0] for name in (*names, *prefixes)).union("hwIVX"),
        currency_ends=last_words(currencies),
        prefilter=language_prefilter,
        date_bit=language_prefilter.add("date", names),
        value_bits=PLAIN_DIGITS
        | OTHER_DIGITS
        | ROMAN_NUMERALS
        | language_prefilter.add("worded", date_words),
        leading_word=leader,
        leading_word_bit=language_prefilter.add("leading", [*names, *prefixes]),
        percent_bits=language_prefilter.add("percent", _percent_words(data["numbers"]))
        | SYMBOLS,
        currency_bits=money | SYMBOLS,
    )


def _make_numbers(data: _Table, make_pattern: _MakePattern) -> NumberConventions:
    scales, words = (
        _with_table_keys(data.get("scales", {})),
        _with_table_keys(data.get("words", {})),
    )
    times, plus = (
        _with_table_keys(data.get("times", {})),
        _with_table_keys(data.get("plus", {})),
    )
    return NumberConventions(
        decimal=data["decimal"],
        group=data["group"],
        scales=scales,
        attached=_with_table_keys(data.get("attached", {})),
        words=words,
        times=times,
        plus=plus,
        skip=frozenset(map(table_key, data.get("skip", {}).get("words", ()))),
        digits=f"(?:{SPACED}|{DIGITS})" if data.get("spaced") else DIGITS,
        percent=make_pattern(chain(data.get("percent", ()), "%％٪")),
        percent_before=make_pattern(data.get("percent_before", ())),
        scale=make_pattern(scales),
        range=make_pattern(data.get("range", ())),
        list=make_pattern(data.get("list", ())),
    )


def _percent_words(data: _Table) -> list[str]:
    """The words for per cent, behind a number or before it."""
    return [*data.get("percent", ()), *data.get("percent_before", ())]


def _make_dates(data: _Table, make_pattern: _MakePattern) -> DateConventions:
    months, weekdays = (
        _with_table_keys(data.get("months", {})),
        _with_table_keys(data.get("weekdays", {})),
    )
    ambiguity: _Table = data.get("ambiguous", {})
    eras = _with_table_keys(data.get("eras", {}))
    signs = _with_table_keys(data.get("short_weekdays", {}))
    calendar: _Table | None = data.get("calendar")
    return DateConventions(
        order=data["order"],
        months=months,
        weekdays=weekdays,
        capital_names=ambiguity.get("capital_names", True),
        ambiguous=frozenset(map(table_key, ambiguity.get("words", ()))),
        short_weekdays=signs,
        eras=eras,
        other_calendar=(calendar["first"], calendar["last"], calendar["add"])
        if calendar
        else None,
        day_before=make_pattern(data.get("before", ())),
        day_after=make_pattern(data.get("after", ())),
        month_before=make_pattern(data.get("month_before", ())),
        month_after=make_pattern(data.get("month_after", ())),
        year_before=make_pattern(data.get("year_before", ())),
        year_after=make_pattern(data.get("year_after", ())),
        joiner=make_pattern(data.get("joiners", ())),
        month=make_pattern(months),
        month_alone=make_pattern(months if data.get("month_alone", True) else ()),
        weekday=make_pattern(weekdays),
        short_weekday=make_pattern(signs),
        era=make_pattern(eras),
        never_before=make_pattern(data.get("never", {}).get("before", ())),
        never_after=make_pattern(data.get("never", {}).get("after", ())),
        certain_before=make_pattern(ambiguity.get("before", ())),
        doubtful_after=make_pattern(ambiguity.get("not_after", ())),
    )


def _first_words_of_values(data: _Table) -> list[str]:
    """What may be a value without digits: a weekday, a month, what announces one."""
    months = data.get("months", ()) if data.get("month_alone", True) else ()
    return [*months, *data.get("weekdays", ()), *data.get("month_before", ())]


def _date_words(data: _Table) -> list[str]:
    """What may be a value without figures: a weekday, a month with all its words."""
    months: list[str] = [*data.get("months", ())]
    if not data.get("month_alone", True):
        words_before = data.get("month_before", ())
        months = [f"{word} {month}" for word in words_before for month in months]
    names = (*months, *data.get("weekdays", ()))
    return [name for name in names if not re.search(r"\d", name)]


def _make_times(
    data: _Table, make_pattern: _MakePattern, language_prefilter: Prefilter
) -> TimeConventions:
    halves = _with_table_keys(data.get("halves", {}))
    day_halves_before = _with_table_keys(data.get("halves_before", {}))
    time_words = [*halves, *data.get("hour", ()), "h"]
    if data.get("hour_alone", False) or data["marks"] != ":":
        time_words += [
            *day_halves_before,
            *data.get("before", ()),
            *data.get("after", ()),
        ]
    return TimeConventions(
        marks=data["marks"],
        time_bit=language_prefilter.add("time", map(longest_word, time_words)),
        day_halves=halves,
        day_halves_before=day_halves_before,
        hour_alone=data.get("hour_alone", False),
        before=make_pattern(data.get("before", ())),
        after=make_pattern(data.get("after", ())),
        half=make_pattern(halves),
        half_before=make_pattern(day_halves_before),
        hour=make_pattern(data.get("hour", ())),
        minute=make_pattern(data.get("minute", ())),
        half_hour=make_pattern(data.get("half_hour", ())),
    )


def _with_table_keys(table: Mapping[str, int]) -> dict[str, int]:
    return {table_key(word): number for word, number in table.items()}
