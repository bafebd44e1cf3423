"""Two things of the source that have become one in the target."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from checks.engine.check import Level, check
from checks.engine.condition import where
from checks.engine.unit import Context, Unit
from checks.terms.prefilters import has_repeated_term
from glossary.entries.entry import PERSON, TermHit
from tm.finding import Finding, Severity, Span

_GEOGRAPHY = "geo"
_OPENING = {"(", "（", "["}


@check(
    "term.collapse",
    level=Level.BOTH,
    severity=Severity.WARNING,
    prefilter=where(has_repeated_term),
)
def collapsed(unit: Unit, context: Context) -> Iterator[Finding]:
    """Two terms of the source have the same term in the target.

    The target has the term of one concept more often than the source, and no term
    of another concept. Ignored are terms that the termbase gives to both concepts,
    and a term followed by its other name in brackets, as an abbreviation is
    introduced.
    """
    if context.terms.source is None or context.terms.target is None:
        return
    theirs = _sure(context.terms.source.find(unit.source_text))
    if len(theirs) < 2:
        return
    wanted = Counter(hit.entry.id for hit in theirs)
    if len(wanted) < 2:
        return
    found = context.terms.target.find(unit.target, wrong=True)
    present = {one.entry.id for hit in found for one in (hit, *hit.others)}
    text = unit.target.lower()
    lost = [
        hit
        for hit in theirs
        if hit.entry.id not in present
        and (terms := hit.entry.in_locale(context.target))
        and not any(term.text.lower() in text for term in terms)
    ]
    ours = _sure(found)
    counts = Counter(hit.entry.id for hit in ours)
    surplus = [id for id in wanted if counts[id] > wanted[id]]
    if len({hit.entry.id for hit in lost}) != 1 or len(surplus) != 1:
        return  # nobody knows which stands for which
    rival = next(hit for hit in theirs if hit.entry.id == surplus[0])
    if rival.entry.subject_field != lost[0].entry.subject_field:
        return  # nobody takes a prime minister for a union of states
    both = [h for h in theirs if h.entry.id in (surplus[0], lost[0].entry.id)]
    same = _less_introduced(
        [hit for hit in ours if hit.entry.id == surplus[0]], unit.target
    )
    if len(both) != len(same):
        return
    at = both.index(lost[0])
    here, there = same[at], lost[0]
    other = next(hit for hit in both if hit.entry.id == surplus[0])
    source = unit.source_text
    yield Finding(
        "same",
        Span(here.start, here.end),
        Span(there.start, there.end),
        {
            "first": source[there.start : there.end],
            "second": source[other.start : other.end],
            "target": unit.target[here.start : here.end],
        },
    )


def _less_introduced(hits: Sequence[TermHit], text: str) -> list[TermHit]:
    """Hits of a concept in their order, less those in brackets behind another one."""
    return [
        *hits[:1],
        *(
            hit
            for before, hit in pairwise(hits)
            if text[before.end : hit.start].strip() not in _OPENING
        ),
    ]


def _sure(hits: Sequence[TermHit]) -> list[TermHit]:
    """Hits of one concept each, less persons and countries: these recur freely."""
    return [
        hit
        for hit in hits
        if not hit.others
        and not hit.term.shared
        and hit.entry.subject_field != PERSON
        and not (hit.entry.subject_field or "").startswith(_GEOGRAPHY)
    ]
