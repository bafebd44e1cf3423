"""Names that a document keeps as they are, and those that a target has lost."""

from collections import Counter
from dataclasses import dataclass
from itertools import chain

from checks.engine.document import Document, remember_for_document
from checks.engine.document_capitals import source_capitals, target_capitals
from checks.text.capitals import SHORTEST_NAME, Capital, Capitals


@dataclass(frozen=True, slots=True)
class Counts:
    """In how many units of a document words stand, by their forms."""

    kept: Counter[str]
    """Names, on both sides."""
    named: Counter[str]
    """Names, in the source."""
    written: Counter[str]
    """Words of the target, of those that have a capital somewhere in it."""


@remember_for_document
def counts(units: Document) -> Counts:
    """The counts of a document."""
    sources, targets = source_capitals(units), target_capitals(units)
    judged = {word.form for target in targets for word in target.words}
    kept = (
        {word.form for word in source.names} & {word.form for word in target.words}
        for source, target in zip(sources, targets, strict=True)
    )
    named = ({word.form for word in source.names} for source in sources)
    written = (target.forms & judged for target in targets)
    return Counts(
        *(Counter(chain.from_iterable(one)) for one in (kept, named, written))
    )


def repeated(source: Capitals, target: Capitals) -> list[Capital]:
    """Names that the target has fewer times than the source, yet has, each once."""
    theirs = Counter(word.form for word in source.words)
    if len(theirs) == len(source.words):
        return []
    ours = Counter(word.form for word in target.words)
    found = {
        name.form: name
        for name in source.words
        if 0 < ours[name.form] < theirs[name.form] and len(name.form) >= SHORTEST_NAME
    }
    return [*found.values()]
