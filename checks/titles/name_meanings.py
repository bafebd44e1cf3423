"""The meanings of the syllables of names, as words of a language: Hoa, flower."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from checks.language_data import read_table
from checks.text.language_words import split_phrases
from tm.language_data import LanguageFileKind
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.normal import fold_text
from tm.text.pattern_store import compile_pattern
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import shared_prefilter

_FILE_KIND = LanguageFileKind(
    "name_meanings.toml",
    "what the syllables of Vietnamese names mean, forms of address, levels",
    "name.translated is silent",
)


@dataclass(frozen=True, slots=True, eq=False)
class NameMeanings:
    """The meanings of the syllables of names, in one language."""

    phrase_list: PhraseList
    """All meanings, for the prefilter."""
    all_meanings: frozenset[str]
    meanings_by_language: Mapping[str, Mapping[str, frozenset[str]]]
    """By the language of the names, the meanings by syllable, in lower case."""
    address_words: frozenset[str]
    """Words before the name of a person: Mr, Ibu."""
    level_words: frozenset[str]
    """Words before the name of a place: commune, ward."""
    words_before_names: PhraseList
    """All words before names, for the prefilter."""
    middle_names: frozenset[str]
    """Middle names after which a given name comes."""
    capitalised_pattern: re.Pattern[str]
    """Finds the beginnings of meanings with a capital, fast, since it begins so."""
    syllables_by_meaning_word: Mapping[str, Mapping[str, frozenset[str]]]
    """By the language of the names and by what the pattern finds, the first
    syllables of names that have such a meaning, in lower case."""


@lazy_constant
def read_name_meanings(locale: Locale) -> NameMeanings:
    """Read the meanings of names in a language."""
    table = read_table(locale.language, _FILE_KIND)
    meanings_by_language = {
        language_tag: {
            syllable: frozenset(map(fold_text, split_phrases(meanings_text)))
            for syllable, meanings_text in meanings_text_by_syllable.items()
        }
        for language_tag, meanings_text_by_syllable in table.items()
        if isinstance(meanings_text_by_syllable, Mapping)
    }
    address_words, level_words = map(split_phrases, (table["address"], table["levels"]))
    all_meanings = frozenset(
        meaning
        for meanings_by_syllable in meanings_by_language.values()
        for meanings in meanings_by_syllable.values()
        for meaning in meanings
    )
    capitalised_words = sorted({meaning.split()[0].title() for meaning in all_meanings})
    prefilter, is_unspaced = shared_prefilter(locale.language), not locale.uses_spaces
    return NameMeanings(
        PhraseList(
            prefilter, "name meanings", sorted(all_meanings), is_unspaced=is_unspaced
        ),
        all_meanings,
        meanings_by_language,
        frozenset(address_words),
        frozenset(level_words),
        PhraseList(
            prefilter,
            "words before names",
            [*address_words, *level_words],
            is_unspaced=is_unspaced,
        ),
        frozenset(split_phrases(table["middles"])),
        compile_pattern("|".join(map(re.escape, capitalised_words)) or "(?!)"),
        {
            language_tag: _map_first_syllables(meanings_by_syllable, capitalised_words)
            for language_tag, meanings_by_syllable in meanings_by_language.items()
        },
    )


def _map_first_syllables(
    meanings_by_syllable: Mapping[str, frozenset[str]], capitalised_words: Sequence[str]
) -> dict[str, frozenset[str]]:
    """Map words to the first syllables of those with a meaning that begins so."""
    syllables_with_meanings = [
        (syllable.split()[0], meaning.title())
        for syllable, meanings in meanings_by_syllable.items()
        for meaning in meanings
    ]
    return {
        word: frozenset(
            first_syllable
            for first_syllable, meaning in syllables_with_meanings
            if meaning.startswith(word)
        )
        for word in capitalised_words
    }


def read_meaning_phrases(locale: Locale) -> PhraseList:
    """Read all meanings of names in a language."""
    return read_name_meanings(locale).phrase_list
