"""Search for the full name that a word belongs to."""

from collections.abc import Iterator, Sequence

from checks.engine.term_finder import TermFinder
from checks.names.replaced_places import select_places
from checks.names.vietnamese_names import are_syllables, find_surnamed_names
from checks.text.capitalised_words import (
    CapitalisedText,
    CapitalisedWord,
    cached_capitals,
)
from checks.text.territory_names import list_named_territories
from tm.finding import Span
from tm.result_cache import ResultCache
from tm.text.locale import Locale


def find_full_name(
    words: Sequence[CapitalisedWord],
    text: str,
    cache: ResultCache,
    *,
    locale: Locale,
    terms: TermFinder | None,
) -> Span:
    """Find the span of the full name that some words of a text belong to.

    Full names are found of Vietnamese persons, of countries and of places of the
    termbase. Otherwise the span of the words is returned, since an adjacent capital
    may belong to a title.
    """
    full_span = Span(words[0].start, words[-1].end)
    for name_span in (
        *_find_vietnamese_names(cached_capitals(text, cache)),
        *(span for _, span in list_named_territories(text, locale, cache)),
        *_find_termbase_places(text, terms),
    ):
        if name_span.start <= full_span.start and full_span.end <= name_span.end:
            full_span = name_span
    return full_span


def _find_vietnamese_names(capitalised_text: CapitalisedText) -> Iterator[Span]:
    for name in find_surnamed_names(capitalised_text):
        if are_syllables(*name):
            yield Span(name[0].start, name[-1].end)


def _find_termbase_places(text: str, terms: TermFinder | None) -> Iterator[Span]:
    if terms is not None:
        for hit in select_places(terms.find_split_titles(text, include_wrong=True)):
            yield Span(hit.start, hit.end)
