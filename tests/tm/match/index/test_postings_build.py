"""Postings against a dictionary of lists."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tm.match.index.postings_build import PostingsBuild

_NUMBERS = 7
_SETS = st.sets(st.integers(0, _NUMBERS - 1))


@given(st.lists(st.lists(_SETS)))
def test_each_number_has_its_places_in_order(batches: list[list[set[int]]]) -> None:
    build = PostingsBuild(_NUMBERS)
    expected: dict[int, list[int]] = {number: [] for number in range(_NUMBERS)}
    place = 0
    for batch in batches:
        numbers, places = [], []
        for chosen in batch:
            for number in chosen:
                expected[number].append(place)
                numbers.append(number)
                places.append(place)
            place += 1
        build.add(np.array(numbers, dtype=np.uint32), np.array(places, dtype=np.int64))
    offsets, found_blocks = build.finish()
    found = np.concatenate([np.empty(0, np.uint32), *found_blocks])
    lists = [found[start:end].tolist() for start, end in pairwise(offsets.tolist())]
    assert lists == list(expected.values())
