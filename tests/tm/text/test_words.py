"""The words of texts, found piece by piece as the pattern finds them in the whole."""

from hypothesis import given
from hypothesis import strategies as st

from tm.text.word_pattern import WORD_PATTERN
from tm.text.words import read_lower_words, read_words

_TEXTS = st.text() | st.text("aĐİıΣς.’' 1_ſßK²\u00a0\u2028\u0301")


@given(_TEXTS)
def test_words_are_what_the_pattern_finds(text: str) -> None:
    assert read_words(text) == tuple(WORD_PATTERN.findall(text))


@given(_TEXTS)
def test_small_letters_of_a_text_are_those_of_its_words(text: str) -> None:
    assert read_lower_words(text) == tuple(word.lower() for word in read_words(text))
