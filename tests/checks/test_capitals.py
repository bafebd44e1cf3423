"""The words of a text, as names are compared with them."""

import re

from hypothesis import given
from hypothesis import strategies as st

from checks.capitals import capitals
from tm.text.normal import folded

_WORD = re.compile(r"[^\W\d_]+")
_TEXTS = st.text() | st.text("aĐđİıΣςßẞǅKÅ.’' 1_\u0301\u0323ộ")


@given(_TEXTS)
def test_forms_are_those_of_the_words_as_they_are_written(text: str) -> None:
    words = _WORD.findall(text)
    assert capitals(text).forms == frozenset(map(folded, words))
