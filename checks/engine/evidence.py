"""What the memory says of a termbase: which terms it has, and what stands instead.

What stands instead of a term is told by association: of all phrases of the units whose
one side has the concept while the other has no term for it, the one that is at home in
those units and rare elsewhere, by Dice's coefficient `2a / (n + f)`, where `a` of `n`
such units have the phrase, and `f` units in all (Smadja, McKeown and Hatzivassiloglou,
1996). Phrases with a name, which both sides write alike, and terms of other concepts
are left out.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from checks.text.language import Language, language
from glossary.entries.entry import USABLE, ConceptEntry, TermHit
from glossary.recognition.recogniser import Recogniser
from tm.text.locale import Locale
from tm.text.normal import folded
from tm.text.segment import Segment
from tm.unit import TranslationUnit

_FEWEST = 2
"""Units in which a phrase must stand for a term."""
_LONGEST = 6
"""Words of a phrase."""
_MOST_UNITS = 60
"""Units a concept and a direction that are searched for a phrase; more tell no more."""
_DICE = 0.4
_EXAMPLES = 3
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*|\S")

Read = Callable[[], Iterable[TranslationUnit]]
"""Reads the units of the memory from the start; called twice."""
_Key = tuple[str, str, str]
"""A concept's id, and the languages from and into which it is rendered."""


@dataclass(slots=True)
class Seen:
    """How often something stands in the memory, from when to when, and where."""

    count: int = 0
    first: str | None = None
    last: str | None = None
    """Dates of publication, as far as they are known."""
    examples: list[str] = field(default_factory=list)
    """Ids of the first units."""

    def add(self, unit: TranslationUnit) -> None:
        """Count a unit."""
        self.count += 1
        day = (unit.origin.published or "")[:10] or None
        if day:
            self.first = min(self.first or day, day)
            self.last = max(self.last or day, day)
        if len(self.examples) < _EXAMPLES:
            self.examples.append(_id(unit))


@dataclass(frozen=True, slots=True)
class Rendering:
    """What stands in the memory where a term of the termbase should."""

    source: str
    target: str
    """The languages."""
    text: str
    seen: Seen
    usable: int
    """Units that have a term to use."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the memory has of the concepts."""

    units: Mapping[str, int]
    """How many segments there are of each language."""
    attested: Mapping[tuple[str, str], Seen]
    """By concept and language: the segments with one of its terms."""
    renderings: Mapping[str, Sequence[Rendering]]
    """By concept."""


@dataclass(slots=True)
class _Gap:
    """The units of one direction that have no term to use for a concept."""

    units: list[tuple[TranslationUnit, Sequence[str]]] = field(default_factory=list)
    """Each with the pieces of text that may stand for it."""
    usable: int = 0
    wrong: dict[str, Seen] = field(default_factory=dict)
    """Terms not to be used that stand there."""


def evidence_of(
    entries: Sequence[ConceptEntry],
    read: Read,
    *,
    progress: Callable[[int], object] = lambda count: None,
) -> Evidence:
    """Look the terms up in the memory; two passes over its units.

    `progress` is told of each unit, in both passes.
    """
    locales = {term.locale.language for entry in entries for term in entry.terms}
    finders = {
        name: Recogniser.build(entries, Locale.parse(name)) for name in sorted(locales)
    }
    units: Counter[str] = Counter()
    attested: dict[tuple[str, str], Seen] = defaultdict(Seen)
    gaps: dict[_Key, _Gap] = defaultdict(_Gap)
    for unit in read():
        progress(1)
        sides = [
            (side, _hits(finders, side)) for side in (unit.source, unit.target) if side
        ]
        for side, hits in sides:
            units[side.locale.language] += 1
            for id in {reading.entry.id for reading in _readings(hits)}:
                attested[id, side.locale.language].add(unit)
        if len(sides) == 2:
            _compare(unit, *sides[0], *sides[1], gaps=gaps)
            _compare(unit, *sides[1], *sides[0], gaps=gaps)
    evidence = defaultdict(list)
    for key, rendering in _renderings(gaps, read, progress):
        evidence[key].append(rendering)
    return Evidence(units, dict(attested), dict(evidence))


def _hits(finders: Mapping[str, Recogniser], side: Segment) -> Sequence[TermHit]:
    finder = finders.get(side.locale.language)
    return finder.find(side.text, include_forbidden=True) if finder else ()


def _readings(hits: Iterable[TermHit]) -> Iterator[TermHit]:
    return chain.from_iterable((hit, *hit.others) for hit in hits)


