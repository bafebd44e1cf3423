"""Ladders that are wrong cannot be written."""

import pytest

from tm.align.beads import Bead, Ladder


@pytest.mark.parametrize(
    ("source", "target", "score"),
    [
        (range(0), range(0), 0.5),
        (range(1, 0), range(0, 1), 0.5),
        (range(-1, 0), range(0, 1), 0.5),
        (range(0, 4, 2), range(0, 1), 0.5),
        (range(0, 1), range(0, 1), 1.5),
        (range(0, 1), range(0, 1), float("nan")),
    ],
)
def test_a_wrong_bead_is_refused(source: range, target: range, score: float) -> None:
    with pytest.raises(ValueError):
        Bead(source, target, score)


@pytest.mark.parametrize(
    "beads",
    [
        [Bead(range(1, 2), range(0, 1), 1.0)],
        [Bead(range(0, 1), range(0, 1), 1.0), Bead(range(2, 3), range(1, 2), 1.0)],
        [Bead(range(0, 2), range(0, 1), 1.0), Bead(range(1, 2), range(1, 2), 1.0)],
        [Bead(range(0, 1), range(0, 2), 1.0), Bead(range(1, 2), range(0, 1), 1.0)],
    ],
)
def test_beads_with_a_gap_or_overlap_are_no_ladder(beads: list[Bead]) -> None:
    with pytest.raises(ValueError):
        Ladder(tuple(beads))


def test_a_ladder_without_beads_is_that_of_two_empty_texts() -> None:
    assert Ladder(()).sentence_counts == (0, 0)


def test_pairs_leave_out_omissions_and_doubtful_beads() -> None:
    ladder = Ladder.of([(1, 1, 0.9), (2, 1, 0.9), (3, 2, 0.4)])
    assert [bead.source_range for bead in ladder.list_paired_beads(0.5)] == [
        range(0, 1)
    ]
    assert len(list(ladder.list_paired_beads())) == 2
