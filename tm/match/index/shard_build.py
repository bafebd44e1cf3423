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
from tm.store.backend.sql import NumberedTexts
from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.tokens import list_match_tokens
from tm.text.vectorised import TextArray, fold_texts

NamedArray = tuple[str, NDArray[Any]]  # of any kind of number

_BATCH_SIZE = 2_000


def make_shard_arrays(
    texts: Iterable[NumberedTexts], locale: Locale
) -> Iterator[NamedArray]:
    """Yield the arrays of a shard of segments, each with its name."""
    build = _ShardBuild(locale)
    for batch in texts:
        build.add(*batch)
    yield from build.make_arrays()


class _ShardBuild:
    def __init__(self, locale: Locale) -> None:
        self._locale = locale
        self._is_vietnamese = locale.language == "vi"
        self._token_ids = TokenIds()
        # Arrays of the standard library grow in place.
        self._token_numbers = array("I")
        self._token_counts = array("I")
        self._segments = array("q")
        self._form_lengths = array("I")
        self._stored_rows = array("q")
        self._stored_forms = bytearray()
        self._stored_bytes = array("I")

    def add(self, segment_numbers: Sequence[int], texts: Sequence[str]) -> None:
        """Add segments by their numbers and texts."""
        text_array, remaining_rows = TextArray.of(texts)
        if text_array.rows:
            self._add_array(text_array)
        if remaining_rows:
            self._add_texts([texts[row] for row in remaining_rows])
        self._segments.extend(
            [segment_numbers[row] for row in text_array.rows + remaining_rows]
        )

    def _add_array(self, text_array: TextArray) -> None:
        match_points = text_array.compute_match_points(
            is_vietnamese_by_row=[self._is_vietnamese] * len(text_array.rows)
        )
        tokens = text_array.find_tokens(match_points)
        self._token_numbers.frombytes(self._token_ids.number_tokens(tokens).tobytes())
        self._token_counts.frombytes(tokens.counts.astype(np.uint32).tobytes())
        form_starts = np.append(0, text_array.ends[:-1] + 1)
        form_lengths = text_array.ends - form_starts
        is_stored = form_lengths <= MAX_STORED_FORM_LENGTH
        self._stored_rows.frombytes(
            (np.flatnonzero(is_stored) + len(self._form_lengths)).tobytes()
        )
        self._form_lengths.frombytes(form_lengths.astype(np.uint32).tobytes())
        extra_widths = (match_points >= 0x80).astype(np.uint8) + (match_points >= 0x800)
        extra_bytes = np.add.reduceat(extra_widths, form_starts, dtype=np.uint32)
        self._stored_bytes.frombytes(
            (form_lengths + extra_bytes)[is_stored].astype(np.uint32).tobytes()
        )
        is_stored_letter = np.repeat(is_stored, form_lengths + 1)
        is_stored_letter[text_array.ends] = False
        self._stored_forms += (
            match_points[is_stored_letter].tobytes().decode("utf-16-le").encode()
        )

    def _add_texts(self, texts: Sequence[str]) -> None:
        tokens = [list_match_tokens(text, self._locale) for text in texts]
        # All texts together, since an array for each text would take long.
        token_numbers = self._token_ids.number_words(list(chain.from_iterable(tokens)))
        self._token_numbers.frombytes(token_numbers.tobytes())
        self._token_counts.extend(map(len, tokens))
        for text in texts:
            form = match_form(text, is_vietnamese=self._is_vietnamese)
            length = measure_form(form)
            if length <= MAX_STORED_FORM_LENGTH:
                encoded = form.encode("utf-8", "surrogatepass")
                self._stored_rows.append(len(self._form_lengths))
                self._stored_bytes.append(len(encoded))
                self._stored_forms += encoded
            self._form_lengths.append(length)

    def make_arrays(self) -> Iterator[NamedArray]:
        """Yield the arrays of the character index, then those of the token indexes."""
        segments = np.frombuffer(self._segments, dtype=np.int64)
        if not len(segments) or int(segments.max()) < 1 << 32:
            segments = segments.astype(np.uint32)
        yield from _prefix_names("characters", self._make_character_arrays(segments))
        del (
            self._stored_forms,
            self._stored_bytes,
            self._stored_rows,
            self._form_lengths,
        )
        tokens = self._token_ids.tokens
        self._token_ids = TokenIds()
        token_numbers = np.frombuffer(self._token_numbers, dtype=np.uint32)
        lengths = np.frombuffer(self._token_counts, dtype=np.uint32)
        token_arrays = make_token_index_arrays(tokens, token_numbers, lengths, segments)
        yield from _prefix_names("marked", token_arrays)
        yield from _prefix_names(
            "bare", _build_bare_arrays(tokens, token_numbers, lengths, segments)
        )

    def _make_character_arrays(self, segments: NDArray[Any]) -> Iterator[NamedArray]:
        return make_character_index_arrays(
            np.frombuffer(self._form_lengths, dtype=np.uint32),
            segments,
            np.frombuffer(self._stored_rows, dtype=np.int64),
            np.frombuffer(self._stored_forms, dtype=np.uint8),
            np.frombuffer(self._stored_bytes, dtype=np.uint32),
        )


def _build_bare_arrays(
    tokens: list[str],
    token_numbers: NDArray[np.uint32],
    lengths: NDArray[np.uint32],
    segments: NDArray[Any],
) -> Iterator[NamedArray]:
    """Yield the arrays of a token index without diacritics.

    It has only the segments with diacritics. `token_numbers` is overwritten, to save
    memory.
    """
    bare_tokens = fold_texts(tokens)
    bare_numbers: dict[str, int] = {}
    bare_numbers_by_token = np.fromiter(
        (bare_numbers.setdefault(token, len(bare_numbers)) for token in bare_tokens),
        dtype=np.uint32,
        count=len(tokens),
    )
    has_diacritics = np.fromiter(
        map(ne, bare_tokens, tokens), dtype=bool, count=len(tokens)
    )
    segment_has_diacritics = np.zeros(len(lengths), dtype=bool)
    read_offset = write_offset = 0
    for batch_start in range(0, len(lengths), _BATCH_SIZE):
        batch_lengths = lengths[batch_start : batch_start + _BATCH_SIZE].astype(
            np.int64
        )
        read_end = read_offset + int(batch_lengths.sum())
        diacritic_counts = np.append(
            0, np.cumsum(has_diacritics[token_numbers[read_offset:read_end]])
        )
        ends = np.cumsum(batch_lengths)
        batch_has_diacritics = (
            diacritic_counts[ends] > diacritic_counts[ends - batch_lengths]
        )
        bare_token_numbers = bare_numbers_by_token[
            token_numbers[read_offset:read_end][
                np.repeat(batch_has_diacritics, batch_lengths)
            ]
        ]
        token_numbers[write_offset : write_offset + len(bare_token_numbers)] = (
            bare_token_numbers
        )
        segment_has_diacritics[batch_start : batch_start + _BATCH_SIZE] = (
            batch_has_diacritics
        )
        read_offset, write_offset = read_end, write_offset + len(bare_token_numbers)
    return make_token_index_arrays(
        list(bare_numbers),
        token_numbers[:write_offset],
        lengths[segment_has_diacritics],
        segments[segment_has_diacritics],
    )


def _prefix_names(prefix: str, arrays: Iterator[NamedArray]) -> Iterator[NamedArray]:
    return ((f"{prefix}.{name}", array) for name, array in arrays)
