"""Segments similar to a short query, compared character by character.

No segment that reaches the threshold is missed. Segments are ordered by their length
in characters, so a query looks at a window of them. A signature of 128 bits bounds the
edit distance from below: a bit that only one side has is a character without a
partner. Segments within the bound are compared in full. Signatures are of texts
without diacritics; where most texts have diacritics, there are signatures with them
too, which tell far more apart.
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

LONGEST_STORED_FORM = 100
"""Characters of the longest form kept in the index; longer ones are read from the
database."""

_BATCH = 500
_REORDERED_AT_ONCE = 4_000
_READ_BYTES = 1 << 15
"""Bytes read at once, though not all of them are needed."""


class CharacterIndex:
    """The characters of some segments, arranged to find those like a short query."""

    def __init__(self, arrays: Arrays, *, vietnamese: bool) -> None:
        self._vietnamese = vietnamese
        self._segments = arrays["segments"]
        self._sizes: list[int] = arrays["sizes"].tolist()
        self._starts: list[int] = arrays["starts"].tolist()
        self._bare_signatures = CharacterSignatures.of(arrays, "bare")
        self._marked_signatures = self._bare_signatures
        if len(arrays["marked_first"]):
            self._marked_signatures = CharacterSignatures.of(arrays, "marked")
        self._ends = arrays["text_ends"]
        self._text = arrays["text"]

    def search(
        self, text: str, threshold: int, *, ignores_diacritics: bool, texts: Texts
    ) -> Iterator[tuple[int, float]]:
        """Number and similarity of every segment that reaches a threshold.

        `ignores_diacritics`: both are compared without marks too, and the better
        counts.
        """
        form = match_form(text, vietnamese=self._vietnamese)
        size = size_of(form)
        first, last = self._window(size, threshold)
        stored_end = min(last, len(self._ends))
        signatures = (
            self._bare_signatures if ignores_diacritics else self._marked_signatures
        )
        query_form = folded(form) if signatures is self._bare_signatures else form
        stretches = self._stretches(size, threshold, range(first, stored_end))
        places = signatures.places_within(query_form, stretches)
        numbers = self._segments[places].tolist()
        forms = self._forms(places)
        yield from _forms_within(form, numbers, forms, threshold, ignores_diacritics)
        for start in range(max(first, stored_end), last, _BATCH):
            batch = self._segments[start : min(last, start + _BATCH)].tolist()
            stored_texts = texts(batch)
            forms = [
                match_form(stored_text, vietnamese=self._vietnamese)
                for stored_text in stored_texts.values()
            ]
            yield from _forms_within(
                form, list(stored_texts), forms, threshold, ignores_diacritics
            )

    def _window(self, size: int, threshold: int) -> tuple[int, int]:
        low = -(-size * threshold // 100)
        first = int(np.searchsorted(self._sizes, low))
        last = len(self._sizes)
        if threshold > 0:
            high = size * 100 // threshold
            last = int(np.searchsorted(self._sizes, high, side="right"))
        return self._starts[first], self._starts[max(first, last)]

    def _stretches(self, size: int, threshold: int, window: range) -> list[Stretch]:
        """Split a window into stretches of one length, each with its most edits."""
        stretches: list[Stretch] = []
        place = bisect_right(self._starts, window.start) - 1
        start = window.start
        while start < window.stop:
            end = min(window.stop, self._starts[place + 1])
            longest = max(size, self._sizes[place])
            stretches.append((start, end, largest_distance(longest, threshold)))
            start, place = end, place + 1
        return stretches

    def _forms(self, places: Sequence[int]) -> list[str]:
        """Read the forms at some places, in order; close ones together."""
        place_array = np.array(places, dtype=np.int64)
        ends = self._ends.take(place_array).tolist()
        starts = self._ends.take(np.maximum(place_array - 1, 0)).tolist()
        if places and not places[0]:
            starts[0] = 0
        forms: list[str] = []
        first = 0
        while first < len(places):
            begin = starts[first]
            last = bisect_right(ends, begin + _READ_BYTES, lo=first + 1)
            block = self._text[begin : ends[last - 1]].tobytes()
            for number in range(first, last):
                form = block[starts[number] - begin : ends[number] - begin]
                forms.append(form.decode())
            first = last
        return forms


def size_of(form: str) -> int:
    """The length of a match form, with its marks or without, whichever is more."""
    return len(form) if form.isascii() else max(len(form), len(folded(form)))


def character_index_arrays(
    sizes: NDArray[np.uint32],
    segments: NDArray[Any],
    stored: NDArray[np.int64],
    text: NDArray[np.uint8],
    widths: NDArray[np.uint32],
) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield the arrays of a character index of segments, which come in any order.

    `stored` are the segments, by their place, whose forms are in `text` as UTF-8, one
    after the other; `widths` how many bytes each has.
    """
    order = np.argsort(sizes, kind="stable")
    sorted_sizes = sizes[order]
    distinct_sizes, starts = np.unique(sorted_sizes, return_index=True)
    yield "segments", segments[order]
    yield "sizes", distinct_sizes.astype(np.int64)
    yield "starts", np.append(starts, len(order)).astype(np.int64)
    stored_order = np.argsort(sizes[stored], kind="stable")
    ends = np.cumsum(widths[stored_order], dtype=np.int64)
    text = _reordered(text, widths, stored_order, ends)
    yield "text_ends", ends.astype(np.uint32)
    yield "text", text
    # What has letters beyond ASCII has more bytes than letters.
    have_diacritics = np.count_nonzero(widths > sizes[stored]) > len(ends) // 2
    yield from signature_arrays("bare", text, ends, bare=True)
    ends = ends if have_diacritics else ends[:0]
    yield from signature_arrays("marked", text, ends, bare=False)


