"""The character index: finds segments similar to a short query, by characters.

No segment that reaches the threshold is missed. Segments are ordered by their length
in characters, so a query is compared with a window of them. A signature of 128 bits
bounds the edit distance from below: a bit that only one side has is a character without
a partner. Segments within the bound are compared in full. Signatures are of texts
without diacritics; where most texts have diacritics, there are also signatures with
diacritics, which exclude far more segments.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tm.match.index.array_file import ArrayBlocks, NamedArray
from tm.match.index.signature import (
    CharacterSignatures,
    RowRangeWithMaxEdits,
    make_signature_arrays,
)
from tm.match.inline_tags import remove_tags
from tm.match.similarity import (
    compute_max_edits,
    compute_token_similarity_within,
    find_nearest,
)
from tm.spill.sorted_rows import RowBlock, SortedRows
from tm.text.normal import fold_text, match_form

# Any: the arrays have various number types.
Arrays = Mapping[str, NDArray[Any]]
ReadTexts = Callable[[Sequence[int]], Mapping[int, str]]
"""Reads the texts of segments by their numbers from the database."""

MAX_STORED_FORM_LENGTH = 100
"""Characters of the longest form in the index; longer ones come from the database."""

_BATCH_SIZE = 500
_READ_BYTE_COUNT = 1 << 15
"""Bytes read at once, even if not all of them are needed."""


class CharacterIndex:
    """An index of segments by characters, for finding matches of short queries."""

    def __init__(self, array_by_name: Arrays, *, is_vietnamese: bool) -> None:
        self._is_vietnamese = is_vietnamese
        self._segment_ids = array_by_name["segments"]
        self._form_lengths: list[int] = array_by_name["sizes"].tolist()
        self._row_starts: list[int] = array_by_name["starts"].tolist()
        self._folded_signatures = CharacterSignatures.of(array_by_name, "bare")
        self._exact_signatures = self._folded_signatures
        if len(array_by_name["marked_first"]):
            self._exact_signatures = CharacterSignatures.of(array_by_name, "marked")
        self._text_ends = array_by_name["text_ends"]
        self._text_bytes = array_by_name["text"]

    def search(
        self,
        text: str,
        min_similarity: int,
        *,
        ignores_diacritics: bool,
        read_texts: ReadTexts,
    ) -> Iterator[tuple[int, float]]:
        """Yield id and similarity of every segment that reaches a threshold.

        `ignores_diacritics`: also compare without diacritics; the higher similarity
        counts.
        """
        compared_form = match_form(text, is_vietnamese=self._is_vietnamese)
        query_length = measure_form(compared_form)
        first_row, end_row = self._find_row_window(query_length, min_similarity)
        stored_end_row = min(end_row, len(self._text_ends))
        compared_signatures = (
            self._folded_signatures if ignores_diacritics else self._exact_signatures
        )
        query_form = (
            fold_text(compared_form)
            if compared_signatures is self._folded_signatures
            else compared_form
        )
        row_ranges = self._split_by_length(
            query_length, min_similarity, range(first_row, stored_end_row)
        )
        rows = compared_signatures.find_rows_within(query_form, row_ranges)
        segment_ids = self._segment_ids[rows].tolist()
        stored_forms = self._read_forms(rows)
        yield from _find_similar_forms(
            compared_form, segment_ids, stored_forms, min_similarity, ignores_diacritics
        )
        for start in range(max(first_row, stored_end_row), end_row, _BATCH_SIZE):
            segment_id_batch = self._segment_ids[
                start : min(end_row, start + _BATCH_SIZE)
            ].tolist()
            text_by_segment_id = read_texts(segment_id_batch)
            stored_forms = [
                match_form(remove_tags(stored_text), is_vietnamese=self._is_vietnamese)
                for stored_text in text_by_segment_id.values()
            ]
            yield from _find_similar_forms(
                compared_form,
                list(text_by_segment_id),
                stored_forms,
                min_similarity,
                ignores_diacritics,
            )

    def find_containing(
        self, folded_form: str, max_length: int
    ) -> Iterator[tuple[int, int]]:
        """Yield id and length of stored texts that contain a form without diacritics.

        Of up to `max_length` characters, and no more than are stored.
        """
        first_row, end_row = (
            self._row_starts[bisect_left(self._form_lengths, length)]
            for length in (len(folded_form), max_length + 1)
        )
        end_row = min(end_row, len(self._text_ends))
        if first_row >= end_row:
            return
        rows = self._folded_signatures.find_rows_with_all(
            folded_form, first_row, end_row
        )
        for row, form in zip(rows, self._read_forms(rows), strict=True):
            if folded_form in fold_text(form):
                yield int(self._segment_ids[row]), len(form)

    def _find_row_window(
        self, query_length: int, min_similarity: int
    ) -> tuple[int, int]:
        min_length = -(-query_length * min_similarity // 100)
        first_length_index = int(np.searchsorted(self._form_lengths, min_length))
        end_length_index = len(self._form_lengths)
        if min_similarity > 0:
            max_length = query_length * 100 // min_similarity
            end_length_index = int(
                np.searchsorted(self._form_lengths, max_length, side="right")
            )
        return self._row_starts[first_length_index], self._row_starts[
            max(first_length_index, end_length_index)
        ]

    def _split_by_length(
        self, query_length: int, min_similarity: int, row_window: range
    ) -> list[RowRangeWithMaxEdits]:
        """Split a window of rows by length, each range with its most edits."""
        row_ranges: list[RowRangeWithMaxEdits] = []
        length_index = bisect_right(self._row_starts, row_window.start) - 1
        start_row = row_window.start
        while start_row < row_window.stop:
            end_row = min(row_window.stop, self._row_starts[length_index + 1])
            longer_length = max(query_length, self._form_lengths[length_index])
            row_ranges.append(
                (start_row, end_row, compute_max_edits(longer_length, min_similarity))
            )
            start_row, length_index = end_row, length_index + 1
        return row_ranges

    def _read_forms(self, rows: Sequence[int]) -> list[str]:
        """Read the forms of rows in ascending order; close ones are read together."""
        row_array = np.array(rows, dtype=np.int64)
        form_ends = self._text_ends.take(row_array).tolist()
        form_starts = self._text_ends.take(np.maximum(row_array - 1, 0)).tolist()
        if rows and not rows[0]:
            form_starts[0] = 0
        forms: list[str] = []
        first_index = 0
        while first_index < len(rows):
            block_start = form_starts[first_index]
            end_index = bisect_right(
                form_ends, block_start + _READ_BYTE_COUNT, lo=first_index + 1
            )
            block = self._text_bytes[block_start : form_ends[end_index - 1]].tobytes()
            for index in range(first_index, end_index):
                form = block[
                    form_starts[index] - block_start : form_ends[index] - block_start
                ]
                forms.append(form.decode())
            first_index = end_index
        return forms


def measure_form(form: str) -> int:
    """Compute the greater length of a match form with and without diacritics."""
    return len(form) if form.isascii() else max(len(form), len(fold_text(form)))


def make_character_index_arrays(
    form_rows: SortedRows, segment_id_type: type[np.unsignedinteger[Any]]
) -> Iterator[NamedArray]:
    """Yield the arrays of a character index.

    `form_rows`: of each segment the length of its form, its id, and its form in UTF-8;
    forms longer than `MAX_STORED_FORM_LENGTH` are empty.
    """
    row_count_by_length: dict[int, int] = {}
    form_count = form_with_diacritics_count = text_byte_count = 0
    for block in form_rows.read_blocks():
        row_count = row_count_by_length.get(block.length, 0) + len(block.row_ids)
        row_count_by_length[block.length] = row_count
        if block.length <= MAX_STORED_FORM_LENGTH:
            form_count += len(block.row_ids)
            text_byte_count += len(block.values)
            # Forms with letters beyond ASCII have more bytes than letters.
            form_with_diacritics_count += int(
                np.count_nonzero(block.value_counts > block.length)
            )
    yield (
        "segments",
        ArrayBlocks(
            np.dtype(segment_id_type),
            (block.row_ids for block in form_rows.read_blocks()),
        ),
    )
    yield "sizes", np.array(list(row_count_by_length), dtype=np.int64)
    row_counts = np.array(list(row_count_by_length.values()), dtype=np.int64)
    yield "starts", np.append(0, np.cumsum(row_counts))
    offset_type = np.dtype(np.uint32 if text_byte_count < 1 << 32 else np.uint64)
    yield "text_ends", ArrayBlocks(offset_type, _read_text_ends(form_rows))
    yield (
        "text",
        ArrayBlocks(
            np.dtype(np.uint8), (block.values for block in _read_forms(form_rows))
        ),
    )
    yield from make_signature_arrays(
        "bare", lambda: _read_forms(form_rows), removes_diacritics=True
    )
    most_have_diacritics = form_with_diacritics_count > form_count // 2
    yield from make_signature_arrays(
        "marked",
        lambda: _read_forms(form_rows) if most_have_diacritics else iter(()),
        removes_diacritics=False,
    )


def _read_forms(form_rows: SortedRows) -> Iterator[RowBlock]:
    """Read the forms that are stored."""
    for block in form_rows.read_blocks():
        if block.length > MAX_STORED_FORM_LENGTH:
            return
        yield block


def _read_text_ends(form_rows: SortedRows) -> Iterator[NDArray[np.int64]]:
    text_end = 0
    for block in _read_forms(form_rows):
        text_ends = text_end + np.cumsum(block.value_counts, dtype=np.int64)
        text_end = int(text_ends[-1])
        yield text_ends


def _find_similar_forms(
    query_form: str,
    segment_ids: list[int],
    stored_forms: list[str],
    min_similarity: int,
    ignores_diacritics: bool,
) -> Iterator[tuple[int, float]]:
    """Yield the segments whose forms reach a threshold, with diacritics or without."""
    yield from _score_forms(query_form, segment_ids, stored_forms, min_similarity)
    if ignores_diacritics:
        diacritic_form_indexes = [
            form_index
            for form_index, stored_form in enumerate(stored_forms)
            if not stored_form.isascii()
        ]
        segment_ids = [segment_ids[form_index] for form_index in diacritic_form_indexes]
        folded_forms = [
            fold_text(stored_forms[form_index]) for form_index in diacritic_form_indexes
        ]
        yield from _score_forms(
            fold_text(query_form), segment_ids, folded_forms, min_similarity
        )


def _score_forms(
    query_form: str,
    segment_ids: list[int],
    stored_forms: list[str],
    min_similarity: int,
) -> Iterator[tuple[int, float]]:
    # `find_nearest` is fast, but cuts off at a float: a lower threshold is safe.
    candidates = find_nearest(
        query_form,
        stored_forms,
        limit=len(stored_forms),
        threshold=max(0, min_similarity - 0.5),
    )
    for stored_form, _, form_index in candidates:
        similarity = compute_token_similarity_within(
            query_form, stored_form, min_similarity
        )
        if similarity is not None:
            # Equal characters with different tokens differ in their spaces.
            yield segment_ids[form_index], min(similarity, 99.0)
