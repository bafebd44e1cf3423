"""Token numbers, written as code points, so that a segment's tokens are a string.

A token's number is its rank by frequency, the most frequent 0. Tokens are identified by
64-bit hashes; a collision would propose more segments, never fewer.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

UNKNOWN = 0x10FFFF
"""Code point of every token that no indexed segment has."""

# The Unicode range holds 1,112,064 characters. The rarest tokens beyond the first
# million share numbers: then more is proposed than need be, and nothing is lost.
_OWN_NUMBERS = 1_000_000
_SHARED_NUMBERS = 65_536
_SURROGATES = 0xD800
_SURROGATE_COUNT = 0x800


class TokenVocabulary:
    """The tokens of segments, by their hashes."""

    def __init__(self, hashes: NDArray[np.uint64], numbers: NDArray[np.uint32]) -> None:
        self._hashes = hashes
        self._numbers = numbers

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> "TokenVocabulary":
        """The vocabulary that arrays of `vocabulary_arrays` hold."""
        return cls(arrays["hashes"], arrays["hash_numbers"])

    def find_numbers(self, hashes: NDArray[np.uint64]) -> list[int]:
        """Look up each token by its hash; -1 for an unknown one."""
        if not len(self._hashes):
            return [-1] * len(hashes)
        places = self._hashes.searchsorted(hashes)
        # What is beyond the last is not equal to it either.
        is_known = self._hashes.take(places, mode="clip") == hashes
        numbers = self._numbers.take(places, mode="clip").astype(np.int64)
        numbers_or_unknown: list[int] = np.where(is_known, numbers, -1).tolist()
        return numbers_or_unknown


def vocabulary_arrays(
    tokens: Sequence[str], ranks: NDArray[np.uint32]
) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield the hashes of tokens in order, and the number of each."""
    hashes = token_hashes(tokens)
    order = np.argsort(hashes)
    yield "hashes", hashes[order]
    yield "hash_numbers", ranks[order]


def rank_by_frequency(counts: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Number tokens by how often they occur, the most frequent 0."""
    order = np.argsort(-counts, kind="stable")
    ranks = np.empty(len(counts), dtype=np.uint32)
    ranks[order] = np.arange(len(counts), dtype=np.uint32)
    return np.where(
        ranks < _OWN_NUMBERS, ranks, _OWN_NUMBERS + ranks % _SHARED_NUMBERS
    ).astype(np.uint32)


def character_codes(numbers: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The code point of each number; surrogates are left out."""
    return numbers + np.uint32(_SURROGATE_COUNT) * (numbers >= _SURROGATES)


def encode_tokens(numbers: Sequence[int]) -> str:
    """Write token numbers as a string; a number under 0 is an unknown token.

    >>> encode_tokens([97, 98, -1]) == "ab" + chr(UNKNOWN)
    True
    """
    return "".join(map(_character, numbers))


def _character(number: int) -> str:
    if number < 0:
        return chr(UNKNOWN)
    return chr(number if number < _SURROGATES else number + _SURROGATE_COUNT)


def query_hashes(tokens: Sequence[str]) -> NDArray[np.uint64]:
    """Hash the tokens of a query."""
    return np.array(list(map(token_hash, tokens)), dtype=np.uint64)


# Most tokens of a language are a few thousand.
@lru_cache(maxsize=32_768)
def token_hash(token: str) -> int:
    """Hash a token to 64 bits, the same on every machine."""
    digest = blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def token_hashes(tokens: Sequence[str]) -> NDArray[np.uint64]:
    """Hash many tokens, without filling the cache of `token_hash`."""
    joined = b"".join(
        blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        for token in tokens
    )
    return np.frombuffer(joined, dtype="<u8").astype(np.uint64)
