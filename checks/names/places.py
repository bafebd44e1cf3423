"""Places of the termbase that stand where the source names another one."""

from collections.abc import Iterator, Sequence

from checks.engine.unit import Context, Unit
from checks.text.countries import names_one_of
from checks.text.offsets import may_answer
from glossary.entries.entry import TermHit
from tm.finding import Finding, Span
from tm.text.locale import Locale
from tm.text.normal import folded
from tm.text.words import WORD

_PLACES = ("geo", "place")
"""What the subject fields of countries and places, or their ids, begin with."""
_ALIKE = 4
"""First letters by which a place is known in another form: Germany, German."""


def other_place(unit: Unit, context: Context) -> Iterator[Finding]:
    """The one place of the source that is gone, where one other has come.

    A place is there if a term for it is, though within a longer one, or a word that
    begins as one does, or a word for those who live there: `Dutch`.
    """
    if context.terms.source_finder is None or context.terms.target_finder is None:
        return
    if not unit.source or context.source is None:
        return
    source, target = unit.source, unit.target
    source_hits = places(context.terms.source_finder.find_split_titles(source))
    target_hits = places(
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
        h
        for h in source_hits
        if target_concepts.isdisjoint(o.entry.id for o in (h, *h.others))
    ]
    added_hits = [
        h
        for h in target_hits
        if source_concepts.isdisjoint(o.entry.id for o in (h, *h.others))
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
    if _concepts(missing_hits) != 1 or _concepts(added_hits) != 1:
        return
    missing_hit, added_hit = missing_hits[0], added_hits[0]
    lengths = len(source), len(target)
    if not may_answer(missing_hit.start, added_hit.start, lengths):
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


def places(hits: Sequence[TermHit]) -> list[TermHit]:
    """Those of some terms that are countries or places."""
    return [
        hit
        for hit in hits
        if (hit.entry.subject_field or "").startswith(_PLACES)
        or hit.entry.id.startswith(_PLACES)
    ]


def _concepts(hits: Sequence[TermHit]) -> int:
    return len({hit.entry.id for hit in hits})


def _is_named(hit: TermHit, other_locale: Locale, text: str, locale: Locale) -> bool:
    """Whether a text has a term for a place anywhere, or a word that is made of one.

    Of Vietnamese names that is the first syllable (`người Việt`), else what a name of
    one word begins with (`German`).
    """
    terms = [term.text for term in hit.entry.in_locale(locale)]
    other_terms = [term.text for term in hit.entry.in_locale(other_locale)]
    if names_one_of(other_terms, other_locale, text, locale):
        return True
    if locale.language == "vi":
        # Its kind, of which there are many, is no part of a name: `tỉnh Đồng Nai`.
        firsts = {
            next((word for word in term.split(" ") if not word.islower()), term)
            for term in terms
        }
        return not firsts.isdisjoint(WORD.findall(text))
    form = folded(text)
    beginnings = {word[:_ALIKE] for word in form.split()}
    return any(
        term in form or (" " not in term and term[:_ALIKE] in beginnings)
        for term in map(folded, terms)
    )
