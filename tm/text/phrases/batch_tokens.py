"""The tokens of many texts in one row of numbers, which arrays search at once.

A token is what `TOKEN_PATTERN` finds, without line ends. Each distinct token is tested
once, however many texts contain it. Speed trick: unit checks take 60 % longer without
(benchmarks/check_speed.py speed).
"""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from threading import Lock
from typing import NamedTuple

import numpy as np

from tm.text.phrases.chunk_ids import (
    MAX_TEXT_LENGTH,
    ChunkIdTable,
    IdArray,
    batch_texts,
)
from tm.text.word_pattern import TOKEN_PATTERN

MeasureToken = Callable[[str], int]
"""Tells something of a token: a count, or 1 if it has a property."""
MeasureChunk = Callable[[str], Sequence[int]]
"""Tells several numbers of a chunk, always as many."""
_LOW_BIT_COUNT = 32
"""Bits of the second of two numbers that are sorted together as one."""
_LOW_BITS = (1 << _LOW_BIT_COUNT) - 1
_MAX_TOKEN_COUNT = 1 << 16
"""Tokens after which a table is full."""
_ALL_BITS = -1
_NO_IDS: IdArray = np.zeros(0, np.int64)
_NO_CHUNKS: IdArray = np.full(1, -1)


class _TokenTable:
    """Ids of tokens and of chunks, the pieces between spaces, with measures of both."""

    def __init__(self) -> None:
        self._chunk_ids = ChunkIdTable()
        self._id_by_token: dict[str, int] = {}
        self._tokens: list[str] = []
        """The tokens, by id."""
        self._chunk_token_ids = array("q")
        """The tokens of all chunks, chunk after chunk."""
        self._chunk_starts = array("q", [0])
        """The start of each chunk's tokens in that row, and the end of all."""
        self._id_by_lower_token: dict[str, int] = {}
        self._measures_of_tokens: dict[MeasureToken | MeasureChunk, IdArray] = {}
        self._measures_of_chunks: dict[MeasureToken | MeasureChunk, IdArray] = {}
        self._lock = Lock()

    @property
    def is_full(self) -> bool:
        """Whether the next texts should be read by a new table."""
        return self._chunk_ids.is_full or len(self._tokens) > _MAX_TOKEN_COUNT

    def read(self, texts: Sequence[str]) -> "_TokenBlock":
        """Read the tokens of a batch from `batch_texts`."""
        with self._lock:
            if len(texts[0]) > MAX_TEXT_LENGTH:
                token_id_lists = map(self._identify_tokens, texts[0].split())
                token_ids = np.array([*chain.from_iterable(token_id_lists)], np.int64)
                token_count = np.array([len(token_ids)], np.int64)
                return _TokenBlock(token_ids, token_count, _NO_IDS, _NO_CHUNKS)
            block = self._chunk_ids.read(texts)
            for chunk in self._chunk_ids.chunks[len(self._chunk_starts) - 1 :]:
                self._chunk_token_ids.extend(self._identify_tokens(chunk))
                self._chunk_starts.append(len(self._chunk_token_ids))
            chunk_token_ids = np.array(self._chunk_token_ids)
            chunk_starts = np.array(self._chunk_starts)
        token_counts = np.diff(chunk_starts)[block.chunk_ids]
        token_ends = np.cumsum(token_counts)
        token_indexes = np.repeat(
            chunk_starts[block.chunk_ids + 1] - token_ends, token_counts
        ) + np.arange(token_ends[-1] if len(token_ends) else 0)
        text_ends = np.append(0, token_ends)[block.text_end_indexes]
        return _TokenBlock(
            chunk_token_ids[token_indexes],
            np.diff(text_ends, prepend=0),
            block.chunk_ids,
            np.diff(block.text_end_indexes, prepend=0),
        )

    def measure_chunks(self, function: MeasureToken | MeasureChunk) -> IdArray:
        """List what a function tells of each chunk, by its id; perhaps in columns."""
        return self._measure(self._measures_of_chunks, function, self._chunk_ids.chunks)

    def measure_tokens(self, function: MeasureToken) -> IdArray:
        """List what a function tells of each token, by id."""
        return self._measure(self._measures_of_tokens, function, self._tokens)

    def _measure(
        self,
        measures_by_function: dict[MeasureToken | MeasureChunk, IdArray],
        function: MeasureToken | MeasureChunk,
        tokens_or_chunks: Sequence[str],
    ) -> IdArray:
        """List what a function tells of strings, new ones of which come at the end."""
        with self._lock:
            measures = measures_by_function.get(function, _NO_IDS)
            if len(measures) < len(tokens_or_chunks):
                new_tokens_or_chunks = tokens_or_chunks[len(measures) :]
                new_measures = np.array(
                    [*map(function, new_tokens_or_chunks)], np.int64
                )
                measures = (
                    np.concatenate([measures, new_measures])
                    if len(measures)
                    else new_measures
                )
                measures_by_function[function] = measures
            return measures

    def identify_lower_case(self, token: str) -> int:
        """Identify tokens; those that differ only in capitals get the same id."""
        id_by_lower_token = self._id_by_lower_token
        return id_by_lower_token.setdefault(token.lower(), len(id_by_lower_token))

    def _identify_tokens(self, chunk: str) -> list[int]:
        """Identify the tokens of a chunk between spaces, some of which may be new."""
        tokens = TOKEN_PATTERN.findall(chunk)
        for token in tokens:
            if token not in self._id_by_token:
                self._id_by_token[token] = len(self._tokens)
                self._tokens.append(token)
        return [*map(self._id_by_token.__getitem__, tokens)]


