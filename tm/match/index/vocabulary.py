"""Token numbers encoded as code points, so that a segment's tokens are a string.

A token's number is its rank by frequency; the most frequent has 0. Tokens are
identified by 64-bit hashes; a collision would propose more segments, never fewer.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

UNKNOWN_CODE_POINT = 0x10FFFF
"""Code point of every token that no indexed segment has."""

# The Unicode range holds 1,112,064 characters. The rarest tokens beyond the first
# million share numbers, so that more segments are proposed, and none is lost.
_OWN_NUMBER_COUNT = 1_000_000
_SHARED_NUMBER_COUNT = 65_536
_FIRST_SURROGATE = 0xD800
_SURROGATE_COUNT = 0x800


class TokenVocabulary:
    """The numbers of the tokens of segments, by token hash."""

    def __init__(self, hashes: NDArray[np.uint64], numbers: NDArray[np.uint32]) -> None:
        self._hashes = hashes
        self._numbers = numbers

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> "TokenVocabulary":
        """Make the vocabulary from the arrays of `make_vocabulary_arrays`."""
        return cls(arrays["hashes"], arrays["hash_numbers"])

    def find_numbers(self, hashes: NDArray[np.uint64]) -> list[int]:
        """Look up the number of each token by its hash; -1 for an unknown token."""
        if not len(self._hashes):
            return [-1] * len(hashes)
        positions = self._hashes.searchsorted(hashes)
        # A hash greater than the last one is clipped, and differs from it.
        is_known = self._hashes.take(positions, mode="clip") == hashes
        numbers = self._numbers.take(positions, mode="clip").astype(np.int64)
        numbers_or_unknown: list[int] = np.where(is_known, numbers, -1).tolist()
        return numbers_or_unknown


def make_vocabulary_arrays(
    tokens: Sequence[str], ranks: NDArray[np.uint32]
) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield the hashes of tokens in order, and the number of each."""
    hashes = hash_tokens(tokens)
    order = np.argsort(hashes)
    yield "hashes", hashes[order]
    yield "hash_numbers", ranks[order]


def rank_by_frequency(counts: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Number tokens by frequency; the most frequent gets 0."""
    order = np.argsort(-counts, kind="stable")
    ranks = np.empty(len(counts), dtype=np.uint32)
    ranks[order] = np.arange(len(counts), dtype=np.uint32)
    return np.where(
        ranks < _OWN_NUMBER_COUNT,
        ranks,
        _OWN_NUMBER_COUNT + ranks % _SHARED_NUMBER_COUNT,
    ).astype(np.uint32)


def convert_to_code_points(numbers: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Convert each number to a code point; surrogates are skipped."""
    return numbers + np.uint32(_SURROGATE_COUNT) * (numbers >= _FIRST_SURROGATE)


def encode_tokens(numbers: Sequence[int]) -> str:
    """Write token numbers as a string; a number under 0 is an unknown token.

    >>> encode_tokens([97, 98, -1]) == "ab" + chr(UNKNOWN_CODE_POINT)
    True
    """
    return "".join(map(_convert_to_character, numbers))


def _convert_to_character(number: int) -> str:
    if number < 0:
        return chr(UNKNOWN_CODE_POINT)
    return chr(number if number < _FIRST_SURROGATE else number + _SURROGATE_COUNT)


def hash_query_tokens(tokens: Sequence[str]) -> NDArray[np.uint64]:
    """Hash the tokens of a query."""
    return np.array(list(map(hash_token, tokens)), dtype=np.uint64)


# A few thousand tokens make up most of a language's texts.
@lru_cache(maxsize=32_768)
def hash_token(token: str) -> int:
    """Hash a token to 64 bits, the same on every machine."""
    digest = blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def hash_tokens(tokens: Sequence[str]) -> NDArray[np.uint64]:
    """Hash many tokens, without filling the cache of `hash_token`."""
    joined = b"".join(
        blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        for token in tokens
    )
    return np.frombuffer(joined, dtype="<u8").astype(np.uint64)
