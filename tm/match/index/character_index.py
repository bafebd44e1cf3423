"""The character index: finds segments similar to a short query, by characters.

No segment that reaches the threshold is missed. Segments are ordered by their length
in characters, so a query is compared with a window of them. A signature of 128 bits
bounds the edit distance from below: a bit that only one side has is a character without
a partner. Segments within the bound are compared in full. Signatures are of texts
without diacritics; where most texts have diacritics, there are also signatures with
diacritics, which exclude far more segments.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tm.match.index.signature import (
    CharacterSignatures,
    RowRangeWithMaxEdits,
    make_signature_arrays,
)
from tm.match.similarity import (
    compute_max_edits,
    compute_token_similarity_within,
    find_nearest,
)
from tm.text.normal import fold_text, match_form

# Any: the arrays have various number types.
Arrays = Mapping[str, NDArray[Any]]
ReadTexts = Callable[[Sequence[int]], Mapping[int, str]]
"""Reads the texts of segments by their numbers from the database."""

MAX_STORED_FORM_LENGTH = 100
"""Characters of the longest form in the index; longer ones come from the database."""

_BATCH_SIZE = 500
_REORDER_BATCH_SIZE = 4_000
_READ_BYTES = 1 << 15
"""Bytes read at once, even if not all of them are needed."""


class CharacterIndex:
    """An index of segments by characters, for finding matches of short queries."""

    def __init__(self, arrays: Arrays, *, is_vietnamese: bool) -> None:
        self._is_vietnamese = is_vietnamese
        self._segments = arrays["segments"]
        self._sizes: list[int] = arrays["sizes"].tolist()
        self._starts: list[int] = arrays["starts"].tolist()
        self._bare_signatures = CharacterSignatures.of(arrays, "bare")
        self._exact_signatures = self._bare_signatures
        if len(arrays["marked_first"]):
            self._exact_signatures = CharacterSignatures.of(arrays, "marked")
        self._ends = arrays["text_ends"]
        self._text = arrays["text"]

    def search(
        self,
        text: str,
        threshold: int,
        *,
        ignores_diacritics: bool,
        read_texts: ReadTexts,
    ) -> Iterator[tuple[int, float]]:
        """Yield number and similarity of every segment that reaches a threshold.

        `ignores_diacritics`: also compare without diacritics; the higher similarity
        counts.
        """
        compared_form = match_form(text, is_vietnamese=self._is_vietnamese)
        query_length = measure_form(compared_form)
        first_row, last_row = self._find_window(query_length, threshold)
        stored_end = min(last_row, len(self._ends))
        signatures = (
            self._bare_signatures if ignores_diacritics else self._exact_signatures
        )
        query_form = (
            fold_text(compared_form)
            if signatures is self._bare_signatures
            else compared_form
        )
        row_ranges = self._split_by_length(
            query_length, threshold, range(first_row, stored_end)
        )
        rows = signatures.find_rows_within(query_form, row_ranges)
        segment_numbers = self._segments[rows].tolist()
        forms = self._read_forms(rows)
        yield from _find_similar_forms(
            compared_form, segment_numbers, forms, threshold, ignores_diacritics
        )
        for start in range(max(first_row, stored_end), last_row, _BATCH_SIZE):
            segment_batch = self._segments[
                start : min(last_row, start + _BATCH_SIZE)
            ].tolist()
            stored_texts = read_texts(segment_batch)
            forms = [
                match_form(stored_text, is_vietnamese=self._is_vietnamese)
                for stored_text in stored_texts.values()
            ]
            yield from _find_similar_forms(
                compared_form,
                list(stored_texts),
                forms,
                threshold,
                ignores_diacritics,
            )

    def _find_window(self, query_length: int, threshold: int) -> tuple[int, int]:
        min_length = -(-query_length * threshold // 100)
        first = int(np.searchsorted(self._sizes, min_length))
        last = len(self._sizes)
        if threshold > 0:
            max_length = query_length * 100 // threshold
            last = int(np.searchsorted(self._sizes, max_length, side="right"))
        return self._starts[first], self._starts[max(first, last)]

    def _split_by_length(
        self, query_length: int, threshold: int, window: range
    ) -> list[RowRangeWithMaxEdits]:
        """Split a window of rows by length, each range with its most edits."""
        row_ranges: list[RowRangeWithMaxEdits] = []
        length_index = bisect_right(self._starts, window.start) - 1
        start = window.start
        while start < window.stop:
            end = min(window.stop, self._starts[length_index + 1])
            longer_length = max(query_length, self._sizes[length_index])
            row_ranges.append((start, end, compute_max_edits(longer_length, threshold)))
            start, length_index = end, length_index + 1
        return row_ranges

    def _read_forms(self, rows: Sequence[int]) -> list[str]:
        """Read the forms of rows in ascending order; close ones are read together."""
        row_array = np.array(rows, dtype=np.int64)
        ends = self._ends.take(row_array).tolist()
        starts = self._ends.take(np.maximum(row_array - 1, 0)).tolist()
        if rows and not rows[0]:
            starts[0] = 0
        forms: list[str] = []
        first_index = 0
        while first_index < len(rows):
            block_start = starts[first_index]
            last_index = bisect_right(
                ends, block_start + _READ_BYTES, lo=first_index + 1
            )
            block = self._text[block_start : ends[last_index - 1]].tobytes()
            for index in range(first_index, last_index):
                form = block[starts[index] - block_start : ends[index] - block_start]
                forms.append(form.decode())
            first_index = last_index
        return forms


def measure_form(form: str) -> int:
    """Compute the greater length of a match form with and without diacritics."""
    return len(form) if form.isascii() else max(len(form), len(fold_text(form)))


def make_character_index_arrays(
    sizes: NDArray[np.uint32],
    segments: NDArray[Any],
    stored_rows: NDArray[np.int64],
    text: NDArray[np.uint8],
    widths: NDArray[np.uint32],
) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield the arrays of a character index of segments in any order.

    `stored_rows`: the indices of the segments whose forms are in `text`, in UTF-8, one
    after the other; `widths`: the bytes of each form.
    """
    order = np.argsort(sizes, kind="stable")
    sorted_sizes = sizes[order]
    distinct_sizes, starts = np.unique(sorted_sizes, return_index=True)
    yield "segments", segments[order]
    yield "sizes", distinct_sizes.astype(np.int64)
    yield "starts", np.append(starts, len(order)).astype(np.int64)
    stored_order = np.argsort(sizes[stored_rows], kind="stable")
    ends = np.cumsum(widths[stored_order], dtype=np.int64)
    text = _reorder_texts(text, widths, stored_order, ends)
    yield "text_ends", ends.astype(np.uint32)
    yield "text", text
    # Forms with letters beyond ASCII have more bytes than letters.
    most_have_diacritics = (
        np.count_nonzero(widths > sizes[stored_rows]) > len(ends) // 2
    )
    yield from make_signature_arrays("bare", text, ends, removes_diacritics=True)
    ends = ends if most_have_diacritics else ends[:0]
    yield from make_signature_arrays("marked", text, ends, removes_diacritics=False)


