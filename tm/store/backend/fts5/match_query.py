"""Full-text queries for SQLite's phrase index."""

from collections.abc import Sequence

# More do not make the choice smaller, and each is one more list to go through.
_MAX_TRIGRAM_COUNT = 10


def make_fts_query(literal_alternatives: Sequence[Sequence[str]]) -> str | None:
    """Make a query in FTS5's language; None if the texts have no trigrams.

    All literals of at least one alternative must occur.

    >>> make_fts_query([["bo y"]])
    '("bo " AND "o y")'
    """
    trigram_alternatives = [
        _choose_trigrams(literals) for literals in literal_alternatives
    ]
    if not all(trigram_alternatives):
        return None
    return " OR ".join(
        f"({' AND '.join(map(_quote_trigram, trigrams))})"
        for trigrams in trigram_alternatives
    )


def _choose_trigrams(literals: Sequence[str]) -> list[str]:
    """Choose trigrams that must occur, spread over the literals."""
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
