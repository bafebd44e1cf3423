"""Words that stand in a text otherwise than as a term."""

import re

from hypothesis import given
from hypothesis import strategies as st

from checks.text.phrase_search import contains_phrase

_SIGNS = "ab _-é.²"


@given(words=st.text(_SIGNS, min_size=1, max_size=3), text=st.text(_SIGNS))
def test_words_are_in_a_text_as_a_pattern_finds_them(words: str, text: str) -> None:
    found = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text)
    assert contains_phrase(words, text) == (found is not None)
