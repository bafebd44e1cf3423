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
_UNSHARED_ID_COUNT = 1_000_000
_SHARED_ID_COUNT = 65_536
_FIRST_SURROGATE = 0xD800
_SURROGATE_COUNT = 0x800


class TokenVocabulary:
    """The numbers of the tokens of segments, by token hash."""

    def __init__(
        self, token_hashes: NDArray[np.uint64], token_ids: NDArray[np.uint32]
    ) -> None:
        self._token_hashes = token_hashes
        self._token_ids = token_ids

    @classmethod
    def of(cls, array_by_name: Mapping[str, NDArray[Any]]) -> "TokenVocabulary":
        """Make the vocabulary from the arrays of `make_vocabulary_arrays`."""
        return cls(array_by_name["hashes"], array_by_name["hash_numbers"])

    def find_token_ids(self, query_hashes: NDArray[np.uint64]) -> list[int]:
        """Look up the number of each token by its hash; -1 for an unknown token."""
        if not len(self._token_hashes):
            return [-1] * len(query_hashes)
        positions = self._token_hashes.searchsorted(query_hashes)
        # A hash greater than the last one is clipped, and differs from it.
        known_token_flags = (
            self._token_hashes.take(positions, mode="clip") == query_hashes
        )
        token_ids = self._token_ids.take(positions, mode="clip").astype(np.int64)
        ids_or_unknown: list[int] = np.where(known_token_flags, token_ids, -1).tolist()
        return ids_or_unknown


def make_vocabulary_arrays(
    tokens: Sequence[str], ranks: NDArray[np.uint32]
) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield the hashes of tokens in order, and the number of each."""
    token_hashes = hash_tokens(tokens)
    hash_order = np.argsort(token_hashes)
    yield "hashes", token_hashes[hash_order]
    yield "hash_numbers", ranks[hash_order]


def rank_by_frequency(token_counts: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Number tokens by frequency; the most frequent gets 0."""
    frequency_order = np.argsort(-token_counts, kind="stable")
    ranks = np.empty(len(token_counts), dtype=np.uint32)
    ranks[frequency_order] = np.arange(len(token_counts), dtype=np.uint32)
    return np.where(
        ranks < _UNSHARED_ID_COUNT,
        ranks,
        _UNSHARED_ID_COUNT + ranks % _SHARED_ID_COUNT,
    ).astype(np.uint32)


def convert_to_code_points(token_ids: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Convert each number to a code point; surrogates are skipped."""
    return token_ids + np.uint32(_SURROGATE_COUNT) * (token_ids >= _FIRST_SURROGATE)


def encode_tokens(token_ids: Sequence[int]) -> str:
    """Write token ids as a string; an id under 0 is an unknown token.

    >>> encode_tokens([97, 98, -1]) == "ab" + chr(UNKNOWN_CODE_POINT)
    True
    """
    return "".join(map(_convert_to_character, token_ids))


def _convert_to_character(token_id: int) -> str:
    if token_id < 0:
        return chr(UNKNOWN_CODE_POINT)
    return chr(token_id if token_id < _FIRST_SURROGATE else token_id + _SURROGATE_COUNT)


def hash_query_tokens(tokens: Sequence[str]) -> NDArray[np.uint64]:
    """Hash the tokens of a query."""
    return np.array(list(map(hash_token, tokens)), dtype=np.uint64)


# Speed trick: texts repeat their words. Without it, 450 texts by `lookup --batch` take
# 3 % more instructions (compare_checkouts.py).
@lru_cache(maxsize=32_768)
def hash_token(token: str) -> int:
    """Hash a token to 64 bits, the same on every machine."""
    digest = blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def hash_tokens(tokens: Sequence[str]) -> NDArray[np.uint64]:
    """Hash many tokens, without filling the cache of `hash_token`."""
    joined_digests = b"".join(
        blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        for token in tokens
    )
    return np.frombuffer(joined_digests, dtype="<u8").astype(np.uint64)
