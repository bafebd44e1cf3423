"""Phrases are found in a text wherever they are, however the text lies in blocks."""

from collections import defaultdict
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary import columns, repeated_phrases, running_text
from glossary.columns import Column, Parts
from glossary.extraction import ExtractionOptions, term_phrases
from glossary.occurrences import Occurrences
from glossary.running_text import TextBuilder
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
            patch.setattr(module, "BLOCK", block)
        builder = TextBuilder(Locale("en"))
        for text in texts:
            builder.add(text)
        running = builder.built()
        phrases = term_phrases(running, ExtractionOptions(), 2)
        places = Occurrences(phrases)
        row = running.forms[running.cased.read(0, len(running.cased))].tolist()
        sought = [
            row[first : first + length]
            for first, length in zip(phrases.firsts, phrases.lengths, strict=True)
        ]
        slow = [
            (at, number)
            for at, number in product(range(len(row)), range(len(sought)))
            if row[at : at + len(sought[number])] == sought[number]
        ]
        fast = [
            place
            for found in places.blocks()
            for place in zip(found.positions, found.phrases, strict=True)
        ]
        assert fast == slow
        held = {number: units.tolist() for number, units, _ in places.by_phrase()}
    units = defaultdict(list)
    for at, number in slow:
        unit = np.searchsorted(running.starts, at, "right") - 1
        units[number].append(int(unit))
    assert held == units


@given(st.lists(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 99)))))
def test_parts_have_their_rows_in_order(blocks: list[list[tuple[int, int]]]) -> None:
    parts = Parts(5, np.int32)
    for rows in blocks:
        table = np.array(rows, np.int32).reshape(-1, 2)
        parts.append(table[:, 0], table[:, 1])
    every = [row for rows in blocks for row in rows]
    for part in range(5):
        slow = [number for own, number in every if own == part]
        assert parts.read(part)[0].tolist() == slow
        assert parts.size(part) == len(slow)
        parts.put(part, 0, -parts.read(part)[0])
    assert [-number for block in parts.blocks() for number in block[0]] == [
        number for rows in blocks for _, number in sorted(rows, key=lambda row: row[0])
    ]


@given(st.lists(st.integers(0, 96)), st.integers(1, 4), st.sampled_from([1, 10, 1000]))
def test_a_column_gives_what_is_at_places(
    places: list[int], width: int, block: int
) -> None:
    column = Column(np.int32)
    column.append(np.arange(40))
    column.append(np.arange(40, 100))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "BLOCK", block)
        windows = column.windows(np.array(places, int), width)
    assert windows.tolist() == [[*range(at, at + width)] for at in places]
