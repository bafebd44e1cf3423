"""Sums over windows of successive sentences."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

_NumberT = TypeVar("_NumberT", bound=np.floating[Any])


def sum_windows(
    table: NDArray[_NumberT], window_size: int, *, axis: int
) -> NDArray[_NumberT]:
    """Sum every `window_size` successive rows or columns.

    >>> sum_windows(np.array([1.0, 2.0, 4.0], np.float32), 2, axis=0).tolist()
    [3.0, 6.0]
    """
    if window_size == 1:
        return table
    window_count = table.shape[axis] - window_size + 1
    shifted_tables = [
        np.take(table, range(start, start + window_count), axis=axis)
        for start in range(window_size)
    ]
    return np.asarray(sum(shifted_tables[1:], shifted_tables[0]), table.dtype)