class _TokenBlock(NamedTuple):
    """The tokens and the chunks of a batch of texts."""

    token_ids: IdArray
    token_counts: IdArray
    chunk_ids: IdArray
    chunk_counts: IdArray
    """By text; -1 for a long text, whose chunks have no ids."""


@dataclass(frozen=True, slots=True)
class BatchTokens:
    """The tokens of several texts in one row; texts are named by their indexes.

    >>> row = TokenReader().read(["Di di sini.", "dari A dari B"])
    >>> row.sum_by_text(str.islower), row.find_texts_with_doubled_tokens(1)
    ([2, 2], {0})
    >>> row.find_texts_with_repeated_tokens(str.islower, ".".__contains__, [3, 3])
    {1}
    """

    _token_ids: IdArray
    """The id of each token; equal tokens have the same id."""
    _text_indexes: IdArray
    """The index of each token's text."""
    _chunk_ids: IdArray
    """The ids of the chunks between spaces."""
    _chunk_text_indexes: IdArray
    """The index of each chunk's text."""
    _long_text_indexes: frozenset[int]
    """The indexes of texts too long for ids of chunks."""
    _text_count: int
    _table: _TokenTable

    def sum_by_text(self, measure: MeasureToken) -> list[int]:
        """Sum what a function tells of tokens, by text."""
        sums: list[int] = (
            np.bincount(self._text_indexes, self._measure(measure), self._text_count)
            .astype(np.int64)
            .tolist()
        )
        return sums

    def find_texts_with_token(self, is_searched: MeasureToken) -> set[int]:
        """Find the texts with a token that passes a test."""
        token_indexes = np.flatnonzero(self._measure(is_searched))
        return {*self._text_indexes[token_indexes].tolist()}

    def find_texts_with_adjacent_chunks(self, *tests: MeasureToken) -> set[int]:
        """Find the texts with adjacent chunks that pass a test each, and long texts."""
        start_count = max(0, len(self._chunk_ids) - len(tests) + 1)
        passing_start_flags = np.ones(start_count, np.bool_)
        for index, test in enumerate(tests):
            chunk_ids = self._chunk_ids[index : index + start_count]
            passing_start_flags &= self._table.measure_chunks(test).take(chunk_ids) != 0
        start_indexes = np.flatnonzero(passing_start_flags)
        text_indexes = self._chunk_text_indexes[start_indexes]
        last_text_indexes = self._chunk_text_indexes[start_indexes + len(tests) - 1]
        text_indexes = text_indexes[text_indexes == last_text_indexes]
        return {*text_indexes.tolist(), *self._long_text_indexes}

    def collect_chunk_bits(self, measure: MeasureChunk) -> dict[int, tuple[int, ...]]:
        """Collect the bits of chunks that the next chunk has, too, by text with any.

        The function tells columns of bits of a chunk, and as many that it has as a next
        one; after the last chunk comes an empty one. Of a long text, which is not read
        chunk by chunk, all bits are collected.
        """
        empty_measures = measure("")
        column_count = len(empty_measures) // 2
        bits_by_text_index = dict.fromkeys(
            self._long_text_indexes, (_ALL_BITS,) * column_count
        )
        text_indexes = self._chunk_text_indexes
        if not len(text_indexes):
            return bits_by_text_index
        # Column by column, since rows of a few numbers take ten times as long.
        columns = np.ascontiguousarray(self._table.measure_chunks(measure).T)
        next_bits = columns[column_count:].take(np.roll(self._chunk_ids, -1), axis=1)
        last_chunk_flags = np.append(text_indexes[:-1] != text_indexes[1:], True)
        next_bits[:, last_chunk_flags] = np.array([empty_measures[column_count:]]).T
        bits = columns[:column_count].take(self._chunk_ids, axis=1) & next_bits
        chunk_indexes = np.flatnonzero(np.bitwise_or.reduce(bits))
        text_indexes = text_indexes[chunk_indexes]
        text_starts = np.flatnonzero(np.diff(text_indexes, prepend=-1))
        if len(text_starts):
            bits_of_texts = np.bitwise_or.reduceat(
                bits[:, chunk_indexes], text_starts, axis=1
            )
            bits_by_text_index |= zip(
                text_indexes[text_starts].tolist(),
                zip(*bits_of_texts.tolist(), strict=True),
                strict=True,
            )
        return bits_by_text_index

    def find_texts_with_doubled_tokens(self, token_count: int) -> set[int]:
        """Find the texts in which some tokens come twice in a row, in any capitals."""
        lower_token_ids = self._measure(self._table.identify_lower_case)
        doubled_token_flags = (
            lower_token_ids[token_count:] == lower_token_ids[:-token_count]
        )
        for _ in range(token_count - 1):
            doubled_token_flags = doubled_token_flags[1:] & doubled_token_flags[:-1]
        first_indexes = np.flatnonzero(doubled_token_flags)
        text_indexes = self._text_indexes[first_indexes]
        last_text_indexes = self._text_indexes[first_indexes + 2 * token_count - 1]
        return {*text_indexes[text_indexes == last_text_indexes].tolist()}

    def find_texts_with_equal_tokens_around(self, is_joining: MeasureToken) -> set[int]:
        """Find the texts with an equal token on both sides of such a token.

        >>> row = TokenReader().read(["putih dan Putih.", "putih dan hitam"])
        >>> row.find_texts_with_equal_tokens_around("dan".__eq__)
        {0}
        """
        lower_token_ids = self._measure(self._table.identify_lower_case)
        joined_token_flags = self._measure(is_joining)[1:-1] != 0
        joined_token_flags &= lower_token_ids[2:] == lower_token_ids[:-2]
        first_indexes = np.flatnonzero(joined_token_flags)
        text_indexes = self._text_indexes[first_indexes]
        last_text_indexes = self._text_indexes[first_indexes + 2]
        return {*text_indexes[text_indexes == last_text_indexes].tolist()}

    def find_texts_with_repeated_tokens(
        self,
        is_searched: MeasureToken,
        ends_clause: MeasureToken,
        max_distances: Sequence[int],
        *,
        is_before: MeasureToken | None = None,
    ) -> set[int]:
        """Find the texts in which a token is repeated in a clause, but not at once.

        `max_distances`: the most tokens from one to the next, by text. With
        `is_before`, a token is repeated together with such a token before it.
        """
        clause_ids = np.cumsum(self._measure(ends_clause)) + self._text_indexes
        token_indexes = np.flatnonzero(self._measure(is_searched))
        repeatable_token_ids = self._token_ids[token_indexes]
        if is_before is not None:
            preceding_indexes = np.maximum(token_indexes - 1, 0)
            token_pair_flags = self._measure(is_before)[preceding_indexes] != 0
            token_pair_flags &= (
                clause_ids[preceding_indexes] == clause_ids[token_indexes]
            )
            packed_pairs = (
                self._token_ids[preceding_indexes] << _LOW_BIT_COUNT
                | repeatable_token_ids
            )
            token_indexes, packed_pairs = (
                token_indexes[token_pair_flags],
                packed_pairs[token_pair_flags],
            )
            repeatable_token_ids = np.unique(packed_pairs, return_inverse=True)[1]
        first_indexes, next_indexes = _find_repetitions(
            repeatable_token_ids, token_indexes
        )
        distances = next_indexes - first_indexes
        same_clause_flags = clause_ids[first_indexes] == clause_ids[next_indexes]
        same_clause_flags &= distances > 1
        max_distance_array = np.array(max_distances, np.int64)
        same_clause_flags &= (
            distances <= max_distance_array[self._text_indexes[first_indexes]]
        )
        return {*self._text_indexes[first_indexes[same_clause_flags]].tolist()}

    def _measure(self, function: MeasureToken) -> IdArray:
        """List what a function tells of each token; it is asked once of equal ones."""
        return self._table.measure_tokens(function).take(self._token_ids)


