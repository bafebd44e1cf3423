"""Lexicons learnt from pairs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.align.lexicon.lexicon import learn_lexicon, sort_with_order
from tm.text.locale import Locale
from tm.text.stem import stem_word

_LOCALES = {"source_locale": Locale.parse("vi"), "target_locale": Locale.parse("id")}
_PAIRS = [
    ("bộ trưởng đến", "menteri tiba"),
    ("bộ trưởng nói", "menteri berkata"),
    ("ông nói", "dia berkata"),
    ("ông đến", "dia tiba"),
]


@pytest.mark.parametrize(("source", "target"), [("nói", "berkata"), ("đến", "tiba")])
def test_words_seen_together_translate_each_other(source: str, target: str) -> None:
    table = learn_lexicon(_PAIRS * 3, **_LOCALES)
    forward, back = (
        table.find_targets(source),
        table.find_sources(stem_word(target, "id")),
    )
    assert max(forward, key=lambda word: forward[word]) == stem_word(target, "id")
    assert max(back, key=lambda word: back[word]) == source


def test_probabilities_of_a_word_sum_to_at_most_one() -> None:
    table = learn_lexicon(_PAIRS, **_LOCALES)
    for tables in (table.targets_by_source_word, table.sources_by_target_word):
        assert all(sum(words.values()) <= 1 + 1e-9 for words in tables.values())


@pytest.mark.parametrize("pairs", [[], [("", "")], [("12", "12")], [("a", "")]])
def test_nothing_is_learnt_from_nothing(pairs: list[tuple[str, str]]) -> None:
    assert not learn_lexicon(pairs, **_LOCALES).find_targets("a")


@given(st.lists(st.integers(0, 3) | st.integers(2**40, 2**63 - 1)))
def test_numbers_are_sorted_however_large_they_are(numbers: list[int]) -> None:
    column = np.array(numbers, np.int64)
    order = sort_with_order(column)
    assert column.tolist() == sorted(numbers)
    assert order.tolist() == sorted(range(len(numbers)), key=numbers.__getitem__)
