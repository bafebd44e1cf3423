"""Text in an encoding from before Unicode is found wherever a word shows it."""

from hypothesis import example, given
from hypothesis import strategies as st

from checks.typography.legacy_encodings import (
    convert_legacy_text,
    read_legacy_encodings,
)

_LETTERS = "aeouyôöAEOUYÖøùûõïÅÄâåbn µ¸®©\u212b"


@given(st.text(_LETTERS, max_size=12))
@example("o\u212b")
def test_no_word_of_an_old_encoding_is_passed(text: str) -> None:
    words = text.split()
    encodings = read_legacy_encodings()
    if any(
        encodings.tcvn3_word_pattern.search(word)
        or encodings.vni_word_pattern.search(word.lower())
        for word in words
    ):
        assert encodings.possible_pattern.search(text)


def test_vietnamese_in_vni_is_converted() -> None:
    assert convert_legacy_text("Thuû töôùng Vieät Nam") == "Thủ tướng Việt Nam"
    assert convert_legacy_text("Một ngày đẹp trời") is None
