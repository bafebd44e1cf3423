"""Errors of terms of a termbase: wrong forms, wrong titles, lost capitals."""

from collections.abc import Iterator
from random import Random

from checks.measuring.seeded_errors.clean_corpus import CleanCorpus, CleanUnit
from checks.measuring.seeded_errors.names import find_person_word_matches
from checks.measuring.seeded_errors.seeded_error import TextEdit, error_kind
from glossary.entries.entry import Term, TermHit, TermStatus
from tm.finding import Span

_WRONG_STATUSES = (TermStatus.DEPRECATED, TermStatus.SUPERSEDED)
_MAX_ACRONYM_LENGTH = 8
"""The most letters of a form that is taken for an abbreviation."""


@error_kind(
    "term-variant", "term.variant", "term.missing", "title.variant", needs_termbase=True
)
def use_wrong_term(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A term is replaced by a deprecated or superseded form."""
    for hit in _find_exact_renderings(clean_unit):
        for other_term in _iterate_other_terms(clean_unit, hit):
            if other_term.status in _WRONG_STATUSES and not other_term.forbidden:
                yield TextEdit(Span(hit.start, hit.end), other_term.text)


@error_kind(
    "term-deprecated", "term.deprecated", needs_source=False, needs_termbase=True
)
def use_deprecated_term(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A term of a text without its source is replaced by a deprecated form."""
    target_finder = clean_unit.context.terms.target_finder
    if target_finder is None or clean_unit.source:
        return
    for hit in target_finder.find(clean_unit.target):
        if hit.match_kind == "exact" and hit.term.status not in _WRONG_STATUSES:
            for other_term in _iterate_other_terms(clean_unit, hit):
                if (
                    other_term.status is TermStatus.DEPRECATED
                    and not other_term.forbidden
                ):
                    yield TextEdit(Span(hit.start, hit.end), other_term.text)


@error_kind("term-forbidden", "term.forbidden", needs_termbase=True)
def use_forbidden_term(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A term is replaced by a forbidden form."""
    for hit in _find_exact_renderings(clean_unit):
        for other_term in _iterate_other_terms(clean_unit, hit):
            if other_term.forbidden:
                yield TextEdit(Span(hit.start, hit.end), other_term.text)


@error_kind("term-small", "term.case", needs_termbase=True)
def drop_term_capitals(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A term of several words has lost its capitals."""
    for hit in _find_exact_renderings(clean_unit):
        text = clean_unit.target[hit.start : hit.end]
        if " " in text and hit.start and text != text.lower():
            yield TextEdit(Span(hit.start, hit.end), text.lower())


@error_kind(
    "acronym", "term.variant", "term.missing", "acro.intro", needs_termbase=True
)
def abbreviate_term(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A term is abbreviated where the source has the whole name."""
    for hit in _find_exact_renderings(clean_unit):
        if " " not in clean_unit.target[hit.start : hit.end]:
            continue
        for other_term in _iterate_other_terms(clean_unit, hit):
            acronym_text = other_term.text
            if (
                acronym_text.isupper()
                and acronym_text.isalpha()
                and len(acronym_text) <= _MAX_ACRONYM_LENGTH
            ):
                if not other_term.forbidden and acronym_text not in clean_unit.source:
                    yield TextEdit(Span(hit.start, hit.end), acronym_text)


@error_kind(
    "title-other", "person.title", "term.missing", "term.variant", needs_termbase=True
)
def replace_title(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A person has the title of another person."""
    hit_by_title = dict(_find_titles(clean_unit))
    other_titles = [
        title_text
        for title_text in clean_unit.context.cache.call(_list_titles, clean_unit.corpus)
        if title_text not in hit_by_title
    ]
    if other_titles:
        for hit in hit_by_title.values():
            yield TextEdit(Span(hit.start, hit.end), random.choice(other_titles))


def _find_exact_renderings(clean_unit: CleanUnit) -> Iterator[TermHit]:
    """Find terms of the target in exact form that render a term of the source."""
    target_finder, source_finder = (
        clean_unit.context.terms.target_finder,
        clean_unit.context.terms.source_finder,
    )
    if target_finder is None or source_finder is None or not clean_unit.target:
        return
    source_concept_ids = {
        hit.entry.id
        for hit in source_finder.find(clean_unit.source)
        if hit.match_kind != "acronym"
    }
    for hit in target_finder.find(clean_unit.target):
        if hit.match_kind == "exact" and hit.entry.id in source_concept_ids:
            if hit.term.status not in _WRONG_STATUSES:
                yield hit


def _iterate_other_terms(clean_unit: CleanUnit, hit: TermHit) -> Iterator[Term]:
    """List the other terms of the hit's concept that the target does not contain."""
    for term in hit.entry.list_terms_in(clean_unit.context.target_locale):
        if term.text not in clean_unit.target and term.text != hit.term.text:
            yield term


def _find_titles(clean_unit: CleanUnit) -> Iterator[tuple[str, TermHit]]:
    """Find the terms right before the names of persons, which are titles."""
    person_starts = {
        person_word_matches[0].start()
        for person_word_matches in find_person_word_matches(clean_unit)
    }
    for hit in _find_exact_renderings(clean_unit) if person_starts else ():
        if hit.end + 1 in person_starts:
            yield clean_unit.target[hit.start : hit.end], hit


def _list_titles(corpus: CleanCorpus) -> tuple[str, ...]:
    """List the distinct titles of the persons in the corpus."""
    clean_units = (
        CleanUnit(corpus, unit_index) for unit_index in range(len(corpus.units))
    )
    return tuple(
        dict.fromkeys(
            title_text
            for clean_unit in clean_units
            for title_text, _ in _find_titles(clean_unit)
        )
    )
