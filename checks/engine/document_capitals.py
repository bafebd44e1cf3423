"""The capitalised words of the texts of a document; those of a long one wait in a file.

Several checks ask for those of a text, and finding them takes five times as long as
reading them from the file.
"""

from collections.abc import Iterable, Sequence

from checks.engine.document import Document, remember_for_document
from checks.text.capitals import Capitals, cached_capitals, read_capitals
from tm.spill.list import SpillList


@remember_for_document
def source_capitals(units: Document) -> Sequence[Capitals]:
    """Those of the source of each unit, in order; of none there are none."""
    return _read_capitals_of(units, (unit.source_text for unit in units))


@remember_for_document
def target_capitals(units: Document) -> Sequence[Capitals]:
    """Those of the target of each unit, in order."""
    return _read_capitals_of(units, (unit.target for unit in units))


def _read_capitals_of(units: Document, texts: Iterable[str]) -> Sequence[Capitals]:
    if not isinstance(units, SpillList):
        return tuple(map(cached_capitals, texts))
    spilled: SpillList[Capitals] = SpillList(block=16)
    for text in texts:
        spilled.append(read_capitals(text))
    return spilled
