"""Buckets of candidates in a file: those of equal keys are in the same bucket."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from tm.dedupe.keys import Candidate

BUCKET_COUNT = 256
"""A bucket of 10 million units has 40,000 keys, near duplicates five times as many."""
_KEY_PREFIX_LENGTH = 2
"""Hexadecimal digits of a key that name its bucket."""


def write_buckets(candidates: Iterable[Candidate], file: BinaryIO) -> list[int]:
    """Write candidates bucket by bucket; return where each bucket begins, and the end.

    All are held in memory: they are those of one part of the input.
    """
    lines_of_buckets: list[list[str]] = [[] for _ in range(BUCKET_COUNT)]
    for candidate in candidates:
        values = candidate.key, candidate.rank, candidate.unit_number, *candidate.texts
        lines_of_buckets[int(candidate.key[:_KEY_PREFIX_LENGTH], 16)].append(
            json.dumps(values)
        )
    offsets = [file.tell()]
    for lines in lines_of_buckets:
        bucket = "".join(f"{line}\n" for line in lines).encode()
        file.write(bucket)
        offsets.append(offsets[-1] + len(bucket))
    return offsets


def read_bucket(
    file: BinaryIO, offsets: Sequence[int], bucket: int
) -> Iterator[Candidate]:
    """Read the candidates of one bucket from a file of buckets."""
    start, end = offsets[bucket : bucket + 2]
    file.seek(start)
    for line in file.read(end - start).splitlines():
        key, rank, unit_number, source, target = json.loads(line)
        yield Candidate(key, rank, unit_number, (source, target))
