"""Faults of consistency: a segment comes again and is translated otherwise."""

import re
from collections.abc import Iterator
from random import Random

from checks.measuring.seeded_errors.clean_corpus import Site, words
from checks.measuring.seeded_errors.numbers import digits
from checks.measuring.seeded_errors.seeded_error import Added, kind

_FEWEST = 5
"""Words of a segment that should be translated alike."""


@kind("repeat-reworded", "seg.same_source")
def repeated(site: Site, random: Random) -> Iterator[Added]:
    """The same source comes again, translated with another word."""
    new = _reworded(site, site.target, random)
    if new:
        yield Added(site.source, new)


@kind("repeat-alike-reworded", "seg.same_source")
def repeated_alike(site: Site, random: Random) -> Iterator[Added]:
    """The same source but for a number comes again, translated with another word."""
    for alike in _with_other_number(site, random):
        new = _reworded(site, alike.target, random)
        if new:
            yield Added(alike.source, new)


@kind("repeat", "seg.same_source", "seg.same_target", "term.inconsistent", control=True)
def same(site: Site, random: Random) -> Iterator[Added]:
    """A unit comes again as it is, which is no fault."""
    if _is_long(site):
        yield Added(site.source, site.target)


@kind(
    "repeat-alike",
    "seg.same_source",
    "seg.same_target",
    "term.inconsistent",
    control=True,
)
def same_alike(site: Site, random: Random) -> Iterator[Added]:
    """A unit comes again with another number on both sides, which is no fault."""
    if _is_long(site):
        yield from _with_other_number(site, random)


def _is_long(site: Site) -> bool:
    return min(len(site.source.split()), len(site.target.split())) >= _FEWEST


def _reworded(site: Site, text: str, random: Random) -> str | None:
    """The text with one ordinary word exchanged for another of the corpus."""
    function = site.language.function_words
    places = [
        word
        for word in words(text)
        if len(word[0]) > 3 and word[0].islower() and word[0] not in function
    ]
    if not _is_long(site) or not places:
        return None
    word = random.choice(places)
    alternatives = [other for other in site.corpus.vocabulary if other != word[0]]
    if not alternatives:
        return None
    return text[: word.start()] + random.choice(alternatives) + text[word.end() :]


def _with_other_number(site: Site, random: Random) -> Iterator[Added]:
    """The unit with another number where both sides have one number alike."""
    both = sorted(
        number
        for number in digits(site.source) & digits(site.target)
        if 1 < len(number) < 4 and _once(number, site.source, site.target)
    )
    if both and _is_long(site):
        old = random.choice(both)
        last = random.choice([d for d in "123456789" if d != old[-1]])
        new = old[:-1] + last
        yield Added(*(_replaced(text, old, new) for text in (site.source, site.target)))


def _once(number: str, *texts: str) -> bool:
    return all(len(_places(number, text)) == 1 for text in texts)


def _places(number: str, text: str) -> list[re.Match[str]]:
    return list(re.finditer(rf"(?<![\d.,]){number}(?!\d|[.,]\d)", text))


def _replaced(text: str, old: str, new: str) -> str:
    (match,) = _places(old, text)
    return text[: match.start()] + new + text[match.end() :]
