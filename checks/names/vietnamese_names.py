"""Vietnamese names: surnames, syllables, diacritics, and words that misspell them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from checks.names.name_typos import is_similar_spelling, is_syllable
from checks.text.capitalised_words import (
    CapitalisedWord,
    CapitalisedWords,
    iterate_capitalised_runs,
    iterate_run_windows,
)
from checks.text.rendering_finder import RenderingFinder
from glossary.forms.person_name_data import read_person_name_data
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import shared_prefilter
from tm.text.word_pattern import LETTER_CLASS

_MIN_SYLLABLE_LETTERS = 3
"""How many letters a syllable must have to be a typo."""
FULL_NAME_WORDS = 3
"""How many words a full name has: with two of them kept, the third may be a typo."""

_WORD_BEFORE_PATTERN = re.compile(rf"({LETTER_CLASS}+)\s\Z")
_MAX_LETTERS_OF_PRECEDING_WORD = 10
"""How many letters before a name are searched for a form of address."""
NameForms = tuple[str, ...]
"""The forms of the words of a name."""


class _NameEnd(NamedTuple):
    """The last word of a name in a run of capitalised words."""

    last_word: CapitalisedWord
    is_whole_run: bool
    """Whether no other capitalised word stands before the name."""


def find_surnamed_names(
    capitalised_words: CapitalisedWords,
) -> Iterator[list[CapitalisedWord]]:
    """Find runs of two to four capitalised words that begin with a Vietnamese surname.

    Other capitalised words, such as a title, may stand before a name, but not after it.
    """
    surnames = read_person_name_data().surnames
    for word_run in iterate_capitalised_runs(capitalised_words, min_word_count=2):
        for surname_index in range(max(0, len(word_run) - 4), len(word_run) - 1):
            if word_run[surname_index].form in surnames:
                yield word_run[surname_index:]
                break


@lazy_constant
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
        text[max(0, name_start - _MAX_LETTERS_OF_PRECEDING_WORD) : name_start]
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
    source_capitalised_words: CapitalisedWords,
    target_capitalised_words: CapitalisedWords,
) -> tuple[tuple[CapitalisedWord, ...], tuple[CapitalisedWord, ...]] | None:
    """Find the one Vietnamese name of each text whose last word the other lacks.

    The names are of persons, or of places that begin with a surname: Cao Bằng.
    """
    source_names = _find_missing_names(
        source_capitalised_words, target_capitalised_words
    )
    target_names = (
        _find_missing_names(target_capitalised_words, source_capitalised_words)
        if len(source_names) == 1
        else []
    )
    if len(target_names) != 1 or len(source_names[0]) != len(target_names[0]):
        return None
    return source_names[0], target_names[0]


def _find_missing_names(
    capitalised_words: CapitalisedWords, other_capitalised_words: CapitalisedWords
) -> list[tuple[CapitalisedWord, ...]]:
    """Find the Vietnamese names whose last word the other text lacks."""
    return [
        tuple(name_words)
        for name_words in find_surnamed_names(capitalised_words)
        if name_words[-1].form not in other_capitalised_words.word_forms
        and are_syllables(*name_words)
    ]


def match_after_surnames(
    source_capitalised_words: CapitalisedWords,
    target_capitalised_words: CapitalisedWords,
    unmatched_words: Sequence[CapitalisedWord],
) -> Iterator[tuple[CapitalisedWord, CapitalisedWord]]:
    """Match words after the surname of Vietnamese names with their replacements.

    The name must have diacritics in the source, which only names lose: Mai Văn Chính
    is not Mai Van Tinh, nor Tô Lâm To Lan. A name of two words must differ by a typo.
    """
    unmatched_starts = {target_word.start for target_word in unmatched_words}
    name_words_by_other_forms: dict[tuple[int, NameForms], list[CapitalisedWord]] = {}
    for name_words in filter(
        has_diacritics, find_surnamed_names(source_capitalised_words)
    ):
        for word_index in range(1, len(name_words)):
            name_words_by_other_forms.setdefault(
                (word_index, read_other_forms(name_words, word_index)), name_words
            )
    for name_words in (
        find_surnamed_names(target_capitalised_words)
        if name_words_by_other_forms
        else ()
    ):
        for word_index in range(1, len(name_words)):
            source_name_words = name_words_by_other_forms.get(
                (word_index, read_other_forms(name_words, word_index))
            )
            if (
                source_name_words is None
                or name_words[word_index].start not in unmatched_starts
            ):
                continue
            source_word, target_word = (
                source_name_words[word_index],
                name_words[word_index],
            )
            if source_word.form in target_capitalised_words.word_forms:
                continue
            if len(name_words) >= FULL_NAME_WORDS or is_similar_spelling(
                source_word.form, target_word.form
            ):
                yield source_word, target_word


def match_next_to_kept_syllables(
    source_capitalised_words: CapitalisedWords,
    target_capitalised_words: CapitalisedWords,
    unmatched_words: Sequence[CapitalisedWord],
) -> Iterator[tuple[CapitalisedWord, CapitalisedWord]]:
    """Match typos in words of Vietnamese names next to a word that is kept.

    Quan Hai is Quang Hải, Ky Man is Kỳ Nam. A word with diacritics in the source whose
    neighbour is kept without them is a name, not a translated word.
    """
    unmatched_starts = {target_word.start for target_word in unmatched_words}
    source_words_by_neighbour: dict[tuple[int, str], list[CapitalisedWord]] = (
        defaultdict(list)
    )
    for first_word, second_word in iterate_run_windows(
        [*iterate_capitalised_runs(source_capitalised_words, min_word_count=2)], 2
    ):
        if has_diacritics([first_word, second_word]) and are_syllables(
            first_word, second_word
        ):
            source_words_by_neighbour[0, second_word.form].append(first_word)
            source_words_by_neighbour[1, first_word.form].append(second_word)
    for word_pair in (
        iterate_run_windows(
            [*iterate_capitalised_runs(target_capitalised_words, min_word_count=2)], 2
        )
        if source_words_by_neighbour
        else ()
    ):
        for word_index, target_word in enumerate(word_pair):
            if target_word.start not in unmatched_starts:
                continue
            for source_word in source_words_by_neighbour.get(
                (word_index, word_pair[1 - word_index].form), ()
            ):
                if (
                    len(source_word.form) < _MIN_SYLLABLE_LETTERS
                    or source_word.form in target_capitalised_words.word_forms
                ):
                    continue  # `Bà` is what she is called, not her name
                if is_similar_spelling(source_word.form, target_word.form):
                    yield source_word, target_word


def match_last_syllables(
    source_capitalised_words: CapitalisedWords,
    target_capitalised_words: CapitalisedWords,
    unmatched_words: Sequence[CapitalisedWord],
    rendering_finder: RenderingFinder,
) -> Iterator[tuple[CapitalisedWord, CapitalisedWord]]:
    """Match the last words of Vietnamese names of two or three words.

    Mostly places: Quy Nhơn Nam is not Quy Nhon Bac, nor Vĩnh Long Vinh Phuc. The words
    before must be kept, and the last word must be a Vietnamese syllable, not a
    translation (Quy Nhon Selatan).
    """
    unmatched_starts = {target_word.start for target_word in unmatched_words}
    name_end_by_first_forms = {
        tuple(word.form for word in word_run[-name_word_count:-1]): _NameEnd(
            word_run[-1], is_whole_run=len(word_run) == name_word_count
        )
        for word_run in iterate_capitalised_runs(
            target_capitalised_words, min_word_count=2
        )
        for name_word_count in (2, 3)
        if len(word_run) >= name_word_count
        and word_run[-1].start in unmatched_starts
        and is_syllable(word_run[-1].form)
    }
    for word_run in (
        iterate_capitalised_runs(source_capitalised_words, min_word_count=2)
        if name_end_by_first_forms
        else ()
    ):
        for name_word_count in (3, 2):
            source_name_words = word_run[-name_word_count:]
            name_end = name_end_by_first_forms.get(
                tuple(word.form for word in source_name_words[:-1])
            )
            if (
                name_end is None
                or len(source_name_words) < name_word_count
                or not has_diacritics(source_name_words)
            ):
                continue
            if name_word_count == 2 and not (
                name_end.is_whole_run and len(word_run) == name_word_count
            ):
                continue
            source_word = source_name_words[-1]
            if (
                source_word.form not in target_capitalised_words.word_forms
                and is_syllable(source_word.form)
            ):
                if not rendering_finder.count_rendered_phrases(
                    source_word.text, name_end.last_word.text
                ):
                    yield source_word, name_end.last_word
                    break
