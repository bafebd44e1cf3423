"""Building postings: for each token id, the rows of its segments."""

from array import array

import numpy as np
from numpy.typing import NDArray

from tm.spill.file import SpillFile

_TOKEN_ID_SHIFT = np.uint64(32)


class PostingsBuild:
    """Builds postings, which are added by rising row, sorted by token id.

    They are spilled to a file, since id and row take twice the memory of a row.
    Raises OSError if the disk is full.
    """

    def __init__(self, token_id_count: int) -> None:
        """Prepare for token ids from 0 up to `token_id_count`."""
        self._row_counts = np.zeros(token_id_count, dtype=np.int64)
        self._spill_file = SpillFile()
        self._batch_byte_counts = array("Q")

    def add(self, token_ids: NDArray[np.uint32], rows: NDArray[np.int64]) -> None:
        """Add postings: pairs of a token id and a row.

        A row is not less than those that were added before.
        """
        # Both in one number, so that one sort arranges them.
        packed_postings = token_ids.astype(np.uint64) << _TOKEN_ID_SHIFT | rows.astype(
            np.uint64
        )
        packed_postings.sort()
        _, distinct_token_ids, run_lengths = _find_equal_runs(packed_postings)
        self._row_counts[distinct_token_ids] += run_lengths
        self._spill_file.append(packed_postings.tobytes())
        self._batch_byte_counts.append(packed_postings.nbytes)

    def finish(self) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """Return the offsets of each token id's rows, with an end, and the rows.

        Call it once: the spill file is closed.
        """
        offsets = np.append(0, np.cumsum(self._row_counts))
        next_offsets = offsets[:-1].copy()
        rows = np.empty(int(offsets[-1]), dtype=np.uint32)
        file_offset = 0
        for byte_count in self._batch_byte_counts:
            packed_postings = np.frombuffer(
                self._spill_file.read(file_offset, byte_count), dtype=np.uint64
            )
            run_starts, distinct_token_ids, run_lengths = _find_equal_runs(
                packed_postings
            )
            row_offsets = np.repeat(
                next_offsets[distinct_token_ids] - run_starts, run_lengths
            ) + np.arange(len(packed_postings))
            rows[row_offsets] = packed_postings.astype(np.uint32)
            next_offsets[distinct_token_ids] += run_lengths
            file_offset += byte_count
        self._spill_file.close()
        return offsets.astype(np.uint32), rows


def _find_equal_runs(
    packed_postings: NDArray[np.uint64],
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Find the start, the value and the length of each run of equal values."""
    token_ids = packed_postings >> _TOKEN_ID_SHIFT
    run_starts = np.flatnonzero(np.diff(token_ids, prepend=~np.uint64(0)))
    return (
        run_starts,
        token_ids[run_starts].astype(np.intp),
        np.diff(run_starts, append=len(packed_postings)),
    )
