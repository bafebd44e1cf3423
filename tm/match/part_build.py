"""Making a part of an index from texts, in little memory."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tm.match.character_lane import LONGEST, character_lane_arrays, size_of
from tm.match.token_lane import token_lane_arrays
from tm.text.bulk_tokens import END, bulk_tokens
from tm.text.locale import Locale
from tm.text.normal import folded
from tm.text.tokens import token_class

Named = tuple[str, NDArray[Any]]  # of any kind of number

_BATCH = 10_000


def part_arrays(texts: Iterable[tuple[int, str]], locale: Locale) -> Iterator[Named]:
    """The arrays of a part that holds some segments, each a number and a text."""
    gathered = _Gathered(locale)
    source = iter(texts)
    while batch := list(islice(source, _BATCH)):
        gathered.add([number for number, _ in batch], [text for _, text in batch])
    yield from gathered.arrays()


class _Numbering(dict[str, int]):
    """Tokens in the order in which they are met; END is 0."""

    def __missing__(self, token: str) -> int:
        # Numbers are many and all the same: none of them is kept.
        one = token_class(token)
        if one != token:
            return self[one]
        number = self[token] = len(self)
        return number


class _Gathered:
    def __init__(self, locale: Locale) -> None:
        self._locale = locale
        self._numbering = _Numbering({END: 0})
        # Arrays of the standard library grow in place.
        self._flat = array("I")
        self._lengths = array("I")
        self._segments = array("q")
        self._sizes = array("I")
        self._kept = array("q")
        self._forms: list[bytes] = []

    def add(self, numbers: Sequence[int], texts: Sequence[str]) -> None:
        """Add some segments."""
        batch = bulk_tokens(texts, self._locale)
        ids = np.fromiter(
            map(self._numbering.__getitem__, batch.tokens),
            dtype=np.uint32,
            count=len(batch.tokens),
        )
        ends = np.flatnonzero(ids == 0)
        lengths = (np.diff(ends, prepend=-1) - 1).astype(np.uint32)
        self._flat.frombytes(ids[ids != 0].tobytes())
        self._lengths.frombytes(lengths.tobytes())
        first = len(self._segments)
        self._segments.extend([numbers[row] for row in batch.rows])
        self._add_characters(first, batch.forms)

    def _add_characters(self, first: int, forms: Sequence[str]) -> None:
        sizes = [len(form) for form in forms]
        kept = []
        for place, form in enumerate(forms):
            if not form.isascii():
                sizes[place] = size_of(form)
            if sizes[place] <= LONGEST:
                kept.append(place)
        self._sizes.extend(sizes)
        self._kept.extend(first + place for place in kept)
        self._forms += [forms[place].encode("utf-8", "surrogatepass") for place in kept]

    def arrays(self) -> Iterator[Named]:
        """All that was added, arranged lane by lane."""
        segments = np.frombuffer(self._segments, dtype=np.int64)
        if not len(segments) or int(segments.max()) < 1 << 32:
            segments = segments.astype(np.uint32)
        yield from _named("characters", self._character_arrays(segments))
        self._forms = []
        tokens = list(self._numbering)
        self._numbering = _Numbering()
        flat = np.frombuffer(self._flat, dtype=np.uint32)
        lengths = np.frombuffer(self._lengths, dtype=np.uint32)
        lane = token_lane_arrays(tokens, flat, lengths, segments)
        yield from _named("marked", lane)
        yield from _named("bare", _bare_arrays(tokens, flat, lengths, segments))

    def _character_arrays(self, segments: NDArray[Any]) -> Iterator[Named]:
        return character_lane_arrays(
            np.frombuffer(self._sizes, dtype=np.uint32),
            segments,
            np.frombuffer(self._kept, dtype=np.int64),
            self._forms,
        )


def _bare_arrays(
    tokens: list[str],
    flat: NDArray[np.uint32],
    lengths: NDArray[np.uint32],
    segments: NDArray[Any],
) -> Iterator[Named]:
    """A lane without marks, of the segments that have any."""
    numbering = _Numbering({END: 0})
    mapped = np.fromiter(
        (numbering[token if token.isascii() else folded(token)] for token in tokens),
        dtype=np.uint32,
        count=len(tokens),
    )
    marked = np.fromiter(
        (not token.isascii() and folded(token) != token for token in tokens),
        dtype=bool,
        count=len(tokens),
    )
    chosen = _with_any(marked, flat, lengths)
    cells = np.repeat(chosen, lengths)
    return token_lane_arrays(
        list(numbering), mapped[flat[cells]], lengths[chosen], segments[chosen]
    )


def _with_any(
    wanted: NDArray[np.bool_], flat: NDArray[np.uint32], lengths: NDArray[np.uint32]
) -> NDArray[np.bool_]:
    """Which segments have any of the wanted tokens."""
    found = np.zeros(len(lengths), dtype=bool)
    start = 0
    for place in range(0, len(lengths), _BATCH):
        some = lengths[place : place + _BATCH].astype(np.int64)
        end = start + int(some.sum())
        counts = np.concatenate(([0], np.cumsum(wanted[flat[start:end]])))
        ends = np.cumsum(some)
        found[place : place + _BATCH] = counts[ends] > counts[ends - some]
        start = end
    return found


def _named(lane: str, arrays: Iterator[Named]) -> Iterator[Named]:
    return ((f"{lane}.{name}", found) for name, found in arrays)
