"""Conventions of a language for numbers, dates and times, compiled from its data.

The data is `tm/data/LANGUAGE/values.toml`; a language is added by adding a file.
What the file lacks is that of `tm/data/general`: digits, signs and ISO dates.

There is one object for each language, so caches compare conventions by identity.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from tm.language_data import GENERAL_FOLDER, read_table
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.pattern import NO_MATCH_PATTERN, any_phrase_pattern, phrase_key
from tm.text.phrases.phrase_list import (
    PhraseList,
    PhraseLists,
    collect_last_words,
)
from tm.text.phrases.prefilter import (
    OTHER_DIGITS_BIT,
    PLAIN_DIGITS_BIT,
    ROMAN_NUMERALS_BIT,
    SYMBOLS_BIT,
    Prefilter,
    shared_prefilter,
)
from tm.text.values.number_date_and_time_conventions import (
    DateConventions,
    NumberConventions,
    TimeConventions,
    TomlTable,
    compile_date_conventions,
    compile_number_conventions,
    compile_time_conventions,
    key_numbers_by_phrase,
    list_leading_date_words,
    list_percent_words,
    list_worded_dates,
)
from tm.text.word_pattern import LETTERS_PATTERN, WORD_END_PATTERN, WORD_START_PATTERN

NUMBER_START_PATTERN = r"[0-9](?<![^\W\u0e00-\u0e7f\u2e80-\u9fff\uac00-\ud7a3].)"
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
    measure_unit_by_name: Mapping[str, tuple[str, Decimal]]
    """By name of a unit, the quantity measured and the size of the unit."""
    measure_unit_pattern: str
    currency_code_by_name: Mapping[str, str]
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
    last_currency_words: tuple[str, ...]
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
        return "" if self.is_unspaced else WORD_START_PATTERN

    @property
    def uses_date_suffixes(self) -> bool:
        """Whether signs follow the numbers of a date, the first of them the year."""
        return self.dates.month_suffix_pattern != NO_MATCH_PATTERN

    @property
    def number_end_pattern(self) -> str:
        """The pattern of the place where a number may end."""
        return r"(?![\dA-Za-z])" if self.is_unspaced else WORD_END_PATTERN

    @property
    def word_gap_pattern(self) -> str:
        """The pattern of the gap between two words."""
        return r"\s{0,2}" if self.is_unspaced else r"\s{1,2}"


def load_conventions(locale: Locale) -> Conventions:
    """Load the conventions of a locale's language; general ones if it is unknown."""
    return _load_language_conventions(locale.language)


_VALUES_FILE_NAME = "values.toml"


@lazy_constant
def _load_language_conventions(language: str) -> Conventions:
    conventions_table = add_general_values(read_table(language, _VALUES_FILE_NAME))
    return compile_conventions(conventions_table, shared_prefilter(language))


def add_general_values(language_table: TomlTable) -> TomlTable:
    """Add the keys of the general tables that a language's tables lack."""
    general_table = read_table(GENERAL_FOLDER, _VALUES_FILE_NAME)
    return {
        **language_table,
        **{
            table_name: {**table, **language_table.get(table_name, {})}
            for table_name, table in general_table.items()
        },
    }