class TokenReader:
    """Reads the tokens of the texts of a run, and remembers those of frequent chunks.

    One reads texts of all languages.
    """

    def __init__(self) -> None:
        self._table = _TokenTable()

    def read(self, texts: Sequence[str]) -> BatchTokens:
        """Read the tokens of several texts."""
        table = self._table
        if table.is_full:
            table = self._table = _TokenTable()
        empty_block = _TokenBlock(_NO_IDS, _NO_IDS, _NO_IDS, _NO_IDS)
        blocks = [empty_block, *map(table.read, batch_texts(texts))]
        token_ids, token_counts, chunk_ids, chunk_counts = map(
            np.concatenate, zip(*blocks, strict=True)
        )
        text_indexes = np.arange(len(texts))
        return BatchTokens(
            token_ids,
            np.repeat(text_indexes, token_counts),
            chunk_ids,
            np.repeat(text_indexes, np.maximum(chunk_counts, 0)),
            frozenset(np.flatnonzero(chunk_counts < 0).tolist()),
            len(texts),
            table,
        )


def _find_repetitions(
    token_ids: IdArray, token_indexes: IdArray
) -> tuple[IdArray, IdArray]:
    """Find the tokens whose id comes again: their indexes, and the next indexes."""
    sorted_pairs = np.sort(token_ids << _LOW_BIT_COUNT | token_indexes)
    sorted_token_ids = sorted_pairs >> _LOW_BIT_COUNT
    repeated_flags = sorted_token_ids[1:] == sorted_token_ids[:-1]
    sorted_indexes = sorted_pairs & _LOW_BITS
    return sorted_indexes[:-1][repeated_flags], sorted_indexes[1:][repeated_flags]
