"""Many texts at once as arrays of code points: match form, folded form, tokens.

The results are those of `normal` and `tokens`, many times as fast, for texts whose
letters have one form whatever stands next to them. Other texts (scripts without spaces,
combining marks, letters that fold to two) go through the functions for one text. Speed
trick: match form and tokens 90 % faster than text by text (benchmarks/text_tricks.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tm.text.normal import fold_text, fold_tone_style, match_form, nfc
from tm.text.segment import CODE
from tm.text.tokens import INLINE_CODE_CLASS, NUMBER_CLASS, find_common_kind

TEXT_END = "\0"
"""Stands after each text."""

CodePoints = NDArray[np.uint16]
"""Code points, none beyond U+FFFF."""

_TABLE_SIZE = 0x10000
_RANGES = (
    *((0, 0x250), (0x400, 0x482), (0x1E00, 0x1F00), (0x2010, 0x2040)),
    *((0x20AB, 0x20AD), (ord(CODE), ord(CODE) + 1)),
)
_SPACE, _LETTER, _DIGIT, _APOSTROPHE, _JOINER, _MARK, _CODE = range(7)
_RARE_KIND = 255
_TONED = "òóõỏọùúũủụ"
_VOWELS = "aey"


@dataclass(frozen=True, slots=True)
class TokenPlaces:
    """The places of the tokens of texts."""

    starts: NDArray[np.intp]
    """The place of each token's first letter."""
    counts: NDArray[np.intp]
    """The number of tokens of each text."""
    points: CodePoints
    """The match form, numbers and codes as their classes; 0 between tokens."""


@dataclass(frozen=True, slots=True)
class TextArray:
    """Texts as one array of code points, with U+0000 after each."""

    rows: list[int]
    """The indices of the texts in the array."""
    ends: NDArray[np.intp]
    """The place of each text's U+0000."""
    _points: NDArray[np.intp]
    _kinds: NDArray[np.uint8]

    @classmethod
    def of(cls, texts: Sequence[str]) -> tuple["TextArray", list[int]]:
        """Make an array of the texts that fit, and list the indices of the others."""
        kept_rows = list(range(len(texts)))
        joined = TEXT_END.join(texts) + TEXT_END if texts else ""
        if joined.count(TEXT_END) != len(texts):
            kept_rows = [row for row, text in enumerate(texts) if TEXT_END not in text]
            joined = "".join(texts[row] + TEXT_END for row in kept_rows)
        text_points = list_code_points(joined).astype(np.intp)
        kinds = _make_letter_tables().kinds.take(text_points, mode="clip")
        ends = np.flatnonzero(text_points == 0)
        rare_places = np.flatnonzero(kinds == _RARE_KIND)
        if len(rare_places):
            rows_with_rare = np.unique(ends.searchsorted(rare_places))
            text_points, kinds = (
                _remove_texts(array, rows_with_rare, ends)
                for array in (text_points, kinds)
            )
            plain_rows = np.delete(np.arange(len(ends)), rows_with_rare)
            ends = np.cumsum(np.diff(ends, prepend=-1)[plain_rows]) - 1
            kept_rows = [kept_rows[index] for index in plain_rows.tolist()]
        if len(kept_rows) == len(texts):
            return cls(kept_rows, ends, text_points, kinds), []
        kept_set = set(kept_rows)
        other_rows = [row for row in range(len(texts)) if row not in kept_set]
        return cls(kept_rows, ends, text_points, kinds), other_rows

    def fold_texts(self) -> list[str]:
        """Compute `normal.fold_text` of each text."""
        return split_texts(_make_letter_tables().folded_letters.take(self._points))

    def compute_match_points(
        self, *, is_vietnamese_by_row: Sequence[bool]
    ) -> CodePoints:
        """Compute `normal.match_form` of all texts; `is_vietnamese_by_row` says which
        are.
        """
        points = _make_letter_tables().match_letters.take(self._points)
        if any(is_vietnamese_by_row):
            toned_offsets = np.flatnonzero(
                _make_letter_tables().is_toned.take(self._points)
            )
            is_vietnamese = np.array(is_vietnamese_by_row)[
                self.ends.searchsorted(toned_offsets)
            ]
            self._move_tones(points, toned_offsets[is_vietnamese])
        return points

    def find_tokens(self, points: CodePoints) -> TokenPlaces:
        """Find the tokens of `tokens.list_match_tokens` in the match form `points`."""
        kinds = self._kinds.copy()
        for joiner, neighbour in ((_APOSTROPHE, _LETTER), (_JOINER, _DIGIT)):
            joiner_offsets = np.flatnonzero(self._kinds == joiner)
            # What is before the first is the END of the last.
            is_inside_token = self._kinds[joiner_offsets - 1] == neighbour
            is_inside_token &= self._kinds[joiner_offsets + 1] == neighbour
            kinds[joiner_offsets[is_inside_token]] = neighbour
        is_token_start = kinds > _DIGIT
        is_space = kinds == _SPACE
        is_token_start[:1] |= ~is_space[:1]
        is_token_start[1:] |= (kinds[1:] != kinds[:-1]) & ~is_space[1:]
        digit_offsets = np.flatnonzero(kinds == _DIGIT)
        points = points & (is_space.astype(np.uint16) - np.uint16(1))
        points[digit_offsets] = is_token_start[digit_offsets] * np.uint16(
            ord(NUMBER_CLASS)
        )
        points[np.flatnonzero(kinds == _CODE)] = ord(INLINE_CODE_CLASS)
        starts = np.flatnonzero(is_token_start)
        counts = np.diff(starts.searchsorted(self.ends), prepend=0)
        return TokenPlaces(starts, counts, points)

    def write_spaced_tokens(self, tokens: TokenPlaces) -> list[bytes]:
        """Write the tokens of each text with one space between them, in UTF-8."""
        # Room for a space before each letter.
        spaced_points = np.zeros(2 * len(tokens.points), dtype=np.uint16)
        spaced_points[1::2] = tokens.points
        spaced_points[tokens.starts * 2] = ord(" ")
        first_tokens = np.cumsum(tokens.counts) - tokens.counts
        spaced_points[tokens.starts[first_tokens[tokens.counts > 0]] * 2] = 0
        is_kept = spaced_points != 0
        is_kept[self.ends * 2 + 1] = True
        # A mask of so many takes longer than their places.
        joined_tokens = _decode(spaced_points.take(np.flatnonzero(is_kept)))
        return joined_tokens.encode().split(TEXT_END.encode())[:-1]

    def _move_tones(self, points: CodePoints, offsets: NDArray[np.intp]) -> None:
        """Move the tones of letters at some offsets to the newer style, in place."""
        tables = _make_letter_tables()
        vowel_columns = tables.vowel_columns.take(points[offsets + 1])
        moved_pairs = tables.moved_pairs[
            tables.toned_rows.take(points[offsets]), vowel_columns
        ]
        movable_indices = np.flatnonzero(moved_pairs[:, 0])
        offsets, moved_pairs = offsets[movable_indices], moved_pairs[movable_indices]
        offsets_after = (offsets + 2) % len(points)
        kinds = self._kinds[offsets_after]
        is_open = (
            (kinds != _LETTER) & (kinds != _DIGIT) & (points[offsets_after] != ord("_"))
        )
        offsets, moved_pairs = offsets[is_open], moved_pairs[is_open]
        points[offsets], points[offsets + 1] = moved_pairs[:, 0], moved_pairs[:, 1]


