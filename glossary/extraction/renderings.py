"""How the phrases of one language are rendered in the other, unit by unit.

For each phrase that recurs, the rendering that keeps it company, the units that have
that rendering, and those that have not: in these it was said otherwise, or not at all.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from glossary.extraction.corpus_text import RunningText, TextBuilder
from glossary.extraction.extraction import ExtractionOptions, term_phrases
from glossary.extraction.phrase_occurrences import Occurrences
from glossary.extraction.translations import equivalents
from tm.align.lexicon.dictionary import NOTHING
from tm.align.lexicon.lexicon import AlignmentLexicon, learn
from tm.spill.array import SpillArray, SpillPartitions
from tm.text.locale import Locale
from tm.text.normal import match_form

_LESSONS = 4000
"""Pairs from which words are learnt, spread over all."""
_DEALT = 1 << 16
"""Phrases of units that are dealt out together."""
_READ = 1 << 12
"""Units whose phrases are read together."""
_MOST_PHRASES = 4000
"""Phrases of the source that are looked at, the best first."""

Pair = tuple[str, str]
"""A source text and its translation."""


@dataclass(frozen=True, slots=True)
class Units:
    """Numbers of units, rising, that are read when they are asked for."""

    _parts: SpillPartitions
    _part: int

    def __len__(self) -> int:
        return self._parts.size(self._part)

    def read(self) -> NDArray[np.int32]:
        """All of them."""
        units: NDArray[np.int32] = self._parts.read(self._part)[0]
        return units


@dataclass(frozen=True, slots=True)
class Rendered:
    """A phrase of the source and the rendering it mostly has."""

    phrase: str
    usual: str
    """The rendering."""
    score: float
    """How sure it is that they translate one another, 0 to 1."""
    rank: int
    """Its place among the phrases; the first is the most like a term."""
    units: Units
    """Units that hold the phrase where no longer term does, and the rendering."""
    others: Units
    """Units that hold the phrase so, and not the rendering."""


class Holders:
    """Which units hold which phrases where no longer term does."""

    def __init__(self, places: Occurrences, chosen: Sequence[bool], units: int) -> None:
        """Of the phrases that are chosen, which get numbers of their own."""
        wanted = np.array(chosen, bool)
        numbers = np.cumsum(wanted) - 1
        self._phrases = SpillArray(np.int16)
        counts = np.zeros(units, np.int32)
        for block in places.blocks():
            held, phrases = block.pairs()
            kept = wanted[phrases]
            self._phrases.append(numbers[phrases[kept]])
            some, times = np.unique(held[kept], return_counts=True)
            counts[some] = times  # blocks are whole units
        self._ends = np.cumsum(counts)

    def at(self, unit: int) -> list[int]:
        """The phrases that a unit holds, rising."""
        begin = int(self._ends[unit - 1]) if unit else 0
        found: list[int] = self._phrases.read(begin, int(self._ends[unit])).tolist()
        return found

    def parted(
        self, pairs: Iterable[Pair], usual: Sequence[str]
    ) -> tuple[Sequence[Units], Sequence[Units]]:
        """Of each phrase the units whose translation has a text, and the others."""
        having, lacking = (
            SpillPartitions(max(len(usual), 1), np.int32) for _ in range(2)
        )
        held = _Held(having, lacking)
        for unit, ((_, translation), phrases) in enumerate(
            zip(pairs, self._each(), strict=True)
        ):
            if phrases:
                form = f" {match_form(translation)} "
                held.add(unit, phrases, [usual[one] in form for one in phrases])
        held.deal()
        units, others = (
            [Units(parts, number) for number in range(len(usual))]
            for parts in (having, lacking)
        )
        return units, others

    def _each(self) -> Iterator[list[int]]:
        """What each unit holds, in order."""
        begin = 0
        for unit in range(0, len(self._ends), _READ):
            ends = self._ends[unit : unit + _READ].tolist()
            phrases = self._phrases.read(begin, ends[-1]).tolist()
            for one, end in pairwise([begin, *ends]):
                yield phrases[one - begin : end - begin]
            begin = ends[-1]


class _Held:
    """Units with the phrases that they hold, on their way to those of each phrase."""

    def __init__(self, having: SpillPartitions, lacking: SpillPartitions) -> None:
        """The units whose translation has the phrase's rendering, and the others."""
        self._parts = lacking, having
        self._waiting = array("i"), array("i"), array("b")

    def add(self, unit: int, phrases: Sequence[int], has: Iterable[bool]) -> None:
        """Add a unit to its phrases; `has`: of each whether its rendering is there."""
        units, numbers, flags = self._waiting
        units.extend([unit] * len(phrases))
        numbers.extend(phrases)
        flags.extend(has)
        if len(units) >= _DEALT:
            self.deal()

    def deal(self) -> None:
        """Deal out what waits."""
        units, numbers, flags = map(np.asarray, self._waiting)
        for value, parts in enumerate(self._parts):
            chosen = flags == value
            parts.append(numbers[chosen], units[chosen])
        self._waiting = array("i"), array("i"), array("b")


@dataclass(frozen=True, slots=True)
class Renderings:
    """What pairs of texts teach: renderings of phrases, and of single words."""

    found: Sequence[Rendered]
    lexicon: AlignmentLexicon
    holders: "Holders"
    """Which units hold the phrase of which of the renderings."""


def renderings(
    pairs: Sequence[Pair], source: Locale, target: Locale, *, min_count: int
) -> Renderings:
    """How the phrases that occur so often are rendered in pairs of texts.

    Equal pairs say the same thing once: hand them over once. They are read in order, so
    that they need not be in memory.
    """
    left, right = _texts(pairs, source, target)
    options = ExtractionOptions()
    there = term_phrases(left, options, min_count).best(_MOST_PHRASES)
    here = term_phrases(right, options, min(min_count, 3))
    step = max(1, len(pairs) // _LESSONS)
    lexicon = learn(pairs[::step], source_locale=source, target_locale=target)
    places = Occurrences(there)
    proposed = [*equivalents(there, places, here, lexicon, NOTHING, most=1)]
    chosen = [bool(best) for best in proposed]
    spellings = places.spellings(np.array(chosen, bool))
    usual = [match_form(best[0].text) for best in proposed if best]
    holders = Holders(places, chosen, len(pairs))
    units, others = holders.parted(pairs, usual)
    found = [
        Rendered(
            spellings[number],
            best[0].text,
            best[0].score,
            number,
            having,
            lacking,
        )
        for (number, best), having, lacking in zip(
            ((number, best) for number, best in enumerate(proposed) if best),
            units,
            others,
            strict=True,
        )
    ]
    return Renderings(found, lexicon, holders)


def _texts(
    pairs: Iterable[Pair], source: Locale, target: Locale
) -> tuple[RunningText, RunningText]:
    """Both sides of pairs; of what builds them nothing stays in memory."""
    left, right = TextBuilder(source), TextBuilder(target)
    for text, translation in pairs:
        left.add(text)
        right.add(translation)
    return left.built(), right.built()
