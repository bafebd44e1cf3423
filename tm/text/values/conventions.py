"""Conventions of a language for numbers, dates and times, compiled from its data.

The data is `tm/data/LANGUAGE/values.toml`; a language is added by adding a file.
Languages without one use that of `root`: digits, signs and ISO dates.

There is one object for each language, so caches compare conventions by identity.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, partial

from tm.language_data import GENERAL_FOLDER, read_table
from tm.text.locale import Locale
from tm.text.phrases.pattern import NEVER, alternatives, table_key
from tm.text.phrases.phrase_list import (
    PhraseList,
    PhraseLists,
    last_words,
)
from tm.text.phrases.prefilter import (
    OTHER_DIGITS,
    PLAIN_DIGITS,
    ROMAN_NUMERALS,
    SYMBOLS,
    Prefilter,
    prefilter,
)
from tm.text.values.convention_parts import (
    DateConventions,
    NumberConventions,
    TimeConventions,
    TomlTable,
    date_words,
    first_words_of_values,
    make_dates,
    make_numbers,
    make_times,
    percent_words,
    with_table_keys,
)
from tm.text.word_pattern import LETTERS_PATTERN, WORD_END, WORD_START

FREE_DIGIT = r"[0-9](?<![^\W\u0e00-\u0e7f\u2e80-\u9fff\uac00-\ud7a3].)"
"""A pattern for a digit where a number may start.

It may follow a letter of a script without capitals and spaces, such as 长5%, but no
other: G2. It is looked at before what it follows, which few characters come to.
"""


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
        return "" if self.is_unspaced else WORD_START

    @property
    def has_signed_dates(self) -> bool:
        """Whether signs follow the numbers of a date, the first of them the year."""
        return self.dates.month_after != NEVER

    @property
    def number_end(self) -> str:
        """A pattern for where a number may end that stands before a word."""
        return r"(?![\dA-Za-z])" if self.is_unspaced else WORD_END

    @property
    def word_gap(self) -> str:
        """A pattern for what is between two words."""
        return r"\s{0,2}" if self.is_unspaced else r"\s{1,2}"


def load_conventions(locale: Locale) -> Conventions:
    """Load the conventions of a locale's language; general ones if it is unknown."""
    return _load(locale.language)


_FILE = "values.toml"


@lru_cache(maxsize=64)
def _load(language: str) -> Conventions:
    table = read_table(language, _FILE) or read_table(GENERAL_FOLDER, _FILE)
    return _make_conventions(table, prefilter(language))


def _make_conventions(data: TomlTable, language_prefilter: Prefilter) -> Conventions:
    is_unspaced = bool(data.get("glued", False))
    word_end = r"(?![A-Za-z\d])" if is_unspaced else WORD_END
    make_pattern = partial(alternatives, end=word_end, is_unspaced=is_unspaced)
    numbers, dates = (
        make_numbers(data["numbers"], make_pattern),
        make_dates(data["dates"], make_pattern),
    )
    ordinals: TomlTable = data.get("ordinals", {})
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
    ordinal_words = with_table_keys(ordinals.get("words", {}))
    prefixes = [*map(table_key, ordinals.get("prefixes", ()))]
    prefix = make_pattern(prefixes)
    names, words_of_dates = (
        first_words_of_values(data["dates"]),
        date_words(data["dates"]),
    )
    counting = {*numbers.words, *numbers.times, *numbers.plus, *numbers.scales}
    start = "" if is_unspaced else WORD_START
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
        "money", LETTERS_PATTERN.findall(" ".join(currencies))
    )
    return Conventions(
        is_unspaced=is_unspaced,
        numbers=numbers,
        dates=dates,
        times=make_times(data["times"], make_pattern, language_prefilter),
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
        | language_prefilter.add("worded", words_of_dates),
        leading_word=leader,
        leading_word_bit=language_prefilter.add("leading", [*names, *prefixes]),
        percent_bits=language_prefilter.add("percent", percent_words(data["numbers"]))
        | SYMBOLS,
        currency_bits=money | SYMBOLS,
    )
