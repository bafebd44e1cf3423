"""Vietnamese names in a text: surnames, syllables and diacritics."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from checks.names.name_typos import is_syllable
from checks.text.capitalised_words import (
    CapitalisedText,
    CapitalisedWord,
    iterate_capitalised_runs,
)
from glossary.forms.person_name_data import read_person_name_data
from tm.text.locale import Locale
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import shared_prefilter
from tm.text.word_pattern import LETTER_CLASS

_WORD_BEFORE_PATTERN = re.compile(rf"({LETTER_CLASS}+)\s\Z")
_MAX_LETTERS_BEFORE = 10
NameForms = tuple[str, ...]
"""The forms of the words of a name."""


def find_surnamed_names(
    capitalised_text: CapitalisedText,
) -> Iterator[list[CapitalisedWord]]:
    """Find runs of two to four capitalised words that begin with a Vietnamese surname.

    Other capitalised words, such as a title, may stand before a name, but not after it.
    """
    surnames = read_person_name_data().surnames
    for word_run in iterate_capitalised_runs(capitalised_text, min_word_count=2):
        for surname_index in range(max(0, len(word_run) - 4), len(word_run) - 1):
            if word_run[surname_index].form in surnames:
                yield word_run[surname_index:]
                break


@lru_cache(maxsize=64)
def read_address_words(locale: Locale) -> PhraseList:
    """Read the words that stand before the name of a person, such as `ông`, `bà`."""
    return PhraseList(
        shared_prefilter(locale.language),
        "words before persons",
        read_person_name_data().words_before_person,
        is_unspaced=not locale.uses_spaces,
    )


def is_addressed(name_start: int, text: str) -> bool:
    """Whether a form of address stands before a name: `ông`, `bà`."""
    word_match = _WORD_BEFORE_PATTERN.search(
        text[max(0, name_start - _MAX_LETTERS_BEFORE) : name_start]
    )
    words_before_person = read_person_name_data().words_before_person
    return word_match is not None and word_match[1].lower() in words_before_person


def are_syllables(*words: CapitalisedWord) -> bool:
    """Whether all words may be syllables of a Vietnamese name."""
    return all(is_syllable(word.form) for word in words)


def has_diacritics(name_words: Sequence[CapitalisedWord]) -> bool:
    """Whether a name has diacritics, which it loses in other languages."""
    return any(word.text.lower() != word.form for word in name_words)


def read_other_forms(
    name_words: Sequence[CapitalisedWord], excluded_word_index: int
) -> NameForms:
    """Return the forms of the words of a name except one."""
    return tuple(
        word.form
        for word_index, word in enumerate(name_words)
        if word_index != excluded_word_index
    )


def find_replaced_name_pair(
    source_capitals: CapitalisedText, target_capitals: CapitalisedText
) -> tuple[tuple[CapitalisedWord, ...], tuple[CapitalisedWord, ...]] | None:
    """Find the one Vietnamese name of each text whose last word the other lacks.

    The names are of persons, or of places that begin with a surname: Cao Bằng.
    """
    source_names = _find_unkept_names(source_capitals, target_capitals)
    target_names = (
        _find_unkept_names(target_capitals, source_capitals)
        if len(source_names) == 1
        else []
    )
    if len(target_names) != 1 or len(source_names[0]) != len(target_names[0]):
        return None
    return source_names[0], target_names[0]


def _find_unkept_names(
    capitals: CapitalisedText, other_capitals: CapitalisedText
) -> list[tuple[CapitalisedWord, ...]]:
    """Find the Vietnamese names whose last word the other text lacks."""
    return [
        tuple(name_words)
        for name_words in find_surnamed_names(capitals)
        if name_words[-1].form not in other_capitals.word_forms
        and are_syllables(*name_words)
    ]
