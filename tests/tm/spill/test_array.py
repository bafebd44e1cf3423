"""Numbers outside memory are read as they were added, wherever they lie in blocks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.spill import array as columns
from tm.spill.array import SpillArray, SpillPartitions


@given(st.lists(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 99)))))
def test_parts_have_their_rows_in_order(blocks: list[list[tuple[int, int]]]) -> None:
    parts = SpillPartitions(5, np.int32)
    for rows in blocks:
        table = np.array(rows, np.int32).reshape(-1, 2)
        parts.append(table[:, 0], table[:, 1])
    every = [row for rows in blocks for row in rows]
    for part in range(5):
        slow = [number for own, number in every if own == part]
        assert parts.read(part)[0].tolist() == slow
        assert parts.count_rows(part) == len(slow)
        parts.overwrite(part, 0, -parts.read(part)[0])
    assert [-number for block in parts.iterate_blocks() for number in block[0]] == [
        number for rows in blocks for _, number in sorted(rows, key=lambda row: row[0])
    ]


@given(st.lists(st.integers(0, 96)), st.integers(1, 4), st.sampled_from([1, 10, 1000]))
def test_a_column_gives_what_is_at_places(
    places: list[int], width: int, block: int
) -> None:
    column = SpillArray(np.int32)
    column.append(np.arange(40))
    column.append(np.arange(40, 100))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "BLOCK_SIZE", block)
        windows = column.read_windows(np.array(places, int), width)
    assert windows.tolist() == [[*range(at, at + width)] for at in places]
