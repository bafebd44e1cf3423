"""Letters put together with their marks, and where they came from."""

import unicodedata
from itertools import groupby

from hypothesis import example, given
from hypothesis import strategies as st

from glossary.forms.unicode_composition import compose_letters, find_letter_spans

_LETTERS = st.text(
    "aeoyẹậĐđ \u0300\u0301\u0323\u0302\u0344ά한각ᄒ\u1161\u11a8क़\u093c\u212bα"
)


@given(text=st.one_of(_LETTERS, st.text()))
@example("Hà Nội")
def test_each_letter_is_that_of_its_place(text: str) -> None:
    whole = compose_letters(text)
    pairs = zip(whole, find_letter_spans(text), strict=True)
    at = 0
    for (start, end), letters in groupby(pairs, key=lambda pair: pair[1]):
        assert start == at
        at = end
        wanted = "".join(letter for letter, _ in letters)
        assert unicodedata.normalize("NFC", text[start:end]) == wanted
    assert at == len(text)


@given(text=st.text("aeoyẹậĐđ, –“\u0300\u0301\u0323\u0302α\u0344ά"))
def test_ordinary_text_is_composed_as_unicode_says(text: str) -> None:
    assert compose_letters(text) == unicodedata.normalize("NFC", text)
