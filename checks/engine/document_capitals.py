"""The capitalised words of a document's texts; of a long document, kept in a file.

Several checks need them, and finding them takes five times as long as reading them
from the file.
"""

from collections.abc import Iterable, Sequence

from checks.engine.document import DocumentUnits, remember_for_document
from checks.engine.unit import Unit
from checks.text.capitalised_words import (
    CapitalisedText,
    cached_capitalised_text,
    read_capitalised_text,
)
from tm.result_cache import ResultCache
from tm.spill.list import SpillList


@remember_for_document
def read_source_capitalised_texts(
    units: DocumentUnits, cache: ResultCache
) -> Sequence[CapitalisedText]:
    """Read the capitalised words of each unit's source; none without a source."""
    return _read_capitalised_texts(units, (unit.source_text for unit in units), cache)


@remember_for_document
def read_target_capitalised_texts(
    units: DocumentUnits, cache: ResultCache
) -> Sequence[CapitalisedText]:
    """Read the capitalised words of each unit's target."""
    return _read_capitalised_texts(units, (unit.target for unit in units), cache)


def read_units_with_capitalised_texts(
    units: DocumentUnits, cache: ResultCache
) -> Iterable[tuple[Unit, CapitalisedText, CapitalisedText]]:
    """Read each unit with the capitalised words of its source and its target."""
    return zip(
        units,
        read_source_capitalised_texts(units, cache),
        read_target_capitalised_texts(units, cache),
        strict=True,
    )


def _read_capitalised_texts(
    units: DocumentUnits, texts: Iterable[str], cache: ResultCache
) -> Sequence[CapitalisedText]:
    if not isinstance(units, SpillList):
        return tuple(cached_capitalised_text(text, cache) for text in texts)
    spilled_capitalised_texts: SpillList[CapitalisedText] = SpillList(block_size=16)
    for text in texts:
        spilled_capitalised_texts.append(read_capitalised_text(text))
    return spilled_capitalised_texts
