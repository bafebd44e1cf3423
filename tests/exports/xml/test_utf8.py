"""What XML holds, in UTF-8: as the functions for text have it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.xml.decoding import detect_xml_encoding
from exports.xml.escaping import escape_text, remove_forbidden_characters
from exports.xml.utf8_escaping import escape_texts, is_storable, remove_forbidden_bytes
from tm.unit_table import decode_text, encode_text

ODD = '&<>"\r\n\t\0\x01\x1f\x7f\ud7ff\ud800\udfff\ue000\ufffc\ufffd\ufffe\uffff😀a'
TEXTS = st.text(st.sampled_from(ODD) | st.characters(), max_size=8)


@given(TEXTS)
def test_utf8_is_the_text(text: str) -> None:
    assert decode_text(encode_text(text)) == text


@given(TEXTS)
def test_what_is_stored_is_what_xml_can_hold(text: str) -> None:
    kept, removed = remove_forbidden_characters(text)
    assert remove_forbidden_bytes(encode_text(text)) == (kept.encode(), removed)
    assert is_storable(encode_text(text)) == (removed == 0)


@given(st.lists(TEXTS, max_size=5))
def test_many_are_escaped_as_each_is(texts: list[str]) -> None:
    is_clean, made = escape_texts(list(map(encode_text, texts)))
    assert list(map(decode_text, made)) == list(map(escape_text, texts))
    assert is_clean == (remove_forbidden_characters("".join(texts))[1] == 0)


@pytest.mark.parametrize(
    ("text", "written_in", "expected"),
    [
        ("Một lễ ký", "utf-8", "utf-8"),  # the declaration is false
        ("café à la carte", "latin-1", "ISO-8859-1"),
        ("Ã©", "latin-1", "ISO-8859-1"),  # two bytes may be a coincidence
        ("a" * 5_000 + "Việt Nam, Hà Nội", "utf-8", "utf-8"),
        ("a" * 200_000 + "Việt Nam, Hà Nội", "utf-8", "utf-8"),
        ("ệ" * 200_000, "utf-8", "utf-8"),
        ("a" * 200_000 + "Ã©" + "a" * 200_000 + "ệ", "utf-8", "utf-8"),
        ("a" * 200_000 + "café à la carte", "latin-1", "ISO-8859-1"),
        ("a" * 200_000, "latin-1", "ISO-8859-1"),
    ],
)
def test_a_declaration_is_not_believed_where_the_letters_are_of_utf_8(
    tmp_path: Path, text: str, written_in: str, expected: str
) -> None:
    path = tmp_path / "a.xml"
    data = f'<?xml version="1.0" encoding="ISO-8859-1"?><a>{text}</a>'
    path.write_bytes(data.encode(written_in))
    assert detect_xml_encoding(path) == expected
