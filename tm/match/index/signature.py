"""Bit signatures of texts: 128 bits for their characters, compared before the texts.

Characters get bits of their own by how much they tell apart: most are those that half
of the texts have. The other characters share some bits.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tm.text.vectorised import code_points, fold_texts

Stretch = tuple[int, int, int]
"""First place, place after the last, and the most edits that are allowed there."""

_BITS = 128
_SHARED_BITS = 16
"""Bits shared by the characters without a bit of their own."""
_BATCH = 1_000
_SAMPLE, _SAMPLED_OF = 4_000, 500_000
"""Texts sampled, and of how many, to find the most telling characters."""
_CODE_POINT, _REPEAT = np.uint32(0x1FFFFF), np.uint32(21)
_MAX_REPEAT = np.uint32(0x7FF)
"""A number beside a code point has 11 bits."""
_HASH_FACTOR = np.uint32(0x9E3779B1)


class CharacterSignatures:
    """The signatures of texts, by their places."""

    def __init__(
        self,
        first: NDArray[np.uint64],
        second: NDArray[np.uint64],
        own_bits: NDArray[np.uint64],
    ) -> None:
        self._words = first, second
        self._own_bits = own_bits

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]], name: str) -> "CharacterSignatures":
        """The signatures that arrays of `signature_arrays` hold."""
        first, second, own_bits = (
            arrays[f"{name}_{part}"] for part in ("first", "second", "known")
        )
        return cls(first, second, own_bits)

    def places_within(self, form: str, stretches: Sequence[Stretch]) -> list[int]:
        """List the places of texts that may be within the edits of each stretch.

        A bit that only one side has is a character without a partner.
        """
        count = np.bitwise_count
        first_word, second_word = _signatures([form], self._own_bits)[0]
        first_bits, second_bits = (
            int(first_word).bit_count(),
            int(second_word).bit_count(),
        )
        first, second = self._words
        found_places: list[int] = []
        for start, end, max_edits in stretches:
            stored = first[start:end]
            shared = count(stored & first_word).astype(np.int16)
            places = np.flatnonzero(shared >= first_bits - max_edits)
            if not len(places):
                continue
            stored, stored_rest = stored.take(places), second[start:end].take(places)
            shared = shared.take(places) + count(stored_rest & second_word)
            total = count(stored).astype(np.int16) + count(stored_rest)
            fits = (shared >= first_bits + second_bits - max_edits) & (
                total - shared <= max_edits
            )
            found_places += (places[fits] + start).tolist()
        return found_places


def signature_arrays(
    name: str, text: NDArray[np.uint8], ends: NDArray[np.int64], *, bare: bool
) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield the signatures of texts, two words each, and the characters with own bits.

    `text` holds them as UTF-8, one after the other, each up to its end.
    """
    sample = [
        text_form
        for start in range(0, len(ends), _SAMPLED_OF)
        for text_form in _decode_texts(text, ends, start, _SAMPLE, bare=bare)
    ]
    own_bits = _most_telling_keys(sample)
    words = np.zeros((len(ends), 2), dtype=np.uint64)
    for start in range(0, len(ends), _BATCH):
        batch = _decode_texts(text, ends, start, _BATCH, bare=bare)
        words[start : start + _BATCH] = _signatures(batch, own_bits)
    yield f"{name}_known", own_bits
    for column, part in enumerate(("first", "second")):
        yield f"{name}_{part}", words[:, column]


def _decode_texts(
    text: NDArray[np.uint8],
    ends: NDArray[np.int64],
    start: int,
    count: int,
    *,
    bare: bool,
) -> list[str]:
    """Decode up to `count` texts from `start` on."""
    first = int(ends[start - 1]) if start else 0
    batch_ends = (ends[start : start + count] - first).tolist()
    joined = text[first : first + batch_ends[-1]].tobytes()
    texts = [
        joined[begin:end].decode("utf-8", "surrogatepass")
        for begin, end in pairwise([0, *batch_ends])
    ]
    return fold_texts(texts) if bare else texts


def _most_telling_keys(forms: Sequence[str]) -> NDArray[np.uint64]:
    """Choose the keys that get bits of their own, the most telling first."""
    if not forms:
        return np.empty(0, dtype=np.uint64)
    keys = [
        _keys(forms[start : start + _BATCH])[0]
        for start in range(0, len(forms), _BATCH)
    ]
    keys_found, counts = np.unique(np.concatenate(keys), return_counts=True)
    information = np.minimum(counts, len(forms) - counts)
    order = np.argsort(-information, kind="stable")
    return keys_found[order[: _BITS - _SHARED_BITS]].astype(np.uint64)


def _signatures(
    forms: Sequence[str], own_bits: NDArray[np.uint64]
) -> NDArray[np.uint64]:
    """Two words for each text."""
    keys, text_numbers = _keys(forms)
    bits = keys * _HASH_FACTOR >> np.uint32(13) & np.uint32(_SHARED_BITS - 1)
    bits += np.uint32(_BITS - _SHARED_BITS)
    if len(own_bits):
        order = np.argsort(own_bits).astype(np.uint32)
        arranged = own_bits.astype(np.uint32)[order]
        places = arranged.searchsorted(keys)
        is_known = arranged.take(places, mode="clip") == keys
        bits = np.where(is_known, order.take(places, mode="clip"), bits)
    bits += text_numbers * np.uint32(_BITS)
    table = np.zeros(len(forms) * _BITS, dtype=bool)
    table[bits] = True
    packed = np.packbits(table, bitorder="little").view("<u8")
    return packed.astype(np.uint64).reshape(-1, 2)


def _keys(forms: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Each character of up to 2,048 texts, and whose it is.

    The second `a` of a text is another than its first; beyond the 2,048th they are one.
    """
    flat = code_points("".join(forms))
    sizes = np.fromiter(map(len, forms), dtype=np.int64, count=len(forms))
    keys = np.repeat(np.arange(len(forms), dtype=np.uint32) << _REPEAT, sizes) | flat
    keys.sort()
    place = np.arange(len(keys), dtype=np.uint32)
    first = place.copy()
    first[1:] *= keys[1:] != keys[:-1]
    repeat = np.minimum(place - np.maximum.accumulate(first), _MAX_REPEAT)
    return keys & _CODE_POINT | repeat << _REPEAT, keys >> _REPEAT
