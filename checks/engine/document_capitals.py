"""The capitalised words of the texts of a document; those of a long one wait in a file.

Several checks ask for those of a text, and finding them takes five times as long as
reading them from the file.
"""

from collections.abc import Iterable, Sequence

from checks.engine.document import Document, read_once
from checks.text.capitals import Capitals, capitals, read_capitals
from tm.spill.list import SpillList


@read_once
def of_sources(units: Document) -> Sequence[Capitals]:
    """Those of the source of each unit, in order; of none there are none."""
    return _read(units, (unit.source_text for unit in units))


@read_once
def of_targets(units: Document) -> Sequence[Capitals]:
    """Those of the target of each unit, in order."""
    return _read(units, (unit.target for unit in units))


def _read(units: Document, texts: Iterable[str]) -> Sequence[Capitals]:
    if not isinstance(units, SpillList):
        return tuple(map(capitals, texts))
    found: SpillList[Capitals] = SpillList(block=16)
    for text in texts:
        found.append(read_capitals(text))
    return found
