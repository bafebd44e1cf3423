"""Renderings of recurring source phrases in the target, unit by unit.

For each recurring phrase: its most likely rendering, the units that have the rendering,
and those without, where the phrase is translated differently or not at all.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from glossary.extraction.corpus_text import RunningText, TextBuilder
from glossary.extraction.extraction import ExtractionOptions, find_term_phrases
from glossary.extraction.phrase_occurrences import Occurrences
from glossary.extraction.translations import propose_equivalents
from tm.align.lexicon.dictionary import EMPTY_DICTIONARY
from tm.align.lexicon.lexicon import AlignmentLexicon, learn_lexicon
from tm.spill.array import SpillArray, SpillPartitions
from tm.text.locale import Locale
from tm.text.normal import match_form

_MAX_TRAINING_PAIRS = 4000
"""The most pairs from which word translations are learnt, spread over all pairs."""
_DEAL_SIZE = 1 << 16
"""Pairs of unit and phrase that are written to the partitions at once."""
_READ_SIZE = 1 << 12
"""Units whose phrases are read at once."""
_MOST_PHRASES = 4000
"""The most source phrases that are examined, the best first."""

TranslatedPair = tuple[str, str]
"""A source text and its translation."""


@dataclass(frozen=True, slots=True)
class UnitNumbers:
    """Unit numbers in ascending order, read from disk on demand."""

    _parts: SpillPartitions
    _part: int

    def __len__(self) -> int:
        return self._parts.size(self._part)

    def read(self) -> NDArray[np.int32]:
        """Read all unit numbers."""
        units: NDArray[np.int32] = self._parts.read(self._part)[0]
        return units


@dataclass(frozen=True, slots=True)
class PhraseRendering:
    """A source phrase and its most likely rendering."""

    phrase: str
    rendering: str
    """The rendering."""
    score: float
    """Confidence that they translate one another, 0 to 1."""
    rank: int
    """The rank of the phrase; 0 is the most likely term."""
    units: UnitNumbers
    """Units with the phrase (outside longer terms) and with the rendering."""
    units_without: UnitNumbers
    """Units with the phrase (outside longer terms) and without the rendering."""


class PhraseHolders:
    """The phrases that each unit contains outside longer terms."""

    def __init__(
        self, occurrences: Occurrences, is_chosen: Sequence[bool], units: int
    ) -> None:
        """Collect the chosen phrases, numbered from 0 in their order."""
        chosen_mask = np.array(is_chosen, bool)
        numbers = np.cumsum(chosen_mask) - 1
        self._phrases = SpillArray(np.int16)
        counts = np.zeros(units, np.int32)
        for block in occurrences.blocks():
            units_of_pairs, phrases = block.pairs()
            is_chosen_pair = chosen_mask[phrases]
            self._phrases.append(numbers[phrases[is_chosen_pair]])
            counted_units, times = np.unique(
                units_of_pairs[is_chosen_pair], return_counts=True
            )
            counts[counted_units] = times  # blocks are whole units
        self._ends = np.cumsum(counts)

    def phrases_in(self, unit: int) -> list[int]:
        """Read the numbers of the phrases in a unit, in ascending order."""
        begin = int(self._ends[unit - 1]) if unit else 0
        phrases: list[int] = self._phrases.read(begin, int(self._ends[unit])).tolist()
        return phrases

    def split_by_rendering(
        self, pairs: Iterable[TranslatedPair], usual: Sequence[str]
    ) -> tuple[Sequence[UnitNumbers], Sequence[UnitNumbers]]:
        """Split each phrase's units into those with and those without its rendering."""
        having, lacking = (
            SpillPartitions(max(len(usual), 1), np.int32) for _ in range(2)
        )
        dealer = _UnitDealer(having, lacking)
        for unit, ((_, translation), phrases) in enumerate(
            zip(pairs, self._phrases_of_each(), strict=True)
        ):
            if phrases:
                form = f" {match_form(translation)} "
                dealer.add(unit, phrases, [usual[phrase] in form for phrase in phrases])
        dealer.deal()
        units_with, units_without = (
            [UnitNumbers(parts, number) for number in range(len(usual))]
            for parts in (having, lacking)
        )
        return units_with, units_without

    def _phrases_of_each(self) -> Iterator[list[int]]:
        """Read the phrases of each unit, in order."""
        begin = 0
        for unit in range(0, len(self._ends), _READ_SIZE):
            ends = self._ends[unit : unit + _READ_SIZE].tolist()
            phrases = self._phrases.read(begin, ends[-1]).tolist()
            for phrase_begin, end in pairwise([begin, *ends]):
                yield phrases[phrase_begin - begin : end - begin]
            begin = ends[-1]


