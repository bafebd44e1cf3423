"""The words of a text, as names are compared with them."""

import re

from hypothesis import given
from hypothesis import strategies as st

from checks.text.capitalised_words import (
    build_pattern_between_capitals,
    cached_capitalised_words,
    may_reorder_name,
)
from tm.result_cache import ResultCache
from tm.text.normal import fold_text

_WORD = re.compile(r"[^\W\d_]+")
_TEXTS = st.text() | st.text("aĐđİıΣςßẞǅKÅ.’' 1_\u0301\u0323ộ")


@given(_TEXTS)
def test_forms_are_those_of_the_words_as_they_are_written(text: str) -> None:
    words = _WORD.findall(text)
    assert cached_capitalised_words(text, ResultCache()).word_forms == frozenset(
        map(fold_text, words)
    )


def test_long_texts_without_spaces_are_read_once() -> None:
    # Each letter may be a capital; this took minutes.
    for letter in "不A。":
        text = letter * 100_000
        assert not build_pattern_between_capitals(".").findall(text)
        assert not may_reorder_name(text, text)
