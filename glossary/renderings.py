"""How the phrases of one language are rendered in the other, unit by unit.

For each phrase that recurs, the rendering that keeps it company, the units that have
that rendering, and those that have not: in these it was said otherwise, or not at all.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from glossary.equivalents import Phrases, occurrences
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
class Renderings:
    """What pairs of texts teach: renderings of phrases, and of single words."""

    found: Sequence[Rendered]
    by_unit: dict[int, list[int]]
    """By unit: the renderings, by number, whose phrase it holds."""
    lexicon: Lexicon


def renderings(
    pairs: Sequence[Pair], source: Locale, target: Locale, *, min_count: int
) -> Renderings:
    """How the phrases that occur so often are rendered in pairs of texts.

    Equal pairs say the same thing once: hand them over once.
    """
    left, right = TextBuilder(source), TextBuilder(target)
    for text, translation in pairs:
        left.add(text)
        right.add(translation)
    options = ExtractionOptions()
    there = term_phrases(left.built(), options, min_count).best(_MOST_PHRASES)
    here = term_phrases(right.built(), options, min(min_count, 3))
    step = max(1, len(pairs) // _LESSONS)
    lexicon = learn(pairs[::step], source_locale=source, target_locale=target)
    places = occurrences(there)
    units = _free_units(there, places.phrases, places.units, places.free)
    found: list[Rendered] = []
    by_unit: dict[int, list[int]] = defaultdict(list)
    forms = [f" {match_form(translation)} " for _, translation in pairs]
    positions = places.by_phrase(len(there))
    proposed = equivalents(there, places, here, lexicon, NOTHING)
    for number, best in enumerate(proposed):
        if not best:
            continue
        usual = match_form(best[0].text)
        held = units[number]
        having = [unit for unit in held if usual in forms[unit]]
        rendered = Rendered(
            there.written(number, positions[number]),
            best[0].text,
            best[0].score,
            number,
            having,
            [unit for unit in held if usual not in forms[unit]],
            best[1:],
        )
        for unit in held:
            by_unit[unit].append(len(found))
        found.append(rendered)
    return Renderings(found, by_unit, lexicon)


def _free_units(
    there: Phrases, phrases: Numbers, units: Numbers, free: np.ndarray
) -> list[list[int]]:
    """For each phrase the units in which no longer term holds it."""
    held: list[dict[int, None]] = [{} for _ in range(len(there))]
    for phrase, unit in zip(phrases[free].tolist(), units[free].tolist(), strict=True):
        held[phrase][unit] = None
    return [[*one] for one in held]
