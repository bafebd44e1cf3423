"""A name with all its words, of which a check has looked at one."""

from collections.abc import Iterator, Sequence

from checks.engine.term_finder import TermFinder
from checks.names.places import places
from checks.names.spelling_and_order import are_syllables, surnamed
from checks.text.capitals import Capital, Capitals, cached_capitals
from checks.text.countries import named_territories
from tm.finding import Span
from tm.text.locale import Locale


def find_full_name(
    words: Sequence[Capital],
    text: str,
    *,
    locale: Locale,
    terms: TermFinder | None,
) -> Span:
    """Where the name stands that some words of a text are of.

    That is a Vietnamese one, a country or what the termbase has as a place; of another
    name nobody knows whether the capital beside it is of a title: the words alone.
    """
    found = Span(words[0].start, words[-1].end)
    for name in (
        *_vietnamese(cached_capitals(text)),
        *(span for _, span in named_territories(text, locale)),
        *_of_termbase(text, terms),
    ):
        if name.start <= found.start and found.end <= name.end:
            found = name
    return found


def _vietnamese(text: Capitals) -> Iterator[Span]:
    for name in surnamed(text):
        if are_syllables(*name):
            yield Span(name[0].start, name[-1].end)


def _of_termbase(text: str, terms: TermFinder | None) -> Iterator[Span]:
    if terms is not None:
        for hit in places(terms.find_split_titles(text, include_wrong=True)):
            yield Span(hit.start, hit.end)
