"""Faults of whole segments: text lost, added, left, swapped, in another language."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from random import Random

from checks.measuring.seeded_errors.clean_corpus import Site, forms
from checks.measuring.seeded_errors.seeded_error import Change, Edit, kind
from tm.align.sentences import split_into_sentences
from tm.finding import Span
from tm.text.locale import Locale

_FEWEST = 5
"""Words of a clause, a sentence or a segment that is worth losing."""
_KEPT = (0.33, 0.66)
"""How much of a text stays that has lost a clause."""
_MORE = 0.3
"""How much longer a text is at least that has got a sentence."""
_TRIES = 20


@kind("clause-lost", "seg.omission")
def clause(site: Site, random: Random) -> Iterator[Edit]:
    """The last clause is not translated, a third of the text or more."""
    text = site.target
    end = len(text) - (text[-1:] in ".!?")
    for comma in re.finditer(r",(?!\d)", text):
        start = comma.start()
        if _KEPT[0] <= start / len(text) <= _KEPT[1] and _is_long(text[start:end]):
            yield Edit(Span(start, end), "")


@kind("sentence-lost", "seg.omission")
def sentence(site: Site, random: Random) -> Iterator[Edit]:
    """One sentence of several is not translated."""
    text = site.target
    spans = _sentences(text, site.context.target)
    if len(spans) < 2:
        return
    for at, span in enumerate(spans):
        if _is_long(span.of(text)):
            start = spans[at - 1].end if at else span.start
            end = span.end if at else spans[1].start
            yield Edit(Span(start, end), "")


@kind("addition", "seg.addition")
def addition(site: Site, random: Random) -> Iterator[Edit]:
    """A sentence stands at the end that the source has not."""
    text = site.target
    for _ in range(_TRIES):
        other = random.choice(site.corpus.subjects)
        if other.document is not None and other.document == site.subject.document:
            continue
        new = other.target.strip()
        if _is_long(new) and new not in text and len(new) >= _MORE * len(text):
            if len(_sentences(new, site.context.target)) == 1:
                yield Edit(Span(len(text), len(text)), f" {new}")
                return


@kind("neighbours-swapped", "seg.shifted")
def swapped(site: Site, random: Random) -> Iterator[Change]:
    """Two neighbours have each other's translation."""
    if site.place + 1 not in site.document:
        return
    text, other = site.target, site.corpus.subjects[site.place + 1].target
    if text != other and _is_long(text) and _is_long(other):
        yield _whole(text, other)[0], Edit(Span(0, len(other)), text, unit=1)


@kind("other-text", "seg.same_target", "seg.shifted", "seg.omission", "seg.addition")
def copied(site: Site, random: Random) -> Iterator[Edit]:
    """The translation of another unit of the document stands there."""
    alternatives = [place for place in site.document if abs(place - site.place) > 1]
    if alternatives:
        new = site.corpus.subjects[random.choice(alternatives)].target
        if new != site.target and new.strip():
            yield from _whole(site.target, new)


@kind("emptied", "seg.empty")
def emptied(site: Site, random: Random) -> Iterator[Edit]:
    """There is no translation."""
    if site.source.strip() and site.target.strip():
        yield from _whole(site.target, "")


@kind("untranslated", "seg.untranslated")
def untranslated(site: Site, random: Random) -> Iterator[Edit]:
    """The source stands there as it is."""
    if _is_translated(site):
        yield from _whole(site.target, site.source)


@kind("partly-untranslated", "seg.partly", "seg.untranslated", "seg.language")
def partly(site: Site, random: Random) -> Iterator[Edit]:
    """The second half of the source stands there as it is."""
    shorter = min(site.source, site.target, key=lambda text: len(text.split()))
    if len(shorter.split()) >= 2 * _FEWEST and _is_translated(site):
        half, start = (_middle(text) for text in (site.target, site.source))
        if half and start:
            yield Edit(Span(half, len(site.target)), site.source[start:])


@kind("other-language", "seg.language", "seg.untranslated", bilingual=False)
def other_language(site: Site, random: Random) -> Iterator[Edit]:
    """The text is in a language that is neither that of the source nor the target."""
    context = site.context
    not_these = {context.target.language}
    not_these |= {context.source.language} if context.source else set()
    languages = [name for name in _texts() if name not in not_these]
    if not languages or not _is_long(site.target):
        return
    stock = _texts()[random.choice(languages)]
    new = random.choice(stock)
    while len(new) < len(site.target) / 2:
        new += " " + random.choice(stock)
    yield from _whole(site.target, new)


@lru_cache(maxsize=1)
def _texts() -> dict[str, Sequence[str]]:
    """Sentences by language."""
    path = files("checks") / "data" / "faults" / "sentences.toml"
    return dict(tomllib.loads(path.read_text(encoding="utf-8")))


def _whole(old: str, new: str) -> tuple[Edit]:
    return (Edit(Span(0, len(old)), new),)


@lru_cache(maxsize=1024)
def _sentences(text: str, locale: Locale) -> list[Span]:
    return split_into_sentences(text, locale)


def _is_long(text: str) -> bool:
    return len(text.split()) >= _FEWEST


def _is_translated(site: Site) -> bool:
    """Whether both sides are text, and share few words."""
    if not _is_long(site.source) or not _is_long(site.target):
        return False
    source, target = forms(site.source), forms(site.target)
    return len(source & target) * 2 < len(source)


def _middle(text: str) -> int:
    """Where the word begins that stands in the middle."""
    starts = [match.start() for match in re.finditer(r"(?<=\s)\S", text)]
    return starts[len(starts) // 2] if starts else 0
