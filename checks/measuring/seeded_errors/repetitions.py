"""Errors of consistency: a repeated segment is translated differently."""

import re
from collections.abc import Iterator
from random import Random

from checks.measuring.seeded_errors.clean_corpus import CleanUnit, find_word_matches
from checks.measuring.seeded_errors.numbers import read_plain_numbers
from checks.measuring.seeded_errors.seeded_error import AddedUnit, error_kind

_MIN_WORDS = 5
"""The fewest words of a repeated segment."""


@error_kind("repeat-reworded", "seg.same_source")
def repeat_source_reworded(
    clean_unit: CleanUnit, random: Random
) -> Iterator[AddedUnit]:
    """A source is repeated and translated with another word."""
    reworded_target = _replace_ordinary_word(clean_unit, clean_unit.target, random)
    if reworded_target:
        yield AddedUnit(clean_unit.source, reworded_target)


@error_kind("repeat-alike-reworded", "seg.same_source")
def repeat_similar_source_reworded(
    clean_unit: CleanUnit, random: Random
) -> Iterator[AddedUnit]:
    """A source is repeated with another number and translated with another word."""
    for similar_unit in _propose_units_with_other_number(clean_unit, random):
        reworded_target = _replace_ordinary_word(
            clean_unit, similar_unit.target, random
        )
        if reworded_target:
            yield AddedUnit(similar_unit.source, reworded_target)


@error_kind(
    "repeat", "seg.same_source", "seg.same_target", "term.inconsistent", is_control=True
)
def repeat_unit(clean_unit: CleanUnit, random: Random) -> Iterator[AddedUnit]:
    """A unit is repeated unchanged, which is no error."""
    if _has_long_texts(clean_unit):
        yield AddedUnit(clean_unit.source, clean_unit.target)


@error_kind(
    "repeat-alike",
    "seg.same_source",
    "seg.same_target",
    "term.inconsistent",
    is_control=True,
)
def repeat_unit_with_other_number(
    clean_unit: CleanUnit, random: Random
) -> Iterator[AddedUnit]:
    """A unit is repeated with another number on both sides, which is no error."""
    if _has_long_texts(clean_unit):
        yield from _propose_units_with_other_number(clean_unit, random)


def _has_long_texts(clean_unit: CleanUnit) -> bool:
    return (
        min(len(clean_unit.source.split()), len(clean_unit.target.split()))
        >= _MIN_WORDS
    )


def _replace_ordinary_word(
    clean_unit: CleanUnit, text: str, random: Random
) -> str | None:
    """Replace an ordinary word of a text by another word of the corpus."""
    function_words = clean_unit.language.function_words
    word_matches = [
        word_match
        for word_match in find_word_matches(text)
        if len(word_match[0]) > 3
        and word_match[0].islower()
        and word_match[0] not in function_words
    ]
    if not _has_long_texts(clean_unit) or not word_matches:
        return None
    word_match = random.choice(word_matches)
    other_words = [
        frequent_word
        for frequent_word in clean_unit.corpus.frequent_words
        if frequent_word != word_match[0]
    ]
    if not other_words:
        return None
    return (
        text[: word_match.start()]
        + random.choice(other_words)
        + text[word_match.end() :]
    )


def _propose_units_with_other_number(
    clean_unit: CleanUnit, random: Random
) -> Iterator[AddedUnit]:
    """Propose the unit with another number in place of one that both sides have."""
    shared_numbers = sorted(
        number
        for number in read_plain_numbers(clean_unit.source)
        & read_plain_numbers(clean_unit.target)
        if 1 < len(number) < 4
        and _occurs_once_in_each(number, clean_unit.source, clean_unit.target)
    )
    if shared_numbers and _has_long_texts(clean_unit):
        old_number = random.choice(shared_numbers)
        last_digit = random.choice(
            [digit for digit in "123456789" if digit != old_number[-1]]
        )
        new_number = old_number[:-1] + last_digit
        yield AddedUnit(
            *(
                _replace_number(text, old_number, new_number)
                for text in (clean_unit.source, clean_unit.target)
            )
        )


def _occurs_once_in_each(number: str, *texts: str) -> bool:
    return all(len(_find_number_matches(number, text)) == 1 for text in texts)


def _find_number_matches(number: str, text: str) -> list[re.Match[str]]:
    return list(re.finditer(rf"(?<![\d.,]){number}(?!\d|[.,]\d)", text))


def _replace_number(text: str, old_number: str, new_number: str) -> str:
    (number_match,) = _find_number_matches(old_number, text)
    return text[: number_match.start()] + new_number + text[number_match.end() :]
