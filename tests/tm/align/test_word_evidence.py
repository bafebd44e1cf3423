"""What words say, against a plain computation of the same."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.align.lexicon.alignment_resources import AlignmentResources
from tm.align.lexicon.lexicon import WordTable
from tm.align.text_pair import TextPair
from tm.align.word_evidence import (
    _MIN_EVIDENCE,
    _UNEXPLAINED_SHARE,
    compute_word_evidence,
)
from tm.text.locale import Locale

VIETNAMESE, INDONESIAN = Locale.parse("vi"), Locale.parse("id")
_CHANCES = {("bơ", "domba"): 0.8, ("cơ", "lampu"): 0.5, ("cơ", "domba"): 0.1}
_KNOWN = AlignmentResources(
    WordTable(
        {
            one: {b: p for (a, b), p in _CHANCES.items() if a == one}
            for one in ("bơ", "cơ")
        },
        {
            one: {a: p for (a, b), p in _CHANCES.items() if b == one}
            for one in ("domba", "lampu")
        },
    )
)
_SOURCE = st.lists(
    st.lists(st.sampled_from(["bơ", "cơ", "dơ"]), max_size=4), min_size=1, max_size=4
)
_TARGET = st.lists(
    st.lists(st.sampled_from(["domba", "lampu", "gajah"]), max_size=4),
    min_size=1,
    max_size=4,
)


def _texts(source: list[list[str]], target: list[list[str]]) -> TextPair:
    return TextPair.of(
        list(map(" ".join, source)),
        list(map(" ".join, target)),
        source_locale=VIETNAMESE,
        target_locale=INDONESIAN,
        dictionary=_KNOWN.dictionary,
    )


def _slowly(
    texts: TextPair, source: list[list[str]], target: list[list[str]], count: int
) -> list[list[float]]:
    """Target words by `count` source sentences, word by word."""
    in_source = {word for sentence in source for word in sentence}
    table = []
    for i in range(len(source) - count + 1):
        given_words = [word for sentence in source[i : i + count] for word in sentence]
        size = sum(max(1, len(sentence)) for sentence in source[i : i + count])
        row = []
        for sentence in target:
            total = 0.0
            for word in sentence:
                covered = min(1, sum(_CHANCES.get((s, word), 0) for s in in_source))
                if covered:
                    chance = 1 - (1 - _UNEXPLAINED_SHARE) * covered
                    share = sum(_CHANCES.get((s, word), 0) for s in given_words) / size
                    frequency = texts.target_side.frequency_by_form[word]
                    total += math.log((1 - chance) * share / frequency + chance)
            row.append(max(total, _MIN_EVIDENCE))
        table.append(row)
    return table


@given(_SOURCE, _TARGET)
def test_words_account_for_one_another_as_a_plain_computation_says(
    source: list[list[str]], target: list[list[str]]
) -> None:
    texts = _texts(source, target)
    found = compute_word_evidence(texts, _KNOWN)
    assert sorted(found.target_evidence_by_count) == list(
        range(1, min(3, len(source)) + 1)
    )
    for count, table in found.target_evidence_by_count.items():
        expected = np.array(_slowly(texts, source, target, count))
        assert table.shape == expected.shape
        assert table == pytest.approx(expected, abs=1e-4)


def test_texts_without_words_say_nothing() -> None:
    found = compute_word_evidence(_texts([[]], [[], []]), _KNOWN)
    assert found.target_evidence_by_count[1].tolist() == [[0.0, 0.0]]
    assert found.source_evidence_by_count[1].tolist() == [[0.0, 0.0]]
