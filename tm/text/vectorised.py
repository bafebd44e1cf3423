"""Many texts at once, as arrays of code points: match form, folded form, tokens.

The same as text by text, and many times as fast, for texts of letters that have one
form whatever stands beside them. Others (scripts without spaces, combining marks,
letters that fold to two) are told apart, and go through the functions for one text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tm.text.normal import folded, match_form, nfc, tone_folded
from tm.text.segment import CODE
from tm.text.tokens import INLINE_CODE, NUMBER, common_kind

END = "\0"
"""Stands after each text."""

Points = NDArray[np.uint16]
"""Code points, none beyond U+FFFF."""

_SIZE = 0x10000
_RANGES = (
    *((0, 0x250), (0x400, 0x482), (0x1E00, 0x1F00), (0x2010, 0x2040)),
    *((0x20AB, 0x20AD), (ord(CODE), ord(CODE) + 1)),
)
_SPACE, _LETTER, _DIGIT, _APOSTROPHE, _JOINER, _MARK, _CODE = range(7)
_RARE = 255
_TONED = "òóõỏọùúũủụ"
_VOWELS = "aey"


@dataclass(frozen=True, slots=True)
class TokenPlaces:
    """Where the tokens of some texts are."""

    starts: NDArray[np.intp]
    """The place of each token's first letter."""
    counts: NDArray[np.intp]
    """How many tokens each text has."""
    points: Points
    """The match form, numbers and codes as their classes; 0 for what is no token."""


@dataclass(frozen=True, slots=True)
class TextArray:
    """Some texts, one after the other, with U+0000 after each."""

    rows: list[int]
    """Which of the texts they are."""
    ends: NDArray[np.intp]
    """The place of each text's U+0000."""
    _points: NDArray[np.intp]
    _kinds: NDArray[np.uint8]

    @classmethod
    def of(cls, texts: Sequence[str]) -> tuple["TextArray", list[int]]:
        """The texts that can be seen so, and the numbers of the others."""
        chosen = list(range(len(texts)))
        joined = END.join(texts) + END if texts else ""
        if joined.count(END) != len(texts):
            chosen = [row for row, text in enumerate(texts) if END not in text]
            joined = "".join(texts[row] + END for row in chosen)
        points = code_points(joined).astype(np.intp)
        kinds = _tables().kinds.take(points, mode="clip")
        ends = np.flatnonzero(points == 0)
        rare = np.flatnonzero(kinds == _RARE)
        if len(rare):
            odd = np.unique(ends.searchsorted(rare))
            points, kinds = (_without(each, odd, ends) for each in (points, kinds))
            plain = np.delete(np.arange(len(ends)), odd)
            ends = np.cumsum(np.diff(ends, prepend=-1)[plain]) - 1
            chosen = [chosen[place] for place in plain.tolist()]
        if len(chosen) == len(texts):
            return cls(chosen, ends, points, kinds), []
        taken = set(chosen)
        others = [row for row in range(len(texts)) if row not in taken]
        return cls(chosen, ends, points, kinds), others

    def folded(self) -> list[str]:
        """`normal.folded` of each text."""
        return split(_tables().folded.take(self._points))

    def match_points(self, *, vietnamese: Sequence[bool]) -> Points:
        """`normal.match_form` of all texts, letter for letter; which are Vietnamese."""
        found = _tables().match.take(self._points)
        if any(vietnamese):
            places = np.flatnonzero(_tables().is_toned.take(self._points))
            chosen = np.array(vietnamese)[self.ends.searchsorted(places)]
            self._move_tones(found, places[chosen])
        return found

    def tokens(self, points: Points) -> TokenPlaces:
        """The tokens of `tokens.match_tokens`; `points` is their match form."""
        kinds = self._kinds.copy()
        for inner, outer in ((_APOSTROPHE, _LETTER), (_JOINER, _DIGIT)):
            places = np.flatnonzero(self._kinds == inner)
            # What is before the first is the END of the last.
            between = self._kinds[places - 1] == outer
            between &= self._kinds[places + 1] == outer
            kinds[places[between]] = outer
        begins = kinds > _DIGIT
        spaces = kinds == _SPACE
        begins[:1] |= ~spaces[:1]
        begins[1:] |= (kinds[1:] != kinds[:-1]) & ~spaces[1:]
        digits = np.flatnonzero(kinds == _DIGIT)
        points = points & (spaces.astype(np.uint16) - np.uint16(1))
        points[digits] = begins[digits] * np.uint16(ord(NUMBER))
        points[np.flatnonzero(kinds == _CODE)] = ord(INLINE_CODE)
        starts = np.flatnonzero(begins)
        counts = np.diff(starts.searchsorted(self.ends), prepend=0)
        return TokenPlaces(starts, counts, points)

    def spaced(self, tokens: TokenPlaces) -> list[bytes]:
        """The tokens of each text, one space between them, in UTF-8."""
        # Room for a space before each letter.
        pairs = np.zeros(2 * len(tokens.points), dtype=np.uint16)
        pairs[1::2] = tokens.points
        pairs[tokens.starts * 2] = ord(" ")
        firsts = np.cumsum(tokens.counts) - tokens.counts
        pairs[tokens.starts[firsts[tokens.counts > 0]] * 2] = 0
        kept = pairs != 0
        kept[self.ends * 2 + 1] = True
        # A mask of so many takes longer than their places.
        joined = _text(pairs.take(np.flatnonzero(kept)))
        return joined.encode().split(END.encode())[:-1]

    def _move_tones(self, points: Points, places: NDArray[np.intp]) -> None:
        """`normal.tone_folded` of toned letters at some places, in place."""
        tables = _tables()
        columns = tables.vowels.take(points[places + 1])
        pairs = tables.moved[tables.toned.take(points[places]), columns]
        some = np.flatnonzero(pairs[:, 0])
        places, pairs = places[some], pairs[some]
        after = (places + 2) % len(points)
        kinds = self._kinds[after]
        is_open = (kinds != _LETTER) & (kinds != _DIGIT) & (points[after] != ord("_"))
        places, pairs = places[is_open], pairs[is_open]
        points[places], points[places + 1] = pairs[:, 0], pairs[:, 1]


