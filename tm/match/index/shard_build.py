"""Building the arrays of a shard from texts, in little memory."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from operator import ne
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tm.match.index.character_index import (
    MAX_STORED_FORM_LENGTH,
    make_character_index_arrays,
    measure_form,
)
from tm.match.index.token_ids import TokenIds
from tm.match.index.token_index_build import make_token_index_arrays
from tm.match.inline_tags import remove_tags
from tm.store.backend.sql import TextsWithIds
from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.tokens import list_match_tokens
from tm.text.vectorised import TextArray, fold_texts

NamedArray = tuple[str, NDArray[Any]]  # of any kind of number

_BATCH_SIZE = 2_000


def make_shard_arrays(
    texts_with_ids: Iterable[TextsWithIds], locale: Locale
) -> Iterator[NamedArray]:
    """Yield the arrays of a shard of segments, each with its name."""
    shard_build = _ShardBuild(locale)
    for ids_and_texts in texts_with_ids:
        shard_build.add(*ids_and_texts)
    yield from shard_build.make_arrays()


class _ShardBuild:
    """Collects segments and makes the arrays of their shard."""

    def __init__(self, locale: Locale) -> None:
        self._locale = locale
        self._is_vietnamese = locale.language == "vi"
        self._token_id_table = TokenIds()
        # Arrays of the standard library grow in place.
        self._token_ids = array("I")
        self._token_counts = array("I")
        self._segment_ids = array("q")
        self._form_lengths = array("I")
        self._stored_rows = array("q")
        self._stored_forms = bytearray()
        self._stored_byte_counts = array("I")

    def add(self, segment_ids: Sequence[int], texts: Sequence[str]) -> None:
        """Add segments by their ids and texts."""
        texts = list(map(remove_tags, texts))
        text_array, remaining_text_indexes = TextArray.of(texts)
        if text_array.text_indexes:
            self._add_text_array(text_array)
        if remaining_text_indexes:
            self._add_texts(
                [texts[text_index] for text_index in remaining_text_indexes]
            )
        self._segment_ids.extend(
            [
                segment_ids[text_index]
                for text_index in text_array.text_indexes + remaining_text_indexes
            ]
        )

    def _add_text_array(self, text_array: TextArray) -> None:
        match_points = text_array.compute_match_points(
            vietnamese_flags=[self._is_vietnamese] * len(text_array.text_indexes)
        )
        token_places = text_array.find_tokens(match_points)
        self._token_ids.frombytes(
            self._token_id_table.assign_token_ids(token_places).tobytes()
        )
        self._token_counts.frombytes(
            token_places.token_counts.astype(np.uint32).tobytes()
        )
        form_starts = np.append(0, text_array.text_ends[:-1] + 1)
        form_lengths = text_array.text_ends - form_starts
        stored_form_flags = form_lengths <= MAX_STORED_FORM_LENGTH
        self._stored_rows.frombytes(
            (np.flatnonzero(stored_form_flags) + len(self._form_lengths)).tobytes()
        )
        self._form_lengths.frombytes(form_lengths.astype(np.uint32).tobytes())
        extra_byte_counts = (match_points >= 0x80).astype(np.uint8) + (
            match_points >= 0x800
        )
        extra_form_byte_counts = np.add.reduceat(
            extra_byte_counts, form_starts, dtype=np.uint32
        )
        self._stored_byte_counts.frombytes(
            (form_lengths + extra_form_byte_counts)[stored_form_flags]
            .astype(np.uint32)
            .tobytes()
        )
        stored_letter_flags = np.repeat(stored_form_flags, form_lengths + 1)
        stored_letter_flags[text_array.text_ends] = False
        self._stored_forms += (
            match_points[stored_letter_flags].tobytes().decode("utf-16-le").encode()
        )

    def _add_texts(self, texts: Sequence[str]) -> None:
        token_lists = [list_match_tokens(text, self._locale) for text in texts]
        # All texts together, since an array for each text would take long.
        token_ids = self._token_id_table.assign_word_ids(
            list(chain.from_iterable(token_lists))
        )
        self._token_ids.frombytes(token_ids.tobytes())
        self._token_counts.extend(map(len, token_lists))
        for text in texts:
            form = match_form(text, is_vietnamese=self._is_vietnamese)
            form_length = measure_form(form)
            if form_length <= MAX_STORED_FORM_LENGTH:
                encoded_form = form.encode("utf-8", "surrogatepass")
                self._stored_rows.append(len(self._form_lengths))
                self._stored_byte_counts.append(len(encoded_form))
                self._stored_forms += encoded_form
            self._form_lengths.append(form_length)

    def make_arrays(self) -> Iterator[NamedArray]:
        """Yield the arrays of the character index, then those of the token indexes."""
        segment_ids = np.frombuffer(self._segment_ids, dtype=np.int64)
        if not len(segment_ids) or int(segment_ids.max()) < 1 << 32:
            segment_ids = segment_ids.astype(np.uint32)
        yield from _prefix_array_names(
            "characters", self._make_character_arrays(segment_ids)
        )
        del (
            self._stored_forms,
            self._stored_byte_counts,
            self._stored_rows,
            self._form_lengths,
        )
        tokens = self._token_id_table.tokens
        self._token_id_table = TokenIds()
        token_ids = np.frombuffer(self._token_ids, dtype=np.uint32)
        token_counts = np.frombuffer(self._token_counts, dtype=np.uint32)
        token_arrays = make_token_index_arrays(
            tokens, token_ids, token_counts, segment_ids
        )
        yield from _prefix_array_names("marked", token_arrays)
        yield from _prefix_array_names(
            "bare",
            _build_bare_arrays(tokens, token_ids, token_counts, segment_ids),
        )

    def _make_character_arrays(self, segment_ids: NDArray[Any]) -> Iterator[NamedArray]:
        return make_character_index_arrays(
            np.frombuffer(self._form_lengths, dtype=np.uint32),
            segment_ids,
            np.frombuffer(self._stored_rows, dtype=np.int64),
            np.frombuffer(self._stored_forms, dtype=np.uint8),
            np.frombuffer(self._stored_byte_counts, dtype=np.uint32),
        )


def _build_bare_arrays(
    tokens: list[str],
    token_ids: NDArray[np.uint32],
    token_counts: NDArray[np.uint32],
    segment_ids: NDArray[Any],
) -> Iterator[NamedArray]:
    """Yield the arrays of a token index without diacritics.

    It has only the segments with diacritics. `token_ids` is overwritten, to save
    memory.
    """
    bare_tokens = fold_texts(tokens)
    bare_id_by_token: dict[str, int] = {}
    bare_id_by_token_id = np.fromiter(
        (
            bare_id_by_token.setdefault(token, len(bare_id_by_token))
            for token in bare_tokens
        ),
        dtype=np.uint32,
        count=len(tokens),
    )
    diacritic_token_flags = np.fromiter(
        map(ne, bare_tokens, tokens), dtype=bool, count=len(tokens)
    )
    diacritic_segment_flags = np.zeros(len(token_counts), dtype=bool)
    read_offset = write_offset = 0
    for batch_start in range(0, len(token_counts), _BATCH_SIZE):
        batch_token_counts = token_counts[
            batch_start : batch_start + _BATCH_SIZE
        ].astype(np.int64)
        read_end = read_offset + int(batch_token_counts.sum())
        cumulative_diacritic_counts = np.append(
            0, np.cumsum(diacritic_token_flags[token_ids[read_offset:read_end]])
        )
        batch_ends = np.cumsum(batch_token_counts)
        batch_diacritic_flags = (
            cumulative_diacritic_counts[batch_ends]
            > cumulative_diacritic_counts[batch_ends - batch_token_counts]
        )
        bare_token_ids = bare_id_by_token_id[
            token_ids[read_offset:read_end][
                np.repeat(batch_diacritic_flags, batch_token_counts)
            ]
        ]
        token_ids[write_offset : write_offset + len(bare_token_ids)] = bare_token_ids
        diacritic_segment_flags[batch_start : batch_start + _BATCH_SIZE] = (
            batch_diacritic_flags
        )
        read_offset, write_offset = read_end, write_offset + len(bare_token_ids)
    return make_token_index_arrays(
        list(bare_id_by_token),
        token_ids[:write_offset],
        token_counts[diacritic_segment_flags],
        segment_ids[diacritic_segment_flags],
    )


def _prefix_array_names(
    prefix: str, named_arrays: Iterator[NamedArray]
) -> Iterator[NamedArray]:
    return ((f"{prefix}.{array_name}", array) for array_name, array in named_arrays)
