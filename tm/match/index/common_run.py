"""Runs of tokens that a query shares with coded segments: as many words as can be.

A run never goes over the end of a sentence. Tokens are one character each, so that a
run is found by the search for a string in a string.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tm.text.tokens import NUMBER, token_kind

ENDS = frozenset(".!?;…。！？；")
"""Marks that end a sentence."""


@dataclass(frozen=True, slots=True)
class WantedRun:
    """What of a query may be shared, and how much of it has to be."""

    pieces: tuple[tuple[int, int], ...]
    """Its sentences, half-open places of its tokens."""
    words: tuple[int, ...]
    """How many words stand before each token, and before the end."""
    fewest: int
    """So many words, and so at least so many tokens."""

    @classmethod
    def of(cls, form: Sequence[str], fewest: int) -> "WantedRun":
        """What is wanted of a query by its tokens in match form."""
        words = [0]
        for token in form:
            counts = token == NUMBER or token_kind(token) in ("word", "number")
            words.append(words[-1] + counts)
        return cls(
            tuple(_pieces([token in ENDS for token in form])), tuple(words), fewest
        )

    def known(self, unknown: Sequence[bool]) -> "WantedRun":
        """The same where some tokens are in no segment."""
        pieces = [
            (start + first, start + last)
            for start, end in self.pieces
            for first, last in _pieces(unknown[start:end])
        ]
        return WantedRun(tuple(pieces), self.words, self.fewest)

    def windows(self) -> Iterator[tuple[int, int]]:
        """Stretches of which every run that is long enough has one."""
        for start, end in self.pieces:
            for first in range(start, end - self.fewest + 1):
                yield first, first + self.fewest

    def coded(self, query: str) -> "CodedQuery":
        """The query with its tokens as characters, to be searched for."""
        windows = [
            (query[first : first + self.fewest], first, end)
            for start, end in self.pieces
            for first in range(start, end - self.fewest + 1)
        ]
        return CodedQuery(query, windows, self)


@dataclass(frozen=True, slots=True)
class CodedQuery:
    """A query's stretches as strings, each with its place and its sentence's end."""

    text: str
    windows: list[tuple[str, int, int]]
    wanted: WantedRun

    def longest(self, stored: str) -> int:
        """The most words in a run that a coded text shares; 0 where too few."""
        fewest, words = self.wanted.fewest, self.wanted.words
        best = 0
        # Mostly none is there.
        for _, first, end in [one for one in self.windows if one[0] in stored]:
            last = first + fewest
            while last < end and self.text[first : last + 1] in stored:
                last += 1
            best = max(best, words[last] - words[first])
        return best if best >= fewest else 0


def _pieces(parted: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """The stretches between places that part them."""
    start = 0
    for place, parts in enumerate([*parted, True]):
        if parts:
            if place > start:
                yield start, place
            start = place + 1
