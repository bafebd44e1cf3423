"""Folded texts: folding a text as a whole is folding its letters."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.match.concordance import folded_text
from tm.match.concordance.folded_text import SearchableText
from tm.text.normal import nfc

_FOLDINGS = (
    folded_text.fold_case,
    folded_text.fold_diacritics,
    folded_text.fold_diacritics_and_case,
    folded_text.make_unfolded_text,
)
_MARK = "x\u0303\u0323\u0301"
"""A letter with marks of its own: its text is folded letter by letter."""


@pytest.mark.parametrize("fold", _FOLDINGS)
def test_each_letter_is_folded_alike_alone_and_in_a_text(
    fold: Callable[[str], SearchableText],
) -> None:
    letters = [
        letter
        for number in range(0x3000)
        if unicodedata.is_normalized("NFC", letter := chr(number))
        and not unicodedata.combining(letter)
    ]
    for letter in letters:
        if 0x1160 <= ord(letter) <= 0x11FF:  # belongs to the letter before it
            continue
        alone, slow = fold(f"é{letter}"), fold(f"é{letter}{_MARK}")
        assert slow.text.startswith(alone.text), letter
        if (end := len(alone.text)) > 1:
            assert alone.find_original_span(1, end) == slow.find_original_span(1, end)


@given(st.text(max_size=20), st.sampled_from(_FOLDINGS))
def test_a_text_is_folded_alike_before_a_letter_with_marks(
    text: str, fold: Callable[[str], SearchableText]
) -> None:
    text = nfc(text) + "."
    alone, slow = fold(text), fold(text + _MARK)
    assert slow.text.startswith(alone.text)
    for start in range(len(alone.text)):
        assert alone.find_original_span(start, start + 1) == slow.find_original_span(
            start, start + 1
        )
