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
def count_names(units: Document) -> Counts:
    """The counts of a document."""
    sources, targets = source_capitals(units), target_capitals(units)
    judged = {word.form for target in targets for word in target.words}
    kept_forms = (
        {word.form for word in source.names} & {word.form for word in target.words}
        for source, target in zip(sources, targets, strict=True)
    )
    named = ({word.form for word in source.names} for source in sources)
    written = (target.forms & judged for target in targets)
    return Counts(
        *(Counter(chain.from_iterable(forms)) for forms in (kept_forms, named, written))
    )


def repeated(source: Capitals, target: Capitals) -> list[Capital]:
    """Names that the target has fewer times than the source, yet has, each once."""
    source_counts = Counter(word.form for word in source.words)
    if len(source_counts) == len(source.words):
        return []
    target_counts = Counter(word.form for word in target.words)
    repeated_names = {
        name.form: name
        for name in source.words
        if 0 < target_counts[name.form] < source_counts[name.form]
        and len(name.form) >= SHORTEST_NAME
    }
    return [*repeated_names.values()]
