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
    source_hits = _sure(context.terms.source.find(unit.source_text))
    if len(source_hits) < 2:
        return
    source_counts = Counter(hit.entry.id for hit in source_hits)
    if len(source_counts) < 2:
        return
    target_hits = context.terms.target.find(unit.target, wrong=True)
    target_concepts = {
        reading.entry.id for hit in target_hits for reading in (hit, *hit.others)
    }
    text = unit.target.lower()
    missing_hits = [
        hit
        for hit in source_hits
        if hit.entry.id not in target_concepts
        and (terms := hit.entry.in_locale(context.target))
        and not any(term.text.lower() in text for term in terms)
    ]
    sure_target_hits = _sure(target_hits)
    target_counts = Counter(hit.entry.id for hit in sure_target_hits)
    surplus_concepts = [
        id for id in source_counts if target_counts[id] > source_counts[id]
    ]
    if len({hit.entry.id for hit in missing_hits}) != 1 or len(surplus_concepts) != 1:
        return  # nobody knows which stands for which
    rival = next(hit for hit in source_hits if hit.entry.id == surplus_concepts[0])
    if rival.entry.subject_field != missing_hits[0].entry.subject_field:
        return  # nobody takes a prime minister for a union of states
    hits_of_both = [
        h
        for h in source_hits
        if h.entry.id in (surplus_concepts[0], missing_hits[0].entry.id)
    ]
    hits_of_rival = _less_introduced(
        [hit for hit in sure_target_hits if hit.entry.id == surplus_concepts[0]],
        unit.target,
    )
    if len(hits_of_both) != len(hits_of_rival):
        return
    index = hits_of_both.index(missing_hits[0])
    target_hit, missing_hit = hits_of_rival[index], missing_hits[0]
    rival_hit = next(hit for hit in hits_of_both if hit.entry.id == surplus_concepts[0])
    source = unit.source_text
    yield Finding(
        "same",
        Span(target_hit.start, target_hit.end),
        Span(missing_hit.start, missing_hit.end),
        {
            "first": source[missing_hit.start : missing_hit.end],
            "second": source[rival_hit.start : rival_hit.end],
            "target": unit.target[target_hit.start : target_hit.end],
        },
    )


def _less_introduced(hits: Sequence[TermHit], text: str) -> list[TermHit]:
    """Hits of a concept in their order, less those in brackets behind another one."""
    return [
        *hits[:1],
        *(
            hit
            for previous, hit in pairwise(hits)
            if text[previous.end : hit.start].strip() not in _OPENING
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
