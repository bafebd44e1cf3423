"""Rows tell of two texts what comparing their words tells."""

from itertools import product
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from checks.segments.text_differences import count_differing_tokens
from checks.segments.word_hash_rows import WordHashRows

TEXTS = st.lists(
    st.lists(st.sampled_from("satu dua tiga empat".split()), max_size=9)
    | st.lists(st.sampled_from("satu dua".split()), min_size=8, max_size=30).map(
        sorted
    ),
    max_size=8,
)


@given(TEXTS, st.integers(1, 40), st.randoms())
def test_the_middle_is_what_differs_between_equal_ends(
    texts: list[list[str]], waiting: int, random: Random
) -> None:
    rows = WordHashRows(max_waiting_words=waiting)
    begins = [rows.append(words) for words in texts]
    order = random.sample(range(len(texts)), len(texts))
    read = rows.read(
        np.array([begins[at] for at in order], np.int64),
        np.array([len(texts[at]) for at in order], np.int64),
    )
    pairs = np.array([*product(range(len(texts)), repeat=2)], np.int64).reshape(-1, 2)
    ones, others = pairs.T
    assert read.count_differing_words(ones, others).tolist() == [
        max(count_differing_tokens(texts[order[one]], texts[order[other]]))
        for one, other in pairs
    ]
