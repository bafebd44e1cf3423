"""The lattice against a plain enumeration of all paths."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.align.dynamic_programming import BeadShape, Lattice
from tm.align.features import BeadKind

SHAPES = tuple({kind.shape: None for kind in BeadKind})
Path = tuple[tuple[int, int, BeadShape], ...]


def _lattice(source_count: int, target_count: int, seed: int) -> Lattice:
    numbers = np.random.default_rng(seed)
    scores = {}
    for a, b in SHAPES:
        if a <= source_count and b <= target_count:
            size = source_count - a + 1, target_count - b + 1
            scores[a, b] = numbers.normal(size=size)
    across = scores.get((0, 1), np.zeros((source_count + 1, 0)))
    scores[0, 1] = np.broadcast_to(across[:1], (source_count + 1, across.shape[1]))
    return Lattice((source_count, target_count), scores)


def _paths(size: tuple[int, int], start: tuple[int, int] = (0, 0)) -> Iterator[Path]:
    if start == size:
        yield ()
    for a, b in SHAPES:
        end = start[0] + a, start[1] + b
        if end[0] <= size[0] and end[1] <= size[1]:
            for rest in _paths(size, end):
                yield ((*start, (a, b)), *rest)


def _weight(lattice: Lattice, path: Path) -> float:
    return float(
        np.exp(sum(lattice.scores_by_shape[shape][i, j] for i, j, shape in path))
    )


@given(st.integers(0, 4), st.integers(0, 4), st.integers(0, 10**6))
def test_posteriors_are_the_shares_of_all_paths(
    source_count: int, target_count: int, seed: int
) -> None:
    lattice = _lattice(source_count, target_count, seed)
    paths = {path: _weight(lattice, path) for path in _paths(lattice.sentence_counts)}
    total = sum(paths.values())
    for step in lattice.find_best_path():
        place = (step.source_start, step.target_start, step.shape)
        share = sum(weight for path, weight in paths.items() if place in path) / total
        assert step.posterior == pytest.approx(share, abs=1e-9)


@given(st.integers(0, 4), st.integers(0, 4), st.integers(0, 10**6))
def test_the_path_is_that_of_most_expected_sentences_put_right(
    source_count: int, target_count: int, seed: int
) -> None:
    lattice = _lattice(source_count, target_count, seed)
    paths = {path: _weight(lattice, path) for path in _paths(lattice.sentence_counts)}
    total = sum(paths.values())
    shares: dict[tuple[int, int, BeadShape], float] = {}
    for path, weight in paths.items():
        for place in path:
            shares[place] = shares.get(place, 0.0) + weight / total

    def worth(path: Path) -> float:
        return sum(shares[place] * sum(place[2]) for place in path)

    chosen = tuple(
        (step.source_start, step.target_start, step.shape)
        for step in lattice.find_best_path()
    )
    assert worth(chosen) == pytest.approx(max(map(worth, paths)), abs=1e-6)


def test_an_open_path_ends_on_a_far_side() -> None:
    lattice = _lattice(4, 3, seed=7)
    for goes_on in ((True, False), (False, True), (True, True)):
        last = lattice.find_best_path(continuation_flags=goes_on)[-1]
        end = last.source_start + last.shape[0], last.target_start + last.shape[1]
        assert (goes_on[0] and end[0] == 4) or (goes_on[1] and end[1] == 3)


@given(st.integers(1, 3), st.integers(1, 3), st.integers(0, 10**6))
def test_posteriors_of_open_paths_are_shares_too(
    source_count: int, target_count: int, seed: int
) -> None:
    lattice = _lattice(source_count, target_count, seed)
    ends = {(source_count, j) for j in range(target_count + 1)}
    paths = {path: _weight(lattice, path) for end in ends for path in _paths(end)}
    total = sum(paths.values())
    for step in lattice.find_best_path(continuation_flags=(True, False)):
        place = (step.source_start, step.target_start, step.shape)
        share = sum(weight for path, weight in paths.items() if place in path) / total
        assert step.posterior == pytest.approx(share, abs=1e-9)
