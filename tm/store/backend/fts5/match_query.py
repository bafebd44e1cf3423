"""Queries for texts to SQLite's index of phrases."""

from collections.abc import Sequence

# More do not make the choice smaller, and each is one more list to go through.
_MAX_TRIGRAMS = 10


def match_expression(literals: Sequence[Sequence[str]]) -> str | None:
    """Make a query in FTS5's language; None if the texts have no trigrams.

    All texts of one of the alternatives are looked for.

    >>> match_expression([["bo y"]])
    '("bo " AND "o y")'
    """
    alternatives = [_choose_trigrams(alternative) for alternative in literals]
    if not all(alternatives):
        return None
    return " OR ".join(
        f"({' AND '.join(map(_quoted, trigrams))})" for trigrams in alternatives
    )


def _choose_trigrams(alternative: Sequence[str]) -> list[str]:
    """Choose trigrams that the text must have, spread over the literals."""
    trigrams = list(
        dict.fromkeys(
            literal[start : start + 3]
            for literal in alternative
            for start in range(len(literal) - 2)
        )
    )
    if len(trigrams) <= _MAX_TRIGRAMS:
        return trigrams
    step = (len(trigrams) - 1) / (_MAX_TRIGRAMS - 1)
    return [trigrams[round(index * step)] for index in range(_MAX_TRIGRAMS)]


def _quoted(trigram: str) -> str:
    return '"' + trigram.replace('"', '""') + '"'
