"""Search for full names: of some words, and deprecated names of persons."""

from collections.abc import Iterator, Sequence

from checks.engine.term_finder import TermFinder
from checks.engine.unit import Context, Unit
from checks.names.replaced_places import select_places
from checks.names.vietnamese_names import are_syllables, find_surnamed_names
from checks.text.capitalised_words import (
    CapitalisedText,
    CapitalisedWord,
    cached_capitals,
)
from checks.text.territory_names import list_named_territories
from glossary.entries.entry import PERSON, TermStatus
from tm.finding import Finding, Span
from tm.result_cache import ResultCache
from tm.text.locale import Locale


def find_full_name(
    words: Sequence[CapitalisedWord],
    text: str,
    cache: ResultCache,
    *,
    locale: Locale,
    term_finder: TermFinder | None,
) -> Span:
    """Find the span of the full name that some words of a text belong to.

    Full names are found of Vietnamese persons, of countries and of places of the
    termbase. Otherwise the span of the words is returned, since an adjacent capital
    may belong to a title.
    """
    full_span = Span(words[0].start, words[-1].end)
    for name_span in (
        *_find_vietnamese_name_spans(cached_capitals(text, cache)),
        *(span for _, span in list_named_territories(text, locale, cache)),
        *_find_termbase_place_spans(text, term_finder),
    ):
        if name_span.start <= full_span.start and full_span.end <= name_span.end:
            full_span = name_span
    return full_span


def _find_vietnamese_name_spans(capitalised_text: CapitalisedText) -> Iterator[Span]:
    for name_words in find_surnamed_names(capitalised_text):
        if are_syllables(*name_words):
            yield Span(name_words[0].start, name_words[-1].end)


def _find_termbase_place_spans(
    text: str, term_finder: TermFinder | None
) -> Iterator[Span]:
    if term_finder is not None:
        for hit in select_places(
            term_finder.find_split_titles(text, includes_wrong_forms=True)
        ):
            yield Span(hit.start, hit.end)


def find_deprecated_person_names(
    units: Sequence[Unit], context: Context
) -> Iterator[Finding]:
    """Report the deprecated names of persons in the targets."""
    if context.terms.target_finder is None:
        return
    for unit in units:
        for hit in context.terms.target_finder.find(
            unit.target, includes_wrong_forms=True
        ):
            preferred_names = hit.entry.list_preferred_texts(context.target_locale)
            if (
                hit.entry.subject_field == PERSON
                and hit.term.status is TermStatus.DEPRECATED
                and not hit.term.forbidden
                and len(preferred_names) == 1
            ):
                yield Finding(
                    "termbase",
                    Span(hit.start, hit.end),
                    arguments={"term": preferred_names[0]},
                    fix=preferred_names[0],
                    about=unit,
                )
