"""The words of a language for durations and rates: tháng, per tahun."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from checks.language_data import read_table
from checks.text.language_words import split_phrases
from checks.text.text_values import cached_values
from tm.language_data import LanguageFileKind
from tm.result_cache import ResultCache, lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.pattern import any_phrase_pattern
from tm.text.phrases.phrase_groups import PhraseGroups
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import shared_prefilter
from tm.text.values.conventions import load_conventions
from tm.text.words import read_lower_words

_FILE_KIND = LanguageFileKind(
    "durations.toml",
    "units of time, and how often something happens",
    "num.unit does not compare spans of time",
)

DIMENSION_AND_SIZE_BY_TIME_UNIT = {
    name: (dimension, Decimal(size))
    for dimension, sizes in (
        ("hours", {"minute": 1, "hour": 60, "day": 1440, "week": 10080}),
        ("months", {"month": 1, "year": 12, "decade": 120, "century": 1200}),
    )
    for name, size in sizes.items()
}
"""By unit: its dimension and its size, so that four decades equal 40 years."""
_TIME_UNIT_NAMES = "second", *DIMENSION_AND_SIZE_BY_TIME_UNIT
"""The names of the units."""


@dataclass(frozen=True, slots=True, eq=False)
class DurationWords:
    """The words of one language for durations and rates; cached."""

    time_unit_by_word: Mapping[str, str]
    """By word, the name of its unit."""
    time_unit_pattern: re.Pattern[str]
    """A unit right after a number, and not before a year: `quý 3 năm 2024`."""
    last_words_of_numbers: frozenset[str]
    """Words that may end a number."""
    time_unit_by_rate: Mapping[str, str]
    """By phrase for a rate, the name of its unit."""
    rate_phrases: PhraseList
    """The rates that begin with a word."""
    slashed_rate_pattern: re.Pattern[str]
    """The pattern of rates that begin with a slash: `/tahun`."""
    time_unit_phrases: PhraseGroups[str]
    """By name of a unit, its words."""
    spelt_time_unit_phrases: PhraseGroups[str]
    """By name of a unit, its words right after a word that may end a number."""

    def find_possible_time_units(
        self, text: str, locale: Locale, cache: ResultCache
    ) -> frozenset[str]:
        """Find the units of a text that may follow a number."""
        possible_time_units = self.time_unit_phrases.find_possible_groups(text)
        if possible_time_units and (
            self.spelt_time_unit_phrases.may_be_in(text)
            or cached_values(text, locale, cache)
        ):
            return possible_time_units
        return frozenset()

    def find_spelt_time_units(self, text: str) -> set[str]:
        """Find the units right after a number word, in a text without figures."""
        time_unit_by_word, last_words_of_numbers = (
            self.time_unit_by_word,
            self.last_words_of_numbers,
        )
        if not self.spelt_time_unit_phrases.may_be_in(text):
            return set()
        return {
            time_unit_by_word[word]
            for number_word, word in pairwise(read_lower_words(text))
            if number_word in last_words_of_numbers and word in time_unit_by_word
        }


@lazy_constant
def read_duration_words(locale: Locale) -> DurationWords:
    """Read the duration words of a language; empty without data."""
    duration_table = read_table(locale.language, _FILE_KIND)
    time_unit_by_word, time_unit_by_rate = (
        _map_time_units_by_phrase(duration_table["units"]),
        _map_time_units_by_phrase(duration_table["rates"]),
    )
    number_conventions = load_conventions(locale).numbers
    last_words_of_numbers = frozenset(
        (
            *number_conventions.number_by_word,
            *number_conventions.multiplier_by_word,
            *number_conventions.addend_by_word,
        )
    )
    rate_phrases = [
        phrase for phrase in time_unit_by_rate if not phrase.startswith("/")
    ]
    number_or_scale_words = (
        *last_words_of_numbers,
        *number_conventions.power_by_scale_word,
    )
    words_by_time_unit = {
        unit_name: [
            word
            for word, time_unit in time_unit_by_word.items()
            if time_unit == unit_name
        ]
        for unit_name in _TIME_UNIT_NAMES
    }
    spelt_phrases_by_time_unit = {
        unit_name: [
            f"{number_word} {unit_word}"
            for number_word in number_or_scale_words
            for unit_word in unit_words
        ]
        for unit_name, unit_words in words_by_time_unit.items()
    }
    phrase_prefilter = shared_prefilter(locale.language)
    return DurationWords(
        time_unit_by_word,
        re.compile(
            rf"[\s-]({any_phrase_pattern(time_unit_by_word)})(?!\s\d{{4}})",
            re.IGNORECASE,
        ),
        last_words_of_numbers,
        time_unit_by_rate,
        PhraseList(phrase_prefilter, "rate", rate_phrases),
        re.compile(
            any_phrase_pattern({*time_unit_by_rate} - {*rate_phrases}), re.IGNORECASE
        ),
        _group_phrases("period", words_by_time_unit, locale.language),
        _group_phrases("spelt period", spelt_phrases_by_time_unit, locale.language),
    )


def _group_phrases(
    group_name: str,
    phrases_by_time_unit: Mapping[str, Iterable[str]],
    language_tag: str,
) -> PhraseGroups[str]:
    phrase_prefilter = shared_prefilter(language_tag)
    return PhraseGroups(
        phrase_prefilter,
        {
            time_unit: PhraseList(
                phrase_prefilter, f"{group_name} {time_unit}", unit_phrases
            )
            for time_unit, unit_phrases in phrases_by_time_unit.items()
        },
    )


def _map_time_units_by_phrase(
    phrase_list_text_by_time_unit: Mapping[str, str],
) -> dict[str, str]:
    return {
        phrase: time_unit
        for time_unit, phrase_list_text in phrase_list_text_by_time_unit.items()
        for phrase in split_phrases(phrase_list_text)
    }
