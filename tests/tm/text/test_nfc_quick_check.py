"""Texts that are said to be stored as they are need no composing and no trimming."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.text.nfc_quick_check import list_unnormalised_texts
from tm.text.normal import nfc

_TEXTS = st.lists(
    st.text(
        st.one_of(
            st.characters(exclude_categories=["Cs"]),
            st.sampled_from("aàạ\u0323\u0300 \u00a0\u0085\u2003\u2028“”–\n\x1f&€"),
        ),
        max_size=9,
    )
)


@given(_TEXTS)
def test_what_is_not_uncertain_is_stored_as_it_is(texts: list[str]) -> None:
    found = list_unnormalised_texts([text.encode() for text in texts], b"&")
    assert found == sorted(set(found))
    for place, text in enumerate(texts):
        if place not in found:
            assert text
            assert nfc(text).strip() == text
            assert "&" not in text


def test_no_character_is_taken_for_sure_that_is_not() -> None:
    combining = {
        parts[1]
        for code in range(sys.maxunicode + 1)
        if len(parts := unicodedata.decomposition(chr(code)).split()) == 2
        and not parts[0].startswith("<")
    }
    characters = [chr(code) for code in range(0x300) if chr(code).isprintable()]
    characters += [chr(code) for code in range(0x300, 0x3000)]
    unsure = set(
        list_unnormalised_texts([character.encode() for character in characters])
    )
    sure = [one for place, one in enumerate(characters) if place not in unsure]
    for one in sure:
        assert nfc(one) == one
        assert not one.isspace()
        assert unicodedata.combining(one) == 0
        assert f"{ord(one):04X}" not in combining
    assert {*"aZ9ạỗ“”–…€"} <= {*sure}


@pytest.mark.parametrize(
    ("texts", "places"),
    [
        ([], []),
        (["Hà Nội"], []),
        (["", "a", " a", "a ", "\ta", "a\n"], [0, 2, 3, 4, 5]),
        (["R&D", "a]", "“Đà Nẵng” – 5 €"], [0]),
        (["&“a", "a&&”", "\x1f¡", "¡\x1f", "&"], [0, 1, 2, 3, 4]),
        (["Ha\u0300 Nội", "Bộ", "\u00a0a", "한국"], [0, 2, 3]),
    ],
)
def test_examples(texts: list[str], places: list[int]) -> None:
    assert list_unnormalised_texts([text.encode() for text in texts], b"&") == places
