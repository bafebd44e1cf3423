"""Prefilters of the term checks: units whose terms may be missing or wrong.

They look only at the terms found, before any check reads the texts.
"""

from collections.abc import Iterable, Sequence

from checks.engine.unit import Context, Unit
from checks.terms.required_terms import may_be_required_term
from glossary.entries.entry import USABLE_STATUSES, TermHit


def lacks_term(unit: Unit, context: Context) -> bool:
    """Whether the source has a term that the target lacks."""
    unmatched_hits = _find_unmatched_source_hits(
        find_source_terms(unit, context), find_target_terms(unit, context)
    )
    return any(may_be_required_term(hit, context) for hit in unmatched_hits)


def has_unwanted_term(unit: Unit, context: Context) -> bool:
    """Whether the target may have an unwanted term, or a title of another rank."""
    return any(map(_is_unwanted, find_target_terms(unit, context)))


def has_forbidden_term(unit: Unit, context: Context) -> bool:
    """Whether a term of the target may be forbidden."""
    return any(map(_may_be_forbidden_term, find_target_terms(unit, context)))


def has_repeated_term(unit: Unit, context: Context) -> bool:
    """Whether the source has several terms, and the target one several times."""
    if len(find_source_terms(unit, context)) < 2:
        return False
    hits = find_target_terms(unit, context)
    return len({hit.entry.id for hit in hits}) < len(hits)


def find_source_terms(unit: Unit, context: Context) -> Sequence[TermHit]:
    """Find the terms of the source; a title with a place counts as two terms."""
    if context.terms.source_finder is None or not unit.source:
        return ()
    return context.terms.source_finder.find_split_titles(unit.source)


def find_target_terms(unit: Unit, context: Context) -> Sequence[TermHit]:
    """Find the terms of the target, including wrong forms."""
    if context.terms.target_finder is None:
        return ()
    return context.terms.target_finder.find_split_titles(
        unit.target, includes_wrong_forms=True
    )


def _find_unmatched_source_hits(
    source_hits: Sequence[TermHit], target_hits: Sequence[TermHit]
) -> Iterable[TermHit]:
    if not target_hits:
        return source_hits
    target_concept_ids = {hit.entry.id for hit in target_hits}
    return [hit for hit in source_hits if hit.entry.id not in target_concept_ids]


def _is_unwanted(hit: TermHit) -> bool:
    """Whether a hit may be a wrong term, or a title of another rank."""
    if hit.term.status not in USABLE_STATUSES or hit.entry.parts:
        return True
    return bool(hit.other_readings) and any(map(_is_unwanted, hit.other_readings))


def _may_be_forbidden_term(hit: TermHit) -> bool:
    if hit.term.forbidden:
        return True
    return bool(hit.other_readings) and any(
        other_hit.term.forbidden for other_hit in hit.other_readings
    )
