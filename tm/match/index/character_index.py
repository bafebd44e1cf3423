"""Which segments are like a short query, character by character: complete.

Segments stand by their length in characters, so that a query looks at a window of
them. There a signature of 128 bits bounds the distance from below: the more frequent
characters have bits of their own, another for the second one in a text, and so on, so
that a bit which one side only has is a character without a partner. What passes is
compared. Signatures are of texts without marks; where most texts have marks, there are
others with marks too, which tell far more of a query with marks.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tm.match.index.signature import CharacterSignatures, Stretch, signature_arrays
from tm.match.similarity import largest_distance, nearest, tokens_within
from tm.text.normal import folded, match_form

# Any: arrays of several kinds of numbers go together.
Arrays = Mapping[str, NDArray[Any]]
Texts = Callable[[Sequence[int]], Mapping[int, str]]
"""Texts of segments by their numbers, from the database."""

LONGEST = 100
"""Up to so many characters a segment's form is kept; longer ones are read."""

_BATCH = 500
_ARRANGED = 4_000
_AT_ONCE = 1 << 15
"""So many bytes are read at once, though not all of them are wanted."""


class CharacterLane:
    """The characters of some segments, arranged to find those like a short query."""

    def __init__(self, arrays: Arrays, *, vietnamese: bool) -> None:
        self._vietnamese = vietnamese
        self._segments = arrays["segments"]
        self._sizes: list[int] = arrays["sizes"].tolist()
        self._starts: list[int] = arrays["starts"].tolist()
        self._bare = CharacterSignatures.of(arrays, "bare")
        self._marked = self._bare
        if len(arrays["marked_first"]):
            self._marked = CharacterSignatures.of(arrays, "marked")
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
        signatures = self._bare if bare else self._marked
        one = folded(form) if signatures is self._bare else form
        runs = self._runs(size, threshold, range(first, kept))
        chosen = signatures.within(one, runs)
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

    def _runs(self, size: int, threshold: int, window: range) -> list[Stretch]:
        """The stretches of one length in a window, with the most edits for each."""
        found: list[Stretch] = []
        place = bisect_right(self._starts, window.start) - 1
        start = window.start
        while start < window.stop:
            end = min(window.stop, self._starts[place + 1])
            longest = max(size, self._sizes[place])
            found.append((start, end, largest_distance(longest, threshold)))
            start, place = end, place + 1
        return found

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


def character_lane_arrays(
    sizes: NDArray[np.uint32],
    segments: NDArray[Any],
    kept: NDArray[np.int64],
    text: NDArray[np.uint8],
    widths: NDArray[np.uint32],
) -> Iterator[tuple[str, NDArray[Any]]]:
    """What a lane keeps of segments, given in any order.

    `kept` are the segments, by their place, whose forms are in `text` as UTF-8, one
    after the other; `widths` how many bytes each has.
    """
    order = np.argsort(sizes, kind="stable")
    arranged = sizes[order]
    found, starts = np.unique(arranged, return_index=True)
    yield "segments", segments[order]
    yield "sizes", found.astype(np.int64)
    yield "starts", np.append(starts, len(order)).astype(np.int64)
    inner = np.argsort(sizes[kept], kind="stable")
    ends = np.cumsum(widths[inner], dtype=np.int64)
    text = _arranged(text, widths, inner, ends)
    yield "text_ends", ends.astype(np.uint32)
    yield "text", text
    # What has letters beyond ASCII has more bytes than letters.
    marked = np.count_nonzero(widths > sizes[kept]) > len(ends) // 2
    yield from signature_arrays("bare", text, ends, bare=True)
    ends = ends if marked else ends[:0]
    yield from signature_arrays("marked", text, ends, bare=False)


def _arranged(
    text: NDArray[np.uint8],
    widths: NDArray[np.uint32],
    order: NDArray[np.int64],
    ends: NDArray[np.int64],
) -> NDArray[np.uint8]:
    """Texts one after the other in another order, with their ends in that order."""
    found = np.empty_like(text)
    begins = np.cumsum(widths, dtype=np.int64) - widths
    for start in range(0, len(order), _ARRANGED):
        some = order[start : start + _ARRANGED]
        first = int(ends[start - 1]) if start else 0
        last = int(ends[start + len(some) - 1])
        shifts = begins[some] - np.append(first, ends[start : start + len(some) - 1])
        places = np.repeat(shifts, widths[some]) + np.arange(first, last)
        found[first:last] = text.take(places)
    return found


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
