"""Renderings of recurring source phrases in the target, unit by unit.

For each recurring phrase: its most likely rendering, the units that have the rendering,
and those without, where the phrase is translated differently or not at all.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from glossary.extraction.corpus_text import RunningText, RunningTextBuilder
from glossary.extraction.phrase_occurrences import Occurrences
from glossary.extraction.term_extraction import ExtractionOptions, find_term_phrases
from glossary.extraction.translations import propose_equivalents
from tm.align.lexicon.dictionary import EMPTY_DICTIONARY
from tm.align.lexicon.lexicon import AlignmentLexicon, learn_lexicon
from tm.spill.array import SpillArray, SpillPartitions
from tm.text.locale import Locale
from tm.text.normal import match_form

_MAX_TRAINING_PAIR_COUNT = 4000
"""The most pairs from which word translations are learnt, spread over all pairs."""
_MAX_PENDING_PAIRS = 1 << 16
"""Pairs of unit and phrase that are written to the partitions at once."""
_UNITS_PER_READ = 1 << 12
"""Units whose phrases are read at once."""
_MAX_SOURCE_PHRASE_COUNT = 4000
"""The most source phrases that are examined, the best first."""

TranslatedPair = tuple[str, str]
"""A source text and its translation."""


@dataclass(frozen=True, slots=True)
class SpilledUnitIndexes:
    """Unit indexes in ascending order, read from disk on demand."""

    _partitions: SpillPartitions
    _partition_index: int

    def __len__(self) -> int:
        return self._partitions.count_rows(self._partition_index)

    def read(self) -> NDArray[np.int32]:
        """Read all unit indexes."""
        unit_indexes: NDArray[np.int32] = self._partitions.read(self._partition_index)[
            0
        ]
        return unit_indexes


@dataclass(frozen=True, slots=True)
class PhraseRendering:
    """A source phrase and its most likely rendering."""

    phrase_text: str
    rendering_text: str
    score: float
    """Confidence that they translate one another, 0 to 1."""
    rank: int
    """The rank of the phrase; 0 is the most likely term."""
    unit_indexes_with_rendering: SpilledUnitIndexes
    """Units with the phrase (outside longer terms) and with the rendering."""
    unit_indexes_without_rendering: SpilledUnitIndexes
    """Units with the phrase (outside longer terms) and without the rendering."""


class UnitPhrases:
    """The phrases that each unit contains outside longer terms."""

    def __init__(
        self,
        occurrences: Occurrences,
        chosen_flag_by_phrase: Sequence[bool],
        unit_count: int,
    ) -> None:
        """Collect the chosen phrases, numbered from 0 in their order."""
        chosen_phrase_flags = np.array(chosen_flag_by_phrase, bool)
        chosen_index_by_phrase_index = np.cumsum(chosen_phrase_flags) - 1
        self._chosen_phrase_indexes = SpillArray(np.int16)
        unit_phrase_counts = np.zeros(unit_count, np.int32)
        for block in occurrences.read_blocks():
            pair_unit_indexes, phrase_indexes = block.find_pairs_outside_longer_terms()
            chosen_pair_flags = chosen_phrase_flags[phrase_indexes]
            self._chosen_phrase_indexes.append(
                chosen_index_by_phrase_index[phrase_indexes[chosen_pair_flags]]
            )
            counted_unit_indexes, phrase_counts = np.unique(
                pair_unit_indexes[chosen_pair_flags], return_counts=True
            )
            # Blocks are whole units, so that each count is complete.
            unit_phrase_counts[counted_unit_indexes] = phrase_counts
        self._unit_ends = np.cumsum(unit_phrase_counts)

    def read_unit_phrases(self, unit_index: int) -> list[int]:
        """Read the indexes of the chosen phrases in a unit, in ascending order."""
        first_index = int(self._unit_ends[unit_index - 1]) if unit_index else 0
        chosen_phrase_indexes: list[int] = self._chosen_phrase_indexes.read(
            first_index, int(self._unit_ends[unit_index])
        ).tolist()
        return chosen_phrase_indexes

    def split_units_by_rendering(
        self,
        text_pairs: Iterable[TranslatedPair],
        renderings: Sequence[str],
        target_locale: Locale,
    ) -> tuple[Sequence[SpilledUnitIndexes], Sequence[SpilledUnitIndexes]]:
        """Split each phrase's units into those with and those without its rendering."""
        make_form = partial(match_form, is_vietnamese=target_locale.language == "vi")
        rendering_forms = [make_form(rendering) for rendering in renderings]
        partitions_with_rendering, partitions_without_rendering = (
            SpillPartitions(max(len(rendering_forms), 1), np.int32) for _ in range(2)
        )
        partitioner = _UnitPartitioner(
            partitions_with_rendering, partitions_without_rendering
        )
        for unit_index, ((_, translation), chosen_phrase_indexes) in enumerate(
            zip(text_pairs, self._read_phrases_by_unit(), strict=True)
        ):
            if chosen_phrase_indexes:
                translation_form = make_form(translation)
                partitioner.add(
                    unit_index,
                    chosen_phrase_indexes,
                    [
                        rendering_forms[chosen_phrase_index] in translation_form
                        for chosen_phrase_index in chosen_phrase_indexes
                    ],
                )
        partitioner.write_pending_units()
        unit_indexes_with_rendering, unit_indexes_without_rendering = (
            [
                SpilledUnitIndexes(partitions, chosen_phrase_index)
                for chosen_phrase_index in range(len(rendering_forms))
            ]
            for partitions in (partitions_with_rendering, partitions_without_rendering)
        )
        return unit_indexes_with_rendering, unit_indexes_without_rendering

    def _read_phrases_by_unit(self) -> Iterator[list[int]]:
        """Read the phrases of each unit, in order."""
        first_index = 0
        for unit_index in range(0, len(self._unit_ends), _UNITS_PER_READ):
            unit_ends = self._unit_ends[
                unit_index : unit_index + _UNITS_PER_READ
            ].tolist()
            chosen_phrase_indexes = self._chosen_phrase_indexes.read(
                first_index, unit_ends[-1]
            ).tolist()
            for first_phrase_offset, end_phrase_offset in pairwise(
                [first_index, *unit_ends]
            ):
                yield chosen_phrase_indexes[
                    first_phrase_offset - first_index : end_phrase_offset - first_index
                ]
            first_index = unit_ends[-1]


