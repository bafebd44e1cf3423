"""How the phrases of one language are rendered in the other, unit by unit.

For each phrase that recurs, the rendering that keeps it company, the units that have
that rendering, and those that have not: in these it was said otherwise, or not at all.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from glossary.equivalents import Occurrences, occurrences
from glossary.extraction import Equivalent, ExtractionOptions, equivalents, term_phrases
from glossary.repeated_phrases import Numbers
from glossary.running_text import TextBuilder
from tm.align.dictionary import NOTHING
from tm.align.lexicon import Lexicon, learn
from tm.text.locale import Locale
from tm.text.normal import match_form

_LESSONS = 4000
"""Pairs from which words are learnt, spread over all."""
_MOST_PHRASES = 4000
"""Phrases of the source that are looked at, the best first."""

Pair = tuple[str, str]
"""A source text and its translation."""


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
    units: Sequence[int]
    """Units that hold the phrase where no longer term does, and the rendering."""
    others: Sequence[int]
    """Units that hold the phrase so, and not the rendering."""
    rivals: Sequence[Equivalent]
    """What else keeps the phrase company."""


@dataclass(frozen=True, slots=True)
class Holders:
    """Which units hold which phrases where no longer term does; by unit, in arrays."""

    units: Numbers
    phrases: Numbers

    @classmethod
    def of(cls, places: Occurrences, chosen: Sequence[bool]) -> "Holders":
        """The units of the phrases that are chosen, which get numbers of their own."""
        wanted = np.array(chosen, bool)
        numbers = np.cumsum(wanted) - 1
        kept = places.free & wanted[places.phrases]
        size = len(wanted) + 1
        keys = np.unique(places.units[kept] * size + numbers[places.phrases[kept]])
        return cls(keys // size, keys % size)

    def at(self, unit: int) -> list[int]:
        """The phrases that a unit holds, rising."""
        first, last = np.searchsorted(self.units, [unit, unit + 1])
        found: list[int] = self.phrases[first:last].tolist()
        return found

    def parted(
        self, pairs: Iterable[Pair], usual: Sequence[str]
    ) -> tuple[Sequence[Sequence[int]], Sequence[Sequence[int]]]:
        """Of each phrase the units whose translation has a text, and the others."""
        having, lacking = ([array("q") for _ in usual] for _ in range(2))
        units, phrases, at = self.units, self.phrases.tolist(), 0
        for unit, (_, translation) in enumerate(pairs):
            if at == len(phrases) or units[at] != unit:
                continue
            form = f" {match_form(translation)} "
            while at < len(phrases) and units[at] == unit:
                phrase = phrases[at]
                (having if usual[phrase] in form else lacking)[phrase].append(unit)
                at += 1
        return having, lacking


@dataclass(frozen=True, slots=True)
class Renderings:
    """What pairs of texts teach: renderings of phrases, and of single words."""

    found: Sequence[Rendered]
    lexicon: Lexicon
    holders: "Holders"
    """Which units hold the phrase of which of the renderings."""


def renderings(
    pairs: Sequence[Pair], source: Locale, target: Locale, *, min_count: int
) -> Renderings:
    """How the phrases that occur so often are rendered in pairs of texts.

    Equal pairs say the same thing once: hand them over once. They are read in order, so
    that they need not be in memory.
    """
    left, right = TextBuilder(source), TextBuilder(target)
    for text, translation in pairs:
        left.add(text)
        right.add(translation)
    options = ExtractionOptions()
    there = term_phrases(left.built(), options, min_count).best(_MOST_PHRASES)
    here = term_phrases(right.built(), options, min(min_count, 3))
    del left, right  # which hold as much again
    step = max(1, len(pairs) // _LESSONS)
    lexicon = learn(pairs[::step], source_locale=source, target_locale=target)
    places = occurrences(there)
    positions = places.by_phrase(len(there))
    proposed = [*equivalents(there, places, here, lexicon, NOTHING)]
    usual = [match_form(best[0].text) if best else "" for best in proposed]
    holders = Holders.of(places, [bool(best) for best in proposed])
    units, others = holders.parted(pairs, [form for form in usual if form])
    found = [
        Rendered(
            there.written(number, positions[number]),
            best[0].text,
            best[0].score,
            number,
            having,
            lacking,
            best[1:],
        )
        for (number, best), having, lacking in zip(
            ((number, best) for number, best in enumerate(proposed) if best),
            units,
            others,
            strict=True,
        )
    ]
    return Renderings(found, lexicon, holders)
