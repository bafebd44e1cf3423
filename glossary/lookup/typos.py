"""Slips of the keys: how far what was typed is from the words of a term.

Words are compared one by one, wherever they stand in the term. A word may be the
beginning of one, have a few wrong letters, or a space too many or too few; of three
and more words, one may be wrong altogether. What it costs is counted in letters, and
no more than a quarter of what was typed may be.
"""

from collections.abc import Collection, Iterator, Sequence

from glossary.lookup.query import Typed
from tm.match.similarity import count_typos

MOST_WORDS = 50
MOST_LETTERS = 400
"""Of more than these no slips are looked for."""
LONGEST_SPLIT = 40
"""Of a longer word no missing space is looked for."""
SHORTEST_HALF = 2
"""Letters of what is left and right of a missing space."""
FEWEST_TO_MISS = 3
"""Of so many words, one may be wrong altogether."""
FAR = 200
"""More than any budget: the cost of a word that is not like another."""


def budget(typed: Typed) -> int:
    """The most that all slips may cost."""
    if len(typed.words) > MOST_WORDS or typed.letters > MOST_LETTERS:
        return 0
    return typed.letters // 4


def most_slips(word: str) -> int:
    """The most wrong letters in a word."""
    return (len(word) > 1) + (len(word) > 5) + (len(word) > 9)


def most_slips_at_start(word: str) -> int:
    """The most wrong letters in the last word, of which more was to come."""
    return (len(word) > 3) + (len(word) > 7)


def cost_of_missing(word: str) -> int:
    """What it costs when a term has no such word."""
    return len(word) // 2 + 1


def halves(word: str) -> Iterator[tuple[str, str]]:
    """A word as two, between which a space may be missing."""
    if len(word) <= LONGEST_SPLIT:
        for place in range(SHORTEST_HALF, len(word) - SHORTEST_HALF + 1):
            yield word[:place], word[place:]


def slip_cost(typed: Typed, words: Sequence[str]) -> int | None:
    """What the slips cost by which a query is not in the words of a term.

    None where they cost too much.
    """
    most = budget(typed)
    if not most or not words:
        return None
    last = len(typed.words) - 1
    each = [
        _word_cost(word, words, is_last=place == last, is_alone=not last)
        for place, word in enumerate(typed.words)
    ]
    missing = [cost_of_missing(word) for word in typed.words]
    may_miss = len(typed.words) >= FEWEST_TO_MISS
    best = _sum(each, missing if may_miss else each)
    for place in range(last):
        if "".join(typed.words[place : place + 2]) in words:
            joined = [*each[:place], 1, *each[place + 2 :]]
            without = [*missing[:place], 1, *missing[place + 2 :]]
            best = min(best, _sum(joined, without if may_miss else joined))
    if typed.squeezed == "".join(words):
        best = min(best, 1)
    return best if best <= most else None


def _sum(each: Sequence[int], missing: Sequence[int]) -> int:
    """The sum of the costs, where one may be taken from the other list."""
    saved = max(one - other for one, other in zip(each, missing, strict=True))
    return sum(each) - max(saved, 0)


def begins_otherwise(word: str, other: str) -> bool:
    """Whether another letter stands in place of the first, and the next is right.

    >>> [begins_otherwise(word, "listrik") for word in ("distrik", "istrik", "ilstrik")]
    [True, False, False]
    """
    return word[:1] != other[:1] and word[1:2] == other[1:2]


def _word_cost(
    word: str, words: Collection[str], *, is_last: bool, is_alone: bool
) -> int:
    if any(other.startswith(word) for other in words):
        return 0
    best = FAR
    for other in words:
        more = is_alone and begins_otherwise(word, other)
        if most := most_slips(word):
            best = min(best, _within(count_typos(word, other, most), most) + more)
        if is_last and (most := most_slips_at_start(word)):
            for length in range(len(word) - most, len(word) + most + 1):
                count = _within(count_typos(word, other[:length], most), most)
                best = min(best, count + more)
    if any(left in words and right in words for left, right in halves(word)):
        best = min(best, 1)
    return best


def _within(count: int, most: int) -> int:
    return count if count <= most else FAR
