"""Building the arrays of a shard from texts, in memory that does not grow with them."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from operator import ne
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tm.match.index.array_file import NamedArray
from tm.match.index.character_index import (
    MAX_STORED_FORM_LENGTH,
    make_character_index_arrays,
    measure_form,
)
from tm.match.index.token_ids import TokenIds
from tm.match.index.token_index_build import ReadRows, make_token_index_arrays
from tm.match.inline_tags import remove_tags
from tm.spill.sorted_rows import RowBlock, SortedRows
from tm.store.backend.sql import TextsWithIds
from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.tokens import list_match_tokens
from tm.text.vectorised import TextArray, fold_texts


def make_shard_arrays(
    texts_with_ids: Iterable[TextsWithIds], locale: Locale
) -> Iterator[NamedArray]:
    """Yield the arrays of a shard of segments, each with its name."""
    shard_build = _ShardBuild(locale)
    for ids_and_texts in texts_with_ids:
        shard_build.add(*ids_and_texts)
    yield from shard_build.make_arrays()


class _ShardBuild:
    """Collects segments in temporary files and makes the arrays of their shard."""

    def __init__(self, locale: Locale) -> None:
        self._locale = locale
        self._is_vietnamese = locale.language == "vi"
        self._token_id_table = TokenIds()
        self._token_rows = SortedRows(np.uint32)
        """Of each segment the ids of its tokens."""
        self._form_rows = SortedRows(np.uint8)
        """Of each segment its match form in UTF-8; nothing if the form is long."""

    def add(self, segment_ids: Sequence[int], texts: Sequence[str]) -> None:
        """Add segments by their ids and texts."""
        texts = list(map(remove_tags, texts))
        text_array, remaining_text_indexes = TextArray.of(texts)
        segment_id_array = np.array(segment_ids, dtype=np.int64)
        if text_array.text_indexes:
            self._add_text_array(
                segment_id_array[np.array(text_array.text_indexes)], text_array
            )
        if remaining_text_indexes:
            self._add_texts(
                segment_id_array[np.array(remaining_text_indexes)],
                [texts[text_index] for text_index in remaining_text_indexes],
            )

    def _add_text_array(
        self, segment_ids: NDArray[np.int64], text_array: TextArray
    ) -> None:
        match_points = text_array.compute_match_points(
            vietnamese_flags=[self._is_vietnamese] * len(text_array.text_indexes)
        )
        token_places = text_array.find_tokens(match_points)
        token_ids = self._token_id_table.assign_token_ids(token_places)
        self._add_token_rows(segment_ids, token_places.token_counts, token_ids)
        form_starts = np.append(0, text_array.text_ends[:-1] + 1)
        form_lengths = text_array.text_ends - form_starts
        stored_form_flags = form_lengths <= MAX_STORED_FORM_LENGTH
        extra_byte_counts = (match_points >= 0x80).astype(np.uint8) + (
            match_points >= 0x800
        )
        extra_form_byte_counts = np.add.reduceat(
            extra_byte_counts, form_starts, dtype=np.uint32
        )
        stored_letter_flags = np.repeat(stored_form_flags, form_lengths + 1)
        stored_letter_flags[text_array.text_ends] = False
        stored_forms = (
            match_points[stored_letter_flags].tobytes().decode("utf-16-le").encode()
        )
        self._form_rows.append(
            form_lengths,
            segment_ids,
            np.where(stored_form_flags, form_lengths + extra_form_byte_counts, 0),
            np.frombuffer(stored_forms, dtype=np.uint8),
        )

    def _add_texts(self, segment_ids: NDArray[np.int64], texts: Sequence[str]) -> None:
        token_lists = [list_match_tokens(text, self._locale) for text in texts]
        # All texts together, since an array for each text would take long.
        token_ids = self._token_id_table.assign_word_ids(
            list(chain.from_iterable(token_lists))
        )
        self._add_token_rows(
            segment_ids, np.array(list(map(len, token_lists))), token_ids
        )
        forms = [match_form(text, is_vietnamese=self._is_vietnamese) for text in texts]
        form_lengths = list(map(measure_form, forms))
        stored_forms = [
            form.encode("utf-8", "surrogatepass")
            if form_length <= MAX_STORED_FORM_LENGTH
            else b""
            for form, form_length in zip(forms, form_lengths, strict=True)
        ]
        self._form_rows.append(
            np.array(form_lengths),
            segment_ids,
            np.array(list(map(len, stored_forms))),
            np.frombuffer(b"".join(stored_forms), dtype=np.uint8),
        )

    def _add_token_rows(
        self,
        segment_ids: NDArray[np.int64],
        token_counts: NDArray[Any],
        token_ids: NDArray[Any],
    ) -> None:
        self._token_rows.append(
            token_counts, segment_ids, token_counts, token_ids.astype(np.uint32)
        )

    def make_arrays(self) -> Iterator[NamedArray]:
        """Yield the arrays of the character index, then those of the token indexes."""
        last_segment_id = self._token_rows.last_row_id
        id_type = np.uint32 if last_segment_id < 1 << 32 else np.uint64
        yield from _prefix_array_names(
            "characters", make_character_index_arrays(self._form_rows, id_type)
        )
        self._form_rows = SortedRows(np.uint8)
        tokens = self._token_id_table.tokens
        self._token_id_table = TokenIds()
        yield from _prefix_array_names(
            "marked",
            make_token_index_arrays(tokens, self._token_rows.read_blocks, id_type),
        )
        folded_tokens, read_folded_rows = _make_rows_without_diacritics(
            tokens, self._token_rows
        )
        yield from _prefix_array_names(
            "bare", make_token_index_arrays(folded_tokens, read_folded_rows, id_type)
        )


def _make_rows_without_diacritics(
    tokens: list[str], token_rows: SortedRows
) -> tuple[list[str], ReadRows]:
    """List the tokens without diacritics; make what reads segments with diacritics."""
    folded_tokens = fold_texts(tokens)
    folded_id_by_token: dict[str, int] = {}
    folded_id_by_token_id = np.fromiter(
        (
            folded_id_by_token.setdefault(token, len(folded_id_by_token))
            for token in folded_tokens
        ),
        dtype=np.uint32,
        count=len(tokens),
    )
    diacritic_token_flags = np.fromiter(
        map(ne, folded_tokens, tokens), dtype=bool, count=len(tokens)
    )

    def read_folded_rows() -> Iterator[RowBlock]:
        for block in token_rows.read_blocks():
            token_matrix = block.values.reshape(len(block.row_ids), block.length)
            row_flags = diacritic_token_flags[token_matrix].any(axis=1)
            if row_flags.any():
                yield RowBlock(
                    block.length,
                    block.row_ids[row_flags],
                    block.value_counts[row_flags],
                    folded_id_by_token_id[token_matrix[row_flags]].reshape(-1),
                )

    return list(folded_id_by_token), read_folded_rows


def _prefix_array_names(
    prefix: str, named_arrays: Iterator[NamedArray]
) -> Iterator[NamedArray]:
    return ((f"{prefix}.{array_name}", array) for array_name, array in named_arrays)
