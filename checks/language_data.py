"""The data of a language in `checks`: `data/LANGUAGE/*.toml`, one file a reader.

A language without a file has the one in `data/general`, which knows no words: the
checks that need them are silent then.
"""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from tm.language_data import (
    GENERAL_FOLDER,
    LanguageFile,
    LanguageFileKind,
    list_package_files,
    read_data_file,
)
from tm.result_cache import lazy_constant

LANGUAGE_FILE_KINDS = (
    LanguageFileKind(
        "punctuation.toml",
        "quotation marks, marks that take a space, ends of sentences",
        "checks of punctuation use the rules of English",
    ),
    LanguageFileKind(
        "words.toml",
        "function words, abbreviations, offices, words in names and before speech",
        "the language of a text is not judged; names, titles, repetitions, speech "
        "without quotation marks and mixed spellings are not checked",
    ),
    LanguageFileKind(
        "word_forms.toml",
        "affixes, or the parts of syllables",
        "spell.word reports more words, or none without a Hunspell dictionary",
    ),
    LanguageFileKind(
        "house_style.toml",
        "calques, redundant phrases and common misspellings",
        "style.rule knows only the user's rules and those for any language",
    ),
    LanguageFileKind(
        "negation.toml",
        "words that negate, and words that may stand for a negation",
        "neg.dropped and neg.added are silent",
    ),
    LanguageFileKind(
        "negated_words.toml",
        "words that are negated by their form, and the words that they negate",
        "neg.dropped compares negating words only",
    ),
    LanguageFileKind(
        "antonyms.toml", "words of both sides of a matter", "sense.contrary is silent"
    ),
    LanguageFileKind(
        "cohyponyms.toml",
        "things of a kind that exclude each other: colours, seasons, ministries",
        "sense.other is silent",
    ),
    LanguageFileKind(
        "mistranslations.toml",
        "what machine translation into the language makes wrong again and again",
        "sense.mistranslated is silent",
    ),
    LanguageFileKind(
        "topics.toml",
        "words by which a page shows its topic: badminton, court, weather",
        "sense.mistranslated does not know what a page in the language is about",
    ),
    LanguageFileKind(
        "amount_styles.toml",
        "ways to write amounts of a currency: USD 5, 5 dolar AS",
        "num.style is silent",
    ),
    LanguageFileKind(
        "foreign_phrases.toml",
        "foreign phrases, and the words of the language for them",
        "word.foreign is silent",
    ),
    LanguageFileKind(
        "mixed_names.toml",
        "names of one thing, and forms of address, that a page should not mix",
        "term.mixed is silent",
    ),
    LanguageFileKind(
        "proper_names.toml",
        "countries, cities, months and days that always have a capital; persons",
        "caps.proper and spell.place are silent",
    ),
    LanguageFileKind(
        "conversions.toml",
        "words before a conversion in brackets: (about 16 km)",
        "num.conversion sees no conversion after such a word",
    ),
    LanguageFileKind(
        "quantity_limits.toml",
        "the least and the most that prices, numbers of people and the like can be",
        "num.impossible is silent",
    ),
    LanguageFileKind(
        "name_meanings.toml",
        "what the syllables of Vietnamese names mean, forms of address, levels",
        "name.translated is silent",
    ),
    LanguageFileKind(
        "place_levels.toml",
        "words for levels of administration: province, district, ward",
        "place.level, place.abolished and place.mixed are silent",
    ),
    LanguageFileKind(
        "modifiers.toml",
        "words that change the meaning, and what may correspond to them",
        "sense.modifier is silent; person.title ignores former offices",
    ),
    LanguageFileKind(
        "roles.toml",
        "verbs between two names, and words of the passive",
        "sense.roles is silent",
    ),
    LanguageFileKind(
        "ranks.toml",
        "titles, and words that lower their rank",
        "person.title does not see a rank that the translation adds",
    ),
    LanguageFileKind(
        "fractions.toml",
        "fractions, multiples and rough counts in words",
        "num.value compares numbers only, no fractions in words",
    ),
    LanguageFileKind(
        "percentage_points.toml",
        "names of percentage points",
        "num.percent does not see percentage points that became per cent",
    ),
    LanguageFileKind(
        "signs.toml",
        "words that may stand for a minus",
        "num.value reports a minus that is written as a word",
    ),
    LanguageFileKind(
        "durations.toml",
        "units of time, and how often something happens",
        "num.unit does not compare spans of time",
    ),
    LanguageFileKind(
        "range_ends.toml",
        "words before the last day of a span, and before its end",
        "date.weekday may report the end of a span that is written differently",
    ),
    LanguageFileKind(
        "relative_days.toml",
        "words for today, yesterday and tomorrow",
        "date.cross does not compare such words with the publication date",
    ),
    LanguageFileKind(
        "clock_times.toml",
        "words for the parts of a day",
        "num.value does not match 7 in the evening with 19:00",
    ),
    LanguageFileKind(
        "territories.toml",
        "names of countries besides those of the CLDR",
        "name.missing and term.missing know countries by their CLDR names only",
    ),
    LanguageFileKind(
        "seeded_errors.toml",
        "sentences that replace a text in another language, to measure the checks",
        "measuring does not replace texts by this language",
    ),
    LanguageFileKind(
        "messages.toml", "messages of findings", "messages are in English"
    ),
    LanguageFileKind(
        "descriptions.toml",
        "descriptions of checks, options and seeded errors",
        "descriptions are in English",
    ),
)

_OTHER_FOLDERS = (GENERAL_FOLDER, "profiles")
"""Folders of the data that are of no language."""


def list_files(language_tag: str) -> Iterator[LanguageFile]:
    """List the data files of a language in `checks`, missing ones included.

    >>> [data_file.file for data_file in list_files("vi") if not data_file.is_present]
    []
    >>> {data_file.is_present for data_file in list_files("tlh")}
    {False}
    """
    yield from list_package_files("checks", language_tag, LANGUAGE_FILE_KINDS)


# Any: what TOML holds; the tests of the data check what is read here.
def read_table(language_tag: str, file_name: str) -> Mapping[str, Any]:
    """Read a file of a language, over that of any language."""
    return {
        **read_own_table(GENERAL_FOLDER, file_name),
        **read_own_table(language_tag, file_name),
    }


@lazy_constant
def read_own_table(language_tag: str, file_name: str) -> Mapping[str, Any]:
    """Read a file of a language; empty without the file."""
    data_path = f"data/{language_tag}/{file_name}"
    if not language_tag.isalpha() or not (files("checks") / data_path).is_file():
        return {}
    return read_data_file("checks", data_path)


def list_languages() -> list[str]:
    """List the languages that have data in `checks`.

    >>> "vi" in list_languages(), GENERAL_FOLDER in list_languages()
    (True, False)
    """
    folders = (files("checks") / "data").iterdir()
    return sorted(
        folder.name
        for folder in folders
        if folder.is_dir() and folder.name not in _OTHER_FOLDERS
    )


def has_data(language_tag: str) -> bool:
    """Whether the language has words of its own."""
    return bool(read_own_table(language_tag, "words.toml"))