@dataclass(frozen=True, slots=True)
class _LetterTables:
    """The properties and forms of letters, by code point."""

    kinds: NDArray[np.uint8]
    match_letters: CodePoints
    folded_letters: CodePoints
    is_toned: NDArray[np.bool_]
    """Whether the letter's match form is in `toned_rows`."""
    toned_rows: NDArray[np.uint8]
    """1 and up: the letter's row in `moved_pairs`; 0 for those whose tone never moves.
    """
    vowel_columns: NDArray[np.uint8]
    moved_pairs: CodePoints
    """The pair that a toned letter and a vowel become; zeros where they stay."""


@cache
def _make_letter_tables() -> _LetterTables:
    kinds = np.full(_TABLE_SIZE, _RARE_KIND, dtype=np.uint8)
    match_letters, folded_letters = (
        np.zeros(_TABLE_SIZE, dtype=np.uint16) for _ in range(2)
    )
    for point in (point for code_range in _RANGES for point in range(*code_range)):
        letter = chr(point)
        form, folded_letter = match_form(letter), fold_text(letter)
        kind = find_common_kind(letter) and find_common_kind(form)
        if (
            kind is None
            or not len(form) == len(folded_letter) == len(fold_text(form)) == 1
        ):
            continue
        if nfc(letter) == letter:
            kinds[point] = _choose_kind_number(form, kind)
            match_letters[point], folded_letters[point] = ord(form), ord(folded_letter)
    kinds[ord(TEXT_END)] = _SPACE
    toned_rows, vowel_columns = (
        np.zeros(_TABLE_SIZE, dtype=np.uint8) for _ in range(2)
    )
    moved_pairs = np.zeros((len(_TONED) + 1, len(_VOWELS) + 1, 2), dtype=np.uint16)
    for row, letter in enumerate(_TONED, start=1):
        toned_rows[ord(letter)] = row
        for column, vowel in enumerate(_VOWELS, start=1):
            vowel_columns[ord(vowel)] = column
            if (moved_pair := fold_tone_style(letter + vowel)) != letter + vowel:
                moved_pairs[row, column] = list(map(ord, moved_pair))
    return _LetterTables(
        kinds,
        match_letters,
        folded_letters,
        toned_rows.take(match_letters) != 0,
        toned_rows,
        vowel_columns,
        moved_pairs,
    )


def _choose_kind_number(form: str, kind: str) -> int:
    if form == "'":
        return _APOSTROPHE
    if form in ".,:/":
        return _JOINER
    number_by_kind = {"space": _SPACE, "word": _LETTER, "number": _DIGIT, "code": _CODE}
    return number_by_kind.get(kind, _MARK)


def _remove_texts(
    array: NDArray[Any], rows: NDArray[np.intp], ends: NDArray[np.intp]
) -> NDArray[Any]:
    """Remove texts from an array, by the places where texts end."""
    # In pieces: to choose by a mask takes many times as long.
    begins = np.append(-1, ends)[rows] + 1
    kept_ranges = zip([0, *ends[rows] + 1], [*begins, len(array)], strict=True)
    return np.concatenate([array[begin:end] for begin, end in kept_ranges])


def fold_texts(texts: Sequence[str]) -> list[str]:
    """Compute `normal.fold_text` of each text."""
    text_array, other_rows = TextArray.of(texts)
    if not other_rows:
        return text_array.fold_texts()
    forms = [""] * len(texts)
    for row, form in zip(text_array.rows, text_array.fold_texts(), strict=True):
        forms[row] = form
    for row in other_rows:
        forms[row] = fold_text(texts[row])
    return forms


def list_code_points(text: str) -> NDArray[np.uint32]:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def split_texts(points: CodePoints) -> list[str]:
    """The texts that end with U+0000 each."""
    return _decode(points).split(TEXT_END)[:-1]


def _decode(points: CodePoints) -> str:
    return points.astype("<u2", copy=False).tobytes().decode("utf-16-le")
