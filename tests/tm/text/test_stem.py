"""Stems: forms of a word have one, other words another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.text.stem import stem_word


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("id", "menandatangani ditandatangani penandatanganan"),
        ("id", "kirim mengirim dikirim pengiriman kirimkan"),
        ("id", "tulis menulis penulis tulisan"),
        ("id", "dagang berdagang perdagangan"),
        ("id", "temu bertemu pertemuan"),
        ("id", "nyata menyatakan pernyataan dinyatakan"),
        ("id", "baik perbaikan memperbaiki"),
        ("id", "menteri menterinya kementerian"),
        ("en", "sign signs signed signing"),
        ("en", "country countries"),
        ("en", "plan plans planned planning"),
        ("en", "agree agrees"),
    ],
)
def test_forms_of_a_word_have_one_stem(language: str, forms: str) -> None:
    assert len({stem_word(form, language) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("id", "jalan bulan makan rumah rakyat masyarakat menteri presiden perang"),
        ("en", "news this bus sing red king thing bring"),
        ("vi", "ký ký kết chính phủ".replace("ký ký", "ký")),
    ],
)
def test_other_words_have_other_stems(language: str, words: str) -> None:
    listed = words.split()
    assert len({stem_word(word, language) for word in listed}) == len(listed)


@given(st.text(max_size=12), st.sampled_from(["id", "en", "ms", "vi", "de"]))
def test_any_word_has_a_stem(word: str, language: str) -> None:
    assert bool(stem_word(word, language)) == bool(word)
