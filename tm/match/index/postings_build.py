"""Building postings: for each token id, the rows of its segments."""

from array import array
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tm.spill.array import SpillArray

_TOKEN_ID_SHIFT = np.uint64(32)
_MAX_PENDING_COUNT = 1 << 20
_MAX_SORTED_COUNT = 1 << 21


class PostingsBuild:
    """Builds postings, which are added by rising row, sorted by token id.

    They are spilled to a file in sorted runs, so that memory does not grow with them.
    Raises OSError if the disk is full.
    """

    def __init__(self, token_id_count: int) -> None:
        """Prepare for token ids from 0 up to `token_id_count`."""
        self._row_counts = np.zeros(token_id_count, dtype=np.int64)
        self._spilled_postings = SpillArray(np.uint64)
        self._run_ends = array("Q")
        self._pending_postings: list[NDArray[np.uint64]] = []
        self._pending_count = 0

    def add(self, token_ids: NDArray[np.uint32], rows: NDArray[np.int64]) -> None:
        """Add postings: pairs of a token id and a row.

        A row is not less than those that were added before.
        """
        # Both in one number, so that one sort arranges them.
        self._pending_postings.append(
            token_ids.astype(np.uint64) << _TOKEN_ID_SHIFT | rows.astype(np.uint64)
        )
        self._pending_count += len(token_ids)
        if self._pending_count >= _MAX_PENDING_COUNT:
            self._write_run()

    def finish(self) -> tuple[NDArray[np.uint32], Iterator[NDArray[np.uint32]]]:
        """Return the offsets of each token id's rows, with an end, and the rows.

        The rows are read some token ids at a time.
        """
        if self._pending_count:
            self._write_run()
        offsets = np.append(0, np.cumsum(self._row_counts))
        return offsets.astype(np.uint32), self._read_rows(offsets)

    def _write_run(self) -> None:
        postings = np.concatenate(self._pending_postings)
        self._pending_postings, self._pending_count = [], 0
        postings.sort()
        token_ids = (postings >> _TOKEN_ID_SHIFT).astype(np.intp)
        run_starts = np.flatnonzero(np.diff(token_ids, prepend=-1))
        self._row_counts[token_ids[run_starts]] += np.diff(
            run_starts, append=len(postings)
        )
        self._spilled_postings.append(postings)
        self._run_ends.append(len(self._spilled_postings))

    def _read_rows(self, offsets: NDArray[np.int64]) -> Iterator[NDArray[np.uint32]]:
        run_positions = [0, *self._run_ends[:-1]]
        first_token_id = 0
        while first_token_id < len(self._row_counts):
            end_token_id = max(
                first_token_id + 1,
                int(
                    offsets.searchsorted(
                        offsets[first_token_id] + _MAX_SORTED_COUNT, side="right"
                    )
                )
                - 1,
            )
            posting_slices = []
            for run_index, run_end in enumerate(self._run_ends):
                start = run_positions[run_index]
                end = self._find_position(end_token_id, start, run_end)
                posting_slices.append(self._spilled_postings.read(start, end))
                run_positions[run_index] = end
            postings = (
                np.concatenate(posting_slices)
                if posting_slices
                else np.empty(0, np.uint64)
            )
            postings.sort()
            yield postings.astype(np.uint32)
            first_token_id = end_token_id

    def _find_position(self, token_id: int, start: int, end: int) -> int:
        """Find the first posting of a run whose token id is not less."""
        while start < end:
            middle = (start + end) // 2
            posting = self._spilled_postings.read(middle, middle + 1)
            if int(posting[0] >> _TOKEN_ID_SHIFT) < token_id:
                start = middle + 1
            else:
                end = middle
        return start
