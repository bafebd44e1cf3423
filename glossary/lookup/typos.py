"""Costs of the typing errors between a query and the words of a term.

Words are compared one by one, wherever they are in the term. A word may be a prefix,
have a few wrong letters, or a space too many or too few; of three and more words, one
may be missing in the term. Costs are counted in letters, and may be no more than a
quarter of the letters typed.
"""

from collections.abc import Collection, Iterator, Sequence

from glossary.lookup.typed_query import TypedQuery
from tm.match.similarity import count_typos

MAX_QUERY_WORDS = 50
"""In queries of more words no typos are looked for."""
MAX_QUERY_LETTERS = 400
"""In longer queries no typos are looked for."""
MAX_SPLIT_WORD_LENGTH = 40
"""In a longer word no missing space is looked for."""
MIN_HALF_LENGTH = 2
"""The least letters on either side of a missing space."""
MIN_WORDS_TO_MISS_ONE = 3
"""The least words of a query of which one may be missing in the term."""
TOO_FAR = 200
"""The cost of a dissimilar word, higher than any budget."""


def compute_max_typo_cost(query: TypedQuery) -> int:
    """Compute the highest cost that all typing errors of a query may have."""
    if len(query.words) > MAX_QUERY_WORDS or query.letter_count > MAX_QUERY_LETTERS:
        return 0
    return query.letter_count // 4


def count_allowed_typos(word: str) -> int:
    """Count the wrong letters that a word may have."""
    return (len(word) > 1) + (len(word) > 5) + (len(word) > 9)


def count_allowed_prefix_typos(word: str) -> int:
    """Count the wrong letters that an incomplete last word may have."""
    return (len(word) > 3) + (len(word) > 7)


def compute_missing_word_cost(word: str) -> int:
    """Compute the cost of a query word that is missing in the term."""
    return len(word) // 2 + 1


def split_word(word: str) -> Iterator[tuple[str, str]]:
    """Split a word in two at each position where a space may be missing."""
    if len(word) <= MAX_SPLIT_WORD_LENGTH:
        for split_index in range(MIN_HALF_LENGTH, len(word) - MIN_HALF_LENGTH + 1):
            yield word[:split_index], word[split_index:]


def measure_typo_cost(query: TypedQuery, term_words: Sequence[str]) -> int | None:
    """Measure the cost of the typing errors between a query and a term's words.

    None where they cost too much.
    """
    max_cost = compute_max_typo_cost(query)
    if not max_cost or not term_words:
        return None
    last_index = len(query.words) - 1
    word_costs = [
        _measure_word_cost(
            word, term_words, is_last=index == last_index, is_alone=not last_index
        )
        for index, word in enumerate(query.words)
    ]
    missing_costs = [compute_missing_word_cost(word) for word in query.words]
    may_miss_word = len(query.words) >= MIN_WORDS_TO_MISS_ONE
    best_cost = _sum_costs(word_costs, missing_costs if may_miss_word else word_costs)
    for index in range(last_index):
        if "".join(query.words[index : index + 2]) in term_words:
            joined_costs = [*word_costs[:index], 1, *word_costs[index + 2 :]]
            pair_missing_costs = [
                *missing_costs[:index],
                1,
                *missing_costs[index + 2 :],
            ]
            best_cost = min(
                best_cost,
                _sum_costs(
                    joined_costs, pair_missing_costs if may_miss_word else joined_costs
                ),
            )
    if query.spaceless_text == "".join(term_words):
        best_cost = min(best_cost, 1)
    return best_cost if best_cost <= max_cost else None


def _sum_costs(costs: Sequence[int], missing_costs: Sequence[int]) -> int:
    """Sum the costs; one may be replaced by its cost as a missing word."""
    savings = max(
        cost - cost_if_missing
        for cost, cost_if_missing in zip(costs, missing_costs, strict=True)
    )
    return sum(costs) - max(savings, 0)


def differs_only_in_first_letter(word: str, other_word: str) -> bool:
    """Whether only the first letter of a word is wrong.

    >>> typed = ("distrik", "istrik", "ilstrik")
    >>> [differs_only_in_first_letter(word, "listrik") for word in typed]
    [True, False, False]
    """
    return word[:1] != other_word[:1] and word[1:2] == other_word[1:2]


def _measure_word_cost(
    word: str, term_words: Collection[str], *, is_last: bool, is_alone: bool
) -> int:
    if any(term_word.startswith(word) for term_word in term_words):
        return 0
    best_cost = TOO_FAR
    for term_word in term_words:
        extra_cost = is_alone and differs_only_in_first_letter(word, term_word)
        if max_typo_count := count_allowed_typos(word):
            best_cost = min(
                best_cost,
                _convert_to_cost(
                    count_typos(word, term_word, max_typo_count), max_typo_count
                )
                + extra_cost,
            )
        if is_last and (max_typo_count := count_allowed_prefix_typos(word)):
            for prefix_length in range(
                len(word) - max_typo_count, len(word) + max_typo_count + 1
            ):
                typo_cost = _convert_to_cost(
                    count_typos(word, term_word[:prefix_length], max_typo_count),
                    max_typo_count,
                )
                best_cost = min(best_cost, typo_cost + extra_cost)
    if any(
        first_half in term_words and second_half in term_words
        for first_half, second_half in split_word(word)
    ):
        best_cost = min(best_cost, 1)
    return best_cost


def _convert_to_cost(typo_count: int, max_typo_count: int) -> int:
    return typo_count if typo_count <= max_typo_count else TOO_FAR
