"""Candidates for the termbase: what texts repeat, and how it is translated.

Values in, values out; nothing is stored, since a person decides what is a term.
"""

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from glossary.extraction.boundary_words import word_kinds
from glossary.extraction.corpus_text import RunningText, TextBuilder
from glossary.extraction.phrase_occurrences import Occurrences, Phrases
from glossary.extraction.termhood import ranked_phrases
from glossary.extraction.translations import Equivalent, equivalents
from tm.align.lexicon.dictionary import NOTHING, Dictionary
from tm.align.lexicon.lexicon import learn
from tm.text.locale import Locale
from tm.text.normal import folded

LIMIT = 200
_LESSONS = 20_000
"""Pairs from which words are learnt; more teach little that is new."""
_CONSIDERED = 4
"""Times as many phrases as are wanted are put beside the other language's …"""
_AT_LEAST = 800
"""… but no fewer, or the wish for few would change what is said of them."""
_PER_COUNT = 400_000
"""So many words more, and a phrase must occur once more."""
_UNCHANGED = 0.3
"""What a candidate is worth that is written alike in both languages."""
_PAIRED = 0.8
"""The part of a candidate's score that hangs on its best translation."""


@dataclass(frozen=True, slots=True)
class TextUnit:
    """A text and perhaps its translation, in which terms are to be found."""

    source: str
    target: str | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class ExtractionOptions:
    """How candidates are chosen."""

    min_count: int | None = None
    """Less frequent phrases are none; absent: 2, and more in large texts."""
    max_words: int | None = None
    """Words of the longest; absent: 12, or what is usual in the language."""
    limit: int = LIMIT
    alternatives: int = 4
    """Most translations proposed for each, the first among them."""
    known: Callable[[str], str | None] = lambda text: None
    """The concept that a source term belongs to."""
    with_known: bool = False
    """Whether candidates that are known are wanted too."""