@dataclass(frozen=True, slots=True)
class _Tables:
    """What becomes of a letter, by its code point."""

    kinds: NDArray[np.uint8]
    match: Points
    folded: Points
    is_toned: NDArray[np.bool_]
    """Whether the letter's match form is in `toned`."""
    toned: NDArray[np.uint8]
    """1 and up: the letter's row in `moved`; 0 for those whose tone never moves."""
    vowels: NDArray[np.uint8]
    moved: Points
    """The pair that a toned letter and a vowel become; zeros where they stay."""


@cache
def _tables() -> _Tables:
    kinds = np.full(_SIZE, _RARE, dtype=np.uint8)
    match, bare = (np.zeros(_SIZE, dtype=np.uint16) for _ in range(2))
    for point in (point for range_ in _RANGES for point in range(*range_)):
        letter = chr(point)
        form, fold = match_form(letter), folded(letter)
        kind = common_kind(letter) and common_kind(form)
        if kind is None or not len(form) == len(fold) == len(folded(form)) == 1:
            continue
        if nfc(letter) == letter:
            kinds[point] = _kind(form, kind)
            match[point], bare[point] = ord(form), ord(fold)
    kinds[ord(END)] = _SPACE
    toned, vowels = (np.zeros(_SIZE, dtype=np.uint8) for _ in range(2))
    moved = np.zeros((len(_TONED) + 1, len(_VOWELS) + 1, 2), dtype=np.uint16)
    for row, letter in enumerate(_TONED, start=1):
        toned[ord(letter)] = row
        for column, vowel in enumerate(_VOWELS, start=1):
            vowels[ord(vowel)] = column
            if (pair := tone_folded(letter + vowel)) != letter + vowel:
                moved[row, column] = list(map(ord, pair))
    return _Tables(kinds, match, bare, toned.take(match) != 0, toned, vowels, moved)


def _kind(form: str, kind: str) -> int:
    if form == "'":
        return _APOSTROPHE
    if form in ".,:/":
        return _JOINER
    names = {"space": _SPACE, "word": _LETTER, "number": _DIGIT, "code": _CODE}
    return names.get(kind, _MARK)


def _without(
    each: NDArray[Any], odd: NDArray[np.intp], ends: NDArray[np.intp]
) -> NDArray[Any]:
    """What is of all texts but some, by the places where texts end."""
    # In pieces: to choose by a mask takes many times as long.
    begins = np.append(-1, ends)[odd] + 1
    pieces = zip([0, *ends[odd] + 1], [*begins, len(each)], strict=True)
    return np.concatenate([each[begin:end] for begin, end in pieces])


def folded_texts(texts: Sequence[str]) -> list[str]:
    """`normal.folded` of each text."""
    letters, others = TextArray.of(texts)
    if not others:
        return letters.folded()
    found = [""] * len(texts)
    for row, form in zip(letters.rows, letters.folded(), strict=True):
        found[row] = form
    for row in others:
        found[row] = folded(texts[row])
    return found


def code_points(text: str) -> NDArray[np.uint32]:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def split(points: Points) -> list[str]:
    """The texts that end with U+0000 each."""
    return _text(points).split(END)[:-1]


def _text(points: Points) -> str:
    return points.astype("<u2", copy=False).tobytes().decode("utf-16-le")
