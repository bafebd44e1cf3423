"""The longest run of words that a query shares with a segment.

A run never crosses the end of a sentence. Tokens are encoded as one character each, so
a run is found by searching for a string in a string.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tm.text.tokens import NUMBER, token_kind

SENTENCE_END_MARKS = frozenset(".!?;…。！？；")
"""Marks that end a sentence."""


@dataclass(frozen=True, slots=True)
class WordRunQuery:
    """The runs of a query that a segment may share, and their least length."""

    sentences: tuple[tuple[int, int], ...]
    """Its sentences, half-open places of its tokens."""
    word_counts: tuple[int, ...]
    """How many words stand before each token, and before the end."""
    min_words: int
    """The fewest words of a run, and so its fewest tokens."""

    @classmethod
    def of(cls, form: Sequence[str], min_words: int) -> "WordRunQuery":
        """The run query of tokens in match form."""
        word_counts = [0]
        for token in form:
            is_word = token == NUMBER or token_kind(token) in ("word", "number")
            word_counts.append(word_counts[-1] + is_word)
        return cls(
            tuple(_stretches_between([token in SENTENCE_END_MARKS for token in form])),
            tuple(word_counts),
            min_words,
        )

    def without_unknown(self, is_unknown: Sequence[bool]) -> "WordRunQuery":
        """Cut the sentences at tokens that no segment has."""
        sentences = [
            (start + first, start + last)
            for start, end in self.sentences
            for first, last in _stretches_between(is_unknown[start:end])
        ]
        return WordRunQuery(tuple(sentences), self.word_counts, self.min_words)

    def windows(self) -> Iterator[tuple[int, int]]:
        """Yield the shortest runs; every longer run contains one of them."""
        for start, end in self.sentences:
            for first in range(start, end - self.min_words + 1):
                yield first, first + self.min_words

    def encode(self, query: str) -> "EncodedRunQuery":
        """Make a query whose tokens are characters of one string."""
        windows = [
            (query[first : first + self.min_words], first, end)
            for start, end in self.sentences
            for first in range(start, end - self.min_words + 1)
        ]
        return EncodedRunQuery(query, windows, self)


@dataclass(frozen=True, slots=True)
class EncodedRunQuery:
    """A query's shortest runs as strings, each with its place and sentence end."""

    text: str
    windows: list[tuple[str, int, int]]
    run: WordRunQuery

    def longest_run(self, segment: str) -> int:
        """Count the words of the longest run that an encoded segment shares.

        0 if it has fewer than `min_words`.
        """
        min_words, word_counts = self.run.min_words, self.run.word_counts
        most_words = 0
        # Most segments share no window at all.
        for _, first, end in [
            window for window in self.windows if window[0] in segment
        ]:
            last = first + min_words
            while last < end and self.text[first : last + 1] in segment:
                last += 1
            most_words = max(most_words, word_counts[last] - word_counts[first])
        return most_words if most_words >= min_words else 0


def _stretches_between(is_separator: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield the stretches between separators as half-open ranges."""
    start = 0
    for place, separates in enumerate([*is_separator, True]):
        if separates:
            if place > start:
                yield start, place
            start = place + 1
