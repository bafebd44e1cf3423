"""Phrases are found in a text wherever they are, however the text lies in blocks."""

from collections import defaultdict
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.extraction import corpus_text as running_text
from glossary.extraction import repeated_phrases
from glossary.extraction.corpus_text import RunningTextBuilder
from glossary.extraction.phrase_occurrences import Occurrences
from glossary.extraction.term_extraction import ExtractionOptions, find_term_phrases
from tm.spill import array as columns
from tm.text.locale import Locale

_texts = st.lists(
    st.lists(st.sampled_from("Abc abc de fgh , . 7".split()), max_size=9).map(" ".join),
    max_size=9,
)


@given(_texts, st.sampled_from([1, 4, 1 << 18]))
def test_phrases_are_where_a_slow_search_finds_them(
    texts: list[str], block: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for module in (columns, repeated_phrases, running_text):
            patch.setattr(module, "BLOCK_SIZE", block)
        builder = RunningTextBuilder(Locale("en"))
        for text in texts:
            builder.add(text)
        running = builder.build()
        phrases = find_term_phrases(running, ExtractionOptions(), 2)
        places = Occurrences(phrases)
        row = running.form_ids[
            running.surface_ids.read(0, len(running.surface_ids))
        ].tolist()
        sought = [
            row[first : first + length]
            for first, length in zip(
                phrases.first_positions, phrases.lengths, strict=True
            )
        ]
        slow = [
            (at, number)
            for at, number in product(range(len(row)), range(len(sought)))
            if row[at : at + len(sought[number])] == sought[number]
        ]
        fast = [
            place
            for found in places.read_blocks()
            for place in zip(found.positions, found.phrase_indexes, strict=True)
        ]
        assert fast == slow
        held = {number: units.tolist() for number, units, _ in places.group_by_phrase()}
    units = defaultdict(list)
    for at, number in slow:
        unit = np.searchsorted(running.unit_starts, at, "right") - 1
        units[number].append(int(unit))
    assert held == units
