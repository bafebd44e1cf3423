"""The check of two terms of the source that became one term in the target."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import pairwise

from checks.engine.check import Level, check
from checks.engine.prefilter_conditions import SOURCE, TARGET, unit_meets
from checks.engine.unit import Context, Unit
from checks.terms.term_prefilters import has_repeated_term
from glossary.entries.entry import PERSON_FIELD, TermHit
from tm.finding import Finding, Severity, Span
from tm.text.locale import Locale

_GEOGRAPHY_FIELD_PREFIX = "geo"
_OPENING_BRACKETS = {"(", "（", "["}


@check(
    "term.collapse",
    level=Level.BOTH,
    severity=Severity.WARNING,
    prefilter=SOURCE.has_term() & TARGET.has_term() & unit_meets(has_repeated_term),
)
def find_collapsed_terms(unit: Unit, context: Context) -> Iterator[Finding]:
    """Two terms of the source have the same term in the target.

    The target has the term of one concept more often than the source, and no term of
    another concept. The check ignores terms that the termbase gives to both concepts,
    and a term followed by its other name in brackets, as an abbreviation is introduced.
    """
    if context.terms.source_finder is None or context.terms.target_finder is None:
        return
    source_hits = _select_unambiguous_hits(
        context.terms.source_finder.find(unit.source_text)
    )
    source_count_by_concept = Counter(hit.entry.id for hit in source_hits)
    if len(source_count_by_concept) < 2:
        return
    target_hits = context.terms.target_finder.find(
        unit.target, includes_wrong_forms=True
    )
    target_concept_ids = {
        reading.entry.id
        for hit in target_hits
        for reading in (hit, *hit.other_readings)
    }
    missing_hits = _select_missing_hits(
        source_hits, target_concept_ids, unit.target, context.target_locale
    )
    if len({hit.entry.id for hit in missing_hits}) != 1:
        return  # unclear which term was replaced
    unambiguous_target_hits = _select_unambiguous_hits(target_hits)
    rival_concept_id = _find_surplus_concept_id(
        source_count_by_concept, unambiguous_target_hits
    )
    if rival_concept_id is None:
        return  # unclear which term replaced it
    missing_hit = missing_hits[0]
    rival_hit = next(hit for hit in source_hits if hit.entry.id == rival_concept_id)
    if rival_hit.entry.subject_field != missing_hit.entry.subject_field:
        return  # terms of two subject fields are not confused
    confused_concept_ids = rival_concept_id, missing_hit.entry.id
    source_hits_of_both_concepts = [
        hit for hit in source_hits if hit.entry.id in confused_concept_ids
    ]
    rival_target_hits = _drop_hits_in_brackets(
        [hit for hit in unambiguous_target_hits if hit.entry.id == rival_concept_id],
        unit.target,
    )
    if len(source_hits_of_both_concepts) != len(rival_target_hits):
        return
    target_hit = rival_target_hits[source_hits_of_both_concepts.index(missing_hit)]
    if unit.target[target_hit.start : target_hit.end] in unit.source_text.split():
        return  # an acronym that both texts have: Bank Indonesia BI
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


def _select_missing_hits(
    source_hits: Sequence[TermHit],
    target_concept_ids: Set[str],
    target: str,
    target_locale: Locale,
) -> list[TermHit]:
    """Select the hits whose concept has terms in the language, but none in a target."""
    lower_target = target.lower()
    return [
        hit
        for hit in source_hits
        if hit.entry.id not in target_concept_ids
        and (terms := hit.entry.list_terms_in(target_locale))
        and not any(term.text.lower() in lower_target for term in terms)
    ]


def _find_surplus_concept_id(
    source_count_by_concept: Mapping[str, int], target_hits: Iterable[TermHit]
) -> str | None:
    """Find the one concept that the target names more often than the source."""
    target_count_by_concept = Counter(hit.entry.id for hit in target_hits)
    surplus_concept_ids = [
        concept_id
        for concept_id, source_count in source_count_by_concept.items()
        if target_count_by_concept[concept_id] > source_count
    ]
    return surplus_concept_ids[0] if len(surplus_concept_ids) == 1 else None


def _drop_hits_in_brackets(hits: Sequence[TermHit], text: str) -> list[TermHit]:
    """Drop hits that follow another one in brackets; hits of one concept, in order."""
    return [
        *hits[:1],
        *(
            hit
            for previous_hit, hit in pairwise(hits)
            if text[previous_hit.end : hit.start].strip() not in _OPENING_BRACKETS
        ),
    ]


def _select_unambiguous_hits(hits: Sequence[TermHit]) -> list[TermHit]:
    """Keep hits of one concept only, except persons and countries, which recur."""
    return [
        hit
        for hit in hits
        if not hit.other_readings
        and not hit.term.shared
        and hit.entry.subject_field != PERSON_FIELD
        and not (hit.entry.subject_field or "").startswith(_GEOGRAPHY_FIELD_PREFIX)
    ]