class Kind(StrEnum):
    """What a candidate looks like."""

    NAME = "name"
    """It begins with a capital, where the text has small letters too."""
    PHRASE = "phrase"
    UNCHANGED = "unchanged"
    """Its translation is the same, but for marks: a person, a brand."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase that may be a term."""

    text: str
    """As it is mostly written where no sentence begins."""
    count: int
    documents: int
    """Texts it occurs in; of units without a document, each is its own."""
    score: float
    """What it is worth beside the others of the same texts."""
    kind: Kind
    known: str | None = None
    """The concept it belongs to."""
    equivalents: tuple[Equivalent, ...] = ()
    """Proposed translations, the best first."""
    example: TextUnit | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was found, and in how much."""

    candidates: list[Candidate]
    units: int
    words: int
    min_count: int
    pairs: int
    """Units that have both sides."""
    known: int = 0
    """Candidates that were left out as known."""


def extract(
    read: Callable[[], Iterable[TextUnit]],
    *,
    source: Locale,
    target: Locale | None = None,
    options: ExtractionOptions | None = None,
    dictionary: Dictionary = NOTHING,
    progress: Callable[[int], object] | None = None,
) -> Extraction:
    """The phrases in units that may be terms, best first.

    `read` gives the units; it is called twice, the second time for the examples, so
    that no text has to be kept: its words wait as numbers in a file. With a target,
    translations are proposed from units that have both sides. `dictionary`: phrases
    known to translate one another. `progress`: called with 1 after each unit of the
    first reading.
    """
    options = options or ExtractionOptions()
    material = _read(read(), source, target, progress)
    least = options.min_count or 2 + material.source.words // _PER_COUNT
    there = term_phrases(material.source, options, least)
    chosen, known = _chosen(there, options)
    places = Occurrences(chosen)
    candidates = _candidates(chosen, places, material.documents, options)
    if target is not None and material.target is not None and material.lessons:
        here = term_phrases(material.target, options, least)
        lexicon = learn(material.lessons, source_locale=source, target_locale=target)
        most = options.alternatives
        found = equivalents(chosen, places, here, lexicon, dictionary, most=most)
        candidates = [
            _paired(candidate, best)
            for candidate, best in zip(candidates, found, strict=True)
        ]
    ranked = sorted(
        range(len(candidates)),
        key=lambda number: (-candidates[number].score, int(chosen.firsts[number])),
    )
    wanted = [n for n in ranked if options.with_known or not candidates[n].known]
    del wanted[options.limit :]
    units = material.source.units_at(chosen.firsts[np.array(wanted, int)])
    examples = _examples(read(), set(units.tolist()))
    return Extraction(
        [
            replace(candidates[n], example=examples.get(int(unit)))
            for n, unit in zip(wanted, units, strict=True)
        ],
        units=len(material.source.starts) - 1,
        words=material.source.words,
        min_count=least,
        pairs=material.pairs,
        known=0 if options.with_known else known,
    )


@dataclass(frozen=True, slots=True)
class _Material:
    """The units, read."""

    source: RunningText
    target: RunningText | None
    documents: NDArray[np.int32]
    """By unit."""
    lessons: list[tuple[str, str]]
    """The first of the pairs."""
    pairs: int


def _read(
    units: Iterable[TextUnit],
    source: Locale,
    target: Locale | None,
    progress: Callable[[int], object] | None,
) -> _Material:
    left = TextBuilder(source)
    right = TextBuilder(target) if target is not None else None
    names: dict[str, int] = {}
    documents = array("i")
    lessons: list[tuple[str, str]] = []
    pairs = 0
    for number, unit in enumerate(units):
        left.add(unit.source)
        name = unit.document if unit.document is not None else f"\x00{number}"
        documents.append(names.setdefault(name, len(names)))
        if right is not None:
            right.add(unit.target or "")
            pairs += bool(unit.target)
            if unit.target and len(lessons) < _LESSONS:
                lessons.append((unit.source, unit.target))
        if progress is not None:
            progress(1)
    return _Material(
        left.built(),
        right.built() if right is not None else None,
        np.frombuffer(documents, np.int32) if documents else np.zeros(0, np.int32),
        lessons,
        pairs,
    )


def term_phrases(text: RunningText, options: ExtractionOptions, least: int) -> Phrases:
    """All that may be terms in a text, the best first."""
    longest = options.max_words or word_kinds(text.locale.language).longest
    levels, ranked = ranked_phrases(text, min_count=least, max_words=longest)
    if not ranked:
        none, nil = np.zeros(0, np.int32), np.zeros(0)
        return Phrases(text, none, none, none, nil, nil)
    lengths = np.concatenate([np.full(len(one.phrases), one.length) for one in ranked])
    pairs = [*zip(levels, ranked, strict=True)]
    firsts = np.concatenate([level.firsts[one.phrases] for level, one in pairs])
    counts = np.concatenate([level.counts[one.phrases] for level, one in pairs])
    scores = np.concatenate([one.scores for one in ranked])
    capitals = np.concatenate([one.capitals for one in ranked])
    order = np.lexsort((lengths, firsts, -scores))
    return Phrases(
        text,
        lengths[order].astype(np.int32),
        counts[order],
        firsts[order],
        scores[order],
        capitals[order],
    )


def _chosen(phrases: Phrases, options: ExtractionOptions) -> tuple[Phrases, int]:
    """The best phrases, several times as many as are wanted; how many are known."""
    wanted = max(_CONSIDERED * options.limit, _AT_LEAST)
    known = size = 0
    while size < len(phrases) and size - known < wanted:
        is_known = options.known(phrases.surface(size)) is not None
        known += is_known and not options.with_known
        size += 1
    return phrases.best(size), known


def _candidates(
    phrases: Phrases,
    places: Occurrences,
    documents: NDArray[np.int32],
    options: ExtractionOptions,
) -> list[Candidate]:
    spellings = places.spellings(np.ones(len(phrases), bool))
    spread = {
        number: len(np.unique(documents[units]))
        for number, units, _ in places.by_phrase()
    }
    candidates = []
    for number, is_name in enumerate(phrases.are_names):
        text = spellings[number]
        candidates.append(
            Candidate(
                text=text,
                count=int(phrases.counts[number]),
                documents=spread[number],
                score=float(phrases.scores[number]),
                kind=Kind.NAME if is_name and text[:1].isupper() else Kind.PHRASE,
                known=options.known(text),
            )
        )
    return candidates


def _paired(candidate: Candidate, equivalents: Sequence[Equivalent]) -> Candidate:
    best = equivalents[0].score if equivalents else 0.0
    score, kind = candidate.score * (1 - _PAIRED + _PAIRED * best), candidate.kind
    if equivalents and folded(equivalents[0].text) == folded(candidate.text):
        score, kind = score * _UNCHANGED, Kind.UNCHANGED
    return replace(
        candidate,
        score=score,
        kind=kind,
        equivalents=tuple(equivalents),
    )


def _examples(units: Iterable[TextUnit], wanted: set[int]) -> dict[int, TextUnit]:
    """Units by their places."""
    found: dict[int, TextUnit] = {}
    if wanted:
        for number, unit in enumerate(units):
            if number in wanted:
                found[number] = unit
                if len(found) == len(wanted):
                    break
    return found
