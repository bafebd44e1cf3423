"""Making a part of an index from texts, in little memory."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from operator import ne
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tm.match.index.character_index import LONGEST, character_lane_arrays, size_of
from tm.match.index.token_ids import TokenIds
from tm.match.index.token_index import token_lane_arrays
from tm.store.backend.sql import NumberedTexts
from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.tokens import match_tokens
from tm.text.vectorised import TextArray, folded_texts

Named = tuple[str, NDArray[Any]]  # of any kind of number

_BATCH = 2_000


def part_arrays(texts: Iterable[NumberedTexts], locale: Locale) -> Iterator[Named]:
    """The arrays of a part that holds some segments."""
    gathered = _Gathered(locale)
    for some in texts:
        gathered.add(*some)
    yield from gathered.arrays()


class _Gathered:
    def __init__(self, locale: Locale) -> None:
        self._locale = locale
        self._vietnamese = locale.language == "vi"
        self._numbering = TokenIds()
        # Arrays of the standard library grow in place.
        self._flat = array("I")
        self._lengths = array("I")
        self._segments = array("q")
        self._sizes = array("I")
        self._kept = array("q")
        self._forms = bytearray()
        self._widths = array("I")

    def add(self, numbers: Sequence[int], texts: Sequence[str]) -> None:
        """Add some segments."""
        letters, others = TextArray.of(texts)
        if letters.rows:
            self._add_letters(letters)
        if others:
            self._add_texts([texts[row] for row in others])
        self._segments.extend([numbers[row] for row in letters.rows + others])

    def _add_letters(self, letters: TextArray) -> None:
        points = letters.match_points(vietnamese=[self._vietnamese] * len(letters.rows))
        tokens = letters.tokens(points)
        self._flat.frombytes(self._numbering.of_places(tokens).tobytes())
        self._lengths.frombytes(tokens.counts.astype(np.uint32).tobytes())
        begins = np.append(0, letters.ends[:-1] + 1)
        sizes = letters.ends - begins
        kept = sizes <= LONGEST
        self._kept.frombytes((np.flatnonzero(kept) + len(self._sizes)).tobytes())
        self._sizes.frombytes(sizes.astype(np.uint32).tobytes())
        widths = (points >= 0x80).astype(np.uint8) + (points >= 0x800)
        extra = np.add.reduceat(widths, begins, dtype=np.uint32)
        self._widths.frombytes((sizes + extra)[kept].astype(np.uint32).tobytes())
        inside = np.repeat(kept, sizes + 1)
        inside[letters.ends] = False
        self._forms += points[inside].tobytes().decode("utf-16-le").encode()

    def _add_texts(self, texts: Sequence[str]) -> None:
        tokens = [match_tokens(text, self._locale) for text in texts]
        # All at once: there are often a few, and an array for each takes long.
        numbers = self._numbering.of_words(list(chain.from_iterable(tokens)))
        self._flat.frombytes(numbers.tobytes())
        self._lengths.extend(map(len, tokens))
        for text in texts:
            form = match_form(text, vietnamese=self._vietnamese)
            size = size_of(form)
            if size <= LONGEST:
                encoded = form.encode("utf-8", "surrogatepass")
                self._kept.append(len(self._sizes))
                self._widths.append(len(encoded))
                self._forms += encoded
            self._sizes.append(size)

    def arrays(self) -> Iterator[Named]:
        """All that was added, arranged lane by lane."""
        segments = np.frombuffer(self._segments, dtype=np.int64)
        if not len(segments) or int(segments.max()) < 1 << 32:
            segments = segments.astype(np.uint32)
        yield from _named("characters", self._character_arrays(segments))
        del self._forms, self._widths, self._kept, self._sizes
        tokens = self._numbering.tokens
        self._numbering = TokenIds()
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
            np.frombuffer(self._forms, dtype=np.uint8),
            np.frombuffer(self._widths, dtype=np.uint32),
        )


def _bare_arrays(
    tokens: list[str],
    flat: NDArray[np.uint32],
    lengths: NDArray[np.uint32],
    segments: NDArray[Any],
) -> Iterator[Named]:
    """A lane without marks, of the segments that have any, in the place of `flat`."""
    bare = folded_texts(tokens)
    numbering: dict[str, int] = {}
    mapped = np.fromiter(
        (numbering.setdefault(token, len(numbering)) for token in bare),
        dtype=np.uint32,
        count=len(tokens),
    )
    marked = np.fromiter(map(ne, bare, tokens), dtype=bool, count=len(tokens))
    chosen = np.zeros(len(lengths), dtype=bool)
    start = filled = 0
    for place in range(0, len(lengths), _BATCH):
        some = lengths[place : place + _BATCH].astype(np.int64)
        end = start + int(some.sum())
        counts = np.append(0, np.cumsum(marked[flat[start:end]]))
        ends = np.cumsum(some)
        has_any = counts[ends] > counts[ends - some]
        kept = mapped[flat[start:end][np.repeat(has_any, some)]]
        flat[filled : filled + len(kept)] = kept
        chosen[place : place + _BATCH] = has_any
        start, filled = end, filled + len(kept)
    return token_lane_arrays(
        list(numbering), flat[:filled], lengths[chosen], segments[chosen]
    )


def _named(lane: str, arrays: Iterator[Named]) -> Iterator[Named]:
    return ((f"{lane}.{name}", found) for name, found in arrays)
