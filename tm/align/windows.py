"""Runs of sentences: what several in a row come to."""

import numpy as np
from numpy.typing import NDArray


def summed(table: NDArray[np.float32], count: int, *, axis: int) -> NDArray[np.float32]:
    """Sums of each `count` rows or columns that follow one another.

    >>> summed(np.array([1.0, 2.0, 4.0], np.float32), 2, axis=0).tolist()
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
