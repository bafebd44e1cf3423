"""Names that a document keeps as they are, and those that a target has lost."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from checks.capitals import Capital, Capitals
from checks.document import Document
from checks.document_capitals import of_sources, of_targets
from checks.subject import Subject

SHORTEST = 4
"""Letters of a name that is judged."""


@dataclass(frozen=True, slots=True)
class Counts:
    """In how many units of a document words stand, by their forms."""

    kept: Counter[str] = field(default_factory=Counter)
    """Names, on both sides."""
    named: Counter[str] = field(default_factory=Counter)
    """Names, in the source."""
    written: Counter[str] = field(default_factory=Counter)
    """Words of the target, of those that have a capital somewhere in it."""


def counts(subjects: Sequence[Subject]) -> Counts:
    """The counts of a document, which are made once for several checks."""
    return _counted(subjects if isinstance(subjects, Hashable) else tuple(subjects))


@lru_cache(maxsize=2)
def _counted(subjects: Document) -> Counts:
    found = Counts()
    judged = {t.form for target in of_targets(subjects) for t in target.words}
    sides = zip(subjects, of_sources(subjects), of_targets(subjects), strict=True)
    for subject, source, target in sides:
        found.written.update(target.forms & judged)
        if subject.source:
            ours = {t.form for t in target.words}
            names = {t.form for t in source.names}
            found.named.update(names)
            found.kept.update(names & ours)
    return found


def lost(source: Capitals, target: Capitals, *more: Capital) -> list[Capital]:
    """Names of the source that the target has in no form, each once; `more` first."""
    found: dict[str, Capital] = {name.form: name for name in more}
    for name in source.words:
        if name.form not in target.forms and len(name.form) >= SHORTEST:
            found.setdefault(name.form, name)
    return [*found.values()]


def repeated(source: Capitals, target: Capitals) -> list[Capital]:
    """Names that the target has fewer times than the source, yet has, each once."""
    theirs = Counter(word.form for word in source.words)
    if len(theirs) == len(source.words):
        return []
    ours = Counter(word.form for word in target.words)
    found = {
        name.form: name
        for name in source.words
        if 0 < ours[name.form] < theirs[name.form] and len(name.form) >= SHORTEST
    }
    return [*found.values()]
