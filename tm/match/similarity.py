"""Similarity of two texts; the only module that calls rapidfuzz.

Token similarity is 100·(1 − distance/length of the longer) over tokens in match
form: the definition of OmegaT and SYSTRAN fuzzy-match, so translators know the scale.
It is symmetric, and 100 only for equal match forms.
"""

from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein, Postfix, Prefix

SequenceEdit = tuple[str, int, int, int, int]
"""`equal`, `replace`, `insert` or `delete`, and a range of each side."""


def ratio(distance: int, longest: int) -> float:
    """Convert a distance to a similarity of 0 to 100, rounded down to hundredths.

    Computed in integers, since a rounding error at the threshold would lose hits.

    >>> ratio(1, 3), ratio(0, 0)
    (66.66, 100.0)
    """
    if longest == 0:
        return 100.0
    return (longest - distance) * 10_000 // longest / 100


def token_similarity(first: Sequence[str], second: Sequence[str]) -> float:
    """Similarity of two token sequences, 0 to 100.

    >>> token_similarity(["a", "b", "c", "d"], ["a", "x", "c", "d"])
    75.0
    """
    distance = Levenshtein.distance(first, second)
    return ratio(distance, max(len(first), len(second)))


def largest_distance(longest: int, threshold: int) -> int:
    """The most edits that still reach a threshold of 0 to 100."""
    return longest * (100 - threshold) // 100


def tokens_within(
    first: Sequence[str], second: Sequence[str], threshold: int
) -> float | None:
    """Similarity of two token sequences, or None below a threshold."""
    longest = max(len(first), len(second))
    max_distance = largest_distance(longest, threshold)
    distance = Levenshtein.distance(first, second, score_cutoff=max_distance)
    return ratio(distance, longest) if distance <= max_distance else None


def text_similarity(first: str, second: str) -> float:
    """Similarity of two strings character by character, 0 to 100.

    >>> text_similarity("menteri", "mentri")
    85.71
    """
    distance = Levenshtein.distance(first, second)
    return ratio(distance, max(len(first), len(second)))


def count_typos(first: str, second: str, max_typos: int) -> int:
    """Count letters added, missing, wrong or swapped; `max_typos` + 1 for any more.

    >>> count_typos("cogn", "cong", 2), count_typos("cong", "giao", 2)
    (1, 3)
    """
    return OSA.distance(first, second, score_cutoff=max_typos)


def count_typos_of_many(first: str, texts: Sequence[str], max_typos: int) -> list[int]:
    """Count the typos between one text and each of many."""
    if not texts:
        return []
    distances = process.cdist(
        [first], texts, scorer=OSA.distance, score_cutoff=max_typos
    )
    counts: list[int] = distances[0].tolist()
    return counts


def edits(first: Sequence[str], second: Sequence[str]) -> list[SequenceEdit]:
    """List the edits that turn the first sequence into the second, run by run.

    >>> edits(["a", "b"], ["a", "c"])
    [('equal', 0, 1, 0, 1), ('replace', 1, 2, 1, 2)]
    """
    return [
        (step.tag, step.src_start, step.src_end, step.dest_start, step.dest_end)
        for step in Levenshtein.opcodes(first, second)
    ]


def ends_in_common(first: Sequence[str], second: Sequence[str]) -> tuple[int, int]:
    """Count the strings that begin both sequences, and those of the rest that end both.

    >>> ends_in_common(["a", "b", "a"], ["a", "c", "b", "a"])
    (1, 2)
    """
    start = Prefix.similarity(first, second)
    return start, Postfix.similarity(first[start:], second[start:])


def nearest(
    text: str, choices: Iterable[str], *, limit: int, threshold: float
) -> list[tuple[str, float, int]]:
    """Find the strings most similar to a text, each with its similarity and number."""
    results = process.extract(
        text,
        list(choices),
        scorer=Levenshtein.normalized_similarity,
        limit=limit,
        score_cutoff=threshold / 100,
    )
    return [
        (choice, round(100 * score, 2), number) for choice, score, number in results
    ]
