"""Finding duplicates bucket by bucket, and choosing which units are removed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, islice
from operator import attrgetter
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from tm.dedupe.buckets import BUCKET_COUNT, read_bucket, write_buckets
from tm.dedupe.keys import Candidate, DedupeOptions, DuplicateKind, make_candidates
from tm.match.similarity import compute_token_similarity_within
from tm.unit import TranslationUnit

_UNITS_PER_CHUNK = 20_000
_MAX_COMPARED_COUNT = 16
"""With how many near units of its band a unit is compared, the best ones."""


@dataclass(frozen=True, slots=True, order=True)
class UnitDuplicate:
    """A unit and a better one that it duplicates."""

    rank: int
    number: int
    """Of the unit that may be removed."""
    kept_number: int
    similarity: float = 100.0
    """The lesser of the similarities of both texts."""


def find_pairs(
    candidates: Iterable[Candidate], options: DedupeOptions
) -> Iterator[UnitDuplicate]:
    """Find the duplicates among the candidates of a bucket."""
    for _, group in groupby(sorted(candidates), key=attrgetter("key")):
        best_ones: list[Candidate] = []
        for candidate in group:
            pair = _find_better(candidate, best_ones, options)
            if pair is not None:
                yield pair
            elif len(best_ones) < _MAX_COMPARED_COUNT:
                best_ones.append(candidate)


def _find_better(
    candidate: Candidate, better_ones: Iterable[Candidate], options: DedupeOptions
) -> UnitDuplicate | None:
    """Find the best candidate that another one duplicates."""
    for better in better_ones:
        similarity: float | None = 100.0
        if options.kind is DuplicateKind.NEAR and candidate.texts != better.texts:
            similarity = _compare(candidate, better, options.min_similarity)
        if similarity is not None:
            return UnitDuplicate(
                candidate.rank, candidate.number, better.number, similarity
            )
    return None


def _compare(
    candidate: Candidate, better: Candidate, min_similarity: int
) -> float | None:
    """Compute the lesser similarity of both sides; None below a threshold."""
    similarities = []
    for text, better_text in zip(candidate.texts, better.texts, strict=True):
        similarity = compute_token_similarity_within(
            text.split("\n"), better_text.split("\n"), min_similarity
        )
        if similarity is None:
            return None
        similarities.append(similarity)
    return min(similarities)


def choose_removed(pairs: Iterable[UnitDuplicate]) -> dict[int, UnitDuplicate]:
    """Choose the units to remove, by their numbers: each duplicates one that is kept.

    A unit that resembles only units which are removed themselves is kept.
    """
    removed: dict[int, UnitDuplicate] = {}
    for pair in sorted(pairs):
        if pair.kept_number not in removed:
            removed.setdefault(pair.number, pair)
    return removed


def find_duplicates(
    units: Iterable[TranslationUnit], options: DedupeOptions
) -> Mapping[int, UnitDuplicate]:
    """Find the units to remove, by their numbers in the order of the input.

    Memory holds a chunk of the units, then a bucket, and the duplicates.
    """
    with TemporaryFile() as file:
        bucket_file = cast(BinaryIO, file)
        numbered_units = enumerate(units)
        offsets_of_chunks = []
        while chunk := [*islice(numbered_units, _UNITS_PER_CHUNK)]:
            candidates = (
                candidate
                for number, unit in chunk
                for candidate in make_candidates(number, unit, options)
            )
            offsets_of_chunks.append(write_buckets(candidates, bucket_file))
        return choose_removed(
            pair
            for bucket in range(BUCKET_COUNT)
            for pair in find_pairs(
                (
                    candidate
                    for offsets in offsets_of_chunks
                    for candidate in read_bucket(bucket_file, offsets, bucket)
                ),
                options,
            )
        )