def _reorder_texts(
    text: NDArray[np.uint8],
    widths: NDArray[np.uint32],
    order: NDArray[np.int64],
    ends: NDArray[np.int64],
) -> NDArray[np.uint8]:
    """Reorder concatenated texts; `ends` are the text ends in the new order."""
    reordered = np.empty_like(text)
    old_starts = np.cumsum(widths, dtype=np.int64) - widths
    for start in range(0, len(order), _REORDER_BATCH_SIZE):
        batch_order = order[start : start + _REORDER_BATCH_SIZE]
        first_byte = int(ends[start - 1]) if start else 0
        end_byte = int(ends[start + len(batch_order) - 1])
        shifts = old_starts[batch_order] - np.append(
            first_byte, ends[start : start + len(batch_order) - 1]
        )
        byte_offsets = np.repeat(shifts, widths[batch_order]) + np.arange(
            first_byte, end_byte
        )
        reordered[first_byte:end_byte] = text.take(byte_offsets)
    return reordered


def _find_similar_forms(
    form: str,
    segment_numbers: list[int],
    forms: list[str],
    threshold: int,
    ignores_diacritics: bool,
) -> Iterator[tuple[int, float]]:
    """Yield the segments whose forms reach a threshold, with diacritics or without."""
    yield from _score_forms(form, segment_numbers, forms, threshold)
    if ignores_diacritics:
        diacritic_indices = [
            index
            for index, stored_form in enumerate(forms)
            if not stored_form.isascii()
        ]
        segment_numbers = [segment_numbers[index] for index in diacritic_indices]
        bare_forms = [fold_text(forms[index]) for index in diacritic_indices]
        yield from _score_forms(fold_text(form), segment_numbers, bare_forms, threshold)


def _score_forms(
    form: str, segment_numbers: list[int], forms: list[str], threshold: int
) -> Iterator[tuple[int, float]]:
    # `find_nearest` is fast, but cuts off at a float: a lower threshold is safe.
    candidates = find_nearest(
        form, forms, limit=len(forms), threshold=max(0, threshold - 0.5)
    )
    for stored_form, _, index in candidates:
        score = compute_token_similarity_within(form, stored_form, threshold)
        if score is not None:
            # Equal characters with different tokens differ in their spaces.
            yield segment_numbers[index], min(score, 99.0)