class _UnitDealer:
    """Distributes units to the partitions of the phrases that they contain."""

    def __init__(self, having: SpillPartitions, lacking: SpillPartitions) -> None:
        """Write units to one of two partitions, by whether they have the rendering."""
        self._parts = lacking, having
        self._waiting = array("i"), array("i"), array("b")

    def add(self, unit: int, phrases: Sequence[int], has: Iterable[bool]) -> None:
        """Add a unit to its phrases; `has`: whether it has the rendering of each."""
        units, numbers, flags = self._waiting
        units.extend([unit] * len(phrases))
        numbers.extend(phrases)
        flags.extend(has)
        if len(units) >= _DEAL_SIZE:
            self.deal()

    def deal(self) -> None:
        """Write the pending units to the partitions."""
        units, numbers, flags = map(np.asarray, self._waiting)
        for value, parts in enumerate(self._parts):
            is_chosen = flags == value
            parts.append(numbers[is_chosen], units[is_chosen])
        self._waiting = array("i"), array("i"), array("b")


@dataclass(frozen=True, slots=True)
class LearnedRenderings:
    """Renderings of phrases and of single words, learned from pairs of texts."""

    renderings: Sequence[PhraseRendering]
    lexicon: AlignmentLexicon
    holders: "PhraseHolders"
    """The phrases in each unit, by index in `renderings`."""


def learn_renderings(
    pairs: Sequence[TranslatedPair], source: Locale, target: Locale, *, min_count: int
) -> LearnedRenderings:
    """Learn the renderings of the phrases that occur at least `min_count` times.

    Pass equal pairs only once. The pairs are read in order, so that they need not be in
    memory.
    """
    source_text, target_text = _build_texts(pairs, source, target)
    options = ExtractionOptions()
    source_phrases = find_term_phrases(source_text, options, min_count).take_best(
        _MOST_PHRASES
    )
    target_phrases = find_term_phrases(target_text, options, min(min_count, 3))
    step = max(1, len(pairs) // _MAX_TRAINING_PAIRS)
    lexicon = learn_lexicon(pairs[::step], source_locale=source, target_locale=target)
    occurrences = Occurrences(source_phrases)
    proposed = [
        *propose_equivalents(
            source_phrases,
            occurrences,
            target_phrases,
            lexicon,
            EMPTY_DICTIONARY,
            max_equivalents=1,
        )
    ]
    has_translation = [bool(best) for best in proposed]
    spellings = occurrences.spellings(np.array(has_translation, bool))
    usual = [match_form(best[0].text) for best in proposed if best]
    holders = PhraseHolders(occurrences, has_translation, len(pairs))
    units_with, units_without = holders.split_by_rendering(pairs, usual)
    phrase_renderings = [
        PhraseRendering(
            spellings[number],
            best[0].text,
            best[0].score,
            number,
            having,
            lacking,
        )
        for (number, best), having, lacking in zip(
            ((number, best) for number, best in enumerate(proposed) if best),
            units_with,
            units_without,
            strict=True,
        )
    ]
    return LearnedRenderings(phrase_renderings, lexicon, holders)


def _build_texts(
    pairs: Iterable[TranslatedPair], source: Locale, target: Locale
) -> tuple[RunningText, RunningText]:
    """Build the running texts of both sides, and free the builders."""
    source_builder, target_builder = TextBuilder(source), TextBuilder(target)
    for text, translation in pairs:
        source_builder.add(text)
        target_builder.add(translation)
    return source_builder.build(), target_builder.build()
