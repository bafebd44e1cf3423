"""Counts of the names in a document, and names that the target repeats less often."""

from collections import Counter
from dataclasses import dataclass
from itertools import chain

from checks.engine.document import Document, remember_for_document
from checks.engine.document_capitals import read_source_capitals, read_target_capitals
from checks.text.capitalised_words import (
    MIN_NAME_LETTERS,
    CapitalisedText,
    CapitalisedWord,
)
from tm.result_cache import ResultCache


@dataclass(frozen=True, slots=True)
class NameCounts:
    """The number of units of a document that contain each word, by form."""

    kept_name_counts: Counter[str]
    """Names that stand in both texts."""
    source_name_counts: Counter[str]
    """Names in the source."""
    target_word_counts: Counter[str]
    """Words of the target that have a capital in some target of the document."""


@remember_for_document
def count_names(units: Document, cache: ResultCache) -> NameCounts:
    """Count the names of a document."""
    source_capitals, target_capitals = (
        read_source_capitals(units, cache),
        read_target_capitals(units, cache),
    )
    capitalised_forms = {
        word.form
        for target_text_capitals in target_capitals
        for word in target_text_capitals.words
    }
    kept_form_sets = (
        {word.form for word in source_text_capitals.names}
        & {word.form for word in target_text_capitals.words}
        for source_text_capitals, target_text_capitals in zip(
            source_capitals, target_capitals, strict=True
        )
    )
    source_form_sets = (
        {word.form for word in source_text_capitals.names}
        for source_text_capitals in source_capitals
    )
    target_form_sets = (
        target_text_capitals.word_forms & capitalised_forms
        for target_text_capitals in target_capitals
    )
    return NameCounts(
        *(
            Counter(chain.from_iterable(form_sets))
            for form_sets in (kept_form_sets, source_form_sets, target_form_sets)
        )
    )


def find_repeated_names(
    source_capitals: CapitalisedText, target_capitals: CapitalisedText
) -> list[CapitalisedWord]:
    """Find names that the target repeats less often than the source, each once."""
    repeated_names_by_form = {
        name.form: name
        for name in find_less_frequent_words(source_capitals, target_capitals)
        if len(name.form) >= MIN_NAME_LETTERS
    }
    return [*repeated_names_by_form.values()]


def find_less_frequent_words(
    source_capitals: CapitalisedText, target_capitals: CapitalisedText
) -> list[CapitalisedWord]:
    """Find the capitalised words that the target has, but less often."""
    source_counts = Counter(word.form for word in source_capitals.words)
    if len(source_counts) == len(source_capitals.words):
        return []
    target_counts = Counter(word.form for word in target_capitals.words)
    return [
        word
        for word in source_capitals.words
        if 0 < target_counts[word.form] < source_counts[word.form]
    ]
