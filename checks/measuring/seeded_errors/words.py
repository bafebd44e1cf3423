"""Errors of words: doubled, misspelt, contrary, a lost negation or rank."""

import re
from collections.abc import Iterable, Iterator
from random import Random

from checks.meaning.antonyms import read_antonyms
from checks.meaning.negation.negation_words import read_negation_vocabulary
from checks.measuring.seeded_errors.clean_corpus import CleanUnit, find_word_matches
from checks.measuring.seeded_errors.seeded_error import TextEdit, error_kind
from checks.text.word_formation import read_word_forms
from tm.finding import Span
from tm.text.phrases.pattern import any_phrase_pattern

_FEWEST_WORD_LETTERS, _FEWEST_SYLLABLE_LETTERS = 6, 4
"""The fewest letters of a word to misspell."""


@error_kind("doubled-word", "word.doubled", needs_source=False)
def double_word(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A word stands twice in a row."""
    for word_match in find_word_matches(clean_unit.target):
        if len(word_match[0]) > 1 and word_match[0].islower():
            yield TextEdit(Span(*word_match.span()), f"{word_match[0]} {word_match[0]}")


@error_kind("typo", "spell.word", needs_source=False)
def misspell_word(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """Two letters of a long word have changed places."""
    word_forms = read_word_forms(clean_unit.language.tag)
    # A language whose words are syllables has hardly any of six letters.
    fewest_letters = (
        _FEWEST_WORD_LETTERS
        if word_forms is None or word_forms.syllables is None
        else _FEWEST_SYLLABLE_LETTERS
    )
    for word_match in find_word_matches(clean_unit.target):
        if (
            len(word_match[0]) >= fewest_letters
            and word_match[0].islower()
            and word_match[0].isalpha()
        ):
            misspelt_word = transpose_letters(word_match[0], random)
            if (
                misspelt_word
                and misspelt_word not in clean_unit.corpus.lower_case_word_counts
            ):
                yield TextEdit(Span(*word_match.span()), misspelt_word)


@error_kind("negation-dropped", "neg.dropped")
def drop_negation(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A negation is lost."""
    for negation_match in read_negation_vocabulary(
        clean_unit.context.target_locale
    ).find_negations(clean_unit.target, clean_unit.context.cache, is_strict=True):
        start, end = negation_match.span()
        if not negation_match[0].islower():
            continue
        is_word_ending = start > 0 and clean_unit.target[start - 1].isalpha()
        if is_word_ending:  # do*n't*
            yield TextEdit(Span(start, end), "")
        elif start and clean_unit.target[end : end + 1] == " ":
            yield TextEdit(Span(start, end + 1), "")


@error_kind("contrary", "sense.contrary")
def replace_by_antonym(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A word is replaced by its contrary: prices rise becomes prices fall."""
    source_locale = clean_unit.context.source_locale
    if source_locale is None:
        return
    source_pair_sides = {
        (pair_name, side_index)
        for pair_name, opposite_words in read_antonyms(
            source_locale
        ).opposite_words_by_pair_name.items()
        for _, side_index in opposite_words.find_mentions(clean_unit.source)
    }
    for pair_name, opposite_words in read_antonyms(
        clean_unit.context.target_locale
    ).opposite_words_by_pair_name.items():
        side_index_by_antonym = opposite_words.side_index_by_phrase
        for span, side_index in opposite_words.find_mentions(clean_unit.target):
            antonyms = [
                antonym
                for antonym, antonym_side_index in side_index_by_antonym.items()
                if antonym_side_index != side_index
            ]
            if (pair_name, side_index) in source_pair_sides and antonyms:
                chosen_antonym = random.choice(antonyms)
                has_capital = span.of(clean_unit.target)[0].isupper()
                yield TextEdit(
                    span, chosen_antonym.capitalize() if has_capital else chosen_antonym
                )


@error_kind(
    "rank-dropped", "person.title", "term.missing", "term.variant", "title.variant"
)
def drop_deputy_word(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """The word for a deputy is lost: Wakil Menteri becomes Menteri."""
    source_language = clean_unit.context.source_language
    if source_language is None or not _build_deputy_pattern(
        source_language.deputy_words
    ).search(clean_unit.source):
        return
    for deputy_match in _build_deputy_pattern(
        clean_unit.language.deputy_words
    ).finditer(clean_unit.target):
        end = deputy_match.end()
        if (
            clean_unit.target[end : end + 1] == " "
            and clean_unit.target[end + 1 : end + 2].isupper()
        ):
            yield TextEdit(Span(deputy_match.start(), end + 1), "")


def transpose_letters(word: str, random: Random) -> str | None:
    """Swap two adjacent letters of a word, never the first or the last one."""
    swappable_indexes = [
        letter_index
        for letter_index in range(1, len(word) - 2)
        if word[letter_index] != word[letter_index + 1]
    ]
    if not swappable_indexes:
        return None
    swapped_letter_index = random.choice(swappable_indexes)
    return (
        word[:swapped_letter_index]
        + word[swapped_letter_index + 1]
        + word[swapped_letter_index]
        + word[swapped_letter_index + 2 :]
    )


def _build_deputy_pattern(deputy_words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_phrase_pattern(deputy_words)}", re.IGNORECASE)
