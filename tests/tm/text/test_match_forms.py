"""Match forms of many texts at once, against one by one; the tone moved either way."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from tests.properties.strategies import texts
from tm.text import normal
from tm.text.normal import (
    folded,
    folded_texts,
    match_form,
    match_forms,
    nfc,
    tone_folded,
)

VIETNAMESE = st.text(
    st.sampled_from("òóõỏọùúũủụÒÓỤaeyAEYộế b’ǰ\u0300\u0302\u0323\0K"), max_size=8
)


@given(st.lists(texts(max_size=20) | VIETNAMESE, max_size=8))
def test_many_have_the_forms_that_each_has(some: list[str]) -> None:
    for vietnamese in (False, True):
        each = [match_form(text, vietnamese=vietnamese) for text in some]
        assert match_forms(some, vietnamese=vietnamese) == each


@given(st.lists(texts(max_size=20) | VIETNAMESE, max_size=8))
def test_many_are_folded_as_each_is(some: list[str]) -> None:
    assert folded_texts(some) == [folded(text) for text in some]


def test_every_letter_is_folded_as_it_is_alone() -> None:
    letters = [chr(letter) for letter in range(1, 0x3000)]
    assert folded_texts(letters) == [folded(letter) for letter in letters]
    beside = [f"ạ{letter}o" for letter in letters]
    assert folded_texts(beside) == [folded(text) for text in beside]


def slow_tone_folded(text: str) -> str:
    """The tone moved in decomposed text."""
    if not normal._TONED.search(text):
        return text
    decomposed = unicodedata.normalize("NFD", text)
    moved = normal._OPEN_ENDED.sub(normal._moved, decomposed)
    return unicodedata.normalize("NFC", moved)


@given(VIETNAMESE | texts(max_size=20))
def test_tone_is_moved_in_composed_text_as_in_decomposed(text: str) -> None:
    assert tone_folded(nfc(text)) == slow_tone_folded(nfc(text))
