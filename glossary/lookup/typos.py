"""Costs of the typing errors between a query and the words of a term.

Words are compared one by one, wherever they are in the term. A word may be a prefix,
have a few wrong letters, or a space too many or too few; of three and more words, one
may be missing in the term. Costs are counted in letters, and may be no more than a
quarter of the letters typed.
"""

from collections.abc import Collection, Iterator, Sequence

from glossary.lookup.query import TypedQuery
from tm.match.similarity import count_typos

MOST_WORDS = 50
MOST_LETTERS = 400
"""In longer queries no typos are looked for."""
LONGEST_SPLIT = 40
"""In a longer word no missing space is looked for."""
SHORTEST_HALF = 2
"""The least letters on either side of a missing space."""
FEWEST_TO_MISS = 3
"""The least words of a query of which one may be missing in the term."""
TOO_FAR = 200
"""The cost of a dissimilar word, higher than any budget."""


def max_typo_cost(typed: TypedQuery) -> int:
    """The highest cost that all typing errors of a query may have."""
    if len(typed.words) > MOST_WORDS or typed.letters > MOST_LETTERS:
        return 0
    return typed.letters // 4


def max_typos_in(word: str) -> int:
    """The most wrong letters that a word may have."""
    return (len(word) > 1) + (len(word) > 5) + (len(word) > 9)


def max_typos_in_beginning(word: str) -> int:
    """The most wrong letters in a last word that is still being typed."""
    return (len(word) > 3) + (len(word) > 7)


def cost_of_missing(word: str) -> int:
    """The cost of a query word that is not in the term."""
    return len(word) // 2 + 1


def halves(word: str) -> Iterator[tuple[str, str]]:
    """Split a word in two at each position where a space may be missing."""
    if len(word) <= LONGEST_SPLIT:
        for place in range(SHORTEST_HALF, len(word) - SHORTEST_HALF + 1):
            yield word[:place], word[place:]


def typo_cost(typed: TypedQuery, words: Sequence[str]) -> int | None:
    """The cost of the typing errors between a query and the words of a term.

    None where they cost too much.
    """
    max_cost = max_typo_cost(typed)
    if not max_cost or not words:
        return None
    last = len(typed.words) - 1
    costs = [
        _word_cost(word, words, is_last=index == last, is_alone=not last)
        for index, word in enumerate(typed.words)
    ]
    missing = [cost_of_missing(word) for word in typed.words]
    may_miss = len(typed.words) >= FEWEST_TO_MISS
    best = _sum(costs, missing if may_miss else costs)
    for index in range(last):
        if "".join(typed.words[index : index + 2]) in words:
            joined = [*costs[:index], 1, *costs[index + 2 :]]
            without = [*missing[:index], 1, *missing[index + 2 :]]
            best = min(best, _sum(joined, without if may_miss else joined))
    if typed.spaceless == "".join(words):
        best = min(best, 1)
    return best if best <= max_cost else None


def _sum(costs: Sequence[int], missing: Sequence[int]) -> int:
    """Sum the costs; one may be replaced by its cost as a missing word."""
    saved = max(
        cost - cost_if_missing
        for cost, cost_if_missing in zip(costs, missing, strict=True)
    )
    return sum(costs) - max(saved, 0)


def has_other_first_letter(word: str, other: str) -> bool:
    """Whether only the first letter of a word is wrong.

    >>> typed = ("distrik", "istrik", "ilstrik")
    >>> [has_other_first_letter(word, "listrik") for word in typed]
    [True, False, False]
    """
    return word[:1] != other[:1] and word[1:2] == other[1:2]


def _word_cost(
    word: str, words: Collection[str], *, is_last: bool, is_alone: bool
) -> int:
    if any(other.startswith(word) for other in words):
        return 0
    best = TOO_FAR
    for other in words:
        extra_cost = is_alone and has_other_first_letter(word, other)
        if max_typos := max_typos_in(word):
            best = min(
                best,
                _within(count_typos(word, other, max_typos), max_typos) + extra_cost,
            )
        if is_last and (max_typos := max_typos_in_beginning(word)):
            for length in range(len(word) - max_typos, len(word) + max_typos + 1):
                count = _within(count_typos(word, other[:length], max_typos), max_typos)
                best = min(best, count + extra_cost)
    if any(
        first_half in words and second_half in words
        for first_half, second_half in halves(word)
    ):
        best = min(best, 1)
    return best


def _within(count: int, most: int) -> int:
    return count if count <= most else TOO_FAR
