"""Properties of words by which phrases are judged as terms."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glossary.extraction.boundary_words import read_boundary_words
from glossary.extraction.corpus_text import RunningText, is_spaceless_character
from tm.spill.array import BLOCK_SIZE

_MIN_FUNCTION_WORD_SHARE = 0.01
"""In a language without data, a word with a larger share is a function word."""
_MIN_TEXT_WORD_COUNT = 2000
"""The least text, in words, in which function words are found by their share."""
_PUNCTUATION_MARKS = frozenset(",&-–")

BoolColumn = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class WordProperties:
    """Properties of the words of a text, as arrays."""

    text: RunningText
    never_first_flags: BoolColumn
    """By form id: whether no term begins with the word; `never_last_flags` and
    `never_inside_flags` likewise.
    """
    never_last_flags: BoolColumn
    never_inside_flags: BoolColumn
    spaceless_flags: BoolColumn
    """By form id: whether the word is a character of a script without spaces."""
    capital_flags: BoolColumn
    """By surface id: whether the word begins with a capital."""


def read_word_properties(text: RunningText) -> WordProperties:
    """Find which words limit terms, and which ones begin with a capital."""
    boundary_words = read_boundary_words(text.locale.language)
    match_forms = text.match_forms
    never_first_flags, never_last_flags, never_inside_flags = (
        np.array([word in word_set for word in match_forms], bool)
        for word_set in (
            boundary_words.excluded_first_words | _PUNCTUATION_MARKS,
            boundary_words.excluded_last_words | _PUNCTUATION_MARKS,
            boundary_words.excluded_inner_words,
        )
    )
    if excluded_last_suffix := boundary_words.excluded_last_suffix:
        never_last_flags |= np.array(
            [word.endswith(excluded_last_suffix) for word in match_forms], bool
        )
    capital_flags = np.array([word[:1].isupper() for word in text.surfaces], bool)
    if not boundary_words.has_data and text.word_count > _MIN_TEXT_WORD_COUNT:
        surface_counts = np.zeros(len(text.surfaces), np.int64)
        for block_start in range(0, len(text.surface_ids), BLOCK_SIZE):
            surface_ids = text.surface_ids.read(
                block_start, min(block_start + BLOCK_SIZE, len(text.surface_ids))
            )
            surface_counts += np.bincount(surface_ids, minlength=len(surface_counts))
        form_counts = np.bincount(text.form_ids, surface_counts, len(match_forms))
        capitalised_counts = np.bincount(
            text.form_ids, surface_counts * capital_flags, len(match_forms)
        )
        function_word_flags = (
            form_counts > _MIN_FUNCTION_WORD_SHARE * text.word_count
        ) & (capitalised_counts < 0.5 * form_counts)
        never_first_flags = never_first_flags | function_word_flags
        never_last_flags = never_last_flags | function_word_flags
    spaceless_flags = np.array(
        [bool(word) and is_spaceless_character(word) for word in match_forms], bool
    )
    return WordProperties(
        text,
        never_first_flags,
        never_last_flags,
        never_inside_flags,
        spaceless_flags,
        capital_flags,
    )
