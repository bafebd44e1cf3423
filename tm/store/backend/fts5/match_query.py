"""The query by which SQLite's index of phrases is asked for texts."""

from collections.abc import Sequence

# More do not make the choice smaller, and each is one more list to go through.
_MOST_TRIGRAMS = 10


def match_expression(literals: Sequence[Sequence[str]]) -> str | None:
    """The query in FTS5's language, or None where there are no trigrams to ask for.

    All texts of one of the alternatives are looked for.

    >>> match_expression([["bo y"]])
    '("bo " AND "o y")'
    """
    alternatives = [_some_trigrams(alternative) for alternative in literals]
    if not all(alternatives):
        return None
    return " OR ".join(
        f"({' AND '.join(map(_quoted, trigrams))})" for trigrams in alternatives
    )


def _some_trigrams(alternative: Sequence[str]) -> list[str]:
    """Trigrams that the text must have, from all over the literals."""
    found = list(
        dict.fromkeys(
            one[start : start + 3]
            for one in alternative
            for start in range(len(one) - 2)
        )
    )
    if len(found) <= _MOST_TRIGRAMS:
        return found
    step = (len(found) - 1) / (_MOST_TRIGRAMS - 1)
    return [found[round(place * step)] for place in range(_MOST_TRIGRAMS)]


def _quoted(trigram: str) -> str:
    return '"' + trigram.replace('"', '""') + '"'
