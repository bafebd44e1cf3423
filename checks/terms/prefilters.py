"""Units whose terms may be missing, wrong or forbidden, told of many at once.

What is told here of the terms alone is told before any check looks at a text.
"""

from collections.abc import Iterable, Iterator, Sequence

from checks.engine.batch import Batch
from checks.terms.required_terms import may_be_required
from glossary.entries.entry import USABLE, TermHit


def lacking_terms(columns: Batch) -> Iterable[object]:
    """Tells the units whose source has a term that the target has not."""
    context = columns.context
    return [
        theirs and any(may_be_required(hit, context) for hit in _lacking(theirs, ours))
        for theirs, ours in _pairs(columns)
    ]


def with_terms_otherwise(columns: Batch) -> Iterable[object]:
    """Tells those with terms, of which one of the target is not to be used, or a title.

    Or what may be either.
    """
    return [
        theirs and any(map(_is_otherwise, ours)) for theirs, ours in _pairs(columns)
    ]


def with_forbidden_terms(columns: Batch) -> Iterable[object]:
    """Tells those whose target has what may be a forbidden term."""
    return [any(map(_may_be_forbidden, ours)) for ours in columns.target_terms]


def with_repeated_terms(columns: Batch) -> Iterable[object]:
    """Tells those whose source has several terms, and the target one several times."""
    return [
        len(theirs) > 1 and len({hit.entry.id for hit in ours}) < len(ours)
        for theirs, ours in _pairs(columns)
    ]


def _pairs(columns: Batch) -> Iterator[tuple[Sequence[TermHit], Sequence[TermHit]]]:
    return zip(columns.source_terms, columns.target_terms, strict=True)


def _lacking(theirs: Sequence[TermHit], ours: Sequence[TermHit]) -> Iterable[TermHit]:
    if not ours:
        return theirs
    there = {hit.entry.id for hit in ours}
    return [hit for hit in theirs if hit.entry.id not in there]


def _is_otherwise(hit: TermHit) -> bool:
    if hit.term.status not in USABLE or hit.entry.parts:
        return True
    return bool(hit.others) and any(map(_is_otherwise, hit.others))


def _may_be_forbidden(hit: TermHit) -> bool:
    if hit.term.forbidden:
        return True
    return bool(hit.others) and any(one.term.forbidden for one in hit.others)
