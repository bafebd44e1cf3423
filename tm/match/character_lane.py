"""Which segments are like a short query, character by character: complete.

Segments stand by their length in characters, so that a query looks at a window of
them. There a signature of 320 bits, of characters and of pairs of characters without
marks, bounds the distance from below (Ukkonen 1992); what passes is compared.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tm.match.bulk_tokens import END
from tm.match.similarity import nearest, tokens_within
from tm.text.normal import folded, match_form

# Any: arrays of several kinds of numbers go together.
Arrays = Mapping[str, NDArray[Any]]
Bits = tuple[NDArray[np.uint64], NDArray[np.uint64]]
Texts = Callable[[Sequence[int]], Mapping[int, str]]
"""Texts of segments by their numbers, from the database."""

LONGEST = 100
"""Up to so many characters a segment's form is kept; longer ones are read."""

PAIR_WORDS = 4
"""Words of 64 bits for the pairs of characters of a segment."""

_BATCH = 500
_PIECE = 1 << 15
_AT_ONCE = 1 << 15
"""So many bytes are read at once, though not all of them are wanted."""
_CHARACTER, _NEXT, _REPEAT = (
    np.uint64(number) for number in (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D)
)


class CharacterLane:
    """The characters of some segments, arranged to find those like a short query."""

    def __init__(self, arrays: Arrays, *, vietnamese: bool) -> None:
        self._vietnamese = vietnamese
        self._segments = arrays["segments"]
        self._sizes: list[int] = arrays["sizes"].tolist()
        self._starts: list[int] = arrays["starts"].tolist()
        self._size_of = arrays["size_of"]
        self._bare_of = arrays["bare_of"]
        self._pairs = arrays["pairs"]
        self._characters = arrays["characters"]
        self._ends = arrays["text_ends"]
        self._text = arrays["text"]

    def search(
        self, text: str, threshold: int, *, bare: bool, texts: Texts
    ) -> Iterator[tuple[int, float]]:
        """Number and similarity of every segment that reaches a threshold.

        `bare`: both are compared without marks too, and the better counts.
        """
        form = match_form(text, vietnamese=self._vietnamese)
        size = size_of(form)
        first, last = self._window(size, threshold)
        kept = min(last, len(self._ends))
        chosen = self._bounded(folded(form), size, threshold, range(first, kept))
        numbers = self._segments[chosen].tolist()
        strings = self._forms(chosen)
        yield from _within(form, numbers, strings, threshold, bare)
        for start in range(max(first, kept), last, _BATCH):
            some = self._segments[start : min(last, start + _BATCH)].tolist()
            found = texts(some)
            strings = [
                match_form(one, vietnamese=self._vietnamese) for one in found.values()
            ]
            yield from _within(form, list(found), strings, threshold, bare)

    def _window(self, size: int, threshold: int) -> tuple[int, int]:
        low = -(-size * threshold // 100)
        first = int(np.searchsorted(self._sizes, low))
        last = len(self._sizes)
        if threshold > 0:
            high = size * 100 // threshold
            last = int(np.searchsorted(self._sizes, high, side="right"))
        return self._starts[first], self._starts[max(first, last)]

    def _bounded(
        self, bare: str, size: int, threshold: int, window: range
    ) -> list[int]:
        """The places in a window whose signatures allow the threshold."""
        if not window:
            return []
        bits = signatures([bare])
        lengths = size, len(bare)
        chosen: list[int] = []
        # Pieces that stay in the processor's cache.
        for start in range(window.start, window.stop, _PIECE):
            piece = slice(start, min(start + _PIECE, window.stop))
            chosen += self._bounded_piece(bits, lengths, threshold, piece)
        return chosen

    def _bounded_piece(
        self, bits: Bits, lengths: tuple[int, int], threshold: int, piece: slice
    ) -> list[int]:
        """The same, in a piece of it, for a query's bits and lengths.

        A bit that one side has and the other has not is a character without a
        partner, or a pair of which a character has none; an edit parts two pairs.
        """
        pairs, characters = bits
        size, bare = lengths
        count = np.bitwise_count
        # Letters that do not compose with their marks are fewer without them.
        others = self._bare_of[piece].astype(np.int16)
        longer = np.maximum(others - np.int16(bare), 0)
        shorter = np.maximum(np.int16(bare) - others, 0)
        longest = np.maximum(self._size_of[piece].astype(np.int32), size)
        most = longest * (100 - threshold) // 100
        stored = self._characters[piece]
        missing = count(characters & ~stored) + longer
        surplus = count(stored & ~characters) + shorter
        places = np.flatnonzero((missing <= most) & (surplus <= most))
        rows = self._pairs.take(places + piece.start, axis=0)
        missing = count(pairs & ~rows).sum(axis=1, dtype=np.int16) + longer[places]
        surplus = count(rows & ~pairs).sum(axis=1, dtype=np.int16) + shorter[places]
        kept = np.maximum(missing, surplus) <= 2 * most[places]
        chosen: list[int] = (places[kept] + piece.start).tolist()
        return chosen

    def _forms(self, places: Sequence[int]) -> list[str]:
        """The forms at some places, in order; those that are close are read at once."""
        chosen = np.array(places, dtype=np.int64)
        ends = self._ends.take(chosen).tolist()
        starts = self._ends.take(np.maximum(chosen - 1, 0)).tolist()
        if places and not places[0]:
            starts[0] = 0
        forms: list[str] = []
        first = 0
        while first < len(places):
            begin = starts[first]
            last = bisect_right(ends, begin + _AT_ONCE, lo=first + 1)
            block = self._text[begin : ends[last - 1]].tobytes()
            for number in range(first, last):
                form = block[starts[number] - begin : ends[number] - begin]
                forms.append(form.decode())
            first = last
        return forms


def size_of(form: str) -> int:
    """The length of a match form, with its marks or without, whichever is more."""
    return len(form) if form.isascii() else max(len(form), len(folded(form)))


def signatures(forms: Sequence[str]) -> Bits:
    """256 bits of the pairs and 64 bits of the characters of texts without marks."""
    joined = END.join(form.replace(END, "\1") for form in forms) + END
    flat = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    flat = flat.astype(np.uint64)
    sizes = np.fromiter(map(len, forms), dtype=np.int64, count=len(forms)) + 1
    whose = np.repeat(np.arange(len(forms), dtype=np.uint64), sizes)
    # The ends of a text are in a pair too.
    before = np.concatenate((np.zeros(1, dtype=np.uint64), flat[:-1]))
    hashed = np.add(before * _CHARACTER, flat * _NEXT, dtype=np.uint64)
    pairs = _packed(hashed, whose, len(forms), bits=64 * PAIR_WORDS)
    # The second `a` of a text is another bit than its first.
    keys = whose << np.uint64(21) | flat
    keys.sort()
    place = np.arange(len(keys))
    fresh = np.append(True, keys[1:] != keys[:-1])
    repeat = (place - np.maximum.accumulate(np.where(fresh, place, 0))).astype("<u8")
    character, whose = keys & np.uint64(0x1FFFFF), keys >> np.uint64(21)
    inner = character != 0
    value = (character * _CHARACTER + repeat * _REPEAT)[inner]
    singles = _packed(value, whose[inner], len(forms), bits=64)
    return pairs, singles.reshape(-1)


def _packed(
    values: NDArray[np.uint64], whose: NDArray[np.uint64], count: int, *, bits: int
) -> NDArray[np.uint64]:
    """A row of bits for each text, those set that its values hash to."""
    table = np.zeros(count * bits, dtype=bool)
    table[whose * np.uint64(bits) + (values >> np.uint64(13)) % np.uint64(bits)] = True
    return np.packbits(table, bitorder="little").view("<u8").reshape(count, -1)


def character_lane_arrays(
    sizes: NDArray[np.uint32],
    segments: NDArray[Any],
    kept: NDArray[np.int64],
    bare: NDArray[np.uint8],
    bits: Sequence[NDArray[np.uint64]],
    forms: Sequence[bytes],
) -> Iterator[tuple[str, NDArray[Any]]]:
    """What a lane keeps of segments, given in any order.

    `kept` are the segments, by their place, of which `forms` are, and `bare` and
    `bits`: their lengths without marks, and signatures.
    """
    order = np.argsort(sizes, kind="stable")
    arranged = sizes[order]
    found, starts = np.unique(arranged, return_index=True)
    yield "segments", segments[order]
    yield "sizes", found.astype(np.int64)
    yield "starts", np.append(starts, len(order)).astype(np.int64)
    inner = np.argsort(sizes[kept], kind="stable")
    yield "size_of", arranged[: len(inner)].astype(np.uint8)
    yield "bare_of", bare[inner]
    for name, words in zip(("pairs", "characters"), bits, strict=True):
        yield name, words[inner]
    texts = [forms[place] for place in inner.tolist()]
    widths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    yield "text_ends", np.cumsum(widths).astype(np.uint32)
    yield "text", np.frombuffer(b"".join(texts), dtype=np.uint8)


def _within(
    form: str, numbers: list[int], forms: list[str], threshold: int, bare: bool
) -> Iterator[tuple[int, float]]:
    """The segments that reach a threshold, by their forms, with or without marks."""
    yield from _scored(form, numbers, forms, threshold)
    if bare:
        marked = [place for place, other in enumerate(forms) if not other.isascii()]
        numbers = [numbers[place] for place in marked]
        loose = [folded(forms[place]) for place in marked]
        yield from _scored(folded(form), numbers, loose, threshold)


def _scored(
    form: str, numbers: list[int], forms: list[str], threshold: int
) -> Iterator[tuple[int, float]]:
    # `nearest` is fast and cuts off at a float; a little less loses nothing.
    found = nearest(form, forms, limit=len(forms), threshold=max(0, threshold - 0.5))
    for other, _, place in found:
        score = tokens_within(form, other, threshold)
        if score is not None:
            # Equal characters are equal tokens; if the tokens differ, spaces do.
            yield numbers[place], min(score, 99.0)
