"""Concordance: where a phrase stands in the memory, and what stands opposite."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tm.issue import Span
from tm.store.memory import Memory
from tm.text.locale import Locale
from tm.text.normal import folded, nfc
from tm.text.segment import Segment
from tm.unit import TranslationUnit


@dataclass(frozen=True, slots=True)
class ConcordanceHit:
    """A place where the phrase stands."""

    source: Segment
    """The side that holds the phrase."""
    target: Segment | None
    """The other side; None for a segment of an article without translation."""
    span: Span
    """Of the phrase in the source's text."""
    unit: TranslationUnit


def concordance(
    memory: Memory,
    phrase: str,
    locale: Locale,
    other: Locale,
    *,
    limit: int | None = None,
    ignore_marks: bool | None = None,
) -> list[ConcordanceHit]:
    """Every unit whose side in a locale holds the phrase, case aside.

    Marks count when the phrase has any, unless `ignore_marks` says otherwise.
    """
    phrase = nfc(phrase).strip()
    if not phrase:
        return []
    if ignore_marks is None:
        ignore_marks = folded(phrase) == phrase.casefold()
    spans = {
        number: found
        for number, text in memory.segments_containing(phrase, locale)
        if (found := next(occurrences(phrase, text, ignore_marks=ignore_marks), None))
    }
    hits: list[ConcordanceHit] = []
    for number, unit in memory.units_with(list(spans), other):
        source, target = unit.oriented(locale, other)
        if source is not None:
            hits.append(ConcordanceHit(source, target, spans[number], unit))
    hits.sort(key=lambda hit: hit.target is None)
    return hits[:limit]


def occurrences(phrase: str, text: str, *, ignore_marks: bool) -> Iterator[Span]:
    """Where a phrase stands in a text, case aside.

    >>> [span] = occurrences("cong uoc", "Lễ ký Công ước", ignore_marks=True)
    >>> span.start, span.end
    (6, 14)
    """
    form = folded if ignore_marks else str.casefold
    folded_text, places = _with_places(text, form)
    wanted = form(phrase)
    start = folded_text.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        # Half of a letter that folds to two is not a place.
        if start == 0 or places[start] != places[start - 1]:
            yield Span(places[start], places[end - 1] + 1)
        start = folded_text.find(wanted, start + 1)


def _with_places(text: str, form: Callable[[str], str]) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place it comes from."""
    pieces: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        piece = form(character)
        pieces.append(piece)
        places += [place] * len(piece)
    return "".join(pieces), places
