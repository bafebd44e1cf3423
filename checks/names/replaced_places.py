"""Search for places of the termbase that replace another place of the source."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checks.engine.unit import Context, Unit
from checks.text.language_words import read_language
from checks.text.offset_distance import calculate_relative_distance, may_correspond
from checks.text.territory_names import mentions_same_territory
from glossary.entries.entry import TermHit
from tm.finding import Finding, Span
from tm.result_cache import ResultCache
from tm.text.locale import Locale
from tm.text.normal import fold_text
from tm.text.word_pattern import WORD_PATTERN

if TYPE_CHECKING:
    from checks.engine.term_finder import TermFinder

_PLACE_FIELD_OR_ID_PREFIXES = ("geo", "place")
"""Beginnings of the subject fields or ids of countries and places."""
_MAX_RELATIVE_DISTANCE = 0.7
"""The largest distance of two places, as a share of a text."""
_SHARED_FIRST_LETTER_COUNT = 4
"""How many first letters show a place in another word form: Germany, German."""


def find_replaced_place(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find the one place of the source that another place replaces in the target.

    A text names a place if it has a term for it, even within a longer term, or a word
    with the same beginning, or a word for its people: `Dutch`.
    """
    if context.terms.source_finder is None or context.terms.target_finder is None:
        return
    if not unit.source or context.source_locale is None:
        return
    source, target = unit.source, unit.target
    source_hits = select_places(context.terms.source_finder.find_split_titles(source))
    target_hits = select_places(
        context.terms.target_finder.find_split_titles(target, includes_wrong_forms=True)
    )
    if not source_hits or not target_hits:
        return
    missing_hits = _select_lost_places(source_hits, target_hits)
    added_hits = _select_lost_places(target_hits, source_hits)
    if not missing_hits or not added_hits:
        return
    missing_hits = [
        hit
        for hit in missing_hits
        if not _is_inside_name(hit, source)
        and not _is_mentioned(
            hit, context.source_locale, target, context.target_locale, context.cache
        )
    ]
    added_hits = [
        hit
        for hit in added_hits
        if not _is_inside_name(hit, target)
        and not _is_mentioned(
            hit, context.target_locale, source, context.source_locale, context.cache
        )
    ]
    if _count_concepts(missing_hits) != 1 or _count_concepts(added_hits) != 1:
        return
    missing_hit, added_hit = missing_hits[0], added_hits[0]
    text_lengths = len(source), len(target)
    if not may_correspond(missing_hit.start, added_hit.start, text_lengths):
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
        checked_unit=unit,
    )


def _select_lost_places(
    place_hits: Sequence[TermHit], other_place_hits: Sequence[TermHit]
) -> list[TermHit]:
    """Select the places of a text that the other text has in no reading."""
    other_concept_ids = set().union(*map(_list_concept_ids, other_place_hits))
    return [
        hit
        for hit in place_hits
        if other_concept_ids.isdisjoint(_list_concept_ids(hit))
    ]


def _list_concept_ids(hit: TermHit) -> list[str]:
    """List the ids of the concepts that a hit may mean."""
    return [reading.entry.id for reading in (hit, *hit.other_readings)]


def is_same_place(finding: Finding, unit: Unit) -> bool:
    """Whether two places are one in two spellings, or stand far apart."""
    assert finding.source_span is not None and finding.target_span is not None
    source, target = unit.source_text, unit.target
    names = (finding.source_span.of(source), finding.target_span.of(target))
    source_form, target_form = (
        fold_text(name).replace(" ", "").removesuffix("an") for name in names
    )
    distance = calculate_relative_distance(
        finding.source_span.start, finding.target_span.start, (len(source), len(target))
    )
    return source_form == target_form or distance > _MAX_RELATIVE_DISTANCE


def find_place_spans(text: str, term_finder: "TermFinder | None") -> Iterator[Span]:
    """Find the spans of the places of the termbase in a text."""
    if term_finder is not None:
        for hit in select_places(
            term_finder.find_split_titles(text, includes_wrong_forms=True)
        ):
            yield Span(hit.start, hit.end)


def select_places(hits: Sequence[TermHit]) -> list[TermHit]:
    """Select the terms that are countries or places."""
    return [
        hit
        for hit in hits
        if (hit.entry.subject_field or "").startswith(_PLACE_FIELD_OR_ID_PREFIXES)
        or hit.entry.id.startswith(_PLACE_FIELD_OR_ID_PREFIXES)
    ]


def _is_inside_name(hit: TermHit, text: str) -> bool:
    """Whether capitals stand on both sides of a place: the East Vietnam Sea."""
    words_before, words_after = text[: hit.start].split(), text[hit.end :].split()
    return (
        text[hit.start - 1 : hit.start] == text[hit.end : hit.end + 1] == " "
        and words_before[-1][0].isupper()
        and words_after[0][0].isupper()
    )


def _count_concepts(hits: Sequence[TermHit]) -> int:
    return len({hit.entry.id for hit in hits})


def _is_mentioned(
    hit: TermHit,
    term_locale: Locale,
    text: str,
    text_locale: Locale,
    cache: ResultCache,
) -> bool:
    """Whether a text names a place by a term or by a word derived from it.

    In a language of syllables that is the first syllable of a name (`người Việt`), in
    others the beginning of a name of one word (`German`).
    """
    term_texts = [term.text for term in hit.entry.list_terms_in(text_locale)]
    other_term_texts = [term.text for term in hit.entry.list_terms_in(term_locale)]
    if mentions_same_territory(other_term_texts, term_locale, text, text_locale, cache):
        return True
    if read_language(text_locale).writes_syllables_apart:
        # A generic noun in lower case is no part of the name: `tỉnh Đồng Nai`.
        first_syllables = {
            next(
                (word for word in term_text.split(" ") if not word.islower()), term_text
            )
            for term_text in term_texts
        }
        return not first_syllables.isdisjoint(WORD_PATTERN.findall(text))
    folded_text = fold_text(text)
    word_beginnings = {
        word[:_SHARED_FIRST_LETTER_COUNT] for word in folded_text.split()
    }
    return any(
        term_text in folded_text
        or (
            " " not in term_text
            and term_text[:_SHARED_FIRST_LETTER_COUNT] in word_beginnings
        )
        for term_text in map(fold_text, term_texts)
    )
