"""Rows in temporary files come back by length, as sorting in memory would have them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.spill import sorted_rows
from tm.spill.sorted_rows import SortedRows

_ROWS = st.lists(st.tuples(st.integers(0, 3), st.lists(st.integers(0, 255))))


@given(st.lists(_ROWS), st.sampled_from([1, 5, 1000]), st.sampled_from([1, 4, 1000]))
def test_rows_are_sorted_by_length_and_age(
    batches: list[list[tuple[int, list[int]]]], run_size: int, block_size: int
) -> None:
    rows = SortedRows(np.uint8)
    expected: list[tuple[int, int, list[int]]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sorted_rows, "_MAX_PENDING_VALUE_COUNT", run_size)
        patch.setattr(sorted_rows, "_MAX_BLOCK_VALUE_COUNT", block_size)
        for batch in batches:
            row_ids = range(len(expected), len(expected) + len(batch))
            expected += [
                (length, row_id, values)
                for row_id, (length, values) in zip(row_ids, batch, strict=True)
            ]
            rows.append(
                np.array([length for length, _ in batch], np.int64),
                np.array(row_ids, np.int64),
                np.array([len(values) for _, values in batch], np.int64),
                np.array([value for _, values in batch for value in values], np.uint8),
            )
        # Read twice, since a build reads them several times.
        for _ in range(2):
            found = []
            for block in rows.read_blocks():
                edges = np.cumsum(block.value_counts)[:-1]
                found += [
                    (block.length, row_id, values.tolist())
                    for row_id, values in zip(
                        block.row_ids.tolist(),
                        np.split(block.values, edges),
                        strict=True,
                    )
                ]
            assert found == sorted(expected, key=lambda row: row[:2])
