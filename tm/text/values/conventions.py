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
from tm.text.phrases.pattern import NO_MATCH_PATTERN, any_phrase_pattern, phrase_key
from tm.text.phrases.phrase_list import (
    PhraseList,
    PhraseLists,
    collect_last_words,
)
from tm.text.phrases.prefilter import (
    OTHER_DIGITS,
    PLAIN_DIGITS,
    ROMAN_NUMERALS,
    SYMBOLS,
    Prefilter,
    shared_prefilter,
)
from tm.text.values.convention_parts import (
    DateConventions,
    NumberConventions,
    TimeConventions,
    TomlTable,
    compile_dates,
    compile_numbers,
    compile_times,
    key_by_phrase,
    list_leading_date_words,
    list_percent_words,
    list_worded_dates,
)
from tm.text.word_pattern import LETTERS_PATTERN, WORD_END, WORD_START

FREE_DIGIT_PATTERN = r"[0-9](?<![^\W\u0e00-\u0e7f\u2e80-\u9fff\uac00-\ud7a3].)"
"""The pattern of a digit where a number may start.

The digit may follow a letter of a script without capitals and spaces (长5%), but no
other letter (G2). It is matched before the lookbehind, which few characters reach.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Conventions:
    """The conventions of one language."""

    is_unspaced: bool
    """Whether words stand without a space before and after them."""
    numbers: NumberConventions
    dates: DateConventions
    times: TimeConventions
    ordinals_by_word: Mapping[str, int]
    """Words that are ordinals: `kedua` is 2."""
    ordinal_prefix_pattern: str
    """The pattern, as text, of words and signs before an ordinal number."""
    ordinal_suffix_pattern: str
    roman_prefix_pattern: str
    units_by_name: Mapping[str, tuple[str, Decimal]]
    """By name of a unit, the quantity measured and the size of the unit."""
    unit_pattern: str
    codes_by_currency: Mapping[str, str]
    """ISO 4217 codes, by name or sign of the currency."""
    currency_pattern: str
    number_word_list: PhraseList
    """The words of which numbers are made."""
    ordinal_word_list: PhraseList
    """The ordinals in words."""
    counting_word_lists: PhraseLists
    """Number words and ordinals together."""
    any_value_start_pattern: str
    """The pattern, as text, of all places where a value may start."""
    value_start_pattern: str
    """The same pattern for texts without a currency before digits."""
    first_letters: frozenset[str]
    """The letters, in any case, with which values may begin."""
    currency_endings: tuple[str, ...]
    """The last words of currencies, in full case folding."""
    prefilter: Prefilter
    date_word_bit: int
    """The bit of weekdays and months, of which each date in words has one."""
    value_bits: int
    """The bits without which a text has no value."""
    leading_word_pattern: str
    """The pattern, as text, of words with which values begin, without currencies."""
    leading_word_bit: int
    """The bit of the words with which values begin."""
    percent_bits: int
    """The bits without which a text has no percentage, except with a plain `%`."""
    currency_bits: int
    """The bits of the words and the signs in names of currencies."""

    @property
    def word_start_pattern(self) -> str:
        """The pattern of the place where a word may begin."""
        return "" if self.is_unspaced else WORD_START

    @property
    def has_signed_dates(self) -> bool:
        """Whether signs follow the numbers of a date, the first of them the year."""
        return self.dates.month_suffix_pattern != NO_MATCH_PATTERN

    @property
    def number_end_pattern(self) -> str:
        """The pattern of the place where a number may end."""
        return r"(?![\dA-Za-z])" if self.is_unspaced else WORD_END

    @property
    def word_gap_pattern(self) -> str:
        """The pattern of the gap between two words."""
        return r"\s{0,2}" if self.is_unspaced else r"\s{1,2}"


def load_conventions(locale: Locale) -> Conventions:
    """Load the conventions of a locale's language; general ones if it is unknown."""
    return _load_language(locale.language)


_FILE = "values.toml"


@lru_cache(maxsize=64)
def _load_language(language: str) -> Conventions:
    table = read_table(language, _FILE) or read_table(GENERAL_FOLDER, _FILE)
    return _compile_conventions(table, shared_prefilter(language))


