"""128 bits for the characters of a text, so that few texts have to be compared.

Which characters have bits of their own is chosen by the texts: those that tell most,
as half of the texts have them. The others share some bits.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tm.text.vectorised import code_points, folded_texts

Stretch = tuple[int, int, int]
"""First place, place after the last, and the most edits that are allowed there."""

_BITS = 128
_SHARED = 16
"""So many bits are shared by the characters that have none of their own."""
_BATCH = 1_000
_SAMPLE, _SAMPLED_OF = 4_000, 500_000
"""So many texts of each so many say which characters tell most."""
_CODE_POINT, _REPEAT = np.uint32(0x1FFFFF), np.uint32(21)
_MOST = np.uint32(0x7FF)
"""A number beside a code point has 11 bits."""
_MIXED = np.uint32(0x9E3779B1)


class CharacterSignatures:
    """The signatures of some texts, by their places."""

    def __init__(
        self,
        first: NDArray[np.uint64],
        second: NDArray[np.uint64],
        known: NDArray[np.uint64],
    ) -> None:
        self._words = first, second
        self._known = known

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]], name: str) -> "CharacterSignatures":
        """The signatures that arrays of `signature_arrays` hold."""
        first, second, known = (
            arrays[f"{name}_{part}"] for part in ("first", "second", "known")
        )
        return cls(first, second, known)

    def within(self, form: str, stretches: Sequence[Stretch]) -> list[int]:
        """The places that may be so few edits away from a text, in order.

        A bit that one side has and the other has not is a character without partner.
        """
        count = np.bitwise_count
        one, other = _signatures([form], self._known)[0]
        ones, others = int(one).bit_count(), int(other).bit_count()
        first, second = self._words
        chosen: list[int] = []
        for start, end, most in stretches:
            stored = first[start:end]
            shared = count(stored & one).astype(np.int16)
            places = np.flatnonzero(shared >= ones - most)
            if not len(places):
                continue
            stored, rest = stored.take(places), second[start:end].take(places)
            shared = shared.take(places) + count(rest & other)
            total = count(stored).astype(np.int16) + count(rest)
            fits = (shared >= ones + others - most) & (total - shared <= most)
            chosen += (places[fits] + start).tolist()
        return chosen


def signature_arrays(
    name: str, text: NDArray[np.uint8], ends: NDArray[np.int64], *, bare: bool
) -> Iterator[tuple[str, NDArray[Any]]]:
    """What is kept of texts: two words for each, and which characters have bits.

    `text` holds them as UTF-8, one after the other, each up to its end.
    """
    sample = [
        one
        for start in range(0, len(ends), _SAMPLED_OF)
        for one in _texts(text, ends, start, _SAMPLE, bare=bare)
    ]
    known = _telling(sample)
    words = np.zeros((len(ends), 2), dtype=np.uint64)
    for start in range(0, len(ends), _BATCH):
        some = _texts(text, ends, start, _BATCH, bare=bare)
        words[start : start + _BATCH] = _signatures(some, known)
    yield f"{name}_known", known
    for column, part in enumerate(("first", "second")):
        yield f"{name}_{part}", words[:, column]


def _texts(
    text: NDArray[np.uint8],
    ends: NDArray[np.int64],
    start: int,
    count: int,
    *,
    bare: bool,
) -> list[str]:
    """So many of the texts, or as many as there are, from one on."""
    first = int(ends[start - 1]) if start else 0
    some = (ends[start : start + count] - first).tolist()
    joined = text[first : first + some[-1]].tobytes()
    texts = [
        joined[begin:end].decode("utf-8", "surrogatepass")
        for begin, end in pairwise([0, *some])
    ]
    return folded_texts(texts) if bare else texts


def _telling(forms: Sequence[str]) -> NDArray[np.uint64]:
    """The characters that have bits of their own, those that tell most first."""
    if not forms:
        return np.empty(0, dtype=np.uint64)
    keys = [
        _keys(forms[start : start + _BATCH])[0]
        for start in range(0, len(forms), _BATCH)
    ]
    found, counts = np.unique(np.concatenate(keys), return_counts=True)
    told = np.minimum(counts, len(forms) - counts)
    order = np.argsort(-told, kind="stable")
    return found[order[: _BITS - _SHARED]].astype(np.uint64)


def _signatures(forms: Sequence[str], known: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Two words for each text."""
    keys, whose = _keys(forms)
    bits = keys * _MIXED >> np.uint32(13) & np.uint32(_SHARED - 1)
    bits += np.uint32(_BITS - _SHARED)
    if len(known):
        order = np.argsort(known).astype(np.uint32)
        arranged = known.astype(np.uint32)[order]
        places = arranged.searchsorted(keys)
        is_known = arranged.take(places, mode="clip") == keys
        bits = np.where(is_known, order.take(places, mode="clip"), bits)
    bits += whose * np.uint32(_BITS)
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
    repeat = np.minimum(place - np.maximum.accumulate(first), _MOST)
    return keys & _CODE_POINT | repeat << _REPEAT, keys >> _REPEAT
