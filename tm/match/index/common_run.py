"""The longest run of words that a query shares with a segment.

A run never crosses the end of a sentence. Tokens are encoded as one character each, so
a run is found by searching for a string in a string.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tm.text.tokens import NUMBER_CLASS, find_token_kind

SENTENCE_END_MARKS = frozenset(".!?;…。！？；")
"""Marks that end a sentence."""


@dataclass(frozen=True, slots=True)
class WordRunQuery:
    """The runs of a query that a segment may share, and their least length."""

    sentences: tuple[tuple[int, int], ...]
    """The sentences, as half-open ranges of token indices."""
    word_counts: tuple[int, ...]
    """The number of words before each token, and before the end."""
    min_words: int
    """The fewest words, and so the fewest tokens, of a run."""

    @classmethod
    def of(cls, match_tokens: Sequence[str], min_words: int) -> "WordRunQuery":
        """Make the run query of tokens in match form."""
        word_counts = [0]
        for token in match_tokens:
            is_word = token == NUMBER_CLASS or find_token_kind(token) in (
                "word",
                "number",
            )
            word_counts.append(word_counts[-1] + is_word)
        return cls(
            tuple(
                _split_at_separators(
                    [token in SENTENCE_END_MARKS for token in match_tokens]
                )
            ),
            tuple(word_counts),
            min_words,
        )

    def cut_at_unknown_tokens(self, is_unknown: Sequence[bool]) -> "WordRunQuery":
        """Split the sentences at tokens that no segment has."""
        sentences = [
            (start + first, start + last)
            for start, end in self.sentences
            for first, last in _split_at_separators(is_unknown[start:end])
        ]
        return WordRunQuery(tuple(sentences), self.word_counts, self.min_words)

    def list_windows(self) -> Iterator[tuple[int, int]]:
        """Yield the ranges of the shortest runs; longer runs contain one of them."""
        for start, end in self.sentences:
            for first in range(start, end - self.min_words + 1):
                yield first, first + self.min_words

    def encode_windows(self, query: str) -> "EncodedRunQuery":
        """Encode the windows of a query whose tokens are characters of one string."""
        windows = [
            (query[first : first + self.min_words], first, end)
            for start, end in self.sentences
            for first in range(start, end - self.min_words + 1)
        ]
        return EncodedRunQuery(query, windows, self)


@dataclass(frozen=True, slots=True)
class EncodedRunQuery:
    """A query's shortest runs as strings, each with its start and sentence end."""

    text: str
    windows: list[tuple[str, int, int]]
    run_query: WordRunQuery

    def count_longest_run(self, segment: str) -> int:
        """Count the words of the longest run that an encoded segment shares.

        0 if it has fewer than `min_words`.
        """
        min_words, word_counts = self.run_query.min_words, self.run_query.word_counts
        most_words = 0
        # Most segments share no window at all.
        for _, window_start, sentence_end in [
            window for window in self.windows if window[0] in segment
        ]:
            run_end = window_start + min_words
            while (
                run_end < sentence_end
                and self.text[window_start : run_end + 1] in segment
            ):
                run_end += 1
            most_words = max(
                most_words, word_counts[run_end] - word_counts[window_start]
            )
        return most_words if most_words >= min_words else 0


def _split_at_separators(is_separator: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield the runs between separators as half-open ranges."""
    start = 0
    for index, separates in enumerate([*is_separator, True]):
        if separates:
            if index > start:
                yield start, index
            start = index + 1
