"""Full-text queries for SQLite's phrase index."""

from collections.abc import Callable, Sequence

_MAX_TRIGRAM_COUNT = 100
"""Those of a longer phrase are spread over it."""
ChooseTrigrams = Callable[[Sequence[str]], Sequence[str]]
"""Chooses some of the trigrams that must occur, where all are not needed."""


def make_fts_query(
    literal_alternatives: Sequence[Sequence[str]],
    choose_trigrams: ChooseTrigrams = list,
) -> str | None:
    """Make a query in FTS5's language; None if the texts have no trigrams.

    All literals of at least one alternative must occur.

    >>> make_fts_query([["bo y"]])
    '("bo " AND "o y")'
    """
    trigram_alternatives = [
        _list_trigrams(literals) for literals in literal_alternatives
    ]
    if not all(trigram_alternatives):
        return None
    return " OR ".join(
        f"({' AND '.join(map(_quote_trigram, choose_trigrams(trigrams)))})"
        for trigrams in trigram_alternatives
    )


def _list_trigrams(literals: Sequence[str]) -> list[str]:
    """List trigrams that must occur, spread over the literals if they are many."""
    trigrams = list(
        dict.fromkeys(
            literal[start : start + 3]
            for literal in literals
            for start in range(len(literal) - 2)
        )
    )
    if len(trigrams) <= _MAX_TRIGRAM_COUNT:
        return trigrams
    step = (len(trigrams) - 1) / (_MAX_TRIGRAM_COUNT - 1)
    return [trigrams[round(index * step)] for index in range(_MAX_TRIGRAM_COUNT)]


def _quote_trigram(trigram: str) -> str:
    return '"' + trigram.replace('"', '""') + '"'
