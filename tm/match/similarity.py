"""Similarity of two texts; the only module that calls rapidfuzz.

Token similarity is 100·(1 − distance/length of the longer) over tokens in match
form: the definition of OmegaT and SYSTRAN fuzzy-match, so translators know the scale.
It is symmetric, and 100 only for equal match forms.
"""

from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein, Postfix, Prefix

_ROUNDING_ERROR = 1e-9
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


def compute_token_similarity(
    first_tokens: Sequence[str], second_tokens: Sequence[str]
) -> float:
    """Compute the similarity of two token sequences, 0 to 100.

    >>> compute_token_similarity(["a", "b", "c", "d"], ["a", "x", "c", "d"])
    75.0
    """
    distance = Levenshtein.distance(first_tokens, second_tokens)
    return compute_similarity_from_distance(
        distance, max(len(first_tokens), len(second_tokens))
    )


def compute_distance(first_items: Sequence[str], second_items: Sequence[str]) -> int:
    """Compute the least items to insert, delete or replace.

    >>> compute_distance(["a", "b"], ["b"])
    1
    """
    return Levenshtein.distance(first_items, second_items)


def compute_max_edits(longer_length: int, min_similarity: int) -> int:
    """Compute the most edits that still reach a threshold of 0 to 100."""
    return longer_length * (100 - min_similarity) // 100


def compute_token_similarity_within(
    first_tokens: Sequence[str], second_tokens: Sequence[str], min_similarity: int
) -> float | None:
    """Compute the similarity of two token sequences; None below a threshold."""
    longer_length = max(len(first_tokens), len(second_tokens))
    max_distance = compute_max_edits(longer_length, min_similarity)
    distance = Levenshtein.distance(
        first_tokens, second_tokens, score_cutoff=max_distance
    )
    return (
        compute_similarity_from_distance(distance, longer_length)
        if distance <= max_distance
        else None
    )


def compute_text_similarity(first_text: str, second_text: str) -> float:
    """Compute the similarity of two strings by characters, 0 to 100.

    >>> compute_text_similarity("menteri", "mentri")
    85.71
    """
    distance = Levenshtein.distance(first_text, second_text)
    return compute_similarity_from_distance(
        distance, max(len(first_text), len(second_text))
    )


def find_highest_similarity(
    text: str, texts: Sequence[str], min_similarity: float
) -> float:
    """Find the highest similarity of a text to one of many; 0 if all are below a least.

    >>> find_highest_similarity("abcd", ["xyz", "abcx"], 75)
    75.0
    """
    best_result = process.extractOne(
        text,
        texts,
        scorer=Levenshtein.normalized_similarity,
        processor=None,
        score_cutoff=min_similarity / 100 - _ROUNDING_ERROR,
    )
    if best_result is None:
        return 0.0
    similarity = compute_text_similarity(text, best_result[0])
    return similarity if similarity >= min_similarity else 0.0


def count_typos(first_word: str, second_word: str, max_typo_count: int) -> int:
    """Count added, missing, wrong or swapped letters; `max_typo_count` + 1 if more.

    >>> count_typos("cogn", "cong", 2), count_typos("cong", "giao", 2)
    (1, 3)
    """
    return OSA.distance(first_word, second_word, score_cutoff=max_typo_count)


def count_typos_of_many(
    text: str, texts: Sequence[str], max_typo_count: int
) -> list[int]:
    """Count the typos between one text and each of many."""
    if not texts:
        return []
    distances = process.cdist(
        [text], texts, scorer=OSA.distance, score_cutoff=max_typo_count
    )
    typo_counts: list[int] = distances[0].tolist()
    return typo_counts


def list_edits(
    first_items: Sequence[str], second_items: Sequence[str]
) -> list[SequenceEdit]:
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
        for opcode in Levenshtein.opcodes(first_items, second_items)
    ]


def count_common_ends(
    first_items: Sequence[str], second_items: Sequence[str]
) -> tuple[int, int]:
    """Count the items of the common start, and of the common end of the rest.

    >>> count_common_ends(["a", "b", "a"], ["a", "c", "b", "a"])
    (1, 2)
    """
    common_start_length = Prefix.similarity(first_items, second_items)
    return common_start_length, Postfix.similarity(
        first_items[common_start_length:], second_items[common_start_length:]
    )


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