def _reordered(
    text: NDArray[np.uint8],
    widths: NDArray[np.uint32],
    order: NDArray[np.int64],
    ends: NDArray[np.int64],
) -> NDArray[np.uint8]:
    """Reorder texts that stand one after the other; `ends` are in the new order."""
    reordered = np.empty_like(text)
    begins = np.cumsum(widths, dtype=np.int64) - widths
    for start in range(0, len(order), _REORDERED_AT_ONCE):
        batch = order[start : start + _REORDERED_AT_ONCE]
        first = int(ends[start - 1]) if start else 0
        last = int(ends[start + len(batch) - 1])
        shifts = begins[batch] - np.append(first, ends[start : start + len(batch) - 1])
        places = np.repeat(shifts, widths[batch]) + np.arange(first, last)
        reordered[first:last] = text.take(places)
    return reordered


def _forms_within(
    form: str,
    numbers: list[int],
    forms: list[str],
    threshold: int,
    ignores_diacritics: bool,
) -> Iterator[tuple[int, float]]:
    """Yield the segments whose forms reach a threshold, with diacritics or without."""
    yield from _score_forms(form, numbers, forms, threshold)
    if ignores_diacritics:
        marked_places = [
            place for place, other in enumerate(forms) if not other.isascii()
        ]
        numbers = [numbers[place] for place in marked_places]
        bare_forms = [folded(forms[place]) for place in marked_places]
        yield from _score_forms(folded(form), numbers, bare_forms, threshold)


def _score_forms(
    form: str, numbers: list[int], forms: list[str], threshold: int
) -> Iterator[tuple[int, float]]:
    # `nearest` is fast and cuts off at a float; a little less loses nothing.
    candidates = nearest(
        form, forms, limit=len(forms), threshold=max(0, threshold - 0.5)
    )
    for stored_form, _, place in candidates:
        score = tokens_within(form, stored_form, threshold)
        if score is not None:
            # Equal characters are equal tokens; if the tokens differ, spaces do.
            yield numbers[place], min(score, 99.0)
