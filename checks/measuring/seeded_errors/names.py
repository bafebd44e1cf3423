"""Errors of names: misspelt, replaced, in lower case, in another order."""

import re
from collections.abc import Iterator
from random import Random

from checks.language_data import read_own_table, read_table
from checks.measuring.seeded_errors.clean_corpus import (
    WORD_PATTERN,
    CleanUnit,
    find_word_matches,
    is_capitalised,
    is_inside_sentence,
)
from checks.measuring.seeded_errors.seeded_error import TextEdit, error_kind
from checks.measuring.seeded_errors.words import transpose_letters
from checks.text.language_words import split_phrases
from tm.finding import Span
from tm.language_data import GENERAL_FOLDER
from tm.text.normal import fold_text

_FEWEST_PERSON_WORDS, _MOST_PERSON_WORDS = 3, 4
"""The number of words in the names of persons to change."""


@error_kind("name-typo", "name.spelling", "name.missing")
def transpose_name_letters(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """Two letters of a name have changed places: Ranegrs."""
    for name_match in clean_unit.shared_name_matches:
        misspelt_name = (
            transpose_letters(name_match[0], random) if len(name_match[0]) > 4 else None
        )
        if misspelt_name and fold_text(misspelt_name) not in clean_unit.source_words:
            yield TextEdit(Span(*name_match.span()), misspelt_name)


@error_kind("name-other", "name.missing", "name.spelling")
def replace_name_by_other_name(
    clean_unit: CleanUnit, random: Random
) -> Iterator[TextEdit]:
    """A name is replaced by another name of the document."""
    name_matches = clean_unit.shared_name_matches
    if not name_matches:
        return
    unit_words = clean_unit.source_words | clean_unit.target_words
    shared_names = clean_unit.document_shared_names
    other_names = [
        shared_name
        for shared_name in shared_names
        if fold_text(shared_name) not in unit_words
    ]
    if other_names:
        for name_match in name_matches:
            yield TextEdit(Span(*name_match.span()), random.choice(other_names))


@error_kind("name-small", "caps.name", "name.spelling")
def drop_name_capital(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A name has lost its capital."""
    capitalised_source_words = {
        word for word in WORD_PATTERN.findall(clean_unit.source) if is_capitalised(word)
    }
    for name_match in clean_unit.shared_name_matches:
        lower_case_name = name_match[0].lower()
        if (
            name_match[0] in capitalised_source_words
            and lower_case_name not in clean_unit.corpus.lower_case_word_counts
        ):
            yield TextEdit(Span(*name_match.span()), lower_case_name)


@error_kind("start-small", "caps.start")
def drop_first_capital(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """The first letter is in lower case, that of the source a capital."""
    first_word_match = WORD_PATTERN.match(clean_unit.target)
    if (
        first_word_match
        and clean_unit.source[:1].isupper()
        and is_capitalised(first_word_match[0])
    ):
        yield TextEdit(Span(0, 1), first_word_match[0][0].lower())


@error_kind("person-typo", "name.spelling", "name.variant")
def misspell_person(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A letter of a person's name is another one, in a word of four letters or more."""
    for person_word_matches in find_person_word_matches(clean_unit):
        yield from _replace_one_letter(
            [
                word_match
                for word_match in person_word_matches
                if len(word_match[0]) > 3
            ],
            clean_unit,
            random,
        )


@error_kind("person-lost", "name.dropped")
def drop_person(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A person's name that the source has, too, is left out."""
    text = clean_unit.target
    for person_word_matches in find_person_word_matches(clean_unit):
        start, end = person_word_matches[0].start(), person_word_matches[-1].end()
        other_words = WORD_PATTERN.findall(text[:start] + text[end:])
        if not any(match[0] in other_words for match in person_word_matches):
            yield TextEdit(Span(start - text[:start].endswith(" "), end), "")


@error_kind("person-translated", "name.translated", "name.spelling")
def translate_given_name(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """The given name of a person is translated as a word: Tran Thi Bunga."""
    context = clean_unit.context
    source_language = context.source_locale.language if context.source_locale else ""
    meanings_text_by_syllable = read_table(
        context.target_locale.language, "name_meanings.toml"
    ).get(source_language, {})
    for person_word_matches in find_person_word_matches(clean_unit):
        given_name_match = person_word_matches[-1]
        for syllable, meanings_text in meanings_text_by_syllable.items():
            if (
                fold_text(syllable) == fold_text(given_name_match[0])
                and syllable in clean_unit.source.lower().split()
            ):
                meaning = random.choice(split_phrases(meanings_text)).title()
                yield TextEdit(Span(*given_name_match.span()), meaning)


@error_kind("place-typo", "spell.place", "name.spelling", needs_source=False)
def misspell_place(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """Two letters of a country or city have changed places: Malyasia."""
    table = read_table(clean_unit.language.tag, "proper_names.toml")
    place_names = {*table["places"].split()}
    for word_match in find_word_matches(clean_unit.target):
        misspelt_place = (
            transpose_letters(word_match[0], random)
            if word_match[0].lower() in place_names
            and is_inside_sentence(clean_unit.target, word_match.start())
            else None
        )
        if misspelt_place:
            yield TextEdit(Span(*word_match.span()), misspelt_place)


@error_kind("name-lowered", "caps.proper", "caps.name", needs_source=False)
def lower_proper_name(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A country, month or day that always has a capital is in small letters."""
    table = read_table(clean_unit.language.tag, "proper_names.toml")
    proper_names = {*table["names"].split()}
    for word_match in find_word_matches(clean_unit.target):
        if word_match[0].lower() in proper_names and is_capitalised(word_match[0]):
            yield TextEdit(Span(*word_match.span()), word_match[0].lower())


@error_kind("person-typo-short", "name.spelling", "name.variant")
def misspell_short_person_word(
    clean_unit: CleanUnit, random: Random
) -> Iterator[TextEdit]:
    """A letter of a person's name is another one, in a syllable of two or three."""
    for person_word_matches in find_person_word_matches(clean_unit):
        yield from _replace_one_letter(
            [
                word_match
                for word_match in person_word_matches
                if len(word_match[0]) < 4
            ],
            clean_unit,
            random,
        )


@error_kind("person-order", "name.order", "name.variant", "name.spelling")
def reorder_person_words(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """The words of a person's name stand in another order than in the source."""
    for person_word_matches in find_person_word_matches(clean_unit):
        person_words = [word_match[0] for word_match in person_word_matches]
        reordered_words = [*person_words[1:], person_words[0]]
        if reordered_words != person_words:
            span = Span(person_word_matches[0].start(), person_word_matches[-1].end())
            yield TextEdit(span, " ".join(reordered_words))


def _replace_one_letter(
    word_matches: list[re.Match[str]], clean_unit: CleanUnit, random: Random
) -> Iterator[TextEdit]:
    """Replace one letter of each word, never the first."""
    letters = read_own_table(GENERAL_FOLDER, "seeded_errors.toml")["letters"]
    for word_match in word_matches:
        if len(word_match[0]) > 1:
            letter_index = random.randrange(1, len(word_match[0]))
            old_letter = word_match[0][letter_index].lower()
            new_letter = random.choice(
                [letter for letter in letters if letter != old_letter]
            )
            misspelt_word = (
                word_match[0][:letter_index]
                + new_letter
                + word_match[0][letter_index + 1 :]
            )
            if fold_text(misspelt_word) not in clean_unit.source_words:
                yield TextEdit(Span(*word_match.span()), misspelt_word)


def find_person_word_matches(clean_unit: CleanUnit) -> Iterator[list[re.Match[str]]]:
    """Find runs of capitalised words that the source has in the same order.

    They are names of persons and of some places; diacritics are ignored.
    """
    source_capitalised_runs = _find_capitalised_runs(clean_unit.source)
    source_names = {
        " ".join(fold_text(word_match[0]) for word_match in capitalised_run)
        for capitalised_run in source_capitalised_runs
    }
    for capitalised_run in _find_capitalised_runs(clean_unit.target):
        folded_run_words = [fold_text(word_match[0]) for word_match in capitalised_run]
        for word_count in range(
            min(_MOST_PERSON_WORDS, len(capitalised_run)), _FEWEST_PERSON_WORDS - 1, -1
        ):
            start_indexes = range(len(capitalised_run) - word_count + 1)
            name_start_index = next(
                (
                    start_index
                    for start_index in start_indexes
                    if _contains_name(
                        source_names,
                        " ".join(
                            folded_run_words[start_index : start_index + word_count]
                        ),
                    )
                ),
                None,
            )
            if name_start_index is not None:
                yield capitalised_run[name_start_index : name_start_index + word_count]
                break


def _contains_name(source_names: set[str], name: str) -> bool:
    return any(f" {name} " in f" {source_name} " for source_name in source_names)


def _find_capitalised_runs(text: str) -> list[list[re.Match[str]]]:
    """Find the runs of capitalised words separated by single spaces."""
    runs: list[list[re.Match[str]]] = []
    for word_match in find_word_matches(text):
        if not is_capitalised(word_match[0]):
            continue
        if runs and text[runs[-1][-1].end() : word_match.start()] == " ":
            runs[-1].append(word_match)
        else:
            runs.append([word_match])
    return runs
