"""Faults of terms, where there is a termbase: variants, wrong titles, lost capitals."""

from collections.abc import Iterator
from functools import lru_cache
from random import Random

from checks.measuring.seeded_errors.clean_corpus import Corpus, Site
from checks.measuring.seeded_errors.names import persons
from checks.measuring.seeded_errors.seeded_error import Edit, kind
from glossary.entries.entry import Term, TermHit, TermStatus
from tm.finding import Span

_WRONG = (TermStatus.DEPRECATED, TermStatus.SUPERSEDED)
_LONGEST_ACRONYM = 8


@kind("term-variant", "term.variant", "term.missing", "title.variant", termbase=True)
def variant(site: Site, random: Random) -> Iterator[Edit]:
    """A form that is not to be used stands for a term of the source."""
    for hit in _renderings(site):
        for term in _others(site, hit):
            if term.status in _WRONG and not term.forbidden:
                yield Edit(Span(hit.start, hit.end), term.text)


@kind("term-forbidden", "term.forbidden", termbase=True)
def forbidden(site: Site, random: Random) -> Iterator[Edit]:
    """A form that the termbase forbids stands for a term of the source."""
    for hit in _renderings(site):
        for term in _others(site, hit):
            if term.forbidden:
                yield Edit(Span(hit.start, hit.end), term.text)


@kind("term-small", "term.case", termbase=True)
def small(site: Site, random: Random) -> Iterator[Edit]:
    """A term of several words has lost its capitals."""
    for hit in _renderings(site):
        text = site.target[hit.start : hit.end]
        if " " in text and hit.start and text != text.lower():
            yield Edit(Span(hit.start, hit.end), text.lower())


@kind("acronym", "term.variant", "term.missing", "acro.intro", termbase=True)
def acronym(site: Site, random: Random) -> Iterator[Edit]:
    """An abbreviation stands where the source has the whole name."""
    for hit in _renderings(site):
        if " " not in site.target[hit.start : hit.end]:
            continue
        for term in _others(site, hit):
            short = term.text
            if short.isupper() and short.isalpha() and len(short) <= _LONGEST_ACRONYM:
                if not term.forbidden and short not in site.source:
                    yield Edit(Span(hit.start, hit.end), short)


@kind("title-other", "person.title", "term.missing", "term.variant", termbase=True)
def title(site: Site, random: Random) -> Iterator[Edit]:
    """A person has the title of somebody else."""
    held = dict(_titles(site))
    alternatives = [text for text in _all_titles(site.corpus) if text not in held]
    if alternatives:
        for hit in held.values():
            yield Edit(Span(hit.start, hit.end), random.choice(alternatives))


def _renderings(site: Site) -> Iterator[TermHit]:
    """The terms of the target that render one of the source, letter for letter."""
    target_terms, source_terms = (
        site.context.terms.target_finder,
        site.context.terms.source_finder,
    )
    if target_terms is None or source_terms is None or not site.target:
        return
    named = {
        hit.entry.id for hit in source_terms.find(site.source) if hit.how != "acronym"
    }
    for hit in target_terms.find(site.target):
        if hit.how == "exact" and hit.entry.id in named:
            if hit.term.status not in _WRONG:
                yield hit


def _others(site: Site, hit: TermHit) -> Iterator[Term]:
    """The other forms of the hit's concept, which the text does not have already."""
    for term in hit.entry.in_locale(site.context.target):
        if term.text not in site.target and term.text != hit.term.text:
            yield term


def _titles(site: Site) -> Iterator[tuple[str, TermHit]]:
    """The terms right before the names of persons, which are their titles."""
    starts = {name[0].start() for name in persons(site)}
    for hit in _renderings(site) if starts else ():
        if hit.end + 1 in starts:
            yield site.target[hit.start : hit.end], hit


@lru_cache(maxsize=4)
def _all_titles(corpus: Corpus) -> tuple[str, ...]:
    """All titles that persons of the corpus have."""
    sites = (Site(corpus, place) for place in range(len(corpus.subjects)))
    return tuple(dict.fromkeys(text for site in sites for text, _ in _titles(site)))