def compile_conventions(
    conventions_table: TomlTable, language_prefilter: Prefilter
) -> Conventions:
    """Compile the conventions of a language from its table."""
    is_unspaced = bool(conventions_table.get("glued", False))
    word_end_pattern = r"(?![A-Za-z\d])" if is_unspaced else WORD_END_PATTERN
    make_pattern = partial(
        any_phrase_pattern, end_pattern=word_end_pattern, is_unspaced=is_unspaced
    )
    number_conventions, date_conventions = (
        compile_number_conventions(conventions_table["numbers"], make_pattern),
        compile_date_conventions(conventions_table["dates"], make_pattern),
    )
    ordinal_table: TomlTable = conventions_table.get("ordinals", {})
    measure_unit_by_name = _read_measure_units(conventions_table)
    currency_code_by_name = {
        phrase_key(currency_name): currency_code
        for currency_name, currency_code in conventions_table["currencies"].items()
    }
    # Some stand right before digits: `Rp1.500`.
    currency_pattern = make_pattern(
        currency_code_by_name,
        end_pattern=r"(?![A-Za-z])" if is_unspaced else r"(?![^\W\d_])",
    )
    ordinals_by_word = key_numbers_by_phrase(ordinal_table.get("words", {}))
    ordinal_prefixes = [*map(phrase_key, ordinal_table.get("prefixes", ()))]
    ordinal_prefix_pattern = make_pattern(ordinal_prefixes)
    leading_date_words = list_leading_date_words(conventions_table["dates"])
    leading_words = [*leading_date_words, *ordinal_prefixes]
    word_start_pattern = "" if is_unspaced else WORD_START_PATTERN
    leading_word_pattern = (
        rf"{word_start_pattern}(?:{date_conventions.weekday_pattern}|{date_conventions.month_prefix_pattern}|{date_conventions.unprefixed_month_pattern}"
        rf"|(?:{ordinal_prefix_pattern})(?=\s*[\dIVX]))"
    )
    value_start_pattern = (
        rf"{NUMBER_START_PATTERN}|(?=[hw])(?:https?://|www\.)|{leading_word_pattern}"
        rf"|{word_start_pattern}(?<![A-Za-z])(?-i:[IVX]+)(?!\w)"
    )
    make_phrase_list = partial(
        PhraseList,
        language_prefilter,
        end_pattern=word_end_pattern,
        is_unspaced=is_unspaced,
    )
    number_word_list, ordinal_word_list = (
        make_phrase_list("number", _list_counting_words(number_conventions)),
        make_phrase_list("ordinal", ordinals_by_word),
    )
    currency_word_bit = language_prefilter.add(
        "money", LETTERS_PATTERN.findall(" ".join(currency_code_by_name))
    )
    return Conventions(
        is_unspaced=is_unspaced,
        numbers=number_conventions,
        dates=date_conventions,
        times=compile_time_conventions(
            conventions_table["times"], make_pattern, language_prefilter
        ),
        ordinals_by_word=ordinals_by_word,
        ordinal_prefix_pattern=ordinal_prefix_pattern,
        ordinal_suffix_pattern=make_pattern(ordinal_table.get("suffixes", ())),
        roman_prefix_pattern=make_pattern(ordinal_table.get("roman_after", ())),
        measure_unit_by_name=measure_unit_by_name,
        measure_unit_pattern=make_pattern(measure_unit_by_name),
        currency_code_by_name=currency_code_by_name,
        currency_pattern=currency_pattern,
        number_word_list=number_word_list,
        ordinal_word_list=ordinal_word_list,
        counting_word_lists=PhraseLists(
            language_prefilter, (number_word_list, ordinal_word_list)
        ),
        any_value_start_pattern=rf"{value_start_pattern}|(?:{currency_pattern})(?=\s*\d)",
        value_start_pattern=value_start_pattern,
        first_letters=frozenset(word[0] for word in leading_words).union("hwIVX"),
        last_currency_words=collect_last_words(currency_code_by_name),
        prefilter=language_prefilter,
        date_word_bit=language_prefilter.add("date", leading_date_words),
        value_bits=PLAIN_DIGITS_BIT
        | OTHER_DIGITS_BIT
        | ROMAN_NUMERALS_BIT
        | language_prefilter.add(
            "worded", list_worded_dates(conventions_table["dates"])
        ),
        leading_word_pattern=leading_word_pattern,
        leading_word_bit=language_prefilter.add("leading", leading_words),
        percent_bits=language_prefilter.add(
            "percent", list_percent_words(conventions_table["numbers"])
        )
        | SYMBOLS_BIT,
        currency_bits=currency_word_bit | SYMBOLS_BIT,
    )


def _read_measure_units(
    conventions_table: TomlTable,
) -> dict[str, tuple[str, Decimal]]:
    """Read the units of measurement by name: the dimension and size of each."""
    return {
        phrase_key(spaced_name): (dimension, Decimal(str(unit_size)))
        for dimension, dimension_table in conventions_table.get("units", {}).items()
        for unit_name, unit_size in dimension_table.items()
        for spaced_name in _list_spacings(unit_name)
    }


def _list_counting_words(number_conventions: NumberConventions) -> set[str]:
    """List all words that numbers are made of."""
    return {
        *number_conventions.number_by_word,
        *number_conventions.multiplier_by_word,
        *number_conventions.addend_by_word,
        *number_conventions.power_by_scale_word,
    }


def _list_spacings(unit_name: str) -> Sequence[str]:
    """List a name of a unit with and without spaces around its slash: km/h, km / h."""
    return [unit_name.replace("/", slash) for slash in ("/", " / ", "/ ", " /")]
