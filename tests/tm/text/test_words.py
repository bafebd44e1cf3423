"""The words of texts, found piece by piece as the pattern finds them in the whole."""

import re

from hypothesis import given
from hypothesis import strategies as st

from tm.text.words import WORD, caseless_words_of, lower_words_of, words_of

_TEXTS = st.text() | st.text("aĐİıΣς.’' 1_ſßK²\u00a0\u2028\u0301")


@given(_TEXTS)
def test_words_are_what_the_pattern_finds(text: str) -> None:
    assert words_of(text) == tuple(WORD.findall(text))


@given(_TEXTS)
def test_small_letters_of_a_text_are_those_of_its_words(text: str) -> None:
    assert lower_words_of(text) == tuple(word.lower() for word in words_of(text))


@given(_TEXTS, st.sampled_from(["aß", "iΣ", "σ", "k", "i̇", "ss", "đa"]))
def test_words_in_full_case_folding_tell_that_a_word_is_not_there(
    text: str, word: str
) -> None:
    words = caseless_words_of(text)
    if words is not None and re.findall(r"\w+", word.casefold())[0] not in words:
        assert not re.search(rf"(?<!\w){word}(?!\w)", text, re.IGNORECASE)
