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
from tm.store.backend.sql import NumberedTexts
from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.tokens import list_match_tokens
from tm.text.vectorised import TextArray, fold_texts

NamedArray = tuple[str, NDArray[Any]]  # of any kind of number

_BATCH_SIZE = 2_000


def make_shard_arrays(
    numbered_texts: Iterable[NumberedTexts], locale: Locale
) -> Iterator[NamedArray]:
    """Yield the arrays of a shard of segments, each with its name."""
    shard_build = _ShardBuild(locale)
    for batch in numbered_texts:
        shard_build.add(*batch)
    yield from shard_build.make_arrays()


class _ShardBuild:
    """Collects segments and makes the arrays of their shard."""

    def __init__(self, locale: Locale) -> None:
        self._locale = locale
        self._is_vietnamese = locale.language == "vi"
        self._token_ids = TokenIds()
        # Arrays of the standard library grow in place.
        self._token_numbers = array("I")
        self._token_counts = array("I")
        self._segment_numbers = array("q")
        self._form_lengths = array("I")
        self._stored_rows = array("q")
        self._stored_forms = bytearray()
        self._stored_byte_counts = array("I")

    def add(self, segment_numbers: Sequence[int], texts: Sequence[str]) -> None:
        """Add segments by their numbers and texts."""
        texts = list(map(remove_tags, texts))
        text_array, remaining_indexes = TextArray.of(texts)
        if text_array.text_indexes:
            self._add_text_array(text_array)
        if remaining_indexes:
            self._add_texts([texts[text_index] for text_index in remaining_indexes])
        self._segment_numbers.extend(
            [
                segment_numbers[text_index]
                for text_index in text_array.text_indexes + remaining_indexes
            ]
        )

    def _add_text_array(self, text_array: TextArray) -> None:
        match_points = text_array.compute_match_points(
            vietnamese_flags=[self._is_vietnamese] * len(text_array.text_indexes)
        )
        token_places = text_array.find_tokens(match_points)
        self._token_numbers.frombytes(
            self._token_ids.assign_token_numbers(token_places).tobytes()
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
        token_numbers = self._token_ids.assign_word_numbers(
            list(chain.from_iterable(token_lists))
        )
        self._token_numbers.frombytes(token_numbers.tobytes())
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
        segment_numbers = np.frombuffer(self._segment_numbers, dtype=np.int64)
        if not len(segment_numbers) or int(segment_numbers.max()) < 1 << 32:
            segment_numbers = segment_numbers.astype(np.uint32)
        yield from _prefix_array_names(
            "characters", self._make_character_arrays(segment_numbers)
        )
        del (
            self._stored_forms,
            self._stored_byte_counts,
            self._stored_rows,
            self._form_lengths,
        )
        tokens = self._token_ids.tokens
        self._token_ids = TokenIds()
        token_numbers = np.frombuffer(self._token_numbers, dtype=np.uint32)
        token_counts = np.frombuffer(self._token_counts, dtype=np.uint32)
        token_arrays = make_token_index_arrays(
            tokens, token_numbers, token_counts, segment_numbers
        )
        yield from _prefix_array_names("marked", token_arrays)
        yield from _prefix_array_names(
            "bare",
            _build_bare_arrays(tokens, token_numbers, token_counts, segment_numbers),
        )

    def _make_character_arrays(
        self, segment_numbers: NDArray[Any]
    ) -> Iterator[NamedArray]:
        return make_character_index_arrays(
            np.frombuffer(self._form_lengths, dtype=np.uint32),
            segment_numbers,
            np.frombuffer(self._stored_rows, dtype=np.int64),
            np.frombuffer(self._stored_forms, dtype=np.uint8),
            np.frombuffer(self._stored_byte_counts, dtype=np.uint32),
        )


def _build_bare_arrays(
    tokens: list[str],
    token_numbers: NDArray[np.uint32],
    token_counts: NDArray[np.uint32],
    segment_numbers: NDArray[Any],
) -> Iterator[NamedArray]:
    """Yield the arrays of a token index without diacritics.

    It has only the segments with diacritics. `token_numbers` is overwritten, to save
    memory.
    """
    bare_tokens = fold_texts(tokens)
    bare_number_by_token: dict[str, int] = {}
    bare_number_by_token_number = np.fromiter(
        (
            bare_number_by_token.setdefault(token, len(bare_number_by_token))
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
        diacritic_counts = np.append(
            0, np.cumsum(diacritic_token_flags[token_numbers[read_offset:read_end]])
        )
        batch_ends = np.cumsum(batch_token_counts)
        batch_diacritic_flags = (
            diacritic_counts[batch_ends]
            > diacritic_counts[batch_ends - batch_token_counts]
        )
        bare_token_numbers = bare_number_by_token_number[
            token_numbers[read_offset:read_end][
                np.repeat(batch_diacritic_flags, batch_token_counts)
            ]
        ]
        token_numbers[write_offset : write_offset + len(bare_token_numbers)] = (
            bare_token_numbers
        )
        diacritic_segment_flags[batch_start : batch_start + _BATCH_SIZE] = (
            batch_diacritic_flags
        )
        read_offset, write_offset = read_end, write_offset + len(bare_token_numbers)
    return make_token_index_arrays(
        list(bare_number_by_token),
        token_numbers[:write_offset],
        token_counts[diacritic_segment_flags],
        segment_numbers[diacritic_segment_flags],
    )


def _prefix_array_names(
    prefix: str, named_arrays: Iterator[NamedArray]
) -> Iterator[NamedArray]:
    return ((f"{prefix}.{array_name}", array) for array_name, array in named_arrays)
