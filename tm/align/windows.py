"""Sums over windows of successive sentences."""

import numpy as np
from numpy.typing import NDArray


def sum_windows(
    table: NDArray[np.float32], count: int, *, axis: int
) -> NDArray[np.float32]:
    """Sum each `count` successive rows or columns.

    >>> sum_windows(np.array([1.0, 2.0, 4.0], np.float32), 2, axis=0).tolist()
    [3.0, 6.0]
    """
    if count == 1:
        return table
    length = table.shape[axis] - count + 1
    parts = [
        np.take(table, range(start, start + length), axis=axis)
        for start in range(count)
    ]
    return np.asarray(sum(parts[1:], parts[0]), np.float32)
