"""How a language writes numbers, dates and times: data, made ready for reading.

The data of a language is `tm/data/LANGUAGE/values.toml`; a language is added by
adding a file. Languages without one get `root.toml`: digits, signs and ISO dates.

There is one value a language, so these are compared, and kept in caches, by identity.
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
from tm.text.phrases.pattern import NEVER, WORD_END, alternatives, known
from tm.text.phrases.phrase_list import (
    PhraseList,
    PhraseLists,
    last_words,
    longest_word,
)
from tm.text.phrases.prefilter import (
    FIGURES,
    NUMERALS,
    OTHER_FIGURES,
    SIGNS,
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
    digits: str
    """Patterns from here on; this one matches a number in digits."""
    percent: str
    """This one and those after it match one of the words."""
    percent_before: str
    scale: str
    range: str
    list: str


@dataclass(frozen=True, slots=True, eq=False)
class Dates:
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
    """Signs for weekdays that stand in brackets after a day: `8日(水)`."""
    eras: Mapping[str, int]
    """Names before a year, and the year before its first: `令和` is 2018."""
    far_years: tuple[int, int, int] | None
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
class Times:
    """Words and marks of clock times."""

    marks: str
    """Characters that may part hours and minutes."""
    halves: Mapping[str, int]
    """Hours to add before noon: `sore` is 12."""
    halves_before: Mapping[str, int]
    """The same for words before the hour: `午後` is 12."""
    hour_alone: bool
    """Whether an hour may stand without minutes: `pukul 10`."""
    telling: int
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
    """All of a language."""

    glued: bool
    """Whether words stand without a space before and after them."""
    numbers: Numbers
    dates: Dates
    times: Times
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
    counting: PhraseLists
    """Tells whether a text may have a word of either."""
    trigger: str
    """Matches wherever a value may start; a mail address is none of them."""
    moneyless: str
    """The same for a text in which no currency stands before digits."""
    firsts: frozenset[str]
    """The letters, in any case, with which what this matches begins, besides digits."""
    currency_ends: tuple[str, ...]
    """The last words of currencies, in full case folding."""
    prefilter: Prefilter
    dated: int
    """The bit of the weekdays and months, of which each date in words has one."""
    valued: int
    """The bits without which a text has no value."""
    leader: str
    """A pattern for the words with which values begin, but for currencies."""
    leading: int
    """The bit of what it matches, as far as that is words."""
    percents: int
    """The bits without which a text has no percentage but with a plain sign."""
    money: int
    """The bits of the words and the signs in names of currencies."""

    @property
    def boundary(self) -> str:
        """A pattern for where a word may begin."""
        return "" if self.glued else r"(?<!\w)"

    @property
    def signed_dates(self) -> bool:
        """Whether signs follow the numbers of a date, the first of them the year."""
        return self.dates.month_after != NEVER

    @property
    def end(self) -> str:
        """A pattern for where a number may end that stands before a word."""
        return r"(?![\dA-Za-z])" if self.glued else r"(?!\w)"

    @property
    def gap(self) -> str:
        """A pattern for what is between two words."""
        return r"\s{0,2}" if self.glued else r"\s{1,2}"


def conventions(locale: Locale) -> Conventions:
    """How the locale's language writes values; general rules if it is not known."""
    return _loaded(locale.language)


# TOML tables are of any shape; the tables below are checked by the tests of the data.
_FILE = "values.toml"
_Table = Mapping[str, Any]
_Either = Callable[..., str]
"""`alternatives`, for the way in which the language parts its words."""


@lru_cache(maxsize=64)
def _loaded(language: str) -> Conventions:
    table = read_table(language, _FILE) or read_table(GENERAL, _FILE)
    return _made(table, prefilter(language))


