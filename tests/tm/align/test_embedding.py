"""How near the sides of beads lie, against a plain computation and chance."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.examples import examples
from tests.tm.align.ngrams import NgramEncoder
from tm.align.aligner import AlignmentProfile, align_sentences
from tm.align.embedding import (
    _MAX_DEVIATION,
    _MIN_COSINE_SPREAD,
    _MIN_DEVIATION,
    SentenceVectors,
)
from tm.align.features import BeadKind
from tm.align.lexicon.alignment_resources import AlignmentResources
from tm.text.locale import Locale

GERMAN, FRENCH = Locale.parse("de"), Locale.parse("fr")
_TEXT = st.lists(st.text("abc ", max_size=8), max_size=5)


def _slowly(meaning: SentenceVectors, shape: tuple[int, int]) -> list[list[float]]:
    """The nearness of every bead of a shape, bead by bead."""
    sides = []
    for rows, count in zip(
        (meaning.source_vectors, meaning.target_vectors), shape, strict=True
    ):
        side = []
        for start in range(len(rows) - count + 1):
            total = [math.fsum(column) for column in rows[start : start + count].T]
            length = math.hypot(*total)
            side.append([value / length for value in total] if length else None)
        sides.append(side)
    cosines = {
        (i, j): math.fsum(x * y for x, y in zip(one, other, strict=True))
        for i, one in enumerate(sides[0])
        for j, other in enumerate(sides[1])
        if one is not None and other is not None
    }
    table = [[0.0] * len(sides[1]) for _ in sides[0]]
    if cosines:
        middle = math.fsum(cosines.values()) / len(cosines)
        squares = [(value - middle) ** 2 for value in cosines.values()]
        spread = max(math.sqrt(sum(squares) / len(squares)), _MIN_COSINE_SPREAD)
        for (i, j), value in cosines.items():
            table[i][j] = min(
                max((value - middle) / spread, _MIN_DEVIATION), _MAX_DEVIATION
            )
    return table


@given(_TEXT, _TEXT)
def test_nearness_is_what_a_plain_computation_says(
    source: list[str], target: list[str]
) -> None:
    meaning = SentenceVectors.of(source, target, NgramEncoder())
    for shape in {
        kind.shape
        for kind in BeadKind
        if kind.fits_sentence_counts((len(source), len(target)))
    }:
        if all(shape):
            found = meaning.compute_bead_similarities(shape)
            slow = np.array(_slowly(meaning, shape)).reshape(found.shape)
            assert found == pytest.approx(slow, abs=1e-3)


def test_the_nearest_sentence_is_that_of_the_table_and_never_under_nothing() -> None:
    meaning = SentenceVectors.of(
        ["Republik", "Demokratie", ""], ["démocratie", "république"], NgramEncoder()
    )
    table = meaning.compute_bead_similarities((1, 1))
    assert meaning.find_best_similarities(axis=1)[:, 0].tolist() == [
        table[0, 1],
        table[1, 0],
        0,
    ]
    assert meaning.find_best_similarities(axis=0)[0].tolist() == [
        table[1, 0],
        table[0, 1],
    ]
    alone = SentenceVectors.of(["Republik"], [], NgramEncoder())
    assert alone.find_best_similarities(axis=1).tolist() == [[0.0]]


_NEWS = (
    "Die Regierung diskutiert die Reform der Universität.",
    "Der Präsident besucht das Theater in der Provinz.",
    "Das Orchester spielt die Symphonie zum Jubiläum.",
    "Die Industrie produziert elektronische Instrumente.",
)
_SHORTER = (
    "L'orchestre joue la symphonie pour le jubilé.",
    "L'industrie produit des instruments électroniques.",
)


def _aligned(
    source: tuple[str, ...], target: tuple[str, ...], known: AlignmentResources
) -> list[tuple[list[int], list[int], float]]:
    ladder = align_sentences(
        source, target, source_locale=GERMAN, target_locale=FRENCH, resources=known
    )
    return [
        (list(bead.source_range), list(bead.target_range), bead.score)
        for bead in ladder
    ]


def test_without_an_encoder_scores_are_as_they_were_before_there_were_any() -> None:
    # As commit 7862868 had them.
    beads = _aligned(_NEWS, _SHORTER, AlignmentResources())
    assert [bead[:2] for bead in beads] == [
        ([0], []),
        ([1], []),
        ([2], [0]),
        ([3], [1]),
    ]
    assert [bead[2] for bead in beads] == pytest.approx(
        [
            0.8387736184198156,
            0.6911882259527532,
            0.6891325744605047,
            0.9692341331794974,
        ],
        rel=1e-9,
    )


def test_with_an_encoder_words_of_like_spelling_are_found() -> None:
    plain = _aligned(_NEWS, _SHORTER, AlignmentResources())
    near = _aligned(_NEWS, _SHORTER, AlignmentResources(encoder=NgramEncoder()))
    assert [bead[:2] for bead in near] == [([0], []), ([1], []), ([2], [0]), ([3], [1])]
    assert min(bead[2] for bead in near) > min(bead[2] for bead in plain)


@pytest.mark.parametrize("profile", list(AlignmentProfile))
@given(_TEXT, _TEXT)
@settings(max_examples=examples(30))
def test_any_two_texts_make_a_ladder_with_an_encoder_too(
    profile: str, source: list[str], target: list[str]
) -> None:
    ladder = align_sentences(
        source,
        target,
        source_locale=GERMAN,
        target_locale=FRENCH,
        profile=profile,
        resources=AlignmentResources(encoder=NgramEncoder()),
    )
    assert ladder.sentence_counts == (len(source), len(target))


def test_a_text_of_several_windows_is_encoded_once() -> None:
    text = [f"Satz {number} zu {number * number}." for number in range(400)]
    translated = [f"Phrase {number} sur {number * number}." for number in range(400)]
    calls: list[int] = []

    class Counting(NgramEncoder):
        def encode(self, sentences: Sequence[str], /) -> NDArray[np.float32]:
            calls.append(len(sentences))
            return super().encode(sentences)

    ladder = _aligned(
        tuple(text), tuple(translated), AlignmentResources(encoder=Counting())
    )
    assert [bead[:2] for bead in ladder] == [([n], [n]) for n in range(400)]
    assert calls == [800]