class _UnitPartitioner:
    """Distributes units to the partitions of the phrases that they contain."""

    def __init__(
        self,
        partitions_with_rendering: SpillPartitions,
        partitions_without_rendering: SpillPartitions,
    ) -> None:
        """Write units to one of two partitions, by whether they have the rendering."""
        self._partition_pair = partitions_without_rendering, partitions_with_rendering
        self._pending_rows = array("i"), array("i"), array("b")

    def add(
        self,
        unit_index: int,
        chosen_phrase_indexes: Sequence[int],
        rendering_flags: Iterable[bool],
    ) -> None:
        """Add a unit to its phrases, by whether it has the rendering of each."""
        pending_unit_indexes, pending_phrase_indexes, pending_rendering_flags = (
            self._pending_rows
        )
        pending_unit_indexes.extend([unit_index] * len(chosen_phrase_indexes))
        pending_phrase_indexes.extend(chosen_phrase_indexes)
        pending_rendering_flags.extend(rendering_flags)
        if len(pending_unit_indexes) >= _MAX_PENDING_PAIRS:
            self.write_pending_units()

    def write_pending_units(self) -> None:
        """Write the pending units to the partitions."""
        unit_indexes, chosen_phrase_indexes, partition_indexes = map(
            np.asarray, self._pending_rows
        )
        for partition_index, partitions in enumerate(self._partition_pair):
            in_partition_flags = partition_indexes == partition_index
            partitions.append(
                chosen_phrase_indexes[in_partition_flags],
                unit_indexes[in_partition_flags],
            )
        self._pending_rows = array("i"), array("i"), array("b")


@dataclass(frozen=True, slots=True)
class LearnedRenderings:
    """Renderings of phrases and of single words, learned from pairs of texts."""

    renderings: Sequence[PhraseRendering]
    lexicon: AlignmentLexicon
    unit_phrases: "UnitPhrases"
    """The phrases in each unit, by index in `renderings`."""


def learn_renderings(
    text_pairs: Sequence[TranslatedPair],
    source_locale: Locale,
    target_locale: Locale,
    *,
    min_count: int,
) -> LearnedRenderings:
    """Learn the renderings of the phrases that occur at least `min_count` times.

    Pass equal pairs only once. The pairs are read in order, so that they need not be in
    memory.
    """
    source_text, target_text = _build_running_texts(
        text_pairs, source_locale, target_locale
    )
    options = ExtractionOptions()
    source_phrases = find_term_phrases(source_text, options, min_count).take_best(
        _MAX_SOURCE_PHRASE_COUNT
    )
    target_phrases = find_term_phrases(target_text, options, min(min_count, 3))
    sampling_step = max(1, len(text_pairs) // _MAX_TRAINING_PAIR_COUNT)
    lexicon = learn_lexicon(
        text_pairs[::sampling_step],
        source_locale=source_locale,
        target_locale=target_locale,
    )
    occurrences = Occurrences(source_phrases)
    proposed_equivalents = [
        *propose_equivalents(
            source_phrases,
            occurrences,
            target_phrases,
            lexicon,
            EMPTY_DICTIONARY,
            max_equivalent_count=1,
        )
    ]
    has_equivalent_flags = [bool(equivalents) for equivalents in proposed_equivalents]
    spelling_by_phrase_index = occurrences.find_spellings(
        np.array(has_equivalent_flags, bool)
    )
    unit_phrases = UnitPhrases(occurrences, has_equivalent_flags, len(text_pairs))
    unit_index_lists_with_and_without = unit_phrases.split_units_by_rendering(
        text_pairs,
        [equivalents[0].text for equivalents in proposed_equivalents if equivalents],
        target_locale,
    )
    indexes_of_rendered_phrases = np.flatnonzero(has_equivalent_flags).tolist()
    phrase_renderings = [
        PhraseRendering(
            spelling_by_phrase_index[phrase_index],
            proposed_equivalents[phrase_index][0].text,
            proposed_equivalents[phrase_index][0].score,
            phrase_index,
            *unit_indexes_with_and_without,
        )
        for phrase_index, *unit_indexes_with_and_without in zip(
            indexes_of_rendered_phrases, *unit_index_lists_with_and_without, strict=True
        )
    ]
    return LearnedRenderings(phrase_renderings, lexicon, unit_phrases)


def _build_running_texts(
    text_pairs: Iterable[TranslatedPair], source_locale: Locale, target_locale: Locale
) -> tuple[RunningText, RunningText]:
    """Build the running texts of both sides, and free the builders."""
    source_builder, target_builder = (
        RunningTextBuilder(source_locale),
        RunningTextBuilder(target_locale),
    )
    for source_text, target_text in text_pairs:
        source_builder.add(source_text)
        target_builder.add(target_text)
    return source_builder.build(), target_builder.build()
