"""Similarity of two texts; the only module that calls rapidfuzz.

Token similarity is 100·(1 − distance/length of the longer) over tokens in match
form: the definition of OmegaT and SYSTRAN fuzzy-match, so translators know the scale.
It is symmetric, and 100 only for equal match forms.
"""

from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein, Postfix, Prefix

SequenceEdit = tuple[str, int, int, int, int]
"""`equal`, `replace`, `insert` or `delete`; start and end of both sides' ranges."""


def compute_similarity_from_distance(distance: int, longer_length: int) -> float:
    """Convert a distance to a similarity of 0 to 100, rounded down to hundredths.

    Computed in integers, since a rounding error at the threshold would lose hits.

    >>> compute_similarity_from_distance(1, 3), compute_similarity_from_distance(0, 0)
    (66.66, 100.0)
    """
    if longer_length == 0:
        return 100.0
    return (longer_length - distance) * 10_000 // longer_length / 100


def compute_token_similarity(first: Sequence[str], second: Sequence[str]) -> float:
    """Compute the similarity of two token sequences, 0 to 100.

    >>> compute_token_similarity(["a", "b", "c", "d"], ["a", "x", "c", "d"])
    75.0
    """
    distance = Levenshtein.distance(first, second)
    return compute_similarity_from_distance(distance, max(len(first), len(second)))


def compute_max_edits(longer_length: int, threshold: int) -> int:
    """Compute the most edits that still reach a threshold of 0 to 100."""
    return longer_length * (100 - threshold) // 100


def compute_token_similarity_within(
    first: Sequence[str], second: Sequence[str], threshold: int
) -> float | None:
    """Compute the similarity of two token sequences; None below a threshold."""
    longer_length = max(len(first), len(second))
    max_distance = compute_max_edits(longer_length, threshold)
    distance = Levenshtein.distance(first, second, score_cutoff=max_distance)
    return (
        compute_similarity_from_distance(distance, longer_length)
        if distance <= max_distance
        else None
    )


def compute_text_similarity(first: str, second: str) -> float:
    """Compute the similarity of two strings by characters, 0 to 100.

    >>> compute_text_similarity("menteri", "mentri")
    85.71
    """
    distance = Levenshtein.distance(first, second)
    return compute_similarity_from_distance(distance, max(len(first), len(second)))


def count_typos(first: str, second: str, max_typos: int) -> int:
    """Count added, missing, wrong or swapped letters; `max_typos` + 1 if more.

    >>> count_typos("cogn", "cong", 2), count_typos("cong", "giao", 2)
    (1, 3)
    """
    return OSA.distance(first, second, score_cutoff=max_typos)


def count_typos_of_many(text: str, texts: Sequence[str], max_typos: int) -> list[int]:
    """Count the typos between one text and each of many."""
    if not texts:
        return []
    distances = process.cdist(
        [text], texts, scorer=OSA.distance, score_cutoff=max_typos
    )
    counts: list[int] = distances[0].tolist()
    return counts


def list_edits(first: Sequence[str], second: Sequence[str]) -> list[SequenceEdit]:
    """List the edits that turn the first sequence into the second, run by run.

    >>> list_edits(["a", "b"], ["a", "c"])
    [('equal', 0, 1, 0, 1), ('replace', 1, 2, 1, 2)]
    """
    return [
        (
            opcode.tag,
            opcode.src_start,
            opcode.src_end,
            opcode.dest_start,
            opcode.dest_end,
        )
        for opcode in Levenshtein.opcodes(first, second)
    ]


def count_common_ends(first: Sequence[str], second: Sequence[str]) -> tuple[int, int]:
    """Count the items of the common start, and of the common end of the rest.

    >>> count_common_ends(["a", "b", "a"], ["a", "c", "b", "a"])
    (1, 2)
    """
    common_start = Prefix.similarity(first, second)
    return common_start, Postfix.similarity(first[common_start:], second[common_start:])


def find_nearest(
    text: str, choices: Iterable[str], *, limit: int, threshold: float
) -> list[tuple[str, float, int]]:
    """Find the strings most similar to a text, with their similarity and index."""
    results = process.extract(
        text,
        list(choices),
        scorer=Levenshtein.normalized_similarity,
        limit=limit,
        score_cutoff=threshold / 100,
    )
    return [
        (choice, round(100 * similarity, 2), index)
        for choice, similarity, index in results
    ]
