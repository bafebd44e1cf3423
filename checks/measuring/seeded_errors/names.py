"""Faults of names: misspelt, another one, small, in another order."""

import re
from collections.abc import Iterator
from random import Random

from checks.measuring.seeded_errors.clean_corpus import (
    WORD,
    Site,
    forms,
    is_title,
    names_of,
    words,
)
from checks.measuring.seeded_errors.seeded_error import Edit, kind
from checks.measuring.seeded_errors.words import transposed
from tm.finding import Span
from tm.text.normal import folded

_LETTERS = "abcdeghiklmnoprstuvy"
_LEAST, _MOST = 3, 4
"""Words of a person's name, as they are taken here."""


@kind("name-typo", "name.spelling", "name.missing")
def name_typo(site: Site, random: Random) -> Iterator[Edit]:
    """Two letters of a name have changed places: Ranegrs."""
    for name in site.names:
        new = transposed(name[0], random) if len(name[0]) > 4 else None
        if new and folded(new) not in forms(site.source):
            yield Edit(Span(*name.span()), new)


@kind("name-other", "name.missing", "name.spelling")
def name_other(site: Site, random: Random) -> Iterator[Edit]:
    """Another name of the document stands where the source has a certain one."""
    names = site.names
    if not names:
        return
    target_text = forms(site.source) | forms(site.target)
    all_names = names_of(site.corpus, site.number)
    alternatives = [name for name in all_names if folded(name) not in target_text]
    if alternatives:
        for name in names:
            yield Edit(Span(*name.span()), random.choice(alternatives))


@kind("name-small", "caps.name", "name.spelling")
def name_small(site: Site, random: Random) -> Iterator[Edit]:
    """A name has lost its capital."""
    capital = {word for word in WORD.findall(site.source) if is_title(word)}
    for name in site.names:
        small = name[0].lower()
        if name[0] in capital and small not in site.corpus.small_words:
            yield Edit(Span(*name.span()), small)


@kind("start-small", "caps.start")
def start_small(site: Site, random: Random) -> Iterator[Edit]:
    """The first letter is small, that of the source a capital."""
    first = WORD.match(site.target)
    if first and site.source[:1].isupper() and is_title(first[0]):
        yield Edit(Span(0, 1), first[0][0].lower())


@kind("person-typo", "name.spelling", "name.variant")
def person_typo(site: Site, random: Random) -> Iterator[Edit]:
    """A letter of a person's name is another one, in a word of four letters or more."""
    for name in persons(site):
        yield from _mistyped([word for word in name if len(word[0]) > 3], site, random)


@kind("person-typo-short", "name.spelling", "name.variant")
def short_typo(site: Site, random: Random) -> Iterator[Edit]:
    """A letter of a person's name is another one, in a syllable of two or three."""
    for name in persons(site):
        yield from _mistyped([word for word in name if len(word[0]) < 4], site, random)


@kind("person-order", "name.order", "name.variant", "name.spelling")
def person_order(site: Site, random: Random) -> Iterator[Edit]:
    """The words of a person's name stand in another order than in the source."""
    for name in persons(site):
        texts = [word[0] for word in name]
        turned = [*texts[1:], texts[0]]
        if turned != texts:
            span = Span(name[0].start(), name[-1].end())
            yield Edit(span, " ".join(turned))


def _mistyped(name: list[re.Match[str]], site: Site, random: Random) -> Iterator[Edit]:
    for word in name:
        if len(word[0]) > 1:
            at = random.randrange(1, len(word[0]))
            letter = random.choice([x for x in _LETTERS if x != word[0][at].lower()])
            new = word[0][:at] + letter + word[0][at + 1 :]
            if folded(new) not in forms(site.source):
                yield Edit(Span(*word.span()), new)


def persons(site: Site) -> Iterator[list[re.Match[str]]]:
    """Runs of capitalised words that the source has in the same order.

    They are the names of persons, and of some places; marks are not compared.
    """
    source = _runs(site.source)
    held = {" ".join(folded(word[0]) for word in run) for run in source}
    for run in _runs(site.target):
        texts = [folded(word[0]) for word in run]
        for size in range(min(_MOST, len(run)), _LEAST - 1, -1):
            starts = range(len(run) - size + 1)
            at = next(
                (i for i in starts if _has(held, " ".join(texts[i : i + size]))), None
            )
            if at is not None:
                yield run[at : at + size]
                break


def _has(held: set[str], name: str) -> bool:
    return any(f" {name} " in f" {run} " for run in held)


def _runs(text: str) -> list[list[re.Match[str]]]:
    """The capitalised words of a text, those parted by one space together."""
    runs: list[list[re.Match[str]]] = []
    for word in words(text):
        if not is_title(word[0]):
            continue
        if runs and text[runs[-1][-1].end() : word.start()] == " ":
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs
