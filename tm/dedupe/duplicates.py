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
    unit_number: int
    """Of the unit that may be removed."""
    kept_number: int
    similarity: float = 100.0
    """The lesser of the similarities of both texts."""


def find_duplicates_in_bucket(
    candidates: Iterable[Candidate], options: DedupeOptions
) -> Iterator[UnitDuplicate]:
    """Find the duplicates among the candidates of a bucket."""
    for _, candidates_of_key in groupby(sorted(candidates), key=attrgetter("key")):
        kept_candidates: list[Candidate] = []
        for candidate in candidates_of_key:
            duplicate = _find_best_duplicated(candidate, kept_candidates, options)
            if duplicate is not None:
                yield duplicate
            elif len(kept_candidates) < _MAX_COMPARED_COUNT:
                kept_candidates.append(candidate)


def _find_best_duplicated(
    candidate: Candidate, better_candidates: Iterable[Candidate], options: DedupeOptions
) -> UnitDuplicate | None:
    """Find the best candidate that another one duplicates."""
    for better_candidate in better_candidates:
        similarity: float | None = 100.0
        if (
            options.kind is DuplicateKind.NEAR
            and candidate.texts != better_candidate.texts
        ):
            similarity = _compute_least_similarity(
                candidate, better_candidate, options.min_similarity
            )
        if similarity is not None:
            return UnitDuplicate(
                candidate.rank,
                candidate.unit_number,
                better_candidate.unit_number,
                similarity,
            )
    return None


def _compute_least_similarity(
    candidate: Candidate, better_candidate: Candidate, min_similarity: int
) -> float | None:
    """Compute the lesser similarity of both sides; None below a threshold."""
    similarities = []
    for text, better_text in zip(candidate.texts, better_candidate.texts, strict=True):
        similarity = compute_token_similarity_within(
            text.split("\n"), better_text.split("\n"), min_similarity
        )
        if similarity is None:
            return None
        similarities.append(similarity)
    return min(similarities)


def choose_removed_units(
    duplicates: Iterable[UnitDuplicate],
) -> dict[int, UnitDuplicate]:
    """Choose the units to remove, by their numbers: each duplicates one that is kept.

    A unit that resembles only units which are removed themselves is kept.
    """
    duplicate_by_unit_number: dict[int, UnitDuplicate] = {}
    for duplicate in sorted(duplicates):
        if duplicate.kept_number not in duplicate_by_unit_number:
            duplicate_by_unit_number.setdefault(duplicate.unit_number, duplicate)
    return duplicate_by_unit_number


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
                for unit_number, unit in chunk
                for candidate in make_candidates(unit_number, unit, options)
            )
            offsets_of_chunks.append(write_buckets(candidates, bucket_file))
        return choose_removed_units(
            duplicate
            for bucket in range(BUCKET_COUNT)
            for duplicate in find_duplicates_in_bucket(
                (
                    candidate
                    for offsets in offsets_of_chunks
                    for candidate in read_bucket(bucket_file, offsets, bucket)
                ),
                options,
            )
        )
