"""The capitalised words of a document's texts; of a long document, kept in a file.

Several checks need them, and finding them takes five times as long as reading them
from the file.
"""

from collections.abc import Iterable, Sequence

from checks.engine.document import DocumentUnits, remember_for_document
from checks.engine.unit import Unit
from checks.text.capitalised_words import (
    CapitalisedWords,
    cached_capitalised_words,
    read_capitalised_words,
)
from tm.result_cache import ResultCache
from tm.spill.list import SpillList


@remember_for_document
def read_capitalised_words_of_sources(
    units: DocumentUnits, cache: ResultCache
) -> Sequence[CapitalisedWords]:
    """Read the capitalised words of each unit's source; none without a source."""
    return _read_capitalised_words_of_texts(
        units, (unit.source_text for unit in units), cache
    )


@remember_for_document
def read_capitalised_words_of_targets(
    units: DocumentUnits, cache: ResultCache
) -> Sequence[CapitalisedWords]:
    """Read the capitalised words of each unit's target."""
    return _read_capitalised_words_of_texts(
        units, (unit.target for unit in units), cache
    )


def read_units_with_capitalised_words(
    units: DocumentUnits, cache: ResultCache
) -> Iterable[tuple[Unit, CapitalisedWords, CapitalisedWords]]:
    """Read each unit with the capitalised words of its source and its target."""
    return zip(
        units,
        read_capitalised_words_of_sources(units, cache),
        read_capitalised_words_of_targets(units, cache),
        strict=True,
    )


def _read_capitalised_words_of_texts(
    units: DocumentUnits, texts: Iterable[str], cache: ResultCache
) -> Sequence[CapitalisedWords]:
    if not isinstance(units, SpillList):
        return tuple(cached_capitalised_words(text, cache) for text in texts)
    spilled_capitalised_words: SpillList[CapitalisedWords] = SpillList(block_size=16)
    for text in texts:
        spilled_capitalised_words.append(read_capitalised_words(text))
    return spilled_capitalised_words
