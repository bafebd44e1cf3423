"""Building the arrays of a shard from texts, in little memory."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from operator import ne
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tm.match.index.character_index import (
    LONGEST_STORED_FORM,
    character_index_arrays,
    size_of,
)
from tm.match.index.token_ids import TokenIds
from tm.match.index.token_index_build import token_index_arrays
from tm.store.backend.sql import NumberedTexts
from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.tokens import match_tokens
from tm.text.vectorised import TextArray, fold_texts

NamedArray = tuple[str, NDArray[Any]]  # of any kind of number

_BATCH = 2_000


def shard_arrays(
    texts: Iterable[NumberedTexts], locale: Locale
) -> Iterator[NamedArray]:
    """Yield the arrays of a shard of segments, each under its name."""
    build = _ShardBuild(locale)
    for batch in texts:
        build.add(*batch)
    yield from build.arrays()


class _ShardBuild:
    def __init__(self, locale: Locale) -> None:
        self._locale = locale
        self._vietnamese = locale.language == "vi"
        self._token_ids = TokenIds()
        # Arrays of the standard library grow in place.
        self._token_numbers = array("I")
        self._token_counts = array("I")
        self._segments = array("q")
        self._form_lengths = array("I")
        self._stored_rows = array("q")
        self._stored_forms = bytearray()
        self._stored_bytes = array("I")

    def add(self, numbers: Sequence[int], texts: Sequence[str]) -> None:
        """Add segments by their numbers and texts."""
        text_array, other_rows = TextArray.of(texts)
        if text_array.rows:
            self._add_array(text_array)
        if other_rows:
            self._add_texts([texts[row] for row in other_rows])
        self._segments.extend([numbers[row] for row in text_array.rows + other_rows])

    def _add_array(self, text_array: TextArray) -> None:
        points = text_array.match_points(
            vietnamese=[self._vietnamese] * len(text_array.rows)
        )
        tokens = text_array.tokens(points)
        self._token_numbers.frombytes(self._token_ids.number_tokens(tokens).tobytes())
        self._token_counts.frombytes(tokens.counts.astype(np.uint32).tobytes())
        begins = np.append(0, text_array.ends[:-1] + 1)
        sizes = text_array.ends - begins
        is_stored = sizes <= LONGEST_STORED_FORM
        self._stored_rows.frombytes(
            (np.flatnonzero(is_stored) + len(self._form_lengths)).tobytes()
        )
        self._form_lengths.frombytes(sizes.astype(np.uint32).tobytes())
        widths = (points >= 0x80).astype(np.uint8) + (points >= 0x800)
        extra_bytes = np.add.reduceat(widths, begins, dtype=np.uint32)
        self._stored_bytes.frombytes(
            (sizes + extra_bytes)[is_stored].astype(np.uint32).tobytes()
        )
        is_stored_letter = np.repeat(is_stored, sizes + 1)
        is_stored_letter[text_array.ends] = False
        self._stored_forms += (
            points[is_stored_letter].tobytes().decode("utf-16-le").encode()
        )

    def _add_texts(self, texts: Sequence[str]) -> None:
        tokens = [match_tokens(text, self._locale) for text in texts]
        # Together, since an array for each text would take long.
        numbers = self._token_ids.number_words(list(chain.from_iterable(tokens)))
        self._token_numbers.frombytes(numbers.tobytes())
        self._token_counts.extend(map(len, tokens))
        for text in texts:
            form = match_form(text, vietnamese=self._vietnamese)
            size = size_of(form)
            if size <= LONGEST_STORED_FORM:
                encoded = form.encode("utf-8", "surrogatepass")
                self._stored_rows.append(len(self._form_lengths))
                self._stored_bytes.append(len(encoded))
                self._stored_forms += encoded
            self._form_lengths.append(size)

    def arrays(self) -> Iterator[NamedArray]:
        """Yield the arrays of the character index, then those of the token indexes."""
        segments = np.frombuffer(self._segments, dtype=np.int64)
        if not len(segments) or int(segments.max()) < 1 << 32:
            segments = segments.astype(np.uint32)
        yield from _with_prefix("characters", self._character_arrays(segments))
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
        token_arrays = token_index_arrays(tokens, token_numbers, lengths, segments)
        yield from _with_prefix("marked", token_arrays)
        yield from _with_prefix(
            "bare", _bare_arrays(tokens, token_numbers, lengths, segments)
        )

    def _character_arrays(self, segments: NDArray[Any]) -> Iterator[NamedArray]:
        return character_index_arrays(
            np.frombuffer(self._form_lengths, dtype=np.uint32),
            segments,
            np.frombuffer(self._stored_rows, dtype=np.int64),
            np.frombuffer(self._stored_forms, dtype=np.uint8),
            np.frombuffer(self._stored_bytes, dtype=np.uint32),
        )


def _bare_arrays(
    tokens: list[str],
    token_numbers: NDArray[np.uint32],
    lengths: NDArray[np.uint32],
    segments: NDArray[Any],
) -> Iterator[NamedArray]:
    """A lane without marks, of the segments that have any, in the place of
    `token_numbers`.
    """
    bare_tokens = fold_texts(tokens)
    bare_numbers: dict[str, int] = {}
    bare_number_of = np.fromiter(
        (bare_numbers.setdefault(token, len(bare_numbers)) for token in bare_tokens),
        dtype=np.uint32,
        count=len(tokens),
    )
    has_diacritics = np.fromiter(
        map(ne, bare_tokens, tokens), dtype=bool, count=len(tokens)
    )
    has_any_diacritics = np.zeros(len(lengths), dtype=bool)
    start = filled = 0
    for place in range(0, len(lengths), _BATCH):
        batch_lengths = lengths[place : place + _BATCH].astype(np.int64)
        end = start + int(batch_lengths.sum())
        counts = np.append(0, np.cumsum(has_diacritics[token_numbers[start:end]]))
        ends = np.cumsum(batch_lengths)
        has_any = counts[ends] > counts[ends - batch_lengths]
        bare_token_numbers = bare_number_of[
            token_numbers[start:end][np.repeat(has_any, batch_lengths)]
        ]
        token_numbers[filled : filled + len(bare_token_numbers)] = bare_token_numbers
        has_any_diacritics[place : place + _BATCH] = has_any
        start, filled = end, filled + len(bare_token_numbers)
    return token_index_arrays(
        list(bare_numbers),
        token_numbers[:filled],
        lengths[has_any_diacritics],
        segments[has_any_diacritics],
    )


def _with_prefix(prefix: str, arrays: Iterator[NamedArray]) -> Iterator[NamedArray]:
    return ((f"{prefix}.{name}", array) for name, array in arrays)
