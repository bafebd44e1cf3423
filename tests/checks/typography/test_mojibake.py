"""Text read in the wrong encoding is found with its word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.typography.mojibake import find_misread_parts
from tm.finding import Span


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        # "và các", "nhà ở" and "là bài", whose no-break space became a space.
        ("Ông vÃ các ông", "vÃ "),
        ("anh â€ em", "â€"),
        ("giÃ cả", "giÃ "),
    ],
)
def test_what_cannot_be_read_back_is_found_with_its_word(text: str, quote: str) -> None:
    start = text.index(quote)
    assert find_misread_parts(text) == [(Span(start, start + len(quote)), None)]


@pytest.mark.parametrize("text", ["SÃ o", "MANHÃ de sol", "1 Â m", "ngÃ,", "Â a"])
def test_a_word_that_ends_in_a_capital_of_another_kind_is_passed(text: str) -> None:
    assert find_misread_parts(text) == []


@given(st.text("aâ€Ã ÂđZ\u0301á", max_size=12))
def test_a_text_in_the_right_encoding_is_passed(text: str) -> None:
    if not any(sign in text for sign in "âÃÂ"):
        assert find_misread_parts(text) == []