def _compile_conventions(data: TomlTable, language_prefilter: Prefilter) -> Conventions:
    is_unspaced = bool(data.get("glued", False))
    word_end_pattern = r"(?![A-Za-z\d])" if is_unspaced else WORD_END
    make_pattern = partial(
        any_phrase_pattern, end_pattern=word_end_pattern, is_unspaced=is_unspaced
    )
    numbers, dates = (
        compile_numbers(data["numbers"], make_pattern),
        compile_dates(data["dates"], make_pattern),
    )
    ordinal_table: TomlTable = data.get("ordinals", {})
    units_by_name = {
        phrase_key(name): (dimension, Decimal(str(size)))
        for dimension, table in data.get("units", {}).items()
        for name, size in table.items()
    }
    codes_by_currency = {
        phrase_key(name): code for name, code in data["currencies"].items()
    }
    # Some stand right before digits: `Rp1.500`.
    currency_pattern = make_pattern(
        codes_by_currency,
        end_pattern=r"(?![A-Za-z])" if is_unspaced else r"(?![^\W\d_])",
    )
    ordinals_by_word = key_by_phrase(ordinal_table.get("words", {}))
    prefixes = [*map(phrase_key, ordinal_table.get("prefixes", ()))]
    prefix_pattern = make_pattern(prefixes)
    leading_date_words, worded_dates = (
        list_leading_date_words(data["dates"]),
        list_worded_dates(data["dates"]),
    )
    counting_words = {
        *numbers.numbers_by_word,
        *numbers.multipliers_by_word,
        *numbers.addends_by_word,
        *numbers.powers_by_scale_word,
    }
    start_pattern = "" if is_unspaced else WORD_START
    make_phrase_list = partial(
        PhraseList,
        language_prefilter,
        end_pattern=word_end_pattern,
        is_unspaced=is_unspaced,
    )
    leading_word_pattern = (
        rf"{start_pattern}(?:{dates.weekday_pattern}|{dates.month_prefix_pattern}|{dates.bare_month_pattern}"
        rf"|(?:{prefix_pattern})(?=\s*[\dIVX]))"
    )
    value_start_pattern = (
        rf"{FREE_DIGIT_PATTERN}|(?=[hw])(?:https?://|www\.)|{leading_word_pattern}"
        rf"|{start_pattern}(?<![A-Za-z])(?-i:[IVX]+)(?!\w)"
    )
    number_word_list, ordinal_word_list = (
        make_phrase_list("number", counting_words),
        make_phrase_list("ordinal", ordinals_by_word),
    )
    currency_word_bit = language_prefilter.add(
        "money", LETTERS_PATTERN.findall(" ".join(codes_by_currency))
    )
    return Conventions(
        is_unspaced=is_unspaced,
        numbers=numbers,
        dates=dates,
        times=compile_times(data["times"], make_pattern, language_prefilter),
        ordinals_by_word=ordinals_by_word,
        ordinal_prefix_pattern=prefix_pattern,
        ordinal_suffix_pattern=make_pattern(ordinal_table.get("suffixes", ())),
        roman_prefix_pattern=make_pattern(ordinal_table.get("roman_after", ())),
        units_by_name=units_by_name,
        unit_pattern=make_pattern(units_by_name),
        codes_by_currency=codes_by_currency,
        currency_pattern=currency_pattern,
        number_word_list=number_word_list,
        ordinal_word_list=ordinal_word_list,
        counting_word_lists=PhraseLists(
            language_prefilter, (number_word_list, ordinal_word_list)
        ),
        any_value_start_pattern=rf"{value_start_pattern}|(?:{currency_pattern})(?=\s*\d)",
        value_start_pattern=value_start_pattern,
        first_letters=frozenset(
            name[0] for name in (*leading_date_words, *prefixes)
        ).union("hwIVX"),
        currency_endings=collect_last_words(codes_by_currency),
        prefilter=language_prefilter,
        date_word_bit=language_prefilter.add("date", leading_date_words),
        value_bits=PLAIN_DIGITS
        | OTHER_DIGITS
        | ROMAN_NUMERALS
        | language_prefilter.add("worded", worded_dates),
        leading_word_pattern=leading_word_pattern,
        leading_word_bit=language_prefilter.add(
            "leading", [*leading_date_words, *prefixes]
        ),
        percent_bits=language_prefilter.add(
            "percent", list_percent_words(data["numbers"])
        )
        | SYMBOLS,
        currency_bits=currency_word_bit | SYMBOLS,
    )
