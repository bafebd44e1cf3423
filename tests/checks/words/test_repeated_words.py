"""The tokens of a text, as the check of echoes reads them."""

import re

from hypothesis import given
from hypothesis import strategies as st

from checks.words import repeated_words as repetition

_TOKEN = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*|\d[\d.,]*|[.!?;:…\n“”\"()]")


@given(st.text("aÔ王'’- \t\u00a0\n\u2028\x1c12.,;“_ⅧAb") | st.text())
def test_tokens_of_pieces_are_those_of_the_text(text: str) -> None:
    tokens = [token for token in _TOKEN.findall(text) if token not in '.!?;:…\n“”"()']
    sentences = [*repetition._split_clauses(text)]
    assert [token for _, one in sentences for token in one] == tokens
    for start, sentence in sentences:
        assert _TOKEN.findall(text)[start : start + len(sentence)] == sentence
