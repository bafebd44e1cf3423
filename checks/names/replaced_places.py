"""Finding places of the termbase that replace another place of the source."""

from collections.abc import Iterator, Sequence

from checks.engine.unit import Context, Unit
from checks.text.offset_distance import may_correspond
from checks.text.territory_names import names_same_territory
from glossary.entries.entry import TermHit
from tm.finding import Finding, Span
from tm.text.locale import Locale
from tm.text.normal import folded
from tm.text.word_pattern import WORD_PATTERN

_PLACE_FIELDS = ("geo", "place")
"""What the subject fields of countries and places, or their ids, begin with."""
_SHARED_LETTERS = 4
"""First letters by which a place is known in another form: Germany, German."""


def find_replaced_place(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find the one place of the source that another place replaces in the target.

    A place is there if a term for it is, though within a longer one, or a word that
    begins as one does, or a word for those who live there: `Dutch`.
    """
    if context.terms.source_finder is None or context.terms.target_finder is None:
        return
    if not unit.source or context.source is None:
        return
    source, target = unit.source, unit.target
    source_hits = select_places(context.terms.source_finder.find_split_titles(source))
    target_hits = select_places(
        context.terms.target_finder.find_split_titles(target, include_wrong=True)
    )
    if not source_hits or not target_hits:
        return
    source_concepts = {
        reading.entry.id for hit in source_hits for reading in (hit, *hit.others)
    }
    target_concepts = {
        reading.entry.id for hit in target_hits for reading in (hit, *hit.others)
    }
    missing_hits = [
        hit
        for hit in source_hits
        if target_concepts.isdisjoint(
            reading.entry.id for reading in (hit, *hit.others)
        )
    ]
    added_hits = [
        hit
        for hit in target_hits
        if source_concepts.isdisjoint(
            reading.entry.id for reading in (hit, *hit.others)
        )
    ]
    if not missing_hits or not added_hits:
        return
    missing_hits = [
        hit
        for hit in missing_hits
        if not _is_named(hit, context.source, target, context.target)
    ]
    added_hits = [
        hit
        for hit in added_hits
        if not _is_named(hit, context.target, source, context.source)
    ]
    if _count_concepts(missing_hits) != 1 or _count_concepts(added_hits) != 1:
        return
    missing_hit, added_hit = missing_hits[0], added_hits[0]
    lengths = len(source), len(target)
    if not may_correspond(missing_hit.start, added_hit.start, lengths):
        return
    source_span, target_span = (
        Span(missing_hit.start, missing_hit.end),
        Span(added_hit.start, added_hit.end),
    )
    yield Finding(
        "replaced",
        target_span,
        source_span,
        {"source": source_span.of(source), "target": target_span.of(target)},
        about=unit,
    )


def select_places(hits: Sequence[TermHit]) -> list[TermHit]:
    """Select the terms that are countries or places."""
    return [
        hit
        for hit in hits
        if (hit.entry.subject_field or "").startswith(_PLACE_FIELDS)
        or hit.entry.id.startswith(_PLACE_FIELDS)
    ]


def _count_concepts(hits: Sequence[TermHit]) -> int:
    return len({hit.entry.id for hit in hits})


def _is_named(hit: TermHit, other_locale: Locale, text: str, locale: Locale) -> bool:
    """Whether a text names a place by a term or by a word derived from it.

    Of Vietnamese names that is the first syllable (`người Việt`), else what a name of
    one word begins with (`German`).
    """
    terms = [term.text for term in hit.entry.list_terms_in(locale)]
    other_terms = [term.text for term in hit.entry.list_terms_in(other_locale)]
    if names_same_territory(other_terms, other_locale, text, locale):
        return True
    if locale.language == "vi":
        # Its kind, of which there are many, is no part of a name: `tỉnh Đồng Nai`.
        first_syllables = {
            next((word for word in term.split(" ") if not word.islower()), term)
            for term in terms
        }
        return not first_syllables.isdisjoint(WORD_PATTERN.findall(text))
    form = folded(text)
    beginnings = {word[:_SHARED_LETTERS] for word in form.split()}
    return any(
        term in form or (" " not in term and term[:_SHARED_LETTERS] in beginnings)
        for term in map(folded, terms)
    )
