"""The longest run of words that a query shares with a segment.

A run never crosses the end of a sentence. Tokens are encoded as one character each, so
a run is found by searching for a string in a string.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tm.text.tokens import NUMBER_CLASS, is_counted

SENTENCE_END_MARKS = frozenset(".!?;…。！？；")
"""Marks that end a sentence."""
MAX_COMPARED_SEGMENT_COUNT = 1000
"""The most segments of a shard that are compared with a query for fragments."""


@dataclass(frozen=True, slots=True)
class WordRunQuery:
    """The runs of a query that a segment may share, and their least length."""

    sentence_ranges: tuple[tuple[int, int], ...]
    """The sentences, as half-open ranges of token indices."""
    preceding_word_counts: tuple[int, ...]
    """The number of words before each token, and before the end."""
    min_word_count: int
    """The fewest words, and so the fewest tokens, of a run."""
    max_segment_count: int = MAX_COMPARED_SEGMENT_COUNT
    """The most segments of a shard that are compared, those with the rarest words."""

    @classmethod
    def of(
        cls,
        match_tokens: Sequence[str],
        min_word_count: int,
        *,
        max_segment_count: int = MAX_COMPARED_SEGMENT_COUNT,
    ) -> "WordRunQuery":
        """Make the run query of tokens in match form."""
        preceding_word_counts = [0]
        for token in match_tokens:
            is_counted_token = token == NUMBER_CLASS or is_counted(token)
            preceding_word_counts.append(preceding_word_counts[-1] + is_counted_token)
        return cls(
            tuple(
                _split_at_separators(
                    [token in SENTENCE_END_MARKS for token in match_tokens]
                )
            ),
            tuple(preceding_word_counts),
            min_word_count,
            max_segment_count,
        )

    def cut_at_unknown_tokens(
        self, unknown_token_flags: Sequence[bool]
    ) -> "WordRunQuery":
        """Split the sentences at tokens that no segment has."""
        sentence_ranges = [
            (start + first_index, start + end_index)
            for start, end in self.sentence_ranges
            for first_index, end_index in _split_at_separators(
                unknown_token_flags[start:end]
            )
        ]
        return replace(self, sentence_ranges=tuple(sentence_ranges))

    def list_windows(self) -> Iterator[tuple[int, int]]:
        """Yield the ranges of the shortest runs; longer runs contain one of them."""
        for start, end in self.sentence_ranges:
            for first_index in range(start, end - self.min_word_count + 1):
                yield first_index, first_index + self.min_word_count

    def make_encoded_query(self, encoded_query: str) -> "EncodedRunQuery":
        """Make the query with its windows; its tokens are characters of a string."""
        windows = [
            (
                encoded_query[first_index : first_index + self.min_word_count],
                first_index,
                end,
            )
            for start, end in self.sentence_ranges
            for first_index in range(start, end - self.min_word_count + 1)
        ]
        return EncodedRunQuery(encoded_query, windows, self)


@dataclass(frozen=True, slots=True)
class EncodedRunQuery:
    """A query's shortest runs as strings, each with its start and sentence end."""

    encoded_query: str
    windows: list[tuple[str, int, int]]
    run_query: WordRunQuery

    def count_longest_run_words(self, encoded_segment: str) -> int:
        """Count the words of the longest run that an encoded segment shares.

        0 if it has fewer than `min_word_count`.
        """
        min_word_count, preceding_word_counts = (
            self.run_query.min_word_count,
            self.run_query.preceding_word_counts,
        )
        max_word_count = 0
        # Most segments share no window at all.
        for _, window_start, sentence_end in [
            window for window in self.windows if window[0] in encoded_segment
        ]:
            run_end = window_start + min_word_count
            while (
                run_end < sentence_end
                and self.encoded_query[window_start : run_end + 1] in encoded_segment
            ):
                run_end += 1
            max_word_count = max(
                max_word_count,
                preceding_word_counts[run_end] - preceding_word_counts[window_start],
            )
        return max_word_count if max_word_count >= min_word_count else 0


def _split_at_separators(separator_flags: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield the runs between separators as half-open ranges."""
    start = 0
    for index, is_separator in enumerate([*separator_flags, True]):
        if is_separator:
            if index > start:
                yield start, index
            start = index + 1