def _compare(
    unit: TranslationUnit,
    source: Segment,
    theirs: Sequence[TermHit],
    target: Segment,
    ours: Sequence[TermHit],
    *,
    gaps: dict[_Key, _Gap],
) -> None:
    """Note how the concepts of one side are rendered on the other."""
    into = target.locale
    there: dict[str, list[TermHit]] = defaultdict(list)
    for hit in _readings(ours):
        there[hit.entry.id].append(hit)
    named = {hit.entry.id for hit in _readings(theirs)}
    for hit in theirs:
        if hit.term.forbidden or len(hit.others) > 0:
            continue  # of several concepts nobody knows which is meant
        entry = hit.entry
        if not entry.preferred(into):
            continue
        gap = gaps[entry.id, source.locale.language, into.language]
        found = there.get(entry.id, [])
        if any(other.term.status in USABLE for other in found) or _is_written(
            entry, target
        ):
            gap.usable += 1
        elif found:
            gap.wrong.setdefault(found[0].term.text, Seen()).add(unit)
        elif len(gap.units) < _MOST_UNITS:
            pieces = _pieces(target.text, [h for h in ours if h.entry.id in named])
            gap.units.append((unit, pieces))


def _is_written(entry: ConceptEntry, side: Segment) -> bool:
    """Whether a text has a term to use, in whatever capitals."""
    text = side.text.lower()
    terms = entry.in_locale(side.locale)
    return any(term.status in USABLE and term.text.lower() in text for term in terms)


def _pieces(text: str, others: Iterable[TermHit]) -> list[str]:
    """A text without the terms of other concepts."""
    pieces, at = [], 0
    for hit in others:
        pieces.append(text[at : hit.start])
        at = hit.end
    return [*pieces, text[at:]]


def _renderings(
    gaps: Mapping[_Key, _Gap], read: Read, progress: Callable[[int], object]
) -> Iterator[tuple[str, Rendering]]:
    """What stands instead of terms, of each concept and direction at most one thing."""
    phrases = {
        key: _phrases(gap.units, key[2])
        for key, gap in gaps.items()
        if len(gap.units) >= _FEWEST
    }
    wanted_concepts: dict[str, set[str]] = defaultdict(set)
    for key, counts in phrases.items():
        wanted_concepts[key[2]].update(counts)
    totals = _frequencies(wanted_concepts, read, progress)
    for key, gap in gaps.items():
        id, source, target = key
        seen = dict(gap.wrong)
        best = _best(phrases.get(key, {}), totals, len(gap.units), target)
        if best is not None:
            text, places = best
            seen[text] = Seen()
            for place in places:
                seen[text].add(gap.units[place][0])
        if not seen:
            continue
        text, most = max(seen.items(), key=lambda item: (item[1].count, item[0]))
        if most.count >= _FEWEST and 2 * most.count >= gap.usable:
            yield id, Rendering(source, target, text, most, gap.usable)


def _phrases(
    units: Sequence[tuple[TranslationUnit, Sequence[str]]], name: str
) -> dict[str, tuple[str, list[int]]]:
    """Phrases of two units or more: small letters, as first written, and where."""
    spoken = language(Locale.parse(name))
    found: dict[str, tuple[str, list[int]]] = {}
    for place, (unit, pieces) in enumerate(units):
        sides = [folded(side.text) for side in (unit.source, unit.target) if side]
        names = set.intersection(*({*_WORD.findall(side)} for side in sides))
        for piece in pieces:
            for text in _grams(piece, spoken):
                if not names.isdisjoint(folded(text).split()):
                    continue  # both sides write it: a name
                places = found.setdefault(text.lower(), (text, []))[1]
                if not places or places[-1] != place:
                    places.append(place)
    return {form: item for form, item in found.items() if len(item[1]) >= _FEWEST}


def _grams(text: str, spoken: Language) -> Iterator[str]:
    """Runs of words that neither begin nor end with a small word."""
    words = [*_WORD.finditer(text)]
    for start, first in enumerate(words):
        if first[0].lower() in spoken.function_words:
            continue
        for last in words[start : start + _LONGEST]:
            if not last[0][0].isalpha():
                break
            if last[0].lower() not in spoken.function_words:
                yield " ".join(text[first.start() : last.end()].split())


def _frequencies(
    wanted: Mapping[str, set[str]], read: Read, progress: Callable[[int], object]
) -> Mapping[tuple[str, str], int]:
    """How many segments of a language have each of some phrases."""
    totals: Counter[tuple[str, str]] = Counter()
    if not any(wanted.values()):
        return totals
    for unit in read():
        progress(1)
        for side in (unit.source, unit.target):
            if side is None or side.locale.language not in wanted:
                continue
            name = side.locale.language
            grams = {gram.lower() for gram in _grams(side.text, _spoken(name))}
            totals.update((name, gram) for gram in grams & wanted[name])
    return totals


def _spoken(name: str) -> Language:
    return language(Locale.parse(name))


def _best(
    phrases: Mapping[str, tuple[str, list[int]]],
    totals: Mapping[tuple[str, str], int],
    units: int,
    target: str,
) -> tuple[str, list[int]] | None:
    """The phrase that belongs to the units the most; of equal ones the longest."""
    ranked = [
        (2 * len(places) / (units + totals[target, form]), len(form), text, places)
        for form, (text, places) in phrases.items()
    ]
    if not ranked:
        return None
    rate, _, text, places = max(ranked)
    return (text, places) if rate >= _DICE else None


def _id(unit: TranslationUnit) -> str:
    origin = unit.origin
    if origin.article is not None and origin.position is not None:
        return f"{origin.article}#{origin.position}"
    return unit.key.hex()[:16]