def _made(data: _Table, words: Prefilter) -> Conventions:
    glued = bool(data.get("glued", False))
    word_end = r"(?![A-Za-z\d])" if glued else WORD_END
    either = partial(alternatives, end=word_end, glued=glued)
    numbers, dates = _numbers(data["numbers"], either), _dates(data["dates"], either)
    ordinals: _Table = data.get("ordinals", {})
    units = {
        known(name): (dimension, Decimal(str(size)))
        for dimension, table in data.get("units", {}).items()
        for name, size in table.items()
    }
    currencies = {known(name): code for name, code in data["currencies"].items()}
    # Some stand right before digits: `Rp1.500`.
    currency = either(currencies, end=r"(?![A-Za-z])" if glued else r"(?![^\W\d_])")
    ordinal_words = _lower(ordinals.get("words", {}))
    prefixes = [*map(known, ordinals.get("prefixes", ()))]
    prefix = either(prefixes)
    names, worded = _named(data["dates"]), _worded(data["dates"])
    counting = {*numbers.words, *numbers.times, *numbers.plus, *numbers.scales}
    start = "" if glued else r"(?<!\w)"
    phrase_list = partial(PhraseList, words, end=word_end, glued=glued)
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
    money = words.add("money", re.findall(r"[^\W\d_]+", " ".join(currencies)))
    return Conventions(
        glued=glued,
        numbers=numbers,
        dates=dates,
        times=_times(data["times"], either, words),
        ordinals=ordinal_words,
        ordinal_prefix=prefix,
        ordinal_suffix=either(ordinals.get("suffixes", ())),
        roman_before=either(ordinals.get("roman_after", ())),
        units=units,
        unit=either(units),
        currencies=currencies,
        currency=currency,
        number_word=number_word,
        ordinal_word=ordinal_word,
        counting=PhraseLists(words, (number_word, ordinal_word)),
        trigger=rf"{moneyless}|(?:{currency})(?=\s*\d)",
        moneyless=moneyless,
        firsts=frozenset(name[0] for name in (*names, *prefixes)).union("hwIVX"),
        currency_ends=last_words(currencies),
        prefilter=words,
        dated=words.add("date", names),
        valued=FIGURES | OTHER_FIGURES | NUMERALS | words.add("worded", worded),
        leader=leader,
        leading=words.add("leading", [*names, *prefixes]),
        percents=words.add("percent", _percents(data["numbers"])) | SIGNS,
        money=money | SIGNS,
    )


def _numbers(data: _Table, either: _Either) -> Numbers:
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
        digits=f"(?:{SPACED}|{DIGITS})" if data.get("spaced") else DIGITS,
        percent=either(chain(data.get("percent", ()), "%％٪")),
        percent_before=either(data.get("percent_before", ())),
        scale=either(scales),
        range=either(data.get("range", ())),
        list=either(data.get("list", ())),
    )


def _percents(data: _Table) -> list[str]:
    """The words for per cent, behind a number or before it."""
    return [*data.get("percent", ()), *data.get("percent_before", ())]


def _dates(data: _Table, either: _Either) -> Dates:
    months, weekdays = _lower(data.get("months", {})), _lower(data.get("weekdays", {}))
    doubt: _Table = data.get("ambiguous", {})
    eras = _lower(data.get("eras", {}))
    signs = _lower(data.get("short_weekdays", {}))
    far: _Table | None = data.get("calendar")
    return Dates(
        order=data["order"],
        months=months,
        weekdays=weekdays,
        capital_names=doubt.get("capital_names", True),
        ambiguous=frozenset(map(known, doubt.get("words", ()))),
        short_weekdays=signs,
        eras=eras,
        far_years=(far["first"], far["last"], far["add"]) if far else None,
        day_before=either(data.get("before", ())),
        day_after=either(data.get("after", ())),
        month_before=either(data.get("month_before", ())),
        month_after=either(data.get("month_after", ())),
        year_before=either(data.get("year_before", ())),
        year_after=either(data.get("year_after", ())),
        joiner=either(data.get("joiners", ())),
        month=either(months),
        month_alone=either(months if data.get("month_alone", True) else ()),
        weekday=either(weekdays),
        short_weekday=either(signs),
        era=either(eras),
        never_before=either(data.get("never", {}).get("before", ())),
        never_after=either(data.get("never", {}).get("after", ())),
        certain_before=either(doubt.get("before", ())),
        doubtful_after=either(doubt.get("not_after", ())),
    )


def _named(data: _Table) -> list[str]:
    """What may be a value without digits: a weekday, a month, what announces one."""
    months = data.get("months", ()) if data.get("month_alone", True) else ()
    return [*months, *data.get("weekdays", ()), *data.get("month_before", ())]


def _worded(data: _Table) -> list[str]:
    """What may be a value without figures: a weekday, a month with all its words."""
    months: list[str] = [*data.get("months", ())]
    if not data.get("month_alone", True):
        before = data.get("month_before", ())
        months = [f"{word} {month}" for word in before for month in months]
    names = (*months, *data.get("weekdays", ()))
    return [name for name in names if not re.search(r"\d", name)]


def _times(data: _Table, either: _Either, words: Prefilter) -> Times:
    halves = _lower(data.get("halves", {}))
    before = _lower(data.get("halves_before", {}))
    telling = [*halves, *data.get("hour", ()), "h"]
    if data.get("hour_alone", False) or data["marks"] != ":":
        telling += [*before, *data.get("before", ()), *data.get("after", ())]
    return Times(
        marks=data["marks"],
        telling=words.add("time", map(longest_word, telling)),
        halves=halves,
        halves_before=before,
        hour_alone=data.get("hour_alone", False),
        before=either(data.get("before", ())),
        after=either(data.get("after", ())),
        half=either(halves),
        half_before=either(before),
        hour=either(data.get("hour", ())),
        minute=either(data.get("minute", ())),
        half_hour=either(data.get("half_hour", ())),
    )


def _lower(table: Mapping[str, int]) -> dict[str, int]:
    return {known(word): number for word, number in table.items()}
