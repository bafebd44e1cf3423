"""Names that a document keeps as they are, and those that a target has lost."""

from collections import Counter
from collections.abc import Hashable, Sequence
from functools import lru_cache

from checks.capitals import Capital, Capitals, capitals
from checks.document import Document
from checks.subject import Subject

SHORTEST = 4
"""Letters of a name that is judged."""


def kept(subjects: Sequence[Subject]) -> Counter[str]:
    """How many units of the document have each name on both sides."""
    return _counted(subjects if isinstance(subjects, Hashable) else tuple(subjects))


@lru_cache(maxsize=2)
def _counted(subjects: Document) -> Counter[str]:
    counts: Counter[str] = Counter()
    for subject in subjects:
        if subject.source:
            ours = {t.form for t in capitals(subject.target).words}
            names = {t.form for t in capitals(subject.source).names}
            counts.update(names & ours)
    return counts


def lost(source: Capitals, target: Capitals, *more: Capital) -> list[Capital]:
    """Names of the source that the target has in no form, each once; `more` first."""
    found: dict[str, Capital] = {name.form: name for name in more}
    for name in source.words:
        if name.form not in target.forms and len(name.form) >= SHORTEST:
            found.setdefault(name.form, name)
    return [*found.values()]
